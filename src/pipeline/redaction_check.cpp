#include "pipeline/redaction_check.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "privacy/masker.hpp"

namespace cxai::pipeline {
namespace {

std::string digits_of(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
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
  std::vector<std::string> digits;  // of each turn, and of each find: number words are digits there
  for (const auto& turn : copy.turns) digits.push_back(digits_of(turn.text));
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
