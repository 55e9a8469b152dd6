#include "reader/quotes.hpp"

#include <algorithm>
#include <limits>

#include "base/utf8.hpp"
#include "language/characters.hpp"
#include "language/text.hpp"

namespace cxai::reader {
namespace {

using conversation::CharSpan;
using conversation::Evidence;

constexpr std::size_t kCharactersPerEdit = 12;
constexpr std::size_t kMostEdits = 5;
constexpr std::size_t kFewestLetters = 2;

// Above Unicode: a character whose composed form has several code points.
char32_t hashed(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return static_cast<char32_t>(0x80000000U | hash);
}

char32_t plain_mark(char32_t c) {
  switch (c) {
    case U'’':
    case U'‘':
    case U'ʼ':
    case U'`':
      return U'\'';
    case U'“':
    case U'”':
    case U'„':
    case U'«':
    case U'»':
      return U'"';
    case U'–':
    case U'—':
    case U'‑':
      return U'-';
    default:
      return c;
  }
}

}  // namespace

QuoteFinder::QuoteFinder(const conversation::Transcript& transcript) : transcript_(transcript) {
  turns_.reserve(transcript.turns.size());
  for (const auto& turn : transcript.turns) turns_.push_back(units_of(turn.text));
}

const conversation::Turn* QuoteFinder::turn(std::string_view id) const {
  const auto found = std::ranges::find(transcript_.turns, id, &conversation::Turn::id);
  return found == transcript_.turns.end() ? nullptr : &*found;
}

QuoteFinder::Units QuoteFinder::units_of(std::string_view text) const {
  Units units;
  std::size_t position = 0;  // in code points
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::size_t first = position;
    const char32_t c = language::decode(text, at);
    ++position;
    const language::CharClass kind = language::char_class(c);
    if (kind == language::CharClass::space) {
      if (!units.empty() && units.back().letter == U' ')
        units.back().chars.end = position;
      else
        units.push_back({U' ', false, false, {first, position}});
      continue;
    }
    while (at < text.size() && language::class_at(text, at) == language::CharClass::mark) {
      language::decode(text, at);
      ++position;
    }
    const std::string folded = language::fold(text.substr(begin, at - begin), transcript_.language);
    std::size_t read = 0;
    char32_t letter = folded.empty() ? c : language::decode(folded, read);
    if (read < folded.size()) letter = hashed(folded);
    const bool digit = kind == language::CharClass::digit;
    units.push_back({plain_mark(letter), digit || kind == language::CharClass::letter, digit, {first, position}});
  }
  return units;
}

bool QuoteFinder::cuts_words(const Units& text, const Place& place) {
  const auto inside = [&](std::size_t at) {
    return at > 0 && at < text.size() && text[at - 1].in_word && text[at].in_word;
  };
  return inside(place.begin) || inside(place.end);
}

std::optional<QuoteFinder::Place> QuoteFinder::exact(const Units& text, const Units& quote) {
  for (auto from = text.begin();;) {
    const auto found =
        std::ranges::search(std::ranges::subrange(from, text.end()), quote, {}, &Unit::letter, &Unit::letter);
    if (found.empty()) return std::nullopt;
    const auto begin = static_cast<std::size_t>(found.begin() - text.begin());
    const Place place{begin, begin + quote.size()};
    if (!cuts_words(text, place)) return place;
    from = found.begin() + 1;
  }
}

// Sellers 1980: the stretch of `text` with the fewest edits to `quote`.
std::optional<QuoteFinder::Place> QuoteFinder::nearest(const Units& text, const Units& quote) {
  const std::size_t allowed = std::min(quote.size() / kCharactersPerEdit, kMostEdits);
  if (allowed == 0) return std::nullopt;
  struct Cell {
    std::size_t edits;
    std::size_t begin;
  };
  std::vector<Cell> column(quote.size() + 1);
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = {i, 0};
  std::optional<Place> best;
  std::size_t fewest = allowed + 1;
  for (std::size_t j = 1; j <= text.size(); ++j) {
    Cell diagonal = column[0];
    column[0] = {0, j};
    for (std::size_t i = 1; i <= quote.size(); ++i) {
      Cell cell = diagonal;
      if (text[j - 1].letter != quote[i - 1].letter) ++cell.edits;
      if (column[i].edits + 1 < cell.edits) cell = {column[i].edits + 1, column[i].begin};
      if (column[i - 1].edits + 1 < cell.edits) cell = {column[i - 1].edits + 1, column[i - 1].begin};
      diagonal = column[i];
      column[i] = cell;
    }
    const Cell& whole = column[quote.size()];
    const Place place{whole.begin, j};
    if (whole.edits < fewest && place.begin < place.end && !cuts_words(text, place)) {
      fewest = whole.edits;
      best = place;
    }
  }
  if (!best) return std::nullopt;
  std::vector<char32_t> said;
  std::vector<char32_t> claimed;
  for (std::size_t i = best->begin; i < best->end; ++i)
    if (text[i].digit) said.push_back(text[i].letter);
  for (const Unit& unit : quote)
    if (unit.digit) claimed.push_back(unit.letter);
  return said == claimed ? best : std::nullopt;
}

std::optional<Evidence> QuoteFinder::find(std::string_view id, std::string_view quote) const {
  Units wanted = units_of(quote);
  while (!wanted.empty() && wanted.back().letter == U' ') wanted.pop_back();
  if (!wanted.empty() && wanted.front().letter == U' ') wanted.erase(wanted.begin());
  if (std::ranges::count_if(wanted, &Unit::in_word) < static_cast<std::ptrdiff_t>(kFewestLetters)) return std::nullopt;
  const auto evidence = [&](std::size_t turn, const Place& place) {
    const Units& units = turns_[turn];
    return Evidence{transcript_.turns[turn].id,
                    CharSpan{units[place.begin].chars.begin, units[place.end - 1].chars.end}};
  };
  std::optional<std::size_t> named;
  std::optional<Evidence> elsewhere;
  std::size_t others = 0;
  for (std::size_t i = 0; i < turns_.size(); ++i) {
    if (transcript_.turns[i].id == id) {
      named = i;
      if (const auto place = exact(turns_[i], wanted)) return evidence(i, *place);
    } else if (const auto place = exact(turns_[i], wanted)) {
      elsewhere = evidence(i, *place);
      ++others;
    }
  }
  if (others == 1) return elsewhere;
  if (!named) return std::nullopt;
  const auto place = nearest(turns_[*named], wanted);
  return place ? std::optional(evidence(*named, *place)) : std::nullopt;
}

}  // namespace cxai::reader
