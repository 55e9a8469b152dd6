// Reads an untrusted media file with FFmpeg: the first of the best audio streams, at 16 kHz, channels kept apart.
// Runs inside the confined child; opens nothing itself.
//
// Input    a readable, seekable descriptor; with a key, of a sealed file
// Output   Info once, then samples in order, to the callbacks
// Errors   as Failure; what is wrong but bearable is counted in the notices
// Threads  one, and FFmpeg starts none
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audio/protocol.hpp"
#include "base/secret_key.hpp"

namespace cxai::audio {

// What is known of a file without a header before looking at it.
struct RawHint {
  enum class Use { none, when_unrecognised, always };
  Use use = Use::none;
  std::string format;  // as FFmpeg names it
  int sample_rate_hz = 8'000;
};

struct MediaOutput {
  std::function<void(const Info&)> begin;
  std::function<void(const Samples&)> samples;
};

struct MediaOutcome {
  std::optional<Failure> failure;
  std::vector<NoticeCount> notices;
};

MediaOutcome read_media(int fd, const std::optional<base::SecretKey>& key, const RawHint& raw,
                        const MediaOutput& output);

}  // namespace cxai::audio
