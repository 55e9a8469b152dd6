#include "learning/one_vs_rest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "learning/rows.hpp"

namespace cxai::learning {
namespace {

constexpr std::size_t kLanes = OneVsRest::kLanes;
using Lanes = std::array<float, kLanes>;
constexpr float kWhole = 16;  // of a byte: a ratio as large as the mean of its label

Lanes product(const std::vector<float>& weights, const TextVector& text, std::size_t bias_row) {
  Lanes sum;
  std::copy_n(weights.data() + bias_row * kLanes, kLanes, sum.data());
  row_arithmetic().add_rows(weights.data(), kLanes, {text.columns, text.values}, sum.data());
  return sum;
}

}  // namespace

OneVsRest::OneVsRest(const TextVectors& texts, std::span<const std::uint32_t> labels,
                     std::vector<std::uint32_t> members, std::size_t label_count, std::size_t columns,
                     LinearOptions options)
    : texts_(texts),
      labels_(labels),
      members_(std::move(members)),
      columns_(columns),
      smoothing_(options.smoothing),
      diagonal_(0.5F / options.cost),
      own_diagonal_(label_count, diagonal_) {
  std::vector<std::size_t> counts(label_count);
  for (const std::uint32_t member : members_) ++counts[labels_[member]];
  const auto present = static_cast<float>(label_count - static_cast<std::size_t>(std::ranges::count(counts, 0U)));
  for (std::size_t k = 0; k < label_count; ++k) {
    if (counts[k] == 0) continue;
    const float mean = static_cast<float>(members_.size()) / present;
    own_diagonal_[k] = diagonal_ / std::pow(mean / static_cast<float>(counts[k]), options.balance);
  }
  for (const std::uint32_t member : members_) {
    float square = 1;
    for (const float value : texts_[member].values) square += value * value;
    squares_.push_back(square);
  }
  blocks_.resize((label_count + kLanes - 1) / kLanes);
  for (Block& block : blocks_) {
    block.weights.resize((columns_ + 1) * kLanes);
    block.duals.resize(members_.size() * kLanes);
  }
}

void OneVsRest::add(Block& block, const TextVector& text, const Lanes& step) const {
  float* bias = block.weights.data() + columns_ * kLanes;
  for (std::size_t k = 0; k < kLanes; ++k) bias[k] += step[k];
  if (smoothing_ == 0) {
    row_arithmetic().add_to_rows(block.weights.data(), kLanes, {text.columns, text.values}, step.data());
    return;
  }
  Lanes scaled = step;
  for (float& one : scaled) one /= kWhole * kWhole;
  row_arithmetic().add_to_rows_by_bytes(block.weights.data(), block.ratios.data(), {text.columns, text.values},
                                        scaled.data());
}

// The ratio of a column: |ln(its share of the label's texts / its share of the others)|, over the mean of the label.
void OneVsRest::weigh(Block& block, std::size_t number) const {
  std::vector<float> own(columns_ * kLanes);
  std::vector<float> all(columns_);
  for (const std::uint32_t member : members_) {
    const TextVector text = texts_[member];
    const std::size_t label = labels_[member];
    for (std::size_t v = 0; v < text.columns.size(); ++v) all[text.columns[v]] += text.values[v];
    if (label / kLanes != number) continue;
    for (std::size_t v = 0; v < text.columns.size(); ++v) {
      own[text.columns[v] * kLanes + label % kLanes] += text.values[v];
    }
  }
  std::array<double, kLanes> owned{};
  double total = 0;
  for (std::size_t c = 0; c < columns_; ++c) {
    total += static_cast<double>(all[c]);
    for (std::size_t k = 0; k < kLanes; ++k) owned[k] += static_cast<double>(own[c * kLanes + k]);
  }
  const double smoothed = static_cast<double>(smoothing_) * static_cast<double>(columns_);
  Lanes shift{};
  for (std::size_t k = 0; k < kLanes; ++k) {
    shift[k] = static_cast<float>(std::log((smoothed + total - owned[k]) / (smoothed + owned[k])));
  }
  std::array<double, kLanes> means{};
  for (std::size_t c = 0; c < columns_; ++c) {
    const float none = std::log(smoothing_ / (smoothing_ + all[c]));
    for (std::size_t k = 0; k < kLanes; ++k) {
      float& ratio = own[c * kLanes + k];
      const float rest = std::max(all[c] - ratio, 0.0F);
      ratio = std::abs(shift[k] + (ratio == 0 ? none : std::log((smoothing_ + ratio) / (smoothing_ + rest))));
      means[k] += static_cast<double>(ratio * all[c]);
    }
  }
  block.ratios.resize(columns_ * kLanes);
  for (std::size_t i = 0; i < own.size(); ++i) {
    const auto mean = static_cast<float>(means[i % kLanes] / std::max(total, 1e-9));
    block.ratios[i] = static_cast<std::int8_t>(std::lround(std::min(kWhole * own[i] / std::max(mean, 1e-9F), 127.0F)));
  }
  block.squares.assign(members_.size() * kLanes, 1.0F);
  for (std::size_t m = 0; m < members_.size(); ++m) {
    const TextVector text = texts_[members_[m]];
    float* squares = block.squares.data() + m * kLanes;
    for (std::size_t v = 0; v < text.columns.size(); ++v) {
      for (std::size_t k = 0; k < kLanes; ++k) {
        const float value = text.values[v] * static_cast<float>(block.ratios[text.columns[v] * kLanes + k]) / kWhole;
        squares[k] += value * value;
      }
    }
  }
}

void OneVsRest::pass(std::size_t number, std::span<const std::uint32_t> order) {
  Block& block = blocks_[number];
  if (smoothing_ > 0 && block.ratios.empty()) weigh(block, number);
  for (const std::uint32_t m : order) {
    const TextVector text = texts_[members_[m]];
    const Lanes sum = product(block.weights, text, columns_);
    const std::size_t label = labels_[members_[m]];
    float* duals = block.duals.data() + m * kLanes;
    Lanes step{};
    bool any = false;
    for (std::size_t k = 0; k < kLanes; ++k) {
      const bool own = label == number * kLanes + k;
      const float sign = own ? 1.0F : -1.0F;
      const float square = smoothing_ > 0 ? block.squares[m * kLanes + k] : squares_[m];
      const float diagonal = own ? own_diagonal_[label] : diagonal_;
      const float gradient = sign * sum[k] - 1 + diagonal * duals[k];
      const float dual = std::max(duals[k] - gradient / (square + diagonal), 0.0F);
      any = any || dual != duals[k];
      step[k] = (dual - duals[k]) * sign;
      duals[k] = dual;
    }
    if (any) add(block, text, step);
  }
  rebuild(block, number);
}

// From the duals alone, so that an interrupted run goes on with the same bits.
void OneVsRest::rebuild(Block& block, std::size_t number) {
  if (smoothing_ > 0 && block.ratios.empty()) weigh(block, number);
  std::ranges::fill(block.weights, 0.0F);
  for (std::size_t m = 0; m < members_.size(); ++m) {
    const float* duals = block.duals.data() + m * kLanes;
    if (std::all_of(duals, duals + kLanes, [](float dual) { return dual == 0; })) continue;
    Lanes step;
    for (std::size_t k = 0; k < kLanes; ++k) step[k] = -duals[k];
    const std::size_t label = labels_[members_[m]];
    if (label / kLanes == number) step[label % kLanes] = duals[label % kLanes];
    add(block, texts_[members_[m]], step);
  }
}

void OneVsRest::score(const TextVector& text, std::span<float> scores) const {
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    std::ranges::copy(product(blocks_[b].weights, text, columns_), scores.data() + b * kLanes);
  }
}

void OneVsRest::set_duals(std::size_t block, std::vector<float> duals) {
  blocks_[block].duals = std::move(duals);
  rebuild(blocks_[block], block);
}

}  // namespace cxai::learning
