#include <algorithm>
#include <optional>
#include <string>

#include "language/characters.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

// Folded, without the dot. A name or number follows these, so the dot never ends a sentence.
constexpr std::string_view kTitles[] = {
    // Turkish
    "dr", "prof", "doç", "yrd", "av", "sn", "uzm", "op", "ecz", "müh", "mim", "öğr", "gör", "no", "nu", "tel", "bkz",
    "krş", "örn", "mah", "cad", "cd", "sok", "sk", "apt", "bul", "blv", "kat", "hz", "alb", "gen", "ort",
    // English
    "mr", "mrs", "ms", "messrs", "st", "sr", "jr", "rev", "hon", "capt", "lt", "col", "sgt", "fig", "approx", "dept",
    "ext", "e.g", "i.e", "eg", "ie", "cf", "vs", "acct",
    // German
    "hr", "fr", "frl", "nr", "str", "z.b", "d.h", "u.a", "o.ä", "s.o", "s.u", "i.d.r", "z.t", "v.a", "bzw", "ca",
    "evtl", "ggf", "inkl", "zzgl", "abzgl", "max", "min", "vgl", "bspw", "gem", "lfd", "tgl", "mwst", "dipl", "ing",
    "art", "abs"};

// These often close a sentence: the dot ends one when a capital follows.
constexpr std::string_view kClosers[] = {"vb",   "vs", "vd",  "ltd", "şti", "a.ş",   "yy",  "m.ö", "m.s", "etc", "inc",
                                         "corp", "co", "a.m", "p.m", "usw", "u.s.w", "mio", "mrd", "jh",  "tl",  "std"};

constexpr std::string_view kMonths[] = {
    "ocak",    "şubat",    "mart",  "nisan",  "mayıs",     "haziran", "temmuz",   "ağustos",
    "eylül",   "ekim",     "kasım", "aralık", "januar",    "februar", "märz",     "april",
    "mai",     "juni",     "juli",  "august", "september", "oktober", "november", "dezember",
    "january", "february", "march", "may",    "june",      "july",    "october",  "december"};

bool contains(auto& list, std::string_view word) {
  return std::ranges::find(list, word) != std::end(list);
}

class Splitter {
 public:
  Splitter(std::string_view text, std::string_view language)
      : text_(text), turkish_(is_language(language, "tr")), language_(language), tokens_(tokenize(text)) {}

  std::vector<Span> run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (blank_line_before(i)) close(i);
      if (!is_content(tokens_[i])) {
        if (ends_sentence(i)) {
          i = tail_end(i);
          if (!reported_speech_goes_on(i)) close(i + 1);
        }
      } else {
        has_content_ = true;
      }
    }
    close(tokens_.size());
    return std::move(spans_);
  }

 private:
  static bool is_content(const Token& t) { return t.kind != TokenKind::punctuation && t.kind != TokenKind::symbol; }

  // Ends the open sentence before token `next`. A stretch without content stays with the sentence before it.
  void close(std::size_t next) {
    if (next == first_) return;
    const std::size_t end = tokens_[next - 1].end;
    if (has_content_) {
      spans_.push_back({tokens_[first_].begin, end});
    } else if (!spans_.empty()) {
      spans_.back().end = end;
    } else {
      return;  // leading punctuation goes with what follows
    }
    first_ = next;
    has_content_ = false;
  }

  std::string_view of(const Token& t) const { return text_.substr(t.begin, t.end - t.begin); }

  char last_mark(const Token& t) const {
    const std::string_view s = of(t);
    return s.ends_with("…") ? 'e' : s.back();
  }

  bool adjacent(std::size_t i, std::size_t j) const { return tokens_[i].end == tokens_[j].begin; }

  bool starts_lower(std::size_t i) const {
    std::size_t at = tokens_[i].begin;
    return is_lower(decode(text_, at));
  }
  bool starts_upper(std::size_t i) const {
    std::size_t at = tokens_[i].begin;
    return is_upper(decode(text_, at));
  }

  bool blank_line_before(std::size_t i) const {
    if (i == 0) return false;
    const std::string_view gap = text_.substr(tokens_[i - 1].end, tokens_[i].begin - tokens_[i - 1].end);
    return std::ranges::count(gap, '\n') >= 2;
  }

  // The next word or number after token `i`, past quotes and brackets.
  std::optional<std::size_t> next_content(std::size_t i) const {
    for (std::size_t k = i + 1; k < tokens_.size(); ++k) {
      if (is_content(tokens_[k])) return k;
    }
    return std::nullopt;
  }

  bool ends_sentence(std::size_t i) const {
    const Token& t = tokens_[i];
    if (t.kind != TokenKind::punctuation) return false;
    switch (last_mark(t)) {
      case 'e':
        return ellipsis_ends(i);
      case '.':
        return t.end - t.begin > 1 ? ellipsis_ends(i) : dot_ends(i);
      case '?':
      case '!':
        return !in_brackets(i);
      default:
        return false;
    }
  }

  bool ellipsis_ends(std::size_t i) const {
    const auto next = next_content(i);
    return !next || !starts_lower(*next);
  }

  bool in_brackets(std::size_t i) const {  // "(!)"
    return i > 0 && i + 1 < tokens_.size() && of(tokens_[i - 1]) == "(" && of(tokens_[i + 1]) == ")";
  }

  bool dot_ends(std::size_t i) const {
    const auto next = next_content(i);
    if (!next) return true;
    if (i == 0 || !adjacent(i - 1, i)) return true;
    const Token& before = tokens_[i - 1];
    const bool touches = *next == i + 1 && adjacent(i, *next);
    if (touches && (starts_lower(*next) || is_dotted_letter(*next))) return false;  // "index.html", "z.B."
    if (before.kind == TokenKind::number) return !is_ordinal(i - 1, *next);
    if (before.kind != TokenKind::word) return true;
    if (is_initial(i - 1) && starts_upper(*next)) return false;
    const std::string word = dotted_word(i - 1);
    if (contains(kTitles, word)) return false;
    if (contains(kClosers, word)) return starts_upper(*next);
    return true;
  }

  // "5. kat", "1. Ocak", "am 3. Mai": a number, its dot, and what it counts.
  bool is_ordinal(std::size_t number, std::size_t next) const {
    const Token& t = tokens_[number];
    if (t.stem_end != t.end || of(t).find_first_of(".,:") != std::string_view::npos) return false;
    if (tokens_[next].kind == TokenKind::word && starts_lower(next)) return true;
    return contains(kMonths, fold(of(tokens_[next]), language_)) ||
           contains(kMonths,
                    fold(of(tokens_[next]).substr(0, tokens_[next].stem_end - tokens_[next].begin), language_));
  }

  bool is_letter(std::size_t i) const {
    std::size_t at = tokens_[i].begin;
    decode(text_, at);
    return tokens_[i].kind == TokenKind::word && at == tokens_[i].end;
  }
  bool is_initial(std::size_t i) const { return is_letter(i) && starts_upper(i); }
  bool is_dotted_letter(std::size_t i) const {
    return is_letter(i) && i + 1 < tokens_.size() && adjacent(i, i + 1) && of(tokens_[i + 1]) == ".";
  }

  // "Geldi." dedi: a closing quote, then lower case.
  bool reported_speech_goes_on(std::size_t i) const {
    static constexpr std::string_view kClosing[] = {"\"", "”", "“", "»", "«", "'", "’"};
    const auto next = next_content(i);
    return next && contains(kClosing, of(tokens_[i])) && starts_lower(*next);
  }

  // The word before a dot with the dotted letters in front of it: "z.b" for "z.B.".
  std::string dotted_word(std::size_t i) const {
    std::size_t first = i;
    while (first >= 2 && adjacent(first - 1, first) && adjacent(first - 2, first - 1) &&
           of(tokens_[first - 1]) == "." && tokens_[first - 2].kind == TokenKind::word && i - first < 6) {
      first -= 2;
    }
    const std::string_view dotted = text_.substr(tokens_[first].begin, tokens_[i].end - tokens_[first].begin);
    return fold(dotted, turkish_ ? "tr" : "");
  }

  // Further marks and closing quotes or brackets that touch belong to the sentence they end.
  std::size_t tail_end(std::size_t i) const {
    static constexpr std::string_view kTail[] = {"\"", "”", "“", "»", "«", ")", "]", "'", "’", ".", "?", "!", "…"};
    while (i + 1 < tokens_.size() && adjacent(i, i + 1) && tokens_[i + 1].kind == TokenKind::punctuation) {
      const std::string_view s = of(tokens_[i + 1]);
      if (std::ranges::none_of(kTail, [&](std::string_view mark) { return s.starts_with(mark); })) break;
      ++i;
    }
    return i;
  }

  std::string_view text_;
  bool turkish_;
  std::string_view language_;
  std::vector<Token> tokens_;
  std::vector<Span> spans_;
  std::size_t first_ = 0;
  bool has_content_ = false;
};

}  // namespace

std::vector<Span> sentences(std::string_view text, std::string_view language) {
  return Splitter(text, language).run();
}

}  // namespace cxai::language
