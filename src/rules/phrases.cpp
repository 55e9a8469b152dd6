#include "rules/phrases.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

#include "language/lemma.hpp"
#include "language/text.hpp"

namespace cxai::rules {
namespace {

// More words than any centre uses: what was learnt is forgotten rather than kept for ever.
constexpr std::size_t kMostKnown = 300'000;

std::string name_of(const conversation::Analysis& analysis) {
  return analysis.language.empty() ? "tr" : analysis.language.substr(0, 2);
}

// The one place that knows which words are inflections of one another.
std::string key_of(const std::string& folded, const std::string& language) {
  return language::lemma(folded, language);
}

}  // namespace

void PhraseBook::add(std::string_view phrase, bool by_stem, std::size_t list) {
  Pattern pattern;
  pattern.by_stem = by_stem;
  pattern.list = list;
  std::istringstream words{std::string(phrase)};
  for (std::string word; words >> word;) {
    // Punctuation parts words here as it does in turns: "müşteri-hizmetleri", "don't".
    const bool open = word.ends_with('*');
    if (open) word.pop_back();
    const auto tokens = language::tokenize(word);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto& token = tokens[i];
      if (token.kind != language::TokenKind::word && token.kind != language::TokenKind::number &&
          token.kind != language::TokenKind::hashtag)
        continue;
      pattern.words.push_back({word.substr(token.begin, token.end - token.begin), open && i + 1 == tokens.size()});
    }
  }
  if (!pattern.words.empty()) patterns_.push_back(std::move(pattern));
}

void PhraseFinder::prepare(Language& language, const std::string& name) const {
  if (language.ready) return;
  language.ready = true;
  for (const auto& pattern : book_->patterns_) {
    auto& folded = language.folded.emplace_back();
    auto& plain = language.plain.emplace_back();
    auto& stems = language.stems.emplace_back();
    for (const auto& word : pattern.words) {
      folded.push_back(language::fold(word.text, name));
      plain.push_back(language::ascii_fold(folded.back()));
      if (pattern.by_stem) stems.push_back(key_of(folded.back(), name));
    }
  }
}

bool PhraseFinder::fits(const Language& language, std::size_t pattern, std::size_t word, const Known& known) const {
  const auto& wanted = book_->patterns_[pattern];
  const std::string& folded = language.folded[pattern][word];
  const std::string& plain = language.plain[pattern][word];
  const std::string& said = known.folded;
  if (wanted.words[word].open) return said.starts_with(folded) || said.starts_with(plain);
  if (said == folded || said == plain) return true;
  if (!wanted.by_stem) return false;
  const std::string& stem = language.stems[pattern][word];
  return known.stem == stem || known.stem == language::ascii_fold(stem);
}

const PhraseFinder::Known& PhraseFinder::known(Language& language, const std::string& name, std::string_view raw) {
  std::string key(raw);
  if (const auto it = language.words.find(key); it != language.words.end()) return it->second;
  if (language.words.size() >= kMostKnown) language.words.clear();
  Known known;
  known.folded = language::fold(raw, name);
  known.stem = key_of(known.folded, name);
  for (std::size_t i = 0; i < book_->patterns_.size(); ++i)
    if (fits(language, i, 0, known)) known.openers.push_back(i);
  return language.words.emplace(std::move(key), std::move(known)).first->second;
}

std::vector<std::vector<Hit>> PhraseFinder::find(const conversation::Analysis& analysis, std::size_t lists) {
  std::vector<std::vector<Hit>> hits(lists);
  if (book_->patterns_.empty()) return hits;
  const std::string name = name_of(analysis);
  Language& language = languages_[name];
  prepare(language, name);
  // Pointers into the map stay good while it grows, not when it is emptied.
  if (language.words.size() + 50'000 > kMostKnown) language.words.clear();
  struct Said {
    const Known* known;
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Said> words;
  for (std::size_t t = 0; t < analysis.turns.size(); ++t) {
    const std::string_view text = analysis.turns[t].text;
    words.clear();
    for (const auto& token : language::tokenize(text)) {
      if (token.kind != language::TokenKind::word && token.kind != language::TokenKind::number &&
          token.kind != language::TokenKind::hashtag)
        continue;
      // Turkish loses its suffix, English and German keep theirs ("don't").
      const std::size_t end = name == "tr" ? token.stem_end : token.end;
      words.push_back({&known(language, name, text.substr(token.begin, end - token.begin)), token.begin, token.end});
    }
    for (std::size_t i = 0; i < words.size(); ++i)
      for (const std::size_t p : words[i].known->openers) {
        const auto& pattern = book_->patterns_[p];
        const std::size_t n = pattern.words.size();
        if (i + n > words.size()) continue;
        bool all = true;
        for (std::size_t k = 1; all && k < n; ++k) all = fits(language, p, k, *words[i + k].known);
        if (all) hits[pattern.list].push_back({t, i, i + n - 1, words[i].begin, words[i + n - 1].end});
      }
  }
  // Two phrases of one list may say the same place.
  for (auto& list : hits) {
    std::ranges::sort(list, {}, [](const Hit& h) { return std::tuple(h.turn, h.first, h.last); });
    const auto same = [](const Hit& a, const Hit& b) {
      return a.turn == b.turn && a.first == b.first && a.last == b.last;
    };
    list.erase(std::unique(list.begin(), list.end(), same), list.end());
  }
  return hits;
}

}  // namespace cxai::rules
