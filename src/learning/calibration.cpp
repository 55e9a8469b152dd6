#include "learning/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "learning/softmax.hpp"

namespace cxai::learning {

Calibration calibrate(std::span<const float> scores, std::size_t stride, std::size_t labels,
                      std::span<const std::uint32_t> truth, double pull) {
  Calibration best;
  best.offsets.assign(labels, 0.0F);
  if (truth.empty()) return best;
  // Damped Newton steps along each coordinate's own curvature; the problem is convex and small.
  double slope = 1;
  std::vector<double> offsets(labels);
  std::vector<float> row(labels);
  const double n = static_cast<double>(truth.size());
  for (int round = 0; round < 100; ++round) {
    double gradient = 0;
    double curvature = 1e-9;
    std::vector<double> gradients(labels);
    std::vector<double> curvatures(labels, 1e-9);
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const float* given = scores.data() + i * stride;
      for (std::size_t k = 0; k < labels; ++k) row[k] = static_cast<float>(slope * given[k] + offsets[k]);
      softmax(row);
      double mean = 0;
      double square = 0;
      for (std::size_t k = 0; k < labels; ++k) {
        const double p = row[k];
        mean += p * given[k];
        square += p * given[k] * given[k];
        gradients[k] += p - (k == truth[i] ? 1 : 0);
        curvatures[k] += p * (1 - p);
      }
      gradient += mean - given[truth[i]];
      curvature += square - mean * mean;
    }
    const double step = std::clamp(gradient / curvature, -slope / 2, slope);
    slope -= step;
    for (std::size_t k = 0; k < labels; ++k) {
      offsets[k] -= 0.5 * (gradients[k] + pull * n * offsets[k]) / (curvatures[k] + pull * n);
    }
    if (std::abs(step) < 1e-5 * slope && round > 20) break;
  }
  best.slope = static_cast<float>(slope);
  for (std::size_t k = 0; k < labels; ++k) best.offsets[k] = static_cast<float>(offsets[k]);
  return best;
}

}  // namespace cxai::learning
