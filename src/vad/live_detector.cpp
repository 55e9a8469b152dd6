// Voice activity as the sound arrives: mel bands, the network that hears 120 ms ahead, the decision.
#include <algorithm>
#include <array>
#include <utility>

#include "vad/activity_decision.hpp"
#include "vad/activity_network.hpp"
#include "vad/log_mel_stream.hpp"
#include "vad/voice_activity.hpp"

namespace cxai::vad {
namespace {

constexpr std::int64_t kSamplesPerMs = 16;

// Chosen on half of a labelled test set: the best F1 where at most 1.5 % of the speech is missed there and nothing is
// found in 420 sounds without voices (docs/models/voice-activity.md).
constexpr ActivityOptions kOptions{
    .begin = 0.5F, .go_on = 0.35F, .onset_frames = 20, .look_back_frames = 60, .pad_after_frames = 5};

class LiveDetector final : public StreamingDetector {
 public:
  LiveDetector() : state_(network_.start()), decision_(kOptions), skip_(network_.delay_steps()) {
    CXAI_CHECK(network_.mels() == LogMelStream::kMels);
    features_.reserve(network_.frames_per_step() * network_.mels());
    probabilities_.resize(network_.frames_per_step());
  }

  void feed(std::span<const float> samples) override {
    samples_ += static_cast<std::int64_t>(samples.size());
    advance(samples);
  }

  std::vector<conversation::Interval> finish() override {
    constexpr std::array<float, LogMelStream::kHop> kSilence{};
    const auto frames = samples_ / static_cast<std::int64_t>(LogMelStream::kHop);
    while (decision_.frames() < frames) advance(kSilence);  // until the network has said its last
    return decision_.finish(Millis(samples_ / kSamplesPerMs));
  }

  ActivityReading read() override { return decision_.read(); }

  Millis delay() const override {
    const std::size_t frames = (network_.delay_steps() + 1) * network_.frames_per_step();
    const std::size_t samples = frames * LogMelStream::kHop + LogMelStream::kLead;
    return Millis(samples / kSamplesPerMs + 1) + ActivityDecision::delay(kOptions);
  }

  std::string name() const override { return "own/2"; }

 private:
  void advance(std::span<const float> samples) {
    LogMelStream::Frame frame;
    while (mels_.next(samples, frame)) {
      features_.insert(features_.end(), frame.begin(), frame.end());
      if (features_.size() < network_.frames_per_step() * network_.mels()) continue;
      network_.hear(features_, state_);
      network_.judge(state_, probabilities_);
      features_.clear();
      if (skip_ > 0) {  // these judge the time before the first sample
        --skip_;
        continue;
      }
      for (const float probability : probabilities_) decision_.add(probability);
    }
  }

  const ActivityNetwork& network_ = ActivityNetwork::live();
  ActivityNetwork::State state_;
  LogMelStream mels_;
  ActivityDecision decision_;
  std::vector<float> features_;  // of the step that fills, [frames_per_step, mels]
  std::vector<float> probabilities_;
  std::size_t skip_;
  std::int64_t samples_ = 0;
};

}  // namespace

std::unique_ptr<StreamingDetector> make_detector() {
  return std::make_unique<LiveDetector>();
}

}  // namespace cxai::vad
