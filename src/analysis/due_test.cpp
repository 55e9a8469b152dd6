#include "analysis/due.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "analysis/test_dialogue.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;

// Tuesday, 9 June 2026, 14:20
const language::LocalMinutes kTuesday =
    language::LocalMinutes(std::chrono::local_days(std::chrono::year(2026) / 6 / 9)) + std::chrono::hours(14) +
    std::chrono::minutes(20);

// The day of the segment of the last turn in which `words` stand; "" for none.
std::string due(const std::string& language, const std::vector<std::pair<Role, std::string>>& turns,
                const std::string& words) {
  const auto masked = masked_dialogue(language, turns);
  const Reading reading(masked);
  std::vector<TurnSegments> segments;
  for (const auto& turn : reading.turns()) segments.push_back(segments_of(turn, language, kTuesday));
  const std::size_t last = turns.size() - 1;
  const std::size_t at = reading.turns()[last].turn->text.find(words);
  for (std::size_t s = 0; s < segments[last].list.size(); ++s) {
    const Segment& segment = segments[last].list[s];
    if (at < segment.begin || at >= segment.end) continue;
    const auto day = due_of(reading, segments, last, s).day;
    if (!day) return "";
    return std::to_string(static_cast<unsigned>(day->day())) + "." +
           std::to_string(static_cast<unsigned>(day->month()));
  }
  return "no segment";
}

TEST(Due, IsTheDayOfItsOwnWords) {
  EXPECT_EQ(due("tr", {{Role::agent, "Yarın sizi arayacağım."}}, "arayacağım"), "10.6");
  EXPECT_EQ(due("en", {{Role::agent, "I'll call you on Friday."}}, "call"), "12.6");
  EXPECT_EQ(due("tr", {{Role::agent, "Sizi arayacağım."}}, "arayacağım"), "");
}

TEST(Due, OfATimeBeforeSomethingIsTheDayNamedBefore) {
  EXPECT_EQ(due("tr",
                {{Role::agent, "Perşembe dokuz on bir arası ekip gelir."},
                 {Role::customer, "Tamam."},
                 {Role::agent, "Ekip gelmeden sizi arar."}},
                "arar"),
            "11.6");
  EXPECT_EQ(due("en",
                {{Role::agent, "He can come on Friday."},
                 {Role::customer, "Good."},
                 {Role::agent, "He will call you the day before."}},
                "call"),
            "11.6");
  EXPECT_EQ(
      due("de", {{Role::agent, "Der Techniker kommt am Freitag."}, {Role::agent, "Er ruft am Tag davor an."}}, "ruft"),
      "11.6");
}

TEST(Due, OfAnHourIsTheDaySpokenOf) {
  EXPECT_EQ(due("tr",
                {{Role::agent, "Yarın onay gelecek."},
                 {Role::customer, "Gelmezse?"},
                 {Role::agent, "Saat on birde ben sizi arıyorum."}},
                "arıyorum"),
            "10.6");
  EXPECT_EQ(due("tr",
                {{Role::agent, "Cuma günü sonuç belli olur."},
                 {Role::customer, "Tamam."},
                 {Role::customer, "Akşam belgeyi yüklerim."}},
                "yüklerim"),
            "9.6");
}

}  // namespace
}  // namespace cxai::analysis
