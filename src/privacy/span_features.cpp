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
constexpr std::size_t kPiece = 4;
constexpr std::uint64_t kTemplates = 1'000'000;  // apart from those of items

// What the check digits and the beginning say, one bit each.
std::uint64_t checks_of(std::string_view characters) {
  const auto digits =
      static_cast<std::size_t>(std::ranges::count_if(characters, [](char c) { return c >= '0' && c <= '9'; }));
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
  // The template's number and what is put together in it; `put` takes the numbers in order.
  const auto add = [&](std::uint64_t number, auto first_part, auto... parts) {
    std::uint64_t value = first_part;
    ((value = combine(value, parts)), ...);
    features_.push_back(combine(number, value));
  };
  std::uint64_t number = kTemplates;
  const auto put = [&](auto... parts) { add(++number, parts...); };

  const std::string written = characters(first, last);
  std::size_t digits = 0;
  std::size_t letters = 0;
  bool spoken = false;
  std::uint64_t joins = 0;
  std::uint64_t rough = 0;
  for (const char c : written) (c >= '0' && c <= '9' ? digits : letters) += 1;
  for (std::size_t i = first; i <= last; ++i) {
    const Item& item = (*items_)[i];
    spoken = spoken || item.spoken;
    if (item.kind == TokenKind::sign || item.symbol != 0) {
      joins |=
          std::uint64_t{1} << (static_cast<unsigned>(item.kind == TokenKind::sign ? item.sign : item.symbol) % 61U);
    }
    if (i < first + kForm) rough = combine(rough, views_[i].rough);
  }
  const std::uint64_t sizes =
      std::min<std::size_t>(digits, 27) * 32 + std::min<std::size_t>(letters, 15) * 2 + (spoken ? 1U : 0U);
  const std::uint64_t shape = combine(sizes, letters > 0 && written[0] > '9' ? 1 : 0);
  const std::uint64_t checks = checks_of(written);
  const std::uint64_t rule = views_[first].rule;
  std::uint64_t any_rule = rule;
  for (std::size_t i = first; i <= last && any_rule == 0; ++i) any_rule = views_[i].rule;

  // What stands there.
  put(1);
  put(sizes);
  put(shape);
  put(sizes, checks);
  put(checks);
  put(sizes, joins);
  put(joins);
  put(rough);
  put(views_[first].word);
  put(views_[last].word);
  put(rule);
  put(any_rule, sizes);
  put(rule, views_[last].rule);
  put(learning::hash_of(written.substr(0, 2)));
  ++number;
  for (std::size_t i = first; i <= last; ++i) {
    if ((*items_)[i].is_word()) add(number, views_[i].word);
  }
  put(views_[first].mail);
  put(views_[first].place, sizes);
  // Firms' handles are made of other pieces than people's: "destek", "help", "bank".
  if ((*items_)[first].symbol == '@' && !(*items_)[first].spoken) {
    for (std::size_t i = 0; i + kPiece <= written.size(); ++i) {
      add(kTemplates + 90, learning::hash_of(std::string_view(written).substr(i, kPiece)));
    }
    std::size_t capitals = 0;
    for (std::size_t i = first; i <= last; ++i) {
      for (const char c : items_->text_of((*items_)[i])) capitals += c >= 'A' && c <= 'Z' ? 1U : 0U;
    }
    add(kTemplates + 91, std::min<std::size_t>(capitals, 4), digits > 0 ? 1 : 0);
  }
  // What stands around.
  const View& front = at(first, -1);
  const View& front2 = at(first, -2);
  const View& front3 = at(first, -3);
  const View& behind = at(last, 1);
  const View& behind2 = at(last, 2);
  put(front.word);
  put(front.stem);
  put(front2.stem, front.stem);
  put(front2.stem, front.rough);
  put(front3.stem, combine(front2.rough, front.rough));
  put(behind.word);
  put(behind.stem);
  put(behind.stem, behind2.stem);
  put(front.stem, behind.stem);
  // All words in front and behind, near ones and far ones.
  const std::uint64_t size_class = std::min<std::size_t>(digits, 12) + (letters > 0 ? 16 : 0);
  std::uint64_t seen = 0;
  for (std::size_t n = 1; n <= kWordsInFront && first >= n; ++n) {
    const View& view = views_[first - n];
    if (!(*items_)[first - n].is_word()) continue;
    const std::uint64_t far = n <= 3 ? 1 : 2;
    add(kTemplates + 100, view.stem, far);
    add(kTemplates + 101, view.word);
    if (view.says == 0) continue;
    add(kTemplates + 103, view.says, far);
    add(kTemplates + 104, view.says, sizes, seen == 0 ? 1 : 0);
    if (seen == 0) {
      add(kTemplates + 105, view.says, n);
      add(kTemplates + 106, view.says, front.rough, size_class);
    } else {
      add(kTemplates + 107, view.says, seen);
    }
    seen = view.says;
  }
  const std::uint64_t said = seen;
  seen = 0;
  for (std::size_t n = 1; n <= kWordsBehind && last + n < views_.size(); ++n) {
    const View& view = views_[last + n];
    if (!(*items_)[last + n].is_word()) continue;
    add(kTemplates + 110, view.stem, n <= 2 ? 1 : 2);
    if (view.says == 0) continue;
    add(kTemplates + 112, view.says, n);
    add(kTemplates + 113, view.says, sizes, said == 0 ? 1 : 0);
    if (seen == 0) add(kTemplates + 114, view.says, said);
    seen = view.says;
  }
  // The whole turn.
  for (std::size_t i = 0; i < views_.size(); ++i) {
    if ((i < first || i > last) && (*items_)[i].is_word()) add(kTemplates + 120, views_[i].stem);
  }
  // The turns before.
  const std::uint64_t alone = (first == 0 ? 1U : 0U) + (last + 1 == views_.size() ? 2U : 0U) +
                              (last + 2 == views_.size() ? 4U : 0U) + (said == 0 ? 8U : 0U);
  add(kTemplates + 130, before_->announced_, alone);
  add(kTemplates + 131, before_->announced_, alone, sizes);
  add(kTemplates + 132, before_->announced_, said);
  add(kTemplates + 133, before_->last_find_, alone);
  add(kTemplates + 134, before_->last_find_, alone, sizes);
  add(kTemplates + 135, before_->last_find_, before_->announced_, alone);
  add(kTemplates + 136, before_->ends_, alone);
  for (const std::uint64_t stem : before_->question_) {
    add(kTemplates + 142, stem, alone);
  }
  std::uint64_t later = 0;
  std::size_t place = 0;
  for (auto topic = before_->topics_.rbegin(); topic != before_->topics_.rend(); ++topic, ++place) {
    const std::uint64_t age = std::min<std::size_t>(before_->turn_ - topic->turn, 4);
    add(kTemplates + 150, topic->what);
    add(kTemplates + 151, topic->what, place, alone);
    add(kTemplates + 152, topic->what, place, age);
    if (place == 0) add(kTemplates + 153, topic->what, sizes);
    if (place == 1) add(kTemplates + 154, topic->what, later, alone);
    later = topic->what;
  }
  for (std::size_t ago = 0; ago < before_->words_.size(); ++ago) {
    for (const std::uint64_t stem : before_->words_[ago]) add(kTemplates + 155 + ago, stem);
  }
  const std::uint64_t known = earlier ? 1 + static_cast<std::uint64_t>(*earlier) : 0;
  add(kTemplates + 137, known, before_->turns_);
  add(kTemplates + 138, known, said, size_class);
  add(kTemplates + 139, known, any_rule);
  add(kTemplates + 140, any_rule, said);
  add(kTemplates + 141, any_rule, before_->announced_, alone);
  return features_;
}

}  // namespace cxai::privacy
