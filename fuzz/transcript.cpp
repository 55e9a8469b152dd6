#include "check.hpp"
#include "conversation/formats.hpp"

namespace cv = cxai::conversation;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = cv::read_transcript(cxai::fuzz::text_of(data, size));
  if (!read) return 0;
  cxai::fuzz::check_transcript(*read);
  const auto through_json = [](auto reader) {
    return [reader](const std::string& text) -> cxai::Result<cv::Transcript> {
      CXAI_TRY(const cxai::Json json, cxai::base::parse_json(text));
      return reader(json);
    };
  };
  cxai::fuzz::check_fixpoint(*read, through_json(cv::read_dialogue_json),
                             [](const cv::Transcript& t) { return cxai::base::dump_json(cv::write_dialogue_json(t)); });
  // Every other format can be written too, and read back by its own reader.
  CXAI_CHECK(cv::read_webvtt(cv::write_webvtt(*read)).has_value());
  CXAI_CHECK(cv::read_srt(cv::write_srt(*read)).has_value());
  CXAI_CHECK(through_json(cv::read_whisper_json)(cxai::base::dump_json(cv::write_whisper_json(*read))).has_value());
  if (const std::string text = cv::write_dialogue_text(*read, "tr"); !text.empty())
    CXAI_CHECK(cv::read_dialogue_text(text).has_value());
  return 0;
}
