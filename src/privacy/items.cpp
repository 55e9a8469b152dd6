#include "privacy/items.hpp"

#include <algorithm>
#include <optional>

namespace cxai::privacy {
namespace {

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

}  // namespace

// Reads one text's tokens into items.
class Folder {
 public:
  Folder(Items& items, const std::vector<Token>& tokens) : items_(items), tokens_(tokens) {}

  void run() {
    while (at_ < tokens_.size()) {
      const Token& t = tokens_[at_];
      if (t.kind == TokenKind::number) {
        written();
      } else if (t.kind != TokenKind::word) {
        plain();
      } else if (t.end - t.begin > 2 && !may_fold(t.entry) && !is_suffixed_letter(at_ + 1)) {
        plain_word();
      } else if (!(t.entry != nullptr && (number() || symbol())) && !spelling()) {
        plain();
      }
    }
  }

 private:
  struct Value {
    long value = 0;
    std::size_t next = 0;  // token behind it
    bool suffixed = false;
    bool ordinal = false;
  };

  const Entry* entry(std::size_t i) const {
    return i < tokens_.size() && tokens_[i].kind == TokenKind::word ? tokens_[i].entry : nullptr;
  }
  bool is_kind(std::size_t i, WordLanguage language, NumberKind kind) const {
    const Entry* e = entry(i);
    return e != nullptr && e->language == language && e->number == kind;
  }
  bool is_number_word(std::size_t i, WordLanguage language) const {
    const Entry* e = entry(i);
    return e != nullptr && e->number != NumberKind::none && e->language == language &&
           e->number != NumberKind::repeat && e->number != NumberKind::ordinal;
  }
  std::string_view text_of(std::size_t i) const {
    return items_.text_.substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
  }
  std::string folded_token(std::size_t i) const { return folded(text_of(i)); }
  bool is(std::size_t i, std::string_view plain) const { return is_folded(text_of(i), plain); }
  // One letter, as people spell them.
  bool is_single(std::size_t i) const {
    const std::string_view text = text_of(i);
    return text.size() == 1 || (text.size() == 2 && !is_ascii(text[0]) && folded(text).size() == 1);
  }
  // "A'sı"
  bool is_suffixed_letter(std::size_t i) const {
    return i < tokens_.size() && tokens_[i].full_end > tokens_[i].end && tokens_[i].end - tokens_[i].begin <= 2 &&
           tokens_[i].kind == TokenKind::word;
  }
  // What the word has behind its entry: a Turkish suffix, or the rest of a German compound.
  std::string rest(std::size_t i) const {
    const std::string word = folded_token(i);
    return word.size() > entry(i)->text.size() ? word.substr(entry(i)->text.size()) : std::string();
  }
  bool has_suffix(std::size_t i) const {
    return tokens_[i].full_end != tokens_[i].end || (entry(i)->language == WordLanguage::tr && !rest(i).empty());
  }

  Item& push(TokenKind kind, std::size_t first, std::size_t next) {
    const Token& a = tokens_[first];
    const Token& b = tokens_[next - 1];
    Item& item = items_.list_.emplace_back();
    static_cast<Token&>(item) = a;
    item.end = b.end;
    item.full_end = b.full_end;
    item.kind = kind;
    at_ = next;
    return item;
  }

  // Whether words with this entry may be a number, or a sign with the next.
  static bool may_fold(const Entry* entry) {
    return entry != nullptr && (entry->number != NumberKind::none || entry->is(Entry::kSignHead));
  }

  Item& plain_word() {
    const Token& t = tokens_[at_];
    Item& item = push(t.kind, at_, at_ + 1);
    item.inert = t.kind == TokenKind::word && t.end - t.begin > 2 && !t.all_capitals;
    if (t.entry != nullptr) {
      item.letter = t.entry->letter;
      item.letter_sure = t.entry->letter_sure;
      item.symbol = t.entry->symbol;
      item.spoken = item.symbol != 0;
      item.inert = item.inert && !t.entry->is(Entry::kBegins);
    }
    return item;
  }

  void plain() {
    const Token& t = tokens_[at_];
    Item& item = plain_word();
    if (t.kind == TokenKind::word && item.letter == 0 && t.end - t.begin <= 2 && is_single(at_ - 1)) {  // "ç", "ü"
      const char letter = folded_token(at_ - 1)[0];
      if (letter >= 'a' && letter <= 'z') item.letter = letter;
    }
    if (t.kind != TokenKind::sign) return;
    if (std::string_view(".@-_/+").find(t.sign) != std::string_view::npos) item.symbol = t.sign;
    // "Ref: …"
    if (t.sign == ':' && items_.list_.size() > 1) items_.list_[items_.list_.size() - 2].inert = false;
  }

  void written() {
    const Token& t = tokens_[at_];
    // "3 tane 5"
    if (t.end - t.begin == 1 && t.full_end == t.end) {
      const int count = items_.text_[t.begin] - '0';
      if (count >= 2 && count <= 4 && repeated(at_ + 1, count, true)) return;
    }
    Item& item = push(TokenKind::number, at_, at_ + 1);
    item.digits_at = static_cast<std::uint32_t>(items_.digits_.size());
    std::uint32_t digits = 0;
    while (t.begin + digits < t.end && items_.text_[t.begin + digits] >= '0' && items_.text_[t.begin + digits] <= '9')
      ++digits;
    item.digits_count = digits;
    item.suffixed = t.begin + digits < t.end;  // "05324154217den"
    items_.digits_.append(items_.text_.substr(t.begin, digits));
  }

  void push_number(const Value& v, std::size_t first, std::string_view digits) {
    const WordLanguage language = entry(first) != nullptr ? entry(first)->language : WordLanguage::none;
    Item& item = push(TokenKind::number, first, v.next);
    item.spoken = true;
    item.suffixed = v.suffixed;
    item.ordinal = v.ordinal;
    item.language = language;
    if (v.next - first > 1) {
      item.entry = nullptr;
    } else if (item.entry != nullptr) {
      item.letter = item.entry->letter;
    }
    item.digits_at = static_cast<std::uint32_t>(items_.digits_.size());
    item.digits_count = static_cast<std::uint32_t>(digits.size());
    items_.digits_.append(digits);
  }

  // "tane beş" behind a count: the digit so many times.
  bool repeated(std::size_t i, int count, bool counter_needed) {
    const std::size_t first = at_;
    if (counter_needed) {
      const Entry* e = entry(i);
      if (e == nullptr || !e->is(Entry::kCounter)) return false;
      ++i;
    }
    if (entry(i) != nullptr && tokens_[i].end - tokens_[i].begin == 3) {  // "dreimal die Fünf"
      if (is(i, "die") || is(i, "the")) ++i;
    }
    if (i >= tokens_.size()) return false;
    int digit = -1;
    const Token& t = tokens_[i];
    if (t.kind == TokenKind::number && t.end - t.begin == 1) {
      digit = items_.text_[t.begin] - '0';
    } else if (const Entry* e = entry(i); e != nullptr && e->number == NumberKind::unit) {
      digit = e->value;
    }
    if (digit < 0) return false;
    // "üç tane beş lira" counts money.
    if (counter_needed && entry(i + 1) != nullptr && entry(i + 1)->is(Entry::kUnit)) return false;
    const bool suffixed = t.kind == TokenKind::word && has_suffix(i);
    push_number({0, i + 1, suffixed, false}, first,
                std::string(static_cast<std::size_t>(count), static_cast<char>('0' + digit)));
    return true;
  }

  // Whether a word that is rarely a number stands beside one.
  bool has_number_beside(std::size_t i) const {
    const WordLanguage language = entry(i)->language;
    if (is_number_word(i + 1, language)) return true;
    if (i > 0 && entry(i - 1) != nullptr && entry(i - 1)->is(Entry::kAddressPart) && entry(i - 1)->text.size() > 1)
      return true;                                                            // "kat bir"
    if (entry(i + 1) != nullptr && entry(i + 1)->symbol == '.') return true;  // "bir nokta otuz dört"
    if (language == WordLanguage::tr && entry(i + 1) != nullptr && entry(i + 1)->month != 0 && entry(i + 1)->suffixed)
      return true;  // "bir temmuz"
    if (items_.list_.empty()) return false;
    std::size_t last = items_.list_.size() - 1;
    if (items_.list_[last].sign == ',' && last > 0) --last;
    const Item& before = items_.list_[last];
    if (before.symbol == '.' && before.spoken) return true;
    if (!before.is_number() || before.ordinal || before.end + 3U < tokens_[i].begin) return false;
    return before.spoken ? before.language == language : entry(i)->number == NumberKind::unit && entry(i)->value == 0;
  }

  bool number() {
    const Entry* e = entry(at_);
    if (e->number == NumberKind::none) return false;
    if (e->number == NumberKind::repeat) return repeated(at_ + 1, e->value, false);
    if (e == &glued_entry()) {
      const std::string word = folded_token(at_);
      const auto glued = glued_number(word);
      if (!glued) return false;
      const bool suffixed = glued->length < word.size() || tokens_[at_].full_end != tokens_[at_].end;
      push_number({glued->value, at_ + 1, suffixed, false}, at_, std::to_string(glued->value));
      return true;
    }
    if (e->is(Entry::kWeak) && !has_number_beside(at_)) return false;
    if (e->number == NumberKind::unit && e->value >= 2 && e->value <= 4 && !has_suffix(at_) &&
        repeated(at_ + 1, e->value, true)) {
      return true;
    }
    const std::size_t first = at_;
    std::optional<Value> v;
    if (e->number == NumberKind::ordinal) {
      v = Value{e->value, at_ + 1, false, true};
    } else if (e->language == WordLanguage::de) {
      v = german(at_);
    } else {
      v = composed(at_, e->language);
    }
    if (!v) return false;
    push_number(*v, first, std::to_string(v->value));
    return true;
  }

  // Below 1000: "beş yüz otuz iki", "five hundred and thirty two".
  std::optional<Value> below_thousand(std::size_t i, WordLanguage language) const {
    Value v{0, i};
    bool any = false;
    const auto take = [&](std::size_t k) {
      v.suffixed = language == WordLanguage::tr && has_suffix(k);
      v.next = k + 1;
      any = true;
    };
    const bool counted =
        (is_kind(i, language, NumberKind::unit) && entry(i)->value >= (language == WordLanguage::tr ? 2 : 1) &&
         !(language == WordLanguage::tr && has_suffix(i))) ||
        (language == WordLanguage::en && is_kind(i, language, NumberKind::teen));
    if (counted && is_kind(i + 1, language, NumberKind::hundred)) {
      v.value = entry(i)->value * 100L;
      take(i + 1);
    } else if (is_kind(i, language, NumberKind::hundred)) {
      v.value = 100;
      take(i);
    }
    if (v.suffixed) return v;
    std::size_t k = v.next;
    bool linked = false;
    if (any && language == WordLanguage::en && entry(k) != nullptr && is(k, "and")) {
      ++k;
      linked = true;
    }
    const bool any_before = any || (!items_.list_.empty() && items_.list_.back().is_number());
    if (is_kind(k, language, NumberKind::ten)) {
      v.value += entry(k)->value;
      take(k);
      if (v.suffixed) return v;
      std::size_t unit = k + 1;
      // "doksan beş yüz otuz iki": the country's 90, then 532
      const bool country = language == WordLanguage::tr && !any_before && entry(k)->value == 90 &&
                           is_kind(unit, language, NumberKind::unit) && entry(unit)->value == 5 &&
                           is_kind(unit + 1, language, NumberKind::hundred);
      if (country) return v;
      if (language == WordLanguage::en && unit < tokens_.size() && tokens_[unit].sign == '-') ++unit;
      if (is_kind(unit, language, NumberKind::unit) && entry(unit)->value > 0) {
        v.value += entry(unit)->value;
        take(unit);
      } else if (language == WordLanguage::en && is_kind(unit, language, NumberKind::ordinal) &&
                 entry(unit)->value < 10) {
        v.value += entry(unit)->value;
        take(unit);
        v.ordinal = true;
      }
    } else if (is_kind(k, language, NumberKind::teen)) {
      v.value += entry(k)->value;
      take(k);
    } else if (is_kind(k, language, NumberKind::unit) && (!any || entry(k)->value > 0) &&
               (!any || linked || language != WordLanguage::en)) {  // "nine hundred one four six": 900 1 4 6
      v.value += entry(k)->value;
      take(k);
    }
    if (!any) return std::nullopt;
    if (language == WordLanguage::tr && v.suffixed) {
      const std::string suffix = rest(v.next - 1);
      v.ordinal = suffix.ends_with("nci") || suffix.ends_with("ncu");
    }
    return v;
  }

  std::optional<Value> composed(std::size_t i, WordLanguage language) const {
    if (is_kind(i, language, NumberKind::thousand)) {
      Value v{1000, i + 1};
      if (has_suffix(i)) return v;
      if (!is_zero(i + 1)) {
        if (const auto low = below_thousand(i + 1, language))
          return Value{1000 + low->value, low->next, low->suffixed, low->ordinal};
      }
      return v;
    }
    const auto high = below_thousand(i, language);
    if (!high || high->suffixed || high->value == 0 || high->ordinal) return high;
    if (!is_kind(high->next, language, NumberKind::thousand)) return high;
    // In the middle of a number that is dictated "yirmi altı bin dokuz yüz elli" is 26 1950.
    if (language == WordLanguage::tr && high->value > 10 && high->value < 100 && !has_suffix(high->next) &&
        !items_.list_.empty() && items_.list_.back().is_number() && items_.list_.back().spoken) {
      const auto low = below_thousand(high->next + 1, language);
      if (low && low->value >= 100 && !low->suffixed && is_number_word(low->next, language)) return high;
    }
    Value v{high->value * 1000, high->next + 1};
    std::size_t k = v.next;
    if (language == WordLanguage::en && entry(k) != nullptr && is(k, "and")) ++k;
    if (!is_zero(k)) {
      if (const auto low = below_thousand(k, language))
        return Value{v.value + low->value, low->next, low->suffixed, low->ordinal};
    }
    return v;
  }

  bool is_zero(std::size_t i) const {
    const Entry* e = entry(i);
    return e != nullptr && e->number == NumberKind::unit && e->value == 0;
  }

  // A German number below 100 in one word, or "zwei und vierzig".
  std::optional<Value> german_below_hundred(std::size_t i) const {
    const Entry* e = entry(i);
    if (e == nullptr || e->language != WordLanguage::de) return std::nullopt;
    if (e->number == NumberKind::unit && e->value > 0 && entry(i + 1) != nullptr && i + 2 < tokens_.size() &&
        is_kind(i + 2, WordLanguage::de, NumberKind::ten) && is(i + 1, "und")) {
      return Value{entry(i + 2)->value + e->value, i + 3};
    }
    if (e->number == NumberKind::unit || e->number == NumberKind::teen || e->number == NumberKind::ten)
      return Value{e->value, i + 1};
    if (e->number == NumberKind::ordinal) return Value{e->value, i + 1, false, true};
    return std::nullopt;
  }

  // "hundertdreiundzwanzig", "neunzehnhundertzweiundachtzig", "fünf hundert".
  std::optional<Value> german(std::size_t i) const {
    const Entry* e = entry(i);
    Value v{0, i};
    if (e->number == NumberKind::larger) {
      const std::string word = folded_token(i);
      const auto value = german_compound(word);
      if (!value) return std::nullopt;
      v = Value{*value, i + 1};
    } else if (e->number == NumberKind::hundred || e->number == NumberKind::thousand) {
      v = Value{e->value, i + 1};
    } else {
      const auto low = german_below_hundred(i);
      if (!low) return std::nullopt;
      if (low->ordinal || (!is_kind(low->next, WordLanguage::de, NumberKind::hundred) &&
                           !is_kind(low->next, WordLanguage::de, NumberKind::thousand))) {
        return low;
      }
      v = Value{low->value * entry(low->next)->value, low->next + 1};
    }
    const long free = v.value % 1000 == 0 ? 1000 : v.value % 100 == 0 ? 100 : 0;
    std::size_t k = v.next;
    if (entry(k) != nullptr && is(k, "und")) ++k;
    if (free > 0 && !is_zero(k) && entry(k) != nullptr && entry(k)->language == WordLanguage::de) {
      if (free == 1000 && entry(k)->number == NumberKind::larger) {
        if (const auto more = german(k); more && more->value < 1000) return Value{v.value + more->value, more->next};
      }
      if (const auto low = german_below_hundred(k)) {
        // "fünfhundert drei": one number; "hundert" alone is seldom followed by the next digit
        return Value{v.value + low->value, low->next, false, low->ordinal};
      }
    }
    return v;
  }

  static std::optional<long> german_compound(std::string_view word) {
    const Entry* e = Lexicon::instance().find(word);
    if (e == nullptr || e->language != WordLanguage::de || e->number == NumberKind::none) return std::nullopt;
    if (e->number != NumberKind::larger) {
      return e->number == NumberKind::unit || e->number == NumberKind::teen || e->number == NumberKind::ten
                 ? std::optional<long>(e->value)
                 : std::nullopt;
    }
    std::string_view tail = word.substr(e->text.size());
    if (tail.empty()) return e->value;
    if (tail.starts_with("und")) tail.remove_prefix(3);
    const auto low = german_compound(tail);
    if (!low || *low >= (e->value % 1000 == 0 ? 1000 : 100)) return std::nullopt;
    return e->value + *low;
  }

  // Signs of two words: "alt tire", "kuyruklu a", "at işareti".
  bool symbol() {
    const Token& t = tokens_[at_];
    if (!t.entry->is(Entry::kSignHead) || !is_ascii(items_.text_[t.begin])) return false;
    if (at_ + 1 >= tokens_.size() || tokens_[at_ + 1].kind != TokenKind::word) return false;
    const std::string a = folded_token(at_);
    if (a != t.entry->text) return false;
    const std::string b = folded_token(at_ + 1);
    char symbol = 0;
    if (a == "alt" && (b.starts_with("tire") || b.starts_with("cizgi"))) symbol = '_';
    if (a == "under" && b == "score") symbol = '_';
    if ((a == "at" || a == "et") && (b == "sign" || b.starts_with("isareti"))) symbol = '@';
    if ((a == "kuyruklu" || a == "guzel") && b == "a") symbol = '@';
    if ((a == "kisa" || a == "orta") && (b.starts_with("cizgi") || b == "tire")) symbol = '-';
    if (symbol == 0) return false;
    Item& item = push(TokenKind::word, at_, at_ + 2);
    item.entry = nullptr;
    item.symbol = symbol;
    item.spoken = true;
    return true;
  }

  // "A wie Anton", "S for Sugar", "D as in dog", "Ankara'nın A'sı": one letter.
  bool spelling() {
    const Token& t = tokens_[at_];
    const auto first_letter = [&](std::size_t i) {
      const std::string word = folded(items_.text_.substr(tokens_[i].begin, 2));
      return word.empty() ? '\0' : word[0];
    };
    const auto is_word = [&](std::size_t i) { return i < tokens_.size() && tokens_[i].kind == TokenKind::word; };
    std::size_t next = 0;
    if (is_word(at_ + 2) && entry(at_ + 1) != nullptr && entry(at_ + 1)->is(Entry::kSpelling) && is_single(at_)) {
      std::size_t i = at_ + 2;
      if (is_word(i + 1) && is(at_ + 1, "as") && is(i, "in")) ++i;
      if (tokens_[i].end - tokens_[i].begin > 2 && first_letter(i) == first_letter(at_)) next = i + 1;
    } else if (is_suffixed_letter(at_ + 1) && !is_single(at_) && first_letter(at_ + 1) == first_letter(at_)) {
      const std::string word = folded_token(at_);
      if (t.full_end > t.end || word.ends_with("nin") || word.ends_with("nun") || word.ends_with("in") ||
          word.ends_with("un"))
        next = at_ + 2;
    }
    if (next == 0) return false;
    const char letter = first_letter(at_);
    Item& item = push(TokenKind::word, at_, next);
    item.entry = nullptr;
    item.letter = letter;
    item.letter_sure = true;
    item.spoken = true;
    return true;
  }

  Items& items_;
  const std::vector<Token>& tokens_;
  std::size_t at_ = 0;
};

void Items::read(std::string_view text, const std::vector<Token>& tokens) {
  text_ = text;
  list_.clear();
  digits_.clear();
  Folder(*this, tokens).run();
}

int Items::value(const Item& item) const {
  if (item.digits_count > 6) return -1;
  int v = 0;
  for (const char c : digits(item)) v = v * 10 + (c - '0');
  return v;
}

std::size_t Items::at_or_after(std::size_t offset) const {
  const auto it = std::ranges::lower_bound(list_, offset, {}, &Item::begin);
  return static_cast<std::size_t>(it - list_.begin());
}

}  // namespace cxai::privacy
