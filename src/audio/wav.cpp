#include "audio/wav.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "base/files.hpp"

namespace cxai::audio {
namespace {

void put(std::string& bytes, std::uint32_t value, int width) {
  for (int i = 0; i < width; ++i) bytes.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
}

std::uint32_t get(std::string_view bytes, std::size_t offset, int width) {
  std::uint32_t value = 0;
  for (int i = 0; i < width; ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[offset + static_cast<std::size_t>(i)]))
             << (8 * i);
  return value;
}

std::int16_t to_pcm16(float sample) {
  if (!(sample == sample)) return 0;
  return static_cast<std::int16_t>(std::lrint(std::clamp(sample * 32768.0F, -32768.0F, 32767.0F)));
}

Error broken_wav(const char* what) {
  return Error{ErrorCode::corrupt_data, std::string("WAV: ") + what};
}

}  // namespace

Result<> write_wav(const std::filesystem::path& path, const Pcm& pcm) {
  if (pcm.channels.empty() || pcm.sample_rate_hz <= 0)
    return fail(ErrorCode::invalid_input, "WAV: needs at least one channel and a sample rate above 0");
  const std::size_t frames = pcm.channels[0].size();
  for (const auto& channel : pcm.channels)
    if (channel.size() != frames) return fail(ErrorCode::invalid_input, "WAV: channels must be of one length");
  const std::uint64_t data_bytes = std::uint64_t{frames} * pcm.channels.size() * 2;
  if (data_bytes > std::numeric_limits<std::uint32_t>::max() - 36)
    return fail(ErrorCode::invalid_input, "WAV: holds at most 4 GiB");

  const auto channels = static_cast<std::uint32_t>(pcm.channels.size());
  const auto rate = static_cast<std::uint32_t>(pcm.sample_rate_hz);
  const auto size = static_cast<std::uint32_t>(data_bytes);
  std::string bytes;
  bytes.reserve(44 + data_bytes);
  bytes += "RIFF";
  put(bytes, 36 + size, 4);
  bytes += "WAVEfmt ";
  put(bytes, 16, 4);
  put(bytes, 1, 2);  // PCM
  put(bytes, channels, 2);
  put(bytes, rate, 4);
  put(bytes, rate * channels * 2, 4);
  put(bytes, channels * 2, 2);
  put(bytes, 16, 2);
  bytes += "data";
  put(bytes, size, 4);
  for (std::size_t i = 0; i < frames; ++i)
    for (const auto& channel : pcm.channels) put(bytes, static_cast<std::uint16_t>(to_pcm16(channel[i])), 2);
  return base::write_file_atomic(path, bytes);
}

Result<Pcm> read_wav(std::string_view bytes) {
  if (bytes.size() < 12 || !bytes.starts_with("RIFF") || bytes.substr(8, 4) != "WAVE")
    return std::unexpected(broken_wav("no RIFF/WAVE header"));
  std::size_t channels = 0;
  Pcm pcm;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::string_view name = bytes.substr(at, 4);
    // A writer that cannot seek back leaves a length that is too large: what is there counts.
    const std::size_t size = std::min<std::size_t>(get(bytes, at + 4, 4), bytes.size() - at - 8);
    const std::string_view body = bytes.substr(at + 8, size);
    if (name == "fmt ") {
      if (size < 16) return std::unexpected(broken_wav("the fmt chunk is too short"));
      if (get(body, 0, 2) != 1 || get(body, 14, 2) != 16)
        return fail(ErrorCode::unsupported, "WAV: only 16-bit PCM is read here");
      channels = get(body, 2, 2);
      pcm.sample_rate_hz = static_cast<int>(std::min<std::uint32_t>(get(body, 4, 4), 1'000'000));
      if (channels == 0 || channels > 64 || pcm.sample_rate_hz == 0)
        return std::unexpected(broken_wav("impossible channel count or sample rate"));
    } else if (name == "data") {
      if (channels == 0) return std::unexpected(broken_wav("samples before their format"));
      const std::size_t frames = size / 2 / channels;
      pcm.channels.assign(channels, std::vector<float>(frames));
      for (std::size_t i = 0; i < frames; ++i)
        for (std::size_t c = 0; c < channels; ++c)
          pcm.channels[c][i] =
              static_cast<float>(static_cast<std::int16_t>(get(body, (i * channels + c) * 2, 2))) / 32768.0F;
      return pcm;
    }
    at += 8 + size + (size & 1);
  }
  return std::unexpected(broken_wav("no samples"));
}

}  // namespace cxai::audio
