#include "report/bar_chart.hpp"

#include <cairo-svg.h>
#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numeric>

#include "base/utf8.hpp"
#include "report/number_text.hpp"

namespace cxai::report {
namespace {

constexpr double kWidth = 960;  // points
constexpr double kMargin = 36;
constexpr double kScale = 2;  // pixels a point, of a PNG
constexpr std::size_t kMostBars = 1000;
constexpr double kMostLabel = kWidth / 3;
constexpr const char* kFont = "sans-serif";

struct Colour {
  double red, green, blue;
};
constexpr Colour kPaper{1, 1, 1};
constexpr Colour kInk{0.11, 0.13, 0.16};
constexpr Colour kSoftInk{0.38, 0.42, 0.47};
constexpr Colour kGrid{0.90, 0.91, 0.93};
constexpr Colour kBar{0.20, 0.32, 0.82};
constexpr Colour kMuted{0.66, 0.68, 0.71};

// What depends on how many bars there are: few may breathe, a hundred must still be told apart.
struct Density {
  double row;   // height of a bar with its gap
  double bar;   // height of the bar
  double text;  // size of labels
};
Density density_of(std::size_t bars) {
  if (bars <= 8) return {40, 24, 14};
  if (bars <= 40) return {26, 17, 12.5};
  return {18, 12.5, 11};
}

struct CairoDelete {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Context = std::unique_ptr<cairo_t, CairoDelete>;
using Surface = std::unique_ptr<cairo_surface_t, CairoDelete>;

cairo_status_t append(void* to, const unsigned char* bytes, unsigned count) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

class Pen {
 public:
  explicit Pen(cairo_t* context) : context_(context) {}

  void font(double size, bool bold = false) {
    cairo_select_font_face(context_, kFont, CAIRO_FONT_SLANT_NORMAL,
                           bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(context_, size);
  }
  double width(const std::string& text) {
    cairo_text_extents_t extents{};
    cairo_text_extents(context_, text.c_str(), &extents);
    return extents.x_advance;
  }
  double ascent() {
    cairo_font_extents_t extents{};
    cairo_font_extents(context_, &extents);
    return extents.ascent;
  }
  // At its baseline; `share` of the width stands left of x.
  void text(double x, double baseline, const std::string& text, const Colour& colour, double share = 0) {
    cairo_set_source_rgb(context_, colour.red, colour.green, colour.blue);
    cairo_move_to(context_, x - share * width(text), baseline);
    cairo_show_text(context_, text.c_str());
  }
  void box(double x, double y, double w, double h, const Colour& colour) {
    cairo_set_source_rgb(context_, colour.red, colour.green, colour.blue);
    cairo_rectangle(context_, x, y, w, h);
    cairo_fill(context_);
  }
  std::string shortened(const std::string& text, double most) {
    if (width(text) <= most) return text;
    std::size_t keep = base::count_code_points(text);
    std::string cut;
    do cut = text.substr(0, base::byte_offset(text, --keep)) + "…";
    while (keep > 1 && width(cut) > most);
    return cut;
  }
  std::vector<std::string> wrapped(const std::string& text, double most) {
    std::vector<std::string> lines;
    std::string line;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      const std::string word = text.substr(at, end - at);
      if (!line.empty() && width(line + " " + word) > most) {
        lines.push_back(line);
        line.clear();
      }
      line += (line.empty() ? "" : " ") + word;
      at = end + 1;
    }
    if (!line.empty()) lines.push_back(line);
    return lines;
  }

 private:
  cairo_t* context_;
};

// 1, 2 or 5 times a power of ten, so that at most five steps reach `most`; never a part of one.
double step_for(double most) {
  double step = std::pow(10, std::floor(std::log10(std::max(most, 1.0))));
  for (const double part : {0.1, 0.2, 0.5, 1.0, 2.0, 5.0})
    if (most / (step * part) <= 5.0) return std::max(1.0, step * part);
  return std::max(1.0, step);
}

struct Texts {
  std::vector<std::string> labels;
  std::vector<std::string> counts;
  std::vector<std::string> shares;
};

class Drawing {
 public:
  explicit Drawing(const BarChart& chart) : chart_(chart), density_(density_of(chart.bars.size())) {
    bars_ = chart.bars;
    std::ranges::stable_partition(bars_, [](const Bar& bar) { return !bar.muted; });
    plain_ = static_cast<std::size_t>(std::ranges::count_if(bars_, [](const Bar& bar) { return !bar.muted; }));
    total_ =
        std::accumulate(bars_.begin(), bars_.end(), 0.0, [](double sum, const Bar& bar) { return sum + bar.value; });
    for (const Bar& bar : bars_) most_ = std::max(most_, bar.value);
  }

  // Draws, or with a null surface only measures; returns the height.
  double draw(cairo_t* context, double height) {
    Pen pen(context);
    if (height > 0) pen.box(0, 0, kWidth, height, kPaper);
    double y = kMargin;
    pen.font(21, true);
    y += pen.ascent();
    pen.text(kMargin, y, pen.shortened(chart_.title, kWidth - 2 * kMargin), kInk);
    pen.font(13);
    y += 8;
    for (const std::string& line : pen.wrapped(chart_.subtitle, kWidth - 2 * kMargin)) {
      y += 18;
      pen.text(kMargin, y, line, kSoftInk);
    }
    y += 46;
    y = draw_bars(pen, y);
    pen.font(11);
    y += 14;
    for (const std::string& line : pen.wrapped(chart_.footnote, kWidth - 2 * kMargin)) {
      y += 15;
      pen.text(kMargin, y, line, kSoftInk);
    }
    return y + kMargin * 0.8;
  }

 private:
  double draw_bars(Pen& pen, double y) {
    pen.font(density_.text);
    Texts texts;
    double label_width = 0;
    double count_width = 0;
    double share_width = 0;
    for (const Bar& bar : bars_) {
      texts.labels.push_back(pen.shortened(bar.label, kMostLabel));
      texts.counts.push_back(count_text(static_cast<std::int64_t>(std::llround(bar.value)), chart_.language));
      texts.shares.push_back(total_ > 0 ? percent_text(bar.value / total_, 1, chart_.language) : "");
      label_width = std::max(label_width, pen.width(texts.labels.back()));
      count_width = std::max(count_width, pen.width(texts.counts.back()));
      share_width = std::max(share_width, pen.width(texts.shares.back()));
    }
    const double left = kMargin + label_width + 12;
    const double right = kWidth - kMargin - count_width - share_width - 28;
    const double gap = plain_ > 0 && plain_ < bars_.size() ? density_.row * 0.7 : 0;
    const double bottom = y + density_.row * static_cast<double>(bars_.size()) + gap;
    const double step = step_for(most_);
    const double end = std::max(step, std::ceil(most_ / step - 1e-9) * step);
    const auto x_of = [&](double value) { return left + (right - left) * value / end; };
    pen.font(11);
    pen.text(left, y - 20, chart_.axis, kSoftInk);
    for (double tick = 0; tick <= end + step / 2; tick += step) {
      const std::string text = count_text(static_cast<std::int64_t>(std::llround(tick)), chart_.language);
      pen.text(x_of(tick), y - 5, text, kSoftInk, tick == 0 ? 0 : 0.5);
      pen.box(x_of(tick) - 0.5, y, 1, bottom - y, kGrid);
      if (bars_.size() > 25) pen.text(x_of(tick), bottom + 14, text, kSoftInk, tick == 0 ? 0 : 0.5);
    }
    pen.font(density_.text);
    const double drop = (density_.row + pen.ascent() * 0.75) / 2;
    for (std::size_t i = 0; i < bars_.size(); ++i) {
      if (i == plain_ && gap > 0) y += gap;
      const Bar& bar = bars_[i];
      const double length = bar.value > 0 ? std::max(1.5, x_of(bar.value) - left) : 0;
      pen.text(left - 12, y + drop, texts.labels[i], bar.muted ? kSoftInk : kInk, 1);
      pen.box(left, y + (density_.row - density_.bar) / 2, length, density_.bar, bar.muted ? kMuted : kBar);
      pen.text(kWidth - kMargin - share_width - 14, y + drop, texts.counts[i], kInk, 1);
      pen.text(kWidth - kMargin, y + drop, texts.shares[i], kSoftInk, 1);
      y += density_.row;
    }
    pen.box(left - 0.5, bottom - density_.row * static_cast<double>(bars_.size()) - gap, 1,
            density_.row * static_cast<double>(bars_.size()) + gap, kSoftInk);
    return bars_.size() > 25 ? bottom + 14 : bottom;
  }

  const BarChart& chart_;
  Density density_;
  std::vector<Bar> bars_;
  std::size_t plain_ = 0;
  double total_ = 0;
  double most_ = 0;
};

Result<> check(const BarChart& chart) {
  if (chart.bars.empty() || chart.bars.size() > kMostBars)
    return fail(ErrorCode::invalid_input,
                "a chart has 1 to " + std::to_string(kMostBars) + " bars, got " + std::to_string(chart.bars.size()));
  for (const Bar& bar : chart.bars)
    if (!std::isfinite(bar.value) || bar.value < 0)
      return fail(ErrorCode::invalid_input, "a bar's value must be a number of at least 0");
  return {};
}

double measured_height(Drawing& drawing) {
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1));
  const Context context(cairo_create(surface.get()));
  return std::ceil(drawing.draw(context.get(), 0));
}

Result<> check_status(cairo_status_t status) {
  if (status == CAIRO_STATUS_SUCCESS) return {};
  return fail(ErrorCode::unavailable, std::string("cannot draw the chart: ") + cairo_status_to_string(status));
}

}  // namespace

// Asked by the leak checker of test builds, nobody else: the list of fonts is read once and kept until the end.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig\n";
}

Result<std::string> bar_chart_png(const BarChart& chart) {
  CXAI_TRY_VOID(check(chart));
  Drawing drawing(chart);
  const double height = measured_height(drawing);
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(kWidth * kScale),
                                                   static_cast<int>(height * kScale)));
  const Context context(cairo_create(surface.get()));
  cairo_scale(context.get(), kScale, kScale);
  drawing.draw(context.get(), height);
  CXAI_TRY_VOID(check_status(cairo_status(context.get())));
  std::string bytes;
  CXAI_TRY_VOID(check_status(cairo_surface_write_to_png_stream(surface.get(), append, &bytes)));
  return bytes;
}

Result<std::string> bar_chart_svg(const BarChart& chart) {
  CXAI_TRY_VOID(check(chart));
  Drawing drawing(chart);
  const double height = measured_height(drawing);
  std::string bytes;
  const Surface surface(cairo_svg_surface_create_for_stream(append, &bytes, kWidth, height));
  const Context context(cairo_create(surface.get()));
  drawing.draw(context.get(), height);
  cairo_surface_finish(surface.get());
  CXAI_TRY_VOID(check_status(cairo_surface_status(surface.get())));
  return bytes;
}

}  // namespace cxai::report
