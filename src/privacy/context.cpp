#include "privacy/context.hpp"

#include <algorithm>
#include <cstdint>

namespace cxai::privacy {
namespace {

using enum PiiType;

constexpr int kWords = 7;            // an announcement holds this long
constexpr int kWordsNextTurn = 7;    // and this long into the answer
constexpr int kWordsToTurnEnd = 16;  // how far before the end of a turn a question may stand
constexpr int kTurns = 4;            // how many turns may pass that say nothing
constexpr int kAddressWords = 25;
constexpr int kNearWords = 10;

bool follows(const Entry* entry, std::string_view text) {
  return entry != nullptr && entry->text == text;
}

// Words that say nothing of their own.
constexpr std::uint64_t kSmallWords = Entry::kFiller | Entry::kAnswer | Entry::kFunction | Entry::kIs | Entry::kOwn |
                                      Entry::kNumberNoun | Entry::kGenericNumber;
// Words that open, close or ask for something.
constexpr std::uint64_t kTelling = Entry::kNames | Entry::kCorrection | Entry::kNegation | Entry::kBirth |
                                   Entry::kAsks | Entry::kBack | Entry::kNumberNoun | Entry::kGenericNumber |
                                   Entry::kDigits | Entry::kStrongNoun | Entry::kLives | Entry::kPostcode |
                                   Entry::kAccount | Entry::kUserName | Entry::kDateNoun;

}  // namespace

bool is_code(PiiType type) {
  return type == order_no || type == customer_no || type == policy_no || type == other_id || type == passport;
}

void Context::pass(const Items& items, std::size_t at) {
  const Item& item = items[at];
  pass(item.kind, item.sign, item.is_number() ? nullptr : item.entry, item.letter);
  if (item.is_number()) {
    static constexpr std::string_view kLast[] = {"last", "son", "letzten", "letzte"};
    if (items.value(item) == 4 && recent_[0] != nullptr &&
        std::ranges::find(kLast, recent_[0]->text) != std::end(kLast))
      last_four_ = true;
    --content_words_;
    --card_until_;
  }
  last_value_ = item.is_number() ? items.value(item) : -1;
}

void Context::found(PiiType type) {
  close(type);
  // A question for one code may be answered with another: then it is answered too.
  if (is_code(type)) std::erase_if(open_, [](const Open& o) { return is_code(o.type); });
  recent_ = {};
  generic_until_ = 0;
  last_value_ = -1;
  last_content_ = false;
  if (type == card) {
    card_known_ = true;
    card_until_ = content_ + kWords;
  }
  if (type == username) account_until_ = 0;
}

void Context::pass(TokenKind kind, char sign, const Entry* entry, char letter) {
  if (kind == TokenKind::placeholder) {
    open_.clear();
    recent_ = {};
    generic_until_ = account_until_ = postcode_until_ = back_until_ = 0;
    initials_.clear();
    return;
  }
  if (sign == '#') {  // "order #100234"
    static const Entry* const kNumber = Lexicon::instance().find("nr");
    return word(kNumber);
  }
  if (kind == TokenKind::sign || kind == TokenKind::url) {
    if (sign != '.') initials_.clear();
    if (sign == '?') asks_ = true;
    if (sign == ':' && recent_[1] != nullptr && recent_[1]->noun) open(*recent_[1]->noun);
    if (sign == '.' && follows(recent_[1], "geb")) open(date_of_birth);
    return;
  }
  word(entry);
  // "T.C.", "te ce", "D.O.B.", "Kd.-Nr."
  if (letter == 0) {
    initials_.clear();
    return;
  }
  initials_ += letter;
  if (initials_.size() > 3) initials_.erase(0, 1);
  if (initials_.size() < 2) return;
  for (std::size_t from = 0; from + 2 <= initials_.size(); ++from) {
    const std::string_view tail = std::string_view(initials_).substr(from);
    const Entry* joined = Lexicon::instance().find(tail);
    if (joined != nullptr && joined->text == tail && (joined->announces || joined->noun)) return word(joined);
  }
}

void Context::word(const Entry* entry) {
  const bool content = entry == nullptr || !entry->is(kSmallWords);
  ++words_;
  if (content) {
    ++content_;
    content_words_ += entry == nullptr || entry->number == NumberKind::none || entry->is(Entry::kUnit) ? 1 : 0;
  }
  version_ = entry != nullptr && (entry->is(Entry::kVersion) || (version_ && !content));
  if (entry != nullptr && entry->is(kTelling)) announce(entry);
  last_content_ = content && !(entry != nullptr && entry->is(Entry::kAsks));
  recent_[0] = recent_[1];
  recent_[1] = entry;
}

void Context::announce(const Entry* entry) {
  if (entry->noun && last_four_ && is_code(*entry->noun)) open(*entry->noun);
  if (entry->noun) near_until_[static_cast<std::size_t>(*entry->noun)] = content_ + kNearWords;
  // "hesap numaram değil 8812…": not that one
  if (entry->is(Entry::kCorrection) && entry->text == "degil" && recent_[1] != nullptr &&
      recent_[1]->is(Entry::kNumberNoun | Entry::kGenericNumber) && !open_.empty()) {
    open_.pop_back();
  }
  if (entry->is(Entry::kNegation)) {
    if (follows(recent_[1], "gerek") || follows(recent_[1], "sorun") || follows(recent_[1], "problem")) return;
    open_.clear();
    generic_until_ = account_until_ = 0;
    return;
  }
  if (entry->announces) open(*entry->announces, entry->text == "dogumlu");
  if (entry->is(Entry::kBirth) && find(date_of_birth) == nullptr) open(date_of_birth, true);
  asks_ = asks_ || entry->is(Entry::kAsks);
  bank_ = bank_ || (entry->noun && (entry->text == "sort" || entry->text == "routing")) || entry->announces == iban;
  if (entry->is(Entry::kBack)) {
    back_until_ = content_ + kWords;
    back_old_ = false;
  }
  if (entry->is(Entry::kNumberNoun) && entry->text.starts_with("kod") && is_back_open()) open(cvv);
  if (entry->is(Entry::kDigits) && (last_value_ == 3 || (last_value_ == 4 && card_known_))) open(cvv);
  if (entry->is(Entry::kStrongNoun) && entry->noun) {
    // "vergi kimlik 123…": of two nouns the first says what it is
    const Entry* before = recent_[1] != nullptr && recent_[1]->noun ? recent_[1] : nullptr;
    const bool first_says =
        before != nullptr && (before->noun == vkn || (entry->noun == other_id && is_code(*before->noun)));
    const Entry* first = first_says ? before : entry;
    const PiiType type = bank_ && first->text == "account" ? other_id : *first->noun;
    if (!(last_four_ && find(type) != nullptr) && (find(type) == nullptr || is_only_noun(type))) open(type, true);
  } else if (entry->noun && is_code(*entry->noun) && find(*entry->noun) == nullptr) {
    open(*entry->noun, true, true);
  }
  if (entry->is(Entry::kLives)) address_until_ = words_ + kAddressWords;
  if (entry->is(Entry::kPostcode)) {
    postcode_until_ = content_ + kWords;
    postcode_old_ = false;
  }
  if (entry->is(Entry::kAccount)) {
    account_until_ = content_ + kWords;
    account_from_ = content_;
  }
  const Entry* before = recent_[1];
  const bool user_name =
      before != nullptr && entry->is(Entry::kUserName) &&
      ((entry->text == "name" && before->text == "user") ||
       (entry->text == "as" && before->text == "in" && follows(recent_[0], "log")) ||
       (entry->text != "name" && entry->text != "as" && before->is(Entry::kUserNoun | Entry::kAccount)));
  if (user_name) {
    account_until_ = content_ + kWords;
    account_from_ = content_;
  }
  if (entry->is(Entry::kNumberNoun | Entry::kGenericNumber) && !entry->is(Entry::kLink)) {
    bool named = false;
    for (const Entry* noun : recent_) {  // the first of two nouns says what it is: "sipariş takip numarası"
      if (noun == nullptr || !noun->noun) continue;
      if (*noun->noun == cvv && noun->text.starts_with("verif") && !entry->text.starts_with("code")) continue;
      open(bank_ && noun->text == "account" ? other_id : *noun->noun);
      named = true;
      break;
    }
    // "model number" is no telephone; "numaram", "my number" may be.
    const bool own = entry->text.starts_with("numaram") || !last_content_;
    if (!named && own && !entry->announces && entry->is(Entry::kGenericNumber)) {
      generic_until_ = content_ + kWords;
      generic_from_ = content_;
    }
  }
  if (entry->is(Entry::kDateNoun) && recent_[1] != nullptr &&
      (recent_[1]->is(Entry::kBirth) || recent_[1]->text == "d"))
    open(date_of_birth);
  if (entry->is(Entry::kBirth) && (entry->text == "birth" || entry->text == "dogdum")) open(date_of_birth);
}

void Context::turn_ends(bool silent) {
  std::erase_if(open_, [&](const Open& o) {
    return (o.noun && (!asks_ || is_code(o.type))) || content_ - o.from > kWordsToTurnEnd ||
           o.turns_since >= (silent ? kTurns : 1) + 1;
  });
  for (Open& o : open_) {
    o.until = content_ + kWordsNextTurn;
    o.noun = o.mixed = false;
    if (!silent || o.turns_since == 0) o.from = content_;
    ++o.turns_since;
  }
  if (!silent)
    generic_until_ = is_number_open() && content_ - generic_from_ <= kWordsToTurnEnd ? content_ + kWordsNextTurn : 0;
  account_until_ = is_account_open() ? content_ + kWords : 0;
  account_from_ = content_;
  recent_ = {};
  version_ = false;
  content_words_ = 0;
  last_content_ = false;
  asks_ = bank_ = last_four_ = false;
  back_until_ = is_back_open() && !back_old_ ? content_ + kWords : 0;
  postcode_until_ = is_postcode_open() && !postcode_old_ ? content_ + kWords : 0;
  back_old_ = postcode_old_ = true;
  card_until_ = 0;
  last_value_ = -1;
  initials_.clear();
}

void Context::open(PiiType type, bool noun, bool mixed) {
  close(type);
  open_.push_back({type, content_ + (noun ? 1 : kWords), content_, 0, noun, mixed});
}

void Context::close(PiiType type) {
  std::erase_if(open_, [&](const Open& o) { return o.type == type; });
}

const Context::Open* Context::find(PiiType type) const {
  const auto it = std::ranges::find_if(open_, [&](const Open& o) { return o.type == type && content_ < o.until; });
  return it == open_.end() ? nullptr : &*it;
}

bool Context::is_adjacent(PiiType type) const {
  const Open* o = find(type);
  return o != nullptr && o->from == content_;
}

const PiiType* Context::announced_code(bool with_nouns) const {
  for (auto it = open_.rbegin(); it != open_.rend(); ++it) {
    if (content_ < it->until && is_code(it->type) && (with_nouns || !it->noun)) return &it->type;
  }
  return nullptr;
}

bool Context::is_only_mixed(PiiType type) const {
  const Open* o = find(type);
  return o != nullptr && o->mixed;
}

bool Context::is_only_noun(PiiType type) const {
  const Open* o = find(type);
  return o != nullptr && o->noun;
}

const PiiType* Context::announced() const {
  for (auto it = open_.rbegin(); it != open_.rend(); ++it) {
    if (content_ < it->until && !it->noun) return &it->type;
  }
  return nullptr;
}

bool Context::announced_here(PiiType type) const {
  const Open* o = find(type);
  return o != nullptr && o->turns_since == 0;
}

const PiiType* named_after(const Items& items, std::size_t at) {
  static constexpr std::size_t kReach = 4;
  const auto entry = [&](std::size_t i) -> const Entry* {
    return i < items.size() && items[i].is_word() ? items[i].entry : nullptr;
  };
  const Entry* link = entry(at);
  if (link == nullptr) {  // one word nobody knows may stand between
    const Entry* noun = at < items.size() && items[at].is_word() ? entry(at + 1) : nullptr;
    const Entry* number = entry(at + 2);
    return noun != nullptr && noun->noun && number != nullptr && number->is(Entry::kNumberNoun | Entry::kGenericNumber)
               ? &*noun->noun
               : nullptr;
  }
  if (link->announces == plate && link->text == "plaka") return &*link->announces;
  // "… müşteri numarasıyla", "… vergi nolu", "… benim sipariş numaram"
  {
    std::size_t i = at;
    if (link->is(Entry::kOwn) && entry(i + 1) != nullptr) ++i;
    const Entry* noun = entry(i);
    const Entry* number = entry(i + 1);
    // "… müşteri no 6714": that is the next number's name
    const bool goes_on =
        i + 2 < items.size() && (items[i + 2].is_number() || items[i + 2].kind == TokenKind::placeholder);
    if (!goes_on && noun->noun && number != nullptr &&
        number->is(Entry::kNumberNoun | Entry::kLink | Entry::kGenericNumber))
      return &*noun->noun;
  }
  const bool turkish = link->is(Entry::kLink) ||
                       (link->text == "no" && (entry(at + 1) != nullptr || items[at].full_end > items[at].end));
  if (turkish) {
    std::size_t i = at + 1;
    if (link->text == "no" && entry(i) != nullptr && (entry(i)->text == "lu" || entry(i)->text == "lu")) ++i;
    for (const std::size_t stop = i + 3; i < stop && i < items.size() && items[i].is_word();
         ++i) {  // "… nolu trafik poliçesi"
      const Entry* noun = entry(i);
      if (noun != nullptr && noun->noun) return &*noun->noun;
    }
    return nullptr;
  }
  if (!link->is(Entry::kIs)) return nullptr;
  bool own = false;
  for (std::size_t i = at + 1; i < items.size() && i <= at + kReach; ++i) {
    const Entry* e = entry(i);
    if (e == nullptr) return nullptr;
    own = own || e->is(Entry::kOwn) || e->text == "the" || e->text == "die";
    if (own && e->announces) return &*e->announces;
    if (own && e->noun && entry(i + 1) != nullptr && entry(i + 1)->is(Entry::kNumberNoun)) return &*e->noun;
  }
  return nullptr;
}

}  // namespace cxai::privacy
