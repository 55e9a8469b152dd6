#include "search/terms.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "language/stop_words.hpp"
#include "language/text.hpp"
#include "language/words.hpp"
#include "search/turkish_stem.hpp"

namespace cxai::search {
namespace {

using language::Token;
using language::TokenKind;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Stop words as they are typed without Turkish or German letters: "cok", "fuer" stays a word, "fur" does not.
bool is_plain_stop_word(const std::string& plain, std::string_view language) {
  static const auto set_of = [](std::string_view list) {
    std::unordered_set<std::string> words;
    language::for_each_word(list, [&](std::string_view word) { words.insert(language::ascii_fold(word)); });
    return words;
  };
  static const auto turkish = set_of(language::turkish_stop_words());
  static const auto german = set_of(language::german_stop_words());
  if (language.starts_with("tr")) return turkish.contains(plain);
  if (language.starts_with("de")) return german.contains(plain);
  return false;
}

// "ae", "oe" and "ue" are how German is typed without umlauts.
std::string without_umlaut_digraphs(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    out += word[i];
    const bool digraph =
        (word[i] == 'a' || word[i] == 'o' || word[i] == 'u') && i + 1 < word.size() && word[i + 1] == 'e';
    if (digraph) ++i;
  }
  return out;
}

std::string key_of(std::string_view folded, const std::string& plain, std::string_view language) {
  std::string key(1, kKeyMark);
  if (language.starts_with("tr")) return key + turkish_stem(plain);
  if (language.starts_with("de")) return key + language::stem(without_umlaut_digraphs(plain), "de");
  return key + language::ascii_fold(language::stem(folded, language));
}

// "3.500,50" → "3500,50", "3,500.50" → "3500.50"; times and dates stay as they are.
std::string plain_number(std::string_view number) {
  std::string out;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const bool separator = number[i] == '.' || number[i] == ',';
    const bool thousands = separator && i + 3 < number.size() &&
                           std::all_of(number.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                       number.begin() + static_cast<std::ptrdiff_t>(i) + 4, is_digit) &&
                           (i + 4 == number.size() || !is_digit(number[i + 4]));
    if (!thousands) out += number[i];
  }
  return out;
}

// The placeholder that opens at token `i` ends before the token returned; `i` when none opens.
std::size_t after_placeholder(std::string_view text, const std::vector<Token>& tokens, std::size_t i) {
  if (text[tokens[i].end - 1] != '[') return i;
  std::size_t at = tokens[i].end;
  const std::size_t name = at;
  while (at < text.size() && ((text[at] >= 'A' && text[at] <= 'Z') || text[at] == '_')) ++at;
  const std::size_t number = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  if (number == name || at == number || at >= text.size() || text[at] != ']') return i;
  while (i < tokens.size() && tokens[i].begin <= at) ++i;
  return i;
}

bool is_number_word(const std::string& plain) {
  static const std::unordered_set<std::string> kWords{
      "sifir",   "bir",      "iki",   "uc",     "dort",    "bes",     "alti",   "yedi",   "sekiz", "dokuz", "on",
      "yirmi",   "otuz",     "kirk",  "elli",   "altmis",  "yetmis",  "seksen", "doksan", "yuz",   "bin",   "milyon",
      "yarim",   "bucuk",    "ilk",   "ikinci", "zero",    "one",     "two",    "three",  "four",  "five",  "six",
      "seven",   "eight",    "nine",  "ten",    "eleven",  "twelve",  "twenty", "thirty", "forty", "fifty", "sixty",
      "hundred", "thousand", "first", "second", "null",    "eins",    "zwei",   "drei",   "vier",  "funf",  "sechs",
      "sieben",  "acht",     "neun",  "zehn",   "zwanzig", "hundert", "tausend"};
  return kWords.contains(plain);
}

// Calls `use(term, form)` for every indexed word and number of the text.
template <class Use>
void for_each_term(std::string_view text, std::string_view language, Use use) {
  const std::vector<Token> tokens = language::tokenize(text);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (const std::size_t next = after_placeholder(text, tokens, i); next != i) {
      const bool suffix = next < tokens.size() && text[tokens[next].begin] == '\'';  // "[PHONE_1]'den"
      i = suffix ? next + 1 : next - 1;
      continue;
    }
    const Token& t = tokens[i];
    if (t.kind == TokenKind::number) {
      use(plain_number(text.substr(t.begin, t.stem_end - t.begin)), std::string());
      continue;
    }
    const bool tag = t.kind == TokenKind::hashtag || t.kind == TokenKind::mention;
    if (t.kind != TokenKind::word && !tag) continue;
    if (language::is_stop_word(language::fold(text.substr(t.begin, t.end - t.begin), language), language)) continue;
    const std::size_t begin = t.begin + (tag ? 1U : 0U);
    const std::string folded = language::fold(text.substr(begin, t.stem_end - begin), language);
    const std::string plain = language::ascii_fold(folded);
    if (plain.size() < 2 || language::is_stop_word(folded, language) || is_plain_stop_word(plain, language)) continue;
    const bool listed = plain.size() > 2 && !is_number_word(plain);
    use(key_of(folded, plain, language), listed ? folded : std::string());
  }
}

std::string language_of(const conversation::Transcript& transcript) {
  if (!transcript.language.empty()) return transcript.language;
  std::string text;
  for (const conversation::Turn& turn : transcript.turns) {
    text += turn.text;
    text += '\n';
  }
  return language::identify(text).language;
}

}  // namespace

std::vector<conversation::IndexTerm> index_terms(const conversation::Masked<conversation::Transcript>& transcript) {
  const std::string language = language_of(*transcript);
  struct Entry {
    int occurrences = 0;
    std::map<std::string, int> forms;
  };
  std::map<std::string, Entry> entries;
  for (const conversation::Turn& turn : transcript->turns) {
    for_each_term(turn.text, language, [&](std::string term, std::string form) {
      Entry& entry = entries[std::move(term)];
      ++entry.occurrences;
      ++entry.forms[std::move(form)];
    });
  }
  std::vector<conversation::IndexTerm> terms;
  for (const auto& [term, entry] : entries) {
    // The most frequent form, of equals the first in alphabetical order.
    const auto form = std::ranges::max_element(entry.forms, {}, [](const auto& f) { return f.second; });
    terms.push_back({term, form->first, entry.occurrences});
  }
  return terms;
}

std::vector<std::string> query_terms(std::string_view query, std::string_view language) {
  std::string guessed(language);
  if (guessed.empty()) guessed = language::identify(query).language;
  if (guessed.empty()) guessed = "tr";
  std::vector<std::string> out;
  for_each_term(query, guessed, [&](std::string term, const std::string&) {
    if (std::ranges::find(out, term) == out.end()) out.push_back(std::move(term));
  });
  return out;
}

}  // namespace cxai::search
