#include "pipeline/redaction.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "audio/peaks.hpp"
#include "audio/tone.hpp"

namespace cxai::pipeline {
namespace {

constexpr std::int64_t kSamplesPerMilli = audio::kSampleRateHz / 1000;

// What lies at the end of the recording goes on to its last sample: durations are cut to milliseconds.
audio::SampleSpan in_samples(const conversation::Interval& time, Millis duration) {
  return {time.start.count() * kSamplesPerMilli,
          time.end >= duration ? std::numeric_limits<std::int64_t>::max() / 2 : time.end.count() * kSamplesPerMilli};
}

std::vector<std::vector<audio::SampleSpan>> by_channel(const RedactionPlan& plan, int channels) {
  std::vector<std::vector<audio::SampleSpan>> stretches(static_cast<std::size_t>(channels));
  for (const RedactedSpan& span : plan.spans)
    for (std::size_t c = 0; c < stretches.size(); ++c)
      if (!span.channel || *span.channel == static_cast<int>(c))
        stretches[c].push_back(in_samples(span.time, plan.duration));
  return stretches;
}

struct Output {
  std::unique_ptr<audio::SoundFile> file;
  audio::Tone tone;
  audio::PeakMeter peaks;
};

class Writer final : public audio::Sink {
 public:
  Writer(std::span<ToneCopy> copies, const std::function<void(double)>& progress, const std::stop_token& stop)
      : copies_(copies), progress_(progress), stop_(stop) {}

  void begin(const audio::Info& info) override {
    expected_ = info.expected_duration;
    for (ToneCopy& copy : copies_) {
      auto file = copy.open(info.channels);
      if (!file) {
        error_ = std::move(file).error();
        return;
      }
      outputs_.push_back({std::move(*file), audio::Tone(by_channel(copy.plan, info.channels)), {}});
    }
  }

  bool block(const audio::Block& block) override {
    if (error_ || stop_.stop_requested()) return false;
    for (Output& output : outputs_) {
      const audio::Block covered = output.tone.apply(block);
      output.peaks.add(covered);
      if (auto written = output.file->write(covered); !written) {
        error_ = std::move(written).error();
        return false;
      }
    }
    samples_ += static_cast<std::int64_t>(block.channels.empty() ? 0 : block.channels.front().size());
    if (progress_ && expected_.count() > 0)
      progress_(
          std::min(1.0, static_cast<double>(samples_ / kSamplesPerMilli) / static_cast<double>(expected_.count())));
    return true;
  }

  const std::optional<Error>& error() const { return error_; }

  Result<> finish() {
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      CXAI_TRY_VOID(outputs_[i].file->finish());
      copies_[i].peaks = audio::encode_peaks(outputs_[i].peaks.finish());
    }
    return {};
  }

 private:
  std::span<ToneCopy> copies_;
  const std::function<void(double)>& progress_;
  const std::stop_token& stop_;
  std::vector<Output> outputs_;
  std::optional<Error> error_;
  Millis expected_{};
  std::int64_t samples_ = 0;
};

}  // namespace

Result<audio::Summary> write_copies(const std::filesystem::path& recording, const audio::DecoderOptions& decoder,
                                    std::span<ToneCopy> copies, const std::function<void(double)>& progress,
                                    const std::stop_token& stop) {
  Writer writer(copies, progress, stop);
  auto summary = audio::decode(recording, decoder, writer);
  if (writer.error()) return std::unexpected(*writer.error());
  if (stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped on request before the copy was written");
  if (!summary) return std::unexpected(std::move(summary).error());
  CXAI_TRY_VOID(writer.finish());
  return summary;
}

}  // namespace cxai::pipeline
