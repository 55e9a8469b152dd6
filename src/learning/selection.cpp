#include "learning/selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

namespace cxai::learning {
namespace {

// P(at most `wrong` of n), summed from the largest term down so that nothing underflows to zero too soon.
double binomial_tail(std::size_t wrong, std::size_t n, double rate) {
  if (wrong >= n) return 1;
  const double count = static_cast<double>(n);
  const double at = static_cast<double>(wrong);
  int sign = 0;
  const double log_term = lgamma_r(count + 1, &sign) - lgamma_r(at + 1, &sign) - lgamma_r(count - at + 1, &sign) +
                          at * std::log(rate) + (count - at) * std::log1p(-rate);
  double factor = 1;
  double sum = 1;
  const double odds = (1 - rate) / rate;
  for (std::size_t k = wrong; k > 0; --k) {
    const double below = static_cast<double>(k);
    factor *= below / (count - below + 1) * odds;
    sum += factor;
    if (factor < sum * 1e-16 && below < rate * count) break;
  }
  return std::min(1.0, std::exp(log_term + std::log(sum)));
}

}  // namespace

double binomial_upper_bound(std::size_t wrong, std::size_t n, double delta) {
  if (wrong >= n) return 1;
  double low = static_cast<double>(wrong) / static_cast<double>(n);
  double high = 1;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (binomial_tail(wrong, n, middle) >= delta ? low : high) = middle;
  }
  return high;
}

Result<Selection> choose_threshold(std::span<const float> confidences, std::span<const std::uint8_t> correct,
                                   double risk, double delta) {
  if (confidences.size() != correct.size()) {
    return fail(ErrorCode::invalid_input, "selection: " + std::to_string(confidences.size()) + " confidences for " +
                                              std::to_string(correct.size()) + " answers");
  }
  if (!(risk > 0 && risk < 1) || !(delta > 0 && delta < 1)) {
    return fail(ErrorCode::invalid_input, "selection: risk and delta must be between 0 and 1, got " +
                                              std::to_string(risk) + " and " + std::to_string(delta));
  }
  if (std::ranges::any_of(confidences, [](float c) { return !std::isfinite(c); })) {
    return fail(ErrorCode::invalid_input, "selection: a confidence is no number");
  }
  Selection best;
  best.calibration_n = confidences.size();
  if (confidences.empty()) return best;
  std::vector<std::size_t> order(confidences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return confidences[a] != confidences[b] ? confidences[a] > confidences[b] : a < b;
  });
  std::vector<std::size_t> wrong(order.size() + 1);  // among the surest
  for (std::size_t i = 0; i < order.size(); ++i) wrong[i + 1] = wrong[i] + (correct[order[i]] == 0 ? 1 : 0);

  // Each look at the data costs its share of delta.
  const auto looks = static_cast<std::size_t>(std::ceil(std::log2(static_cast<double>(order.size()) + 1)));
  const double share = delta / static_cast<double>(std::max<std::size_t>(looks, 1));
  std::size_t low = 0;  // answered, the bound holds
  std::size_t high = order.size() + 1;
  for (std::size_t look = 0; look < looks && low + 1 < high; ++look) {
    const std::size_t middle = look == 0 ? order.size() : (low + high) / 2;
    // Equals are answered together.
    std::size_t answered = middle;
    while (answered < order.size() && confidences[order[answered]] == confidences[order[middle - 1]]) ++answered;
    const double bound = binomial_upper_bound(wrong[answered], answered, share);
    if (bound <= risk) {
      low = middle;
      if (answered > best.coverage * static_cast<double>(order.size())) {
        best.threshold = confidences[order[middle - 1]];
        best.coverage = static_cast<double>(answered) / static_cast<double>(order.size());
        best.upper_bound = bound;
      }
    } else {
      high = middle;
    }
  }
  return best;
}

}  // namespace cxai::learning
