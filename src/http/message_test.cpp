// Targets, headers, ranges, problems, metrics: all that needs no network.
#include "http/message.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "http/metrics.hpp"
#include "http/problem.hpp"
#include "http/range.hpp"
#include "http/target.hpp"

namespace cxai::http {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Target, DecodesPathAndQuery) {
  const auto target = parse_target("/v1/a%20b/%C3%BC?q=fatura+iade&x=%2B&empty&q2=a%26b#part");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/v1/a b/ü");
  EXPECT_EQ(target->query.at("q"), "fatura iade");
  EXPECT_EQ(target->query.at("x"), "+");
  EXPECT_EQ(target->query.at("empty"), "");
  EXPECT_EQ(target->query.at("q2"), "a&b");
}

TEST(Target, RefusesWhatLeavesOrBreaks) {
  for (const char* bad : {"", "v1", "/../etc/passwd", "/a/%2e%2e/b", "/a//b", "/a\\b", "/%zz", "/%2", "/%00", "/%FF",
                          "/a?x=%0a", "/.", "*", "http://x/v1"})
    EXPECT_FALSE(parse_target(bad)) << bad;
}

TEST(HeadersTest, ValueCannotStartAnotherHeader) {
  Response response = no_content();
  response.headers.set("X-A", "1\r\nX-B: 2");
  EXPECT_THAT(write_head(response, true), Not(HasSubstr("\nX-B")));
  response.headers.set("x-a", "3");
  EXPECT_EQ(response.headers.get("X-A"), "3");
  EXPECT_EQ(response.headers.all().size(), 1U);
}

TEST(HeadersTest, CookieAndAttachment) {
  EXPECT_EQ(cookie("a=1; cxai_session=tok; b=2", "cxai_session"), "tok");
  EXPECT_EQ(cookie("xcxai_session=no", "cxai_session"), "");
  EXPECT_EQ(attachment("a.csv"), "attachment; filename=\"a.csv\"");
  EXPECT_EQ(attachment("ğ\"x"), "attachment; filename=\"___x\"; filename*=UTF-8''%C4%9F%22x");
}

struct RangeCase {
  const char* header;
  RangeKind kind;
  std::uint64_t first, last;
};

TEST(Range, ChoosesPartWholeOrNone) {
  using enum RangeKind;
  for (const auto& [header, kind, first, last] : {RangeCase{"bytes=0-0", part, 0, 0},
                                                  {"bytes=0-", part, 0, 99},
                                                  {"bytes=90-500", part, 90, 99},
                                                  {"bytes=-10", part, 90, 99},
                                                  {"bytes=-500", part, 0, 99},
                                                  {"bytes=99-99", part, 99, 99},
                                                  {"bytes=100-", unsatisfiable, 0, 0},
                                                  {"bytes=100-200", unsatisfiable, 0, 0},
                                                  {"bytes=-0", unsatisfiable, 0, 0},
                                                  {"bytes=5-4", whole, 0, 0},
                                                  {"bytes=0-1,5-6", whole, 0, 0},
                                                  {"lines=0-1", whole, 0, 0},
                                                  {"bytes=a-b", whole, 0, 0},
                                                  {"bytes=-", whole, 0, 0},
                                                  {"bytes=99999999999999999999-", whole, 0, 0},
                                                  {"", whole, 0, 0}}) {
    const RangeChoice choice = choose_range(header, 100);
    EXPECT_EQ(choice.kind, kind) << header;
    if (kind != part) continue;
    EXPECT_EQ(choice.range.first, first) << header;
    EXPECT_EQ(choice.range.last, last) << header;
  }
  EXPECT_EQ(choose_range("bytes=0-", 0).kind, unsatisfiable);
}

TEST(Range, Etags) {
  EXPECT_TRUE(matches_etag("\"a\", W/\"b\"", "\"b\""));
  EXPECT_TRUE(matches_etag("*", "\"b\""));
  EXPECT_FALSE(matches_etag("\"ab\"", "\"b\""));
  EXPECT_FALSE(matches_etag("", "\"b\""));
}

TEST(MetricsTest, CountsAndBuckets) {
  Metrics metrics;
  metrics.count_request("GET", "/v1/jobs", 200, Millis(3));
  metrics.count_request("GET", "/v1/jobs", 200, Millis(200));
  metrics.count_request("GET", "/v1/jobs", 401, Millis(0));
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("cxai_http_requests_total{method=\"GET\",route=\"/v1/jobs\",status=\"200\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{route=\"/v1/jobs\",le=\"0.005\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{route=\"/v1/jobs\",le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("_count{route=\"/v1/jobs\"} 3\n"));
}

TEST(Problem, TellsLittleAboutTheInside) {
  const Response inner = problem(Error{ErrorCode::unavailable, "/data/secret.db: disk full"}, "req_1");
  EXPECT_EQ(inner.status, 503);
  EXPECT_EQ(inner.headers.get("Retry-After"), "5");
  EXPECT_THAT(std::get<std::string>(inner.body), Not(HasSubstr("secret")));
  EXPECT_THAT(std::get<std::string>(inner.body), HasSubstr("req_1"));
  const Response outer = problem(Error{ErrorCode::invalid_input, "limit: wrong"}, "req_1");
  EXPECT_EQ(
      std::get<std::string>(outer.body),
      R"({"type":"about:blank","title":"Bad Request","status":400,"code":"invalid_input","detail":"limit: wrong"})");
}

}  // namespace
}  // namespace cxai::http
