#include "learning/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/result.hpp"
#include "learning/dense.hpp"

namespace cxai::learning {
namespace {

constexpr int kRounds = 60;
constexpr int kHalvings = 8;
constexpr double kEnough = 1e-6;  // a smaller gain per text ends the search
constexpr double kRidge = 1e-6;   // per text, so that models which say the same do not make the curvature flat

struct Point {
  std::vector<double> slopes;   // [models]
  std::vector<double> offsets;  // [labels]
};

// What the texts say at a point: how unlikely the truth is, and where it gets likelier.
struct Slope {
  double loss = 0;
  std::vector<double> gradient;           // [models]
  std::vector<double> curvature;          // [models, models]
  std::vector<double> offset_gradients;   // [labels]
  std::vector<double> offset_curvatures;  // [labels]
};

class Texts {
 public:
  Texts(std::span<const float> scores, std::size_t models, std::size_t labels, std::span<const std::uint32_t> truth,
        double pull)
      : scores_(scores), models_(models), labels_(labels), truth_(truth), pull_(pull) {}

  double count() const { return static_cast<double>(truth_.size()); }

  Slope at(const Point& point) const {
    Slope out{0, std::vector<double>(models_), std::vector<double>(models_ * models_), std::vector<double>(labels_),
              std::vector<double>(labels_)};
    std::vector<float> row(labels_);
    std::vector<double> means(models_);
    for (std::size_t i = 0; i < truth_.size(); ++i) {
      const float* given = scores_.data() + i * models_ * labels_;
      for (std::size_t k = 0; k < labels_; ++k) {
        double sum = point.offsets[k];
        for (std::size_t m = 0; m < models_; ++m) {
          sum += point.slopes[m] * static_cast<double>(given[m * labels_ + k]);
        }
        row[k] = static_cast<float>(sum);
      }
      softmax(row);
      out.loss -= std::log(std::max(static_cast<double>(row[truth_[i]]), 1e-30));
      std::ranges::fill(means, 0.0);
      for (std::size_t k = 0; k < labels_; ++k) {
        const double p = row[k];
        out.offset_gradients[k] += p - (k == truth_[i] ? 1 : 0);
        out.offset_curvatures[k] += p * (1 - p);
        if (p < 1e-7) continue;
        for (std::size_t a = 0; a < models_; ++a) {
          const double score = given[a * labels_ + k];
          means[a] += p * score;
          for (std::size_t b = 0; b <= a; ++b) {
            out.curvature[a * models_ + b] += p * score * static_cast<double>(given[b * labels_ + k]);
          }
        }
      }
      for (std::size_t a = 0; a < models_; ++a) {
        out.gradient[a] += means[a] - static_cast<double>(given[a * labels_ + truth_[i]]);
        for (std::size_t b = 0; b <= a; ++b) out.curvature[a * models_ + b] -= means[a] * means[b];
      }
    }
    for (std::size_t k = 0; k < labels_; ++k) {
      out.loss += pull_ * count() * point.offsets[k] * point.offsets[k] / 2;
      out.offset_gradients[k] += pull_ * count() * point.offsets[k];
      out.offset_curvatures[k] += pull_ * count();
    }
    for (std::size_t a = 0; a < models_; ++a) {
      for (std::size_t b = a + 1; b < models_; ++b) out.curvature[a * models_ + b] = out.curvature[b * models_ + a];
      out.curvature[a * models_ + a] += kRidge * count() + 1e-9 * out.curvature[a * models_ + a];
    }
    return out;
  }

 private:
  std::span<const float> scores_;
  std::size_t models_;
  std::size_t labels_;
  std::span<const std::uint32_t> truth_;
  double pull_;
};

// Where the slopes go: the least of the parabola that gradient and curvature describe, none below 0. Its coordinates
// are gone through in turn until they stand still.
std::vector<double> next_slopes(const Slope& slope, const std::vector<double>& slopes) {
  const std::size_t models = slopes.size();
  std::vector<double> next = slopes;
  for (int round = 0; round < 200; ++round) {
    double moved = 0;
    for (std::size_t a = 0; a < models; ++a) {
      double gradient = slope.gradient[a];
      for (std::size_t b = 0; b < models; ++b) gradient += slope.curvature[a * models + b] * (next[b] - slopes[b]);
      const double to = std::max(next[a] - gradient / slope.curvature[a * models + a], 0.0);
      moved = std::max(moved, std::abs(to - next[a]));
      next[a] = to;
    }
    if (moved < 1e-6) break;
  }
  return next;
}

}  // namespace

// Newton steps, jointly for the slopes and one by one for the offsets, which hardly depend on each other; halved until
// the loss falls.
Calibration calibrate(std::span<const float> scores, std::size_t models, std::size_t labels,
                      std::span<const std::uint32_t> truth, double pull) {
  CXAI_CHECK(scores.size() == truth.size() * models * labels);
  if (truth.empty()) return {std::vector<float>(models, 1.0F), std::vector<float>(labels, 0.0F)};
  const Texts texts(scores, models, labels, truth, pull);
  Point point{std::vector<double>(models, 1.0 / static_cast<double>(models)), std::vector<double>(labels)};
  Slope here = texts.at(point);
  for (int round = 0; round < kRounds; ++round) {
    Point step{next_slopes(here, point.slopes), std::vector<double>(labels)};
    for (std::size_t a = 0; a < models; ++a) step.slopes[a] -= point.slopes[a];
    for (std::size_t k = 0; k < labels; ++k) step.offsets[k] = -here.offset_gradients[k] / here.offset_curvatures[k];
    const double before = here.loss;
    double length = 1;
    for (int halving = 0; halving < kHalvings; ++halving, length /= 2) {
      Point there = point;
      for (std::size_t a = 0; a < models; ++a) there.slopes[a] += length * step.slopes[a];
      for (std::size_t k = 0; k < labels; ++k) there.offsets[k] += length * step.offsets[k];
      Slope slope = texts.at(there);
      if (slope.loss >= here.loss) continue;
      point = std::move(there);
      here = std::move(slope);
      break;
    }
    if (before - here.loss < kEnough * texts.count()) break;
  }
  return {{point.slopes.begin(), point.slopes.end()}, {point.offsets.begin(), point.offsets.end()}};
}

}  // namespace cxai::learning
