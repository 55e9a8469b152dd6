#include "live/local_agreement.hpp"

#include <algorithm>
#include <string_view>

namespace cxai::live {
namespace {

// Punctuation comes and goes as a sentence grows; it makes no other word.
std::string_view bare(std::string_view word) {
  constexpr std::string_view kPunctuation = ".,;:!?\"'()-";
  const auto first = word.find_first_not_of(kPunctuation);
  if (first == std::string_view::npos) return word;
  return word.substr(first, word.find_last_not_of(kPunctuation) - first + 1);
}

bool same(const conversation::Word& a, const conversation::Word& b) {
  const std::string_view left = bare(a.text);
  const std::string_view right = bare(b.text);
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(left, right, {}, lower, lower);
}

}  // namespace

void LocalAgreement::add(std::vector<conversation::Word> hypothesis) {
  // The settled words are not looked at again: the new hypothesis goes on after as many.
  const std::size_t begin = std::min(settled_.size(), hypothesis.size());
  std::vector<conversation::Word> fresh(hypothesis.begin() + static_cast<std::ptrdiff_t>(begin), hypothesis.end());
  std::size_t agreed = 0;
  while (agreed < fresh.size() && agreed < open_.size() && same(fresh[agreed], open_[agreed])) ++agreed;
  settled_.insert(settled_.end(), fresh.begin(), fresh.begin() + static_cast<std::ptrdiff_t>(agreed));
  fresh.erase(fresh.begin(), fresh.begin() + static_cast<std::ptrdiff_t>(agreed));
  open_ = std::move(fresh);
}

std::string join(std::span<const conversation::Word> words) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : " ").append(word.text);
  return text;
}

}  // namespace cxai::live
