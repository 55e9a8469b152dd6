// Text to Whisper's tokens and back, and the ids of its special tokens.
//
// Output   ids below special().end_of_text are text; a token may hold part of a UTF-8 character
// Threads  immutable
// Source   byte-level BPE with the vocabulary's order as merge ranks, as OpenAI's whisper; its splitting pattern
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/weights.hpp"

namespace cxai::checkpoint {

struct SpecialTokens {
  int end_of_text = 0;
  int start_of_transcript = 0;
  int first_language = 0;
  int translate = 0;
  int transcribe = 0;
  int start_of_lm = 0;
  int start_of_previous = 0;
  int no_speech = 0;
  int no_timestamps = 0;
  int first_timestamp = 0;  // <|0.00|>; each further one is 20 ms later, up to <|30.00|>
};

class Tokenizer {
 public:
  explicit Tokenizer(std::shared_ptr<const Weights> weights);

  const SpecialTokens& special() const { return special_; }
  std::vector<int> encode(std::string_view text) const;            // UTF-8; no special tokens come out
  std::string decode(std::span<const int> tokens) const;           // text tokens only; others are skipped
  std::string_view bytes(int token) const;                         // "" for special tokens
  std::optional<int> language_token(std::string_view code) const;  // "tr"; nullopt: the model does not know it
  std::string_view language_code(int token) const;
  std::span<const std::string_view> languages() const;  // in token order
  // Text tokens that stand for sounds and symbols rather than speech ("(", "♪", …), for suppression.
  const std::vector<int>& non_speech() const { return non_speech_; }

 private:
  std::shared_ptr<const Weights> weights_;
  SpecialTokens special_;
  std::vector<int> non_speech_;
  struct Ranks;
  std::shared_ptr<const Ranks> ranks_;
};

}  // namespace cxai::checkpoint
