#include "analysis/cues.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include "analysis/reading.hpp"
#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "language/text.hpp"

namespace cxai::analysis {
namespace {

constexpr std::size_t kNegationReach = 2;  // words behind or before
constexpr std::size_t kLeastStem = 1;      // bytes before an ending

struct Pattern {
  std::vector<std::string> words;  // '*' cut off
  std::vector<bool> open;          // … and noted here
  CueId cue = 0;
};

struct List {
  std::unordered_map<std::string, std::vector<Pattern>> buckets;  // by the first two bytes of the first word
  std::vector<std::pair<std::string, CueId>> endings;
};

struct Lists {
  std::vector<std::string> names;
  std::map<std::string, List, std::less<>> by_language;
};

std::string bucket_of(std::string_view word) {
  return std::string(word.substr(0, 2));
}

void add_phrase(Lists& lists, const std::string& language, std::string_view phrase, CueId cue) {
  Pattern pattern;
  pattern.cue = cue;
  const std::string plain = language::ascii_fold(language::fold(phrase, language));
  if (plain.starts_with('*')) {
    lists.by_language[language].endings.emplace_back(plain.substr(1), cue);
    return;
  }
  for (const language::Token& token : language::tokenize(plain)) {
    const std::string_view word = std::string_view(plain).substr(token.begin, token.end - token.begin);
    if (word == "*") {
      if (!pattern.open.empty()) pattern.open.back() = true;
      continue;
    }
    pattern.words.emplace_back(language == "tr" ? word.substr(0, word.find('\'')) : word);
    pattern.open.push_back(false);
  }
  if (pattern.words.empty()) return;
  lists.by_language[language].buckets[bucket_of(pattern.words.front())].push_back(std::move(pattern));
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \r") - first + 1);
}

void read_list(Lists& lists, const std::string& language, std::string_view bytes) {
  CueId cue = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view line = trimmed(bytes.substr(at, end - at));
    at = end + 1;
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[') {
      const std::string name(line.substr(1, line.size() - 2));
      const auto known = std::ranges::find(lists.names, name);
      cue = static_cast<CueId>(known - lists.names.begin());
      if (known == lists.names.end()) lists.names.push_back(name);
      continue;
    }
    for (std::size_t from = 0; from <= line.size();) {
      const std::size_t bar = std::min(line.find('|', from), line.size());
      add_phrase(lists, language, trimmed(line.substr(from, bar - from)), cue);
      from = bar + 1;
    }
  }
}

const Lists& built_in_lists() {
  static const Lists lists = [] {
    Lists made;
    for (const auto& file : base::embedded::analysis_cues())
      read_list(made, std::string(file.path.substr(0, file.path.find('.'))), file.bytes);
    return made;
  }();
  return lists;
}

// How many words the pattern takes at `at`; 0 where it does not stand there. Signs between words are passed over.
std::size_t match_at(const Pattern& pattern, std::span<const ReadWord> words, std::size_t at) {
  std::size_t i = at;
  for (std::size_t k = 0; k < pattern.words.size(); ++k, ++i) {
    if (i >= words.size()) return 0;
    const std::string& want = pattern.words[k];
    if (pattern.open[k] ? !words[i].text.starts_with(want) : words[i].text != want) return 0;
  }
  return i - at;
}

bool is_negation_behind(const ReadWord& word) {
  return word.text.starts_with("degil") || word.text == "yok" || word.text == "yoktu";
}
bool is_negation_before(const ReadWord& word) {
  static constexpr std::array<std::string_view, 14> kWords = {
      "not", "no", "never", "isn", "wasn", "don", "didn", "doesn", "nicht", "kein", "keine", "nie", "hic", "keinen"};
  return std::ranges::find(kWords, word.text) != kWords.end() || word.text.ends_with("n't");
}

bool is_negated(std::span<const ReadWord> words, std::size_t first, std::size_t last) {
  for (std::size_t i = last; i < std::min(words.size(), last + kNegationReach); ++i)
    if (is_negation_behind(words[i])) return true;
  for (std::size_t i = first - std::min(first, kNegationReach); i < first; ++i)
    if (is_negation_before(words[i])) return true;
  return false;
}

void find_endings(const List& list, const ReadWord& word, std::size_t at, std::vector<CueMatch>& matches) {
  const std::size_t here = matches.size();
  for (const auto& [ending, cue] : list.endings) {
    if (word.text.size() < ending.size() + kLeastStem || !word.text.ends_with(ending)) continue;
    const auto same = std::find_if(matches.begin() + static_cast<std::ptrdiff_t>(here), matches.end(),
                                   [&](const CueMatch& match) { return match.cue == cue; });
    if (same == matches.end()) matches.push_back({cue, at, at + 1, false});
  }
}

void find_in(const List& list, std::span<const ReadWord> words, std::vector<CueMatch>& matches) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at].kind == WordKind::word) find_endings(list, words[at], at, matches);
    const auto bucket = list.buckets.find(bucket_of(words[at].text));
    if (bucket == list.buckets.end()) continue;
    const std::size_t here = matches.size();
    for (const Pattern& pattern : bucket->second) {
      const std::size_t taken = match_at(pattern, words, at);
      if (taken == 0) continue;
      const auto same = std::find_if(matches.begin() + static_cast<std::ptrdiff_t>(here), matches.end(),
                                     [&](const CueMatch& match) { return match.cue == pattern.cue; });
      if (same == matches.end())
        matches.push_back({pattern.cue, at, at + taken, false});
      else
        same->last = std::max(same->last, at + taken);
    }
    for (std::size_t m = here; m < matches.size(); ++m)
      matches[m].negated = is_negated(words, matches[m].first, matches[m].last);
  }
}

}  // namespace

std::size_t cue_count() {
  return built_in_lists().names.size();
}

std::string_view cue_name(CueId cue) {
  return built_in_lists().names[cue];
}

CueId cue_named(std::string_view name) {
  const auto& names = built_in_lists().names;
  const auto found = std::ranges::find(names, name);
  CXAI_CHECK(found != names.end());
  return static_cast<CueId>(found - names.begin());
}

std::vector<CueMatch> find_cues(std::span<const ReadWord> words, std::string_view language) {
  std::vector<CueMatch> matches;
  const auto& lists = built_in_lists().by_language;
  if (const auto known = lists.find(language.substr(0, 2)); known != lists.end()) {
    find_in(known->second, words, matches);
  } else if (language.empty()) {
    for (const auto& [name, list] : lists) find_in(list, words, matches);
    std::ranges::stable_sort(matches, {}, &CueMatch::first);
  }
  return matches;
}

const std::string& cue_digest() {
  static const std::string digest = [] {
    std::string all;
    for (const auto& file : base::embedded::analysis_cues()) {
      all += file.path;
      all += file.bytes;
    }
    return base::sha256_hex(all).substr(0, 12);
  }();
  return digest;
}

}  // namespace cxai::analysis
