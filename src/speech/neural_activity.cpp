// The shipped detector: mel bands, the network, the decision.
#include <array>
#include <utility>

#include "speech/activity_decision.hpp"
#include "speech/activity_network.hpp"
#include "speech/log_mel_stream.hpp"
#include "speech/voice_activity.hpp"

namespace cxai::speech {
namespace {

constexpr std::int64_t kSamplesPerMs = 16;

// Chosen on half of a labelled test set so that at most 2 % of the speech is missed (docs/models/voice-activity.md).
constexpr ActivityOptions kOptions{
    .begin = 0.5F, .go_on = 0.25F, .onset_frames = 20, .look_back_frames = 60, .pad_after_frames = 3};

class NeuralDetector final : public StreamingDetector {
 public:
  NeuralDetector() : state_(network_.start()), decision_(kOptions) {
    CXAI_CHECK(network_.mels() == LogMelStream::kMels);
    features_.resize(network_.frames_per_step() * network_.mels());
    probabilities_.resize(network_.frames_per_step());
    skip_ = network_.delay_steps();
  }

  void feed(std::span<const float> samples) override {
    samples_ += static_cast<std::int64_t>(samples.size());
    advance(samples);
  }

  std::vector<conversation::Interval> finish() override {
    const auto frames = samples_ / static_cast<std::int64_t>(LogMelStream::kHop);
    constexpr std::array<float, LogMelStream::kHop> kSilence{};
    while (decision_.frames() < frames) advance(kSilence);  // until the network has said its last
    return decision_.finish(Millis(samples_ / kSamplesPerMs));
  }

  ActivityReading read() override { return decision_.read(); }

  Millis delay() const override {
    const std::size_t frames = (network_.delay_steps() + 1) * network_.frames_per_step();
    const std::size_t samples = frames * LogMelStream::kHop + LogMelStream::kLead;
    return Millis(samples / kSamplesPerMs + 1) + ActivityDecision::delay(kOptions);
  }

  std::string name() const override { return "own/1"; }

 private:
  void advance(std::span<const float> samples) {
    LogMelStream::Frame frame;
    while (mels_.next(samples, frame)) {
      std::copy(frame.begin(), frame.end(), features_.begin() + static_cast<std::ptrdiff_t>(filled_));
      filled_ += frame.size();
      if (filled_ < features_.size()) continue;
      filled_ = 0;
      network_.step(features_, state_, probabilities_);
      if (skip_ > 0) {  // these judge the time before the first sample
        --skip_;
        continue;
      }
      for (const float probability : probabilities_) decision_.add(probability);
    }
  }

  const ActivityNetwork& network_ = ActivityNetwork::shipped();
  ActivityNetwork::State state_;
  LogMelStream mels_;
  ActivityDecision decision_;
  std::vector<float> features_;  // [frames_per_step, mels]
  std::size_t filled_ = 0;
  std::vector<float> probabilities_;
  std::size_t skip_ = 0;
  std::int64_t samples_ = 0;
};

}  // namespace

std::unique_ptr<StreamingDetector> make_detector() {
  return std::make_unique<NeuralDetector>();
}

}  // namespace cxai::speech
