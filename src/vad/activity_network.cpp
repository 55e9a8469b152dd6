#include "vad/activity_network.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/embedded.hpp"
#include "vad/dense.hpp"

namespace cxai::vad {
namespace {

static_assert(std::endian::native == std::endian::little, "weights are read as they lie in the file");

constexpr std::string_view kMagic = "CXAIVAD1";
constexpr std::uint32_t kForwards = 1;  // versions
constexpr std::uint32_t kBothWays = 2;
constexpr std::uint32_t kLargest = 1024;  // of any dimension: refuses absurd headers before memory is taken

// Reads float32 arrays one after the other. Once the bytes run out it stays broken.
class Arrays {
 public:
  explicit Arrays(std::string_view bytes) : rest_(bytes) {}

  std::vector<float> next(std::size_t count) {
    std::vector<float> values(count);
    const std::size_t bytes = count * sizeof(float);
    if (rest_.size() < bytes) {
      broken_ = true;
      return values;
    }
    std::memcpy(values.data(), rest_.data(), bytes);
    rest_.remove_prefix(bytes);
    return values;
  }

  // [out, in] in the file -> [in, out].
  std::vector<float> next_transposed(std::size_t out, std::size_t in) {
    const std::vector<float> rows = next(out * in);
    std::vector<float> columns(rows.size());
    for (std::size_t o = 0; o < out; ++o)
      for (std::size_t i = 0; i < in; ++i) columns[i * out + o] = rows[o * in + i];
    return columns;
  }

  bool complete() const { return !broken_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool broken_ = false;
};

ActivityNetwork built_in(std::string_view name) {
  const auto* file = base::embedded::find(base::embedded::vad_models(), name);
  CXAI_CHECK(file != nullptr);
  auto parsed = ActivityNetwork::parse(file->bytes);
  CXAI_CHECK(parsed.has_value());
  return std::move(*parsed);
}

}  // namespace

Result<ActivityNetwork> ActivityNetwork::parse(std::string_view bytes) {
  struct Header {
    std::uint32_t version, mels, frames, delay_steps, dense, recurrent;
  } header{};
  if (bytes.size() < kMagic.size() + sizeof(header) || !bytes.starts_with(kMagic))
    return fail(ErrorCode::corrupt_data, "voice activity weights: the file does not begin with CXAIVAD1; train again");
  std::memcpy(&header, bytes.data() + kMagic.size(), sizeof(header));
  if (header.version != kForwards && header.version != kBothWays)
    return fail(ErrorCode::corrupt_data, "voice activity weights: version " + std::to_string(header.version) +
                                             " where this program reads 1 and 2; train again");
  for (const std::uint32_t size : {header.mels, header.frames, header.dense, header.recurrent})
    if (size == 0 || size > kLargest)
      return fail(ErrorCode::corrupt_data, "voice activity weights: a size of " + std::to_string(size) +
                                               " where 1 to 1024 are read; train again");
  ActivityNetwork network;
  network.both_ways_ = header.version == kBothWays;
  network.mels_ = header.mels;
  network.frames_ = header.frames;
  network.delay_steps_ = std::min(header.delay_steps, kLargest);
  const std::size_t hidden = header.recurrent;
  Arrays arrays(bytes.substr(kMagic.size() + sizeof(header)));
  network.dense_.weights = arrays.next_transposed(header.dense, network.mels_ * network.frames_);
  network.dense_.bias = arrays.next(header.dense);
  for (Recurrent* layer : {&network.first_, &network.second_}) {
    layer->input.weights = arrays.next_transposed(3 * hidden, layer == &network.first_ ? header.dense : hidden);
    layer->hidden.weights = arrays.next_transposed(3 * hidden, hidden);
    layer->input.bias = arrays.next(3 * hidden);
    layer->hidden.bias = arrays.next(3 * hidden);
  }
  network.out_.weights = arrays.next_transposed(network.frames_, hidden);
  network.out_.bias = arrays.next(network.frames_);
  if (!arrays.complete())
    return fail(ErrorCode::corrupt_data, "voice activity weights: " + std::to_string(bytes.size()) +
                                             " bytes are not what the header promises; train again");
  return network;
}

const ActivityNetwork& ActivityNetwork::live() {
  static const ActivityNetwork network = built_in("voice_activity.vad");
  return network;
}

const ActivityNetwork& ActivityNetwork::of_recordings() {
  static const ActivityNetwork network = built_in("voice_activity_recordings.vad");
  return network;
}

ActivityNetwork::State ActivityNetwork::start() const {
  return {std::vector<float>(dense_.bias.size()), std::vector<float>(units()), std::vector<float>(units()),
          std::vector<float>(6 * units())};
}

void ActivityNetwork::advance(const Recurrent& layer, std::span<const float> in, std::span<float> hidden,
                              std::vector<float>& gates) {
  const std::size_t n = hidden.size();
  const std::span of_input(gates.data(), 3 * n);
  const std::span of_hidden(gates.data() + 3 * n, 3 * n);
  std::ranges::copy(layer.input.bias, of_input.begin());
  std::ranges::copy(layer.hidden.bias, of_hidden.begin());
  multiply_add(layer.input.weights, in, of_input);
  multiply_add(layer.hidden.weights, hidden, of_hidden);
  for (std::size_t i = 0; i < 2 * n; ++i) of_input[i] += of_hidden[i];
  sigmoid(of_input.first(2 * n));
  const std::span reset = of_input.first(n);
  const std::span update = of_input.subspan(n, n);
  const std::span fresh = of_input.last(n);
  for (std::size_t i = 0; i < n; ++i) fresh[i] += reset[i] * of_hidden[2 * n + i];
  hyperbolic_tangent(fresh);
  for (std::size_t i = 0; i < n; ++i) hidden[i] = (1.0F - update[i]) * fresh[i] + update[i] * hidden[i];
}

void ActivityNetwork::hear(std::span<const float> features, State& state) const {
  std::ranges::copy(dense_.bias, state.dense.begin());
  multiply_add(dense_.weights, features, state.dense);
  for (float& value : state.dense) value = std::max(value, 0.0F);
  advance(first_, state.dense, state.first, state.gates);
}

void ActivityNetwork::judge(State& state, std::span<float> probabilities) const {
  CXAI_CHECK(!both_ways_);
  advance(second_, state.first, state.second, state.gates);
  decide(state, probabilities);
}

void ActivityNetwork::judge_backwards(std::span<const float> heard, State& state,
                                      std::span<float> probabilities) const {
  CXAI_CHECK(both_ways_);
  std::ranges::fill(state.second, 0.0F);
  for (std::size_t step = heard.size() / units(); step-- > 0;) {
    advance(second_, heard.subspan(step * units(), units()), state.second, state.gates);
    decide(state, probabilities.subspan(step * frames_, frames_));
  }
}

void ActivityNetwork::decide(const State& state, std::span<float> probabilities) const {
  std::ranges::copy(out_.bias, probabilities.begin());
  multiply_add(out_.weights, state.second, probabilities);
  sigmoid(probabilities);
}

}  // namespace cxai::vad
