// One window from its first token to its words: which rows it wants in each step of the decoder, and what it makes of
// the logits. The network is elsewhere; many of these share each step.
//
//   listening  ─▶  starting  ─▶  sampling  ─▶  done
//   prompt, language   task          tokens; again, warmer, when the result fails the limits
//
// Threads  one
// Source   Radford et al. 2022 (Whisper), section 4.5; openai/whisper transcription and decoding
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "whisper/decoder.hpp"
#include "whisper/decoding.hpp"
#include "whisper/model.hpp"
#include "whisper/slots.hpp"

namespace cxai::whisper {

struct WindowOptions {
  std::string language;  // "tr", …; empty: detect
  std::string prompt;    // text the window is taken to follow; empty: none
  int beam = 1;          // hypotheses kept at temperature 0; 1 is greedy
  std::vector<double> temperatures{0.0, 0.2, 0.4, 0.6, 0.8, 1.0};
  bool word_times = true;
  DecodingRules rules;
  QualityLimits limits;
};

struct TimedWord {
  std::string text;  // leading blank and surrounding punctuation as the model wrote them
  int start_ms = 0;  // in the window
  int end_ms = 0;
  double confidence = 0;  // 0 … 1: geometric mean of its tokens' probabilities
};

struct WindowText {
  std::string language;
  double language_probability = 1;  // 1 where it was given
  std::vector<TimedWord> words;     // empty where the limits say silence
  double no_speech_probability = 0;
  double mean_log_probability = 0;
  double compression_ratio = 0;
  double temperature = 0;
};

class WindowDecoding {
 public:
  // `samples`: length of the window's sound. The model, slots, sound and alignment heads must outlive it.
  WindowDecoding(const Model& model, Slots& slots, const kernels::CrossCache& sound, std::size_t alignment_heads,
                 std::size_t samples, WindowOptions options);

  // Appends the rows it wants computed next; at least one until done.
  void add_rows(std::vector<StepRow>& rows);
  // Reads the logits of those rows, the first at index `first` of the step.
  void take(Decoder& decoder, std::size_t first);

  bool done() const { return phase_ == Phase::done; }
  // Precondition: done().
  WindowText text() const;

  // Tokens it may hold in the cache at once.
  static int most_slots(const Model& model, const WindowOptions& options);

 private:
  enum class Phase : std::uint8_t { listening, starting, sampling, done };
  // Where the alignment heads looked while one token was chosen: [heads, frames], half precision.
  using Look = std::shared_ptr<std::vector<std::uint16_t>>;

  struct Hypothesis {
    SlotList slots;
    std::vector<int> tokens;  // sampled, the end of text included
    std::vector<double> log_probabilities;
    std::vector<Look> looks;  // one per token
    double sum = 0;
    double score() const { return sum / static_cast<double>(std::max<std::size_t>(tokens.size(), 1)); }
  };

  Look new_look() const;
  void hear(std::span<float> logits);
  void begin_sampling();
  void extend(std::vector<std::pair<Hypothesis, std::vector<float>>> live);
  void conclude();
  int length_limit() const;

  const Model& model_;
  const kernels::CrossCache& sound_;
  std::size_t alignment_heads_;
  std::size_t frames_;  // of 20 ms, that the sound fills
  WindowOptions options_;
  Phase phase_ = Phase::listening;
  SlotList prefix_;
  std::vector<int> pending_;         // prompt tokens not yet computed
  std::vector<float> first_logits_;  // after the prompt: every try begins here
  Look first_look_;
  std::vector<Hypothesis> live_;
  std::vector<Look> live_looks_;
  std::vector<Hypothesis> finished_;
  std::size_t try_ = 0;  // index into temperatures
  std::mt19937_64 random_{1};
  WindowText result_;
  std::vector<int> tokens_;
  std::vector<double> log_probabilities_;
  std::vector<Look> looks_;
};

}  // namespace cxai::whisper
