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

Lanes product(const std::vector<float>& weights, const TextVector& text, std::size_t bias_row) {
  Lanes sum;
  std::copy_n(weights.data() + bias_row * kLanes, kLanes, sum.data());
  row_arithmetic().add_rows(weights.data(), kLanes, {text.columns, text.values}, sum.data());
  return sum;
}

void add(std::vector<float>& weights, const TextVector& text, std::size_t bias_row, const Lanes& step) {
  float* bias = weights.data() + bias_row * kLanes;
  for (std::size_t k = 0; k < kLanes; ++k) bias[k] += step[k];
  row_arithmetic().add_to_rows(weights.data(), kLanes, {text.columns, text.values}, step.data());
}

}  // namespace

OneVsRest::OneVsRest(const TextVectors& texts, std::span<const std::uint32_t> labels,
                     std::vector<std::uint32_t> members, std::size_t label_count, std::size_t columns,
                     LinearOptions options)
    : texts_(texts),
      labels_(labels),
      members_(std::move(members)),
      columns_(columns),
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

void OneVsRest::pass(std::size_t number, std::span<const std::uint32_t> order) {
  Block& block = blocks_[number];
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
      const float diagonal = own ? own_diagonal_[label] : diagonal_;
      const float gradient = sign * sum[k] - 1 + diagonal * duals[k];
      const float dual = std::max(duals[k] - gradient / (squares_[m] + diagonal), 0.0F);
      any = any || dual != duals[k];
      step[k] = (dual - duals[k]) * sign;
      duals[k] = dual;
    }
    if (any) add(block.weights, text, columns_, step);
  }
  rebuild(block, number);
}

// From the duals alone, so that an interrupted run goes on with the same bits.
void OneVsRest::rebuild(Block& block, std::size_t number) {
  std::ranges::fill(block.weights, 0.0F);
  for (std::size_t m = 0; m < members_.size(); ++m) {
    const float* duals = block.duals.data() + m * kLanes;
    if (std::all_of(duals, duals + kLanes, [](float dual) { return dual == 0; })) continue;
    Lanes step;
    for (std::size_t k = 0; k < kLanes; ++k) step[k] = -duals[k];
    const std::size_t label = labels_[members_[m]];
    if (label / kLanes == number) step[label % kLanes] = duals[label % kLanes];
    add(block.weights, texts_[members_[m]], columns_, step);
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
