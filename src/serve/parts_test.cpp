// The units that need no network: router, throttle, periods, intervals, assets.
#include <gmock/gmock.h>

#include "base/files.hpp"
#include "serve/assets.hpp"
#include "serve/documents.hpp"
#include "serve/periods.hpp"
#include "serve/request.hpp"
#include "serve/router.hpp"
#include "serve/routes.hpp"
#include "serve/throttle.hpp"

namespace cxai::serve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

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

}  // namespace
}  // namespace cxai::serve
