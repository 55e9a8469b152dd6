#include "analysis/particulars.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "analysis/test_dialogue.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;

Particulars found(const std::string& language, const std::vector<std::pair<Role, std::string>>& turns) {
  const auto masked = masked_dialogue(language, turns);
  const Reading reading(masked);
  std::vector<TurnSegments> segments;
  for (const auto& turn : reading.turns()) segments.push_back(segments_of(turn, language));
  return particulars_of(reading, segments);
}

TEST(Particulars, AreAskedAndGiven) {
  const auto said = found("tr", {{Role::agent, "kimlik son dört haneniz ve doğum yılınız"},
                                 {Role::customer, "kırk seksen bir bin dokuz yüz seksen sekiz"}});
  EXPECT_TRUE(said.asked & set_of(Particular::birth));
  EXPECT_TRUE(said.asked & set_of(Particular::identity_number));
  EXPECT_EQ(said.given, said.asked);
  EXPECT_EQ(said.asking_turns, 1U);
}

TEST(Particulars, AreAskedInVain) {
  const auto said = found("en", {{Role::agent, "Could you give me your date of birth?"},
                                 {Role::customer, "I am not telling you that over the phone, who are you anyway"}});
  EXPECT_EQ(said.asked, set_of(Particular::birth));
  EXPECT_EQ(said.given, 0);
}

TEST(Particulars, OfARecordAreNoneOfAPerson) {
  const auto said = found("de", {{Role::agent, "Ihre Kundennummer bitte?"}, {Role::customer, "8 8 4 1 2"}});
  EXPECT_EQ(said.given, set_of(Particular::record));
  EXPECT_EQ(found("tr", {{Role::agent, "Sipariş numaranız nedir?"}, {Role::customer, "4471"}}).given,
            set_of(Particular::record));
}

TEST(Particulars, GivenUnaskedAreCountedApart) {
  const auto said =
      found("tr", {{Role::customer, "Ben Ayşe Demir, sipariş 4471 gelmedi."}, {Role::agent, "Hemen bakıyorum."}});
  EXPECT_EQ(said.asked, 0);
  EXPECT_EQ(said.given_unasked, 1U);
}

}  // namespace
}  // namespace cxai::analysis
