#include "vad/silero_activity.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "vad/activity_decision.hpp"

namespace cxai::vad {
namespace {

constexpr std::int64_t kSamplesPerMs = 16;
constexpr std::int64_t kFrameSamples = 160;

// Thresholds and padding as Silero's own utilities have them.
constexpr ActivityOptions kOptions{.begin = 0.5F,
                                   .go_on = 0.35F,
                                   .onset_frames = 6,
                                   .look_back_frames = 30,
                                   .pad_before_frames = 3,
                                   .pad_after_frames = 3};

class SileroDetector final : public StreamingDetector {
 public:
  explicit SileroDetector(std::shared_ptr<const SileroNetwork> network)
      : network_(std::move(network)), state_(network_->start()), decision_(kOptions) {}

  void feed(std::span<const float> samples) override {
    for (const float sample : samples) {
      window_[filled_++] = std::isfinite(sample) ? std::clamp(sample, -1.0F, 1.0F) : 0.0F;
      ++samples_;
      if (filled_ == window_.size()) judge(samples_);
    }
  }

  std::vector<conversation::Interval> finish() override {
    if (filled_ > 0) {
      std::fill(window_.begin() + static_cast<std::ptrdiff_t>(filled_), window_.end(), 0.0F);
      judge(samples_);
    }
    return decision_.finish(Millis(samples_ / kSamplesPerMs));
  }

  ActivityReading read() override { return decision_.read(); }
  Millis delay() const override {
    return Millis(SileroNetwork::kWindow / kSamplesPerMs + 10) + ActivityDecision::delay(kOptions);
  }
  std::string name() const override { return "silero/" + network_->version(); }

 private:
  // The window says the same of every frame whose middle lies before `until`.
  void judge(std::int64_t until) {
    const float probability = network_->step(window_, state_);
    while (decision_.frames() * kFrameSamples + kFrameSamples / 2 < until) decision_.add(probability);
    filled_ = 0;
  }

  std::shared_ptr<const SileroNetwork> network_;
  SileroNetwork::State state_;
  ActivityDecision decision_;
  std::array<float, SileroNetwork::kWindow> window_{};
  std::size_t filled_ = 0;
  std::int64_t samples_ = 0;
};

}  // namespace

std::unique_ptr<StreamingDetector> make_silero_detector(std::shared_ptr<const SileroNetwork> network) {
  return std::make_unique<SileroDetector>(std::move(network));
}

}  // namespace cxai::vad
