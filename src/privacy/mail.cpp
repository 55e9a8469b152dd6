#include "privacy/mail.hpp"

#include <algorithm>
#include <array>

namespace cxai::privacy {
namespace {

// "bitişik": what was said is written as one word.
bool is_joined_word(std::string_view word) {
  return word.size() >= 7 && (word[0] | 0x20) == 'b' && folded(word) == "bitisik";
}

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_local(char c) {
  return is_alnum(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-' || c == '\'' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

// Above ASCII only letters belong to an address: not an emoji, not a typographic quote.
bool is_letter_lead(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u >= 0xC3 && u <= 0xDF;
}

std::size_t local_begin(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0) {
    std::size_t i = begin - 1;
    while (i > 0 && is_continuation(text[i])) --i;
    const char c = text[i];
    if (!is_local(c) || (static_cast<unsigned char>(c) >= 0x80 && !is_letter_lead(c))) break;
    begin = i;
  }
  while (begin < at && (text[begin] == '.' || text[begin] == '-' || text[begin] == '\'' || text[begin] == '+')) ++begin;
  return begin;
}

// End of a domain of at least two labels, the last of letters; `begin` when there is none.
std::size_t domain_end(std::string_view text, std::size_t begin) {
  std::size_t best = begin;
  std::size_t label = begin;
  for (std::size_t i = begin; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (is_alnum(c) || c == '-') continue;
    const std::string_view last = text.substr(label, i - label);
    if (label > begin && last.size() >= 2 &&
        std::ranges::all_of(last, [](char x) { return is_alnum(x) && !(x >= '0' && x <= '9'); })) {
      best = i;
    }
    if (c != '.' || last.empty()) break;
    label = i + 1;
  }
  return best;
}

// What company accounts are called.
bool is_company_handle(std::string_view handle) {
  static constexpr std::string_view kCues[] = {
      "destek",      "help",       "hilf",      "support",    "care",        "service",     "servis",   "musteri",
      "hizmet",      "bank",       "telekom",   "telecom",    "turkcell",    "vodafone",    "turknet",  "cargo",
      "kargo",       "official",   "resmi",     "sigorta",    "insur",       "versicher",   "airline",  "airways",
      "hava",        "thy",        "pegasus",   "sunexpress", "belediye",    "bld",         "trendyol", "hepsi",
      "n11",         "getir",      "yemek",     "migros",     "a101",        "bim_",        "amazon",   "google",
      "apple",       "samsung",    "microsoft", "netflix",    "spotify",     "uber",        "digiturk", "bein",
      "superonline", "ttnet",      "enerji",    "enerjisa",   "elektrik",    "aydem",       "igdas",    "iski",
      "aski",        "dask",       "btk",       "mhrs",       "ptt",         "aras",        "yurtici",  "surat",
      "mng",         "dhl",        "hermes",    "dpd",        "fedex",       "ups",         "paket",    "parcel",
      "post",        "stadtwerke", "werke",     "bahn",       "lufthansa",   "eurowings",   "ryanair",  "easyjet",
      "british",     "delta",      "united",    "american",   "southwest",   "jetblue",     "virgin",   "tmobile",
      "sprint",      "verizon",    "att",       "comcast",    "xfinity",     "o2",          "ee",       "bt",
      "sky",         "tesco",      "asda",      "sainsbury",  "argos",       "ikea",        "zalando",  "otto",
      "media",       "market",     "store",     "shop",       "magaza",      "mobilya",     "water",    "energy",
      "power",       "gas",        "net",       "city",       "council",     "gov",         "hotel",    "travel",
      "tours",       "turizm",     "oyun",      "games",      "xbox",        "playstation", "chipotle", "mcdonald",
      "burger",      "starbucks",  "metro",     "istanbul",   "ciceksepeti", "sahibinden",  "letgo",    "kart",
      "univ",        "hastane",    "hospital",  "klinik",     "air",         "mobile",      "team",     "cx",
      "info",        "gmbh",       "inc",       "ltd",        "as_"};
  const std::string word = folded(handle);
  if (word == "ee" || word == "bt" || word == "o2" || word == "ups" || word == "att" || word == "sky") return true;
  const bool private_shape = std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
  for (const std::string_view cue : kCues) {
    if (cue.size() <= 3
            ? (word.starts_with(cue) && (word.size() == cue.size() || word[cue.size()] == '_')) ||
                  (word.ends_with(cue) && word.size() > cue.size() && word[word.size() - cue.size() - 1] == '_')
            : word.find(cue) != std::string::npos) {
      return !private_shape || cue.size() >= 5;
    }
  }
  // "@AirAlbion", "@ENERJISA", "@TurkTelekom": capitals inside a word are a brand's.
  std::size_t capitals = 0;
  for (const char c : handle) capitals += c >= 'A' && c <= 'Z' ? 1U : 0U;
  const bool country = word.ends_with("_tr") || word.ends_with("_de") || word.ends_with("_uk") || word.ends_with("_us");
  const bool has_separator = word.find('_') != std::string::npos || word.find('.') != std::string::npos;
  return country || (capitals >= 2 && !private_shape && !has_separator);
}

std::size_t handle_end(std::string_view text, std::size_t i) {
  while (i < text.size() &&
         (is_alnum(text[i]) || text[i] == '_' || (text[i] == '.' && i + 1 < text.size() && is_alnum(text[i + 1]))))
    ++i;
  return i;
}

// The parts of an address that is said, found around its "at".
class Said {
 public:
  explicit Said(const Items& items) : items_(items) {}

  // The address around the sign at item `at`; false when there is none.
  bool read(std::size_t at, std::size_t from, Find& out) {
    spoken_ = items_[at].spoken;
    const std::size_t end = domain(at + 1);
    if (end == 0) return false;
    const std::size_t begin = local(at, from);
    if (begin == at) return false;
    out.begin = items_[begin].begin;
    out.end = items_[end - 1].end;
    out.type = PiiType::email;
    out.spoken = spoken_;
    out.checksum = std::nullopt;
    out.value = value(begin, end);
    return true;
  }

  std::string value(std::size_t begin, std::size_t end) const {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) {
      const Item& item = items_[i];
      if (item.symbol != 0) {
        text += item.symbol;
      } else if (item.is_number()) {
        text += items_.digits(item);
      } else if (item.letter != 0 && (item.letter_sure || item.end - item.begin <= 2)) {
        text += item.letter;
      } else if (item.kind != TokenKind::sign && !item.is(Entry::kFiller)) {
        text += folded(items_.text_of(item));
      }
    }
    return text;
  }

 private:
  bool is_word_part(const Item& item) const {
    return item.is_word() || item.is_number() || item.kind == TokenKind::mixed;
  }

  // Item behind the domain that begins at `i`; 0 when none does.
  std::size_t domain(std::size_t i) {
    std::size_t words = 0;
    std::size_t best = 0;
    bool provider = false;
    for (; i < items_.size() && words < 8; ++i) {
      const Item& item = items_[i];
      if (item.line_before || item.symbol == '@') break;
      const bool has_suffix = item.full_end > item.end;
      if (item.symbol == '.' && words > 0 && (item.spoken || (i + 1 < items_.size() && is_word_part(items_[i + 1])))) {
        const std::size_t last = i + 1;
        if (last >= items_.size()) break;
        if (item.kind == TokenKind::sign && items_[last].space_before && !items_[last].is(Entry::kTopLevel)) break;
        spoken_ = spoken_ || item.spoken;
        if (items_[last].is(Entry::kTopLevel)) {
          best = last + 1;
        } else if (last + 1 < items_.size() && items_[last].letter != 0 && items_[last + 1].letter != 0 &&
                   is_spelled_country(last)) {
          return last + 2;  // "nokta te re"
        }
        continue;
      }
      if ((item.symbol == '-' || item.symbol == '_') && words > 0) continue;
      if (!is_word_part(item)) break;
      if (best != 0 && i >= best) break;
      // "gmail com", "lale tekstil com tr"
      const bool com = item.entry != nullptr && item.entry->text == "com" && spoken_;
      if (item.is(Entry::kTopLevel) && (provider || com) && best == 0 && words > 0) {
        const bool country = com && i + 1 < items_.size() && items_[i + 1].is(Entry::kTopLevel) &&
                             items_[i + 1].end - items_[i + 1].begin == 2;
        return country ? i + 2 : i + 1;
      }
      if (best == 0 || i < best) ++words;
      provider = provider || item.is(Entry::kProvider);
      if (best == i + 1) {
        // the top level itself; ".com.tr" and ".co.uk" go on
        if (has_suffix || i + 1 >= items_.size() || items_[i + 1].symbol != '.') break;
        continue;
      }
      if (best == 0 && words > 4) return 0;
    }
    if (best != 0) return best;
    return 0;
  }

  bool is_spelled_country(std::size_t i) const {
    const char a = items_[i].letter;
    const char b = items_[i + 1].letter;
    return (a == 't' && b == 'r') || (a == 'd' && b == 'e') || (a == 'u' && b == 'k') || (a == 'e' && b == 'u') ||
           (a == 'a' && b == 't') || (a == 'c' && b == 'h');
  }

  // First item of the local part that ends before `at`; `at` when there is none.
  std::size_t local(std::size_t at, std::size_t from) {
    std::size_t begin = at;
    std::size_t loose = 0;  // words without a sign between them
    bool joined = true;     // the word to come is bound by a sign, or is next to the "at"
    for (std::size_t i = at; i > from; --i) {
      const Item& item = items_[i - 1];
      const bool breaks = i < items_.size() && items_[i].line_before;
      if (breaks) break;
      if (item.symbol != 0 && item.symbol != '@' && item.symbol != '/') {
        if (item.kind == TokenKind::sign && i < items_.size() && items_[i].space_before) break;
        spoken_ = spoken_ || item.spoken;
        joined = true;
        continue;
      }
      if (item.is_number() || item.kind == TokenKind::mixed) {
        spoken_ = spoken_ || item.spoken;
        begin = i - 1;
        joined = item.is_number() && item.spoken ? true : joined;
        loose = joined ? loose : loose + 1;
        if (loose > 2) break;
        continue;
      }
      if (item.sign == ',' && begin == at) {  // "levent nokta taş, ş değil s ile, et …"
        if (const std::size_t before = over_remark(i - 1, from); before < i - 1) {
          i = before + 1;
          continue;
        }
      }
      if (!item.is_word()) break;
      if (begin == at && is_joined_word(items_.text_of(item))) {
        joined = true;
        spoken_ = true;
        loose = 0;
        continue;
      }
      if (item.full_end > item.end && i != at) break;
      const bool single = item.end - item.begin <= 2 || item.letter_sure;
      const bool filler = item.is(Entry::kFiller) && item.letter == 0;
      if (filler && !joined) continue;
      const bool stops =
          item.entry != nullptr && (item.is(Entry::kFunction | Entry::kAnswer | Entry::kNegation | Entry::kIs |
                                            Entry::kOwn | Entry::kNumberNoun | Entry::kAccount | Entry::kLives) ||
                                    item.entry->announces.has_value());
      if (joined) {
        // "klein" in "sabine punkt klein at …" is part all the same.
        const bool bound = begin != at || (i > from + 1 && items_[i - 2].symbol != 0);
        if (stops && !bound && !(single && item.letter != 0)) break;
        begin = i - 1;
        joined = false;
        continue;
      }
      if (stops && !(single && item.letter != 0 && item.end - item.begin == 1 && i > 1 && is_spelled(i - 1))) break;
      if (single && item.letter != 0) {
        if (item.end - item.begin == 1 || item.letter_sure || is_spelled(i - 1)) {
          begin = i - 1;
          continue;
        }
        break;
      }
      if (++loose > 2) break;
      begin = i - 1;
    }
    return begin;
  }

  // Item of the comma in front of a remark that ends with the comma at `comma`; `comma` when none stands there.
  std::size_t over_remark(std::size_t comma, std::size_t from) const {
    static constexpr std::size_t kReach = 7;
    bool letter = false;
    for (std::size_t i = comma; i-- > from && comma - i <= kReach;) {
      if (items_[i].sign == ',') return letter ? i : comma;
      if (!items_[i].is_word()) return comma;
      letter = letter || items_[i].letter != 0;
    }
    return comma;
  }

  // A letter among letters.
  bool is_spelled(std::size_t i) const {
    const auto letter = [&](std::size_t k) {
      return k < items_.size() && items_[k].is_word() && items_[k].letter != 0 && items_[k].end - items_[k].begin <= 2;
    };
    return letter(i + 1) || (i > 0 && letter(i - 1));
  }

  const Items& items_;
  bool spoken_ = false;
};

// "bitişik" within the next words: all of them are one name.
bool joined_behind(const Items& items, std::size_t i) {
  for (std::size_t k = i + 1; k < items.size() && k < i + 4 && items[k].is_word(); ++k) {
    if (is_joined_word(items.text_of(items[k]))) return true;
  }
  return false;
}

// A word that says something about a user name, or nothing.
bool is_remark(const std::string& word) {
  static constexpr std::string_view kWords[] = {
      "wrong",     "invalid",   "incorrect", "falsch",   "ungultig", "vergessen", "taken",   "yanlis",
      "hatali",    "gecersiz",  "passwort",  "password", "sifre",    "sifrem",    "sifresi", "unknown",
      "unbekannt", "forgotten", "gesperrt",  "locked",   "nicht",    "admin"};
  return std::ranges::find(kWords, word) != std::end(kWords);
}

void add_written(const Items& items, std::size_t at, std::vector<Find>& out) {
  const std::string_view text = items.text();
  const std::size_t sign = items[at].begin;
  const std::size_t begin = local_begin(text, sign);
  const std::size_t end = domain_end(text, sign + 1);
  if (begin < sign && end > sign + 1) {
    out.push_back({begin, end, PiiType::email, folded(text.substr(begin, end - begin)), std::nullopt, false});
    return;
  }
  if (sign > 0 && (is_alnum(text[sign - 1]) || text[sign - 1] == '@' || text[sign - 1] == ']')) return;
  const std::size_t stop = handle_end(text, sign + 1);
  const std::string_view handle = text.substr(sign + 1, stop - sign - 1);
  if (handle.size() < 3 || is_company_handle(handle)) return;
  out.push_back({sign, stop, PiiType::username, folded(handle), std::nullopt, false});
}

}  // namespace

void find_mail(const Items& items, std::vector<Find>& out) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].symbol != '@') continue;
    const std::size_t before = out.size();
    if (items[i].kind == TokenKind::sign) add_written(items, i, out);
    Find said;
    if (out.size() == before && Said(items).read(i, from, said)) out.push_back(std::move(said));
    if (out.size() > before) from = items.at_or_after(out.back().end);
  }
}

Find read_plain_user_name(const Items& items, std::size_t at) {
  const Item& item = items[at];
  if (!item.is_word() || item.entry != nullptr || item.end - item.begin < 5 || item.full_end > item.end) return {};
  const std::string word = folded(items.text_of(item));
  if (is_remark(word)) return {};
  return {item.begin, item.end, PiiType::username, word, std::nullopt, false};
}

Find read_user_name(const Items& items, std::size_t at, bool adjacent) {
  Find none;
  std::size_t i = at;
  std::size_t end = at;
  bool spoken = false;
  bool sign = false;
  bool parted = false;  // a sign stood between two words: what follows is bound by signs too
  std::size_t words = 0;
  std::size_t firm = at;  // behind the last part that no sentence has
  const std::string_view text = items.text();
  const Item& first = items[at];
  if (first.symbol != 0 && first.symbol != '@') return none;
  if (first.is(Entry::kName | Entry::kAccount) || first.is(Entry::kNumberNoun)) return none;
  // Written in one piece.
  if (first.symbol == '@' && first.spoken) ++i;
  if (i < items.size() && !items[i].spoken && (items[i].is_word() || items[i].kind == TokenKind::mixed)) {
    std::size_t stop = items[i].begin;
    while (stop < text.size() && (is_alnum(text[stop]) || text[stop] == '_' || text[stop] == '-' ||
                                  (text[stop] == '.' && stop + 1 < text.size() && is_alnum(text[stop + 1])) ||
                                  is_letter_lead(text[stop]) || is_continuation(text[stop]))) {
      ++stop;
    }
    const std::string_view piece = text.substr(items[i].begin, stop - items[i].begin);
    const bool marked = piece.find_first_of("0123456789_.-") != std::string_view::npos;
    if (marked && piece.size() >= 3 && i == at)
      return {items[i].begin, stop, PiiType::username, folded(piece), std::nullopt, false};
    // "username lmwoodcraft,"
    const bool clause_ends = i + 1 >= items.size() || items[i + 1].kind == TokenKind::sign;
    if (adjacent && i == at && clause_ends && piece.size() >= 5 && items[i].entry == nullptr &&
        !is_remark(folded(piece)) && i > 0 &&
        (items[i - 1].is(Entry::kAccount | Entry::kName | Entry::kIs) || items[i - 1].sign == ':')) {
      return {items[i].begin, stop, PiiType::username, folded(piece), std::nullopt, false};
    }
  }
  for (; i < items.size() && words < 7; ++i) {
    const Item& item = items[i];
    if (item.line_before || item.kind == TokenKind::url) break;
    if (item.symbol != 0 && item.symbol != '@' && item.symbol != '/') {
      if (item.kind == TokenKind::sign && (i + 1 >= items.size() || items[i + 1].space_before)) break;
      sign = parted = true;
      spoken = spoken || item.spoken;
      continue;
    }
    if (item.kind == TokenKind::sign) break;
    const bool bound = i > at && items[i - 1].symbol != 0;
    const bool single = item.letter != 0 && item.end - item.begin <= 2;
    // "login as fkorkmaz55": written in one piece behind other words
    if (item.kind == TokenKind::mixed && i > at && !bound && !spoken) return read_user_name(items, i, adjacent);
    if (item.is_number() || item.kind == TokenKind::mixed) {
      spoken = spoken || item.spoken;
      sign = true;
    } else if (is_joined_word(items.text_of(item))) {
      sign = true;
      end = i + 1;
      break;
    } else if (!bound && parted) {
      break;
    } else if (!bound && !(single && i + 1 < items.size() && (items[i + 1].letter != 0 || items[i + 1].is_number())) &&
               item.is(Entry::kFunction | Entry::kAnswer | Entry::kIs | Entry::kNegation | Entry::kCorrection) &&
               !joined_behind(items, i)) {
      break;
    }
    ++words;
    end = i + 1;
    if (item.is_number() || bound || single || item.kind == TokenKind::mixed) firm = end;
    if (item.full_end > item.end) break;
  }
  // "mirza pro yirmi üç | parası çekildi"
  if (firm > at && end <= items.size() && !is_joined_word(items.text_of(items[end - 1]))) end = firm;
  const bool at_sign = first.symbol == '@' && first.spoken;
  if (end == at || !(sign || at_sign) || !adjacent) return none;
  spoken = spoken || at_sign;
  return {first.begin,       items[end - 1].end,
          PiiType::username, Said(items).value(at_sign ? at + 1 : at, end),
          std::nullopt,      spoken};
}

}  // namespace cxai::privacy
