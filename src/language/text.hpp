// Turkish-correct reading of text: folding, tokens, words, sentences; every piece keeps its place in the original.
//
// Input    valid UTF-8
// Output   byte offsets into the given text, end exclusive
// Threads  all functions from any thread
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::language {

// Lower case as the language writes it: tr folds I→ı and İ→i; others, the empty language too, fold I→i and İ→i. NFC.
std::string fold(std::string_view text, std::string_view language);

// The letters a plain keyboard has: "şikâyet" → "sikayet", "ağır" → "agir", "größe" → "grosse". For folded text.
std::string ascii_fold(std::string_view folded);

enum class TokenKind : std::uint8_t { word, number, punctuation, symbol, url, email, mention, hashtag, emoji };

struct Token {
  TokenKind kind = TokenKind::word;
  std::size_t begin = 0;
  std::size_t end = 0;
  // Where an apostrophe suffix starts ("Ayşe'nin": at the apostrophe); `end` when there is none.
  std::size_t stem_end = 0;
};

std::vector<Token> tokenize(std::string_view text);

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Words exactly as definitions.md counts them: maximal runs of letters or digits, an apostrophe suffix joined.
std::vector<Span> count_words(std::string_view text);

// Sentences exactly as definitions.md counts them: stretches with a word in them, ended by . ? ! … or the end.
std::vector<Span> count_sentences(std::string_view text);

// Sentences as a reader sees them: "3.500 TL", "14.30", "Dr. Kaya" and "www.ornek.com" do not end one.
std::vector<Span> sentences(std::string_view text, std::string_view language);

// Vowels, which are the syllables of a Turkish word. For other languages: groups of vowels.
std::size_t count_syllables(std::string_view text, std::string_view language);

}  // namespace cxai::language
