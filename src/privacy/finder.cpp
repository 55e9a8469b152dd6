#include "privacy/finder.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "language/text.hpp"
#include "privacy/checksums.hpp"
#include "privacy/dates.hpp"
#include "privacy/digit_run.hpp"
#include "privacy/numbers.hpp"

namespace cxai::privacy {
namespace {

using language::Token;
using language::TokenKind;
using enum PiiType;

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
bool is_alnum(char c) {
  return is_digit(c) || is_upper(to_upper(c));
}

std::string plain_key(std::string_view word) {
  return language::ascii_fold(language::fold(word, ""));
}

// What follows an amount, not a number that names someone: "4000 TL", "2024 yılında".
bool is_unit(std::string_view key) {
  static constexpr std::string_view kUnits[] = {
      "tl",    "lira",  "kurus",  "euro",   "eur",     "usd",     "dolar", "dollar", "cent",   "gun",   "ay",
      "yil",   "saat",  "dakika", "adet",   "tane",    "kez",     "gb",    "mb",     "mbps",   "kg",    "gram",
      "km",    "metre", "puan",   "kisi",   "dollars", "pounds",  "days",  "months", "years",  "hours", "minutes",
      "times", "tage",  "jahre",  "monate", "stunden", "minuten", "uhr",   "stuck",  "prozent"};
  return std::ranges::any_of(kUnits, [&](std::string_view unit) {
    return key == unit || (unit.size() > 2 && key.starts_with(unit) && key.size() <= unit.size() + 4);
  });
}

// The finds of one turn.
class Turn {
 public:
  Turn(std::string_view text, Context& context) : text_(text), context_(context), tokens_(language::tokenize(text)) {}

  std::vector<Find> run() {
    while (at_ < tokens_.size()) {
      const std::size_t bracket = tokens_[at_].end - 1;  // the last of "[[" opens the placeholder
      if (const std::size_t end = placeholder_end(text_, bracket); end != bracket) {
        context_.close_all();
        skip_to(end);
        continue;
      }
      if (text_[here().begin] == '#') context_.word("nr");  // "order #100234"
      if (auto best = best_here()) {
        context_.close(best->type);
        skip_to(best->end);
        finds_.push_back(std::move(*best));
      } else {
        pass_word();
        ++at_;
      }
    }
    context_.turn_ends();
    return std::move(finds_);
  }

 private:
  const Token& here() const { return tokens_[at_]; }
  std::string_view stem_of(const Token& t) const { return text_.substr(t.begin, t.stem_end - t.begin); }

  void skip_to(std::size_t end) {
    while (at_ < tokens_.size() && tokens_[at_].begin < end) ++at_;
  }

  void pass_word() {
    const Token& t = here();
    if (t.kind == TokenKind::word || t.kind == TokenKind::number) context_.word(plain_key(stem_of(t)));
  }

  bool starts_number() const {
    const Token& t = here();
    if (at_ > 0 && tokens_[at_ - 1].end == t.begin && is_alnum(text_[t.begin - 1])) return false;
    if (t.kind == TokenKind::number) return is_digit(text_[t.begin]);
    const char c = text_[t.begin];
    return (c == '+' || c == '(') && t.begin + 1 < text_.size() &&
           (is_digit(text_[t.begin + 1]) || text_.substr(t.begin).starts_with("+("));
  }

  std::optional<Find> best_here() {
    best_.reset();
    const Token& t = here();
    if (t.kind == TokenKind::email) {
      offer({t.begin, t.stem_end, email, language::fold(stem_of(t), "en"), std::nullopt});
      return best_;
    }
    if (t.kind == TokenKind::url) return best_;
    iban_here();
    if (t.end < text_.size() && text_[t.end] == ':') ipv6_here();
    if (starts_number()) {
      ip_here();
      numbers_here();
    }
    plate_here();
    date_here();
    code_here();
    return best_;
  }

  // Of equally long ones the first offered stays.
  void offer(Find find) {
    if (!best_ || find.end > best_->end) best_ = std::move(find);
  }

  void numbers_here() {
    const DigitRun run = read_digit_run(text_, here().begin);
    for (std::size_t taken = run.groups.size(); taken > 0; --taken) {
      const std::size_t last = run.groups[taken - 1].end;
      const std::size_t end = extension_end(last);
      if (!is_number_end(text_, end) || run.has_open_bracket(taken)) continue;
      const bool amount = is_unit(key_after(end));
      const auto number = recognise_number(run, taken, context_, amount);
      if (!number || (end != last && number->type != phone)) continue;
      offer({here().begin, end, number->type, number->value, number->checksum});
      return;
    }
  }

  // "x851" right behind a telephone number.
  std::size_t extension_end(std::size_t end) const {
    if (end + 1 >= text_.size() || text_[end] != 'x' || !is_digit(text_[end + 1])) return end;
    ++end;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    return end;
  }

  void ip_here() {
    const Token& t = here();
    const std::string_view s = stem_of(t);
    if (is_ipv4(s)) {
      const bool version = at_ > 0 && (plain_key(stem_of(tokens_[at_ - 1])).starts_with("surum") ||
                                       plain_key(stem_of(tokens_[at_ - 1])).starts_with("version"));
      if (!version) offer({t.begin, t.stem_end, ip, std::string(s), std::nullopt});
    }
    ipv6_here();
  }

  void ipv6_here() {
    const std::size_t begin = here().begin;
    std::size_t end = begin;
    while (end < text_.size() && (is_alnum(text_[end]) || text_[end] == ':')) ++end;
    while (end > begin && text_[end - 1] == ':') --end;
    const std::string_view s = text_.substr(begin, end - begin);
    if (is_ipv6(s)) offer({begin, end, ip, language::fold(s, "en"), std::nullopt});
  }

  // Two letters and two digits, then as many characters as the country has, in any grouping.
  void iban_here() {
    const Token& t = here();
    if (t.kind != TokenKind::word || t.end - t.begin < 2) return;
    if (const char third = t.begin + 2 < text_.size() ? text_[t.begin + 2] : '\0';
        is_alnum(third) && !is_digit(third)) {
      return;
    }
    const std::array<char, 2> country = {to_upper(text_[t.begin]), to_upper(text_[t.begin + 1])};
    const std::size_t length = iban_length({country.data(), 2});
    if (length == 0) return;
    std::string value;
    std::size_t i = t.begin;
    std::size_t end = i;
    while (i < text_.size() && value.size() < length) {
      if (is_alnum(text_[i])) {
        value += to_upper(text_[i]);
        end = ++i;
      } else if ((text_[i] == ' ' || text_[i] == '-') && !value.empty() && i == end) {
        ++i;
      } else {
        break;
      }
    }
    if (value.size() != length || !is_digit(value[2]) || !is_digit(value[3]) || !is_number_end(text_, end)) return;
    const bool valid = is_valid_iban(value);
    const bool looks_right = std::count_if(value.begin(), value.end(), is_digit) >= 12;
    if (valid || (looks_right && context_.is_open(iban))) offer({t.begin, end, iban, value, valid});
  }

  void plate_here() {
    const bool announced = context_.is_open(plate);
    if (const auto found = read_plate(text_, here().begin, announced)) {
      offer({here().begin, found->end, plate, found->value, std::nullopt});
    }
  }

  void date_here() {
    const Token& t = here();
    if (t.kind != TokenKind::number && t.kind != TokenKind::word) return;
    const bool announced = context_.is_open(date_of_birth);
    if (!announced && t.kind != TokenKind::number) return;
    const auto date = read_date(text_, t.begin, true);
    if (!date) return;
    if (announced || key_after(date->end).starts_with("dogumlu")) {
      offer({t.begin, date->end, date_of_birth, date->value, std::nullopt});
    }
  }

  // A code without a form of its own, said to be one before or after it.
  void code_here() {
    const Token& t = here();
    if (t.kind != TokenKind::number && t.kind != TokenKind::word && t.kind != TokenKind::hashtag) return;
    const Code code = read_code(text_, t.begin);
    if (code.digits == 0) return;
    const std::string next = key_after(code.end);
    if (const PiiType* announced = context_.announced_code()) {
      const PiiType type = *announced;
      const bool adjacent = context_.is_adjacent(type);
      const bool long_enough =
          code.digits >= 5 || (code.digits >= 3 && (adjacent || code.mixed) && code.value.size() >= 4);
      if (long_enough && !is_unit(next)) {
        offer({code.begin, code.end, type, code.value, std::nullopt});
      } else if (adjacent && t.kind == TokenKind::number) {
        context_.close(type);  // "order no 5": answered, though by nothing that names anyone
      }
    }
    if (code.value.size() >= 4) {
      if (const PiiType* type = named_after(next, key_after(code.end, 1))) {
        offer({code.begin, code.end, *type, code.value, std::nullopt});
      }
    }
  }

  // The key of the word number `skip` behind `end`; empty when punctuation or nothing stands there.
  std::string key_after(std::size_t end, std::size_t skip = 0) const {
    auto it = std::ranges::lower_bound(tokens_, end, {}, &Token::begin);
    const std::size_t suffix = it == tokens_.begin() ? end : std::prev(it)->end;
    if (suffix > end && skip == 0) return "";  // "123'lü": the suffix is no unit
    for (; it != tokens_.end() && skip > 0; --skip) ++it;
    if (it == tokens_.end() || it->kind != TokenKind::word) return "";
    return plain_key(text_.substr(it->begin, it->stem_end - it->begin));
  }

  std::string_view text_;
  Context& context_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::optional<Find> best_;
  std::vector<Find> finds_;
};

}  // namespace

std::vector<Find> Finder::find(std::string_view turn_text) {
  return Turn(turn_text, context_).run();
}

std::size_t placeholder_end(std::string_view text, std::size_t offset) {
  std::size_t i = offset;
  if (i >= text.size() || text[i] != '[') return offset;
  ++i;
  const std::size_t name = i;
  while (i < text.size() && (is_upper(text[i]) || text[i] == '_')) ++i;
  if (i < name + 2 || text[i - 1] != '_') return offset;
  const std::size_t number = i;
  while (i < text.size() && is_digit(text[i])) ++i;
  return i > number && i < text.size() && text[i] == ']' ? i + 1 : offset;
}

}  // namespace cxai::privacy
