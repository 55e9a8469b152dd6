#include <algorithm>
#include <array>

#include "language/characters.hpp"
#include "language/emoji.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

constexpr std::string_view kTopLevelDomains[] = {"com", "net", "org", "info", "io", "app", "gov",  "edu",    "biz",
                                                 "eu",  "tr",  "de",  "uk",   "at", "ch",  "shop", "online", "me"};

bool is_ascii_alnum(char c) {
  return is_ascii_letter(c) || is_ascii_digit(c);
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::ranges::equal(text.substr(0, lower.size()), lower, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a | 0x20 : a) == b;
         });
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) { tokens_.reserve(text.size() / 6 + 4); }

  std::vector<Token> run() {
    while (at_ < text_.size()) step();
    return std::move(tokens_);
  }

 private:
  void step() {
    std::size_t after = at_;
    const char32_t c = decode(text_, after);
    switch (char_class(c)) {
      case CharClass::space:
        at_ = after;
        return;
      case CharClass::letter:
        word_like(false);
        return;
      case CharClass::digit:
        word_like(true);
        return;
      case CharClass::apostrophe:
      case CharClass::punctuation:
        punctuation(c, after);
        return;
      case CharClass::mark:
      case CharClass::symbol:
        symbol(after);
        return;
    }
  }

  void word_like(bool digit) {
    if (const std::size_t end = url_end(); end != at_) return push_with_suffix(TokenKind::url, end);
    if (const std::size_t end = email_end(); end != at_) return push_with_suffix(TokenKind::email, end);
    if (const std::size_t end = digit ? emoji_end(text_, at_) : at_; end != at_) return push(TokenKind::emoji, end);
    const std::size_t end = alphanumeric_end(text_, at_);
    if (digit && all_digits(end)) return push_with_suffix(TokenKind::number, number_end(end));
    push_with_suffix(TokenKind::word, end);
  }

  void punctuation(char32_t c, std::size_t after) {
    if (c == U'@') {
      if (const std::size_t end = handle_end(after); end != after) return push_with_suffix(TokenKind::mention, end);
    } else if (c == U'#') {
      if (const std::size_t end = hashtag_end(after); end != after) return push_with_suffix(TokenKind::hashtag, end);
    }
    if (const std::size_t end = emoji_end(text_, at_); end != at_) return push(TokenKind::emoji, end);
    const std::string_view one = text_.substr(at_, after - at_);
    while (text_.substr(after).starts_with(one)) after += one.size();  // "..." and "!!!" are one token
    push(TokenKind::punctuation, over_marks(after));
  }

  void symbol(std::size_t after) {
    if (const std::size_t end = emoji_end(text_, at_); end != at_) return push(TokenKind::emoji, end);
    push(TokenKind::symbol, over_marks(after));
  }

  bool all_digits(std::size_t end) const {
    for (std::size_t i = at_; i < end;) {
      if (char_class(decode(text_, i)) != CharClass::digit) return false;
    }
    return true;
  }

  // "3.500,50", "14:30", "12.05.2024": separators count only between digits.
  std::size_t number_end(std::size_t end) const {
    while (end + 1 < text_.size() && (text_[end] == '.' || text_[end] == ',' || text_[end] == ':') &&
           is_ascii_digit(text_[end + 1])) {
      ++end;
      while (end < text_.size() && is_ascii_digit(text_[end])) ++end;
    }
    return end;
  }

  std::size_t handle_end(std::size_t i) const {
    while (i < text_.size() && (is_ascii_alnum(text_[i]) || text_[i] == '_')) ++i;
    return i;
  }

  std::size_t hashtag_end(std::size_t begin) const {
    std::size_t end = begin;
    bool letter = false;
    while (end < text_.size()) {
      std::size_t next = end;
      const char32_t c = decode(text_, next);
      const CharClass k = char_class(c);
      const bool inside =
          k == CharClass::letter || k == CharClass::digit || c == U'_' || (k == CharClass::mark && end > begin);
      if (!inside) break;
      letter = letter || k == CharClass::letter;
      end = next;
    }
    return letter ? end : begin;
  }

  std::size_t url_end() {
    const std::string_view rest = text_.substr(at_);
    for (const std::string_view prefix : {"http://", "https://", "www."}) {
      if (starts_with_ignoring_case(rest, prefix)) {
        const std::size_t end = url_tail_end(at_ + prefix.size());
        if (end > at_ + prefix.size()) return end;
      }
    }
    return bare_domain_end();
  }

  // To the next space, quote, bracket or apostrophe, without the punctuation that ends the clause.
  std::size_t url_tail_end(std::size_t begin) const {
    std::size_t end = begin;
    while (end < text_.size()) {
      std::size_t next = end;
      const char32_t c = decode(text_, next);
      const CharClass k = char_class(c);
      if (k == CharClass::space || k == CharClass::apostrophe || (c > 0x7F && k == CharClass::punctuation) ||
          c == U'"' || c == U'<' || c == U'>' || c == U')' || c == U']' || c == U'}' || c == U'|') {
        break;
      }
      end = next;
    }
    while (end > begin && std::string_view(".,;:!?*").find(text_[end - 1]) != std::string_view::npos) --end;
    return end;
  }

  // "ornek.com.tr/yardim": ASCII labels, the last of them a known top-level domain in lower case.
  std::size_t bare_domain_end() {
    if (at_ < no_domain_before_) return at_;
    std::size_t i = at_;
    std::size_t label = at_;
    std::size_t best = at_;
    for (; i <= text_.size(); ++i) {
      const char c = i < text_.size() ? text_[i] : ' ';
      if (is_ascii_alnum(c) || c == '-') continue;
      const bool known = label > at_ + 2 && std::ranges::find(kTopLevelDomains, text_.substr(label, i - label)) !=
                                                std::end(kTopLevelDomains);
      const CharClass next = class_at(text_, i);
      if (known && next != CharClass::letter && next != CharClass::mark && c != '@' && c != '_') best = i;
      if (c != '.' || i == label) break;
      label = i + 1;
    }
    if (best == at_) {
      no_domain_before_ = i;
      return at_;
    }
    return best < text_.size() && text_[best] == '/' ? url_tail_end(best + 1) : best;
  }

  std::size_t email_end() {
    if (at_ < no_email_before_) return at_;
    std::size_t i = at_;
    while (i < text_.size() && is_local_part(i)) decode(text_, i);
    if (i < text_.size() && text_[i] == '@' && text_[i - 1] != '.') {
      const std::size_t end = mail_domain_end(i + 1);
      if (end != i + 1) return end;
    }
    no_email_before_ = i;
    return at_;
  }

  bool is_local_part(std::size_t i) const {
    const char c = text_[i];
    if (is_ascii_alnum(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-') return true;
    return static_cast<unsigned char>(c) >= 0x80 && class_at(text_, i) == CharClass::letter;
  }

  // At least two labels, the last of at least two letters. Returns `begin` when it is no domain.
  std::size_t mail_domain_end(std::size_t begin) const {
    std::size_t best = begin;
    std::size_t label = begin;
    for (std::size_t i = begin; i <= text_.size(); ++i) {
      const char c = i < text_.size() ? text_[i] : ' ';
      if (is_ascii_alnum(c) || c == '-') continue;
      const std::string_view last = text_.substr(label, i - label);
      if (label > begin && last.size() >= 2 && std::ranges::all_of(last, is_ascii_letter)) best = i;
      if (c != '.' || last.empty()) break;
      label = i + 1;
    }
    return best;
  }

  std::size_t over_marks(std::size_t i) const {
    while (class_at(text_, i) == CharClass::mark) decode(text_, i);
    return i;
  }

  void push(TokenKind kind, std::size_t end) {
    tokens_.push_back({kind, at_, end, end});
    at_ = end;
  }

  void push_with_suffix(TokenKind kind, std::size_t end) {
    const Joined joined = join_suffixes(text_, end);
    tokens_.push_back({kind, at_, joined.end, joined.last_apostrophe});
    at_ = joined.end;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t no_email_before_ = 0;   // no address starts before this place
  std::size_t no_domain_before_ = 0;  // no bare domain starts before this place
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
  return Tokenizer(text).run();
}

}  // namespace cxai::language
