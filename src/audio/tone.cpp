#include "audio/tone.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace cxai::audio {
namespace {

constexpr std::int64_t kPeriod = kSampleRateHz / kToneHz;
static_assert(kSampleRateHz % kToneHz == 0);

// Stretches whose edges would meet become one.
std::vector<SampleSpan> joined(std::vector<SampleSpan> stretches) {
  std::erase_if(stretches, [](const SampleSpan& stretch) { return stretch.end <= stretch.begin; });
  std::ranges::sort(stretches, {}, &SampleSpan::begin);
  std::vector<SampleSpan> out;
  for (const SampleSpan& stretch : stretches) {
    if (!out.empty() && stretch.begin <= out.back().end + 2 * kToneEdge)
      out.back().end = std::max(out.back().end, stretch.end);
    else
      out.push_back(stretch);
  }
  return out;
}

// From 0 to 1 over the edge, without a corner at either end.
float rise(std::int64_t from_edge) {
  const double part = std::clamp((static_cast<double>(from_edge) + 0.5) / static_cast<double>(kToneEdge), 0.0, 1.0);
  return static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * part));
}

float tone_at(std::int64_t position) {
  const double turns = static_cast<double>(position % kPeriod) / static_cast<double>(kPeriod);
  return kToneLevel * static_cast<float>(std::sin(2 * std::numbers::pi * turns));
}

float replaced(float sample, std::int64_t at, const SampleSpan& stretch) {
  if (at < stretch.begin) return sample * rise(stretch.begin - 1 - at);
  if (at >= stretch.end) return sample * rise(at - stretch.end);
  return tone_at(at) * rise(std::min(at - stretch.begin, stretch.end - 1 - at));
}

}  // namespace

Tone::Tone(std::vector<std::vector<SampleSpan>> stretches) : next_(stretches.size()), changed_(stretches.size()) {
  for (auto& channel : stretches) stretches_.push_back(joined(std::move(channel)));
}

std::span<const float> Tone::apply(std::span<const float> samples, std::size_t channel) {
  const auto& stretches = stretches_[channel];
  std::size_t& next = next_[channel];
  const std::int64_t end = position_ + static_cast<std::int64_t>(samples.size());
  while (next < stretches.size() && stretches[next].end + kToneEdge <= position_) ++next;
  if (next == stretches.size() || stretches[next].begin - kToneEdge >= end) return samples;

  std::vector<float>& out = changed_[channel];
  out.assign(samples.begin(), samples.end());
  for (std::size_t i = next; i < stretches.size() && stretches[i].begin - kToneEdge < end; ++i) {
    const std::int64_t last = std::min(end, stretches[i].end + kToneEdge);
    for (std::int64_t at = std::max(position_, stretches[i].begin - kToneEdge); at < last; ++at) {
      float& sample = out[static_cast<std::size_t>(at - position_)];
      sample = replaced(sample, at, stretches[i]);
    }
  }
  return out;
}

Block Tone::apply(const Block& block) {
  Block out;
  out.channels.reserve(block.channels.size());
  for (std::size_t c = 0; c < block.channels.size(); ++c)
    out.channels.push_back(c < stretches_.size() ? apply(block.channels[c], c) : block.channels[c]);
  if (!block.channels.empty()) position_ += static_cast<std::int64_t>(block.channels[0].size());
  return out;
}

}  // namespace cxai::audio
