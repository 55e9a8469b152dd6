#include "check.hpp"
#include "conversation/formats.hpp"

namespace cv = cxai::conversation;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = cv::read_dialogue_text(cxai::fuzz::text_of(data, size));
  if (!read) return 0;
  cxai::fuzz::check_transcript(*read);
  CXAI_CHECK(!read->turns.empty());
  for (const char* language : {"tr", "en", "de"})
    cxai::fuzz::check_fixpoint(*read, cv::read_dialogue_text,
                               [&](const cv::Transcript& t) { return cv::write_dialogue_text(t, language); });
  return 0;
}
