#include "conversation/analysis.hpp"

#include "check.hpp"

namespace cv = cxai::conversation;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = cxai::base::parse_json(cxai::fuzz::text_of(data, size));
  if (!json) return 0;
  const auto analysis = cv::analysis_from_json(*json);
  if (!analysis) return 0;
  CXAI_CHECK(cv::validate(*analysis).has_value());
  for (const cv::Claim& claim : analysis->claims)
    for (const cv::Evidence& evidence : claim.evidence) {
      const auto text = cv::evidence_text(*analysis, evidence);
      CXAI_CHECK(text && !text->empty() && cxai::base::is_valid_utf8(*text));
    }
  const std::string written = cxai::base::dump_json(cv::to_json(*analysis));
  const auto again = cv::analysis_from_json(cxai::base::parse_json(written).value());
  CXAI_CHECK(again.has_value());
  CXAI_CHECK(cxai::base::dump_json(cv::to_json(*again)) == written);
  return 0;
}
