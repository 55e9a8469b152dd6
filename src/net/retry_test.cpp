#include "net/retry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/address.hpp"
#include "net/endpoints.hpp"
#include "net/http_test_server.hpp"
#include "net/recording_pauser.hpp"

namespace cxai::net {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

TEST(Retry, GoesOnUntilTheServerIsThereAgain) {
  HttpTestServer server({answer(503, ""), {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut"}, answer(200, "good")});
  Client client;
  RecordingPauser pauser;
  const auto response = send_with_retries(client, {.url = server.url()}, {}, pauser);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "good");
  EXPECT_THAT(pauser.pauses(), ElementsAre(500ms, 1000ms));
}

TEST(Retry, GivesTheLastAnswerWhenAllAttemptsFail) {
  HttpTestServer server({answer(503, "busy")});
  Client client;
  RecordingPauser pauser;
  const auto response = send_with_retries(client, {.url = server.url()}, {.attempts = 3}, pauser);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->head.status, 503);
  EXPECT_EQ(server.seen().size(), 3U);
}

TEST(Retry, DoesNotRepeatWhatCannotHelp) {
  HttpTestServer server({answer(404, "")});
  Client client;
  RecordingPauser pauser;
  EXPECT_EQ(send_with_retries(client, {.url = server.url()}, {}, pauser)->head.status, 404);
  EXPECT_EQ(server.seen().size(), 1U);
  EXPECT_EQ(send_with_retries(client, {.url = "nowhere"}, {}, pauser).error().code, ErrorCode::invalid_input);
  EXPECT_THAT(pauser.pauses(), IsEmpty());
}

TEST(Retry, WaitsAsLongAsTheServerAsks) {
  HttpTestServer server({answer(429, "", "Retry-After: 7\r\n"), answer(200, "")});
  Client client;
  RecordingPauser pauser;
  ASSERT_TRUE(send_with_retries(client, {.url = server.url()}, {}, pauser));
  EXPECT_THAT(pauser.pauses(), ElementsAre(7s));
}

TEST(Retry, ReadsRetryAfterInBothForms) {
  const Timestamp now = *base::parse_utc("2026-03-14T09:26:53Z");
  const auto read = [&](const char* value) { return retry_after({429, {{"retry-after", value}}}, now); };
  EXPECT_EQ(read("120"), 120s);
  EXPECT_EQ(read("Sat, 14 Mar 2026 09:27:03 GMT"), 10s);
  EXPECT_EQ(read("Sat, 14 Mar 2026 09:00:00 GMT"), 0s);
  EXPECT_EQ(read("soon"), std::nullopt);
  EXPECT_EQ(read("-1"), std::nullopt);
  EXPECT_EQ(retry_after({429, {}}, now), std::nullopt);
}

TEST(Retry, PausesGrowUpToALimit) {
  const RetryPolicy policy{.attempts = 9, .first_pause = 1s, .longest_pause = 5s, .jitter = 0.5};
  EXPECT_EQ(pause_after(policy, 1, {}, 1.0), 1s);
  EXPECT_EQ(pause_after(policy, 3, {}, 1.0), 4s);
  EXPECT_EQ(pause_after(policy, 60, {}, 1.0), 5s);
  EXPECT_EQ(pause_after(policy, 3, {}, 0.0), 2s);
  EXPECT_EQ(pause_after(policy, 1, Millis(60'000), 1.0), 5s);
}

TEST(Retry, SystemPauserEndsWhenStopped) {
  std::stop_source stop;
  stop.request_stop();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(system_pauser().pause(10s, stop.get_token()).error().code, ErrorCode::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_TRUE(system_pauser().pause(1ms, {}));
}

TEST(Endpoints, TakesTurnsAndLetsTheFailedRest) {
  Endpoints endpoints({"a", "b", "c"}, 10s);
  const Endpoints::Time start{};
  EXPECT_EQ(endpoints.next(start), 0U);
  EXPECT_EQ(endpoints.next(start), 1U);
  EXPECT_EQ(endpoints.next(start), 2U);
  endpoints.failed(0, start);
  EXPECT_EQ(endpoints.next(start), 1U);
  EXPECT_EQ(endpoints.next(start), 2U);
  EXPECT_EQ(endpoints.next(start), 1U);
  EXPECT_EQ(endpoints.next(start + 10s), 2U);
  EXPECT_EQ(endpoints.next(start + 10s), 0U);
}

TEST(Endpoints, WithoutAHealthyOneTakesTheOneThatRestedLongest) {
  Endpoints endpoints({"a", "b"}, 10s);
  const Endpoints::Time start{};
  endpoints.failed(1, start);
  endpoints.failed(0, start + 1s);
  EXPECT_FALSE(endpoints.any_healthy(start + 2s));
  EXPECT_EQ(endpoints.next(start + 2s), 1U);
  endpoints.worked(0);
  EXPECT_TRUE(endpoints.any_healthy(start + 2s));
  EXPECT_EQ(endpoints.next(start + 2s), 0U);
}

TEST(Address, ShowsNoSecrets) {
  EXPECT_EQ(shown_address("https://u:p@host:8443/a/b?key=1#x"), "https://host:8443/a/b");
  EXPECT_EQ(shown_address("https://host/a@b"), "https://host/a@b");
  EXPECT_EQ(shown_address("u:p@host"), "host");
  EXPECT_EQ(host_of("https://u:p@host:8443/a"), "host:8443");
  EXPECT_EQ(host_of("host"), "");
  EXPECT_EQ(join_address("http://h/v1/", "/audio"), "http://h/v1/audio");
  EXPECT_EQ(join_address("http://h", "audio"), "http://h/audio");
}

}  // namespace
}  // namespace cxai::net
