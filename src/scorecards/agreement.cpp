#include "scorecards/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace cxai::scorecards {
namespace {

constexpr double kZ = 1.959964;

}  // namespace

const char* to_string(Lock lock) {
  switch (lock) {
    case Lock::unlocked:
      return "unlocked";
    case Lock::too_few:
      return "too_few";
    case Lock::too_low:
      return "too_low";
    case Lock::no_variation:
      return "no_variation";
  }
  return "";
}

Agreement agreement(std::span<const AnswerPair> pairs) {
  pairs = pairs.first(std::min(pairs.size(), kWindowPairs));
  Agreement result;
  result.n = pairs.size();
  if (pairs.empty()) return result;
  std::map<std::string, std::pair<double, double>> totals;
  for (const AnswerPair& pair : pairs) {
    result.blind += pair.blind ? 1 : 0;
    result.same += pair.machine == pair.person ? 1 : 0;
    totals[pair.machine].first += 1;
    totals[pair.person].second += 1;
  }
  const auto n = static_cast<double>(result.n);
  double expected = 0;
  for (const auto& [answer, total] : totals) expected += total.first / n * total.second / n;
  if (expected > 1 - 1e-9) {
    result.lock = result.n < kNeededPairs ? Lock::too_few : Lock::no_variation;
    return result;
  }
  const double observed = static_cast<double>(result.same) / n;
  const double zz = kZ * kZ / n;
  const double centre = (observed + zz / 2) / (1 + zz);
  const double half = kZ / (1 + zz) * std::sqrt(observed * (1 - observed) / n + zz / (4 * n));
  const auto kappa_at = [&](double share) { return (share - expected) / (1 - expected); };
  result.kappa = kappa_at(observed);
  result.low = std::max(-1.0, kappa_at(std::max(0.0, centre - half)));
  result.high = std::min(1.0, kappa_at(std::min(1.0, centre + half)));
  if (result.n >= kNeededPairs) result.lock = *result.low >= kNeededKappa ? Lock::unlocked : Lock::too_low;
  return result;
}

}  // namespace cxai::scorecards
