#include "scorecards/comparison.hpp"

#include <algorithm>
#include <cmath>

namespace cxai::scorecards {
namespace {

constexpr double kNormal975 = 2.575829;  // 99 %, both sides

double mean(const Sums& sums) {
  return sums.sum / static_cast<double>(sums.n);
}

// Of the mean.
double variance(const Sums& sums) {
  const auto n = static_cast<double>(sums.n);
  return std::max(0.0, (sums.sum_of_squares - sums.sum * sums.sum / n) / (n - 1)) / n;
}

}  // namespace

Sums Sums::without(const Sums& part) const {
  return {n - part.n, sum - part.sum, sum_of_squares - part.sum_of_squares};
}

const char* to_string(Difference difference) {
  switch (difference) {
    case Difference::too_few:
      return "too_few";
    case Difference::none:
      return "none";
    case Difference::higher:
      return "higher";
    case Difference::lower:
      return "lower";
  }
  return "";
}

Difference compare(const Sums& one, const Sums& others) {
  if (one.n < kNeededScores || others.n < kNeededScores) return Difference::too_few;
  const double difference = mean(one) - mean(others);
  if (std::abs(difference) <= kNormal975 * std::sqrt(variance(one) + variance(others))) return Difference::none;
  return difference > 0 ? Difference::higher : Difference::lower;
}

}  // namespace cxai::scorecards
