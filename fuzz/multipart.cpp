// A multipart body read in one piece and in small ones gives the same parts, or an error both times.
#include "http/multipart.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace cxai;

class Transcript final : public http::PartSink {
 public:
  Result<> begin_part(const http::PartHead& head) override {
    CXAI_CHECK(!open_ && !head.name.empty());
    open_ = true;
    text += "[" + head.name + "|" + head.filename + "|" + head.content_type + "]";
    return {};
  }
  Result<> part_data(std::string_view bytes) override {
    CXAI_CHECK(open_ && !bytes.empty());
    text += bytes;
    return {};
  }
  Result<> end_part() override {
    CXAI_CHECK(open_);
    open_ = false;
    text += "[end]";
    return {};
  }
  bool open() const { return open_; }
  std::string text;

 private:
  bool open_ = false;
};

Result<std::string> read(std::string_view body, std::size_t piece) {
  Transcript transcript;
  http::MultipartReader reader("B", transcript);
  for (std::size_t at = 0; at < body.size(); at += piece) CXAI_TRY_VOID(reader.feed(body.substr(at, piece)));
  CXAI_TRY_VOID(reader.finish());
  CXAI_CHECK(!transcript.open());
  return transcript.text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string body(data + 1, data + size);
  const auto whole = read(body, body.size() + 1);
  const auto pieces = read(body, data[0] % 16 + 1);
  CXAI_CHECK(whole.has_value() == pieces.has_value());
  if (whole) CXAI_CHECK(*whole == *pieces);
  http::header_parameter(body, "name");
  CXAI_CHECK(http::clean_filename(body).size() <= 216);
  return 0;
}
