// What the decoder child says to its parent through the pipe. The parent treats every byte as hostile.
//
// Stream   "CXAD", u8 version 1, then frames: u8 type, u32 payload length, payload; little-endian
//   1 info     u8 channels, u32 source rate, i64 expected milliseconds, u8 length + container, u8 length + codec
//   2 samples  u32 samples per channel, then float32, channel after channel
//   3 notice   u8 Notice, u32 count
//   4 end
//   5 failure  u8 Failure
// Order    info once, before any samples; end or failure last. Numbers and names only: no text of the file.
// Limits   kMaxBlockSamples per channel; names of 64 characters out of [A-Za-z0-9_,.-], others become '_'
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "audio/decoder.hpp"

namespace cxai::audio {

inline constexpr std::size_t kMaxBlockSamples = 8192;

// Why no sample, or no further one, can come.
enum class Failure : std::uint8_t {
  not_confined = 1,  // the child could not lock itself in, so it read nothing
  not_media,
  no_audio,
  no_decoder,   // a known file, but no decoder for its codec in this FFmpeg
  unknown_raw,  // the raw format asked for does not exist
  empty,        // ended before the first sample, without an error
  broken,       // errors before the first sample
};

// Something the listener should know about samples that did come.
enum class Notice : std::uint8_t {
  packets_skipped = 1,  // count: packets the decoder refused
  channels_dropped,     // count: channels beyond kMaxChannels
  format_changed,       // count: how often rate or channels changed on the way
  ends_early,           // count: milliseconds missing from what the container claims
  streams_ignored,      // count: further audio streams
};

struct Samples {
  std::size_t count = 0;      // per channel
  std::vector<float> planar;  // channel after channel
};

struct NoticeCount {
  Notice notice{};
  std::uint32_t count = 0;
};

struct End {};

// `Info::media_type` is not sent; the parent works it out.
using Frame = std::variant<Info, Samples, NoticeCount, End, Failure>;

std::string encode_hello();
std::string encode(const Info& info);
std::string encode(const Samples& samples);
std::string encode(NoticeCount notice);
std::string encode(End);
std::string encode(Failure failure);

// Cuts a byte stream into frames and checks them: lengths, order, enumerators, channel counts.
// Samples come out finite and in [-1, 1]. Errors: corrupt_data; the reader is then spent. Threads: one.
class FrameReader {
 public:
  void append(std::span<const char> bytes);
  // The next whole frame; nullopt: more bytes are needed.
  Result<std::optional<Frame>> next();
  bool ended() const { return ended_; }  // end or failure was read

 private:
  Result<Frame> read(std::uint8_t type, std::string_view payload);
  Result<Frame> read_info(std::string_view payload);
  Result<Frame> read_samples(std::string_view payload) const;

  std::string buffer_;
  std::size_t at_ = 0;
  bool greeted_ = false;
  bool ended_ = false;
  int channels_ = 0;  // 0: no info yet
};

}  // namespace cxai::audio
