#include "privacy/pieces.hpp"

#include <algorithm>

#include "privacy/checksums.hpp"
#include "privacy/context.hpp"
#include "privacy/numbers.hpp"

namespace cxai::privacy {
namespace {

using enum PiiType;

constexpr std::size_t kIdleTurns = 2;      // how many turns of other talk end a number
constexpr std::size_t kReadBackTurns = 8;  // how long short pieces count as repeated
constexpr std::size_t kKnownNumbers = 64;
constexpr std::size_t kLeastRepeated = 4;  // characters that count as repeated in any turn

std::size_t most_characters(PiiType type, std::string_view characters) {
  if (type == iban && characters.size() >= 2) {
    if (const std::size_t n = iban_length(characters.substr(0, 2)); n > 0) return n;
  }
  if (type == card) return 16;
  if (type == phone) {
    if (characters.starts_with("00")) return 15;
    if (characters.starts_with("0")) return 12;
    if (characters.starts_with("5")) return 10;
    return 13;
  }
  return most_digits(type);
}

void insert_sorted(std::vector<Find>& finds, Find find) {
  const auto at = std::ranges::lower_bound(finds, find.begin, {}, &Find::begin);
  if (at != finds.end() && at->begin < find.end) return;
  if (at != finds.begin() && std::prev(at)->end > find.begin) return;
  finds.insert(at, std::move(find));
}

}  // namespace

void Pieces::clear() {
  known_.clear();
  open_ = false;
  idle_ = turn_ = 0;
}

bool Pieces::is_complete(const Number& number) const {
  const std::string& c = number.characters;
  if (number.type == phone) {
    if (c.starts_with("05") || c.starts_with("07")) return c.size() >= 11;
    if (c.starts_with("5")) return c.size() >= 10;
    return c.size() >= 12;
  }
  return !is_code(number.type) && c.size() >= most_characters(number.type, c);
}

std::optional<PiiType> Pieces::known_code(std::string_view characters) const {
  static constexpr std::size_t kLeastCode = 6;
  if (characters.size() < kLeastCode) return std::nullopt;
  for (const Number& number : known_) {
    if (is_code(number.type) && (number.value == characters || number.characters == characters)) return number.type;
  }
  return std::nullopt;
}

std::size_t Pieces::expected() const {
  if (!open_ || is_code(known_.back().type) || is_complete(known_.back())) return 0;
  const Number& number = known_.back();
  const std::size_t most = most_characters(number.type, number.characters);
  return most > number.characters.size() ? most - number.characters.size() : 0;
}

void Pieces::add(std::vector<std::vector<Find>>& turns, std::size_t turn, const Piece& piece, Number& number) {
  for (auto& [held_turn, find] : number.held) {
    number.places.push_back({held_turn, find.begin});
    insert_sorted(turns[held_turn], std::move(find));
  }
  number.held.clear();
  number.places.push_back({turn, piece.begin});
  number.last_turn = turn;
  insert_sorted(turns[turn], {piece.begin, piece.end, number.type, number.value, std::nullopt, piece.spoken});
}

Pieces::Number* Pieces::repeated(const Piece& piece, bool numeric) {
  for (auto it = known_.rbegin(); it != known_.rend(); ++it) {
    std::string_view part = piece.characters;
    if (it->type == phone && part.starts_with('0') && it->characters.find(part) == std::string::npos)
      part.remove_prefix(1);
    if (it->characters.find(part) == std::string::npos) continue;
    const bool whole = it->characters.size() == piece.characters.size();
    const bool recent = turn_ - it->last_turn <= kReadBackTurns;
    if (whole && piece.characters.size() >= kLeastRepeated) return &*it;
    if (numeric && recent && piece.characters.size() >= (piece.leading ? 2U : 3U)) return &*it;
    if (recent && piece.characters.size() >= kLeastRepeated) return &*it;
  }
  return nullptr;
}

void Pieces::learn(const std::vector<Find>& finds, bool numeric) {
  for (const Find& find : finds) {
    if (most_digits(find.type) == 0 || find.value.size() < 3) continue;
    if (open_ && known_.back().type == find.type && known_.back().characters.find(find.value) != std::string::npos)
      continue;
    // An announced part that was taken for a whole: "dokuz yüz yedi elli iki" behind "sıfır beş yüz otuz".
    if (open_ && known_.back().type == find.type && !is_complete(known_.back()) && numeric &&
        (find.type == phone ? find.value.size() < 10 : is_code(find.type)) &&
        known_.back().characters.size() + find.value.size() <= most_characters(find.type, known_.back().characters)) {
      continue;  // joined by turn_ends
    }
    const auto same =
        std::ranges::find_if(known_, [&](const Number& n) { return n.type == find.type && n.value == find.value; });
    if (same != known_.end()) {
      same->last_turn = turn_;
      continue;
    }
    if (known_.size() == kKnownNumbers) known_.erase(known_.begin());
    Number number;
    number.type = find.type;
    number.characters = number.value = find.value;
    number.last_turn = turn_;
    open_ = numeric && find.spoken && (is_code(find.type) || (find.type == phone && find.value.size() < 10));
    if (open_) {
      number.value.clear();
      number.places.push_back({turn_, find.begin});
    }
    known_.push_back(std::move(number));
    idle_ = 0;
  }
}

void Pieces::turn_ends(std::vector<std::vector<Find>>& turns, const std::vector<Piece>& loose, bool numeric,
                       bool silent, std::optional<PiiType> asked) {
  std::vector<Find>& finds = turns[turn_];
  // Another number is what they speak of now.
  if (open_ && std::ranges::any_of(finds, [&](const Find& f) {
        return f.type != known_.back().type && (most_digits(f.type) > 0 || f.type == date_of_birth);
      })) {
    open_ = false;
  }
  // Finds of this turn that only go on with a number that is open already.
  if (open_ && numeric && !is_complete(known_.back())) {
    Number& number = known_.back();
    for (Find& find : finds) {
      const bool part = find.type == number.type && (find.type == phone ? find.value.size() < 10 : is_code(find.type));
      if (!part || find.value.empty()) continue;
      const bool again = number.characters.find(find.value) != std::string::npos;
      if (!again && number.characters.size() + find.value.size() > most_characters(number.type, number.characters))
        continue;
      if (!again) number.characters += find.value;
      for (auto& [held_turn, held] : number.held) {
        number.places.push_back({held_turn, held.begin});
        insert_sorted(turns[held_turn], std::move(held));
      }
      number.held.clear();
      number.places.push_back({turn_, find.begin});
      number.last_turn = turn_;
      idle_ = 0;
      find.value.clear();
    }
  }
  learn(finds, numeric);
  bool took = false;
  for (const Piece& piece : loose) {
    const std::size_t n = piece.characters.size();
    if (n < 2) continue;
    Number* number = repeated(piece, numeric || piece.leading);
    // Two digits of the number that is being said now, and by chance of an earlier one.
    if (number != nullptr && n < 3 && open_ && number != &known_.back() && numeric && piece.leading &&
        !is_complete(known_.back()))
      number = nullptr;
    Piece shorter;
    if (number == nullptr) {  // "dokuz yüz kırk bir sıfır sekiz | iki ürün var"
      for (std::size_t c = piece.cuts.size(); c-- > 0 && number == nullptr;) {
        if (piece.cuts[c].characters < kLeastRepeated) break;
        shorter = piece;
        shorter.end = piece.cuts[c].end;
        shorter.characters.resize(piece.cuts[c].characters);
        number = repeated(shorter, false);
      }
    }
    if (number != nullptr) {
      const Piece& again = shorter.characters.empty() ? piece : shorter;
      const bool held_only = !number->held.empty() && number->held.front().first == turn_;
      if (!held_only) {
        add(turns, turn_, again, *number);
        took = took || (open_ && number == &known_.back());
        continue;
      }
    }
    const bool fresh = piece.announced && (!open_ || (*piece.announced != known_.back().type && piece.adjacent));
    if (open_ && !fresh && !is_complete(known_.back()) && known_.back().last_turn < turn_) {
      Number& begun = known_.back();
      const bool fits = begun.characters.size() + n <= most_characters(begun.type, begun.characters);
      const bool goes_on = is_code(begun.type) ? numeric && piece.leading
                                               : numeric || (piece.announced && *piece.announced == begun.type);
      if (fits && goes_on) {
        begun.characters += piece.characters;
        add(turns, turn_, piece, begun);
        took = true;
        continue;
      }
    }
    if (piece.announced && most_digits(*piece.announced) > 0 && n <= most_digits(*piece.announced) &&
        (numeric || piece.adjacent)) {
      if (known_.size() == kKnownNumbers) known_.erase(known_.begin());
      Number fresh_number;
      fresh_number.type = *piece.announced;
      fresh_number.characters = piece.characters;
      fresh_number.held.push_back({turn_, {piece.begin, piece.end, fresh_number.type, {}, std::nullopt, piece.spoken}});
      fresh_number.last_turn = turn_;
      known_.push_back(std::move(fresh_number));
      open_ = took = true;
    }
  }
  if (open_) {
    if (asked && *asked != known_.back().type) open_ = false;
    idle_ = took || silent || numeric ? 0 : idle_ + 1;
    if (idle_ >= kIdleTurns) open_ = false;
  }
  ++turn_;
}

void Pieces::settle(std::vector<std::vector<Find>>& turns) {
  for (const Number& number : known_) {
    if (number.places.empty()) continue;
    std::string value = !number.value.empty()  ? number.value
                        : number.type == phone ? phone_value(number.characters)
                                               : number.characters;
    std::optional<bool> checksum;
    if (number.type == tckn) checksum = is_valid_tckn(number.characters);
    if (number.type == vkn) checksum = is_valid_vkn(number.characters);
    if (number.type == card) checksum = passes_luhn(number.characters);
    if (number.type == iban) checksum = is_valid_iban(number.characters);
    for (const Place& place : number.places) {
      const auto at = std::ranges::lower_bound(turns[place.turn], place.begin, {}, &Find::begin);
      if (at == turns[place.turn].end() || at->begin != place.begin || at->type != number.type) continue;
      at->value = value;
      at->checksum = checksum;
    }
  }
}

}  // namespace cxai::privacy
