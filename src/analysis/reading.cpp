#include "analysis/reading.hpp"

#include <algorithm>
#include <array>

#include "analysis/evidence.hpp"
#include "language/characters.hpp"
#include "language/text.hpp"
#include "language/words.hpp"
#include "learning/hash.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;

// A stretch without a sign that ends it is cut behind so many words, at a conjunction where one is near.
constexpr std::size_t kLongClause = 14;
constexpr std::size_t kLeastClause = 3;

// End of the placeholder that begins at `at` ("[ORDER_NO_2]"); `at` where none does.
std::size_t placeholder_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '[') return at;
  std::size_t i = at + 1;
  while (i < text.size() && ((text[i] >= 'A' && text[i] <= 'Z') || text[i] == '_')) ++i;
  const std::size_t digits = i;
  while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
  const bool whole = digits > at + 2 && i > digits && text[digits - 1] == '_' && i < text.size() && text[i] == ']';
  return whole ? i + 1 : at;
}

std::string type_of_placeholder(std::string_view placeholder) {
  std::string type(placeholder.substr(0, placeholder.rfind('_')));
  for (char& c : type) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return type + "]";
}

// Three of a letter and more are one: "çoook" is "çok". Of plain letters only.
bool cut_runs(std::string& text) {
  std::string out;
  bool cut = false;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && text[end] == text[i]) ++end;
    const bool run = end - i >= 3 && text[i] >= 'a' && text[i] <= 'z';
    cut = cut || run;
    out.append(run ? 1 : end - i, text[i]);
    i = end;
  }
  if (cut) text = std::move(out);
  return cut;
}

bool is_shouted(std::string_view text, std::string_view folded) {
  if (text.size() < 3 || text == folded) return false;
  for (std::size_t i = 0; i < text.size();) {
    if (language::is_lower(language::decode(text, i))) return false;
  }
  return true;
}

std::string plain_apostrophes(std::string text) {
  static constexpr std::string_view kCurly = "’";
  for (std::size_t at; (at = text.find(kCurly)) != std::string::npos;) text.replace(at, kCurly.size(), "'");
  return text;
}

ReadWord read_word(std::string_view text, const language::Token& token, const std::string& language) {
  using language::TokenKind;
  ReadWord word;
  word.begin = token.begin;
  word.end = token.end;
  const std::string_view raw = text.substr(token.begin, token.end - token.begin);
  switch (token.kind) {
    case TokenKind::word:
    case TokenKind::hashtag: {
      // What follows an apostrophe is a suffix in Turkish, half of the meaning in English ("don't").
      const std::size_t end = language::is_language(language, "tr") ? token.stem_end : token.end;
      const std::string_view stem_part = text.substr(token.begin, end - token.begin);
      word.folded = language::fold(stem_part, language);
      word.shouted = is_shouted(stem_part, word.folded);
      word.text = plain_apostrophes(language::ascii_fold(word.folded));
      word.stretched = cut_runs(word.text);
      if (std::ranges::any_of(word.text, [](char c) { return c >= '0' && c <= '9'; })) {
        for (char& c : word.text) c = c >= '0' && c <= '9' ? '0' : c;
        word.stem = learning::hash_of(word.text);
      } else {
        word.stem = learning::hash_of(language::ascii_fold(language::stem(word.folded, language)));
      }
      break;
    }
    case TokenKind::number:
      word.text = "0";
      word.kind = WordKind::number;
      break;
    case TokenKind::url:
      word.text = "[url]";
      word.kind = WordKind::placeholder;
      break;
    case TokenKind::email:
      word.text = "[email]";
      word.kind = WordKind::placeholder;
      break;
    case TokenKind::mention:
      word.text = "[mention]";
      word.kind = WordKind::placeholder;
      break;
    case TokenKind::emoji:
      word.text = raw;
      word.kind = WordKind::emoji;
      break;
    case TokenKind::punctuation:
    case TokenKind::symbol:
      word.text = raw;
      word.kind = WordKind::sign;
      if (raw.size() > 1 && raw.find_first_not_of(raw[0]) == std::string_view::npos) word.text = raw.substr(0, 2);
      break;
  }
  if (word.folded.empty()) word.folded = word.text;
  word.hash = learning::hash_of(word.text);
  if (word.stem == 0) word.stem = word.hash;
  return word;
}

std::vector<ReadWord> read_words(std::string_view text, const std::string& language) {
  std::vector<ReadWord> words;
  std::size_t behind = 0;  // of the placeholder that was read last
  for (const language::Token& token : language::tokenize(text)) {
    if (token.begin < behind) continue;
    if (const std::size_t end = placeholder_end(text, token.begin); end != token.begin) {
      ReadWord word;
      word.text = type_of_placeholder(text.substr(token.begin, end - token.begin));
      word.folded = word.text;
      word.hash = word.stem = learning::hash_of(word.text);
      word.begin = token.begin;
      word.end = behind = end;
      word.kind = WordKind::placeholder;
      words.push_back(std::move(word));
      continue;
    }
    words.push_back(read_word(text, token, language));
  }
  return words;
}

bool is_conjunction(const ReadWord& word) {
  static constexpr std::array<std::string_view, 21> kWords = {
      "ama", "fakat",  "ancak", "cunku", "yalniz", "halbuki", "oysa",    "ve",   "but",      "because", "however",
      "and", "though", "aber",  "denn",  "weil",   "und",     "sondern", "doch", "trotzdem", "yani"};
  return word.kind == WordKind::word && std::ranges::find(kWords, word.text) != kWords.end();
}

bool is_word(const ReadWord& word) {
  return word.kind != WordKind::sign;
}

// Cuts the words [first, last) of one sentence into clauses.
void cut_sentence(const std::vector<ReadWord>& words, std::size_t first, std::size_t last,
                  std::vector<Clause>& clauses) {
  const auto close = [&](std::size_t from, std::size_t to) {
    while (from < to && !is_word(words[from])) ++from;
    std::size_t end = to;
    while (end > from && !is_word(words[end - 1])) --end;
    if (from == end) return;
    const bool question =
        std::any_of(words.begin() + static_cast<std::ptrdiff_t>(end), words.begin() + static_cast<std::ptrdiff_t>(to),
                    [](const ReadWord& word) { return word.text.starts_with('?'); });
    clauses.push_back({from, to, words[from].begin, words[end - 1].end, question});
  };
  std::size_t from = first;
  std::size_t here = 0;  // words since `from`
  for (std::size_t i = first; i < last; ++i) {
    const std::size_t left = last - i;
    const bool sign_ends = words[i].kind == WordKind::sign && (words[i].text == "," || words[i].text == ";" ||
                                                               words[i].text == ":" || words[i].text == "–");
    if (sign_ends && here >= kLeastClause && left > kLeastClause) {
      close(from, i + 1);
      from = i + 1;
      here = 0;
    } else if (here >= kLeastClause && left >= kLeastClause &&
               (is_conjunction(words[i]) || (here >= kLongClause && left >= kLongClause / 2))) {
      close(from, i);
      from = i;
      here = 1;
    } else if (is_word(words[i])) {
      ++here;
    }
  }
  close(from, last);
}

std::vector<Clause> cut_clauses(std::string_view text, const std::vector<ReadWord>& words,
                                const std::string& language) {
  std::vector<Clause> clauses;
  std::size_t first = 0;
  for (const language::Span& sentence : language::sentences(text, language)) {
    std::size_t last = first;
    while (last < words.size() && words[last].begin < sentence.end) ++last;
    cut_sentence(words, first, last, clauses);
    first = last;
  }
  cut_sentence(words, first, words.size(), clauses);
  return clauses;
}

}  // namespace

Reading::Reading(const MaskedTranscript& transcript) : language_(transcript->language) {
  turns_.reserve(transcript->turns.size());
  for (const conversation::Turn& turn : transcript->turns) {
    ReadTurn read;
    read.turn = &turn;
    read.role = turn.role.value_or(Role::other);
    read.words = read_words(turn.text, language_);
    read.clauses = cut_clauses(turn.text, read.words, language_);
    read.cues = find_cues(read.words, language_);
    auto& same = by_role_[static_cast<std::size_t>(read.role)];
    read.of_role = same.size();
    same.push_back(turns_.size());
    turns_.push_back(std::move(read));
  }
  for (const auto& same : by_role_) {
    for (std::size_t i = 0; i < same.size(); ++i) turns_[same[i]].after_role = same.size() - i - 1;
  }
}

conversation::Evidence Reading::evidence(std::size_t turn, std::size_t clause) const {
  const Clause& which = turns_[turn].clauses[clause];
  return evidence_of(*turns_[turn].turn, which.begin, which.end);
}

conversation::Evidence Reading::evidence(std::size_t turn) const {
  const ReadTurn& read = turns_[turn];
  if (read.words.empty()) return evidence_of(*read.turn, 0, read.turn->text.size());
  return evidence_of(*read.turn, read.words.front().begin, read.words.back().end);
}

}  // namespace cxai::analysis
