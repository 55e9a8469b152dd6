#include "analysis/segments.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "language/characters.hpp"
#include "language/text.hpp"

namespace cxai::analysis {
namespace {

using language::is_language;
using language::Tense;

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

bool is_sign(const ReadWord& word) {
  return word.kind == WordKind::sign || word.kind == WordKind::emoji;
}

// A sign that parts two clauses; apostrophes, hyphens inside words and percent signs do not.
bool parts(const ReadWord& word) {
  static constexpr std::array<std::string_view, 14> kSigns = {",", ";", ":", "–", "(",  ")", "\"",
                                                              "“", "”", "—", "…", "..", "|", "„"};
  return word.kind == WordKind::emoji || (word.kind == WordKind::sign && one_of(word.text, kSigns));
}

// Words that belong to the verb before them: question particles and what softens a statement.
bool follows_verb(std::string_view word) {
  static constexpr std::array<std::string_view, 24> kWords = {
      "mi", "mu", "miydi", "muydu", "misiniz", "musunuz", "misin", "musun",  "miyim",     "muyum", "miyiz", "muyuz",
      "da", "de", "ki",    "degil", "oldu",    "olur",    "olsun", "olacak", "gerekiyor", "lazim", "diye",  "zaten"};
  return one_of(word, kWords);
}

bool opens_clause(std::string_view word, const std::string& language) {
  static constexpr std::array<std::string_view, 12> kTurkish = {"ama",   "fakat", "ancak",  "cunku", "yalniz", "ayrica",
                                                                "sonra", "ve",    "bir de", "onun",  "eger",   "hem"};
  static constexpr std::array<std::string_view, 24> kEnglish = {
      "but",  "because", "so",  "and",    "then", "i'll", "we'll", "you'll", "they'll", "he'll",  "she'll",  "it'll",
      "i've", "we've",   "i'm", "that's", "it's", "if",   "let",   "once",   "we're",   "you're", "they're", "what's"};
  static constexpr std::array<std::string_view, 12> kGerman = {"aber", "weil", "und",   "dann",   "denn", "dass",
                                                               "wenn", "also", "sonst", "sobald", "oder", "ich"};
  if (is_language(language, "tr")) return one_of(word, kTurkish);
  if (is_language(language, "en")) return one_of(word, kEnglish);
  if (is_language(language, "de")) return one_of(word, kGerman);
  return false;
}

class Cutter {
 public:
  Cutter(const ReadTurn& turn, const std::string& language, TurnSegments& out)
      : words_(turn.words), language_(language), out_(out) {}

  void sentence(std::size_t first, std::size_t last) {
    sentence_first_ = first;
    std::size_t from = first;
    std::size_t since = 0;
    const bool turkish = is_language(language_, "tr");
    bool verb = false;
    for (std::size_t i = first; i < last; ++i) {
      const ReadWord& word = words_[i];
      if (inside_date(i)) {
        ++since;
        continue;
      }
      if (parts(word)) {
        // A fragment with a date belongs to what follows: "3 iş günü içinde, SMS ile …".
        const bool held = word.text == "," && !verb && has_date(from, i) && i + 1 < last && turkish;
        if (!held && since > 0) close(from, i + 1, from, since, verb);
        continue;
      }
      if (is_sign(word)) continue;
      if (since >= 2 && opens_clause(word.text, language_) && !(turkish && !verb && since < 4))
        close(from, i, from, since, verb);
      ++since;
      if (!turkish) continue;
      if (const auto predicate = language::turkish_predicate(word.text)) {
        verb = true;
        std::size_t next = i + 1;
        while (next < last && !is_sign(words_[next]) && follows_verb(words_[next].text)) ++next;
        // "gelecek hafta", "alınacak ürün": a future that has no verb's place; conditionals wait for their verb.
        const bool waits = predicate->tense == Tense::conditional;
        if (next < last && !waits && since + (next - i - 1) >= 2) {
          since += next - i - 1;
          close(from, next, from, since, verb);
          i = next - 1;
        }
      }
    }
    close(from, last, from, since, verb);
    if (!out_.list.empty() && out_.list.back().first >= first) out_.list.back().sentence_ends = true;
  }

  void set_dates() {
    for (Segment& segment : out_.list) {
      for (std::size_t d = 0; d < out_.dates.size(); ++d)
        if (out_.dates[d].begin < segment.end && out_.dates[d].end > segment.begin) segment.dates.push_back(d);
    }
  }

 private:
  bool inside_date(std::size_t word) const {
    return std::ranges::any_of(out_.dates, [&](const language::DateFind& date) {
      return words_[word].begin > date.begin && words_[word].end < date.end;
    });
  }
  bool has_date(std::size_t from, std::size_t to) const {
    return std::ranges::any_of(out_.dates, [&](const language::DateFind& date) {
      return from < to && date.begin >= words_[from].begin && date.end <= words_[to - 1].end;
    });
  }

  void close(std::size_t from, std::size_t to, std::size_t& next, std::size_t& since, bool& verb) {
    next = to;
    since = 0;
    verb = false;
    Segment segment;
    segment.first = from;
    segment.last = to;
    for (std::size_t i = from; i < to; ++i) segment.question = segment.question || words_[i].text.starts_with('?');
    while (segment.first < segment.last && is_sign(words_[segment.first])) ++segment.first;
    while (segment.last > segment.first && is_sign(words_[segment.last - 1])) --segment.last;
    if (segment.first == segment.last) return;
    segment.begin = words_[segment.first].begin;
    segment.end = words_[segment.last - 1].end;
    segment.sentence_begins = out_.list.empty() || out_.list.back().first < sentence_first_;
    predicate(segment);
    out_.list.push_back(std::move(segment));
  }

  void predicate(Segment& segment) const {
    segment.verb = segment.last - 1;
    if (is_language(language_, "tr")) {
      for (std::size_t i = segment.last; i-- > segment.first;) {
        if (const auto found = language::turkish_predicate(words_[i].text)) {
          segment.predicate = *found;
          segment.verb = i;
          return;
        }
        if (segment.last - i > 4) return;
      }
      return;
    }
    std::vector<std::string> whole;
    std::vector<std::string_view> words;
    // English contractions are cut at their apostrophe in the reading; the folded text has them.
    for (std::size_t i = segment.first; i < segment.last; ++i) words.push_back(words_[i].text);
    segment.predicate = is_language(language_, "en")   ? language::english_predicate(words)
                        : is_language(language_, "de") ? language::german_predicate(words)
                                                       : language::Predicate{};
  }

  const std::vector<ReadWord>& words_;
  const std::string& language_;
  TurnSegments& out_;
  std::size_t sentence_first_ = 0;
};

}  // namespace

TurnSegments segments_of(const ReadTurn& turn, const std::string& language, std::optional<language::LocalMinutes> at) {
  TurnSegments out;
  const std::string& text = turn.turn->text;
  out.dates = language::find_dates(text, language, at);
  Cutter cutter(turn, language, out);
  std::size_t first = 0;
  for (const language::Span& sentence : language::sentences(text, language)) {
    std::size_t last = first;
    while (last < turn.words.size() && turn.words[last].begin < sentence.end) ++last;
    if (last > first) cutter.sentence(first, last);
    first = last;
  }
  if (first < turn.words.size()) cutter.sentence(first, turn.words.size());
  cutter.set_dates();
  return out;
}

}  // namespace cxai::analysis
