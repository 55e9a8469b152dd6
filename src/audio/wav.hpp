// Writes 16-bit PCM WAV, and reads it back where the product itself wrote it (untrusted files go through decode()).
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cxai::audio {

struct Pcm {
  int sample_rate_hz = 0;
  std::vector<std::vector<float>> channels;  // one length
};

Result<> write_wav(const std::filesystem::path& path, const Pcm& pcm);
Result<Pcm> read_wav(std::string_view bytes);

}  // namespace cxai::audio
