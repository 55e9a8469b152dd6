#include "routing/leaks.hpp"

#include <algorithm>
#include <cstdio>
#include <set>
#include <unordered_map>

#include "language/text.hpp"
#include "routing/brand_words.hpp"
#include "routing/split.hpp"

namespace cxai::routing {
namespace {

constexpr std::size_t kFewest = 3;       // texts, for a handle or a signature
constexpr std::size_t kFewestToken = 5;  // texts, for a token
constexpr double kAlmostAlways = 0.95;
constexpr double kMostTexts = 0.5;

// An account's name is one word of letters, digits and underscores.
bool is_account(std::string_view label) {
  return label.size() >= 5 && std::ranges::all_of(label, [](char c) {
           return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

// "-", "^", "~", "*" before the last one or two words: where those begin, else the end.
std::size_t signature_begin(std::string_view text) {
  const std::size_t tail = text.size() > 40 ? text.size() - 40 : 0;
  const std::size_t at = text.find_last_of("-^~*");
  if (at == std::string_view::npos || at < tail) return text.size();
  if (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n' && text[at] != '^') return text.size();
  return at + 1;
}

struct Counts {
  std::unordered_map<std::uint32_t, std::size_t> by_label;
  std::size_t all = 0;
};

class Search {
 public:
  explicit Search(std::span<const std::string> labels) : labels_(labels), brands_(labels), sizes_(labels.size()) {
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (is_account(labels[i])) accounts_.emplace(plain_form(labels[i]), static_cast<std::uint32_t>(i));
  }

  void add(const TextOf& one) {
    ++sizes_[one.label];
    std::set<std::string> seen;
    for (const auto& span : language::count_words(one.text)) {
      std::string word = plain_form(one.text.substr(span.begin, span.end - span.begin));
      const bool account = accounts_.contains(word);
      const int whose = brands_.label_of(word);
      if (!account && whose < 0) continue;
      // With its suffixes a name is one token: "acme", "acme'nin".
      const std::string key = account ? "@" + word : std::to_string(whose);
      if (!seen.insert(key).second) continue;
      count(account ? handles_[word] : tokens_[static_cast<std::uint32_t>(whose)], one.label);
      if (!account) ++forms_[static_cast<std::uint32_t>(whose)][word];
    }
    std::set<std::uint32_t> signed_by;
    for (std::size_t begin = 0; begin < one.text.size();) {
      const std::size_t end = std::min(one.text.find('\n', begin), one.text.size());
      const std::string_view turn = one.text.substr(begin, end - begin);
      const std::string_view tail = turn.substr(signature_begin(turn));
      for (const auto& span : language::count_words(tail))
        if (const int whose = brands_.label_of(plain_form(tail.substr(span.begin, span.end - span.begin))); whose >= 0)
          signed_by.insert(static_cast<std::uint32_t>(whose));
      begin = end + 1;
    }
    for (const std::uint32_t whose : signed_by) count(signatures_[whose], one.label);
  }

  std::vector<Leak> leaks() const {
    std::vector<Leak> all;
    for (const auto& [word, counts] : handles_) {
      const std::uint32_t label = accounts_.at(word);
      // A one-word brand ("Turkcell") is its own account: naming it is a token's matter.
      if (brand_words_of(labels_[label]).front() == word) {
        add_token(all, label, word, counts);
      } else {
        add_rule(all, LeakKind::handle, label, labels_[label], counts);
      }
    }
    for (const auto& [label, counts] : signatures_) add_rule(all, LeakKind::signature, label, labels_[label], counts);
    for (const auto& [label, counts] : tokens_) {
      const auto& forms = forms_.at(label);
      add_token(all, label, std::ranges::max_element(forms, {}, [](const auto& form) { return form.second; })->first,
                counts);
    }
    std::ranges::sort(all, [](const Leak& a, const Leak& b) {
      if (a.serious != b.serious) return a.serious;
      if (a.share != b.share) return a.share > b.share;
      return a.label != b.label ? a.label < b.label : a.kind < b.kind;
    });
    return all;
  }

 private:
  static void count(Counts& counts, std::uint32_t label) {
    ++counts.by_label[label];
    ++counts.all;
  }

  Leak leak_of(LeakKind kind, std::uint32_t label, const std::string& token, const Counts& counts) const {
    const auto it = counts.by_label.find(label);
    const std::size_t texts = it == counts.by_label.end() ? 0 : it->second;
    return {kind,
            labels_[label],
            token,
            texts,
            sizes_[label] == 0 ? 0 : static_cast<double>(texts) / static_cast<double>(sizes_[label]),
            counts.all == 0 ? 0 : static_cast<double>(texts) / static_cast<double>(counts.all),
            false};
  }

  void add_rule(std::vector<Leak>& all, LeakKind kind, std::uint32_t label, const std::string& token,
                const Counts& counts) const {
    Leak leak = leak_of(kind, label, token, counts);
    if (leak.texts < kFewest || leak.precision < kAlmostAlways || leak.label == kUnknownLabel) return;
    leak.serious = true;
    all.push_back(std::move(leak));
  }

  void add_token(std::vector<Leak>& all, std::uint32_t label, const std::string& token, const Counts& counts) const {
    Leak leak = leak_of(LeakKind::token, label, token, counts);
    if (leak.texts < kFewestToken || leak.precision < kAlmostAlways || leak.label == kUnknownLabel) return;
    leak.serious = leak.share >= kMostTexts;
    all.push_back(std::move(leak));
  }

  std::span<const std::string> labels_;
  BrandWords brands_;
  std::vector<std::size_t> sizes_;  // texts of each label
  std::unordered_map<std::string, std::uint32_t> accounts_;
  std::unordered_map<std::string, Counts> handles_;
  std::unordered_map<std::uint32_t, Counts> tokens_;
  std::unordered_map<std::uint32_t, std::unordered_map<std::string, std::size_t>> forms_;
  std::unordered_map<std::uint32_t, Counts> signatures_;
};

}  // namespace

const char* to_string(LeakKind kind) {
  switch (kind) {
    case LeakKind::handle:
      return "handle";
    case LeakKind::signature:
      return "signature";
    case LeakKind::token:
      return "token";
  }
  return "token";
}

std::vector<Leak> find_leaks(std::span<const TextOf> texts, std::span<const std::string> labels) {
  Search search(labels);
  for (const TextOf& one : texts) search.add(one);
  return search.leaks();
}

std::string to_sentence(const Leak& leak) {
  char figures[96];
  std::snprintf(figures, sizeof figures, " in %zu texts, %.0f %% of them (right in %.0f %%)", leak.texts,
                leak.share * 100, leak.precision * 100);
  return std::string(to_string(leak.kind)) + " '" + leak.token + "' gives away '" + leak.label + "'" + figures;
}

}  // namespace cxai::routing
