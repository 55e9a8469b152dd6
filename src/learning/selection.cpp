#include "learning/selection.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace cxai::learning {
namespace {

// Where a walk begins and what of delta it may spend. An answer of calibrated confidence 1 - risk / 2 is wrong half as
// often as promised; the other two are for classifiers that are too sure of themselves, or not sure enough.
struct Walk {
  double start = 0;
  double share = 0;
};
std::array<Walk, 3> walks(double risk) {
  return {{{1 - risk / 2, 0.28}, {1 - risk / 10, 0.01}, {std::max(1 - 4 * risk, 0.5), 0.08}}};
}

// Of the log-odds of confidence. Smaller ones look more often and so fail earlier; larger ones overshoot.
constexpr double kStep = 0.5;
constexpr double kLowest = -7;  // log-odds; below it everything is answered

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
  if (!std::ranges::all_of(confidences, [](float c) { return c >= 0 && c <= 1; })) {
    return fail(ErrorCode::invalid_input, "selection: a confidence is not within 0 and 1");
  }
  Selection best;
  best.calibration_n = confidences.size();
  if (confidences.empty()) return best;
  std::vector<std::pair<float, bool>> surest;  // with whether it was wrong
  for (std::size_t i = 0; i < confidences.size(); ++i) surest.emplace_back(confidences[i], correct[i] == 0);
  std::ranges::sort(surest, std::greater());
  std::vector<std::size_t> wrong(surest.size() + 1);  // among the surest
  for (std::size_t i = 0; i < surest.size(); ++i) wrong[i + 1] = wrong[i] + (surest[i].second ? 1 : 0);

  for (const Walk& walk : walks(risk)) {
    std::size_t answered = 0;
    for (double log_odds = std::log(walk.start / (1 - walk.start)); answered < surest.size(); log_odds -= kStep) {
      const double threshold = log_odds < kLowest ? 0 : 1 / (1 + std::exp(-log_odds));
      while (answered < surest.size() && static_cast<double>(surest[answered].first) >= threshold) ++answered;
      const double bound = binomial_upper_bound(wrong[answered], answered, walk.share * delta);
      if (bound > risk) break;
      if (threshold >= best.threshold) continue;
      best.threshold = threshold;
      best.coverage = static_cast<double>(answered) / static_cast<double>(surest.size());
      best.upper_bound = bound;
    }
  }
  return best;
}

}  // namespace cxai::learning
