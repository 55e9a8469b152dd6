#include "voices/embedding_network.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "voices/features.hpp"

namespace cxai::voices {
namespace {

constexpr std::string_view kMagic = "CXVOICE1";
constexpr std::uint32_t kWidest = 4096;

// Takes numbers from the front of a file; once it is too short, everything is zero and `good` is false.
struct Reader {
  std::string_view bytes;
  bool good = true;

  template <class T>
  T take() {
    T value{};
    if (bytes.size() < sizeof(T)) {
      good = false;
      return value;
    }
    std::memcpy(&value, bytes.data(), sizeof(T));
    bytes.remove_prefix(sizeof(T));
    return value;
  }
};

// IEEE 754 half precision, without infinities and NaN.
float half_to_float(std::uint16_t half) {
  const int exponent = (half >> 10) & 31;
  const int fraction = half & 1023;
  const float size = exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                                   : std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
  return (half & 0x8000) != 0 ? -size : size;
}

// The file has [out, columns]; the product wants [columns, out].
std::vector<float> read_turned(Reader& reader, std::size_t out, std::size_t columns) {
  if (reader.bytes.size() < 2 * out * columns) {
    reader.good = false;
    return {};
  }
  std::vector<float> matrix(out * columns);
  for (std::size_t o = 0; o < out; ++o)
    for (std::size_t c = 0; c < columns; ++c) matrix[c * out + o] = half_to_float(reader.take<std::uint16_t>());
  return matrix;
}

}  // namespace

Result<EmbeddingNetwork> EmbeddingNetwork::parse(std::string_view bytes) {
  const auto broken = [](const char* what) {
    return fail(ErrorCode::corrupt_data, std::string("voice embedding model: ") + what + "; install the program anew");
  };
  if (!bytes.starts_with(kMagic)) return broken("the file does not begin with CXVOICE1");
  Reader reader{bytes.substr(kMagic.size())};
  EmbeddingNetwork network;
  const auto bands = reader.take<std::uint32_t>();
  const auto size = reader.take<std::uint32_t>();
  const auto count = reader.take<std::uint32_t>();
  if (bands != kBands || size == 0 || size > kWidest || count == 0 || count > 64)
    return broken("bands, size or number of layers out of range");
  std::size_t in = bands;
  for (std::uint32_t i = 0; i < count && reader.good; ++i) {
    Layer layer;
    layer.in = reader.take<std::uint32_t>();
    layer.out = reader.take<std::uint32_t>();
    const auto taps = reader.take<std::uint32_t>();
    if (layer.in != in || layer.out == 0 || layer.out > kWidest || taps == 0 || taps > 64)
      return broken("a layer does not fit the one before it");
    for (std::uint32_t t = 0; t < taps; ++t) layer.taps.push_back(std::clamp(reader.take<std::int32_t>(), -1000, 1000));
    in = layer.out;
    network.layers_.push_back(std::move(layer));
  }
  network.embedding_ = {.in = 2 * in, .out = size, .taps = {0}};
  const auto fill = [&](Layer& layer) {
    layer.weights = read_turned(reader, layer.out, layer.in * layer.taps.size());
    layer.bias = read_turned(reader, layer.out, 1);
  };
  for (Layer& layer : network.layers_) fill(layer);
  fill(network.embedding_);
  if (!reader.good) return broken("the file is cut short");
  if (!reader.bytes.empty()) return broken("the file is longer than its layers");
  return network;
}

const EmbeddingNetwork& EmbeddingNetwork::built_in() {
  static const EmbeddingNetwork kNetwork = [] {
    const auto* const file = base::embedded::find(base::embedded::voice_models(), "voices.bin");
    CXAI_CHECK(file != nullptr);
    auto network = parse(file->bytes);
    CXAI_CHECK(network.has_value());
    return std::move(*network);
  }();
  return kNetwork;
}

const std::string& EmbeddingNetwork::built_in_sha256() {
  static const std::string kHash =
      base::sha256_hex(base::embedded::find(base::embedded::voice_models(), "voices.bin")->bytes);
  return kHash;
}

std::vector<float> EmbeddingNetwork::activations(std::span<const float> bands) const {
  const std::size_t frames = bands.size() / kBands;
  std::vector<float> in(bands.begin(), bands.end());
  std::vector<float> out;
  for (const Layer& layer : layers_) {
    out.resize(frames * layer.out);
    for (std::size_t t = 0; t < frames; ++t) {
      float* const row = &out[t * layer.out];
      std::ranges::copy(layer.bias, row);
      const float* weights = layer.weights.data();
      for (const int tap : layer.taps) {
        const auto from = std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(t) + tap, 0,
                                                     static_cast<std::ptrdiff_t>(frames) - 1);
        const float* const seen = &in[static_cast<std::size_t>(from) * layer.in];
        for (std::size_t i = 0; i < layer.in; ++i, weights += layer.out) {
          const float value = seen[i];
          if (value == 0.0F) continue;  // half of what a rectifier gives
          for (std::size_t o = 0; o < layer.out; ++o) row[o] += value * weights[o];
        }
      }
      float power = 0;
      for (std::size_t o = 0; o < layer.out; ++o) {
        row[o] = std::max(row[o], 0.0F);
        power += row[o] * row[o];
      }
      const float scale = 1.0F / std::sqrt(power / static_cast<float>(layer.out) + 1e-4F);
      for (std::size_t o = 0; o < layer.out; ++o) row[o] *= scale;
    }
    std::swap(in, out);
  }
  return in;
}

std::vector<float> EmbeddingNetwork::embedding(std::span<const double> sums, std::span<const double> squares,
                                               std::size_t frames) const {
  const std::size_t width = layers_.back().out;
  CXAI_CHECK(sums.size() == width && squares.size() == width && frames > 0);
  std::vector<float> result = embedding_.bias;
  const auto add = [&](std::size_t row, double value) {
    const float* const weights = &embedding_.weights[row * embedding_.out];
    for (std::size_t o = 0; o < embedding_.out; ++o) result[o] += static_cast<float>(value) * weights[o];
  };
  const auto count = static_cast<double>(frames);
  for (std::size_t i = 0; i < width; ++i) {
    const double mean = sums[i] / count;
    add(i, mean);
    add(width + i, std::sqrt(std::max(0.0, squares[i] / count - mean * mean) + 1e-4));
  }
  double power = 1e-8;
  for (const float value : result) power += static_cast<double>(value) * static_cast<double>(value);
  for (float& value : result) value /= static_cast<float>(std::sqrt(power));
  return result;
}

}  // namespace cxai::voices
