#include "live/encoding.hpp"

#include <array>

namespace cxai::live {
namespace {

constexpr std::int16_t expand_mulaw(std::uint8_t code) {
  const auto bits = static_cast<std::uint8_t>(~code);
  const int magnitude = ((((bits & 0x0F) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
  return static_cast<std::int16_t>((bits & 0x80) != 0 ? -magnitude : magnitude);
}

constexpr std::int16_t expand_alaw(std::uint8_t code) {
  const auto bits = static_cast<std::uint8_t>(code ^ 0x55);
  const int segment = (bits & 0x70) >> 4;
  int magnitude = ((bits & 0x0F) << 4) + 8;
  if (segment > 0) magnitude = (magnitude + 0x100) << (segment - 1);
  return static_cast<std::int16_t>((bits & 0x80) != 0 ? magnitude : -magnitude);
}

template <class F>
constexpr std::array<std::int16_t, 256> table(F expand) {
  std::array<std::int16_t, 256> samples{};
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = expand(static_cast<std::uint8_t>(i));
  return samples;
}

constexpr auto kMulaw = table(expand_mulaw);
constexpr auto kAlaw = table(expand_alaw);

constexpr std::array<std::int8_t, 256> base64_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  return values;
}

constexpr auto kBase64 = base64_values();

}  // namespace

std::optional<Encoding> encoding_from(std::string_view name) {
  if (name == "mulaw") return Encoding::mulaw;
  if (name == "alaw") return Encoding::alaw;
  if (name == "s16le") return Encoding::s16le;
  return std::nullopt;
}

std::int16_t mulaw_sample(std::uint8_t code) {
  return kMulaw[code];
}

std::int16_t alaw_sample(std::uint8_t code) {
  return kAlaw[code];
}

Result<std::string> decode_base64(std::string_view text) {
  const auto wrong = [] { return fail(ErrorCode::invalid_input, "must be base64 with padding (RFC 4648)"); };
  if (text.size() % 4 != 0) return wrong();
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < text.size() - padding; ++i) {
    const std::int8_t value = kBase64[static_cast<unsigned char>(text[i])];
    if (value < 0) return wrong();
    group = group << 6 | static_cast<std::uint32_t>(value);
    if (i % 4 != 3) continue;
    bytes += static_cast<char>(group >> 16 & 0xFF);
    bytes += static_cast<char>(group >> 8 & 0xFF);
    bytes += static_cast<char>(group & 0xFF);
    group = 0;
  }
  if (padding == 2) bytes += static_cast<char>(group >> 4 & 0xFF);
  if (padding == 1) {
    bytes += static_cast<char>(group >> 10 & 0xFF);
    bytes += static_cast<char>(group >> 2 & 0xFF);
  }
  return bytes;
}

Result<std::vector<std::vector<std::int16_t>>> decode_samples(Encoding encoding, int channels, std::string_view bytes) {
  const auto tracks = static_cast<std::size_t>(channels);
  const std::size_t width = encoding == Encoding::s16le ? 2 : 1;
  if (bytes.size() % (width * tracks) != 0)
    return fail(ErrorCode::invalid_input, std::to_string(bytes.size()) + " bytes are no whole samples of " +
                                              std::to_string(channels) + " channels; send whole ones in each message");
  const std::size_t frames = bytes.size() / (width * tracks);
  std::vector<std::vector<std::int16_t>> samples(tracks, std::vector<std::int16_t>(frames));
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  for (std::size_t i = 0; i < frames * tracks; ++i) {
    std::int16_t& sample = samples[i % tracks][i / tracks];
    if (encoding == Encoding::s16le)
      sample = static_cast<std::int16_t>(byte(2 * i) | byte(2 * i + 1) << 8);
    else
      sample = encoding == Encoding::mulaw ? kMulaw[byte(i)] : kAlaw[byte(i)];
  }
  return samples;
}

}  // namespace cxai::live
