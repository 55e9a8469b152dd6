// Puts the packets of one track in order and closes its gaps with silence.
//
// Input    packets with or without the place they belong to, in samples from the start of the stream
// Output   the samples from the start on, without a gap
// Errors   invalid_input: a place more than ten minutes ahead
// Limits   packets ahead of their place wait for at most `kPatience`; what comes after its place was filled is dropped.
//          Silence takes no memory until it is taken
// Threads  one
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace cxai::live {

class JitterBuffer {
 public:
  static constexpr Millis kTolerance{10};  // clocks of senders are not exact
  static constexpr Millis kPatience{100};
  static constexpr Millis kLongestGap{600'000};

  explicit JitterBuffer(int sample_rate_hz);

  Result<> put(std::optional<std::int64_t> at, std::vector<std::int16_t> samples);
  // Nothing more is waited for up to `position`: what is missing there is silence.
  void fill_until(std::int64_t position);

  std::int64_t taken() const { return taken_; }
  std::int64_t end() const { return end_; }  // all before it is there
  std::int64_t furthest() const;             // end of the packet that lies furthest ahead
  // Appends the next `count` samples to `out`; at most end() - taken() are there.
  void take(std::int64_t count, std::vector<std::int16_t>& out);

  std::int64_t filled() const { return filled_; }    // samples of silence put in
  std::int64_t dropped() const { return dropped_; }  // samples that came too late

 private:
  struct Piece {
    std::vector<std::int16_t> samples;
    std::int64_t silence = 0;  // this many zeros, when there are no samples
    std::int64_t taken = 0;
  };
  void append(std::vector<std::int16_t> samples);
  void append_silence(std::int64_t count);
  void settle(bool patient);

  std::int64_t tolerance_;
  std::int64_t patience_;
  std::int64_t longest_gap_;
  std::deque<Piece> pieces_;
  std::map<std::int64_t, std::vector<std::int16_t>> ahead_;
  std::int64_t taken_ = 0;
  std::int64_t end_ = 0;
  std::int64_t filled_ = 0;
  std::int64_t dropped_ = 0;
};

}  // namespace cxai::live
