#include "check.hpp"
#include "conversation/formats.hpp"

namespace cv = cxai::conversation;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = cv::read_srt(cxai::fuzz::text_of(data, size));
  if (!read) return 0;
  cxai::fuzz::check_transcript(*read);
  cxai::fuzz::check_fixpoint(*read, cv::read_srt, cv::write_srt);
  return 0;
}
