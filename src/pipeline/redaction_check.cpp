#include "pipeline/redaction_check.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "privacy/items.hpp"
#include "privacy/masker.hpp"
#include "privacy/scan.hpp"

namespace cxai::pipeline {
namespace {

std::string digits_of(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  return digits;
}

// With number words as digits: "dört yüz on beş" is 415.
std::string digits_said(std::string_view text) {
  std::vector<privacy::Token> tokens;
  privacy::scan(text, tokens);
  privacy::Items items;
  items.read(text, tokens);
  std::string digits;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (items[i].is_number()) digits += items.digits(items[i]);
  return digits;
}

bool share_digits(std::string_view a, std::string_view b) {
  if (b.size() < kTellingDigits) return false;
  for (std::size_t at = 0; at + kTellingDigits <= a.size(); ++at)
    if (b.contains(a.substr(at, kTellingDigits))) return true;
  return false;
}

}  // namespace

std::vector<HeardAgain> heard_again(const std::vector<SaidValue>& said, conversation::Transcript copy) {
  std::vector<std::string> digits;  // of each turn, written and spoken, and of each find
  for (const auto& turn : copy.turns) {
    digits.push_back(digits_of(turn.text));
    digits.push_back(digits_said(turn.text));
  }
  std::set<std::pair<std::string, std::string>> values;
  privacy::Masker().mask(std::move(copy), [&](const privacy::TakenOut& find) {
    values.emplace(find.type, find.value);
    digits.push_back(digits_of(find.value));
  });
  std::vector<HeardAgain> out;
  for (const SaidValue& one : said) {
    const std::string own = digits_of(one.value);
    if (values.contains({one.type, one.value}) ||
        std::ranges::any_of(digits, [&](const std::string& heard) { return share_digits(own, heard); }))
      out.push_back({one.type, one.turn});
  }
  return out;
}

}  // namespace cxai::pipeline
