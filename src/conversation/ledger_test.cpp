#include "conversation/ledger.hpp"

#include <gmock/gmock.h>

#include "conversation/analysis.hpp"

namespace cxai::conversation {
namespace {

TEST(Ledger, ComesBackFromJsonAsItWas) {
  for (int i = 0; i <= static_cast<int>(DropReason::cancelled); ++i) {
    const DroppedStretch dropped{1, {Millis(1200), Millis(3400)}, static_cast<DropReason>(i), {{"level_db", -61.25}}};
    const Json json = to_json(dropped);
    EXPECT_EQ(drop_reason_from(json["reason"].get<std::string>()), dropped.reason);
    base::Reader in(json, "");
    EXPECT_EQ(read_dropped(in), dropped);
    EXPECT_TRUE(in.ok());
  }
}

TEST(Ledger, RoundsItsFigures) {
  const Json json = to_json({0, {}, DropReason::no_speech, {{"no_speech_probability", 0.123456}}});
  EXPECT_EQ(json["figures"]["no_speech_probability"], 0.123);
}

TEST(Ledger, SaysWhatIsWrong) {
  const auto error_of = [](const char* text) {
    const Json json = base::parse_json(text).value();
    base::Reader in(json, "dropped[0]");
    read_dropped(in);
    return in.ok() ? std::string() : in.error().error().message;
  };
  EXPECT_THAT(error_of(R"({"reason": "no_speech"})"), testing::HasSubstr("dropped[0].start_ms"));
  EXPECT_THAT(error_of(R"({"start_ms": 1, "end_ms": 2, "reason": "bored"})"), testing::HasSubstr("dropped[0].reason"));
  EXPECT_THAT(error_of(R"({"start_ms": 1, "end_ms": 2, "reason": "no_speech", "figures": {"x": "y"}})"),
              testing::HasSubstr("figures.x"));
  EXPECT_THAT(error_of(R"({"start_ms": 3, "end_ms": 2, "reason": "no_speech"})"), testing::HasSubstr("end_ms"));
}

TEST(Ledger, StandsInTheAnalysisWithTheEnginesOptions) {
  Analysis analysis;
  analysis.conversation_id = "c_1";
  analysis.dropped = {{0, {Millis(10), Millis(900)}, DropReason::too_quiet, {{"level_db", -71.5}}},
                      {1, {Millis(50), Millis(700)}, DropReason::cancelled, {}}};
  analysis.recipe.speech = Recipe::Speech{"whisper-tiny/f32", "ab", Json{{"beam", 2}}};
  const auto read = analysis_from_json(to_json(analysis));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->dropped, analysis.dropped);
  EXPECT_EQ(read->recipe.speech->options["beam"], 2);
  analysis.dropped.clear();
  EXPECT_FALSE(to_json(analysis).contains("dropped"));
}

}  // namespace
}  // namespace cxai::conversation
