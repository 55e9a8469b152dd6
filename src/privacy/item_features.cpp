#include "privacy/item_features.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "learning/hash.hpp"

namespace cxai::privacy {
namespace {

using learning::combine;
using learning::hash_of;

constexpr std::size_t kFar = 9;       // how far an announcement is looked for, in items
constexpr std::size_t kFarRight = 6;  // and one behind
constexpr std::size_t kPlaceFar = 5;
constexpr std::size_t kMailFar = 8;

std::uint64_t distance_class(std::size_t distance) {
  return distance <= 3 ? distance : distance <= 5 ? 4 : 5;
}

// The flags that tell kinds of words apart.
constexpr std::uint64_t kKinds =
    Entry::kNumberNoun | Entry::kUnit | Entry::kFiller | Entry::kAnswer | Entry::kNegation | Entry::kBirth |
    Entry::kDateNoun | Entry::kStreet | Entry::kQuarter | Entry::kAddressPart | Entry::kTown | Entry::kProvider |
    Entry::kTopLevel | Entry::kClock | Entry::kLives | Entry::kCounter | Entry::kLink | Entry::kWeakStreet |
    Entry::kVersion | Entry::kSpelling | Entry::kGenericNumber | Entry::kPostcode | Entry::kAccount | Entry::kOwn |
    Entry::kIs | Entry::kAsks | Entry::kBack | Entry::kDigits | Entry::kName | Entry::kCorrection | Entry::kEstate |
    Entry::kPlatform;
constexpr std::uint64_t kPlaces = Entry::kStreet | Entry::kQuarter | Entry::kAddressPart | Entry::kTown |
                                  Entry::kWeakStreet | Entry::kEstate | Entry::kPostcode;
constexpr std::uint64_t kAnnouncing = Entry::kGenericNumber | Entry::kLives | Entry::kAccount | Entry::kName |
                                      Entry::kBirth | Entry::kPostcode | Entry::kBack | Entry::kNumberNoun |
                                      Entry::kPlatform;

// What a word announces: its type, and whether by itself or with "number" behind it; or the kind of a general one.
std::uint64_t announcement(const Entry* entry) {
  if (entry == nullptr) return 0;
  if (entry->announces) return 1 + static_cast<std::uint64_t>(*entry->announces);
  if (entry->noun) return 100 + static_cast<std::uint64_t>(*entry->noun);
  const std::uint64_t flags = entry->flags & kAnnouncing;
  return flags == 0 ? 0 : 1000 + flags;
}

std::uint64_t entry_kind(const Entry* entry) {
  if (entry == nullptr) return 0;
  return combine(entry->flags & kKinds, announcement(entry) + (entry->month != 0 ? std::uint64_t{1} << 40 : 0) +
                                            (entry->symbol != 0 ? static_cast<std::uint64_t>(entry->symbol) << 48 : 0) +
                                            (entry->letter_sure ? std::uint64_t{1} << 56 : 0));
}

// "AB12" → "AA99": at most eight signs.
std::uint64_t pattern_of(std::string_view text) {
  std::uint64_t hash = learning::kEmptyHash;
  for (std::size_t i = 0; i < text.size() && i < 8; ++i) {
    const char c = text[i];
    hash = learning::extend(hash, c >= '0' && c <= '9' ? '9' : c >= 'A' && c <= 'Z' ? 'A' : 'a');
  }
  return learning::extend(hash, static_cast<char>(std::min<std::size_t>(text.size(), 16)));
}

bool is_letter_item(const Item& item) {
  return item.is_word() && (item.letter_sure || (item.letter != 0 && item.end - item.begin <= 2));
}
bool is_run_part(const Item& item) {
  return item.is_number() || item.kind == TokenKind::mixed || is_letter_item(item);
}
bool is_joint(const Item& item) {
  if (item.kind == TokenKind::sign) return std::string_view("-/.+(),:#").find(item.sign) != std::string_view::npos;
  if (!item.is_word()) return false;
  return item.symbol == '-' || item.symbol == '/' || item.symbol == '+' ||
         item.is(Entry::kFiller | Entry::kCounter | Entry::kSpelling);
}

}  // namespace

FindKind kind_of(PiiType type) {
  switch (type) {
    case PiiType::email:
    case PiiType::username:
      return FindKind::account;
    case PiiType::address:
      return FindKind::address;
    case PiiType::date_of_birth:
      return FindKind::date;
    default:
      return FindKind::code;
  }
}

void TurnsBefore::pass(std::string_view text, const std::vector<Token>& tokens, std::span<const Find> finds) {
  static constexpr std::size_t kReach = 16;
  static constexpr std::size_t kSilent = 4;
  std::uint64_t announced = 0;
  std::uint64_t ends = 0;
  bool asks = false;
  std::size_t from = tokens.size() > kReach ? tokens.size() - kReach : 0;
  if (!finds.empty()) {  // what stands in front of a find is answered by it
    while (from < tokens.size() && tokens[from].begin < finds.back().end) ++from;
  }
  std::size_t words = 0;
  for (std::size_t i = from; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    asks = asks || token.sign == '?' || (token.entry != nullptr && token.entry->is(Entry::kAsks));
    if (token.kind != TokenKind::word) continue;
    ++words;
    const std::uint64_t said = announcement(token.entry);
    if (said == 0) continue;
    const bool general = said > 1000;
    if (!general || announced == 0 || announced > 1000) announced = said;
  }
  for (std::size_t i = tokens.size() > 3 ? tokens.size() - 3 : 0; i < tokens.size(); ++i) {
    ends = combine(ends, tokens[i].kind == TokenKind::word ? entry_kind(tokens[i].entry)
                                                           : 1 + static_cast<std::uint64_t>(tokens[i].sign));
  }
  const bool silent = words <= kSilent && finds.empty() && announced == 0;
  if (!silent) {
    announced_ = announced == 0 ? 0 : announced * 2 + (asks ? 1 : 0);
    if (!finds.empty()) {
      last_find_ = (1 + static_cast<std::uint64_t>(finds.back().type)) * 4 + (words <= kSilent ? 1 : 0);
    } else {
      last_find_ = last_find_ == 0 || (last_find_ & 2) != 0 ? 0 : last_find_ | 2;
    }
  }
  ends_ = ends;
  if (!silent && finds.empty()) {
    static constexpr std::size_t kQuestion = 12;
    question_.clear();
    for (std::size_t i = tokens.size(); i-- > 0 && question_.size() < kQuestion;) {
      if (tokens[i].kind != TokenKind::word) continue;
      const std::string word = folded(text.substr(tokens[i].begin, tokens[i].end - tokens[i].begin));
      question_.push_back(hash_of(std::string_view(word).substr(0, 5)));
    }
  }
  turns_ = std::min<std::uint64_t>(turns_ + 1, 2);
  note_topics(tokens, finds);
  std::ranges::rotate(words_, words_.end() - 1);
  words_[0].clear();
  for (const Token& token : tokens) {
    if (token.kind != TokenKind::word) continue;
    const std::string word = folded(text.substr(token.begin, token.end - token.begin));
    words_[0].push_back(hash_of(std::string_view(word).substr(0, 5)));
  }
  ++turn_;
}

void TurnsBefore::note_topics(const std::vector<Token>& tokens, std::span<const Find> finds) {
  static constexpr std::size_t kTopics = 4;
  static constexpr std::size_t kFarTurns = 8;
  static constexpr std::uint64_t kFound = 2000;  // above all announcements of a type
  const auto note = [&](std::uint64_t what) {
    std::erase_if(topics_, [&](const Topic& t) { return t.what == what || t.turn + kFarTurns < turn_; });
    topics_.push_back({what, turn_});
    if (topics_.size() > kTopics) topics_.erase(topics_.begin());
  };
  auto find = finds.begin();
  for (const Token& token : tokens) {
    for (; find != finds.end() && find->end <= token.begin; ++find)
      note(kFound + static_cast<std::uint64_t>(find->type));
    if (find != finds.end() && find->begin <= token.begin) continue;
    const std::uint64_t said = announcement(token.entry);
    if (said != 0 && said < 1000) note(said);
  }
  for (; find != finds.end(); ++find) note(kFound + static_cast<std::uint64_t>(find->type));
}

ItemFeatures::View ItemFeatures::view_of(const Items& items, std::size_t i, std::string& buffer) const {
  const Item& item = items[i];
  View view;
  const std::string_view text = items.text_of(item);
  switch (item.kind) {
    case TokenKind::word: {
      buffer = folded(text);
      view.word = hash_of(buffer);
      view.stem = hash_of(std::string_view(buffer).substr(0, 5));
      view.tail = hash_of(std::string_view(buffer).substr(buffer.size() > 3 ? buffer.size() - 3 : 0));
      const std::uint64_t letter = is_letter_item(item) ? 1 : item.letter != 0 ? 2 : 0;
      const std::uint64_t what = entry_kind(item.entry);
      view.rough = combine(10 + letter, what);
      view.kind = combine(view.rough, (item.capital ? 1U : 0U) + (item.all_capitals ? 2U : 0U));
      view.says = announcement(item.entry);
      break;
    }
    case TokenKind::number: {
      const std::string_view digits = items.digits(item);
      const std::uint64_t size = std::min<std::size_t>(digits.size(), 20);
      const int value = digits.size() <= 4 ? items.value(item) : -1;
      std::uint64_t range = 0;
      if (size == 4) range = value >= 1920 && value <= 2015 ? 1 : value > 2015 && value < 2035 ? 2 : 3;
      if (size == 2) range = value <= 12 ? 4 : value <= 31 ? 5 : value <= 81 ? 6 : 7;
      if (size == 1) range = value == 0 ? 8 : 9;
      if (size >= 3) range += digits[0] == '0' ? 10 : digits[0] == '5' ? 20 : 0;
      const std::uint64_t form = (item.spoken ? 1U : 0U) + (item.ordinal ? 2U : 0U) + (item.suffixed ? 4U : 0U) +
                                 (item.full_end > item.end ? 8U : 0U);
      view.rough = 1000 + size * 2 + (item.spoken ? 1 : 0);
      view.kind = combine(view.rough, range * 16 + form);
      view.word = view.kind;
      view.stem = view.rough;
      break;
    }
    case TokenKind::mixed:
      view.word = view.kind = combine(4, pattern_of(text));
      view.rough = 2000 + std::min<std::size_t>(text.size(), 12);
      view.stem = view.rough;
      break;
    case TokenKind::sign:
      view.word = view.kind = view.rough = view.stem =
          3000 + static_cast<std::uint64_t>(static_cast<unsigned char>(item.sign));
      break;
    case TokenKind::url:
    case TokenKind::placeholder:
      view.word = view.kind = view.rough = view.stem = 4000 + static_cast<std::uint64_t>(item.kind);
      break;
  }
  view.kind = combine(view.kind, (item.space_before ? 1U : 0U) + (item.line_before ? 2U : 0U));
  return view;
}

void ItemFeatures::find_runs(const Items& items) {
  runs_.assign(1, Run());
  for (std::size_t i = 0; i < items.size();) {
    if (!is_run_part(items[i])) {
      ++i;
      continue;
    }
    Run run;
    run.first = run.last = i;
    std::size_t digits = 0;
    std::size_t letters = 0;
    std::size_t parts = 0;
    char head = 0;
    bool spoken = false;
    for (std::size_t k = i; k < items.size(); ++k) {
      const Item& item = items[k];
      if (is_run_part(item)) {
        if (parts < 5) run.form = combine(run.form, views_[k].rough);
        ++parts;
        spoken = spoken || item.spoken;
        if (item.is_number()) {
          if (head == 0 && item.digits_count > 0) head = items.digits(item)[0];
          digits += item.digits_count;
        } else if (item.kind == TokenKind::mixed) {
          for (const char c : items.text_of(item)) (c >= '0' && c <= '9' ? digits : letters) += 1;
        } else {
          ++letters;
        }
        run.last = k;
        continue;
      }
      if (!is_joint(item) || k > run.last + 2) break;
      run.joins |= std::uint64_t{1} << (item.kind == TokenKind::sign ? static_cast<unsigned>(item.sign) % 16U : 20U);
    }
    if (i > 0 && items[i - 1].sign == '+') head = '+';
    const std::uint64_t start = head == '0' ? 1 : head == '5' ? 2 : head == '+' ? 3 : 0;
    run.sum = 1 + std::min<std::size_t>(digits, 27) * 1000 + std::min<std::size_t>(letters, 9) * 10 + start * 2 +
              (spoken ? 1 : 0);
    for (std::size_t k = run.first; k <= run.last; ++k) views_[k].run = static_cast<std::uint32_t>(runs_.size());
    i = run.last + 1;
    runs_.push_back(run);
  }
}

void ItemFeatures::look_around(const Items& items) {
  const std::size_t n = items.size();
  const auto left = [&](std::size_t far, auto what, auto put) {
    std::size_t at = n;
    for (std::size_t i = 0; i < n; ++i) {
      if (at != n && i - at <= far) put(i, what(at), i - at);
      if (what(i) != 0) at = i;
    }
  };
  const auto right = [&](std::size_t far, auto what, auto put) {
    std::size_t at = n;
    for (std::size_t i = n; i-- > 0;) {
      if (at != n && at - i <= far) put(i, what(at), at - i);
      if (what(i) != 0) at = i;
    }
  };
  const auto says = [&](std::size_t i) { return items[i].is_number() ? 0 : views_[i].says; };
  left(kFar, says, [&](std::size_t i, std::uint64_t what, std::size_t far) {
    views_[i].says_left = what * 8 + distance_class(far);
  });
  right(kFarRight, says, [&](std::size_t i, std::uint64_t what, std::size_t far) {
    views_[i].says_right = what * 8 + distance_class(far);
  });
  const auto place = [&](std::size_t i) {
    return items[i].is_word() && items[i].entry != nullptr ? items[i].entry->flags & kPlaces : 0;
  };
  left(kPlaceFar, place,
       [&](std::size_t i, std::uint64_t what, std::size_t far) { views_[i].place = combine(what, far); });
  right(kPlaceFar, place, [&](std::size_t i, std::uint64_t what, std::size_t far) {
    views_[i].place = combine(views_[i].place, combine(what, far));
  });
  const auto mail = [&](std::size_t i) -> std::uint64_t {
    if (items[i].symbol == '@') return 1;
    if (items[i].symbol == '.' && items[i].is_word()) return 2;
    return items[i].is(Entry::kProvider) ? 3 : items[i].is(Entry::kTopLevel) ? 4 : 0;
  };
  left(kMailFar, mail,
       [&](std::size_t i, std::uint64_t what, std::size_t far) { views_[i].mail = what * 8 + distance_class(far); });
  right(kMailFar, mail, [&](std::size_t i, std::uint64_t what, std::size_t far) {
    views_[i].mail = views_[i].mail * 64 + what * 8 + distance_class(far);
  });
}

void ItemFeatures::read(const Items& items, std::span<const Find> finds, const TurnsBefore& before) {
  items_ = &items;
  before_ = &before;
  views_.clear();
  std::size_t f = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    views_.push_back(view_of(items, i, buffer_));
    while (f < finds.size() && finds[f].end <= items[i].begin) ++f;
    if (f == finds.size() || finds[f].begin >= items[i].end) continue;
    const bool begins = i == 0 || items[i - 1].end <= finds[f].begin;
    const std::uint64_t tag = 2 * static_cast<std::uint64_t>(finds[f].type) + (begins ? 0 : 1);
    views_.back().rule = tag * 4 + (finds[f].checksum ? (*finds[f].checksum ? 2U : 1U) : 0U);
  }
  find_runs(items);
  look_around(items);
}

const ItemFeatures::View& ItemFeatures::at(std::size_t item, std::ptrdiff_t offset) const {
  const auto place = static_cast<std::ptrdiff_t>(item) + offset;
  return place < 0 || place >= static_cast<std::ptrdiff_t>(views_.size()) ? edge_
                                                                          : views_[static_cast<std::size_t>(place)];
}

std::span<const std::uint64_t> ItemFeatures::of(std::size_t item) {
  features_.clear();
  std::uint64_t number = 0;
  const auto add = [&](std::uint64_t value) { features_.push_back(combine(++number, value)); };
  const auto add2 = [&](std::uint64_t a, std::uint64_t b) { add(combine(a, b)); };
  const auto add3 = [&](std::uint64_t a, std::uint64_t b, std::uint64_t c) { add(combine(combine(a, b), c)); };
  const View& here = at(item, 0);
  const View& last = at(item, -1);
  const View& last2 = at(item, -2);
  const View& next = at(item, 1);
  const View& next2 = at(item, 2);
  const Run& run = runs_[here.run];
  const bool in_run = here.run != 0;
  const std::uint64_t part = !in_run ? 0 : item == run.first ? 1 : item == run.last ? 2 : 3;
  // What stands in front of the run, or of the item where there is none, and behind.
  const std::size_t first = in_run ? run.first : item;
  const std::size_t end = in_run ? run.last : item;
  const View& front = at(first, -1);
  const View& front2 = at(first, -2);
  const View& front3 = at(first, -3);
  const View& behind = at(end, 1);
  const View& behind2 = at(end, 2);
  const View& first_view = at(first, 0);
  const std::uint64_t where = combine(part, here.rough);

  // The item.
  add(here.word);
  add(here.kind);
  add(here.rule);
  add(here.stem);
  add(here.tail);
  add2(here.rule, here.kind);
  // Its neighbours.
  add(last.word);
  add(next.word);
  add2(last.word, here.word);
  add2(here.word, next.word);
  add2(last.word, here.rough);
  add2(next.word, here.rough);
  add2(last2.word, here.rough);
  add2(next2.word, here.rough);
  add2(last.stem, here.rough);
  add2(next.stem, here.rough);
  add2(last.tail, here.rough);
  add3(last2.stem, last.stem, here.rough);
  add3(here.rough, next.stem, next2.stem);
  add3(last.word, here.rough, next.word);
  add2(last.kind, here.kind);
  add2(here.kind, next.kind);
  add3(last.kind, here.kind, next.kind);
  add3(last2.kind, last.kind, here.kind);
  add3(here.kind, next.kind, next2.kind);
  add3(combine(last2.rough, last.rough), here.rough, combine(next.rough, next2.rough));
  add3(at(item, -3).rough, combine(last2.rough, last.rough), here.rough);
  add3(here.rough, combine(next.rough, next2.rough), at(item, 3).rough);
  // The rules.
  add3(last.rule, here.rule, next.rule);
  add3(here.rule, run.sum, part);
  add2(here.rule, here.says_left);
  add3(here.rule, here.says_left, here.says_right);
  add2(here.rule, before_->announced_);
  add2(before_->topics_.empty() ? 0 : before_->topics_.back().what, where);
  add2(here.rule, front.word);
  add2(here.rule, behind.word);
  add2(here.rule, behind.rough);
  add2(at(first, 0).rule, where);
  // The run.
  add2(run.sum, part);
  add3(run.sum, run.form, part);
  add3(run.sum, run.joins, part);
  add2(run.form, where);
  add3(run.sum, front.word, part);
  add3(run.sum, front.stem, part);
  add3(run.sum, behind.stem, part);
  add3(run.sum, behind.rough, part);
  add2(front.word, where);
  add2(front.stem, where);
  add2(front2.word, where);
  add2(front2.stem, where);
  add3(front2.stem, front.stem, where);
  add3(front2.word, front.word, part);
  add3(front3.stem, front2.stem, part);
  add2(behind.word, where);
  add2(behind.stem, where);
  add3(behind.stem, behind2.stem, where);
  add3(front.stem, behind.stem, where);
  add3(front.rough, run.sum, behind.rough);
  // What is announced.
  add2(first_view.says_left, where);
  add3(first_view.says_left, run.sum, part);
  add3(first_view.says_left, here.kind, part);
  add2(at(end, 0).says_right, where);
  add3(at(end, 0).says_right, run.sum, part);
  add3(first_view.says_left, at(end, 0).says_right, part);
  add3(first_view.says_left, front.rough, where);
  add3(first_view.says_left, first_view.rough, combine(front.word, part));
  add2(here.says_left, here.rough);
  add2(here.says_right, here.rough);
  // Places, mail.
  add2(here.place, here.rough);
  add3(here.place, here.kind, part);
  add3(here.place, last.rough, next.rough);
  add2(here.place, here.word);
  add2(here.mail, here.rough);
  add3(here.mail, last.rough, next.rough);
  // The turns before, and the turn.
  const std::uint64_t alone =
      (first == 0 ? 1U : 0U) + (end + 1 == views_.size() ? 2U : 0U) + (end + 2 == views_.size() ? 4U : 0U);
  const std::uint64_t unsaid = first_view.says_left == 0 ? 1 : 0;
  add3(before_->announced_, unsaid, where);
  add3(before_->announced_, run.sum, part);
  add3(before_->announced_, alone, combine(where, unsaid));
  add3(before_->last_find_, run.sum, part);
  add3(before_->last_find_, alone, where);
  add3(before_->last_find_, before_->announced_, where);
  add3(before_->ends_, alone, where);
  add3(before_->turns_, alone, combine(where, run.sum));
  add2(alone, here.kind);
  return features_;
}

std::vector<ItemFeatures::Stretch> ItemFeatures::stretches() const {
  std::vector<Stretch> out;
  for (std::size_t r = 1; r < runs_.size(); ++r) out.push_back({runs_[r].first, runs_[r].last});
  return out;
}

std::string ItemFeatures::characters(std::size_t first, std::size_t last) const {
  std::string out;
  for (std::size_t i = first; i <= last; ++i) {
    const Item& item = (*items_)[i];
    if (item.is_number()) {
      out += items_->digits(item);
    } else if (is_letter_item(item)) {
      out += item.letter;
    } else if ((item.is_word() || item.kind == TokenKind::mixed) && !item.is(Entry::kFiller | Entry::kSpelling)) {
      out += folded(items_->text_of(item));
    }
  }
  return out;
}

}  // namespace cxai::privacy
