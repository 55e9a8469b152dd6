#include "net/download.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "net/http_test_server.hpp"
#include "net/recording_pauser.hpp"

namespace cxai::net {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A file behind a server that understands ranges; each of its first `cuts` answers ends too early.
class FileServer {
 public:
  FileServer(std::string bytes, std::size_t cut_after, int cuts, std::string version = "\"v1\"")
      : content(std::move(bytes)),
        etag(std::move(version)),
        server(
            [this, cut_after, cuts](const SeenRequest& request) mutable { return reply(request, cut_after, cuts); }) {}

  std::string content;
  std::string etag;
  HttpTestServer server;

 private:
  Scripted reply(const SeenRequest& request, std::size_t cut_after, int& cuts) const {
    std::size_t first = 0;
    const auto range = request.headers.find("range");
    const auto version = request.headers.find("if-range");
    if (range != request.headers.end() && (version == request.headers.end() || version->second == etag))
      first = std::stoul(range->second.substr(6));
    if (first >= content.size() && first > 0) return answer(416, "");
    const std::string rest = content.substr(first);
    std::string head = "HTTP/1.1 " + std::string(first > 0 ? "206" : "200") + " X\r\nETag: " + etag +
                       "\r\nContent-Length: " + std::to_string(rest.size()) + "\r\n";
    if (first > 0)
      head += "Content-Range: bytes " + std::to_string(first) + "-" + std::to_string(content.size() - 1) + "/" +
              std::to_string(content.size()) + "\r\n";
    return {head + "\r\n" + (cuts-- > 0 ? rest.substr(0, cut_after) : rest)};
  }
};

std::string sample(std::size_t size) {
  std::string bytes(size, '\0');
  unsigned state = 7;
  for (char& c : bytes) c = static_cast<char>((state = state * 1'103'515'245U + 12'345U) >> 16);
  return bytes;
}

class DownloadTest : public ::testing::Test {
 protected:
  Download wanted(const FileServer& from) const {
    return {.url = from.server.url("/file?secret=1"), .target = dir.path() / "file.bin"};
  }
  std::string there() const { return *base::read_file(dir.path() / "file.bin"); }
  bool exists(const char* name) const { return std::filesystem::exists(dir.path() / name); }

  base::TempDir dir;
  Client client;
  RecordingPauser pauser;
};

TEST_F(DownloadTest, FetchesAFileAndSaysItsDigest) {
  const FileServer from(sample(100'000), 0, 0);
  std::vector<std::uint64_t> steps;
  const auto done = download(client, wanted(from), pauser, [&](std::uint64_t so_far, std::uint64_t total) {
    EXPECT_EQ(total, 100'000U);
    steps.push_back(so_far);
  });
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->size_bytes, 100'000U);
  EXPECT_EQ(done->sha256, base::sha256_hex(from.content));
  EXPECT_EQ(there(), from.content);
  EXPECT_EQ(steps.back(), 100'000U);
  EXPECT_TRUE(std::ranges::is_sorted(steps));
  EXPECT_FALSE(exists("file.bin.part"));
  EXPECT_FALSE(exists("file.bin.part.etag"));
}

TEST_F(DownloadTest, ResumesWhereTheConnectionBroke) {
  const FileServer from(sample(100'000), 30'000, 2);
  const auto done = download(client, wanted(from), pauser, nullptr);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(there(), from.content);
  const auto seen = from.server.seen();
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_FALSE(seen[0].headers.contains("range"));
  EXPECT_EQ(seen[1].headers.at("range"), "bytes=30000-");
  EXPECT_EQ(seen[1].headers.at("if-range"), "\"v1\"");
  EXPECT_EQ(seen[2].headers.at("range"), "bytes=60000-");
}

TEST_F(DownloadTest, AttemptsThatBringBytesDoNotUseUpThePatience) {
  const FileServer from(sample(10'000), 500, 15);
  EXPECT_TRUE(download(client, wanted(from), pauser, nullptr));
  EXPECT_EQ(there(), from.content);
}

TEST_F(DownloadTest, AnEarlierRunIsTakenUp) {
  FileServer broken(sample(50'000), 20'000, 1);
  Download first = wanted(broken);
  first.retry.attempts = 1;
  const auto failed = download(client, first, pauser, nullptr);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
  EXPECT_THAT(failed.error().message, ::testing::Not(HasSubstr("secret")));
  EXPECT_TRUE(exists("file.bin.part"));
  EXPECT_FALSE(exists("file.bin"));

  ASSERT_TRUE(download(client, wanted(broken), pauser, nullptr));
  EXPECT_EQ(broken.server.seen().back().headers.at("range"), "bytes=20000-");
  EXPECT_EQ(there(), broken.content);
}

TEST_F(DownloadTest, AChangedFileIsTakenFromTheStart) {
  FileServer from(sample(50'000), 20'000, 1);
  Download first = wanted(from);
  first.retry.attempts = 1;
  ASSERT_FALSE(download(client, first, pauser, nullptr));
  from.content = sample(40'000);
  from.etag = "\"v2\"";
  ASSERT_TRUE(download(client, wanted(from), pauser, nullptr));
  EXPECT_EQ(there(), from.content);
}

TEST_F(DownloadTest, APartWithoutAVersionIsUsedOnlyWhenTheDigestIsKnown) {
  const FileServer from(sample(50'000), 0, 0, "W/\"weak\"");
  ASSERT_TRUE(base::write_file_atomic(dir.path() / "file.bin.part", from.content.substr(0, 10'000)));
  Download known = wanted(from);
  known.expected_sha256 = base::sha256_hex(from.content);
  ASSERT_TRUE(download(client, known, pauser, nullptr));
  EXPECT_EQ(from.server.seen()[0].headers.at("range"), "bytes=10000-");
  EXPECT_EQ(there(), from.content);

  ASSERT_TRUE(base::write_file_atomic(dir.path() / "file.bin.part", from.content.substr(0, 10'000)));
  ASSERT_TRUE(download(client, wanted(from), pauser, nullptr));
  EXPECT_FALSE(from.server.seen()[1].headers.contains("range"));
}

TEST_F(DownloadTest, APartWithWrongBytesIsReplacedOnce) {
  const FileServer from(sample(50'000), 0, 0);
  ASSERT_TRUE(base::write_file_atomic(dir.path() / "file.bin.part", std::string(10'000, 'x')));
  Download known = wanted(from);
  known.expected_sha256 = base::sha256_hex(from.content);
  const auto done = download(client, known, pauser, nullptr);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(there(), from.content);
  EXPECT_EQ(from.server.seen().size(), 2U);
}

TEST_F(DownloadTest, AWrongDigestIsRefusedAndNothingStays) {
  const FileServer from(sample(5'000), 0, 0);
  Download known = wanted(from);
  known.expected_sha256 = std::string(64, '0');
  const auto done = download(client, known, pauser, nullptr);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::corrupt_data);
  EXPECT_THAT(done.error().message, HasSubstr(base::sha256_hex(from.content)));
  EXPECT_THAT(done.error().message, HasSubstr(known.expected_sha256));
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

TEST_F(DownloadTest, AWrongLengthIsRefusedBeforeTheBody) {
  const FileServer from(sample(5'000), 0, 0);
  Download known = wanted(from);
  known.expected_size = 5'001;
  const auto done = download(client, known, pauser, nullptr);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::corrupt_data);
  EXPECT_THAT(done.error().message, HasSubstr("5001"));
  EXPECT_FALSE(exists("file.bin.part"));
}

TEST_F(DownloadTest, ABodyWithoutLengthThatEndsEarlyIsNoFile) {
  HttpTestServer server({{"HTTP/1.0 200 OK\r\n\r\nonly this"}});
  Download known{.url = server.url(), .target = dir.path() / "file.bin", .expected_size = 100};
  known.retry.attempts = 2;
  const auto done = download(client, known, pauser, nullptr);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_FALSE(exists("file.bin"));
}

TEST_F(DownloadTest, StatusesBecomeErrorsThatSayWhatToDoNext) {
  const std::vector<std::pair<int, ErrorCode>> cases{{404, ErrorCode::not_found},
                                                     {401, ErrorCode::permission_denied},
                                                     {400, ErrorCode::invalid_input},
                                                     {503, ErrorCode::unavailable}};
  for (const auto& [status, code] : cases) {
    HttpTestServer server({answer(status, "no")});
    Download wanted{.url = server.url(), .target = dir.path() / "file.bin"};
    const auto done = download(client, wanted, pauser, nullptr);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, code) << status;
    EXPECT_EQ(server.seen().size(), status == 503 ? 4U : 1U);
    EXPECT_FALSE(exists("file.bin.part")) << "an empty part is of no use";
  }
}

TEST_F(DownloadTest, AServerThatComesBackIsWaitedFor) {
  const std::string content = sample(100);
  HttpTestServer server({answer(503, "", "Retry-After: 3\r\n"), answer(200, content)});
  ASSERT_TRUE(download(client, {.url = server.url(), .target = dir.path() / "file.bin"}, pauser, nullptr));
  EXPECT_THAT(pauser.pauses(), ::testing::ElementsAre(Millis(3000)));
  EXPECT_EQ(there(), content);
}

TEST_F(DownloadTest, NoRoomIsSaidBeforeAnythingIsFetched) {
  const FileServer from(sample(100), 0, 0);
  Download huge = wanted(from);
  huge.expected_size = 1ULL << 60;
  const auto done = download(client, huge, pauser, nullptr);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_THAT(done.error().message, HasSubstr("MiB are free"));
  EXPECT_THAT(from.server.seen(), IsEmpty());

  HttpTestServer unexpected({{"HTTP/1.1 200 OK\r\nContent-Length: 1152921504606846976\r\n\r\nx"}});
  EXPECT_FALSE(download(client, {.url = unexpected.url(), .target = dir.path() / "file.bin"}, pauser, nullptr));
  EXPECT_EQ(unexpected.seen().size(), 1U) << "more attempts do not make room";
}

TEST_F(DownloadTest, TwoAtOnceDoNotMix) {
  Scripted slow = answer(200, sample(10));
  slow.wait_before = std::chrono::milliseconds(300);
  HttpTestServer server({slow});
  const Download wanted{.url = server.url(), .target = dir.path() / "file.bin"};
  std::jthread first([&] { EXPECT_TRUE(download(client, wanted, pauser, nullptr)); });
  while (server.seen().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto second = download(client, wanted, pauser, nullptr);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
}

TEST_F(DownloadTest, AStopKeepsThePart) {
  HttpTestServer server(
      {{"HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 100\r\n\r\nfifty", {}, false, std::chrono::seconds(10)}});
  std::stop_source stop;
  const auto done = download(
      client, {.url = server.url(), .target = dir.path() / "file.bin"}, pauser,
      [&](std::uint64_t, std::uint64_t) { stop.request_stop(); }, stop.get_token());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::cancelled);
  EXPECT_EQ(*base::read_file(dir.path() / "file.bin.part"), "fifty");
}

}  // namespace
}  // namespace cxai::net
