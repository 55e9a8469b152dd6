#include "learning/shallow_network.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "learning/dense.hpp"
#include "learning/shuffle.hpp"

namespace cxai::learning {
namespace {

constexpr float kNegligible = 1e-4F;  // errors of one label below this teach nothing

float uniform(std::uint64_t& state) {
  return static_cast<float>(next_random(state) >> 40) * 0x1p-24F;
}

}  // namespace

ShallowNetwork::ShallowNetwork(const TextVectors& texts, std::span<const std::uint32_t> labels,
                               std::vector<std::uint32_t> members, std::size_t label_count, std::size_t columns,
                               NetworkOptions options)
    : texts_(texts),
      labels_(labels),
      members_(std::move(members)),
      label_count_(label_count),
      options_(options),
      random_(options.seed) {
  const std::size_t h = options_.hidden;
  input_.resize((columns + 1) * h);
  // Small, so that what was hardly learned hardly counts.
  const float bound = 0.3F / std::sqrt(static_cast<float>(h));
  for (float& w : input_) w = (2 * uniform(random_) - 1) * bound;
  std::fill(input_.end() - static_cast<std::ptrdiff_t>(h), input_.end(), 0.0F);
  input_squares_.assign(columns + 1, 1e-4F);
  output_.resize(label_count * h);
  output_squares_.assign(output_.size(), 1e-2F);
  output_bias_.resize(label_count);
  hidden_.resize(h);
  gradient_.resize(h);
  scores_.resize(label_count);
}

ShallowNetwork::Pass ShallowNetwork::pass() {
  const std::vector<std::uint32_t> order = shuffled(members_.size(), next_random(random_));
  double loss = 0;
  std::size_t right = 0;
  const double total = static_cast<double>(options_.epochs * order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double done = static_cast<double>(epoch_ * order.size() + i) / total;
    const std::uint32_t member = members_[order[i]];
    right += learn(texts_[member], labels_[member], options_.rate * static_cast<float>(1 - done), loss) ? 1 : 0;
  }
  ++epoch_;
  const double n = std::max<double>(1, static_cast<double>(order.size()));
  return {loss / n, static_cast<double>(right) / n};
}

bool ShallowNetwork::learn(const TextVector& text, std::size_t label, float rate, double& loss) {
  const std::size_t h = options_.hidden;
  const std::size_t bias = input_squares_.size() - 1;
  kept_.clear();
  kept_values_.clear();
  const float raise = 1 / (1 - options_.input_dropout);
  for (std::size_t v = 0; v < text.columns.size(); ++v) {
    if (options_.input_dropout > 0 && uniform(random_) < options_.input_dropout) continue;
    kept_.push_back(text.columns[v]);
    kept_values_.push_back(text.values[v] * raise);
  }
  std::copy_n(input_.data() + bias * h, h, hidden_.data());
  for (std::size_t v = 0; v < kept_.size(); ++v)
    add_scaled(kept_values_[v], input_.data() + kept_[v] * h, hidden_.data(), h);
  const float hidden_raise = 1 / (1 - options_.hidden_dropout);
  for (std::size_t j = 0; j < h; ++j) {
    const bool drop = options_.hidden_dropout > 0 && uniform(random_) < options_.hidden_dropout;
    hidden_[j] = drop || hidden_[j] < 0 ? 0 : hidden_[j] * hidden_raise;
  }
  for (std::size_t k = 0; k < label_count_; ++k)
    scores_[k] = output_bias_[k] + dot(output_.data() + k * h, hidden_.data(), h);
  const bool right = static_cast<std::size_t>(std::ranges::max_element(scores_) - scores_.begin()) == label;
  softmax(scores_);
  loss -= std::log(std::max(scores_[label], 1e-9F));
  std::ranges::fill(gradient_, 0.0F);
  for (std::size_t k = 0; k < label_count_; ++k) {
    const float delta = scores_[k] - (k == label ? 1.0F : 0.0F);
    if (std::abs(delta) < kNegligible) continue;
    float* row = output_.data() + k * h;
    float* squares = output_squares_.data() + k * h;
    add_scaled(delta, row, gradient_.data(), h);
    for (std::size_t j = 0; j < h; ++j) {
      const float g = delta * hidden_[j];
      squares[j] += g * g;
      row[j] -= rate * g / std::sqrt(squares[j]);
    }
    output_bias_[k] -= 0.1F * rate * delta;
  }
  float square = 0;
  for (std::size_t j = 0; j < h; ++j) {
    gradient_[j] = hidden_[j] > 0 ? gradient_[j] * hidden_raise : 0;
    square += gradient_[j] * gradient_[j];
  }
  square /= static_cast<float>(h);
  if (square == 0) return right;
  const auto update = [&](std::size_t row, float value) {
    input_squares_[row] += square * value * value;
    add_scaled(-rate * value / std::sqrt(input_squares_[row]), gradient_.data(), input_.data() + row * h, h);
  };
  for (std::size_t v = 0; v < kept_.size(); ++v) update(kept_[v], kept_values_[v]);
  return right;
}

void ShallowNetwork::score(const TextVector& text, std::span<float> scores) const {
  const std::size_t h = options_.hidden;
  std::vector<float> hidden(input_.end() - static_cast<std::ptrdiff_t>(h), input_.end());
  for (std::size_t v = 0; v < text.columns.size(); ++v)
    add_scaled(text.values[v], input_.data() + text.columns[v] * h, hidden.data(), h);
  for (float& value : hidden) value = std::max(value, 0.0F);
  for (std::size_t k = 0; k < label_count_; ++k)
    scores[k] = output_bias_[k] + dot(output_.data() + k * h, hidden.data(), h);
}

void ShallowNetwork::save(std::string& bytes) const {
  const auto put = [&](const void* from, std::size_t size) { bytes.append(static_cast<const char*>(from), size); };
  const std::uint64_t counters[2] = {epoch_, random_};
  put(counters, sizeof counters);
  for (const auto* part : {&input_, &input_squares_, &output_, &output_squares_, &output_bias_}) {
    put(part->data(), part->size() * sizeof(float));
  }
}

bool ShallowNetwork::load(std::string_view& bytes) {
  const auto take = [&](void* to, std::size_t size) {
    if (bytes.size() < size) return false;
    std::memcpy(to, bytes.data(), size);
    bytes.remove_prefix(size);
    return true;
  };
  std::uint64_t counters[2] = {0, 0};
  if (!take(counters, sizeof counters)) return false;
  epoch_ = counters[0];
  random_ = counters[1];
  for (auto* part : {&input_, &input_squares_, &output_, &output_squares_, &output_bias_}) {
    if (!take(part->data(), part->size() * sizeof(float))) return false;
  }
  return true;
}

}  // namespace cxai::learning
