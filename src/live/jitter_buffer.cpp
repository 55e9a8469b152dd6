#include "live/jitter_buffer.hpp"

#include <algorithm>

namespace cxai::live {
namespace {

std::int64_t samples_in(Millis time, int sample_rate_hz) {
  return time.count() * sample_rate_hz / 1000;
}

}  // namespace

JitterBuffer::JitterBuffer(int sample_rate_hz)
    : tolerance_(samples_in(kTolerance, sample_rate_hz)),
      patience_(samples_in(kPatience, sample_rate_hz)),
      longest_gap_(samples_in(kLongestGap, sample_rate_hz)) {}

std::int64_t JitterBuffer::furthest() const {
  std::int64_t furthest = end_;
  for (const auto& [at, samples] : ahead_)
    furthest = std::max(furthest, at + static_cast<std::int64_t>(samples.size()));
  return furthest;
}

void JitterBuffer::append(std::vector<std::int16_t> samples) {
  if (samples.empty()) return;
  end_ += static_cast<std::int64_t>(samples.size());
  pieces_.push_back({std::move(samples), 0, 0});
}

void JitterBuffer::append_silence(std::int64_t count) {
  if (count <= 0) return;
  end_ += count;
  filled_ += count;
  pieces_.push_back({{}, count, 0});
}

Result<> JitterBuffer::put(std::optional<std::int64_t> at, std::vector<std::int16_t> samples) {
  const std::int64_t place = at.value_or(end_);
  if (place - end_ > longest_gap_)
    return fail(ErrorCode::invalid_input, "media.timestamp: lies more than ten minutes ahead of the sound so far");
  if (place > end_ + tolerance_) {
    const auto [there, inserted] = ahead_.try_emplace(place, std::move(samples));
    if (!inserted) dropped_ += static_cast<std::int64_t>(samples.size());  // the same place twice
  } else if (place >= end_ - tolerance_) {
    append(std::move(samples));
  } else {
    const auto late = std::min(end_ - place, static_cast<std::int64_t>(samples.size()));
    dropped_ += late;
    samples.erase(samples.begin(), samples.begin() + late);
    append(std::move(samples));
  }
  settle(true);
  return {};
}

// Appends the packets whose turn it is. Without patience also what is missing before them.
void JitterBuffer::settle(bool patient) {
  while (!ahead_.empty()) {
    const auto first = ahead_.begin();
    const bool its_turn = first->first <= end_ + tolerance_;
    if (!its_turn && patient && furthest() - end_ <= patience_) return;
    if (!its_turn) append_silence(first->first - end_);
    std::vector<std::int16_t> samples = std::move(first->second);
    const std::int64_t place = first->first;
    ahead_.erase(first);
    if (place < end_ - tolerance_) {
      const auto late = std::min(end_ - place, static_cast<std::int64_t>(samples.size()));
      dropped_ += late;
      samples.erase(samples.begin(), samples.begin() + late);
    }
    append(std::move(samples));
  }
}

void JitterBuffer::fill_until(std::int64_t position) {
  while (!ahead_.empty() && ahead_.begin()->first <= position) {
    append_silence(ahead_.begin()->first - end_);
    settle(true);
  }
  append_silence(position - end_);
  settle(true);
}

void JitterBuffer::take(std::int64_t count, std::vector<std::int16_t>& out) {
  while (count > 0 && !pieces_.empty()) {
    Piece& piece = pieces_.front();
    const std::int64_t size = piece.samples.empty() ? piece.silence : static_cast<std::int64_t>(piece.samples.size());
    const std::int64_t n = std::min(count, size - piece.taken);
    if (piece.samples.empty())
      out.insert(out.end(), static_cast<std::size_t>(n), 0);
    else
      out.insert(out.end(), piece.samples.begin() + piece.taken, piece.samples.begin() + piece.taken + n);
    piece.taken += n;
    taken_ += n;
    count -= n;
    if (piece.taken == size) pieces_.pop_front();
  }
}

}  // namespace cxai::live
