#include "privacy/address.hpp"

#include <algorithm>
#include <array>

#include "privacy/code_run.hpp"

namespace cxai::privacy {
namespace {

bool ends_with_any(std::string_view word, std::initializer_list<std::string_view> endings, std::size_t more) {
  return std::ranges::any_of(endings, [&](std::string_view e) {
    return word.size() >= e.size() + more && word.back() == e.back() && word.ends_with(e);
  });
}

// What a German street's name ends in; `sure` when hardly anything else does.
bool is_german_street(const std::string& word, bool& sure) {
  static constexpr std::string_view kOthers[] = {
      "parkplatz",        "arbeitsplatz",  "sitzplatz", "stellplatz",  "stehplatz",    "spielplatz",
      "flugplatz",        "platz",         "weg",       "umweg",       "hinweg",       "ruckweg",
      "heimweg",          "unterwegs",     "anhieb",    "ring",        "damm",         "hof",
      "bahnhof",          "friedhof",      "bahnsteig", "gleis",       "ufer",         "vordersitzplatz",
      "ausbildungsplatz", "speicherplatz", "tagebau",   "burgersteig", "fensterplatz", "campingplatz",
      "anstieg",          "studienplatz",  "keinesweg", "hering",      "gering",       "lehrgang",
      "neuwagen",         "marktplatzring"};
  if (ends_with_any(word, {"strasse", "strase"}, 2)) return sure = true;
  if (ends_with_any(word, {"allee"}, 4)) return sure = true;
  if (ends_with_any(word, {"gasse"}, 3) && word != "sackgasse") return sure = true;
  if (word.ends_with("str") && word.size() >= 6) return sure = true;
  sure = false;
  return ends_with_any(word, {"weg",      "platz", "allee", "gasse",   "ring",      "damm",   "ufer",
                              "chaussee", "steig", "stieg", "pfad",    "promenade", "graben", "markt",
                              "zeile",    "anger", "hang",  "bruecke", "brucke",    "twiete", "kamp"},
                       3) &&
         std::ranges::find(kOthers, word) == std::end(kOthers);
}

// A quick look whether the last letters are those of is_german_street.
bool may_end_like_street(std::string_view word) {
  struct Tail {
    std::array<std::uint32_t, 128> last_but_one{};  // letters that may stand in front of the last
    std::array<std::uint32_t, 128> last_but_two{};
  };
  static constexpr Tail kTail = [] {
    Tail tail;
    for (const std::string_view e : {"sse", "ase", "lee", "str", "weg", "atz", "ing", "amm", "fer", "see", "eig",
                                     "ieg", "fad", "ade", "ben", "rkt", "ile", "ger", "ang", "cke", "ete", "amp"}) {
      for (const char last : {e[2], static_cast<char>(e[2] ^ 0x20)}) {
        tail.last_but_one[static_cast<std::size_t>(last)] |= 1U << (e[1] & 0x1F);
        tail.last_but_two[static_cast<std::size_t>(last)] |= 1U << (e[0] & 0x1F);
      }
    }
    return tail;
  }();
  const std::size_t n = word.size();
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(word[n - k]); };
  if (byte(1) >= 0x80) return false;
  if (byte(2) >= 0x80 || byte(3) >= 0x80) return kTail.last_but_one[byte(1)] != 0;
  return (kTail.last_but_one[byte(1)] >> (byte(2) & 0x1F) & 1U) != 0 &&
         (kTail.last_but_two[byte(1)] >> (byte(3) & 0x1F) & 1U) != 0;
}

// A quick look whether a word is "Straße", "Weg", "am", "zur" … (Reader::german).
bool may_name_street(std::string_view word) {
  const char initial = static_cast<char>(word[0] | 0x20);
  if (std::string_view("sawpgriuz").find(initial) == std::string_view::npos) return false;
  static constexpr std::string_view kWords[] = {"am",  "an",   "im",    "str",   "weg",   "zum",   "zur",
                                                "auf", "ring", "allee", "platz", "gasse", "unter", "strasse"};
  return std::ranges::any_of(
      kWords, [&](std::string_view w) { return w[0] == initial && w.size() <= word.size() && is_folded(word, w); });
}

class Reader {
 public:
  Reader(const Items& items, bool near) : items_(items), near_(near) {}

  void run(std::vector<Find>& out) {
    static constexpr std::size_t kDoorWithin = 7;
    static constexpr std::uint64_t kAnchors =
        Entry::kLives | Entry::kQuarter | Entry::kStreet | Entry::kWeakStreet | Entry::kEstate;
    std::size_t door = 0;  // the next item that may be a door's number
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      if (door <= i) {
        door = i + 1;
        while (door < items_.size() && !items_[door].is_number() && items_[door].kind != TokenKind::mixed) ++door;
      }
      const bool has_door = door < items_.size() && door <= i + kDoorWithin;
      if (!has_door && !item.is(kAnchors)) continue;
      if (item.is(Entry::kLives)) near_ = true;
      std::size_t end = 0;
      std::size_t begin = 0;
      if (is_turkish_anchor(i) || (item.is(Entry::kEstate) && item.full_end == item.end && has_door_behind(i))) {
        turkish(i, begin, end);
      } else if (item.is(Entry::kStreet | Entry::kWeakStreet)) {
        english(i, begin, end);
      }
      if (end == 0 && item.is_word() && has_door) german(i, begin, end);
      if (end == 0 || end <= begin || begin < from_) continue;
      push(begin, end, out);
      from_ = end;
      i = end - 1;
    }
  }

 private:
  void push(std::size_t begin, std::size_t end, std::vector<Find>& out) {
    Find find;
    find.begin = items_[begin].begin;
    find.end = items_[end - 1].end;
    find.type = PiiType::address;
    for (std::size_t i = begin; i < end; ++i) {
      const Item& item = items_[i];
      find.spoken = find.spoken || (item.is_number() && item.spoken && !item.ordinal);
      if (item.kind == TokenKind::sign) continue;
      if (!find.value.empty()) find.value += ' ';
      find.value += item.is_number() ? std::string(items_.digits(item)) : folded(items_.text_of(item));
    }
    out.push_back(std::move(find));
  }

  bool word(std::size_t i, std::string_view text) const {
    if (i >= items_.size() || !items_[i].is_word()) return false;
    const std::string_view here = items_.text_of(items_[i]);
    return here.size() >= text.size() && is_folded(here, text);
  }
  bool sign(std::size_t i, std::string_view any) const {
    return i < items_.size() && items_[i].sign != 0 && any.find(items_[i].sign) != std::string_view::npos;
  }
  bool is_function(const Item& item) const {
    return item.entry != nullptr &&
           (item.is(Entry::kFunction | Entry::kAnswer | Entry::kIs | Entry::kOwn | Entry::kLives | Entry::kNegation |
                    Entry::kUnit | Entry::kFiller | Entry::kClock) ||
            item.entry->announces.has_value());
  }
  bool breaks_before(std::size_t i) const { return items_[i].line_before && !(i > 0 && items_[i - 1].sign == ','); }

  // ---- Turkish ----

  bool is_turkish_anchor(std::size_t i) const {
    const Item& item = items_[i];
    if (item.is(Entry::kQuarter)) return true;
    if (!item.is(Entry::kStreet)) return false;
    static constexpr std::string_view kTurkish[] = {"cadd", "cad", "cd", "soka", "sok", "sk", "bulv", "blv"};
    const std::string_view text = item.entry->text;
    return std::ranges::any_of(kTurkish, [&](std::string_view t) { return text.starts_with(t); });
  }

  // "… Sitesi B Blok Kat 4 Daire 17", "… Köyü Cami Yanı No:6": a door within the next words.
  bool has_door_behind(std::size_t anchor) const {
    bool part = false;
    for (std::size_t i = anchor + 1; i < items_.size() && i < anchor + 9 && !breaks_before(i); ++i) {
      const Item& item = items_[i];
      if (is_amount(i)) return false;
      if (item.is_number() && (part || (i + 1 < items_.size() && items_[i + 1].is(Entry::kNumberNoun)))) return true;
      if (item.is_word() && is_function(item) && item.letter == 0 && !is_place_word(i)) return false;
      part = item.is(Entry::kAddressPart | Entry::kNumberNoun) || (part && item.kind == TokenKind::sign);
    }
    return false;
  }

  // "okul arkası", "cami yanı"
  bool is_place_word(std::size_t i) const {
    static constexpr std::string_view kWords[] = {"arkasi", "yani", "karsisi", "ustu",
                                                  "alti",   "onu",  "girisi",  "cikisi"};
    return std::ranges::find(kWords, folded(items_.text_of(items_[i]))) != std::end(kWords);
  }

  // First item of the name in front of the anchor.
  std::size_t turkish_name(std::size_t anchor) const {
    std::size_t begin = anchor;
    std::size_t words = 0;
    // In text with capitals a name's words have one each.
    bool capitals = anchor > from_ && items_[anchor - 1].is_word() && items_[anchor - 1].capital;
    std::size_t i = anchor;
    while (i > from_ && words < 4) {
      const Item& item = items_[i - 1];
      if (item.full_end > item.end && i != anchor) break;
      if (item.sign == '.' && i > from_ + 1 && (items_[i - 2].is_number() || items_[i - 2].is_word()) &&
          !item.space_before && (items_[i - 2].is_number() || items_[i - 2].end - items_[i - 2].begin <= 4)) {
        --i;
        continue;  // "7. Cad.", "Org. San."
      }
      if (words > 0 && !capitals && item.is_word() && item.capital && items_[begin].is_number()) capitals = true;
      if (item.is_number() || item.kind == TokenKind::mixed) {
        if (words > 0 && !capitals) break;
        begin = --i;
        ++words;
        if (item.digits_count > 5) return anchor;
        continue;
      }
      // "Kargo Yeşiltepe Mahallesi": a word of the matter, not of the name
      if (words > 0 && item.is_word() && item.entry != nullptr && item.entry->noun &&
          !(capitals && item.capital && words == 1 && i > from_ + 1 && items_[i - 2].is_word() &&
            items_[i - 2].capital))
        break;
      const bool year_of = capitals && item.capital && item.is(Entry::kUnit);  // "75. Yıl Mah."
      if (!item.is_word() || (is_function(item) && !year_of) || item.is(Entry::kNumberNoun)) {
        // "60123 No'lu Sokak"
        if (item.is_word() && i == anchor && (item.is(Entry::kLink) || item.is(Entry::kNumberNoun)) && i > from_ + 1 &&
            items_[i - 2].is_number()) {
          --i;
          continue;
        }
        break;
      }
      if (capitals && !item.capital) break;
      if (!capitals && words >= 1 && !plain_name(i - 1)) break;
      begin = --i;
      ++words;
      if (!capitals && words == 3) break;
    }
    return begin;
  }

  // In lower case: a word that may go on a name to the left, not an inflected word of the sentence.
  bool plain_name(std::size_t i) const {
    const std::string w = folded(items_.text_of(items_[i]));
    return !ends_with_any(
        w, {"yor",   "yorum", "yoruz", "dim",     "dum",     "tim",  "tum",  "iniz", "imiz", "umuz", "unuz",
            "larim", "lerim", "nizi",  "misiniz", "musunuz", "diye", "deki", "daki", "yeri", "lari", "leri",
            "ginda", "yi",    "yu",    "ni",      "nu",      "ydi",  "ydu",  "sin",  "acak", "ecek"},
        1);
  }

  void turkish(std::size_t anchor, std::size_t& begin, std::size_t& end) {
    const std::size_t name = turkish_name(anchor);
    if (name == anchor) return;
    bool quarter = items_[anchor].is(Entry::kQuarter);
    bool street = !quarter;  // a street, or an estate with its door
    bool number = false;
    const bool estate = items_[anchor].is(Entry::kEstate);
    std::size_t last = items_[anchor].full_end > items_[anchor].end ? anchor : anchor + 1;
    std::size_t i = anchor + 1;
    if (items_[anchor].full_end > items_[anchor].end) return;  // "Caddesi'nde kaza"
    std::size_t loose = 0;                                     // words since the last part
    while (i < items_.size() && !breaks_before(i)) {
      const Item& item = items_[i];
      if (sign(i, ".,:/-()")) {
        // "No:5. Sokak ayrı": the sentence ends
        if (item.sign == '.' && door_ && i > 0 && items_[i - 1].is_number() && i + 1 < items_.size() &&
            items_[i + 1].space_before && is_turkish_anchor(i + 1)) {
          break;
        }
        ++i;
        continue;
      }
      if (item.is_number() && !is_amount(i)) {
        if (item.digits_count > 5) break;
        // ", 0555 014 82 36": a telephone's number
        if (!item.spoken && item.digits_count >= 3 && items_.digits(item)[0] == '0') break;
        // "üçüncü kat", "on birinci daire"; else an ordinal says something new
        if (item.ordinal && !(i + 1 < items_.size() && items_[i + 1].is(Entry::kAddressPart | Entry::kStreet))) break;
        if (loose > 0 && !(i + 1 < items_.size() && (items_[i + 1].is(Entry::kStreet) || sign(i + 1, ".")))) break;
        number = number || street || !starts_street(i);
        loose = 0;
        last = ++i;
        if (item.full_end > item.end) break;
        // "12/A", "12 a", "yirmi bir numara"
        if (i < items_.size() && items_[i].is_word() && items_[i].letter != 0 && items_[i].end - items_[i].begin == 1 &&
            items_[i].full_end == items_[i].end && !items_[i].is(Entry::kAddressPart) && items_[i].capital) {
          last = ++i;
        } else if (i < items_.size() && items_[i].is(Entry::kNumberNoun | Entry::kLink) && items_[i].is_word() &&
                   !(i + 1 < items_.size() && items_[i + 1].is_number())) {
          last = ++i;
          if (items_[i - 1].full_end > items_[i - 1].end) break;
        }
        continue;
      }
      if (item.kind == TokenKind::mixed && loose == 0) {  // "12A", "5/B2"
        number = true;
        last = ++i;
        continue;
      }
      if (item.symbol == '/' && item.is_word() && loose == 0 && i + 1 < items_.size() &&
          (items_[i + 1].is_number() || items_[i + 1].letter != 0)) {  // "elli altı bölü a"
        ++i;
        if (items_[i].letter != 0) last = ++i;
        continue;
      }
      if (!item.is_word()) break;
      if (is_turkish_anchor(i)) {
        if (item.full_end > item.end) break;
        street = street || item.is(Entry::kStreet);
        quarter = quarter || item.is(Entry::kQuarter);
        loose = 0;
        last = ++i;
        continue;
      }
      if (item.is(Entry::kAddressPart | Entry::kNumberNoun | Entry::kLink) &&
          (item.full_end == item.end || item.is(Entry::kNumberNoun))) {
        door_ = item.is(Entry::kNumberNoun);
        // "Çınar Apartmanı", "A Blok", "İç Kapı No:6", "kat üç"
        const bool stands_alone = item.entry->text.size() >= 3 && !item.is(Entry::kNumberNoun) && loose > 0;
        if (stands_alone) last = i + 1;
        ++i;
        loose = stands_alone ? 0 : loose;
        continue;
      }
      if (item.is(Entry::kTown)) {
        if (word(i + 1, "tarafi") || word(i + 1, "civari") || word(i + 1, "yakini")) break;
        if (number || (quarter && street)) {
          last = i + 1;
          ++i;
          if (item.full_end > item.end) break;
          loose = 0;
          continue;
        }
        break;
      }
      if (item.letter != 0 && i + 1 < items_.size() && items_[i + 1].is(Entry::kAddressPart)) {  // "be blok"
        ++i;
        continue;
      }
      if (is_function(item) && !(estate && is_place_word(i))) break;
      if (++loose > (street && number ? 2U : 3U)) break;
      if (number && street && !leads_to_part(i)) {
        // A district nobody lists, in front of a city that is known: "Merkezefendi / Denizli"
        if (!town_follows(i)) break;
        ++i;
        continue;
      }
      if (!number && !leads_to_part(i) && !(estate && has_door_behind(i))) break;
      ++i;
    }
    const bool enough = (street && number) || (quarter && street) || (quarter && number && last > anchor + 1);
    if (!enough) return;
    begin = name;
    end = last;
  }

  // Whether the words from `i` on lead to another part of the address within three words.
  bool leads_to_part(std::size_t i) const {
    for (std::size_t k = i; k < items_.size() && k < i + 5; ++k) {
      const Item& item = items_[k];
      if (item.is_word() && k > i &&
          (is_turkish_anchor(k) || (item.is(Entry::kAddressPart) && item.entry->text.size() > 2)))
        return true;
      if (sign(k, ".") || (item.is_word() && !is_function(item)) || item.is_number()) continue;
      return false;
    }
    return false;
  }
  bool town_follows(std::size_t i) const {
    for (std::size_t k = i + 1; k < items_.size() && k <= i + 2; ++k) {
      if (items_[k].is(Entry::kTown)) return true;
      if (!sign(k, "/,-")) return false;
    }
    return false;
  }
  bool starts_street(std::size_t i) const {
    std::size_t k = i + 1;
    if (sign(k, ".")) ++k;
    return k < items_.size() && items_[k].is_word() && is_turkish_anchor(k);
  }
  bool is_amount(std::size_t i) const {
    return i + 1 < items_.size() && items_[i + 1].is(Entry::kUnit) && !items_[i + 1].is(Entry::kAddressPart);
  }

  // ---- English ----

  void english(std::size_t anchor, std::size_t& begin, std::size_t& end) {
    const bool weak = items_[anchor].is(Entry::kWeakStreet);
    std::size_t i = anchor;
    std::size_t words = 0;
    bool capital = true;
    while (i > from_ && words < 4) {
      const Item& item = items_[i - 1];
      if (item.is_number() && item.digits_count <= 6 && !item.ordinal) break;
      if (item.kind == TokenKind::mixed && words > 0) break;
      if (item.sign == '.' && i > from_ + 1 && items_[i - 2].end - items_[i - 2].begin <= 2) {  // "N. Main St"
        --i;
        continue;
      }
      if (!(item.is_word() || item.ordinal || item.kind == TokenKind::mixed) || item.line_before) return;
      if (item.is(Entry::kUnit | Entry::kAnswer | Entry::kOwn | Entry::kIs | Entry::kClock)) return;
      const bool door_letter =
          item.end - item.begin == 1 && item.letter != 0 && i > from_ + 1 && items_[i - 2].is_number();
      if (is_function(item) && !door_letter && !word(i - 1, "the") && !word(i - 1, "old") && !word(i - 1, "new") &&
          !word(i - 1, "park"))
        return;
      capital = capital && (item.capital || !item.is_word());
      ++words;
      --i;
    }
    if (words == 0 || i == from_) return;
    std::size_t number = i - 1;
    const Item& n = items_[number];
    if (!(n.is_number() || n.kind == TokenKind::mixed) || n.end + 2U < items_[i].begin) return;
    if (n.is_number() && n.digits_count > 6) return;
    if (weak && !capital && !near_) return;
    if (!items_[anchor].capital && weak && !near_ && !capital) return;
    // "twelve oh five west maple street": the number goes on to the left.
    while (number > from_ && items_[number - 1].is_number() && items_[number - 1].spoken && n.spoken) --number;
    if (number > from_ && sign(number - 1, "-") && number > from_ + 1 && items_[number - 2].is_number()) number -= 2;
    begin = number;
    // "Flat 3, 12 Elm Grove"
    std::size_t b = number;
    if (b > from_ && sign(b - 1, ",")) --b;
    if (b > from_ + 1 &&
        (items_[b - 1].is_number() || items_[b - 1].kind == TokenKind::mixed || items_[b - 1].letter != 0) &&
        items_[b - 2].is(Entry::kAddressPart)) {
      begin = b - 2;
    }
    end = english_tail(anchor + 1);
  }

  // Behind the street: direction, flat, town, state, postcode.
  std::size_t english_tail(std::size_t i) const {
    std::size_t end = i;
    if (sign(i, ".") && i + 1 < items_.size() && !items_[i].space_before &&
        items_[i - 1].end - items_[i - 1].begin <= 4) {
      const bool goes_on = sign(i + 1, ",") || items_[i + 1].is(Entry::kTown) || items_[i + 1].is(Entry::kAddressPart);
      if (goes_on) ++i;
    }
    const auto skip = [&](std::size_t k) { return sign(k, ",") ? k + 1 : k; };
    // apartment
    std::size_t k = skip(i);
    const bool hash = sign(k, "#");
    if (hash || (k < items_.size() && items_[k].is(Entry::kAddressPart) && items_[k].entry->text.size() > 1)) {
      std::size_t m = k + 1;
      if (sign(m, ".")) ++m;
      if (m < items_.size() && (items_[m].is_number() || items_[m].kind == TokenKind::mixed || items_[m].letter != 0)) {
        end = ++m;
        if (m < items_.size() && items_[m].is_word() && items_[m].end - items_[m].begin == 1 && items_[m].letter != 0 &&
            items_[m - 1].is_number()) {
          end = ++m;
        }
        k = skip(end);
      } else {
        k = skip(i);
      }
    }
    // town: known, or capitals behind a comma in front of a state or postcode; several, parted by commas
    for (int round = 0; round < 3; ++round) {
      std::size_t m = k;
      std::size_t words = 0;
      bool known = false;
      while (m < items_.size() && items_[m].is_word() && words < 3 && !items_[m].line_before) {
        const Item& item = items_[m];
        if (item.is(Entry::kTown)) known = true;
        if (item.capital && m + 1 < items_.size() && items_[m + 1].capital && is_town_head(m)) {  // "New York"
          known = true;
          words += 2;
          m += 2;
          break;
        }
        if (!item.is(Entry::kTown) && (!item.capital || is_function(item)) && !(known_after(m))) break;
        if (is_state(m)) break;
        ++words;
        ++m;
        if (known && !(m < items_.size() && items_[m].capital)) break;
      }
      const bool comma = k > 0 && sign(k - 1, ",");
      if (words > 0 && (known || known_after(m - 1) || (comma && (postal(m) > m || is_state(skip(m)))))) {
        end = m;
        k = skip(m);
      } else {
        break;
      }
      if (is_state(k) || postal(k) > k) break;
    }
    for (int round = 0; round < 2 && is_state(k) && (end == k || sign(k - 1, ",") || end == k - 1); ++round) {
      end = k + 1;
      k = skip(end);
    }
    if (const std::size_t p = postal(k); p > k) end = p;
    return end;
  }

  bool is_town_head(std::size_t i) const {
    static constexpr std::string_view kHeads[] = {"new", "los", "las",   "san",  "santa", "fort",
                                                  "el",  "st",  "saint", "salt", "kansas"};
    return std::ranges::find(kHeads, folded(items_.text_of(items_[i]))) != std::end(kHeads);
  }

  // "didsbury, manchester": an unknown place right before a known one.
  bool known_after(std::size_t i) const {
    std::size_t k = i + 1;
    if (sign(k, ",")) ++k;
    return k < items_.size() && items_[k].is(Entry::kTown) && !is_function(items_[i]);
  }

  bool is_state(std::size_t i) const {
    static constexpr std::string_view kStates[] = {
        "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY",
        "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND",
        "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "DC"};
    static constexpr std::string_view kNames[] = {
        "texas",    "california", "florida",   "illinois",      "ohio",         "oregon",     "nevada",
        "arizona",  "georgia",    "colorado",  "michigan",      "virginia",     "indiana",    "missouri",
        "maryland", "wisconsin",  "minnesota", "tennessee",     "alabama",      "kentucky",   "louisiana",
        "oklahoma", "kansas",     "utah",      "massachusetts", "pennsylvania", "washington", "connecticut"};
    if (i >= items_.size() || !items_[i].is_word()) return false;
    const std::string_view text = items_.text_of(items_[i]);
    if (items_[i].all_capitals && std::ranges::find(kStates, text) != std::end(kStates)) return true;
    return std::ranges::find(kNames, folded(text)) != std::end(kNames);
  }

  // Item behind a ZIP or a British postcode at `i`, written or spelled.
  std::size_t postal(std::size_t i) const {
    Find find;
    if (i >= items_.size() || !read_postcode(items_, i, find)) return i;
    return items_.at_or_after(find.end);
  }

  // ---- German ----

  void german(std::size_t i, std::size_t& begin, std::size_t& end) {
    const Item& item = items_[i];
    const std::size_t length = item.end - item.begin;
    std::size_t name = i;
    std::size_t number = i + 1;
    bool sure = false;
    bool named = false;
    if (length >= 5 && item.entry == nullptr) {
      const std::string_view text = items_.text_of(item);
      named = may_end_like_street(text) && is_german_street(folded(text), sure);
    }
    if (!named && !may_name_street(items_.text_of(item))) return;
    if (!named &&
        (word(i, "strasse") || word(i, "str") || word(i, "allee") || word(i, "weg") || word(i, "platz") ||
         word(i, "gasse") || word(i, "ring")) &&
        i > from_) {  // "Berliner Straße 12", "Untere Torgasse 9"
      const Item& before = items_[i - 1];
      if (before.is_word() && !is_function(before) && before.end + 1U >= item.begin) {
        named = true;
        name = i - 1;
        sure = word(i, "strasse") || word(i, "str");
        if (!sure && !(before.capital && item.capital) && !is_street_adjective(i - 1)) return;
      } else if (before.sign == '-' && i > from_ + 1 && items_[i - 2].is_word()) {  // "Karl-Marx-Straße"
        named = true;
        name = hyphenated(i);
        sure = true;
      }
    }
    if (!named && (word(i, "am") || word(i, "an") || word(i, "im") || word(i, "zum") || word(i, "zur") ||
                   word(i, "auf") || word(i, "unter"))) {
      std::size_t k = i + 1;
      if (word(k, "der") || word(k, "den") || word(k, "dem")) ++k;
      std::size_t words = 0;
      while (k < items_.size() && items_[k].is_word() && words < 3 && !is_function(items_[k])) {
        if (!items_[k].capital && !near_) return;
        bool street = false;
        if (is_german_street(folded(items_.text_of(items_[k])), street)) return;
        ++k;
        ++words;
      }
      if (words == 0 || k >= items_.size() || !is_door(items_[k])) return;
      if (!near_ && !has_postcode(k + 1)) return;
      named = true;
      sure = true;
      number = k;
    } else if (named && name == i) {
      if (i > from_ + 1 && sign(i - 1, "-") && !items_[i].space_before && items_[i - 2].is_word()) name = hyphenated(i);
      // "Untere Torgasse": an adjective with a capital goes with it
      if (name == i && item.capital && i > from_ && items_[i - 1].is_word() && items_[i - 1].capital &&
          !is_function(items_[i - 1]) && items_[i - 1].entry == nullptr &&
          ends_with_any(folded(items_.text_of(items_[i - 1])), {"e", "er", "en", "es"}, 3)) {
        name = i - 1;
      }
      if (name == i && i > from_ && is_street_adjective(i - 1)) name = i - 1;
    }
    if (!named) return;
    if (sign(number, ".")) ++number;
    if (word(number, "nummer") || word(number, "nr") || word(number, "hausnummer")) ++number;
    if (sign(number, ".")) ++number;
    if (number >= items_.size()) return;
    const Item& n = items_[number];
    const bool door =
        (n.is_number() && n.digits_count <= 4 && !n.ordinal) || (n.kind == TokenKind::mixed && n.end - n.begin <= 5);
    if (!door || n.line_before) return;
    if (n.is_number() && number + 1 < items_.size() && items_[number + 1].is(Entry::kUnit)) return;
    const bool compound = length >= 7 && n.digits_count <= 3 && !has_capitals();
    if (!sure && !item.capital && !near_ && !compound && !has_postcode(number + 1)) return;
    begin = name;
    end = german_tail(number + 1);
  }

  static bool is_door(const Item& item) {
    return (item.is_number() && item.digits_count <= 3) ||
           (item.kind == TokenKind::mixed && item.end - item.begin <= 5);
  }
  // "obere Kirchgasse", in lower case too
  bool is_street_adjective(std::size_t i) const {
    static constexpr std::string_view kWords[] = {"obere",   "untere", "alte",    "neue",    "grosse",   "kleine",
                                                  "lange",   "kurze",  "hintere", "vordere", "mittlere", "innere",
                                                  "aussere", "hohe",   "breite",  "schmale"};
    return items_[i].is_word() && std::ranges::find(kWords, folded(items_.text_of(items_[i]))) != std::end(kWords);
  }

  std::size_t hyphenated(std::size_t i) const {
    while (i > from_ + 1 && sign(i - 1, "-") && !items_[i].space_before && !items_[i - 1].space_before &&
           items_[i - 2].is_word()) {
      i -= 2;
    }
    return i;
  }

  // In text without capitals nothing but its form tells a street's name.
  bool has_capitals() const {
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (items_[i].is_word() && items_[i].capital) return true;
    return false;
  }

  bool has_postcode(std::size_t i) const {
    if (sign(i, ",")) ++i;
    return i < items_.size() && items_[i].is_number() && (items_[i].digits_count == 5 || items_[i].digits_count == 4) &&
           i + 1 < items_.size() && items_[i + 1].is_word();
  }

  // Behind the door number: a letter, "Stiege 2 Tür 11", postcode and town.
  std::size_t german_tail(std::size_t i) const {
    std::size_t end = i;
    const auto door_letter = [&](std::size_t k) {
      return k < items_.size() && items_[k].is_word() && items_[k].end - items_[k].begin == 1 &&
             items_[k].letter != 0 && items_[k].letter <= 'h' && items_[k].full_end == items_[k].end;
    };
    if (door_letter(i)) end = ++i;
    while ((sign(i, "-") || sign(i, "/")) && i + 1 < items_.size() && (items_[i + 1].is_number() || door_letter(i + 1)))
      end = i = i + 2;
    while (i + 1 < items_.size()) {  // Austria
      const std::size_t k = sign(i, ",/") ? i + 1 : i;
      if (word(k, "hinterhaus") || word(k, "vorderhaus") || word(k, "seitenflugel")) {
        i = k + 1;
        continue;
      }
      const bool part = word(k, "stiege") || word(k, "tur") || word(k, "top") || word(k, "wohnung") || word(k, "etage");
      if (!part || k + 1 >= items_.size() || !items_[k + 1].is_number()) break;
      end = i = k + 2;
    }
    std::size_t k = sign(i, ",") ? i + 1 : i;
    if (word(k, "in") && k + 1 < items_.size() && items_[k + 1].is_number()) ++k;
    if (word(k, "d") && sign(k + 1, "-")) k += 2;  // "D-80331"
    // Postcode: one number, or several said that make five digits (four in Austria and Switzerland).
    std::size_t digits = 0;
    std::size_t m = k;
    while (m < items_.size() && items_[m].is_number() && !items_[m].ordinal && digits + items_[m].digits_count <= 5 &&
           (m == k || items_[m].spoken)) {
      digits += items_[m].digits_count;
      ++m;
    }
    const bool postcode = digits == 5 || (digits == 4 && m < items_.size() && items_[m].is_word());
    const bool town_first = m == k && k < items_.size() && items_[k].is(Entry::kTown);
    if (!postcode && !town_first) return end;
    if (postcode) end = m;
    if (m >= items_.size() || !items_[m].is_word() || items_[m].line_before) return end;
    const Item& town = items_[m];
    const bool named = town.capital || (town.is(Entry::kTown)) || (postcode && !is_function(town));
    if (!named || is_function(town)) return end;
    end = ++m;
    if (word(m, "am") || word(m, "an")) {  // "Frankfurt am Main"
      std::size_t q = m + 1;
      if (word(q, "der")) ++q;
      if (q < items_.size() && items_[q].is_word() && (items_[q].capital || word(q, "main"))) end = q + 1;
    } else if (m < items_.size() && items_[m].is_word() && items_[m].capital && postcode && items_[m - 1].capital &&
               !is_function(items_[m]) &&
               ends_with_any(folded(items_.text_of(items_[m - 1])),
                             {"bad", "sankt", "st", "neu", "alt", "gross", "klein", "burg"}, 0)) {
      end = m + 1;
    }
    return end;
  }

  const Items& items_;
  bool near_;
  bool door_ = false;     // the part before was "No"
  std::size_t from_ = 0;  // behind the last address
};

// A9 9AA, A99 9AA, AA9A 9AA …
bool is_british(std::string_view c) {
  const auto digit = [](char x) { return x >= '0' && x <= '9'; };
  const auto letter = [](char x) { return x >= 'A' && x <= 'Z'; };
  if (c.size() < 5 || c.size() > 7) return false;
  const std::size_t n = c.size();
  if (!digit(c[n - 3]) || !letter(c[n - 2]) || !letter(c[n - 1]) || !letter(c[0])) return false;
  const std::string_view out = c.substr(0, n - 3);
  std::size_t i = 1;
  if (i < out.size() && letter(out[i])) ++i;
  if (i >= out.size() || !digit(out[i])) return false;
  ++i;
  return i == out.size() || (i + 1 == out.size());
}

}  // namespace

void find_addresses(const Items& items, bool near, std::vector<Find>& out) {
  Reader(items, near).run(out);
}

bool read_postcode(const Items& items, std::size_t at, Find& out) {
  const Item& first = items[at];
  out.type = PiiType::address;
  out.begin = first.begin;
  out.checksum = std::nullopt;
  if (first.is_number()) {
    std::size_t digits = 0;
    std::size_t i = at;
    while (i < items.size() && items[i].is_number() && !items[i].ordinal && digits + items[i].digits_count <= 5 &&
           (i == at || items[i].spoken)) {
      digits += items[i].digits_count;
      ++i;
    }
    if (digits != 5) return false;
    if (i < items.size() && items[i].is(Entry::kUnit)) return false;
    out.end = items[i - 1].end;
    out.spoken = first.spoken;
    out.value.clear();
    for (std::size_t k = at; k < i; ++k) out.value += items.digits(items[k]);
    if (!first.spoken && i + 1 < items.size() && items[i].sign == '-' && items[i + 1].is_number() &&
        items[i + 1].digits_count == 4)
      out.end = items[i + 1].end;
    return true;
  }
  if (!(first.kind == TokenKind::mixed || first.letter != 0 || first.all_capitals)) return false;
  CodeRun run;
  read_code_run(items, at, run);
  for (std::size_t taken = run.parts.size(); taken > 0; --taken) {
    if (!is_british(run.first(taken))) continue;
    out.end = run.parts[taken - 1].end;
    out.value = run.first(taken);
    out.spoken = run.is_spoken(taken) || taken > 3;
    return true;
  }
  return false;
}

}  // namespace cxai::privacy
