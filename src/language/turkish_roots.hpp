// The roots of Turkish words, in the shapes in which they stand at the beginning of a word.
//
// Input    src/language/roots/tr.txt, built in
// Output   of each beginning of a word, the roots it may be: "kitab" is kitap before a vowel, "başl" başla before -ıyor
// Owns     what it reads once, about 3 MB
// Threads  immutable once read
// Limits   a beginning is known by its hash: one in 10^14 is mistaken for another
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cxai::language {

enum class RootBefore : std::uint8_t { anything, vowel, not_vowel, iyor, y };

struct RootShape {
  std::uint32_t root = 0;  // number, for TurkishRoots::text
  RootBefore before = RootBefore::anything;
  bool verb = false;
  bool bare = false;   // takes no suffix
  bool front = false;  // takes front suffixes against its last vowel
  bool owned = false;  // ends in a possessive already
  float cost = 0;      // how seldom it is said
};

class TurkishRoots {
 public:
  static const TurkishRoots& built_in();
  explicit TurkishRoots(std::string_view lines);

  static constexpr std::uint64_t kNothing = 0xCBF29CE484222325U;
  static constexpr std::uint64_t extend(std::uint64_t hash, char32_t c) {
    return (hash ^ static_cast<std::uint64_t>(c)) * 0x100000001B3U;
  }

  // The roots that the characters hashed so far may be.
  std::span<const RootShape> at(std::uint64_t hash) const;
  std::string_view text(std::uint32_t root) const { return texts_[root]; }

 private:
  void add(std::u32string_view shape, RootShape what);
  void add_noun(std::u32string root, std::string_view marks, RootShape what);
  void add_verb(std::u32string root, std::string_view marks, RootShape what);

  std::vector<std::string> texts_;
  std::unordered_map<std::uint64_t, std::vector<RootShape>> shapes_;
};

// Vowels and what follows from them, for code points of folded Turkish.
constexpr bool is_turkish_vowel(char32_t c) {
  return c == U'a' || c == U'e' || c == U'ı' || c == U'i' || c == U'o' || c == U'ö' || c == U'u' || c == U'ü';
}

}  // namespace cxai::language
