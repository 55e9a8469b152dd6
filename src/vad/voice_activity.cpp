#include "vad/voice_activity.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "vad/energy_decision.hpp"

namespace cxai::vad {
namespace {

using conversation::Interval;

constexpr int kSampleRateHz = 16'000;
constexpr int kFrameSamples = kSampleRateHz / 100;
constexpr std::int64_t kSamplesPerMs = kSampleRateHz / 1000;
constexpr Millis kLeastGap{200};
constexpr Millis kLeastSpeech{100};
constexpr Millis kLeastMuted{100};

// Second-order Butterworth high-pass at 100 Hz: takes away DC and mains hum.
class HighPass {
 public:
  float operator()(float x) {
    if (first_) {  // as if the first value had always been there
      s1_ = -kB0 * static_cast<double>(x);
      s2_ = kB0 * static_cast<double>(x);
      first_ = false;
    }
    const double in = static_cast<double>(x);
    const double y = kB0 * in + s1_;
    s1_ = -2 * kB0 * in - kA1 * y + s2_;
    s2_ = kB0 * in - kA2 * y;
    return static_cast<float>(y);
  }

 private:
  static constexpr double kA1 = -1.9444776577670935;
  static constexpr double kA2 = 0.9459779362322813;
  static constexpr double kB0 = (1 - kA1 + kA2) / 4;
  double s1_ = 0;
  double s2_ = 0;
  bool first_ = true;
};

class EnergyDetector final : public VoiceActivityDetector {
 public:
  void feed(std::span<const float> samples) override {
    for (const float sample : samples) {
      const float y = high_pass_(std::isfinite(sample) ? std::clamp(sample, -1.0F, 1.0F) : 0.0F);
      power_ += static_cast<double>(y) * static_cast<double>(y);
      if (++filled_ == kFrameSamples) close_frame();
    }
  }

  std::vector<Interval> finish() override {
    const int rest = filled_;
    if (rest > 0) close_frame();
    std::vector<Interval> speech = decide(energy_db_);
    // The last frame may be a part of one.
    if (!speech.empty() && rest > 0) {
      const auto frames = static_cast<std::int64_t>(energy_db_.size());
      speech.back().end = std::min(speech.back().end, (frames - 1) * kFrame + Millis(rest / kSamplesPerMs));
    }
    return tidy(std::move(speech));
  }

  std::string name() const override { return "energy/1"; }

 private:
  void close_frame() {
    energy_db_.push_back(static_cast<float>(10.0 * std::log10(std::max(power_ / filled_, 1e-9))));
    power_ = 0;
    filled_ = 0;
  }

  HighPass high_pass_;
  double power_ = 0;
  int filled_ = 0;
  std::vector<float> energy_db_;
};

}  // namespace

std::unique_ptr<VoiceActivityDetector> make_energy_detector() {
  return std::make_unique<EnergyDetector>();
}

void MutedLine::feed(std::span<const float> samples) {
  for (const float sample : samples) {
    if (sample != 0.0F) {
      close();
    } else if (run_start_ < 0) {
      run_start_ = position_;
    }
    ++position_;
  }
}

void MutedLine::close() {
  if (run_start_ < 0) return;
  const Interval run{Millis((run_start_ + kSamplesPerMs - 1) / kSamplesPerMs), Millis(position_ / kSamplesPerMs)};
  if (run.length() >= kLeastMuted) runs_.push_back(run);
  run_start_ = -1;
}

std::vector<Interval> MutedLine::finish() {
  close();
  return std::move(runs_);
}

std::vector<Interval> tidy(std::vector<Interval> intervals) {
  std::vector<Interval> merged;
  for (const Interval& next : intervals) {
    if (!merged.empty() && next.start - merged.back().end < kLeastGap) {
      merged.back().end = std::max(merged.back().end, next.end);
    } else {
      merged.push_back(next);
    }
  }
  std::erase_if(merged, [](const Interval& one) { return one.length() < kLeastSpeech; });
  return merged;
}

}  // namespace cxai::vad
