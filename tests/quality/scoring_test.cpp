// The scorers against the reference data of public ones: NIST sclite (word errors of every utterance), MeetEval (cpWER)
// and dscore / md-eval (DER). Equal to the last digit that those print.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>

#include "base/files.hpp"
#include "language/text.hpp"
#include "scoring/diarization_errors.hpp"
#include "scoring/rttm.hpp"
#include "scoring/word_errors.hpp"

namespace cxai::scoring {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> reference(const std::string& name) {
  const char* shared = std::getenv("CXAI_SHARED");
  if (!shared) return std::nullopt;
  const auto text = base::read_file(fs::path(shared) / "data" / "speech" / "scoring-refs" / name);
  if (!text) return std::nullopt;
  return *text;
}

#define REFERENCE(variable, name)        \
  const auto variable = reference(name); \
  if (!(variable)) GTEST_SKIP() << "CXAI_SHARED names no folder with data/speech/scoring-refs/" << (name)

// "words (id)" by id, lower case; comments left out.
std::map<std::string, std::string> read_trn(const std::string& text) {
  std::map<std::string, std::string> utterances;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto open = line.rfind('(');
    const auto close = line.rfind(')');
    if (line.starts_with(";;") || open == std::string::npos || close == std::string::npos) continue;
    utterances[language::fold(line.substr(open + 1, close - open - 1), "")] = language::fold(line.substr(0, open), "");
  }
  return utterances;
}

// "a { b c / @ } d": one of several wordings, @ being none.
std::vector<Wordings> with_alternatives(const std::string& text) {
  std::vector<Wordings> places;
  bool inside = false;
  for (const std::string& word : raw_words(text)) {
    if (word == "{") {
      places.push_back({{}});
      inside = true;
    } else if (word == "}") {
      inside = false;
    } else if (!inside) {
      places.push_back({{word}});
    } else if (word == "/") {
      places.back().emplace_back();
    } else if (word != "@") {
      places.back().back().push_back(word);
    }
  }
  return places;
}

// The scores of every utterance as sclite's .pra file lists them.
std::map<std::string, WordErrors> read_pra(const std::string& text) {
  std::map<std::string, WordErrors> scores;
  std::istringstream lines(text);
  std::string id;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("id: (")) id = line.substr(5, line.find(')') - 5);
    if (!line.starts_with("Scores: (#C #S #D #I) ")) continue;
    std::istringstream numbers(line.substr(22));
    WordErrors errors;
    numbers >> errors.correct >> errors.substitutions >> errors.deletions >> errors.insertions;
    errors.reference_words = errors.correct + errors.substitutions + errors.deletions;
    scores[id] = errors;
  }
  return scores;
}

struct ScliteCase {
  const char* name;
  const char* said;
  const char* understood;
  const char* scores;
  const char* prefix;  // of the utterances that use only what both sides here know
  std::size_t count;
};

class Sclite : public testing::TestWithParam<ScliteCase> {};

TEST_P(Sclite, EveryUtteranceHasTheSameCounts) {
  const std::string folder = "sctk-sclite/";
  REFERENCE(said, folder + GetParam().said);
  REFERENCE(understood, folder + GetParam().understood);
  REFERENCE(scores, folder + GetParam().scores);
  const auto references = read_trn(*said);
  const auto hypotheses = read_trn(*understood);
  std::size_t compared = 0;
  for (const auto& [id, expected] : read_pra(*scores)) {
    if (!id.starts_with(GetParam().prefix)) continue;
    ASSERT_TRUE(references.contains(id) && hypotheses.contains(id)) << id;
    const auto found = word_errors(with_alternatives(references.at(id)), raw_words(hypotheses.at(id)), kScliteCosts);
    EXPECT_EQ(found.correct, expected.correct) << id;
    EXPECT_EQ(found.substitutions, expected.substitutions) << id;
    EXPECT_EQ(found.deletions, expected.deletions) << id;
    EXPECT_EQ(found.insertions, expected.insertions) << id;
    ++compared;
  }
  EXPECT_EQ(compared, GetParam().count);
}

INSTANTIATE_TEST_SUITE_P(
    All, Sclite,
    testing::Values(ScliteCase{"csrnab", "csrnab.ref", "csrnab.hyp", "base/test1.pra", "", 51},
                    ScliteCase{"turkish", "test.turkish.ref", "test.turkish.hyp", "base/test15_c.pra", "", 3},
                    ScliteCase{"alternatives", "tests.ref", "tests.hyp", "base/test7.pra", "f_", 7},
                    ScliteCase{"hyphens", "tests.ref", "tests.hyp", "base/test7.pra", "g_", 2},
                    ScliteCase{"two_byte_letters", "tests.ref.utf8-2bytes", "tests.hyp.utf8-2bytes",
                               "base/test7-utf8-2bytes.pra", "f_", 7}),
    [](const auto& instance) { return std::string(instance.param.name); });

// "file channel speaker begin end words": by recording, then speaker, in the order of time.
std::map<std::string, SpeakerWords> read_stm(const std::string& text) {
  std::map<std::string, SpeakerWords> recordings;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto fields = raw_words(line);
    if (fields.size() < 5) continue;
    auto& words = recordings[fields[0]][fields[2]];
    words.insert(words.end(), fields.begin() + 5, fields.end());
  }
  return recordings;
}

TEST(MeetEval, SpeakerWordErrorsAreTheSame) {
  REFERENCE(said, "meeteval/ref.stm");
  REFERENCE(understood, "meeteval/hyp.stm");
  const auto references = read_stm(*said);
  const auto hypotheses = read_stm(*understood);
  // What MeetEval prints for these files: errors, words, insertions, deletions, substitutions.
  const std::map<std::string, WordErrors> expected{{"recordingA", {62, 60, 2, 0, 0}},
                                                   {"recordingB", {30, 15, 0, 15, 8}}};
  ASSERT_EQ(references.size(), expected.size());
  for (const auto& [recording, errors] : expected)
    EXPECT_EQ(speaker_word_errors(references.at(recording), hypotheses.at(recording)).errors, errors) << recording;
}

TEST(Dscore, DiarizationErrorRateIsTheSame) {
  REFERENCE(truth, "dscore/ref.rttm");
  REFERENCE(found, "dscore/sys.rttm");
  const auto references = read_rttm(*truth);
  const auto hypotheses = read_rttm(*found);
  ASSERT_TRUE(references && hypotheses);
  const auto errors = diarization_errors(references->at("FILE1"), hypotheses->at("FILE1"), {});
  EXPECT_NEAR(100 * errors.rate(), 26.3931, 0.00005);  // as dscore's own test has it
}

}  // namespace
}  // namespace cxai::scoring
