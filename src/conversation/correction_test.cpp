#include "conversation/correction.hpp"

#include <gmock/gmock.h>

#include "conversation/analysis.hpp"

namespace cxai::conversation {
namespace {

using testing::HasSubstr;

std::string error_of(const char* text) {
  const Json json = base::parse_json(text).value();
  base::Reader in(json, "");
  read_correction(in);
  return in.ok() ? std::string() : in.error().error().message;
}

TEST(Correction, ComesBackFromTheAnalysisAsItWas) {
  const Timestamp at = base::parse_utc("2026-03-14T09:26:53.589Z").value();
  Analysis analysis;
  analysis.conversation_id = "c_1";
  analysis.corrections = {{CorrectionKind::swap_roles, "", "", "u_1", at},
                          {CorrectionKind::rename_voice, "voice 1", "Ayşe", "u_2", at}};
  const auto read = analysis_from_json(to_json(analysis));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->corrections, analysis.corrections);
  analysis.corrections.clear();
  EXPECT_FALSE(to_json(analysis).contains("corrections"));
}

TEST(Correction, SaysWhatIsWrong) {
  EXPECT_EQ(error_of(R"({"kind": "swap_roles"})"), "");
  EXPECT_THAT(error_of(R"({"kind": "shout"})"), HasSubstr("kind: must be"));
  EXPECT_THAT(error_of(R"({"kind": "merge_voices", "voice": "voice 1"})"), HasSubstr("to"));
  EXPECT_THAT(error_of(R"({"kind": "rename_voice", "voice": "voice 1", "to": "  "})"), HasSubstr("to"));
  EXPECT_THAT(error_of(R"({"kind": "rename_voice", "voice": "voice 1", "to": "a\nb"})"), HasSubstr("to"));
  EXPECT_THAT(error_of(R"({"kind": "set_role", "voice": "voice 1", "to": "boss"})"), HasSubstr("agent, customer"));
  EXPECT_THAT(error_of(R"({"kind": "swap_roles", "at": "now"})"), HasSubstr("at"));
}

}  // namespace
}  // namespace cxai::conversation
