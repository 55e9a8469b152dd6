// A chart of horizontal bars, one below the other, as PNG and SVG.
//
// Input    bars in the order they are to stand; muted ones (what is no answer) are grey and stand apart at the end
// Output   bytes of a file; 960 points wide, as tall as the bars need; PNG at two pixels a point
// Errors   invalid_input (no bars, a negative or non-finite value) · unavailable (the drawing library says no)
// Limits   at most 1000 bars; a label wider than a third of the chart ends in "…"
// Threads  any
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace cxai::report {

struct Bar {
  std::string label;
  double value = 0;
  bool muted = false;
};

struct BarChart {
  std::string title;
  std::string subtitle;  // empty: none
  std::string axis;      // what the bars' length says
  std::string footnote;  // empty: none; wrapped
  std::vector<Bar> bars;
  std::string language = "tr";  // how numbers are written
};

Result<std::string> bar_chart_png(const BarChart& chart);
Result<std::string> bar_chart_svg(const BarChart& chart);

}  // namespace cxai::report
