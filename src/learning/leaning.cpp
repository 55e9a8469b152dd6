#include "learning/leaning.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <vector>

#include "base/result.hpp"
#include "learning/dense.hpp"
#include "learning/hash.hpp"
#include "learning/metrics.hpp"

namespace cxai::learning {
namespace {

constexpr std::size_t kFolds = 3;
constexpr int kRounds = 40;
constexpr float kSharp = 4;             // how steeply a label wins or loses a text where offsets are chosen
constexpr float kPull = 1e-3F;          // towards no offset, of the mean square
constexpr float kFurthest = 3;          // an offset moves
constexpr std::size_t kMuch = 600'000;  // numbers looked at in a round; of more texts some are enough
constexpr std::size_t kFewest = 1000;   // texts; of fewer what a rare label gains is chance
constexpr double kRiseOfSum = 0.002;    // less is chance,
constexpr double kRiseInTexts = 4;      // and so is what so few texts make
constexpr double kFallOfAccuracy = 0.0005;

// Logarithms of probabilities: [texts, labels].
class Judged {
 public:
  Judged(std::span<const float> scores, std::size_t models, std::size_t labels, std::span<const std::uint32_t> truth,
         const Calibration& given)
      : labels_(labels), truth_(truth), rows_(truth.size() * labels) {
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const std::span<float> row = std::span(rows_).subspan(i * labels, labels);
      std::ranges::copy(given.offsets, row.begin());
      for (std::size_t m = 0; m < models; ++m) {
        add_scaled(given.slopes[m], scores.data() + (i * models + m) * labels, row.data(), labels);
      }
    }
  }

  std::size_t size() const { return truth_.size(); }
  std::size_t labels() const { return labels_; }
  std::uint32_t truth(std::size_t i) const { return truth_[i]; }
  std::span<const float> operator[](std::size_t i) const { return std::span(rows_).subspan(i * labels_, labels_); }

  std::uint32_t answer(std::size_t i, std::span<const float> offsets) const {
    const std::span<const float> row = (*this)[i];
    std::uint32_t best = 0;
    for (std::uint32_t k = 1; k < labels_; ++k) {
      if (row[k] + offsets[k] > row[best] + offsets[best]) best = k;
    }
    return best;
  }

 private:
  std::size_t labels_;
  std::span<const std::uint32_t> truth_;
  std::vector<float> rows_;
};

// Where accuracy + macro-F1, both counted in shares of texts, rise.
class Slope {
 public:
  Slope(const Judged& judged, std::span<const std::uint32_t> places)
      : judged_(judged), places_(places), own_(judged.labels()) {
    for (const std::uint32_t i : places) own_[judged.truth(i)] += 1;
    present_ =
        std::max<float>(1, static_cast<float>(own_.size() - static_cast<std::size_t>(std::ranges::count(own_, 0.0F))));
  }

  void operator()(std::span<const float> offsets, std::span<float> slope) {
    const std::size_t labels = judged_.labels();
    shares_.resize(places_.size() * labels);
    std::vector<float> given(labels);
    std::vector<float> right(labels);
    for (std::size_t p = 0; p < places_.size(); ++p) {
      const std::span<const float> row = judged_[places_[p]];
      const std::span<float> share = std::span(shares_).subspan(p * labels, labels);
      for (std::size_t k = 0; k < labels; ++k) share[k] = kSharp * (row[k] + offsets[k]);
      softmax(share);
      for (std::size_t k = 0; k < labels; ++k) given[k] += share[k];
      right[judged_.truth(places_[p])] += share[judged_.truth(places_[p])];
    }
    // What one more share of a text is worth: to its own label, and to every label that it is given to.
    std::vector<float> own(labels);
    std::vector<float> any(labels);
    for (std::size_t k = 0; k < labels; ++k) {
      const float all = std::max(given[k] + own_[k], 1.0F);
      own[k] = 1 / static_cast<float>(places_.size()) + (own_[k] > 0 ? 2 / (present_ * all) : 0);
      any[k] = own_[k] > 0 ? -2 * right[k] / (present_ * all * all) : 0;
    }
    std::ranges::fill(slope, 0.0F);
    for (std::size_t p = 0; p < places_.size(); ++p) {
      const std::span<const float> share = std::span(shares_).subspan(p * labels, labels);
      const std::uint32_t truth = judged_.truth(places_[p]);
      const float mean = dot(share.data(), any.data(), labels) + share[truth] * own[truth];
      for (std::size_t k = 0; k < labels; ++k) {
        slope[k] += share[k] * (any[k] + (k == truth ? own[k] : 0) - mean);
      }
    }
    const float pull = 2 * kPull / (kSharp * static_cast<float>(labels));
    for (std::size_t k = 0; k < labels; ++k) slope[k] -= pull * offsets[k];
  }

 private:
  const Judged& judged_;
  std::span<const std::uint32_t> places_;
  std::vector<float> own_;  // texts of each label
  float present_ = 1;       // labels that have texts
  std::vector<float> shares_;
};

std::vector<float> best_offsets(const Judged& judged, std::span<const std::uint32_t> places) {
  const std::size_t labels = judged.labels();
  std::vector<float> offsets(labels);
  std::vector<float> steps(labels, 0.05F);
  std::vector<float> slope(labels);
  std::vector<float> before(labels);
  Slope slope_at(judged, places);
  for (int round = 0; round < kRounds; ++round) {
    slope_at(offsets, slope);
    for (std::size_t k = 0; k < labels; ++k) {
      const float turn = slope[k] * before[k];
      steps[k] = std::clamp(steps[k] * (turn > 0 ? 1.2F : turn < 0 ? 0.5F : 1.0F), 1e-3F, 0.3F);
      const float step = slope[k] > 0 ? steps[k] : slope[k] < 0 ? -steps[k] : 0.0F;
      offsets[k] = std::clamp(offsets[k] + step, -kFurthest, kFurthest);
      before[k] = slope[k];
    }
  }
  return offsets;
}

// How much of the way to the chosen offsets is worth going: offsets chosen on some texts, answers of the others.
float worthy_share(const Judged& judged, std::span<const std::uint32_t> places) {
  static constexpr float kShares[] = {1, 0.5F};
  std::vector<std::uint32_t> truth;
  std::vector<std::uint32_t> plain;
  std::vector<std::uint32_t> leaning[std::size(kShares)];
  const std::vector<float> none(judged.labels());
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    std::vector<std::uint32_t> chosen_on;
    for (const std::uint32_t i : places) {
      if (mix(i) % kFolds != fold) chosen_on.push_back(i);
    }
    const std::vector<float> offsets = best_offsets(judged, chosen_on);
    std::vector<float> part(offsets.size());
    for (const std::uint32_t i : places) {
      if (mix(i) % kFolds != fold) continue;
      truth.push_back(judged.truth(i));
      plain.push_back(judged.answer(i, none));
      for (std::size_t s = 0; s < std::size(kShares); ++s) {
        for (std::size_t k = 0; k < part.size(); ++k) part[k] = kShares[s] * offsets[k];
        leaning[s].push_back(judged.answer(i, part));
      }
    }
  }
  const auto before = classification_quality(truth, plain, judged.labels());
  const double rise = kRiseOfSum + kRiseInTexts / static_cast<double>(truth.size());
  for (std::size_t s = 0; s < std::size(kShares); ++s) {
    const auto after = classification_quality(truth, leaning[s], judged.labels());
    if (after.accuracy + after.macro_f1 > before.accuracy + before.macro_f1 + rise &&
        after.accuracy >= before.accuracy - kFallOfAccuracy) {
      return kShares[s];
    }
  }
  return 0;
}

// The factor of all scores under which the true labels are likeliest: the root of its derivative, by halving.
float best_factor(const Judged& judged, std::span<const float> offsets) {
  std::vector<float> row(judged.labels());
  const auto derivative = [&](float factor) {
    double sum = 0;
    for (std::size_t i = 0; i < judged.size(); ++i) {
      const std::span<const float> given = judged[i];
      for (std::size_t k = 0; k < row.size(); ++k) row[k] = factor * (given[k] + offsets[k]);
      softmax(row);
      for (std::size_t k = 0; k < row.size(); ++k) {
        sum += static_cast<double>((row[k] - (k == judged.truth(i) ? 1.0F : 0.0F)) * (given[k] + offsets[k]));
      }
    }
    return sum;
  };
  float low = 0.5F;
  float high = 1.5F;
  for (int round = 0; round < 10; ++round) {
    const float middle = (low + high) / 2;
    (derivative(middle) > 0 ? high : low) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

Calibration lean_to_rare(std::span<const float> scores, std::size_t models, std::size_t labels,
                         std::span<const std::uint32_t> truth, const Calibration& given) {
  CXAI_CHECK(scores.size() == truth.size() * models * labels);
  if (truth.size() < kFewest) return given;
  const Judged judged(scores, models, labels, truth, given);
  std::vector<std::uint32_t> places(truth.size());
  std::iota(places.begin(), places.end(), 0U);
  if (const std::size_t most = std::max(kMuch / labels, kFewest); places.size() > most) {
    std::ranges::sort(places, {}, [](std::uint32_t i) { return mix(i); });
    places.resize(most);
    std::ranges::sort(places);
  }
  const float share = worthy_share(judged, places);
  if (share == 0) return given;
  std::vector<float> offsets = best_offsets(judged, places);
  for (float& offset : offsets) offset *= share;
  Calibration leaning = given;
  const float factor = best_factor(judged, offsets);
  for (float& slope : leaning.slopes) slope *= factor;
  for (std::size_t k = 0; k < labels; ++k) leaning.offsets[k] = factor * (given.offsets[k] + offsets[k]);
  return leaning;
}

}  // namespace cxai::learning
