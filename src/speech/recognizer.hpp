// Turns sound into words: the one interface of every speech engine (the Whisper of this program, a remote server).
//
// Input    windows: mono PCM, float32 in [-1, 1], 16 000 samples per second, at most 30 s each
// Output   words with times from the start of the window, and how sure the engine was
// Errors   invalid_input (no samples, too long, NaN) · unavailable (queue closed, server not reachable) · cancelled
// Owns     the samples, from the call on
// Threads  recognize() may be called from any number of threads; windows of many calls share the engine's batches
#pragma once

#include <future>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "conversation/transcript.hpp"

namespace cxai::speech {

inline constexpr int kSampleRateHz = 16'000;
inline constexpr Millis kLongestWindow{30'000};

struct RecognitionOptions {
  std::string language;  // "tr", …; empty: detect
  std::string prompt;    // brand and product names, or what was said before; empty: none
  int beam = 1;          // hypotheses kept; 1 is greedy
  // Tried in order until a decoding passes the engine's own checks (compression, probability).
  std::vector<double> temperatures{0.0, 0.2, 0.4, 0.6, 0.8, 1.0};
  bool word_times = true;
};

struct Recognition {
  std::string language;  // as asked, or detected
  double language_probability = 1.0;
  std::vector<conversation::Word> words;  // text without surrounding blanks, punctuation attached; times in the window
  double no_speech_probability = 0;       // 0 … 1
  double mean_log_probability = 0;        // natural logarithm, per token
  double compression_ratio = 0;           // of the text's bytes; high means repetition
  double temperature = 0;                 // of the decoding that was taken
};

class Recognizer {
 public:
  virtual ~Recognizer() = default;
  virtual std::string name() const = 0;            // for the recipe: "whisper-medium/int8", "remote/large-v3"
  virtual std::string weights_sha256() const = 0;  // empty where unknown
  // Waits while the engine's queue is full, then returns at once; the future always gets a value.
  virtual std::future<Result<Recognition>> recognize(std::vector<float> window, RecognitionOptions options,
                                                     std::stop_token stop) = 0;
};

}  // namespace cxai::speech
