// The shipped detector: mel bands, the network, the decision.
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

// The network needs some seconds to know the sound of a line. In a recording it hears the first ones backwards before
// it judges them, so that the first words are heard as well as the later ones.
constexpr std::int64_t kOpeningFrames = 500;

enum class Opening { at_once, heard_first };

class NeuralDetector final : public StreamingDetector {
 public:
  explicit NeuralDetector(Opening opening)
      : state_(network_.start()), decision_(kOptions), settled_in_(opening == Opening::at_once) {
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
    while (decision_.frames() < frames) {  // until the network has said its last
      if (!settled_in_ && opening_frames() >= frames) settle_in();
      advance(kSilence);
    }
    return decision_.finish(Millis(samples_ / kSamplesPerMs));
  }

  ActivityReading read() override { return decision_.read(); }

  Millis delay() const override {
    const std::size_t frames = (network_.delay_steps() + 1) * network_.frames_per_step();
    const std::size_t samples = frames * LogMelStream::kHop + LogMelStream::kLead;
    const Millis opening = settled_in_ ? Millis(0) : kOpeningFrames * Millis(10);
    return opening + Millis(samples / kSamplesPerMs + 1) + ActivityDecision::delay(kOptions);
  }

  std::string name() const override { return "own/2"; }

 private:
  using Frame = std::span<const float>;

  void advance(std::span<const float> samples) {
    LogMelStream::Frame frame;
    while (mels_.next(samples, frame)) {
      if (settled_in_) {
        judge(frame);
        continue;
      }
      opening_.insert(opening_.end(), frame.begin(), frame.end());
      if (opening_frames() == kOpeningFrames) settle_in();
    }
  }

  std::int64_t opening_frames() const { return static_cast<std::int64_t>(opening_.size() / LogMelStream::kMels); }
  Frame opening_frame(std::size_t i) const {
    return Frame(opening_).subspan(i * LogMelStream::kMels, LogMelStream::kMels);
  }

  void settle_in() {
    settled_in_ = true;
    const std::size_t frames = opening_.size() / LogMelStream::kMels;
    for (std::size_t i = frames / network_.frames_per_step() * network_.frames_per_step(); i-- > 0;)
      if (take(opening_frame(i))) network_.step(features_, state_, probabilities_);
    for (std::size_t i = 0; i < frames; ++i) judge(opening_frame(i));
    opening_ = {};
  }

  // Whether a step is complete.
  bool take(Frame frame) {
    std::ranges::copy(frame, features_.begin() + static_cast<std::ptrdiff_t>(filled_));
    filled_ = (filled_ + frame.size()) % features_.size();
    return filled_ == 0;
  }

  void judge(Frame frame) {
    if (!take(frame)) return;
    network_.step(features_, state_, probabilities_);
    if (skip_ > 0) {  // these judge the time before the first sample
      --skip_;
      return;
    }
    for (const float probability : probabilities_) decision_.add(probability);
  }

  const ActivityNetwork& network_ = ActivityNetwork::shipped();
  ActivityNetwork::State state_;
  LogMelStream mels_;
  ActivityDecision decision_;
  bool settled_in_;
  std::vector<float> opening_;   // [frames, mels], until settled in
  std::vector<float> features_;  // [frames_per_step, mels]
  std::size_t filled_ = 0;
  std::vector<float> probabilities_;
  std::size_t skip_ = 0;
  std::int64_t samples_ = 0;
};

}  // namespace

std::unique_ptr<StreamingDetector> make_detector() {
  return std::make_unique<NeuralDetector>(Opening::at_once);
}

std::unique_ptr<VoiceActivityDetector> make_recording_detector() {
  return std::make_unique<NeuralDetector>(Opening::heard_first);
}

}  // namespace cxai::vad
