#include "privacy/code_run.hpp"

#include <algorithm>
#include <array>

#include "privacy/checksums.hpp"

namespace cxai::privacy {
namespace {

constexpr std::size_t kMostCharacters = 40;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}
char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

class Reader {
 public:
  Reader(const Items& items, CodeRun& run) : items_(items), run_(run) {}

  void read(std::size_t at) {
    std::size_t i = at;
    bool tight = true;
    while (i < items_.size() && run_.characters.size() < kMostCharacters) {
      const std::size_t parts = run_.parts.size();
      const std::size_t next = part(i, tight);
      if (run_.parts.size() == parts) return;
      const Item& last = items_[next - 1];
      if (last.suffixed || last.full_end > last.end) return;
      tight = true;
      const auto gap = over_gap(next, tight);
      if (!gap) return;
      i = *gap;
    }
  }

 private:
  // Over what may stand between two parts.
  std::optional<std::size_t> over_gap(std::size_t i, bool& tight) {
    connective_ = false;
    std::size_t fillers = 0;
    std::size_t signs = 0;
    for (; i < items_.size() && !items_[i].line_before; ++i) {
      const Item& item = items_[i];
      if (item.space_before) tight = false;
      const bool joins = item.symbol == '-' || item.symbol == '/' || item.symbol == '_';
      if (joins && (item.spoken || signs == 0) && signs < 2) {
        if (item.kind == TokenKind::sign && item.space_before) return std::nullopt;
        ++signs;
        if (item.spoken) tight = true;
      } else if (item.kind == TokenKind::sign && (item.sign == ',' || item.sign == '.') && signs == 0 &&
                 i + 1 < items_.size() && items_[i + 1].space_before &&
                 (items_[i - 1].spoken || items_[i - 1].letter != 0)) {
        ++signs;
        tight = false;
      } else if (item.kind == TokenKind::sign && item.sign == '.' && signs == 0 && i + 1 < items_.size() &&
                 !items_[i + 1].space_before && !item.space_before && items_[i + 1].kind != TokenKind::sign &&
                 run_.letters(run_.parts.size()) > 0) {
        ++signs;
      } else if (item.is(Entry::kFiller) && fillers < 2 && item.kind == TokenKind::word && item.letter == 0) {
        ++fillers;
        tight = false;
        const std::string_view word = items_.text_of(item);
        connective_ = connective_ || is_folded(word, "and") || is_folded(word, "und");
      } else if (item.is_word() && items_[i - 1].letter != 0 && item.end - item.begin == 5 &&
                 is_folded(items_.text_of(item), "harfi")) {
        tight = false;
      } else {
        return i;
      }
    }
    return std::nullopt;
  }

  // Takes the part at `i` if there is one; the item behind it.
  std::size_t part(std::size_t i, bool tight) {
    const Item& item = items_[i];
    tight = tight && !item.space_before;
    if (item.is_number() && !item.ordinal) {
      add(i, items_.digits(item), false, true, item.spoken, tight);
    } else if (item.kind == TokenKind::mixed) {
      const std::string_view text = items_.text_of(item);
      if (is_ascii(text)) add(i, text, false, true, false, tight);
    } else if (item.is_word()) {
      const std::string_view text = items_.text_of(item);
      const bool doubled = item.entry != nullptr && item.entry->number == NumberKind::repeat && i + 1 < items_.size() &&
                           items_[i + 1].letter != 0;
      const bool dashed = i + 1 < items_.size() && items_[i + 1].symbol == '-' && !items_[i + 1].space_before;
      const bool means_more = item.entry != nullptr && item.letter == 0 && !dashed;
      const bool behind_dash = i > 0 && items_[i - 1].sign == '-' && !item.space_before && !run_.parts.empty();
      const bool capitals =
          item.all_capitals && text.size() <= 5 && is_plate_text(text) && (!means_more || behind_dash);
      if (doubled) {
        const std::string letters(item.entry->value, items_[i + 1].letter);
        add(i, letters, true, true, true, tight);
        if (!run_.parts.empty()) run_.parts.back().end = items_[i + 1].end;
        return i + 2;
      }
      if (capitals && !(item.letter_sure && text.size() > 3)) {
        add(i, text, true, true, false, tight);
      } else if (item.letter != 0 && !(connective_ && !run_.parts.empty())) {
        add(i, std::string_view(&item.letter, 1), true, item.letter_sure || item.all_capitals, text.size() > 2, tight);
      } else if (item.entry == nullptr && run_.parts.size() == 1 && run_.parts[0].length == 2 &&
                 !run_.parts[0].letter && text.size() <= 3 && is_ascii(text) && i + 1 < items_.size() &&
                 items_[i + 1].is_number()) {  // "16 bgt 44"
        add(i, text, true, false, false, tight);
      } else if (item.entry == nullptr && run_.parts.empty() && text.size() <= 3 && is_ascii(text) &&
                 i + 2 < items_.size() && items_[i + 1].is_word() && items_[i + 1].end - items_[i + 1].begin <= 2 &&
                 items_[i + 2].is_number()) {  // "hh tz 880"
        add(i, text, true, false, false, tight);
      } else if (item.entry == nullptr && run_.parts.size() == 1 && run_.parts[0].letter && !run_.parts[0].sure &&
                 run_.parts[0].length >= 2 && text.size() <= 2 && is_ascii(text) && i + 1 < items_.size() &&
                 items_[i + 1].is_number()) {
        add(i, text, true, false, false, tight);
      } else if (run_.parts.empty() && text.size() == 2 && is_plain_country(folded(text))) {  // "tr 33 0006 …"
        add(i, text, true, false, false, tight);
      }
    }
    return i + 1;
  }

  void add(std::size_t i, std::string_view text, bool letter, bool sure, bool spoken, bool tight) {
    if (letter && !is_ascii(text)) {
      for (const char c : folded(text)) run_.characters += to_upper(c);
    } else {
      for (const char c : text) run_.characters += to_upper(c);
    }
    run_.parts.push_back({items_[i].begin, items_[i].end, i, run_.characters.size(), letter, sure, spoken, tight});
  }

  // ASCII, or with the umlauts that German number plates have.
  static bool is_plate_text(std::string_view text) {
    if (is_ascii(text)) return true;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (static_cast<unsigned char>(text[i]) < 0x80) continue;
      if (text[i] != '\xC3' || i + 1 >= text.size()) return false;
      const char c = text[++i];
      if (c != '\x84' && c != '\x96' && c != '\x9C') return false;
    }
    return true;
  }

  static bool is_plain_country(std::string_view word) {
    return word == "tr" || word == "gb" || word == "ch" || word == "nl" || word == "fr" || word == "ie" || word == "pl";
  }

  const Items& items_;
  CodeRun& run_;
  bool connective_ = false;  // "und", "then" stood before this part
};

bool is_country(std::string_view characters) {
  return characters.size() >= 2 && is_letter(characters[0]) && is_letter(characters[1]) &&
         iban_length(characters.substr(0, 2)) > 0;
}

// Letters that are everyday words, and the vowels.
bool is_everyday(const Items& items, const CodeRun::Part& part) {
  if (part.sure) return false;
  static constexpr std::string_view kWords[] = {"ve", "de", "ne", "o",  "a",  "e",  "i",  "u",  "en", "es",
                                                "er", "el", "he", "me", "be", "se", "am", "ar", "ye", "ha"};
  const std::string word = folded(items.text_of(items[part.item]));
  return std::ranges::find(kWords, word) != std::end(kWords);
}

bool is_code_end(std::string_view text, std::size_t end) {
  if (end >= text.size()) return true;
  const char c = to_upper(text[end]);
  return !is_digit(c) && !is_letter(c) && c != '_' &&
         !((c == ',' || c == '.') && end + 1 < text.size() && is_digit(text[end + 1]));
}

bool is_turkish_plate(std::string_view c, std::size_t letters) {
  if (c.size() < 5 || !is_digit(c[0]) || !is_digit(c[1])) return false;
  const int province = (c[0] - '0') * 10 + (c[1] - '0');
  if (province < 1 || province > 81) return false;
  std::size_t i = 2;
  while (i < c.size() && is_letter(c[i])) ++i;
  if (i - 2 != letters || letters == 0 || letters > 3) return false;
  if (c.substr(2, letters).find_first_of("QWX") != std::string_view::npos) return false;
  const std::size_t count = c.size() - i;
  if (!std::all_of(c.begin() + static_cast<std::ptrdiff_t>(i), c.end(), is_digit)) return false;
  return letters == 1 ? count == 4 || count == 5 : letters == 2 ? count == 3 || count == 4 : count == 2 || count == 3;
}

bool is_british_plate(std::string_view c) {
  return c.size() == 7 && is_letter(c[0]) && is_letter(c[1]) && is_digit(c[2]) && is_digit(c[3]) && is_letter(c[4]) &&
         is_letter(c[5]) && is_letter(c[6]);
}

bool has_slash(const Items& items, const CodeRun& run, std::size_t taken) {
  for (std::size_t p = 1; p < taken; ++p) {
    const std::string_view gap = items.text().substr(run.parts[p - 1].end, run.parts[p].begin - run.parts[p - 1].end);
    if (gap.find('/') != std::string_view::npos) return true;
  }
  const std::size_t end = run.parts[taken - 1].end;
  return end < items.text().size() && items.text()[end] == '/';
}

std::optional<CodeFind> turkish_plate(const Items& items, const CodeRun& run, bool announced) {
  static constexpr std::string_view kUnits[] = {"TL", "GB", "MB", "KG",  "KM",  "CM",
                                                "MM", "GR", "AY", "EUR", "USD", "LT"};
  for (std::size_t taken = run.parts.size(); taken > 0; --taken) {
    const CodeRun::Part& last = run.parts[taken - 1];
    const std::string whole = (run.parts[0].length == 1 && run.parts[0].spoken && !run.parts[0].letter ? "0" : "") +
                              std::string(run.first(taken));
    const std::string_view c = whole;
    const std::size_t letters = run.letters(taken);
    if (has_slash(items, run, taken)) continue;
    if (last.letter || c.size() > 9 || !is_turkish_plate(c, letters) || !is_code_end(items.text(), last.end)) continue;
    // "11 November 2025": a month that also spells a letter
    const Entry* const middle = taken > 2 ? items[run.parts[1].item].entry : nullptr;
    if (letters == 1 && middle != nullptr && middle->month != 0) continue;
    const bool spoken = run.is_spoken(taken);
    bool sure = true;
    bool everyday = true;
    bool capitals = true;
    for (std::size_t p = 0; p < taken; ++p) {
      const CodeRun::Part& part = run.parts[p];
      if (part.letter) {
        sure = sure && part.sure;
        everyday = everyday && is_everyday(items, part);
      }
      const std::string_view text = items.text_of(items[part.item]);
      capitals = capitals && std::ranges::none_of(text, [](char x) { return x >= 'a' && x <= 'z'; });
    }
    // "50 TL 250", "10 GB 100": an amount and another number, unless a plate was announced.
    const bool unit = std::ranges::find(kUnits, c.substr(2, letters)) != std::end(kUnits) && taken > 1;
    const bool plain = spoken ? sure || (letters >= 2 && !everyday) : capitals && !unit;
    if (!announced && !plain) continue;
    return CodeFind{last.end, std::string(c), false, spoken};
  }
  return std::nullopt;
}

// "M-AB 1234", "B-KL 7023E".
std::optional<CodeFind> german_plate(const Items& items, const CodeRun& run) {
  if (run.parts.size() < 3) return std::nullopt;
  const auto& p = run.parts;
  const std::string_view text = items.text();
  const bool shape = p[0].letter && p[1].letter && !p[2].letter && p[0].length <= 3 && p[1].length - p[0].length <= 2 &&
                     !p[0].spoken && !p[1].spoken && !p[2].spoken && p[0].end < text.size() && text[p[0].end] == '-' &&
                     p[1].begin == p[0].end + 1 && items[p[0].item].all_capitals && items[p[1].item].all_capitals;
  const std::string_view number = run.first(3).substr(p[1].length);
  if (!shape || !is_digit(number[0]) || number.size() > 5) return std::nullopt;
  const std::string_view digits = is_letter(number.back()) ? number.substr(0, number.size() - 1) : number;
  if (digits.size() > 4 || !std::ranges::all_of(digits, is_digit) || !is_code_end(text, p[2].end)) return std::nullopt;
  return CodeFind{p[2].end, std::string(run.first(3)), false, false};
}

}  // namespace

bool CodeRun::is_spoken(std::size_t taken) const {
  return std::any_of(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(taken),
                     [](const Part& p) { return p.spoken; });
}

std::size_t CodeRun::digits(std::size_t taken) const {
  const std::string_view c = first(taken);
  return static_cast<std::size_t>(std::ranges::count_if(c, is_digit));
}

void read_code_run(const Items& items, std::size_t at, CodeRun& run) {
  run.characters.clear();
  run.parts.clear();
  if (at < items.size()) Reader(items, run).read(at);
}

std::optional<CodeFind> read_iban(const Items& items, const CodeRun& run, bool announced) {
  static constexpr std::size_t kShortest = 15;  // Norway's
  if (run.characters.size() + 2 < kShortest) return std::nullopt;
  // "DE 89 …" in lower case reads as the letter D; the country is what it says.
  std::string characters = run.characters;
  std::size_t shift = 0;
  if (!is_country(characters) || (characters.size() > 2 && !is_digit(characters[2]))) {
    const std::string first = folded(items.text_of(items[run.parts[0].item]));
    if (run.parts[0].letter && run.parts[0].length == 1 && first.size() == 2) {
      const std::string literal = {to_upper(first[0]), to_upper(first[1])};
      if (is_country(literal)) {
        characters = literal + characters.substr(1);
        shift = 1;
      }
    }
  }
  bool bare = false;
  if (!is_country(characters) && announced && is_digit(characters[0])) {
    characters = "TR" + characters;
    shift = 2;
    bare = true;
  }
  if (!is_country(characters)) return std::nullopt;
  const std::size_t length = iban_length(std::string_view(characters).substr(0, 2));
  for (std::size_t taken = run.parts.size(); taken > 0; --taken) {
    if (run.parts[taken - 1].length + shift != length || !is_code_end(items.text(), run.parts[taken - 1].end)) continue;
    const std::string value = characters.substr(0, length);
    if (!is_digit(value[2]) || !is_digit(value[3])) return std::nullopt;
    const bool valid = is_valid_iban(value);
    const bool looks_right = std::ranges::count_if(value, is_digit) >= 12;
    if (valid || (looks_right && (announced || (run.is_spoken(taken) && !bare))))
      return CodeFind{run.parts[taken - 1].end, value, valid, run.is_spoken(taken)};
  }
  return std::nullopt;
}

std::optional<CodeFind> read_iban_head(const Items& items, const CodeRun& run) {
  if (run.parts.empty() || !is_country(run.characters)) return std::nullopt;
  const std::size_t length = iban_length(std::string_view(run.characters).substr(0, 2));
  for (std::size_t taken = run.parts.size(); taken > 0; --taken) {
    const std::string_view c = run.first(taken);
    if (run.parts[taken - 1].letter || c.size() < 4 || c.size() > length || !is_digit(c[2]) || !is_digit(c[3]))
      continue;
    return CodeFind{items[run.parts[taken - 1].item].end, std::string(c), false, run.is_spoken(taken)};
  }
  return std::nullopt;
}

std::optional<CodeFind> read_plate(const Items& items, const CodeRun& run, bool announced) {
  if (run.characters.size() < 3 || std::ranges::none_of(run.characters, is_letter)) return std::nullopt;
  const std::size_t begin = run.parts[0].begin;
  if (begin > 0 && (items.text()[begin - 1] == '.' || items.text()[begin - 1] == ',')) return std::nullopt;
  if (auto found = turkish_plate(items, run, announced)) return found;
  if (auto found = german_plate(items, run)) return found;
  for (std::size_t taken = run.parts.size(); taken > 0; --taken) {
    const CodeRun::Part& last = run.parts[taken - 1];
    if (!is_british_plate(run.first(taken)) || !is_code_end(items.text(), last.end)) continue;
    const bool spelled = run.is_spoken(taken) && run.letters(taken) == 5 &&
                         std::count_if(run.parts.begin(), run.parts.begin() + static_cast<std::ptrdiff_t>(taken),
                                       [](const CodeRun::Part& p) { return p.letter && p.sure; }) >= 2;
    const bool spaced = taken == 2 && !run.parts[1].tight && items[run.parts[1].item].all_capitals &&
                        items[run.parts[0].item].all_capitals;
    if (announced || spaced || spelled)
      return CodeFind{last.end, std::string(run.first(taken)), false, run.is_spoken(taken)};
  }
  if (!announced) return std::nullopt;
  for (std::size_t taken = run.parts.size(); taken > 0; --taken) {
    const CodeRun::Part& last = run.parts[taken - 1];
    const std::size_t n = last.length;
    const std::size_t digits = run.digits(taken);
    if (n < 3 || n > 9 || digits == 0 || digits == n || !is_code_end(items.text(), last.end)) continue;
    if (last.letter && !run.parts[0].letter) continue;  // "34 ABC 123 ankara"
    if (last.letter && is_everyday(items, last) && !(taken > 1 && run.parts[taken - 2].letter)) continue;
    const bool lone_word = items.text_of(items[run.parts[0].item]).size() > 1 && taken > 1 && !run.parts[1].spoken;
    if (run.parts[0].letter && is_everyday(items, run.parts[0]) && taken > 1 && !run.parts[1].letter &&
        (n < 5 || lone_word))
      continue;
    return CodeFind{last.end, std::string(run.first(taken)), false, run.is_spoken(taken)};
  }
  return std::nullopt;
}

}  // namespace cxai::privacy
