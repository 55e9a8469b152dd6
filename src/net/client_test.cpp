#include "net/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "net/http_test_server.hpp"

namespace cxai::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

TEST(Client, SendsMethodHeadersAndBodyAndTakesTheAnswer) {
  HttpTestServer server({answer(201, "made", "X-Kind: test\r\n")});
  Client client;
  Request request{.method = "PUT", .url = server.url("/things?id=7")};
  request.headers = {{"X-One", "1"}};
  request.body = "content";
  const auto response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->head.status, 201);
  EXPECT_EQ(response->head.header("x-kind"), "test");
  EXPECT_EQ(response->head.header("x-none"), "");
  EXPECT_EQ(response->body, "made");
  ASSERT_EQ(server.seen().size(), 1U);
  const SeenRequest seen = server.seen()[0];
  EXPECT_EQ(seen.method, "PUT");
  EXPECT_EQ(seen.target, "/things?id=7");
  EXPECT_EQ(seen.headers.at("x-one"), "1");
  EXPECT_EQ(seen.body, "content");
  EXPECT_THAT(seen.headers.at("user-agent"), HasSubstr("cxai/"));
}

TEST(Client, SendsFormsWithFilesFromMemory) {
  HttpTestServer server({answer(200, "")});
  Client client;
  Request request{.method = "POST", .url = server.url()};
  request.form = {{"model", "large", "", ""}, {"file", std::string("RIFF\0x", 6), "a.wav", "audio/wav"}};
  ASSERT_TRUE(client.send(request));
  const SeenRequest seen = server.seen()[0];
  EXPECT_THAT(seen.headers.at("content-type"), HasSubstr("multipart/form-data; boundary="));
  EXPECT_THAT(seen.body, HasSubstr("name=\"model\"\r\n\r\nlarge\r\n"));
  EXPECT_THAT(seen.body, HasSubstr("name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n" +
                                   std::string("RIFF\0x", 6)));
}

TEST(Client, KeepsTheConnectionForTheNextRequest) {
  int connections = 0;
  Scripted kept = answer(200, "ok");
  kept.keep_open = true;
  HttpTestServer server([&, last = std::thread::id()](const SeenRequest&) mutable {
    if (last != std::this_thread::get_id()) ++connections;
    last = std::this_thread::get_id();
    return kept;
  });
  Client client;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client.send({.url = server.url()}));
  EXPECT_EQ(connections, 1);
}

TEST(Client, GivesTheKeyToTheFirstHostOnlyAndNeverShowsIt) {
  HttpTestServer other({answer(200, "there")});
  HttpTestServer first({answer(302, "", "Location: " + other.url("/x") + "\r\n")});
  Client client;
  Request request{.url = first.url("/a?token=s3cret")};
  request.bearer = "k3y";
  const auto response = client.send(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "there");
  EXPECT_EQ(response->head.header("location"), "");  // of the last answer only
  EXPECT_EQ(first.seen()[0].headers.at("authorization"), "Bearer k3y");
  EXPECT_FALSE(other.seen()[0].headers.contains("authorization"));

  request.url = "http://user:pass@127.0.0.1:1/a?token=s3cret";
  const auto refused = client.send(request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_THAT(refused.error().message, HasSubstr("http://127.0.0.1:1/a: "));
  for (const char* secret : {"k3y", "s3cret", "pass"}) EXPECT_THAT(refused.error().message, Not(HasSubstr(secret)));
}

TEST(Client, RefusesWhatIsNoWebAddressAndEndlessRedirects) {
  Client client;
  for (const char* url : {"file:///etc/passwd", "ftp://host/x", "http://", "host", "http://a b/"}) {
    const auto response = client.send({.url = url});
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error().code, ErrorCode::invalid_input) << url;
  }
  HttpTestServer circle({answer(302, "", "Location: /again\r\n")});
  const auto response = client.send({.url = circle.url()});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::invalid_input);
  EXPECT_EQ(circle.seen().size(), 6U);
  HttpTestServer elsewhere({answer(302, "", "Location: file:///etc/hostname\r\n")});
  EXPECT_FALSE(client.send({.url = elsewhere.url()}));
}

TEST(Client, RefusesHeadersThatWouldStartAnother) {
  Client client;
  Request request{.url = "http://127.0.0.1:1/"};
  request.headers = {{"X-A", "1\r\nX-B: 2"}};
  const auto response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::invalid_input);
}

TEST(Client, AnAnswerThatIsCutIsUnavailable) {
  HttpTestServer server({{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"}});
  Client client;
  const auto response = client.send({.url = server.url()});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unavailable);
}

TEST(Client, AnAnswerThatIsTooLargeIsRefused) {
  HttpTestServer server({answer(200, std::string(5000, 'x'))});
  Client client;
  Request request{.url = server.url()};
  request.answer_limit_bytes = 4999;
  const auto response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::corrupt_data);
  EXPECT_THAT(response.error().message, HasSubstr("4999"));
  request.answer_limit_bytes = 5000;
  EXPECT_TRUE(client.send(request));
}

TEST(Client, SilenceEndsInATimeOut) {
  Scripted slow = answer(200, "late");
  slow.wait_before = 5s;
  HttpTestServer server({slow});
  Client client;
  Request request{.url = server.url()};
  request.timeouts.idle = 100ms;
  const auto begin = std::chrono::steady_clock::now();
  const auto response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
  request.timeouts = {.idle = 0ms, .total = 100ms};
  EXPECT_EQ(client.send(request).error().code, ErrorCode::unavailable);
}

TEST(Client, StopEndsAWaitAtOnce) {
  Scripted slow = answer(200, "late");
  slow.wait_before = 10s;
  HttpTestServer server({slow});
  Client client;
  std::stop_source stop;
  auto future = std::async(std::launch::async, [&] { return client.send({.url = server.url()}, stop.get_token()); });
  while (server.seen().empty()) std::this_thread::sleep_for(1ms);
  const auto begin = std::chrono::steady_clock::now();
  stop.request_stop();
  const auto response = future.get();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 900ms);
}

TEST(Client, ManyThreadsShareOne) {
  HttpTestServer server([](const SeenRequest& request) { return answer(200, request.target); });
  Client client;
  std::vector<std::future<bool>> all;
  for (int i = 0; i < 8; ++i)
    all.push_back(std::async(std::launch::async, [&, i] {
      for (int j = 0; j < 10; ++j) {
        const std::string path = "/" + std::to_string(i * 100 + j);
        const auto response = client.send({.url = server.url(path)});
        if (!response || response->body != path) return false;
      }
      return true;
    }));
  for (auto& one : all) EXPECT_TRUE(one.get());
}

}  // namespace
}  // namespace cxai::net
