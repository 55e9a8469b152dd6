#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>

#include "analysis/claims.hpp"
#include "analysis/evidence.hpp"
#include "language/text.hpp"
#include "language/words.hpp"

namespace cxai::analysis {
namespace {

using conversation::Claim;
using conversation::ClaimState;
using conversation::Evidence;
using conversation::Method;
using conversation::Role;
using conversation::Turn;

constexpr std::size_t kKeywords = 10;
constexpr std::size_t kRepeated = 10;

struct ContentWord {
  const Turn* turn;
  std::size_t begin;
  std::size_t end;
  std::string folded;
  std::string stem;
};

// Words with content: letters, at least three of them, no stop word, no placeholder.
std::vector<ContentWord> content_words(const MaskedTranscript& transcript) {
  std::vector<ContentWord> words;
  const std::string& language = transcript->language;
  for (const Turn& turn : transcript->turns) {
    if (turn.role != Role::agent && turn.role != Role::customer) continue;
    for (const language::Token& token : language::tokenize(turn.text)) {
      if (token.kind != language::TokenKind::word) continue;
      if (token.begin > 0 && turn.text[token.begin - 1] == '[') continue;
      std::string folded =
          language::fold(std::string_view(turn.text).substr(token.begin, token.stem_end - token.begin), language);
      if (base::count_code_points(folded) < 3 || language::is_stop_word(folded, language)) continue;
      std::string stem = language::stem(folded, language);
      words.push_back({&turn, token.begin, token.end, std::move(folded), std::move(stem)});
    }
  }
  return words;
}

// The form of a stem that stands in the text most often, the shortest of equals.
const std::string& display_form(const std::map<std::string, int>& forms) {
  return std::ranges::max_element(forms,
                                  [](const auto& a, const auto& b) {
                                    return std::pair(a.second, -static_cast<int>(a.first.size())) <
                                           std::pair(b.second, -static_cast<int>(b.first.size()));
                                  })
      ->first;
}

struct Counted {
  std::map<std::string, int> forms;
  std::vector<Evidence> evidence;
  int count = 0;
  std::size_t first = 0;
};

std::vector<Counted> count(const std::vector<ContentWord>& words, std::optional<Role> party) {
  std::unordered_map<std::string, Counted> by_stem;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const ContentWord& word = words[i];
    if (party && word.turn->role != party) continue;
    Counted& counted = by_stem[word.stem];
    if (counted.count++ == 0) counted.first = i;
    ++counted.forms[word.folded];
    if (counted.evidence.size() < 5) counted.evidence.push_back(evidence_of(*word.turn, word.begin, word.end));
  }
  std::vector<Counted> list;
  list.reserve(by_stem.size());
  for (auto& [stem, counted] : by_stem) list.push_back(std::move(counted));
  std::ranges::sort(list, [](const Counted& a, const Counted& b) {
    return a.count != b.count ? a.count > b.count : a.first < b.first;
  });
  return list;
}

}  // namespace

Claim find_keywords(const MaskedTranscript& transcript) {
  Claim claim;
  claim.field = "keywords";
  claim.method = Method::computed;
  claim.value = Json::array();
  auto list = count(content_words(transcript), std::nullopt);
  if (list.size() > kKeywords) list.resize(kKeywords);
  for (const Counted& counted : list) {
    claim.value.push_back(Json{{"text", display_form(counted.forms)}, {"count", counted.count}});
    claim.evidence.push_back(counted.evidence.front());
  }
  return claim;
}

Claim find_repeated_words(const MaskedTranscript& transcript) {
  Claim claim;
  claim.field = "repeated_words";
  claim.method = Method::computed;
  const auto words = content_words(transcript);
  for (const Role party : {Role::agent, Role::customer}) {
    Json list = Json::array();
    for (const Counted& counted : count(words, party)) {
      if (counted.count < 2 || list.size() == kRepeated) break;
      list.push_back(Json{{"text", display_form(counted.forms)}, {"count", counted.count}});
      claim.evidence.insert(claim.evidence.end(), counted.evidence.begin(), counted.evidence.end());
    }
    claim.value[conversation::to_string(party)] = std::move(list);
  }
  return claim;
}

}  // namespace cxai::analysis
