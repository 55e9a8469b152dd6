// The features of items that make a find together: ItemFeatures::of_span.
#include <algorithm>

#include "learning/hash.hpp"
#include "privacy/checksums.hpp"
#include "privacy/item_features.hpp"

namespace cxai::privacy {
namespace {

using learning::combine;

constexpr std::size_t kWordsInFront = 8;
constexpr std::size_t kWordsBehind = 5;
constexpr std::size_t kForm = 6;

// What the check digits and the beginning say, one bit each.
std::uint64_t checks_of(std::string_view characters) {
  const auto digits = static_cast<std::size_t>(
      std::ranges::count_if(characters, [](char c) { return c >= '0' && c <= '9'; }));
  const bool all = digits == characters.size();
  std::uint64_t bits = 0;
  if (all && is_valid_tckn(characters)) bits |= 1;
  if (all && is_valid_vkn(characters)) bits |= 2;
  if (all && digits >= 13 && passes_luhn(characters)) bits |= 4;
  if (characters.starts_with("tr") && digits + 2 == characters.size()) bits |= 8;
  if (all && (characters.starts_with("05") || characters.starts_with("5"))) bits |= 16;
  if (all && characters.starts_with("0")) bits |= 32;
  if (all && (characters.starts_with("90") || characters.starts_with("00"))) bits |= 64;
  return bits;
}

}  // namespace

std::span<const std::uint64_t> ItemFeatures::of_span(std::size_t first, std::size_t last,
                                                     std::optional<PiiType> earlier) {
  features_.clear();
  std::uint64_t number = 1'000'000;
  const auto add = [&](std::uint64_t value) { features_.push_back(combine(number, value)); };
  const auto add2 = [&](std::uint64_t a, std::uint64_t b) { add(combine(a, b)); };
  const auto add3 = [&](std::uint64_t a, std::uint64_t b, std::uint64_t c) { add(combine(combine(a, b), c)); };
  const auto next = [&] { ++number; };

  const std::string written = characters(first, last);
  std::size_t digits = 0;
  std::size_t letters = 0;
  bool spoken = false;
  std::uint64_t joins = 0;
  std::uint64_t form = 0;
  std::uint64_t rough = 0;
  for (const char c : written) (c >= '0' && c <= '9' ? digits : letters) += 1;
  for (std::size_t i = first; i <= last; ++i) {
    const Item& item = (*items_)[i];
    spoken = spoken || item.spoken;
    if (item.kind == TokenKind::sign || item.symbol != 0) {
      joins |= std::uint64_t{1} << (static_cast<unsigned>(item.kind == TokenKind::sign ? item.sign : item.symbol) % 61U);
    }
    if (i < first + kForm) form = combine(form, views_[i].kind), rough = combine(rough, views_[i].rough);
  }
  const std::uint64_t sizes = std::min<std::size_t>(digits, 27) * 32 + std::min<std::size_t>(letters, 15) * 2 +
                              (spoken ? 1U : 0U);
  const std::uint64_t shape = combine(sizes, letters > 0 && written[0] > '9' ? 1 : 0);
  const std::uint64_t checks = checks_of(written);
  const std::uint64_t rule = views_[first].rule;
  std::uint64_t any_rule = rule;
  for (std::size_t i = first; i <= last && any_rule == 0; ++i) any_rule = views_[i].rule;

  // What stands there.
  next(), add(1);
  next(), add(sizes);
  next(), add(shape);
  next(), add2(sizes, checks);
  next(), add(checks);
  next(), add2(sizes, joins);
  next(), add(joins);
  next(), add(rough);
  next(), add(views_[first].word);
  next(), add(views_[last].word);
  next(), add(rule);
  next(), add2(any_rule, sizes);
  next(), add2(rule, views_[last].rule);
  next(), add(learning::hash_of(written.substr(0, 2)));
  next();
  for (std::size_t i = first; i <= last; ++i) {
    if ((*items_)[i].is_word()) add(views_[i].word);
  }
  next(), add(views_[first].mail);
  next(), add2(views_[first].place, sizes);
  // What stands around.
  const View& front = at(first, -1);
  const View& front2 = at(first, -2);
  const View& front3 = at(first, -3);
  const View& behind = at(last, 1);
  const View& behind2 = at(last, 2);
  const View& behind3 = at(last, 3);
  next(), add(front.word);
  next(), add(front.stem);
  next(), add2(front2.stem, front.stem);
  next(), add2(front2.stem, front.rough);
  next(), add2(front3.stem, combine(front2.rough, front.rough));
  next(), add(behind.word);
  next(), add(behind.stem);
  next(), add2(behind.stem, behind2.stem);
  next(), add2(front.stem, behind.stem);
  // All words in front and behind, near ones and far ones.
  const std::uint64_t size_class = std::min<std::size_t>(digits, 12) + (letters > 0 ? 16 : 0);
  std::uint64_t seen = 0;
  for (std::size_t n = 1; n <= kWordsInFront && first >= n; ++n) {
    const View& view = views_[first - n];
    if (!(*items_)[first - n].is_word()) continue;
    const std::uint64_t far = n <= 3 ? 1 : 2;
    number = 1'000'100, add2(view.stem, far);
    number = 1'000'101, add(view.word);
    if (view.says == 0) continue;
    number = 1'000'103, add2(view.says, far);
    number = 1'000'104, add3(view.says, sizes, seen == 0 ? 1 : 0);
    if (seen == 0) {
      number = 1'000'105, add2(view.says, n);
      number = 1'000'106, add3(view.says, front.rough, size_class);
    } else {
      number = 1'000'107, add2(view.says, seen);
    }
    seen = view.says;
  }
  const std::uint64_t said = seen;
  seen = 0;
  for (std::size_t n = 1; n <= kWordsBehind && last + n < views_.size(); ++n) {
    const View& view = views_[last + n];
    if (!(*items_)[last + n].is_word()) continue;
    number = 1'000'110, add2(view.stem, n <= 2 ? 1 : 2);
    if (view.says == 0) continue;
    number = 1'000'112, add2(view.says, n);
    number = 1'000'113, add3(view.says, sizes, said == 0 ? 1 : 0);
    if (seen == 0) number = 1'000'114, add2(view.says, said);
    seen = view.says;
  }
  // The whole turn.
  number = 1'000'120;
  for (std::size_t i = 0; i < views_.size(); ++i) {
    if ((i < first || i > last) && (*items_)[i].is_word()) add(views_[i].stem);
  }
  // The turns before.
  const std::uint64_t alone = (first == 0 ? 1U : 0U) + (last + 1 == views_.size() ? 2U : 0U) +
                              (last + 2 == views_.size() ? 4U : 0U) + (said == 0 ? 8U : 0U);
  number = 1'000'130, add2(before_.announced_, alone);
  number = 1'000'131, add3(before_.announced_, alone, sizes);
  number = 1'000'132, add2(before_.announced_, said);
  number = 1'000'133, add2(before_.last_find_, alone);
  number = 1'000'134, add3(before_.last_find_, alone, sizes);
  number = 1'000'135, add3(before_.last_find_, before_.announced_, alone);
  number = 1'000'136, add2(before_.ends_, alone);
  for (const std::uint64_t stem : before_.question_) {
    number = 1'000'142, add2(stem, alone);
  }
  const std::uint64_t known = earlier ? 1 + static_cast<std::uint64_t>(*earlier) : 0;
  number = 1'000'137, add2(known, before_.turns_);
  number = 1'000'138, add3(known, said, size_class);
  number = 1'000'139, add2(known, any_rule);
  number = 1'000'140, add2(any_rule, said);
  number = 1'000'141, add3(any_rule, before_.announced_, alone);
  return features_;
}

}  // namespace cxai::privacy
