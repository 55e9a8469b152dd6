// A recognizer that hears words in bursts of tone: each burst is one word, chosen by its pitch. For tests only.
//
// Threads  any number at once; answers from the calling thread
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <mutex>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "speech/recognizer.hpp"

namespace cxai::speech {

// Writes a tone into `samples` (16 kHz) from `from` to `to`.
inline void add_tone(std::vector<float>& samples, double hz, Millis from, Millis to, float amplitude = 0.3F) {
  const auto last = static_cast<std::size_t>(to.count()) * kSampleRateHz / 1000;
  if (samples.size() < last) samples.resize(last);
  for (auto i = static_cast<std::size_t>(from.count()) * kSampleRateHz / 1000; i < last; ++i)
    samples[i] =
        amplitude * std::sin(static_cast<float>(2 * std::numbers::pi * hz * static_cast<double>(i) / kSampleRateHz));
}

class FakeRecognizer : public Recognizer {
 public:
  struct Asked {
    std::size_t samples = 0;
    RecognitionOptions options;
  };

  // Words by pitch in hundreds of Hz; other pitches are called after their number.
  explicit FakeRecognizer(std::map<int, std::string> words = {}) : words_(std::move(words)) {}

  // Changes what was heard before it is returned, knowing which window it is, counted from 0.
  std::function<void(std::size_t window, Result<Recognition>&)> afterwards;

  std::string name() const override { return "fake/1"; }
  std::string weights_sha256() const override { return std::string(64, 'f'); }

  std::future<Result<Recognition>> recognize(std::vector<float> window, RecognitionOptions options,
                                             std::stop_token stop) override {
    std::promise<Result<Recognition>> promise;
    auto future = promise.get_future();
    Result<Recognition> result = stop.stop_requested()
                                     ? Result<Recognition>(fail(ErrorCode::cancelled, "stopped on request"))
                                     : Result<Recognition>(hear(window, options));
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back({window.size(), std::move(options)});
      if (afterwards) afterwards(asked_.size() - 1, result);
    }
    promise.set_value(std::move(result));
    return future;
  }

  std::vector<Asked> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  static constexpr std::size_t kFrame = kSampleRateHz / 100;

  Recognition hear(const std::vector<float>& window, const RecognitionOptions& options) const {
    Recognition out;
    out.language = options.language.empty() ? "tr" : options.language;
    out.language_probability = options.language.empty() ? 0.9 : 1.0;
    const auto is_loud = [&](std::size_t frame) {
      float peak = 0;
      for (std::size_t i = frame * kFrame; i < std::min(window.size(), (frame + 1) * kFrame); ++i)
        peak = std::max(peak, std::abs(window[i]));
      return peak > 0.01F;
    };
    const std::size_t frames = (window.size() + kFrame - 1) / kFrame;
    for (std::size_t frame = 0; frame < frames;) {
      if (!is_loud(frame)) {
        ++frame;
        continue;
      }
      const std::size_t first = frame;
      while (frame < frames && is_loud(frame)) ++frame;
      out.words.push_back({word_of(window, first * kFrame, std::min(window.size(), frame * kFrame)),
                           {Millis(first * 10), Millis(frame * 10)},
                           0.9,
                           conversation::TimeSource::asr});
    }
    out.no_speech_probability = out.words.empty() ? 0.95 : 0.02;
    out.mean_log_probability = out.words.empty() ? -1.5 : -0.2;
    return out;
  }

  std::string word_of(const std::vector<float>& window, std::size_t from, std::size_t to) const {
    std::size_t crossings = 0;
    for (std::size_t i = from + 1; i < to; ++i) crossings += (window[i - 1] < 0) != (window[i] < 0) ? 1U : 0U;
    const double hz = static_cast<double>(crossings) / 2 * kSampleRateHz / static_cast<double>(to - from);
    const int pitch = static_cast<int>(std::lround(hz / 100));
    const auto known = words_.find(pitch);
    return known == words_.end() ? std::to_string(pitch) : known->second;
  }

  std::map<int, std::string> words_;
  mutable std::mutex mutex_;
  std::vector<Asked> asked_;
};

}  // namespace cxai::speech
