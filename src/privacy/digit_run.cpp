#include "privacy/digit_run.hpp"

#include <algorithm>

namespace cxai::privacy {
namespace {

constexpr std::size_t kMostDigits = 34;
constexpr std::size_t kMostGroups = 30;

// What parts two numbers of a run, and the item of the second; separator 0 when they are two runs.
struct Gap {
  char separator = 0;
  std::size_t next = 0;
};

Gap gap_behind(const Items& items, std::size_t at) {
  static constexpr std::size_t kMostFillers = 2;
  const bool spoken = items[at].spoken;
  if (items[at].suffixed || (items[at].full_end > items[at].end)) return {};
  std::string signs;
  std::size_t fillers = 0;
  bool blank = false;
  bool corrected = false;
  std::size_t i = at + 1;
  for (; i < items.size() && !items[i].is_number(); ++i) {
    const Item& item = items[i];
    if (item.line_before) return {};
    blank = blank || item.space_before;
    if (item.kind == TokenKind::sign && signs.size() < 3) {
      signs += item.sign;
    } else if (item.is(Entry::kCorrection) && fillers < kMostFillers) {
      ++fillers;
      corrected = true;
    } else if (item.is(Entry::kFiller) && fillers < kMostFillers && item.full_end == item.end) {
      ++fillers;
    } else {
      return {};
    }
  }
  if (i >= items.size() || items[i].line_before || items[i].ordinal) return {};
  const Item& next = items[i];
  blank = blank || next.space_before;
  const bool either_spoken = spoken || next.spoken;
  if (fillers > 0) {
    if (!either_spoken && fillers > 1) return {};
    for (const char c : signs) {
      if (c != ',' && c != '.' && c != '-') return {};
    }
    if (corrected) return {spoken && next.spoken && next.digits_count <= items[at].digits_count ? '!' : '\0', i};
    return {either_spoken || signs.empty() ? ';' : '\0', i};
  }
  if (signs.empty()) return {blank || either_spoken ? ' ' : '\0', i};
  if (signs == "," && next.space_before) return {',', i};
  if ((signs == "." && next.space_before) || signs == "..." || signs == "..") return {';', i};
  if (signs == "-" || signs == "." || signs == "/") {
    const bool tight = !next.space_before && !items[i - 1].space_before;
    if (signs == "-") return {'-', i};
    if (tight || (signs == "/" && items[at].digits_count >= 3 && items.digits(items[at]).starts_with('0')))
      return {signs[0], i};
    return {'\0', i};
  }
  if (signs == ")" || signs == ")-") return {')', i};
  if (signs == "(" || signs == "-(") return {'(', i};
  return {};
}

// What was said wrong: as many digits as the correction has.
void take_back(DigitRun& run, std::size_t digits) {
  for (auto group = run.groups.rbegin(); group != run.groups.rend() && digits > 0; ++group) {
    const std::size_t n = std::min(digits, group->length);
    group->length -= n;
    digits -= n;
    run.digits.resize(run.digits.size() - n);
  }
}

}  // namespace

std::string_view DigitRun::first(std::size_t groups_taken) const {
  std::size_t n = 0;
  for (std::size_t g = 0; g < groups_taken; ++g) n += groups[g].size();
  return std::string_view(digits).substr(0, n);
}

bool DigitRun::sizes_are(std::size_t taken, std::initializer_list<std::size_t> sizes) const {
  return taken == sizes.size() && std::equal(sizes.begin(), sizes.end(), groups.begin(),
                                             [](std::size_t size, const Group& g) { return size == g.size(); });
}

bool DigitRun::has_open_bracket(std::size_t taken) const {
  return bracket && std::none_of(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(taken),
                                 [](const Group& g) { return g.separator == ')'; });
}

bool DigitRun::all_separators(std::size_t taken, std::string_view allowed) const {
  return std::all_of(groups.begin() + 1, groups.begin() + static_cast<std::ptrdiff_t>(taken),
                     [&](const Group& g) { return allowed.find(g.separator) != std::string_view::npos; });
}

bool DigitRun::is_spoken(std::size_t taken) const {
  return std::any_of(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(taken),
                     [](const Group& g) { return g.spoken; });
}

void read_digit_run(const Items& items, std::size_t at, DigitRun& run) {
  run.plus = run.bracket = false;
  run.digits.clear();
  run.groups.clear();
  run.begin = items[at].begin;
  std::size_t i = at;
  if (items[i].symbol == '+') {
    run.plus = true;
    ++i;
  }
  if (i < items.size() && items[i].sign == '(') {
    run.bracket = true;
    ++i;
  }
  if (i >= items.size() || !items[i].is_number() || items[i].ordinal) return;
  if (i > at && items[i].space_before && items[at].sign != 0) return;
  char separator = 0;
  while (run.groups.size() < kMostGroups) {
    const Item& item = items[i];
    if (run.digits.size() + item.digits_count > kMostDigits) break;
    if (separator == '!') take_back(run, item.digits_count);
    run.digits.append(items.digits(item));
    run.groups.push_back({item.begin, item.end, i, item.digits_count, separator, item.spoken});
    const Gap gap = gap_behind(items, i);
    if (gap.separator == 0) break;
    separator = gap.separator;
    i = gap.next;
  }
}

bool is_number_end(std::string_view text, std::size_t end) {
  if (end >= text.size()) return true;
  const char c = text[end];
  const auto is_digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  if (is_digit(end) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') return false;
  return !((c == ',' || c == '.' || c == ':') && is_digit(end + 1));
}

}  // namespace cxai::privacy
