#include "language/phrases.hpp"

#include <sstream>

#include "language/text.hpp"

namespace cxai::language {

std::string PhraseSet::bucket_of(std::string_view word) {
  return std::string(word.substr(0, 2));
}

PhraseSet::PhraseSet(std::vector<Phrase> phrases) : phrases_(std::move(phrases)) {
  for (std::size_t i = 0; i < phrases_.size(); ++i) {
    Compiled compiled;
    compiled.phrase = i;
    std::istringstream words(phrases_[i].text);
    for (std::string word; words >> word;) {
      const bool open = word.ends_with('*');
      if (open) word.pop_back();
      compiled.words.push_back(word);
      compiled.open.push_back(open);
    }
    if (!compiled.words.empty()) buckets_[bucket_of(compiled.words.front())].push_back(std::move(compiled));
  }
}

std::vector<PhraseMatch> PhraseSet::find(std::string_view text, std::string_view language) const {
  struct Word {
    std::string folded;
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Word> words;
  for (const Token& token : tokenize(text)) {
    if (token.kind != TokenKind::word && token.kind != TokenKind::number) continue;
    // Turkish loses its suffix, English and German keep theirs ("don't").
    const std::size_t end = language == "tr" || language.empty() ? token.stem_end : token.end;
    words.push_back({fold(text.substr(token.begin, end - token.begin), language), token.begin, token.end});
  }
  std::vector<PhraseMatch> matches;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto bucket = buckets_.find(bucket_of(words[i].folded));
    if (bucket == buckets_.end()) continue;
    PhraseMatch best;
    for (const Compiled& compiled : bucket->second) {
      const std::size_t n = compiled.words.size();
      if (n <= best.words || i + n > words.size()) continue;
      bool all = true;
      for (std::size_t k = 0; all && k < n; ++k) {
        const std::string& word = words[i + k].folded;
        all = compiled.open[k] ? word.starts_with(compiled.words[k]) : word == compiled.words[k];
      }
      if (all) best = {words[i].begin, words[i + n - 1].end, n, i, &phrases_[compiled.phrase]};
    }
    if (best.phrase) {
      matches.push_back(best);
    }
  }
  return matches;
}

}  // namespace cxai::language
