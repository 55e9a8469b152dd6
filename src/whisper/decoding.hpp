// The rules of Whisper's token sequences, apart from the network: which tokens may follow, how one is chosen, when a
// decoding is to be tried again warmer, and what the tokens say.
//
// Threads  pure functions; a Sampler belongs to one decoding
// Source   Radford et al. 2022, section 4.5; openai/whisper decoding rules
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/tokenizer.hpp"

namespace cxai::whisper {

struct DecodingRules {
  bool timestamps = true;
  bool suppress_blank = true;  // no blank and no end as the first token
  bool suppress_non_speech = true;
  int max_initial_timestamp = 50;  // in steps of 20 ms
  int sample_length = 224;         // text and timestamp tokens at most
};

// Sets to -inf every logit that may not follow. `sampled`: the tokens after the prompt, so far. logits: [vocabulary].
void apply_rules(std::span<float> logits, std::span<const int> sampled, const checkpoint::Tokenizer& tokenizer,
                 const DecodingRules& rules);

// Natural logarithm of the softmax, in place.
void log_softmax(std::span<float> logits);

struct Choice {
  int token = 0;
  double log_probability = 0;
};

// The likeliest, or at temperature > 0 one drawn from softmax(logits / temperature); its log probability is that of
// temperature 1. `log_probabilities`: [vocabulary]. Where nothing is possible: token 0, -infinity.
Choice choose(std::span<const float> log_probabilities, double temperature, std::mt19937_64& random);

// The `count` likeliest, best first.
std::vector<Choice> best(std::span<const float> log_probabilities, int count);

// Bytes of the text over its bytes after DEFLATE-like compression; 0 for an empty text.
double compression_ratio(std::string_view text);

struct QualityLimits {
  double compression_ratio = 2.4;      // above: repetition, try warmer
  double mean_log_probability = -1.0;  // below: unsure, try warmer
  double no_speech_probability = 0.6;  // above, together with unsure: silence, no words
};

// A stretch of tokens between two timestamps. Times in steps of 20 ms from the start of the window.
struct TokenSegment {
  int start = 0;
  int end = 0;
  std::vector<int> tokens;  // text only
};

// Splits sampled tokens at their timestamps. Without closing timestamp the last segment ends at `window_end`; no time
// is later than it.
std::vector<TokenSegment> segments(std::span<const int> sampled, const checkpoint::Tokenizer& tokenizer,
                                   int window_end);

// Words of a run of text tokens: each a stretch of tokens. Languages without blanks (zh ja th lo my yue) split at
// characters; punctuation is attached to the word it belongs to.
struct TokenWord {
  std::string text;       // as decoded, leading blank kept
  std::size_t first = 0;  // index into the tokens
  std::size_t count = 0;
};
std::vector<TokenWord> split_words(std::span<const int> tokens, const checkpoint::Tokenizer& tokenizer,
                                   std::string_view language);

}  // namespace cxai::whisper
