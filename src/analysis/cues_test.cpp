#include "analysis/cues.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/reading.hpp"
#include "privacy/masker.hpp"

namespace cxai::analysis {
namespace {

// Names of the cues of one turn, those with a negation beside them with a "!" in front.
std::vector<std::string> cues_of(const std::string& text, const std::string& language) {
  conversation::Transcript transcript;
  transcript.language = language;
  conversation::Turn turn;
  turn.id = "t0";
  turn.role = conversation::Role::customer;
  turn.text = text;
  transcript.turns.push_back(turn);
  const auto masked = privacy::Masker().mask(std::move(transcript));
  const Reading reading(masked);
  std::vector<std::string> names;
  for (const CueMatch& match : reading.turns()[0].cues)
    names.push_back((match.negated ? "!" : "") + std::string(cue_name(match.cue)));
  return names;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

TEST(Cues, AreFoundWhateverTheSpelling) {
  EXPECT_TRUE(has(cues_of("Allah razı olsun kızım.", "tr"), "warm thanks"));
  EXPECT_TRUE(has(cues_of("allah razi olsun", "tr"), "warm thanks"));
  EXPECT_TRUE(has(cues_of("REZALETSİNİZ", "tr"), "anger"));
  EXPECT_TRUE(has(cues_of("I haven't received it, it doesn't work", "en"), "trouble"));
  EXPECT_TRUE(has(cues_of("Das ist eine Unverschämtheit", "de"), "anger"));
}

TEST(Cues, ANegationBesideThemIsNoted) {
  EXPECT_TRUE(has(cues_of("hiç memnun kalmadım", "tr"), "!praise"));
  EXPECT_TRUE(has(cues_of("memnun kaldım", "tr"), "praise"));
  EXPECT_TRUE(has(cues_of("this is not great", "en"), "!praise"));
}

TEST(Cues, AnEndingCountsBehindAStem) {
  EXPECT_TRUE(has(cues_of("yarın arayacağız", "tr"), "future"));
  EXPECT_TRUE(has(cues_of("İadenizi yaptım.", "tr"), "deed"));
  EXPECT_TRUE(has(cues_of("açılmıyor", "tr"), "denied verb"));
  EXPECT_FALSE(has(cues_of("dik", "tr"), "deed"));
  EXPECT_TRUE(has(cues_of("we'll see", "en"), "future"));
}

TEST(Cues, OfOtherLanguagesAreNotLookedFor) {
  EXPECT_FALSE(has(cues_of("the die is broken", "tr"), "trouble"));
  EXPECT_TRUE(has(cues_of("the screen is broken", ""), "trouble")) << "unknown: all lists";
  EXPECT_TRUE(cues_of("broken", "fr").empty());
}

TEST(Cues, EveryNameStandsInAllThreeLists) {
  EXPECT_EQ(cue_named("thanks"), 0U + cue_named(cue_name(cue_named("thanks"))));
  EXPECT_EQ(cue_count(), 95U) << "a heading misspelt in one list makes a cue of its own";
}

}  // namespace
}  // namespace cxai::analysis
