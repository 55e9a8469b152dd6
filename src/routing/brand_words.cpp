#include "routing/brand_words.hpp"

#include <algorithm>
#include <array>

#include "language/text.hpp"

namespace cxai::routing {
namespace {

constexpr std::size_t kShortest = 3;
// From this length on a word may carry a suffix without an apostrophe.
constexpr std::size_t kMayGrow = 5;
constexpr std::size_t kLongestSuffix = 5;

// Parts of account names that many companies share.
constexpr std::array<std::string_view, 50> kShared{
    "help",     "helps",      "care",     "cares",    "support",   "supports",      "service",
    "services", "team",       "official", "customer", "customers", "ask",           "asks",
    "uk",       "us",         "usa",      "tr",       "de",        "destek",        "yardim",
    "hizmet",   "hizmetleri", "musteri",  "iletisim", "resmi",     "turkiye",       "turkey",
    "the",      "and",        "hilfe",    "hilft",    "kunden",    "kundenservice", "com",
    "www",      "online",     "app",      "store",    "bank",      "bankasi",       "telekom",
    "kargo",    "market",     "sigorta",  "air",      "airlines",  "hava",          "yollari",
    "social"};

bool is_shared(std::string_view word) {
  return std::ranges::find(kShared, word) != kShared.end();
}

// A label's words: at blanks, underscores and other marks, and where a capital follows a small letter.
std::vector<std::string> parts_of(std::string_view label) {
  std::vector<std::string> parts;
  for (const auto& span : language::count_words(label)) {
    const std::string_view word = label.substr(span.begin, span.end - span.begin);
    std::string part;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const auto is_upper = [&](std::size_t at) { return at < word.size() && word[at] >= 'A' && word[at] <= 'Z'; };
      const bool small_before = i > 0 && !is_upper(i - 1);
      const bool begins =
          is_upper(i) && (small_before || (i + 1 < word.size() && word[i + 1] >= 'a' && word[i + 1] <= 'z'));
      if (((begins && i > 0) || word[i] == '_') && !part.empty()) {
        parts.push_back(part);
        part.clear();
      }
      if (word[i] != '_') part += word[i];
    }
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

}  // namespace

std::string plain_form(std::string_view word) {
  return language::ascii_fold(language::fold(word, ""));
}

std::vector<std::string> brand_words_of(std::string_view label) {
  std::vector<std::string> words;
  const auto add = [&](std::string word) {
    if (word.size() >= kShortest && !is_shared(word) && std::ranges::find(words, word) == words.end())
      words.push_back(std::move(word));
  };
  std::string own;    // without shared words, as one
  std::string whole;  // as one
  for (const std::string& part : parts_of(label)) {
    std::string plain = plain_form(part);
    whole += plain;
    if (is_shared(plain)) continue;
    own += plain;
    // A part that is a number or one letter names nobody by itself.
    if (plain.find_first_not_of("0123456789") != std::string::npos) add(std::move(plain));
  }
  add(own);
  add(whole);
  return words;
}

BrandWords::BrandWords(std::span<const std::string> labels) {
  std::map<std::string, std::vector<int>> owners;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == "Unknown") continue;  // names nobody
    for (std::string& word : brand_words_of(labels[i])) owners[std::move(word)].push_back(static_cast<int>(i));
  }
  // A word of two labels ("british" of gas and airways) tells neither from the other.
  for (auto& [word, whose] : owners)
    if (whose.size() == 1) words_.emplace(word, whose.front());
}

int BrandWords::label_of(std::string_view plain_word) const {
  if (plain_word.starts_with('#')) plain_word.remove_prefix(1);
  plain_word = plain_word.substr(0, plain_word.find('\''));
  if (const auto it = words_.find(plain_word); it != words_.end()) return it->second;
  for (std::size_t length = plain_word.size(); length-- > kMayGrow && plain_word.size() - length <= kLongestSuffix;)
    if (const auto it = words_.find(plain_word.substr(0, length)); it != words_.end()) return it->second;
  return -1;
}

std::string BrandWords::mask(std::string_view text) const {
  std::string out;
  std::size_t done = 0;
  for (const auto& span : language::count_words(text)) {
    if (label_of(plain_form(text.substr(span.begin, span.end - span.begin))) < 0) continue;
    std::size_t begin = span.begin;
    if (begin > done && text[begin - 1] == '#') --begin;
    out += text.substr(done, begin - done);
    out += kBrandMark;
    done = span.end;
  }
  out += text.substr(done);
  return out;
}

}  // namespace cxai::routing
