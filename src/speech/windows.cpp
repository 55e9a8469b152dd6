#include "speech/windows.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cxai::speech {
namespace {

using conversation::Interval;

constexpr std::size_t kSamplesPerMs = kSampleRateHz / 1000;
constexpr std::size_t kFrameSamples = 10 * kSamplesPerMs;
constexpr std::size_t kTenthFrames = 10;  // of a second
constexpr double kFloorDb = -100;
constexpr Millis kShortestWord{20};

std::size_t samples_of(Millis time) {
  return static_cast<std::size_t>(time.count()) * kSamplesPerMs;
}

Millis time_of(std::size_t samples) {
  return Millis(samples / kSamplesPerMs);
}

double decibels(double power) {
  return std::max(kFloorDb, 10 * std::log10(power + 1e-12));
}

// Mean power of each 10 ms; the last may be shorter.
std::vector<float> frame_powers(std::span<const float> samples) {
  std::vector<float> powers;
  powers.reserve(samples.size() / kFrameSamples + 1);
  for (std::size_t i = 0; i < samples.size(); i += kFrameSamples) {
    const auto frame = samples.subspan(i, std::min(kFrameSamples, samples.size() - i));
    float sum = 0;
    for (const float s : frame) sum += s * s;
    powers.push_back(sum / static_cast<float>(frame.size()));
  }
  return powers;
}

// The largest mean power of a tenth of a second; of everything where that is shorter.
double loudest(std::span<const float> powers) {
  if (powers.empty()) return kFloorDb;
  const std::size_t width = std::min(kTenthFrames, powers.size());
  double sum = 0;
  double best = 0;
  for (std::size_t i = 0; i < powers.size(); ++i) {
    sum += powers[i];
    if (i >= width) sum -= powers[i - width];
    if (i + 1 >= width) best = std::max(best, sum);
  }
  return decibels(best / static_cast<double>(width));
}

// The quietest tenth of a second in the last third of the samples; where its middle is.
std::size_t quietest_place(std::span<const float> samples) {
  const std::vector<float> powers = frame_powers(samples);
  std::size_t best = powers.size() - kTenthFrames / 2;
  double least = INFINITY;
  for (std::size_t i = powers.size() * 2 / 3; i + kTenthFrames <= powers.size(); ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < kTenthFrames; ++k) sum += powers[i + k];
    if (sum <= least) {
      least = sum;
      best = i + kTenthFrames / 2;
    }
  }
  return best * kFrameSamples;
}

Millis common(const Interval& a, const Interval& b) {
  return std::max(Millis(0), std::min(a.end, b.end) - std::max(a.start, b.start));
}

Interval in_window(const Piece& piece) {
  return {piece.at, piece.at + piece.time.length()};
}

Millis distance(const Interval& a, const Interval& b) {
  return std::max({Millis(0), a.start - b.end, b.start - a.end});
}

}  // namespace

Millis Window::voiced() const {
  Millis sum{};
  for (const Piece& piece : pieces) sum += piece.voiced;
  return sum;
}

Millis Window::length() const {
  return pieces.empty() ? Millis(0) : in_window(pieces.back()).end;
}

double Window::loudest_db(Interval time) const {
  const auto first =
      std::min(levels_db.size(), static_cast<std::size_t>(std::max<std::int64_t>(time.start.count(), 0)) / 10);
  const auto last = std::clamp(static_cast<std::size_t>(std::max<std::int64_t>(time.end.count(), 0) + 9) / 10, first,
                               levels_db.size());
  std::vector<float> powers;
  for (std::size_t i = first; i < last; ++i) powers.push_back(std::pow(10.0F, levels_db[i] / 10));
  return loudest(powers);
}

WindowPacker::WindowPacker(int channel, std::span<const Interval> speech, WindowOptions options)
    : channel_(channel), options_(options) {
  for (const Interval& interval : speech) {
    if (interval.length() <= Millis(0)) continue;
    voiced_ += interval.length();
    Unit unit{{std::max(Millis(0), interval.start - options_.padding), interval.end + options_.padding}, interval};
    if (!units_.empty()) {
      // What would be a separator's length or less stays as it was recorded.
      Unit& before = units_.back();
      const Millis gap = interval.start - before.speech.end;
      if (gap <= 2 * options_.padding + options_.separator) {
        before.time.end = before.speech.end + gap / 2;
        unit.time.start = before.time.end;
      }
    }
    units_.push_back(unit);
  }
}

std::size_t WindowPacker::longest_samples() const {
  return samples_of(options_.longest);
}

void WindowPacker::feed(std::span<const float> samples, std::vector<Window>& full) {
  const std::int64_t block_end = position_ + static_cast<std::int64_t>(samples.size());
  while (next_ < units_.size()) {
    const auto end = static_cast<std::int64_t>(samples_of(units_[next_].time.end));
    if (gathered_.empty()) gathered_from_ = std::max(gathered_from_, units_[next_].time.start);
    const std::int64_t from = static_cast<std::int64_t>(samples_of(gathered_from_) + gathered_.size());
    const auto room = static_cast<std::int64_t>(longest_samples() - gathered_.size());
    const std::int64_t upto = std::min({end, block_end, from + room});
    if (upto > from)
      take(samples.subspan(static_cast<std::size_t>(from - position_), static_cast<std::size_t>(upto - from)));
    const std::int64_t reached = std::max(from, upto);
    if (reached >= end) {
      place(gathered_.size(), full);
      gathered_.clear();
      ++next_;
    } else if (gathered_.size() == longest_samples()) {
      cut(full);
    } else {
      break;
    }
  }
  position_ = block_end;
}

void WindowPacker::finish(std::vector<Window>& full) {
  place(gathered_.size() / kSamplesPerMs * kSamplesPerMs, full);
  gathered_.clear();
  next_ = units_.size();
  close(full);
}

void WindowPacker::take(std::span<const float> samples) {
  for (const float s : samples) gathered_.push_back(std::isfinite(s) ? s : 0);
}

void WindowPacker::cut(std::vector<Window>& full) {
  const std::size_t count = quietest_place(gathered_);
  place(count, full);
  gathered_.erase(gathered_.begin(), gathered_.begin() + static_cast<std::ptrdiff_t>(count));
  gathered_from_ += time_of(count);
}

void WindowPacker::place(std::size_t count, std::vector<Window>& full) {
  if (count == 0) return;
  const std::span<const float> samples(gathered_.data(), count);
  const Interval time{gathered_from_, gathered_from_ + time_of(count)};
  const Millis voiced = common(time, units_[next_].speech);
  if (const double level = loudest(frame_powers(samples)); level < options_.too_quiet_db) {
    quiet_.push_back({time, level});
    return;
  }
  bool joins = !window_.pieces.empty() && window_.pieces.back().time.end == time.start;
  std::size_t silence = window_.pieces.empty() || joins ? 0 : samples_of(options_.separator);
  if (window_.samples.size() + silence + count > longest_samples()) {
    close(full);
    joins = false;
    silence = 0;
  }
  if (joins) {
    window_.pieces.back().time.end = time.end;
    window_.pieces.back().voiced += voiced;
  } else {
    window_.samples.resize(window_.samples.size() + silence);
    window_.pieces.push_back({time, time_of(window_.samples.size()), voiced});
  }
  window_.samples.insert(window_.samples.end(), samples.begin(), samples.end());
}

void WindowPacker::close(std::vector<Window>& full) {
  if (window_.pieces.empty()) return;
  window_.channel = channel_;
  window_.levels_db = frame_powers(window_.samples);
  for (float& level : window_.levels_db) level = static_cast<float>(decibels(level));
  full.push_back(std::exchange(window_, {}));
}

std::vector<PlacedWord> place_words(const Window& window, std::vector<conversation::Word> words) {
  std::vector<PlacedWord> placed;
  if (window.pieces.empty()) return placed;
  for (conversation::Word& word : words) {
    PlacedWord out{{}, word.time, 0, Millis::max()};
    Millis most{-1};
    for (std::size_t i = 0; i < window.pieces.size(); ++i) {
      const Interval piece = in_window(window.pieces[i]);
      const Millis shared = common(piece, word.time);
      const Millis apart = distance(piece, word.time);
      if (apart < out.outside || (apart == out.outside && shared > most)) {
        out.piece = i;
        out.outside = apart;
        most = shared;
      }
    }
    const Piece& piece = window.pieces[out.piece];
    const Interval inside = in_window(piece);
    Interval time{std::clamp(word.time.start, inside.start, inside.end),
                  std::clamp(word.time.end, inside.start, inside.end)};
    if (time.length() < kShortestWord) {
      time.start = std::max(inside.start, std::min(time.start, inside.end - kShortestWord));
      time.end = std::min(inside.end, time.start + kShortestWord);
    }
    const Millis shift = piece.time.start - piece.at;
    word.time = {time.start + shift, time.end + shift};
    out.word = std::move(word);
    placed.push_back(std::move(out));
  }
  return placed;
}

}  // namespace cxai::speech
