// The units that need no network: targets, headers, ranges, router, throttle, periods, intervals, assets.
#include <gmock/gmock.h>

#include "base/files.hpp"
#include "serve/assets.hpp"
#include "serve/documents.hpp"
#include "serve/http.hpp"
#include "serve/metrics.hpp"
#include "serve/periods.hpp"
#include "serve/problem.hpp"
#include "serve/range.hpp"
#include "serve/router.hpp"
#include "serve/routes.hpp"
#include "serve/target.hpp"
#include "serve/throttle.hpp"

namespace cxai::serve {
namespace {

using testing::ElementsAre;
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

TEST(Router, FindsTheMostFixedFirst) {
  const auto match = find_route(routes(), Method::get, "/v1/conversations/export");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->route->pattern, "/v1/conversations/export");
  const auto one = find_route(routes(), Method::head, "/v1/conversations/cnv_1/transcript.vtt");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->params.at("id"), "cnv_1");
  EXPECT_EQ(one->params.at("format"), "vtt");
  EXPECT_EQ(find_route(routes(), Method::get, "/assets/a.js")->params.at("file"), "assets/a.js");
}

TEST(Router, TellsMissingFromWrongMethod) {
  EXPECT_EQ(find_route(routes(), Method::get, "/v1/nothing").error().status, 404);
  EXPECT_EQ(find_route(routes(), Method::get, "/v1").error().status, 404);
  EXPECT_EQ(find_route(routes(), Method::get, "/v1/conversations/x/transcript.").error().status, 404);
  const auto wrong = find_route(routes(), Method::del, "/v1/conversations");
  EXPECT_EQ(wrong.error().status, 405);
  EXPECT_EQ(wrong.error().allow, "POST, GET, HEAD");
  EXPECT_EQ(find_route(routes(), Method::other, "/").error().status, 405);
}

TEST(LoginThrottleTest, TenWrongOnesAMinuteForALogin) {
  LoginThrottle throttle;
  Timestamp now{};
  for (std::size_t i = 0; i < LoginThrottle::kPerLogin; ++i) EXPECT_TRUE(throttle.begin("a", "ip", now));
  EXPECT_FALSE(throttle.begin("a", "other", now));
  EXPECT_TRUE(throttle.begin("b", "ip", now));
  now += std::chrono::seconds(61);
  EXPECT_TRUE(throttle.begin("a", "ip", now));
}

TEST(LoginThrottleTest, RightOnesDoNotCountAndAddressesDo) {
  LoginThrottle throttle;
  const Timestamp now{};
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(throttle.begin("a", "ip", now));
    throttle.succeeded("a", "ip", now);
  }
  for (std::size_t i = 0; i < LoginThrottle::kPerAddress; ++i)
    EXPECT_TRUE(throttle.begin("user" + std::to_string(i), "bad", now));
  EXPECT_FALSE(throttle.begin("someone", "bad", now));
  EXPECT_TRUE(throttle.begin("someone", "good", now));
}

TEST(Periods, HoursAndDaysOfTheCentre) {
  const Timestamp from = base::parse_utc("2026-03-13T21:30:00Z").value();
  EXPECT_THAT(period_keys(from, from + std::chrono::hours(2), Period::hour, 180),
              ElementsAre("2026-03-14T00", "2026-03-14T01", "2026-03-14T02"));
  EXPECT_THAT(period_keys(from, from + std::chrono::hours(24), Period::day, 180),
              ElementsAre("2026-03-14", "2026-03-15"));
  EXPECT_THAT(period_keys(from, from + std::chrono::minutes(30), Period::day, 0), ElementsAre("2026-03-13"));
  EXPECT_TRUE(period_keys(from, from + std::chrono::days(40'000), Period::day, 0).empty());
}

TEST(Mean, StudentIntervals) {
  EXPECT_EQ(mean_document(0, 0, 0)["mean"], nullptr);
  const Json one = mean_document(7'000, 49, 1);
  EXPECT_EQ(one["mean"], 7'000);
  EXPECT_EQ(one["low"], nullptr);
  // 10 s and 20 s: mean 15, sd 7.0711, t(1) = 12.706 -> ± 63.53
  const Json two = mean_document(30'000, 500, 2);
  EXPECT_EQ(two["mean"], 15'000);
  EXPECT_EQ(two["low"], 0);
  EXPECT_NEAR(two["high"].get<double>(), 78'530, 5);
  // 100 values of variance 1 s²: t(99) = 1.9842
  const Json many = mean_document(100 * 50'000, 100 * 2500.0 + 99, 100);
  EXPECT_NEAR(many["high"].get<double>(), 50'198.4, 1);
  EXPECT_NEAR(many["low"].get<double>(), 49'801.6, 1);
}

TEST(Peaks, ReadsTheStoredForm) {
  const std::string bytes("CXPK\x01\x02\x32\x00\x03\x00\x00\x00\x00\x7f\xff\x01\x02\x03", 18);
  const auto document = peaks_document(bytes, Millis(60));
  ASSERT_TRUE(document);
  EXPECT_EQ(base::dump_json(*document), R"({"per_second":50,"duration_ms":60,"channels":[[0,127,255],[1,2,3]]})");
  EXPECT_FALSE(peaks_document(bytes.substr(0, 17), std::nullopt));
  EXPECT_FALSE(peaks_document("CXPK", std::nullopt));
  EXPECT_FALSE(peaks_document(std::string("XXXX\x01\x00\x32\x00\x00\x00\x00\x00", 12), std::nullopt));
}

Request asking(const std::string& path, const std::string& encoding = "") {
  Request request;
  request.path = path;
  if (!encoding.empty()) request.headers.set("Accept-Encoding", encoding);
  return request;
}

TEST(AssetsTest, FilesFallbackCachingAndCompression) {
  const base::embedded::File files[] = {{"assets/app-1a2b.js", "script"},
                                        {"assets/app-1a2b.js.gz", "packed"},
                                        {"favicon.svg", "<svg/>"},
                                        {"index.html", "<html>"}};
  const Assets assets(files);
  const Response page = assets.get(asking("/"));
  EXPECT_EQ(std::get<std::string_view>(page.body), "<html>");
  EXPECT_EQ(page.headers.get("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.headers.get("Cache-Control"), "no-cache");
  EXPECT_EQ(std::get<std::string_view>(assets.get(asking("/conversations/42")).body), "<html>");
  EXPECT_EQ(assets.get(asking("/favicon.svg")).headers.get("Content-Type"), "image/svg+xml");
  EXPECT_EQ(assets.get(asking("/assets/gone.js")).status, 404);

  const Response script = assets.get(asking("/assets/app-1a2b.js"));
  EXPECT_EQ(std::get<std::string_view>(script.body), "script");
  EXPECT_THAT(script.headers.get("Cache-Control"), HasSubstr("immutable"));
  const Response packed = assets.get(asking("/assets/app-1a2b.js", "br, GZIP;q=0.8"));
  EXPECT_EQ(std::get<std::string_view>(packed.body), "packed");
  EXPECT_EQ(packed.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.headers.get("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_NE(packed.headers.get("ETag"), script.headers.get("ETag"));
  EXPECT_EQ(assets.get(asking("/assets/app-1a2b.js", "gzip;q=0")).headers.get("Content-Encoding"), "");

  Request again = asking("/assets/app-1a2b.js");
  again.headers.set("If-None-Match", script.headers.get("ETag"));
  EXPECT_EQ(assets.get(again).status, 304);
}

TEST(AssetsTest, NothingBuiltIn) {
  EXPECT_EQ(Assets({}).get(asking("/")).status, 404);
}

TEST(MetricsTest, CountsAndBuckets) {
  Metrics metrics;
  metrics.count_request("GET", "/v1/jobs", 200, Millis(3));
  metrics.count_request("GET", "/v1/jobs", 200, Millis(200));
  metrics.count_request("GET", "/v1/jobs", 401, Millis(0));
  const std::string text = metrics.text(store::JobCounts{1, 2, 3, 4}, 5);
  EXPECT_THAT(text, HasSubstr("cxai_http_requests_total{method=\"GET\",route=\"/v1/jobs\",status=\"200\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{route=\"/v1/jobs\",le=\"0.005\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{route=\"/v1/jobs\",le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("_count{route=\"/v1/jobs\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("cxai_jobs{state=\"failed\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("cxai_event_subscribers 5\n"));
  EXPECT_THAT(text, Not(HasSubstr("process_resident_memory_bytes 0\n")));
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
}  // namespace cxai::serve
