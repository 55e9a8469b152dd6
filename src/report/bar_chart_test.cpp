#include "report/bar_chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "base/files.hpp"
#include "report/number_text.hpp"

namespace cxai::report {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

BarChart chart_of(std::size_t companies) {
  BarChart chart;
  chart.title = "Şirketlere göre görüşmeler";
  chart.subtitle = "12.345 görüşme · %72,4'ü bir şirkete yönlendirildi";
  chart.axis = "görüşme sayısı";
  chart.footnote = "Yanıtlananların en çok %5'i yanlıştır (%95 güvenle), yalnız eğitim verisine benzeyen veriler için.";
  for (std::size_t i = 0; i < companies; ++i)
    chart.bars.push_back({(i % 3 == 0 ? "Yıldız Telekom Destek " : "Ilgaz Kargo ") + std::to_string(i + 1),
                          std::floor(4000 / std::pow(static_cast<double>(i) + 1, 0.8))});
  chart.bars.push_back({"Bilinmiyor (Unknown)", 2600, true});
  return chart;
}

// Width and height as a PNG says them.
std::pair<unsigned, unsigned> size_of(const std::string& png) {
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png[at + i]);
    return value;
  };
  return {number(16), number(20)};
}

TEST(BarChart, GrowsWithItsBars) {
  for (const std::size_t companies : {3U, 30U, 100U}) {
    const auto png = bar_chart_png(chart_of(companies));
    ASSERT_TRUE(png) << png.error().message;
    EXPECT_THAT(*png, StartsWith("\x89PNG"));
    const auto [width, height] = size_of(*png);
    EXPECT_EQ(width, 1920U);
    EXPECT_GT(height, companies * 30);
    EXPECT_LT(height, companies * 40 + 1000);
    if (const char* folder = std::getenv("CXAI_KEEP_CHARTS")) {
      ASSERT_TRUE(base::write_file_atomic(std::string(folder) + "/chart" + std::to_string(companies) + ".png", *png));
    }
  }
}

TEST(BarChart, IsAnSvgToo) {
  const auto svg = bar_chart_svg(chart_of(3));
  ASSERT_TRUE(svg) << svg.error().message;
  EXPECT_THAT(*svg, HasSubstr("<svg"));
  EXPECT_THAT(*svg, HasSubstr("</svg>"));
}

TEST(BarChart, SameBarsSameBytes) {
  EXPECT_EQ(*bar_chart_png(chart_of(30)), *bar_chart_png(chart_of(30)));
}

TEST(BarChart, RefusesWhatItCannotDraw) {
  EXPECT_EQ(bar_chart_png({}).error().code, ErrorCode::invalid_input);
  BarChart chart = chart_of(1);
  chart.bars[0].value = -1;
  EXPECT_EQ(bar_chart_svg(chart).error().code, ErrorCode::invalid_input);
}

TEST(BarChart, DrawsWhatIsAllUnknownOrAllZero) {
  BarChart chart;
  chart.bars = {{"Unknown", 0, true}};
  EXPECT_TRUE(bar_chart_png(chart));
}

TEST(NumberText, IsWrittenAsTheLanguageDoes) {
  EXPECT_EQ(count_text(1234567, "tr"), "1.234.567");
  EXPECT_EQ(count_text(-1234, "en"), "-1,234");
  EXPECT_EQ(count_text(7, "de"), "7");
  EXPECT_EQ(percent_text(0.1256, 1, "tr"), "%12,6");
  EXPECT_EQ(percent_text(0.5, 0, "en"), "50%");
  EXPECT_EQ(percent_text(0.125, 1, "de"), "12,5\u00A0%");
  EXPECT_EQ(number_text(1234.5, 2, "tr"), "1.234,50");
}

}  // namespace
}  // namespace cxai::report
