#include "conversation/ledger.hpp"

#include <gmock/gmock.h>

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

}  // namespace
}  // namespace cxai::conversation
