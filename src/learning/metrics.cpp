#include "learning/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "base/result.hpp"
#include "learning/hash.hpp"

namespace cxai::learning {

ClassificationQuality classification_quality(std::span<const std::uint32_t> truth,
                                             std::span<const std::uint32_t> predicted, std::size_t labels) {
  CXAI_CHECK(truth.size() == predicted.size());
  ClassificationQuality quality;
  quality.n = truth.size();
  quality.labels.resize(labels);
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> wrong;
  std::size_t right = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    CXAI_CHECK(truth[i] < labels && predicted[i] < labels);
    ++quality.labels[truth[i]].n;
    ++quality.labels[predicted[i]].predicted;
    if (truth[i] == predicted[i]) {
      ++quality.labels[truth[i]].right;
      ++right;
    } else {
      ++wrong[{truth[i], predicted[i]}];
    }
  }
  std::size_t counted = 0;
  for (const LabelQuality& label : quality.labels) {
    if (label.n + label.predicted == 0) continue;
    quality.macro_f1 += label.f1();
    ++counted;
  }
  if (counted > 0) quality.macro_f1 /= static_cast<double>(counted);
  if (quality.n > 0) quality.accuracy = static_cast<double>(right) / static_cast<double>(quality.n);
  for (const auto& [pair, count] : wrong) quality.confusions.push_back({pair.first, pair.second, count});
  std::ranges::stable_sort(quality.confusions, [](const auto& a, const auto& b) { return a.count > b.count; });
  return quality;
}

std::vector<Answer> answers(std::span<const float> probabilities, std::size_t labels) {
  CXAI_CHECK(labels > 0 && probabilities.size() % labels == 0);
  std::vector<Answer> given;
  for (std::size_t at = 0; at < probabilities.size(); at += labels) {
    const auto row = probabilities.subspan(at, labels);
    const auto best = std::ranges::max_element(row);
    given.push_back({static_cast<std::uint32_t>(best - row.begin()), *best});
  }
  return given;
}

RiskCoverageCurve risk_coverage(std::span<const float> confidences, std::span<const std::uint8_t> correct) {
  CXAI_CHECK(confidences.size() == correct.size());
  std::vector<std::size_t> order(confidences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return confidences[a] != confidences[b] ? confidences[a] > confidences[b] : a < b;
  });
  RiskCoverageCurve curve;
  const double n = static_cast<double>(order.size());
  double wrong = 0;
  for (std::size_t i = 0; i < order.size();) {
    const std::size_t begin = i;
    const float confidence = confidences[order[i]];
    for (; i < order.size() && confidences[order[i]] == confidence; ++i) wrong += correct[order[i]] == 0 ? 1 : 0;
    const double answered = static_cast<double>(i);
    curve.points.push_back({answered / n, wrong / answered, confidence});
    curve.area += static_cast<double>(i - begin) / n * (wrong / answered);
  }
  return curve;
}

double coverage_at(const RiskCoverageCurve& curve, double risk) {
  double coverage = 0;
  for (const RiskCoverage& point : curve.points) {
    if (point.risk <= risk) coverage = point.coverage;
  }
  return coverage;
}

double expected_calibration_error(std::span<const float> confidences, std::span<const std::uint8_t> correct,
                                  std::size_t bins) {
  CXAI_CHECK(confidences.size() == correct.size() && bins > 0);
  std::vector<double> gaps(bins);
  for (std::size_t i = 0; i < confidences.size(); ++i) {
    const auto bin = static_cast<std::size_t>(static_cast<double>(confidences[i]) * static_cast<double>(bins));
    gaps[std::min(bin, bins - 1)] += static_cast<double>(confidences[i]) - (correct[i] != 0 ? 1 : 0);
  }
  double error = 0;
  for (const double gap : gaps) error += std::abs(gap);
  return confidences.empty() ? 0 : error / static_cast<double>(confidences.size());
}

Interval bootstrap_by_group(std::span<const double> values, std::span<const std::uint64_t> groups, std::size_t rounds,
                            std::uint64_t seed) {
  CXAI_CHECK(values.size() == groups.size());
  if (values.empty() || rounds == 0) return {};
  std::map<std::uint64_t, std::pair<double, double>> by_group;
  for (std::size_t i = 0; i < values.size(); ++i) {
    by_group[groups[i]].first += values[i];
    by_group[groups[i]].second += 1;
  }
  std::vector<std::pair<double, double>> sums;
  for (const auto& [group, sum] : by_group) sums.push_back(sum);
  std::vector<double> means;
  for (std::size_t round = 0; round < rounds; ++round) {
    double sum = 0;
    double count = 0;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const auto& drawn = sums[mix(seed += 0x9E3779B97F4A7C15U) % sums.size()];
      sum += drawn.first;
      count += drawn.second;
    }
    means.push_back(sum / count);
  }
  std::ranges::sort(means);
  const auto at = [&](double share) {
    return means[static_cast<std::size_t>(share * static_cast<double>(rounds - 1))];
  };
  return {at(0.025), at(0.975)};
}

}  // namespace cxai::learning
