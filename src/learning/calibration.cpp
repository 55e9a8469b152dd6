#include "learning/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/result.hpp"
#include "learning/dense.hpp"

namespace cxai::learning {
namespace {

struct Slopes {
  std::vector<double> gradient;   // [models]
  std::vector<double> curvature;  // [models, models]
};

// Gauss elimination with the largest pivot; the matrix is small and, with what was added to its diagonal, regular.
std::vector<double> solve(std::vector<double> matrix, std::vector<double> right) {
  const std::size_t n = right.size();
  for (std::size_t c = 0; c < n; ++c) {
    std::size_t pivot = c;
    for (std::size_t r = c + 1; r < n; ++r) {
      if (std::abs(matrix[r * n + c]) > std::abs(matrix[pivot * n + c])) pivot = r;
    }
    for (std::size_t k = 0; k < n; ++k) std::swap(matrix[c * n + k], matrix[pivot * n + k]);
    std::swap(right[c], right[pivot]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == c || matrix[c * n + c] == 0) continue;
      const double factor = matrix[r * n + c] / matrix[c * n + c];
      for (std::size_t k = c; k < n; ++k) matrix[r * n + k] -= factor * matrix[c * n + k];
      right[r] -= factor * right[c];
    }
  }
  for (std::size_t c = 0; c < n; ++c) right[c] = matrix[c * n + c] == 0 ? 0 : right[c] / matrix[c * n + c];
  return right;
}

}  // namespace

Calibration calibrate(std::span<const float> scores, std::size_t models, std::size_t labels,
                      std::span<const std::uint32_t> truth, double pull) {
  CXAI_CHECK(scores.size() == truth.size() * models * labels);
  Calibration calibration{std::vector<float>(models, 1.0F), std::vector<float>(labels, 0.0F)};
  if (truth.empty()) return calibration;
  const double n = static_cast<double>(truth.size());
  std::vector<double> slopes(models, 1.0 / static_cast<double>(models));
  std::vector<double> offsets(labels);
  Calibration best = calibration;
  double best_loss = std::numeric_limits<double>::max();
  std::vector<float> row(labels);
  std::vector<double> means(models);
  // Newton steps, jointly for the slopes and one by one for the offsets, which hardly depend on each other.
  for (int round = 0; round < 40; ++round) {
    Slopes step{std::vector<double>(models), std::vector<double>(models * models)};
    std::vector<double> gradients(labels);
    std::vector<double> curvatures(labels);
    double loss = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const float* given = scores.data() + i * models * labels;
      for (std::size_t k = 0; k < labels; ++k) {
        double sum = offsets[k];
        for (std::size_t m = 0; m < models; ++m) sum += slopes[m] * static_cast<double>(given[m * labels + k]);
        row[k] = static_cast<float>(sum);
      }
      softmax(row);
      loss -= std::log(std::max(static_cast<double>(row[truth[i]]), 1e-30));
      std::ranges::fill(means, 0.0);
      for (std::size_t k = 0; k < labels; ++k) {
        const double p = row[k];
        gradients[k] += p - (k == truth[i] ? 1 : 0);
        curvatures[k] += p * (1 - p);
        if (p < 1e-7) continue;
        for (std::size_t a = 0; a < models; ++a) {
          const double score = given[a * labels + k];
          means[a] += p * score;
          for (std::size_t b = 0; b <= a; ++b) {
            step.curvature[a * models + b] += p * score * static_cast<double>(given[b * labels + k]);
          }
        }
      }
      for (std::size_t a = 0; a < models; ++a) {
        step.gradient[a] += means[a] - static_cast<double>(given[a * labels + truth[i]]);
        for (std::size_t b = 0; b <= a; ++b) step.curvature[a * models + b] -= means[a] * means[b];
      }
    }
    for (const double offset : offsets) loss += pull * n * offset * offset / 2;
    if (loss < best_loss) {
      const double gained = best_loss - loss;
      best_loss = loss;
      best.slopes.assign(slopes.begin(), slopes.end());
      best.offsets.assign(offsets.begin(), offsets.end());
      if (gained < 1e-6 * n) break;
    }
    for (std::size_t a = 0; a < models; ++a) {
      for (std::size_t b = a + 1; b < models; ++b) step.curvature[a * models + b] = step.curvature[b * models + a];
      step.curvature[a * models + a] += 1e-3 * n;
    }
    const std::vector<double> change = solve(step.curvature, step.gradient);
    for (std::size_t a = 0; a < models; ++a) slopes[a] = std::max(slopes[a] - std::clamp(change[a], -2.0, 2.0), 0.0);
    for (std::size_t k = 0; k < labels; ++k) {
      offsets[k] -= 0.7 * (gradients[k] + pull * n * offsets[k]) / (curvatures[k] + pull * n);
    }
  }
  return best;
}

}  // namespace cxai::learning
