#include "vad/silero_network.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "base/files.hpp"
#include "vad/dense.hpp"

namespace cxai::vad {
namespace {

constexpr std::uint32_t kMagic = 0x67676d6c;  // "ggml"
constexpr std::size_t kContext = 64;
constexpr std::size_t kFilter = 256;
constexpr std::size_t kFilterHop = 128;
constexpr std::size_t kBins = kFilter / 2 + 1;
constexpr std::size_t kPositions = (kContext + SileroNetwork::kWindow + kContext - kFilter) / kFilterHop + 1;
constexpr std::size_t kHidden = 128;
constexpr std::array<std::size_t, 5> kChannels{kBins, 128, 64, 64, 128};
constexpr std::array<std::size_t, 4> kStrides{1, 2, 2, 1};
constexpr std::uint64_t kLargestFile = 16ULL << 20;

float from_half(std::uint16_t half) {
  const int exponent = (half >> 10) & 0x1f;
  const int fraction = half & 0x3ff;
  const float magnitude = exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                                        : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

// Reads little-endian values one after the other. Past the end it gives zeros and says so.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  template <class T>
  T value() {
    T value{};
    if (const auto raw = bytes(sizeof(T)); raw.size() == sizeof(T)) std::memcpy(&value, raw.data(), sizeof(T));
    return value;
  }
  std::string_view bytes(std::size_t count) {
    if (count > rest_.size()) {
      broken_ = true;
      return {};
    }
    const auto front = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return front;
  }
  bool more() const { return !broken_ && !rest_.empty(); }
  bool broken() const { return broken_; }

 private:
  std::string_view rest_;
  bool broken_ = false;
};

// [out, in, taps] as in the file -> [in, out] of one tap.
std::vector<float> tap(const std::vector<float>& weights, std::size_t out, std::size_t in, std::size_t taps,
                       std::size_t which) {
  std::vector<float> result(in * out);
  for (std::size_t o = 0; o < out; ++o)
    for (std::size_t i = 0; i < in; ++i) result[i * out + o] = weights[(o * in + i) * taps + which];
  return result;
}

}  // namespace

Result<SileroNetwork> SileroNetwork::load(const std::filesystem::path& path) {
  CXAI_TRY(const std::string bytes, base::read_file(path, kLargestFile));
  return parse(bytes, path.string());
}

Result<SileroNetwork> SileroNetwork::parse(std::string_view bytes, const std::string& name) {
  const auto broken = [&](const std::string& what) {
    return fail(ErrorCode::corrupt_data,
                name + ": " + what + "; speech.activity takes a Silero VAD weights file in the ggml format");
  };
  Reader reader(bytes);
  if (reader.value<std::uint32_t>() != kMagic) return broken("the file does not begin as a ggml file does");
  const auto kind = std::string(reader.bytes(reader.value<std::uint32_t>()));
  if (kind != "silero-16k") return broken("no Silero VAD for 16 kHz");
  SileroNetwork network;
  const auto major = reader.value<std::int32_t>();
  const auto minor = reader.value<std::int32_t>();
  network.version_ =
      std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(reader.value<std::int32_t>());
  const auto window = reader.value<std::uint32_t>();
  const auto context = reader.value<std::uint32_t>();
  const auto layers = reader.value<std::uint32_t>();
  if (window != kWindow || context != kContext || layers != kStrides.size())
    return fail(ErrorCode::unsupported, name + ": Silero VAD " + network.version_ +
                                            " has other sizes than this program runs; take version 5 or 6");
  reader.bytes(layers * 12 + 16);  // the sizes of the layers, which the arrays must have anyway
  Tensors tensors;
  while (reader.more()) {
    const auto dimensions = reader.value<std::uint32_t>();
    const auto name_length = reader.value<std::uint32_t>();
    const auto type = reader.value<std::uint32_t>();
    if (dimensions > 4 || type > 1) return broken("an array of an unknown kind");
    std::size_t count = 1;
    for (std::uint32_t d = 0; d < dimensions; ++d) {
      const auto size = reader.value<std::uint32_t>();
      if (size > kLargestFile) return broken("an array larger than the file");
      count = std::min<std::size_t>(count * size, kLargestFile);
    }
    const std::string array_name(reader.bytes(name_length));
    const std::string_view raw = reader.bytes(count * (type == 1 ? 2 : 4));
    if (reader.broken()) return broken("the file is cut off");
    std::vector<float>& values = tensors[array_name];
    values.resize(count);
    if (type == 0) {
      std::memcpy(values.data(), raw.data(), raw.size());
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        std::uint16_t half = 0;
        std::memcpy(&half, raw.data() + 2 * i, 2);
        values[i] = from_half(half);
      }
    }
  }
  CXAI_TRY_VOID(network.take(std::move(tensors), name));
  return network;
}

Result<> SileroNetwork::take(Tensors tensors, const std::string& name) {
  std::string missing;
  const auto get = [&](const std::string& key, std::size_t count) -> std::vector<float> {
    const auto found = tensors.find("_model." + key);
    if (found != tensors.end() && found->second.size() == count) return std::move(found->second);
    if (missing.empty()) missing = key;
    return std::vector<float>(count);
  };
  transform_ = tap(get("stft.forward_basis_buffer", 2 * kBins * kFilter), 2 * kBins, kFilter, 1, 0);
  for (std::size_t l = 0; l < convolutions_.size(); ++l) {
    Convolution& layer = convolutions_[l];
    const std::string key = "encoder." + std::to_string(l) + ".reparam_conv.";
    layer.in = kChannels[l];
    layer.out = kChannels[l + 1];
    layer.stride = kStrides[l];
    const auto weights = get(key + "weight", layer.in * layer.out * 3);
    for (std::size_t k = 0; k < 3; ++k) layer.taps[k] = tap(weights, layer.out, layer.in, 3, k);
    layer.bias = get(key + "bias", layer.out);
  }
  of_input_ = tap(get("decoder.rnn.weight_ih", 4 * kHidden * kHidden), 4 * kHidden, kHidden, 1, 0);
  of_hidden_ = tap(get("decoder.rnn.weight_hh", 4 * kHidden * kHidden), 4 * kHidden, kHidden, 1, 0);
  gate_bias_ = get("decoder.rnn.bias_ih", 4 * kHidden);
  const auto more_bias = get("decoder.rnn.bias_hh", 4 * kHidden);
  for (std::size_t i = 0; i < gate_bias_.size(); ++i) gate_bias_[i] += more_bias[i];
  out_ = get("decoder.decoder.2.weight", kHidden);
  out_bias_ = get("decoder.decoder.2.bias", 1)[0];
  if (!missing.empty())
    return fail(ErrorCode::corrupt_data,
                name + ": the array " + missing + " is missing or has another size; pull the file again");
  return {};
}

SileroNetwork::State SileroNetwork::start() const {
  State state;
  state.samples.resize(kContext + kWindow + kContext);
  state.hidden.resize(kHidden);
  state.cell.resize(kHidden);
  state.gates.resize(4 * kHidden);
  std::size_t positions = kPositions;
  state.maps[0].resize(positions * kBins);
  for (std::size_t l = 0; l < convolutions_.size(); ++l) {
    positions = (positions - 1) / convolutions_[l].stride + 1;
    state.maps[l + 1].resize(positions * convolutions_[l].out);
  }
  return state;
}

void SileroNetwork::convolve(const Convolution& layer, std::span<const float> in, std::span<float> out) {
  const std::size_t positions = in.size() / layer.in;
  for (std::size_t p = 0; p * layer.out < out.size(); ++p) {
    const auto to = out.subspan(p * layer.out, layer.out);
    std::ranges::copy(layer.bias, to.begin());
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t from = p * layer.stride + k;  // one to the right: the padding
      if (from >= 1 && from <= positions) multiply_add(layer.taps[k], in.subspan((from - 1) * layer.in, layer.in), to);
    }
    for (float& value : to) value = std::max(value, 0.0F);
  }
}

float SileroNetwork::step(std::span<const float> samples, State& state) const {
  CXAI_CHECK(samples.size() == kWindow);
  auto& x = state.samples;
  std::copy_n(x.begin() + kWindow, kContext, x.begin());  // the end of the window before
  std::ranges::copy(samples, x.begin() + kContext);
  for (std::size_t i = 0; i < kContext; ++i) x[kContext + kWindow + i] = x[kContext + kWindow - 2 - i];
  std::array<float, 2 * kBins> spectrum{};
  for (std::size_t p = 0; p < kPositions; ++p) {
    spectrum.fill(0);
    multiply_add(transform_, std::span<const float>(x).subspan(p * kFilterHop, kFilter), spectrum);
    for (std::size_t b = 0; b < kBins; ++b)
      state.maps[0][p * kBins + b] = std::sqrt(spectrum[b] * spectrum[b] + spectrum[kBins + b] * spectrum[kBins + b]);
  }
  for (std::size_t l = 0; l < convolutions_.size(); ++l) convolve(convolutions_[l], state.maps[l], state.maps[l + 1]);
  const std::span gates(state.gates);
  std::ranges::copy(gate_bias_, gates.begin());
  multiply_add(of_input_, std::span<const float>(state.maps.back()).first(kHidden), gates);
  multiply_add(of_hidden_, state.hidden, gates);
  sigmoid(gates.first(2 * kHidden));  // in, forget
  hyperbolic_tangent(gates.subspan(2 * kHidden, kHidden));
  sigmoid(gates.last(kHidden));  // out
  for (std::size_t i = 0; i < kHidden; ++i) {
    state.cell[i] = gates[kHidden + i] * state.cell[i] + gates[i] * gates[2 * kHidden + i];
    state.hidden[i] = state.cell[i];
  }
  hyperbolic_tangent(state.hidden);
  float sum = out_bias_;
  for (std::size_t i = 0; i < kHidden; ++i) {
    state.hidden[i] *= gates[3 * kHidden + i];
    sum += out_[i] * std::max(state.hidden[i], 0.0F);
  }
  sigmoid({&sum, 1});
  return sum;
}

}  // namespace cxai::vad
