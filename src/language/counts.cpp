#include <array>

#include "language/characters.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

bool ends_counted_sentence(char32_t c) {
  return c == U'.' || c == U'?' || c == U'!' || c == 0x2026;
}

// The vowel without its accent, or 0: "é" and "ê" are e. Empty where it is no vowel.
char32_t base_vowel(char32_t lower) {
  static constexpr struct {
    char32_t vowel;
    std::u32string_view forms;
  } kVowels[] = {{U'a', U"aâàáãåāäæ"}, {U'e', U"eêèéëē"}, {U'ı', U"ı"}, {U'i', U"iîìíïī"}, {U'o', U"oôòóõōø"},
                 {U'ö', U"öœ"},        {U'u', U"uûùúū"},  {U'ü', U"ü"}, {U'y', U"yýÿ"}};
  for (const auto& row : kVowels) {
    if (row.forms.find(lower) != std::u32string_view::npos) return row.vowel;
  }
  return 0;
}

}  // namespace

std::vector<Span> count_words(std::string_view text) {
  std::vector<Span> words;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t run_end = alphanumeric_end(text, i);
    if (run_end == i) {
      decode(text, i);
      continue;
    }
    const std::size_t end = join_suffixes(text, run_end).end;
    words.push_back({i, end});
    i = end;
  }
  return words;
}

std::vector<Span> count_sentences(std::string_view text) {
  std::vector<Span> sentences;
  Span open;
  bool has_word = false;
  const auto close = [&](std::size_t end) {
    if (has_word) sentences.push_back({open.begin, end});
    has_word = false;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t at = i;
    const char32_t c = decode(text, i);
    const CharClass k = char_class(c);
    if (ends_counted_sentence(c)) {
      close(i);
      open.begin = i;
    } else if (!has_word && k == CharClass::space) {
      if (open.begin == at) open.begin = i;  // leading space is outside
    } else if (k == CharClass::letter || k == CharClass::digit) {
      has_word = true;
      open.end = i;
    } else if (k != CharClass::space) {
      open.end = i;
    }
  }
  close(open.end);
  return sentences;
}

std::size_t count_syllables(std::string_view text, std::string_view language) {
  const std::string folded = fold(text, language);
  const bool turkish = is_language(language, "tr");
  std::size_t syllables = 0;
  bool in_group = false;
  for (std::size_t i = 0; i < folded.size();) {
    const char32_t c = decode(folded, i);
    if (char_class(c) == CharClass::mark) continue;
    const char32_t vowel = base_vowel(c);
    const bool is_vowel = vowel != 0 && !(turkish && vowel == U'y');
    if (is_vowel && (turkish || !in_group)) ++syllables;
    in_group = is_vowel;
  }
  return syllables;
}

}  // namespace cxai::language
