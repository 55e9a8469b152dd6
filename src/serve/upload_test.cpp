#include "serve/upload.hpp"

#include <gmock/gmock.h>

namespace cxai::serve {
namespace {

using testing::HasSubstr;

std::string part(const std::string& name, const std::string& data, const std::string& more = "") {
  return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + data + "\r\n";
}

class UploadTest : public testing::Test {
 protected:
  Result<std::vector<pipeline::UploadedFile>> receive(const std::string& body, std::string_view type,
                                                      std::string_view filename = "", std::uint64_t limit = 1000,
                                                      const UploadForm& form = kConversationForm) {
    auto begun = Upload::begin(blobs, limit, type, filename, form);
    if (!begun) return std::unexpected(begun.error());
    upload = std::move(*begun);
    CXAI_TRY_VOID(upload->feed(body));
    return upload->finish();
  }
  std::ptrdiff_t files_left() {
    return std::distance(std::filesystem::directory_iterator(blobs.scratch()), std::filesystem::directory_iterator());
  }
  base::TempDir folder;
  base::SystemClock clock;
  std::unique_ptr<store::Keys> keys = std::move(store::Keys::open({folder.path() / "keys", ""}, clock).value());
  store::Blobs blobs{folder.path() / "blobs", *keys};
  std::unique_ptr<Upload> upload;
};

constexpr std::string_view kForm = "multipart/form-data; boundary=B";

TEST_F(UploadTest, WritesPartsToFilesAndRemovesThem) {
  const auto files =
      receive(part("recording", "RIFF", "; filename=\"a.wav\"") + part("metadata", "{}") + "--B--", kForm);
  ASSERT_TRUE(files) << files.error().message;
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ(base::read_file((*files)[0].file()).value(), "RIFF");
  EXPECT_THAT(base::read_file((*files)[0].path).value(), testing::Not(HasSubstr("RIFF"))) << "sealed on the disk";
  EXPECT_EQ((*files)[0].filename, "a.wav");
  EXPECT_EQ((*files)[1].filename, "metadata");
  ASSERT_TRUE(blobs.adopt("c_1", store::BlobKind::sound, *(*files)[0].sealed));
  upload.reset();
  EXPECT_EQ(files_left(), 0);
  EXPECT_EQ(blobs.read("c_1", store::BlobKind::sound, (*files)[0].sealed->sha256), "RIFF");
}

TEST_F(UploadTest, RefusesBadForms) {
  EXPECT_THAT(receive(part("avatar", "1") + "--B--", kForm).error().message, HasSubstr("unknown field"));
  EXPECT_THAT(receive(part("metadata", "1") + "--B--", kForm).error().message, HasSubstr("recording or transcript"));
  EXPECT_THAT(receive(part("recording", "1") + part("recording", "2") + "--B--", kForm).error().message,
              HasSubstr("twice"));
  EXPECT_THAT(receive(part("recording", "") + "--B--", kForm).error().message, HasSubstr("empty"));
  EXPECT_THAT(receive("x", "audio/wav").error().message, HasSubstr("filename"));
  EXPECT_THAT(receive("", "audio/wav", "a.wav").error().message, HasSubstr("empty"));
  upload.reset();
  EXPECT_EQ(files_left(), 0);
}

TEST_F(UploadTest, AnotherFormHasItsOwnRules) {
  const std::string fields =
      part("language", "") + part("timestamp_granularities[]", "word") + part("timestamp_granularities[]", "segment");
  const auto files =
      receive(part("file", "RIFF", "; filename=\"a.wav\"") + fields + "--B--", kForm, "", 1000, kTranscriptionForm);
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(files->size(), 4U);
  const auto refused = [&](const std::string& body, std::string_view type = kForm) {
    return receive(body, type, "a.wav", 1000, kTranscriptionForm).error().message;
  };
  EXPECT_THAT(refused(part("recording", "1") + "--B--"), HasSubstr("it takes file, model"));
  EXPECT_THAT(refused(fields + "--B--"), HasSubstr("in the field file"));
  EXPECT_THAT(refused(part("file", "1") + part("model", "a") + part("model", "b") + "--B--"), HasSubstr("twice"));
  EXPECT_THAT(refused("RIFF", "audio/wav"), HasSubstr("multipart"));
}

TEST_F(UploadTest, LimitIsExact) {
  EXPECT_TRUE(receive(std::string(1000, 'x'), "audio/wav", "a.wav"));
  EXPECT_FALSE(receive(std::string(1001, 'x'), "audio/wav", "a.wav"));
  EXPECT_TRUE(upload->too_large());
  EXPECT_FALSE(receive(part("recording", std::string(1001, 'x')) + "--B--", kForm));
  EXPECT_TRUE(upload->too_large());
}

}  // namespace
}  // namespace cxai::serve
