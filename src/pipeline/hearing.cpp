#include "pipeline/hearing.hpp"

#include <algorithm>
#include <cstdlib>

namespace cxai::pipeline {
namespace {

// Two channels are one voice path twice when what differs is 40 dB below what they share.
constexpr double kSameChannelRatio = 1e-4;

class Listener final : public audio::Sink {
 public:
  Listener(audio::SoundFile::Append take_copy, const std::function<void(double)>& progress,
           const vad::DetectorChoice& detector)
      : take_copy_(std::move(take_copy)), progress_(progress), detector_(detector) {}

  void begin(const audio::Info& info) override {
    expected_ = info.expected_duration;
    for (int c = 0; c < info.channels; ++c) {
      detectors_.push_back(detector_.make());
      muted_.emplace_back();
    }
    if (take_copy_) {
      auto copy = audio::SoundFile::stream(take_copy_, audio::SoundFormat::opus, info.channels);
      if (copy)
        copy_ = std::move(*copy);
      else
        error_ = std::move(copy).error();
    }
  }

  bool block(const audio::Block& block) override {
    if (error_) return false;
    for (std::size_t c = 0; c < block.channels.size() && c < detectors_.size(); ++c) {
      detectors_[c]->feed(block.channels[c]);
      muted_[c].feed(block.channels[c]);
    }
    if (block.channels.size() == 2) compare(block);
    peaks_.add(block);
    if (copy_)
      if (auto written = copy_->write(block); !written) {
        error_ = std::move(written).error();
        return false;
      }
    samples_ += static_cast<std::int64_t>(block.channels.empty() ? 0 : block.channels.front().size());
    if (progress_ && expected_.count() > 0)
      progress_(std::min(
          1.0, static_cast<double>(samples_) / audio::kSampleRateHz * 1000.0 / static_cast<double>(expected_.count())));
    return true;
  }

  const std::optional<Error>& error() const { return error_; }

  Result<Heard> finish(audio::Summary summary) {
    if (copy_) CXAI_TRY_VOID(copy_->finish());
    Heard heard;
    heard.activity.duration = summary.duration;
    heard.summary = std::move(summary);
    for (std::size_t c = 0; c < detectors_.size(); ++c) {
      heard.detector = detectors_[c]->name();
      heard.activity.channels.push_back({detectors_[c]->finish(), muted_[c].finish(), std::nullopt});
    }
    if (detectors_.size() == 2 && difference_ <= kSameChannelRatio * together_) heard.activity.channels.pop_back();
    heard.peaks = audio::encode_peaks(peaks_.finish());
    return heard;
  }

 private:
  void compare(const audio::Block& block) {
    const auto left = block.channels[0];
    const auto right = block.channels[1];
    for (std::size_t i = 0; i < left.size(); ++i) {
      const double d = left[i] - right[i];
      const double s = left[i] + right[i];
      difference_ += d * d;
      together_ += s * s;
    }
  }

  audio::SoundFile::Append take_copy_;
  const std::function<void(double)>& progress_;
  const vad::DetectorChoice& detector_;
  std::unique_ptr<audio::SoundFile> copy_;
  std::vector<std::unique_ptr<vad::VoiceActivityDetector>> detectors_;
  std::vector<vad::MutedLine> muted_;
  audio::PeakMeter peaks_;
  std::optional<Error> error_;
  Millis expected_{};
  std::int64_t samples_ = 0;
  double difference_ = 0;
  double together_ = 0;
};

}  // namespace

Result<Heard> hear(const std::filesystem::path& recording, const audio::DecoderOptions& options,
                   const audio::SoundFile::Append& listening_copy, const std::function<void(double)>& progress,
                   const vad::DetectorChoice& detector) {
  Listener listener(listening_copy, progress, detector);
  auto summary = audio::decode(recording, options, listener);
  if (listener.error()) return std::unexpected(*listener.error());
  if (!summary) return std::unexpected(std::move(summary).error());
  return listener.finish(std::move(*summary));
}

}  // namespace cxai::pipeline
