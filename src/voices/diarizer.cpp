#include "voices/diarizer.hpp"

#include <algorithm>
#include <array>

#include "voices/embedding_network.hpp"
#include "voices/features.hpp"
#include "voices/speakers.hpp"
#include "voices/windows.hpp"

namespace cxai::voices {
namespace {

using conversation::Interval;
using conversation::VoiceStretch;

constexpr WindowShape kLong{.width = 100, .step = 25};
constexpr WindowShape kShort{.width = 75, .step = 12};

void append(std::vector<VoiceStretch>& stretches, const VoiceStretch& next) {
  if (next.time.end <= next.time.start) return;
  if (!stretches.empty() && stretches.back().voice == next.voice && stretches.back().time.end == next.time.start)
    stretches.back().time.end = next.time.end;
  else
    stretches.push_back(next);
}

// The voice of every part of the given speech: that of its windows, or of the nearest window where it has none.
std::vector<VoiceStretch> spread(std::span<const Interval> speech, const Windows& windows,
                                 const std::vector<std::size_t>& voices) {
  std::vector<VoiceStretch> stretches;
  std::size_t w = 0;
  int last = 0;
  for (std::size_t s = 0; s < speech.size(); ++s) {
    Millis begin = speech[s].start;
    for (; w < windows.windows.size() && windows.windows[w].stretch == s; ++w) {
      last = static_cast<int>(voices[w]);
      const bool is_last = w + 1 == windows.windows.size() || windows.windows[w + 1].stretch != s;
      const Millis end = is_last ? speech[s].end
                                 : std::clamp(kFrameStep * static_cast<std::int64_t>(windows.windows[w].end),
                                              speech[s].start, speech[s].end);
      append(stretches, {{begin, end}, last});
      begin = std::max(begin, end);
    }
    append(stretches, {{begin, speech[s].end}, last});
  }
  return stretches;
}

}  // namespace

struct Diarizer::State {
  DiarizerOptions options;
  Features features;
};

Diarizer::Diarizer(const DiarizerOptions& options) : state_(std::make_unique<State>()) {
  state_->options = options;
}
Diarizer::~Diarizer() = default;
Diarizer::Diarizer(Diarizer&&) noexcept = default;
Diarizer& Diarizer::operator=(Diarizer&&) noexcept = default;

void Diarizer::feed(std::span<const float> samples) {
  state_->features.feed(samples);
}

Diarization Diarizer::finish(std::span<const Interval> speech) {
  constexpr std::array kShapes{kLong, kShort};
  const auto windows = embed_windows(state_->features, speech, EmbeddingNetwork::built_in(), kShapes);
  SpeakerRules rules;
  rules.least = std::max<std::size_t>(1, state_->options.least);
  rules.most = std::clamp<std::size_t>(state_->options.most, rules.least, 64);
  const std::vector<std::size_t> voices = tell_speakers(windows[0], windows[1], rules);
  Diarization out;
  out.stretches = spread(speech, windows[1], voices);
  out.voices = voices.empty() ? (out.stretches.empty() ? 0 : 1) : std::ranges::max(voices) + 1;
  state_.reset();
  return out;
}

std::string Diarizer::name() {
  return "cxai-voices/1";
}

std::string Diarizer::model_sha256() {
  return EmbeddingNetwork::built_in_sha256();
}

}  // namespace cxai::voices
