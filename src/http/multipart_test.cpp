#include "http/multipart.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace cxai::http {
namespace {

using testing::HasSubstr;

struct Part {
  PartHead head;
  std::string data;
  bool ended = false;
};

class Collector final : public PartSink {
 public:
  Result<> begin_part(const PartHead& head) override {
    parts.push_back({head, "", false});
    return {};
  }
  Result<> part_data(std::string_view bytes) override {
    EXPECT_FALSE(bytes.empty());
    parts.back().data += bytes;
    return {};
  }
  Result<> end_part() override {
    parts.back().ended = true;
    return {};
  }
  std::vector<Part> parts;
};

Result<std::vector<Part>> read(const std::string& body, std::size_t piece, std::string_view boundary = "B") {
  Collector collector;
  MultipartReader reader(boundary, collector);
  for (std::size_t at = 0; at < body.size(); at += piece)
    CXAI_TRY_VOID(reader.feed(std::string_view(body).substr(at, piece)));
  CXAI_TRY_VOID(reader.finish());
  return collector.parts;
}

std::string part(const std::string& name, const std::string& data, const std::string& more = "") {
  return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + data + "\r\n";
}

TEST(Multipart, SameResultForEveryPieceSize) {
  const std::string tricky("\r\n--\r\n--A\r\n-B\0\r\n--b\xff\r\n\r", 24);
  const std::string body = "preamble\r\n" +
                           part("recording", tricky, "; filename=\"a b.wav\"\r\nContent-Type: audio/wav") +
                           part("metadata", "") + part("transcript", "--B inside a line\r\n --B") + "--B--\r\nepilogue";
  for (std::size_t piece = 1; piece <= body.size(); ++piece) {
    const auto parts = read(body, piece);
    ASSERT_TRUE(parts) << piece << ": " << parts.error().message;
    ASSERT_EQ(parts->size(), 3U);
    EXPECT_EQ((*parts)[0].head.name, "recording");
    EXPECT_EQ((*parts)[0].head.filename, "a b.wav");
    EXPECT_EQ((*parts)[0].head.content_type, "audio/wav");
    EXPECT_EQ((*parts)[0].data, tricky);
    EXPECT_EQ((*parts)[1].data, "");
    EXPECT_EQ((*parts)[2].data, "--B inside a line\r\n --B");
    for (const auto& one : *parts) EXPECT_TRUE(one.ended);
  }
}

TEST(Multipart, BoundaryLineMayHaveBlanks) {
  EXPECT_TRUE(read("--B \t\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--B--", 3));
}

TEST(Multipart, RefusesBrokenBodies) {
  EXPECT_FALSE(read("", 1));
  EXPECT_FALSE(read("no boundary at all", 4));
  EXPECT_FALSE(read(part("a", "1"), 4)) << "no closing boundary";
  EXPECT_FALSE(read("--B\r\n\r\ndata\r\n--B--", 4)) << "no name";
  EXPECT_FALSE(read("--B\r\nContent-Disposition form-data\r\n\r\ndata\r\n--B--", 4)) << "no colon";
  EXPECT_FALSE(read("--BX\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--B--", 4)) << "another boundary";
  EXPECT_FALSE(read(part("a", "1", "; x=\"" + std::string(9000, 'x') + "\"") + "--B--", 512)) << "head too large";
  std::string many;
  for (std::size_t i = 0; i <= MultipartReader::kMaxParts; ++i) many += part("p", "1");
  EXPECT_FALSE(read(many + "--B--", 100));
}

TEST(Multipart, HeaderParameters) {
  EXPECT_EQ(header_parameter("form-data; name=\"a;b\"; filename=\"x\\\"y.wav\"", "filename"), "x\"y.wav");
  EXPECT_EQ(header_parameter("form-data; name=\"a;b\"", "name"), "a;b");
  EXPECT_EQ(header_parameter("form-data; NAME=plain ; x", "name"), "plain");
  EXPECT_EQ(header_parameter("form-data; filename=\"C:\\dir\\x.wav\"", "filename"), "C:\\dir\\x.wav");
  EXPECT_EQ(header_parameter("form-data", "name"), "");
  EXPECT_EQ(header_parameter("form-data; name=\"open", "name"), "open");
  EXPECT_TRUE(boundary_of("multipart/form-data; boundary=\"x y\""));
  EXPECT_FALSE(boundary_of("multipart/form-data"));
  EXPECT_FALSE(boundary_of("multipart/form-data; boundary=" + std::string(71, 'x')));
}

TEST(Multipart, FileNamesHaveNoFolders) {
  EXPECT_EQ(clean_filename("C:\\Users\\x\\çağrı.wav"), "çağrı.wav");
  EXPECT_EQ(clean_filename("../../etc/passwd"), "passwd");
  EXPECT_EQ(clean_filename("a\r\nb\x7f.wav"), "ab.wav");
  EXPECT_EQ(clean_filename(".."), "");
  EXPECT_EQ(clean_filename("bad\xff.wav"), "bad\xEF\xBF\xBD.wav");
  const std::string long_name = clean_filename(std::string(500, 'x') + ".wav");
  EXPECT_LE(long_name.size(), 200U);
  EXPECT_TRUE(long_name.ends_with(".wav"));
}

}  // namespace
}  // namespace cxai::http
