// What a text is to a classifier: hashed words and stems, pairs of both, pieces of words, emoji and hashtags with how
// often they stand in it.
//
// Input    any UTF-8 text, in any language
// Output   each feature once, in the order of its first place, with 1 + ln(count); two blocks: words, then characters
// Owns     its buffers, used again from text to text
// Threads  one object per thread
// Limits   of a longer text only the first kMaxTextBytes count
//
// Letters are folded so that Turkish needs no language tag: I, ı, İ and i are one letter, and so are ş and s; a word
// written with its accents counts a second time as it stands. Part of the bundle format: a change makes bundles
// unreadable (kTextFeatures).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::learning {

inline constexpr std::string_view kTextFeatures = "text/2";
inline constexpr std::size_t kMaxTextBytes = 16'384;

struct TextFeature {
  std::uint64_t key = 0;
  float value = 0;
};

class TextFeatures {
 public:
  // Good until the next call.
  std::span<const TextFeature> extract(std::string_view text);
  // How many of them are words; the others are pieces of words.
  std::size_t words() const { return words_; }

 private:
  struct Token {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint64_t hash = 0;
    std::uint64_t stem = 0;
  };
  void tokenize(std::string_view folded);
  void add_words();
  void add_pieces(std::string_view folded);
  void add_pieces_of(std::string_view chunk);
  void add(std::uint64_t key);
  void grow();

  std::vector<Token> tokens_;
  std::vector<std::uint64_t> accented_;
  std::vector<TextFeature> features_;
  std::vector<std::uint32_t> slots_;  // of features_, by key; 0: empty, else the place + 1
  std::string padded_;
  std::size_t words_ = 0;
};

}  // namespace cxai::learning
