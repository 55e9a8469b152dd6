// Turns any media file FFmpeg can read into 16 kHz float samples per channel, in a confined child process.
//
// Input    a regular file; untrusted
// Output   Info once, then blocks in order, to a sink; nothing is ever loaded whole
// Errors   invalid_input   no audio stream, not a media file, or it ends before the first sample
//          corrupt_data    the decoder died or reported an error before any sample came out
//          unavailable     the decoder took longer than Limits allow; or could not be started
//          cancelled       the sink said stop
//          A file that breaks after some samples is decoded up to there and says so in Summary::warnings.
// Confined the child has the opened file, a pipe and nothing else: no network, no new files, no exec (seccomp),
//          memory, CPU time and open files limited. Its death is an error for this file alone.
// Threads  any number of decodes at once; each has its own child
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret_key.hpp"

namespace cxai::audio {

inline constexpr int kSampleRateHz = 16'000;
inline constexpr int kMaxChannels = 8;

struct Info {
  int channels = 0;  // 1 … kMaxChannels
  int source_sample_rate_hz = 0;
  std::string container;  // FFmpeg's names
  std::string codec;
  std::string media_type;      // "audio/mpeg", … ; "application/octet-stream" when unknown
  Millis expected_duration{};  // what the container claims; 0: unknown
};

// `channels[c]` are the next samples of channel c, in [-1, 1], all of one length, valid during the call only.
struct Block {
  std::vector<std::span<const float>> channels;
};

struct Summary {
  Info info;
  Millis duration{};  // of the samples that came out
  std::vector<std::string> warnings;
};

struct Limits {
  Millis wall_time{20 * 60 * 1000};  // for the whole file
  Millis stall_time{30 * 1000};      // without a single new sample
  std::size_t memory_bytes = 1ULL << 30;
  Millis cpu_time{15 * 60 * 1000};
  Millis max_duration{12LL * 3600 * 1000};  // longer recordings are cut there, with a warning
};

class Sink {
 public:
  virtual ~Sink() = default;
  virtual void begin(const Info&) {}
  virtual bool block(const Block&) = 0;  // false: stop decoding
};

// How to start the child: the path of a program whose main begins with run_decoder_child_if_asked.
// Empty means this very program (/proc/self/exe).
struct DecoderOptions {
  std::filesystem::path program;
  Limits limits;
  // Format of a headerless file, as FFmpeg names it ("mulaw", "alaw", "g722", "s16le"), with its rate; empty: detect.
  // .ulaw/.ul/.pcmu, .alaw/.al/.pcma and .g722 are understood by name when detection fails.
  std::string raw_format;
  int raw_sample_rate_hz = 8'000;
  // Opens a sealed file; the child alone decrypts it, piece by piece. Absent: the file is plain.
  std::optional<base::SecretKey> key;
  // The file's name as its sender knew it, where the path does not tell; only the ending counts.
  std::filesystem::path name_hint;
};

Result<Summary> decode(const std::filesystem::path& file, const DecoderOptions& options, Sink& sink);

// To be called first in main. When the arguments ask for the decoder child, confines this process, decodes and
// returns true with the exit status in `exit_status`; otherwise returns false at once.
bool run_decoder_child_if_asked(int argc, const char* const* argv, int& exit_status);

}  // namespace cxai::audio
