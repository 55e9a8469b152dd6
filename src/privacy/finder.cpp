#include "privacy/finder.hpp"

#include <algorithm>

#include "privacy/checksums.hpp"
#include "privacy/dates.hpp"
#include "privacy/mail.hpp"
#include "privacy/numbers.hpp"

namespace cxai::privacy {
namespace {

using enum PiiType;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Words that may stand in front of an answer.
constexpr std::uint64_t kSmallTalk = Entry::kFiller | Entry::kAnswer | Entry::kFunction | Entry::kIs;

// Finds of one turn, item by item.
class Turn {
 public:
  Turn(const Items& items, Context& context, DigitRun& run, CodeRun& code, const std::vector<Find>& ahead,
       std::vector<Piece>& loose, std::vector<Find>& out, const Pieces& pieces, std::vector<std::string>& births,
       bool accounts)
      : items_(items),
        context_(context),
        run_(run),
        code_(code),
        ahead_(ahead),
        loose_(loose),
        out_(out),
        pieces_(pieces),
        expected_(pieces.expected()),
        births_(births),
        accounts_(accounts) {}

  void read() {
    if (accounts_) {
      for (std::size_t i = 1; i < items_.size(); ++i) {
        if (is_user_behind(i)) last_user_behind_ = i;
      }
    }
    std::size_t ahead = 0;
    while (at_ < items_.size()) {
      const std::size_t next_find = ahead < ahead_.size() ? ahead_[ahead].begin : items_.text().size();
      if (here().inert && here().end <= next_find && at_ >= last_user_behind_ && !context_.is_account_open()) {
        words_before_ = words_before_ || !here().is(kSmallTalk);
        context_.pass_word(here().entry);
        ++at_;
        continue;
      }
      while (ahead < ahead_.size() && ahead_[ahead].begin < items_[at_].begin) ++ahead;
      if (ahead < ahead_.size() && ahead_[ahead].begin < items_[at_].end) {
        take(ahead_[ahead++]);
        continue;
      }
      const std::size_t stop = ahead < ahead_.size() ? ahead_[ahead].begin : items_.text().size();
      if (may_begin() && find_here(stop)) {
        take(best_);
        continue;
      }
      if (at_ >= loose_until_) loose_until_ = note_loose(stop);
      if (here().is_word() && !here().is(kSmallTalk)) words_before_ = true;
      context_.pass(items_, at_);
      ++at_;
    }
  }

  std::size_t number_items() const { return number_items_; }

 private:
  const Item& here() const { return items_[at_]; }

  void take(const Find& find) {
    context_.found(find.type);
    if (find.type == date_of_birth) {
      if (find.value.size() == 4) context_.open(date_of_birth, true);  // the day may follow
      if (find.value.size() == 10) births_.push_back(find.value);
    }
    const std::size_t next = items_.at_or_after(find.end, at_);
    number_items_ += next - at_;
    at_ = std::max(at_ + 1, next);
    out_.push_back(find);
  }

  bool may_begin() const {
    const Item& item = here();
    switch (item.kind) {
      case TokenKind::number:
      case TokenKind::mixed:
        return at_ == 0 || item.begin == 0 || items_[at_ - 1].end != item.begin ||
               items_[at_ - 1].kind == TokenKind::sign;
      case TokenKind::sign:
        return item.sign == '+' || item.sign == '(' || item.sign == ':' || item.sign == '#';
      case TokenKind::word:
        // "ve 42 HE 990"
        if (item.end - item.begin == 2 && item.is(Entry::kFunction) && item.entry->text != "de" &&
            at_ + 1 < items_.size() && items_[at_ + 1].is_number() && !items_[at_ + 1].spoken && !item.all_capitals)
          return false;
        return item.letter != 0 || item.symbol == '+' || item.symbol == '@' || item.all_capitals ||
               item.end - item.begin == 2 || at_ < last_user_behind_ || context_.is_account_open() ||
               (item.entry != nullptr && item.entry->month != 0) ||
               (at_ + 1 < items_.size() && items_[at_ + 1].sign == ':') ||
               (item.entry != nullptr && item.entry->number == NumberKind::repeat);
      case TokenKind::url:
      case TokenKind::placeholder:
        return false;
    }
    return false;
  }

  // Of equally long ones the first offered stays.
  void offer(Find find) {
    if (find.end > stop_ || (found_ && find.end <= best_.end)) return;
    best_ = std::move(find);
    found_ = true;
  }

  bool find_here(std::size_t stop) {
    found_ = false;
    stop_ = stop;
    ip_here();
    if (leads_to_digits()) codes_here();
    if (here().is_number() || here().sign == '+' || here().sign == '(' || here().symbol == '+') numbers_here();
    date_here();
    if (context_.is_postcode_open()) {
      Find find;
      if (read_postcode(items_, at_, find)) offer(std::move(find));
    }
    if (context_.is_account_open()) {
      Find find = read_user_name(items_, at_, context_.is_account_adjacent());
      if (!find.value.empty()) offer(std::move(find));
    } else if (at_ < last_user_behind_ && !found_) {
      Find find = read_user_name(items_, at_, true);
      if (find.value.empty()) find = read_plain_user_name(items_, at_);
      if (!find.value.empty() && is_user_behind(items_.at_or_after(find.end))) offer(std::move(find));
    }
    return found_;
  }

  // "… kullanıcı adıyla", "… is my username", "… das ist der Benutzername"
  bool is_user_behind(std::size_t i) const {
    const auto entry = [&](std::size_t k) -> const Entry* {
      return k < items_.size() && items_[k].is_word() ? items_[k].entry : nullptr;
    };
    const Entry* first = entry(i);
    if (first == nullptr) return false;
    if (first->text == "kullanici" && i + 1 < items_.size() && items_[i + 1].is_word()) {
      const std::string name = folded(items_.text_of(items_[i + 1]));
      return name == "adiyla" || name == "adli" || name == "adindan" || name == "adimla" || name == "ismiyle";
    }
    bool is = false;
    for (std::size_t k = i; entry(k) != nullptr && k < i + 5; ++k) {
      if (entry(k)->is(Entry::kAccount)) return is;
      is = is || entry(k)->is(Entry::kIs);
      if (!entry(k)->is(Entry::kIs | Entry::kFunction | Entry::kOwn)) return false;
    }
    return false;
  }

  bool is_unit(std::size_t i) const {
    if (i >= items_.size()) return false;
    const Item& item = items_[i];
    if (item.is(Entry::kUnit) && !item.line_before) return true;
    if (item.kind != TokenKind::sign) return false;
    const std::string_view text = items_.text_of(item);
    return text == "%" || text == "€" || text == "$" || text == "£" || text == "₺" || text == "°";
  }
  bool is_amount(std::size_t next) const {
    if (is_unit(next)) return true;
    if (at_ == 0) return false;
    const std::string_view before = items_.text_of(items_[at_ - 1]);
    return before == "€" || before == "$" || before == "£" || before == "₺" || before == "%";
  }

  void read_run_here() {
    if (run_at_ == at_) return;
    read_digit_run(items_, at_, run_);
    run_at_ = at_;
  }

  void numbers_here() {
    read_run_here();
    if (run_.digits.size() <= expected_ && run_.digits.size() >= 2) return;
    for (std::size_t taken = run_.groups.size(); taken > 0; --taken) {
      const DigitRun::Group& group = run_.groups[taken - 1];
      const std::size_t last = group.end;
      const std::size_t end = extension_end(last);
      if (!group.spoken && !is_number_end(items_.text(), end)) continue;
      if (run_.has_open_bracket(taken)) continue;
      const bool amount = is_amount(items_.at_or_after(end, at_));
      const auto number = recognise_number(run_, taken, context_, amount, at_ < loose_until_);
      if (!number || (end != last && number->type != phone)) continue;
      offer({run_.begin, end, number->type, number->value, number->checksum, run_.is_spoken(taken)});
      return;
    }
  }

  // "x851" right behind a telephone number.
  std::size_t extension_end(std::size_t end) const {
    const std::string_view text = items_.text();
    if (end + 1 >= text.size() || text[end] != 'x' || !is_digit(text[end + 1])) return end;
    ++end;
    while (end < text.size() && is_digit(text[end])) ++end;
    return end;
  }

  void ip_here() {
    const std::string_view text = items_.text();
    const std::size_t begin = here().begin;
    if (here().is_number() && here().spoken) return spoken_ip();
    if (here().is_number() && !context_.is_version()) {
      std::size_t end = begin;
      while (end < text.size() &&
             (is_digit(text[end]) || (text[end] == '.' && end + 1 < text.size() && is_digit(text[end + 1]))))
        ++end;
      const bool inner = begin > 0 && (text[begin - 1] == '.' || text[begin - 1] == ',');
      if (!inner && is_ipv4(text.substr(begin, end - begin)) && is_number_end(text, end))
        offer({begin, end, ip, std::string(text.substr(begin, end - begin)), std::nullopt, false});
      else if (at_ + 2 < items_.size() && items_[at_ + 1].symbol == '.' && items_[at_ + 1].spoken)
        spoken_ip();
    }
    const std::size_t colon = here().end;
    if (here().sign != ':' && (colon >= text.size() || text[colon] != ':')) return;
    std::size_t end = begin;
    while (end < text.size() && (is_digit(text[end]) || text[end] == ':' || (text[end] >= 'a' && text[end] <= 'f') ||
                                 (text[end] >= 'A' && text[end] <= 'F'))) {
      ++end;
    }
    while (end > begin && text[end - 1] == ':') --end;
    if (!is_ipv6(text.substr(begin, end - begin)) || !is_number_end(text, end)) return;
    offer({begin, end, ip, folded(text.substr(begin, end - begin)), std::nullopt, false});
  }

  // "yüz doksan iki nokta yüz altmış sekiz nokta bir nokta otuz dört"
  void spoken_ip() {
    const bool undotted = context_.is_adjacent(ip);  // "ipsi yüz doksan iki yüz altmış sekiz …"
    std::string value;
    std::size_t i = at_;
    std::size_t end = 0;
    bool spoken = false;
    for (int part = 0; part < 4; ++part) {
      std::string digits;
      while (i < items_.size() && items_[i].is_number() && digits.size() < 3 &&
             (digits.empty() || digits.size() + items_[i].digits_count <= 3) && !(undotted && !digits.empty())) {
        digits += items_.digits(items_[i]);
        spoken = spoken || items_[i].spoken;
        end = items_[i++].end;
      }
      if (digits.empty() || digits.size() > 3) return;
      value += digits;
      if (part == 3) break;
      if (undotted && i < items_.size() && items_[i].symbol != '.') {
        value += '.';
        continue;
      }
      if (i >= items_.size() || items_[i].symbol != '.') return;
      spoken = spoken || items_[i].spoken;
      value += '.';
      ++i;
    }
    if (spoken && is_ipv4(value)) offer({here().begin, end, ip, value, std::nullopt, true});
  }

  // Whether a code that begins here may have a digit, which all have: one stands behind words and signs that codes go
  // on over. What was seen of them holds for all of them.
  bool leads_to_digits() {
    if (!here().is_word()) return here().kind != TokenKind::sign || here().sign == '#';
    if (at_ >= code_words_until_) {
      code_words_until_ = at_ + 1;
      while (code_words_until_ < items_.size() && may_go_on_over(items_[code_words_until_])) ++code_words_until_;
    }
    return code_words_until_ < items_.size() &&
           (items_[code_words_until_].is_number() || items_[code_words_until_].kind == TokenKind::mixed);
  }

  void codes_here() {
    const bool hash = here().sign == '#';
    const std::size_t start = hash ? at_ + 1 : at_;
    if (start >= items_.size() || (hash && items_[start].space_before)) return;
    read_code_run(items_, start, code_);
    if (code_.parts.empty()) return;
    if (!hash) {
      if (const auto found = read_iban(items_, code_, context_.is_open(iban)))
        offer({here().begin, found->end, iban, found->value, found->valid, found->spoken});
      const bool named = is_plate_behind();
      const PiiType* other = context_.announced_code(true);
      const bool another = other != nullptr && context_.is_adjacent(*other) && !context_.is_open(plate) && !named &&
                           (!context_.is_only_noun(*other) || has_dash(code_.parts.size()));
      if (another) return announced_code(hash);
      if (const auto found = read_plate(items_, code_, context_.is_open(plate) || named))
        offer({here().begin, found->end, plate, found->value, std::nullopt, found->spoken});
    }
    announced_code(hash);
  }

  bool is_plate_behind() const {
    const std::size_t next = code_.parts.back().item + 1;
    return next < items_.size() && items_[next].is_word() && items_[next].entry != nullptr &&
           items_[next].entry->announces == plate && items_[next].entry->text == "plaka";
  }

  bool is_tail_to_trim(std::size_t taken) const {
    const CodeRun::Part& part = code_.parts[taken - 1];
    if (!part.letter || part.sure || part.tight) return false;
    const std::string_view text = items_.text_of(items_[part.item]);
    if (text.size() == 1 && std::string_view("aeiou").find(text[0]) == std::string_view::npos) return false;
    return taken < 2 || !code_.parts[taken - 2].letter || part.spoken;
  }

  // A code without a form of its own, said to be one before or after it.
  void announced_code(bool hash) {
    turkish_passport();
    const PiiType* open = context_.announced_code(true);
    // "tax number (VKN) is …": what was said last has a form of its own
    const PiiType* last_said = context_.announced();
    const std::size_t all_digits = code_.digits(code_.parts.size());
    if (last_said != nullptr && ((*last_said == vkn && all_digits == 10) || (*last_said == tckn && all_digits == 11)))
      return;
    const bool answers = last_said != nullptr && context_.is_adjacent(*last_said);
    const std::string_view text = items_.text();
    const std::size_t begin = hash ? here().begin : code_.parts[0].begin;
    if (begin > 0 && !code_.parts[0].spoken && (text[begin - 1] == '.' || text[begin - 1] == ',') && begin > 1 &&
        is_digit(text[begin - 2]))
      return;
    const CodeRun::Part& head = code_.parts[0];
    const bool adjacent = open != nullptr && context_.is_adjacent(*open);
    const bool lone_letter = head.letter && !head.sure && (code_.parts.size() < 2 || !code_.parts[1].letter);
    if (lone_letter && !adjacent) return;
    if (lone_letter && items_[head.item].end - items_[head.item].begin > 1 && head.spoken &&
        !(open != nullptr && *open == passport))
      return;
    for (std::size_t taken = code_.parts.size(); taken > 0; --taken) {
      const CodeRun::Part& last = code_.parts[taken - 1];
      const std::size_t digits = code_.digits(taken);
      const std::size_t size = last.length;
      if (digits == 0 || size > 24 || is_tail_to_trim(taken)) continue;
      if (!last.spoken && !is_number_end(text, last.end)) continue;
      const std::size_t next = items_.at_or_after(last.end, at_);
      const bool mixed = digits < size || has_dash(taken);
      if (const auto known = pieces_.known_code(code_.first(taken)); known && digits >= 4) {
        offer({begin, last.end, *known, std::string(code_.first(taken)), std::nullopt, code_.is_spoken(taken)});
        return;
      }
      if (open != nullptr && is_dialled(taken, *open)) return;
      // "hasar için KS-7712 no'lu poliçem": the name behind it says more than a noun alone in front
      const bool named_behind = open != nullptr && context_.is_only_mixed(*open) && size >= 4 && digits >= 3 &&
                                named_after(items_, next) != nullptr;
      if (open != nullptr && !named_behind) {
        const bool noun = context_.is_only_noun(*open);
        const bool only_mixed = context_.is_only_mixed(*open);
        const bool enough =
            only_mixed ? (mixed && digits >= 4 && size >= 5 && !code_.is_spoken(taken))
            : noun     ? digits >= 5 || (mixed && ((digits >= 4 && size >= 5) || (digits >= 3 && size >= 6)))
                       : digits >= 5 ||
                         (size >= 4 && ((digits >= 3 && (adjacent || mixed)) || (digits >= 2 && adjacent && mixed)));
        const bool booking = !only_mixed && taken == 1 && digits >= 1 && size >= 5 && size <= 8 &&
                             items_[head.item].kind == TokenKind::mixed && items_[head.item].all_capitals &&
                             (adjacent || noun);  // "PNR QX7Z4P"
        const bool wordy = digits * 3 < size && !adjacent;
        const bool identity = noun && size == 11 && digits == 11 && is_valid_tckn(code_.first(taken));
        if (!identity && (booking || (enough && !wordy)) && !is_amount(next) && !is_date(last.end)) {
          offer({begin, last.end, *open, std::string(code_.first(taken)), std::nullopt, code_.is_spoken(taken)});
          return;
        }
        // "order no 5": answered, though by nothing that names anyone
        if (adjacent && !noun && code_.parts.size() == 1 && !last.spoken && size < 3) context_.close(*open);
      }
      if (size >= 4 && digits >= 3) {
        if (const PiiType* type = answers ? nullptr : named_after(items_, next);
            type != nullptr && fits(*type, taken)) {
          offer({begin, last.end, *type, std::string(code_.first(taken)), std::nullopt, code_.is_spoken(taken)});
          return;
        }
        // "M7741902 siparişini", "4410098 aboneliği"
        const Entry* noun = next < items_.size() && items_[next].is_word() ? items_[next].entry : nullptr;
        const bool telling = noun != nullptr && (noun->text == "siparis" || noun->text == "abone" ||
                                                 noun->text == "police" || noun->text == "abonelig");
        if (telling && ((digits < size && size >= 6) || digits >= 7)) {
          offer({begin, last.end, *noun->noun, std::string(code_.first(taken)), std::nullopt, code_.is_spoken(taken)});
          return;
        }
      }
    }
  }

  // "U 14 906 552"
  void turkish_passport() {
    if (!here().all_capitals && here().kind != TokenKind::mixed) return;
    for (std::size_t taken = code_.parts.size(); taken > 0; --taken) {
      const std::string_view c = code_.first(taken);
      const CodeRun::Part& last = code_.parts[taken - 1];
      if (c.size() != 9 || c[0] != 'U' || code_.digits(taken) != 8 || !is_number_end(items_.text(), last.end)) continue;
      offer({here().begin, last.end, passport, std::string(c), std::nullopt, code_.is_spoken(taken)});
      return;
    }
  }

  // What a name behind a number says must fit the number's length.
  bool fits(PiiType type, std::size_t taken) const {
    const std::size_t digits = code_.digits(taken);
    const std::size_t size = code_.parts[taken - 1].length;
    switch (type) {
      case tckn:
        return digits == 11 && size == 11;
      case vkn:
        return digits == 10 && size == 10;
      case card:
        return size == digits && digits >= 13 && digits <= 19;
      case phone:
        return size == digits && digits >= 7;
      case order_no:
      case customer_no:
      case policy_no:
      case other_id:
      case passport:
        return true;
      case person:
      case iban:
      case cvv:
      case email:
      case address:
      case date_of_birth:
      case plate:
      case username:
      case ip:
        return false;
    }
    return false;
  }

  bool has_dash(std::size_t taken) const {
    return std::any_of(code_.parts.begin() + 1, code_.parts.begin() + static_cast<std::ptrdiff_t>(taken),
                       [](const CodeRun::Part& p) { return p.tight; });
  }

  bool is_date(std::size_t end) const {
    const auto date = read_date(items_, at_, false);
    return date && date->end == end && date->value.size() > 6 && !context_.is_open(date_of_birth);
  }

  // A Turkish mobile number is one even where a code was asked for a while ago.
  bool is_dialled(std::size_t taken, const PiiType& type) const {
    if (context_.is_adjacent(type) && context_.announced_here(type)) return false;
    const std::string_view c = code_.first(taken);
    return c.size() == 11 && c.starts_with("05") && code_.digits(taken) == 11;
  }

  void date_here() {
    const Item& item = here();
    const bool announced = context_.is_open(date_of_birth);
    const bool may =
        item.is_number() || (item.entry != nullptr && item.entry->month != 0) || item.kind == TokenKind::mixed;
    if (!may || (!announced && item.kind == TokenKind::mixed)) return;
    const bool of_papers = context_.is_near(tckn);
    if (!announced && !of_papers && births_.empty() && !is_birth_near()) return;
    auto date = read_date(items_, at_, announced);
    bool behind = false;
    if (!announced) {
      if (!date || !is_birth_behind(date->next)) {
        date = read_date(items_, at_, true);  // "seksen iki doğumluyum"
      }
      behind = date && (is_birth_behind(date->next) || is_known_birth(*date) || (of_papers && is_adult(*date)));
    }
    if (!date || (!announced && !behind)) return;
    const bool short_year = date->value.size() == 4 && date->spoken;
    if (short_year && !behind && !context_.is_adjacent(date_of_birth)) return;
    if (date->value.size() <= 6 && (is_unit(date->next) || (behind && !is_birth_behind(date->next)))) return;
    offer({item.begin, date->end, date_of_birth, date->value, std::nullopt, date->spoken});
  }

  bool is_known_birth(const DateFind& date) const {
    return date.value.size() == 10 && std::ranges::find(births_, date.value) != births_.end();
  }
  // Papers of identity carry it; the days they are issued and end lie later.
  static bool is_adult(const DateFind& date) {
    static constexpr std::string_view kLast = "2008";
    return date.value.size() == 10 && date.value < kLast;
  }

  bool is_birth(std::size_t i) const {
    return i < items_.size() && items_[i].is_word() && items_[i].entry != nullptr &&
           items_[i].entry->announces == date_of_birth;
  }
  bool is_birth_behind(std::size_t i) const {
    if (is_birth(i)) return true;
    if (i + 1 < items_.size() && items_[i].is(Entry::kBirth) && items_[i + 1].is(Entry::kDateNoun)) return true;
    // "am elften Mai … geboren", "bin ich geboren"
    for (std::size_t k = i; k < items_.size() && k < i + 6 && items_[k].is_word(); ++k) {
      if (is_birth(k) && (items_[k].entry->text == "geboren" || items_[k].entry->text.starts_with("dog"))) return true;
      if (items_[k].is(Entry::kBirth)) return true;
      if (!(items_[k].is(Entry::kFunction | Entry::kDateNoun | Entry::kOwn | Entry::kIs | Entry::kTown))) return false;
    }
    return false;
  }
  // Whether a look at what stands behind is worth it.
  bool is_birth_near() const {
    for (std::size_t k = at_; k < items_.size() && k < at_ + 14; ++k) {
      if (is_birth(k) || items_[k].is(Entry::kBirth)) return true;
    }
    return false;
  }

  // Remembers digits that no rule took; returns the item behind them.
  std::size_t note_loose(std::size_t stop) {
    const Item& item = here();
    if (!item.is_number() || item.ordinal) {
      if (context_.is_open(iban) && item.is_word() && (item.letter != 0 || item.end - item.begin == 2))
        return note_iban_head();
      return at_ + 1;
    }
    read_run_here();
    if (run_.groups.empty()) return at_ + 1;
    std::size_t taken = run_.groups.size();
    while (taken > 0 && run_.groups[taken - 1].end > stop) --taken;
    if (taken == 0) return at_ + 1;
    const DigitRun::Group& last = run_.groups[taken - 1];
    const std::size_t next = last.item + 1;
    number_items_ += taken;
    const bool clock = at_ > 0 && items_[at_ - 1].is(Entry::kClock);
    const bool decimal = !last.spoken && !is_number_end(items_.text(), last.end);
    if (is_amount(next) || clock || decimal || run_.digits.size() > 19) return next;
    Piece piece;
    piece.leading = !words_before_;
    piece.begin = run_.begin;
    piece.end = last.end;
    piece.characters = run_.first(taken);
    piece.spoken = run_.is_spoken(taken);
    for (std::size_t g = 1; g <= taken; ++g) piece.cuts.push_back({run_.groups[g - 1].end, run_.first(g).size()});
    if (const PiiType* type = context_.announced()) {
      piece.announced = *type;
      piece.adjacent = context_.is_adjacent(*type);
    } else if (context_.is_number_open() && (piece.characters.starts_with("0") || piece.characters.starts_with("5"))) {
      piece.announced = phone;
      piece.adjacent = context_.is_number_adjacent();
    }
    // "sıfır beş yüz otuz yedi": nothing else begins so.
    const bool head = (piece.characters.size() == 4 && piece.characters.starts_with("05")) ||
                      (piece.characters.size() == 6 && piece.characters.starts_with('5') && taken == 2);
    if ((!piece.announced || !piece.adjacent || !context_.announced_here(*piece.announced)) && piece.spoken && head) {
      piece.announced = phone;
      piece.adjacent = true;
    }
    loose_.push_back(std::move(piece));
    return next;
  }

  std::size_t note_iban_head() {
    read_code_run(items_, at_, code_);
    const auto head = read_iban_head(items_, code_);
    if (!head) return at_ + 1;
    Piece piece;
    piece.begin = here().begin;
    piece.end = head->end;
    piece.characters = head->value;
    piece.spoken = head->spoken;
    piece.announced = iban;
    piece.adjacent = true;
    loose_.push_back(std::move(piece));
    const std::size_t next = items_.at_or_after(head->end);
    number_items_ += next - at_;
    return next;
  }

  const Items& items_;
  Context& context_;
  DigitRun& run_;
  CodeRun& code_;
  const std::vector<Find>& ahead_;
  std::vector<Piece>& loose_;
  std::vector<Find>& out_;
  const Pieces& pieces_;
  std::size_t expected_;  // how many characters a number begun in an earlier turn lacks
  std::size_t at_ = 0;
  std::size_t stop_ = 0;
  std::size_t run_at_ = static_cast<std::size_t>(-1);  // the item that run_ begins at
  std::size_t number_items_ = 0;
  std::size_t code_words_until_ = 0;  // behind the words and signs that a code may go on over
  std::size_t loose_until_ = 0;       // behind the digits that no rule took
  std::vector<std::string>& births_;
  bool accounts_;                     // the turn speaks of a user's account
  std::size_t last_user_behind_ = 0;  // where the last word stands that calls what is before it a user's name; 0: none
  bool found_ = false;
  bool words_before_ = false;  // something was said in this turn before
  Find best_;
};

// What is said of turns with little else than digits.
constexpr int kFewWords = 3;
constexpr int kSilentWords = 4;

}  // namespace

std::vector<std::vector<Find>> Finder::find(std::span<const std::string_view> turns) {
  context_ = Context();
  pieces_.clear();
  births_.clear();
  std::vector<std::vector<Find>> all(turns.size());
  for (std::size_t t = 0; t < turns.size(); ++t) {
    loose_.clear();
    const Contents contents = scan(turns[t], tokens_);
    const bool near = context_.is_address_near();
    const bool look = contents.digits || contents.at || contents.number_words > 0 || contents.account_words ||
                      contents.symbol_words || context_.is_account_open();
    std::size_t numbers = 0;
    if (look) {
      items_.read(turns[t], tokens_);
      ahead_.clear();
      if (contents.at || contents.symbol_words) find_mail(items_, ahead_);
      const std::size_t mails = ahead_.size();
      if (contents.digits || contents.number_words > 0) find_addresses(items_, near, ahead_);
      if (mails > 0 && ahead_.size() > mails) std::ranges::stable_sort(ahead_, {}, &Find::begin);
      Turn turn(items_, context_, run_, code_, ahead_, loose_, all[t], pieces_, births_, contents.account_words);
      turn.read();
      numbers = turn.number_items();
    } else {
      for (const Token& token : tokens_) context_.pass(token);
    }
    const int words = context_.content_words();
    const bool numeric = numbers > 0 && words <= std::max(kFewWords, static_cast<int>(numbers));
    const bool silent = words <= kSilentWords && all[t].empty() && loose_.empty();
    std::optional<PiiType> asked;
    if (const PiiType* type = context_.announced(); type != nullptr && context_.announced_here(*type)) asked = *type;
    pieces_.turn_ends(all, loose_, numeric, silent, asked);
    context_.turn_ends(silent || numeric);
  }
  pieces_.settle(all);
  return all;
}

std::vector<Find> Finder::find(std::string_view text) {
  return std::move(find(std::span(&text, 1)).front());
}

}  // namespace cxai::privacy
