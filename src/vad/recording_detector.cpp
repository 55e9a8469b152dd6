// Voice activity of a recording: mel bands, the network that hears both ways and the live one, the decision. The
// recording passes in blocks; each is judged once the seconds after it have been heard as well.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "vad/activity_decision.hpp"
#include "vad/activity_network.hpp"
#include "vad/log_mel_stream.hpp"
#include "vad/voice_activity.hpp"

namespace cxai::vad {
namespace {

constexpr std::int64_t kSamplesPerMs = 16;
constexpr std::size_t kBlockSteps = 1000;  // 20 s
constexpr std::size_t kAheadSteps = 250;   // 5 s

// A network needs some seconds to know the sound of a line. Both hear the first ones backwards before they begin, so
// that the first words are heard as well as the later ones.
constexpr std::size_t kOpeningFrames = 500;

// Chosen on half of a labelled test set: the best F1 where at most 2 % of the speech is missed there and nothing is
// found in 420 sounds without voices (docs/models/voice-activity.md).
constexpr ActivityOptions kOptions{
    .begin = 0.65F, .go_on = 0.6F, .onset_frames = 20, .look_back_frames = 60, .pad_after_frames = 12};

// What two judges of one weight say together: the mean of their log odds.
float together(float p, float q) {
  const float yes = std::sqrt(p * q);
  const float no = std::sqrt((1.0F - p) * (1.0F - q));
  return yes + no > 0.0F ? yes / (yes + no) : 0.5F;
}

class RecordingDetector final : public VoiceActivityDetector {
 public:
  RecordingDetector() : state_(network_.start()), live_state_(live_network_.start()), decision_(kOptions) {
    for (const ActivityNetwork* network : {&network_, &live_network_})
      CXAI_CHECK(network->mels() == LogMelStream::kMels && network->frames_per_step() == kStepFrames);
  }

  void feed(std::span<const float> samples) override {
    samples_ += static_cast<std::int64_t>(samples.size());
    advance(samples);
  }

  std::vector<conversation::Interval> finish() override {
    constexpr std::array<float, LogMelStream::kHop> kSilence{};
    const std::size_t frames = static_cast<std::size_t>(samples_) / LogMelStream::kHop;
    while (opening_ && opening_->size() < frames * LogMelStream::kMels) advance(kSilence);
    if (opening_) begin();
    // Until both have heard the last frame, and what the live network wants to hear after it.
    while (static_cast<std::size_t>(decision_.frames()) + live_.size() < frames) advance(kSilence);
    judge(live_.size() / kStepFrames);
    return decision_.finish(Millis(samples_ / kSamplesPerMs));
  }

  std::string name() const override { return "own/3"; }

 private:
  using Frame = std::span<const float>;
  static constexpr std::size_t kStepFrames = 2;

  std::size_t heard_steps() const { return heard_.size() / network_.units(); }

  void advance(std::span<const float> samples) {
    LogMelStream::Frame frame;
    while (mels_.next(samples, frame)) {
      if (!opening_) {
        hear(frame);
        continue;
      }
      opening_->insert(opening_->end(), frame.begin(), frame.end());
      if (opening_->size() == kOpeningFrames * LogMelStream::kMels) begin();
    }
  }

  void begin() {
    const std::vector<float> opening = *std::exchange(opening_, std::nullopt);
    const auto frame = [&](std::size_t i) {
      return Frame(opening).subspan(i * LogMelStream::kMels, LogMelStream::kMels);
    };
    const std::size_t frames = opening.size() / LogMelStream::kMels;
    for (std::size_t i = frames / kStepFrames * kStepFrames; i-- > 0;) hear(frame(i));
    heard_.clear();
    live_.clear();
    skip_ = live_network_.delay_steps();
    for (std::size_t i = 0; i < frames; ++i) hear(frame(i));
  }

  void hear(Frame frame) {
    features_.insert(features_.end(), frame.begin(), frame.end());
    if (features_.size() < kStepFrames * LogMelStream::kMels) return;
    network_.hear(features_, state_);
    heard_.insert(heard_.end(), state_.first.begin(), state_.first.end());
    std::array<float, kStepFrames> probabilities{};
    live_network_.hear(features_, live_state_);
    live_network_.judge(live_state_, probabilities);
    features_.clear();
    if (skip_ > 0)
      --skip_;  // these judge the time before the first sample
    else
      live_.insert(live_.end(), probabilities.begin(), probabilities.end());
    if (heard_steps() == kBlockSteps + kAheadSteps) judge(kBlockSteps);
  }

  // Decides the first `steps` by all that was heard.
  void judge(std::size_t steps) {
    const auto frames = static_cast<std::ptrdiff_t>(steps * kStepFrames);
    probabilities_.resize(heard_steps() * kStepFrames);
    network_.judge_backwards(heard_, state_, probabilities_);
    for (std::size_t i = 0; i < steps * kStepFrames; ++i) decision_.add(together(probabilities_[i], live_[i]));
    heard_.erase(heard_.begin(), heard_.begin() + static_cast<std::ptrdiff_t>(steps * network_.units()));
    live_.erase(live_.begin(), live_.begin() + frames);
  }

  const ActivityNetwork& network_ = ActivityNetwork::of_recordings();
  const ActivityNetwork& live_network_ = ActivityNetwork::live();
  ActivityNetwork::State state_;
  ActivityNetwork::State live_state_;
  LogMelStream mels_;
  ActivityDecision decision_;
  std::optional<std::vector<float>> opening_ = std::vector<float>();  // [frames, mels], until it is whole
  std::vector<float> features_;                                       // of the step that fills, [kStepFrames, mels]
  std::vector<float> heard_;  // [steps, units] of the first layer, not yet judged
  std::vector<float> live_;   // what the live network said of the same frames, as far as it has
  std::size_t skip_ = 0;
  std::vector<float> probabilities_;
  std::int64_t samples_ = 0;
};

}  // namespace

std::unique_ptr<VoiceActivityDetector> make_recording_detector() {
  return std::make_unique<RecordingDetector>();
}

}  // namespace cxai::vad
