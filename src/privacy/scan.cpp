#include "privacy/scan.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace cxai::privacy {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
// What an apostrophe, or one above ASCII, begins with.
bool is_apostrophe_lead(char c) {
  return c == '\'' || static_cast<unsigned char>(c) >= 0xC0;
}

enum class Class : std::uint8_t { space, line, lower, upper, digit, sign, lead };

constexpr std::array<Class, 256> kClasses = [] {
  std::array<Class, 256> table{};
  for (std::size_t c = 0; c < 256; ++c) {
    if (c == '\n') {
      table[c] = Class::line;
    } else if (c <= 32 || c == 127) {
      table[c] = Class::space;
    } else if (c >= '0' && c <= '9') {
      table[c] = Class::digit;
    } else if (c >= 'a' && c <= 'z') {
      table[c] = Class::lower;
    } else if (c >= 'A' && c <= 'Z') {
      table[c] = Class::upper;
    } else {
      table[c] = c < 128 ? Class::sign : Class::lead;
    }
  }
  return table;
}();

// Plain letters of U+00C0 … U+017F; '$' ß, '&' æ, '%' œ, '.' no letter.
constexpr std::string_view kPlain =
    "aaaaaa&ceeeeiiiidnooooo.ouuuuyt$"
    "aaaaaa&ceeeeiiiidnooooo.ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiijjjjkkklllllll"
    "lllnnnnnnnnnoooooo%%rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kPlain.size() == 192);

Class class_of(char c) {
  return kClasses[static_cast<unsigned char>(c)];
}

constexpr bool is_capital(unsigned code) {  // of U+00C0 … U+017F
  const bool odd_is_lower = code >= 0x100 && !(code >= 0x139 && code <= 0x148) && code < 0x178;
  const bool capital = code < 0xDF ? true : odd_is_lower ? code % 2 == 0 : code > 0x100 && code % 2 == 1;
  return capital && code != 0x131;
}

// One character above ASCII.
struct Wide {
  enum class Kind : std::uint8_t { letter, mark, space, apostrophe, dash, quote, dots, other } kind{};
  std::size_t length = 1;
  char plain = '?';
  bool capital = false;
};

Wide wide_at(std::string_view text, std::size_t i) {
  using Kind = Wide::Kind;
  const auto byte = [&](std::size_t k) { return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0xC0) return {Kind::other, 1};
  if (first < 0xE0) {
    const unsigned code = (first & 0x1FU) << 6U | (byte(1) & 0x3FU);
    if (code == 0xA0) return {Kind::space, 2};
    if (code == 0xB4) return {Kind::apostrophe, 2};
    if (code < 0xC0) return {code == 0xAA || code == 0xBA ? Kind::letter : Kind::other, 2};
    if (code < 0x180) {
      const char plain = kPlain[code - 0xC0];
      if (plain == '.') return {Kind::other, 2};
      return {Kind::letter, 2, plain, is_capital(code)};
    }
    if (code >= 0x300 && code < 0x370) return {Kind::mark, 2};
    if (code == 0x2BC) return {Kind::apostrophe, 2};
    return {Kind::letter, 2};
  }
  if (first < 0xF0) {
    const unsigned code = (first & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    if ((code >= 0x2000 && code <= 0x200A) || code == 0x202F || code == 0x3000 || code == 0xFEFF)
      return {Kind::space, 3};
    if (code >= 0x200B && code <= 0x200D) return {Kind::mark, 3};
    if (code >= 0x2010 && code <= 0x2015) return {Kind::dash, 3};
    if (code == 0x2018 || code == 0x2019 || code == 0x02BC) return {Kind::apostrophe, 3};
    if (code >= 0x201A && code <= 0x201F) return {Kind::quote, 3};
    if (code == 0x2026) return {Kind::dots, 3};
    if (code == 0xFE0F) return {Kind::mark, 3};
    if (code >= 0x2000 && code <= 0x2BFF) return {Kind::other, 3};
    return {Kind::letter, 3};
  }
  return {Kind::other, 4};
}

// The ASCII letters that stand in front of anything else in eight bytes of text.
struct Stretch {
  std::size_t length = 0;
  std::uint64_t plain = 0;     // in lower case, the first lowest; zeros behind them
  std::uint64_t small = 0;     // not zero where one is small
  std::uint64_t capitals = 0;  // not zero where one is a capital
};

Stretch stretch_of(std::uint64_t bytes) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t kEach = 0x0101010101010101U;
  constexpr std::uint64_t kTop = 0x80 * kEach;
  const std::uint64_t lower = bytes | 0x20 * kEach;
  const std::uint64_t low7 = lower & ~kTop;
  // The top bit of every byte: whether it is at least 'a' and not above 'z'.
  const std::uint64_t letters = (low7 + (0x80 - 'a') * kEach) & ~(low7 + (0x80 - 'z' - 1) * kEach) & ~bytes & kTop;
  const std::uint64_t others = letters ^ kTop;
  const std::uint64_t inside = ((others & (0 - others)) >> 7U) - 1;  // all bytes before the first other one
  const std::uint64_t taken = letters & inside;
  const std::uint64_t small = bytes << 2U;  // the top bit of every byte: in lower case
  return {static_cast<std::size_t>(std::countr_zero(others)) / 8, lower & inside, taken & small, taken & ~small};
}

// One letter of U+00C0 … U+017F, all of Turkish and German, as `folded` writes it.
struct Latin {
  std::uint16_t plain = 0;  // one or two letters, the first lowest
  std::uint8_t count = 0;   // 0: no letter
  bool capital = false;
};

constexpr std::array<Latin, 192> kLatin = [] {
  std::array<Latin, 192> table{};
  for (unsigned i = 0; i < table.size(); ++i) {
    const char plain = kPlain[i];
    const std::string_view two = plain == '$' ? "ss" : plain == '&' ? "ae" : plain == '%' ? "oe" : "";
    if (plain == '.') continue;
    table[i].count = two.empty() ? 1 : 2;
    table[i].plain = static_cast<std::uint16_t>(two.empty() ? plain : two[0] | two[1] << 8);
    table[i].capital = is_capital(0xC0 + i);
  }
  return table;
}();

// A word as the lexicon knows it, while it is read.
class Folded {
 public:
  void clear() { size_ = head_ = 0; }
  // Up to eight letters, the first lowest.
  void add(std::uint64_t letters, std::size_t count) {
    std::memcpy(letters_.data() + size_, &letters, sizeof letters);
    if (size_ < sizeof head_) head_ |= letters << (8 * size_);
    size_ = std::min(size_ + count, kMost);
  }
  void add(char letter) { add(static_cast<unsigned char>(letter), 1); }
  std::size_t size() const { return size_; }
  std::string_view word() const { return {letters_.data(), size_}; }
  std::uint64_t head() const { return head_; }  // the first eight letters, the first lowest

 private:
  static constexpr std::size_t kMost = 48;  // what is longer is cut off
  std::size_t size_ = 0;
  std::uint64_t head_ = 0;
  std::array<char, kMost + sizeof head_> letters_;
};

class Scanner {
 public:
  Scanner(std::string_view text, std::vector<Token>& tokens) : text_(text), tokens_(tokens) {}

  Contents run() {
    tokens_.clear();
    while (at_ < text_.size()) step();
    contents_.symbol_words = symbols_ || (flags_ & (Entry::kProvider | Entry::kCom)) != 0;
    contents_.platform_words = (flags_ & Entry::kPlatform) != 0;
    contents_.account_words = (flags_ & (Entry::kAccount | Entry::kName | Entry::kUser)) != 0;
    return contents_;
  }

 private:
  void step() {
    const Class here = class_of(text_[at_]);
    if (here <= Class::line) {
      space_ = true;
      line_ = line_ || here == Class::line;
      ++at_;
    } else if (here <= Class::digit) {
      word();
    } else if (here == Class::sign) {
      sign(text_[at_], 1);
    } else {
      wide();
    }
  }

  void wide() {
    const Wide c = wide_at(text_, at_);
    switch (c.kind) {
      case Wide::Kind::letter:
        return word();
      case Wide::Kind::space:
        space_ = true;
        at_ += c.length;
        return;
      case Wide::Kind::mark:
        at_ += c.length;
        return;
      case Wide::Kind::apostrophe:
        return sign('\'', c.length);
      case Wide::Kind::dash:
        return sign('-', c.length);
      case Wide::Kind::quote:
        return sign('"', c.length);
      case Wide::Kind::dots:
        return sign('.', c.length);
      case Wide::Kind::other:
        return sign('\1', c.length);
    }
  }

  void sign(char c, std::size_t length) {
    if (c == '[') {
      if (const std::size_t end = placeholder_end(text_, at_); end != at_) {
        push(TokenKind::placeholder, at_, end, end);
        return;
      }
    }
    if (c == '@') contents_.at = true;
    Token& t = push(TokenKind::sign, at_, at_ + length, at_ + length);
    t.sign = c;
  }

  void word() {
    const std::size_t begin = at_;
    std::uint64_t small = 0;
    std::uint64_t capitals = 0;
    bool digits = false;
    bool wide_capital = false;  // begins with one above ASCII
    folded_.clear();
    std::size_t i = at_;
    for (;;) {
      const Stretch stretch = stretch_of(eight_bytes(i));
      folded_.add(stretch.plain, stretch.length);
      small |= stretch.small;
      capitals |= stretch.capitals;
      i += stretch.length;
      if (i >= text_.size()) break;
      const Class next = class_of(text_[i]);
      if (next == Class::digit) {
        digits = true;
        do folded_.add(text_[i++]);
        while (i < text_.size() && is_digit(text_[i]));
        if ((small | capitals) == 0 && is_extension(i)) break;
      } else if (next == Class::lead) {
        const std::size_t lead = static_cast<unsigned char>(text_[i]) - 0xC3U;
        if (lead < 3 && i + 1 < text_.size()) {
          const Latin& letter = kLatin[lead * 64 + (static_cast<unsigned char>(text_[i + 1]) & 0x3FU)];
          if (letter.count == 0) break;
          if (i == begin) wide_capital = letter.capital;
          (letter.capital ? capitals : small) |= 1;
          folded_.add(letter.plain, letter.count);
          i += 2;
          continue;
        }
        const Wide w = wide_at(text_, i);
        if (w.kind == Wide::Kind::letter) {
          small |= 1;
          folded_.add(w.plain);
        } else if (w.kind != Wide::Kind::mark) {
          break;
        }
        i += w.length;
        if (digits && (small | capitals) == 0 && is_extension(i)) break;
      } else if (stretch.length < 8) {
        break;
      }
    }
    const bool letters = (small | capitals) != 0;
    if (i < text_.size() && (text_[i] == ':' || text_[i] == '.') && letters && !digits && is_url(i))
      return url(begin, i);
    const std::size_t full = i < text_.size() && is_apostrophe_lead(text_[i]) ? over_suffixes(i) : i;
    const TokenKind kind = !letters                             ? TokenKind::number
                           : !digits                            ? TokenKind::word
                           : is_suffixed_number(folded_.word()) ? TokenKind::number
                                                                : TokenKind::mixed;
    Token& t = push(kind, begin, i, full);
    t.capital = wide_capital || class_of(text_[begin]) == Class::upper;
    t.all_capitals = letters && small == 0;
    contents_.digits = contents_.digits || digits;
    if (kind == TokenKind::word || (kind == TokenKind::mixed && folded_.word()[0] > '9')) t.entry = look_up();
  }

  // Zeros behind the end of the text.
  std::uint64_t eight_bytes(std::size_t i) const {
    std::uint64_t bytes = 0;
    if (i + sizeof bytes <= text_.size()) {
      std::memcpy(&bytes, text_.data() + i, sizeof bytes);
    } else if (i < text_.size()) {
      std::memcpy(&bytes, text_.data() + i, text_.size() - i);
    }
    return bytes;
  }

  // "2851x818": a telephone's extension.
  bool is_extension(std::size_t i) const { return i + 1 < text_.size() && text_[i] == 'x' && is_digit(text_[i + 1]); }

  // The entry of the word that was read.
  const Entry* look_up() {
    const std::string_view word = folded_.word();
    const Entry* entry = nullptr;
    if (lexicon_.beginnings().may_have(static_cast<std::uint32_t>(folded_.head()))) {
      entry = lexicon_.find(word, folded_.head());
      if (entry == nullptr && word.size() >= 6 && glued_number(word)) entry = &glued_entry();
    }
    if (entry == nullptr && word.size() >= 9 && names_number(word)) entry = of_number();
    if (entry == nullptr) return nullptr;
    flags_ |= entry->flags;
    symbols_ = symbols_ || entry->symbol == '.';
    bool weak = false;
    if (entry->number != NumberKind::none) {
      weak = entry->is(Entry::kWeak);
      contents_.number_words += !weak || weak_before_ ? 1U : 0U;  // "on bir": two that are sure together
    }
    weak_before_ = weak;
    return entry;
  }

  // German names of numbers, which no list can hold.
  static bool names_number(std::string_view word) { return word.ends_with("nummer") || word.ends_with("kennung"); }
  static const Entry* of_number() {
    static const Entry* const kOfNumber = Lexicon::instance().find("referenznummer");
    return kOfNumber;
  }

  // "05324154217den": a long number with its suffix.
  static bool is_suffixed_number(std::string_view word) {
    static constexpr std::size_t kLeastDigits = 5;
    std::size_t i = 0;
    while (i < word.size() && word[i] >= '0' && word[i] <= '9') ++i;
    return i >= kLeastDigits && i < word.size() && is_turkish_suffix(word.substr(i));
  }

  bool is_url(std::size_t end) const {
    const std::string_view word = folded_.word();
    const std::string_view rest = text_.substr(end);
    return ((word == "http" || word == "https") && rest.starts_with("://")) || (word == "www" && rest.starts_with("."));
  }

  void url(std::size_t begin, std::size_t end) {
    while (end < text_.size() && class_of(text_[end]) != Class::space && class_of(text_[end]) != Class::line) ++end;
    push(TokenKind::url, begin, end, end);
  }

  // Over "'nin", "'dan'ki"; not over a quote that ends a phrase.
  std::size_t over_suffixes(std::size_t end) const {
    for (;;) {
      std::size_t i = end;
      if (i >= text_.size()) return end;
      if (text_[i] == '\'') {
        ++i;
      } else if (class_of(text_[i]) == Class::lead) {
        const Wide w = wide_at(text_, i);
        if (w.kind != Wide::Kind::apostrophe) return end;
        i += w.length;
      } else {
        return end;
      }
      const std::size_t letters = i;
      while (i < text_.size()) {
        const Class k = class_of(text_[i]);
        if (k == Class::lower || k == Class::upper) {
          ++i;
        } else if (k == Class::lead && wide_at(text_, i).kind == Wide::Kind::letter) {
          i += wide_at(text_, i).length;
        } else {
          break;
        }
      }
      if (i == letters) return end;
      end = i;
    }
  }

  Token& push(TokenKind kind, std::size_t begin, std::size_t end, std::size_t full_end) {
    Token& t = tokens_.emplace_back();
    t.kind = kind;
    t.begin = static_cast<std::uint32_t>(begin);
    t.end = static_cast<std::uint32_t>(end);
    t.full_end = static_cast<std::uint32_t>(full_end);
    t.space_before = space_;
    t.line_before = line_;
    space_ = line_ = false;
    at_ = full_end;
    return t;
  }

  std::string_view text_;
  std::vector<Token>& tokens_;
  const Lexicon& lexicon_ = Lexicon::instance();
  std::size_t at_ = 0;
  bool space_ = true;  // before the first token too
  bool line_ = false;
  Contents contents_;
  std::uint64_t flags_ = 0;  // of all entries
  bool symbols_ = false;     // "nokta" was said
  bool weak_before_ = false;
  Folded folded_;
};

}  // namespace

Contents scan(std::string_view text, std::vector<Token>& tokens) {
  return Scanner(text, tokens).run();
}

std::string folded(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size();) {
    const char c = word[i];
    if (class_of(c) != Class::lead) {
      out += class_of(c) == Class::upper ? static_cast<char>(c | 0x20) : c;
      ++i;
      continue;
    }
    const Wide w = wide_at(word, i);
    i += w.length;
    if (w.kind == Wide::Kind::mark) continue;
    if (w.plain == '$') {
      out += "ss";
    } else if (w.plain == '&') {
      out += "ae";
    } else if (w.plain == '%') {
      out += "oe";
    } else {
      out += w.plain;
    }
  }
  return out;
}

bool is_folded(std::string_view word, std::string_view plain) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const Class k = class_of(word[i]);
    if (k == Class::lead) return folded(word) == plain;
    if (n == plain.size() || plain[n++] != (k == Class::upper ? static_cast<char>(word[i] | 0x20) : word[i]))
      return false;
  }
  return n == plain.size();
}

std::size_t placeholder_end(std::string_view text, std::size_t offset) {
  std::size_t i = offset;
  if (i >= text.size() || text[i] != '[') return offset;
  ++i;
  const std::size_t name = i;
  while (i < text.size() && ((text[i] >= 'A' && text[i] <= 'Z') || text[i] == '_')) ++i;
  if (i < name + 2 || text[i - 1] != '_') return offset;
  const std::size_t number = i;
  while (i < text.size() && is_digit(text[i])) ++i;
  return i > number && i < text.size() && text[i] == ']' ? i + 1 : offset;
}

}  // namespace cxai::privacy
