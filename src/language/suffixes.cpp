#include "language/suffixes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "language/characters.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

bool is_vowel(char32_t c) {
  return std::u32string_view(U"aeıioöuüâîû").find(c) != std::u32string_view::npos;
}
bool is_back(char32_t c) {
  return std::u32string_view(U"aıouâû").find(c) != std::u32string_view::npos;
}
bool is_rounded(char32_t c) {
  return std::u32string_view(U"oöuüû").find(c) != std::u32string_view::npos;
}
bool is_voiceless(char32_t c) {
  return std::u32string_view(U"fstkçşhp").find(c) != std::u32string_view::npos;
}

std::vector<char32_t> letters_of(std::string_view word) {
  const std::string folded = fold(word, "tr");
  std::vector<char32_t> letters;
  for (std::size_t i = 0; i < folded.size();) letters.push_back(decode(folded, i));
  return letters;
}

std::string_view last_word(std::string_view text) {
  const std::size_t space = text.find_last_of(" -");
  return space == std::string_view::npos ? text : text.substr(space + 1);
}

// What the suffixes harmonise with: the last vowel as it sounds, and whether the word ends in one.
struct Sound {
  char32_t vowel = U'e';
  char32_t last = U'e';
  int vowels = 0;
  bool ends_in_vowel() const { return is_vowel(last); }
};

// Names of the letters: abbreviations are read by them. "TL" is "te le", "SMS" "se me se".
char32_t letter_vowel(char32_t c) {
  return is_vowel(c) ? c : U'e';
}

bool is_abbreviation(std::string_view word) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < word.size();) {
    const char32_t c = decode(word, i);
    if (!is_upper(c)) return false;
    ++letters;
  }
  return letters >= 2 && letters <= 4;
}

Sound sound_of(std::string_view text) {
  const std::string_view word = last_word(text);
  const std::vector<char32_t> letters = letters_of(word);
  Sound sound;
  if (letters.empty()) return sound;
  for (const char32_t c : letters) {
    if (!is_vowel(c)) continue;
    ++sound.vowels;
    sound.vowel = c;
  }
  sound.last = letters.back();
  if (sound.vowels == 0 || is_abbreviation(word)) {
    // The letters' names; three consonants are read in the foreign way often enough ("SMS": "es em es") that people
    // write "SMS'i" and "SMS'le".
    const bool foreign =
        letters.size() == 3 && sound.vowels == 0 && !is_vowel(letters.back()) && letters.back() == U's';
    sound.vowel = letter_vowel(letters.back());
    sound.last = foreign ? U's' : sound.vowel;
    return sound;
  }
  // Loans whose last syllable is pronounced with a thin vowel.
  static constexpr std::string_view kThin[] = {
      "saat",   "harf",     "kalp",   "dikkat",   "seyahat", "kontrol", "petrol",   "rol",   "gol",   "alkol",
      "usul",   "meşgul",   "hal",    "ihtimal",  "iptal",   "ihmal",   "istiklal", "sual",  "kabul", "sadakat",
      "ziraat", "protokol", "sembol", "festival", "final",   "moral",   "seyahat",  "sürat", "cemaat"};
  const std::string folded = fold(word, "tr");
  if (std::ranges::find(kThin, folded) != std::end(kThin)) {
    if (sound.vowel == U'a' || sound.vowel == U'â') sound.vowel = U'e';
    if (sound.vowel == U'o') sound.vowel = U'ö';
    if (sound.vowel == U'u') sound.vowel = U'ü';
  }
  return sound;
}

std::string_view high_of(char32_t vowel) {
  if (is_back(vowel)) return is_rounded(vowel) ? "u" : "ı";
  return is_rounded(vowel) ? "ü" : "i";
}
std::string_view low_of(char32_t vowel) {
  return is_back(vowel) ? "a" : "e";
}

// The form that a suffix beginning with a vowel stands behind.
std::string softened(std::string_view noun) {
  const std::string_view word = last_word(noun);
  const std::string head(noun.substr(0, noun.size() - word.size()));
  const std::string folded = fold(word, "tr");
  static constexpr std::pair<std::string_view, std::string_view> kOwnWay[] = {
      {"kayıt", "kayd"},    {"isim", "ism"},    {"resim", "resm"},  {"şehir", "şehr"},    {"oğul", "oğl"},
      {"fikir", "fikr"},    {"nakit", "nakd"},  {"izin", "izn"},    {"ağız", "ağz"},      {"akıl", "akl"},
      {"vakit", "vakt"},    {"hat", "hatt"},    {"hak", "hakk"},    {"his", "hiss"},      {"ret", "redd"},
      {"şık", "şıkk"},      {"sır", "sırr"},    {"adet", "aded"},   {"tehdit", "tehdid"}, {"dert", "derd"},
      {"yurt", "yurd"},     {"kap", "kab"},     {"uç", "uc"},       {"dip", "dib"},       {"renk", "reng"},
      {"kanat", "kanad"},   {"simit", "simid"}, {"senet", "sened"}, {"umut", "umud"},     {"borç", "borc"},
      {"genç", "genc"},     {"harç", "harc"},   {"dört", "dörd"},   {"git", "gid"},       {"et", "ed"},
      {"tat", "tad"},       {"metin", "metn"},  {"özür", "özr"},    {"nehir", "nehr"},    {"burun", "burn"},
      {"omuz", "omz"},      {"zihin", "zihn"},  {"link", "link"},   {"tank", "tank"},     {"bank", "bank"},
      {"risk", "risk"},     {"park", "park"},   {"terk", "terk"},   {"kırk", "kırk"},     {"halk", "halk"},
      {"top", "top"},       {"sap", "sap"},     {"ip", "ip"},       {"tip", "tip"},       {"klip", "klip"},
      {"laptop", "laptop"}, {"ekip", "ekib"},   {"kaç", "kaç"},     {"maç", "maç"},       {"saç", "saç"},
      {"suç", "suç"},       {"güç", "güc"},     {"üç", "üç"},       {"iç", "iç"},         {"çek", "çek"},
      {"yük", "yük"},       {"ek", "ek"},       {"ok", "ok"},       {"kök", "kök"},       {"gök", "göğ"},
      {"çok", "çoğ"}};
  for (const auto& [from, to] : kOwnWay)
    if (folded == from) return head + std::string(to);
  const std::vector<char32_t> letters = letters_of(word);
  const auto vowels = std::ranges::count_if(letters, is_vowel);
  std::string out = head + std::string(word);
  if (letters.size() < 3 || vowels < 2) return out;
  const char32_t last = letters.back();
  const char32_t before = letters[letters.size() - 2];
  if (last == U'k' && is_vowel(before)) {
    out.replace(out.size() - 1, 1, "ğ");
  } else if (last == U'k' && before == U'n') {
    out.replace(out.size() - 1, 1, "g");
  } else if (last == U'p') {
    out.replace(out.size() - 1, 1, "b");
  } else if (last == U'ç') {
    out.replace(out.size() - 2, 2, "c");
  }
  return out;
}

// Builds a word suffix by suffix.
class Builder {
 public:
  explicit Builder(std::string_view noun) : soft_(softened(noun)), text_(noun), sound_(sound_of(noun)) {}

  bool ends_in_vowel() const { return sound_.ends_in_vowel(); }
  const std::string& text() const { return text_; }
  std::string_view high() const { return high_of(sound_.vowel); }
  std::string_view low() const { return low_of(sound_.vowel); }
  std::string_view d() const { return is_voiceless(sound_.last) ? "t" : "d"; }

  void add(std::string_view suffix) {
    const char32_t first = first_of(suffix);
    if (!soft_.empty() && is_vowel(first)) text_ = soft_;
    soft_.clear();
    text_ += suffix;
    const Sound after = sound_of(text_);
    sound_.last = after.last;
    for (const char32_t c : letters_of(suffix))
      if (is_vowel(c)) sound_.vowel = c;
  }

 private:
  static char32_t first_of(std::string_view text) {
    std::size_t i = 0;
    return text.empty() ? U'\0' : decode(text, i);
  }
  std::string soft_;  // empty once a suffix stands
  std::string text_;
  Sound sound_;
};

std::string join(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

void add_owner(Builder& b, Owner owner) {
  switch (owner) {
    case Owner::none:
      return;
    case Owner::my:
      b.add(b.ends_in_vowel() ? "m" : join({b.high(), "m"}));
      return;
    case Owner::your:
      b.add(b.ends_in_vowel() ? join({"n", b.high(), "z"}) : join({b.high(), "n", b.high(), "z"}));
      return;
    case Owner::his:
      b.add(b.ends_in_vowel() ? join({"s", b.high()}) : std::string(b.high()));
      return;
    case Owner::our:
      b.add(b.ends_in_vowel() ? join({"m", b.high(), "z"}) : join({b.high(), "m", b.high(), "z"}));
      return;
  }
}

// `pronominal`: behind the possessive of the third person cases take an n.
void add_case(Builder& b, Case kase, bool pronominal) {
  const std::string_view n = pronominal ? "n" : "";
  const std::string_view y = b.ends_in_vowel() ? "y" : "";
  switch (kase) {
    case Case::nominative:
      return;
    case Case::accusative:
      b.add(join({pronominal ? n : y, b.high()}));
      return;
    case Case::dative:
      b.add(join({pronominal ? n : y, b.low()}));
      return;
    case Case::locative:
      b.add(join({n, pronominal ? "d" : b.d(), b.low()}));
      return;
    case Case::ablative:
      b.add(join({n, pronominal ? "d" : b.d(), b.low(), "n"}));
      return;
    case Case::genitive:
      b.add(b.ends_in_vowel() ? join({"n", b.high(), "n"}) : join({b.high(), "n"}));
      return;
    case Case::instrumental:
      b.add(join({y, "l", b.low()}));
      return;
  }
}

// How the last word of a figure is said.
std::string_view said_of(std::string_view figures) {
  static constexpr std::string_view kOnes[] = {"sıfır", "bir",  "iki",  "üç",    "dört",
                                               "beş",   "altı", "yedi", "sekiz", "dokuz"};
  static constexpr std::string_view kTens[] = {"",     "on",     "yirmi",  "otuz",   "kırk",
                                               "elli", "altmış", "yetmiş", "seksen", "doksan"};
  std::string digits;
  const std::size_t comma = figures.find_last_of(",:");
  std::string_view part = comma == std::string_view::npos ? figures : figures.substr(comma + 1);
  const std::size_t point = part.find_last_of('.');
  // "14.30" is a time; a group of three belongs to the number.
  if (point != std::string_view::npos && part.size() - point - 1 != 3) part = part.substr(point + 1);
  for (const char c : part)
    if (is_ascii_digit(c)) digits.push_back(c);
  if (digits.empty()) return "sıfır";
  std::size_t zeros = 0;
  while (zeros < digits.size() && digits[digits.size() - 1 - zeros] == '0') ++zeros;
  if (zeros == digits.size()) return "sıfır";
  const std::size_t digit = static_cast<std::size_t>(digits[digits.size() - 1 - zeros] - '0');
  if (zeros == 0) return kOnes[digit];
  if (zeros == 1) return kTens[digit];
  if (zeros == 2) return "yüz";
  if (zeros < 6) return "bin";
  return "milyon";
}

std::string suffix_behind(std::string_view said, Case kase, bool possessive) {
  Builder b(said);
  const std::string before(b.text());
  if (possessive) add_owner(b, Owner::his);
  add_case(b, kase, possessive);
  // The figure stays as it is written: what the word softens is no part of the suffix ("dört" → "4'ü").
  const std::string& whole = b.text();
  return whole.substr(std::min(whole.size(), before.size()));
}

}  // namespace

std::string_view suffix_vowel(std::string_view word, bool high) {
  const Sound sound = sound_of(word);
  return high ? high_of(sound.vowel) : low_of(sound.vowel);
}

std::string inflect(std::string_view noun, Form form, bool compound) {
  const std::string folded = fold(last_word(noun), "tr");
  // "su" and "ne" take y where other words take n or s.
  if (!form.plural && folded == "su" && (form.owner != Owner::none || form.kase == Case::genitive)) {
    Builder b(std::string(noun) + "y");
    add_owner(b, form.owner);
    add_case(b, form.kase, form.owner == Owner::his);
    return b.text();
  }
  std::string stem(noun);
  bool pronominal = form.owner == Owner::his;
  Owner owner = form.owner;
  if (compound) {
    if (owner == Owner::none || owner == Owner::his) {
      owner = Owner::none;
      pronominal = true;
      if (form.plural) {
        // "kredi kartı" → "kredi kartları"
        const std::vector<char32_t> letters = letters_of(last_word(noun));
        const std::size_t cut =
            stem.ends_with("sı") || stem.ends_with("si") || stem.ends_with("su") || stem.ends_with("sü") ? 1 : 0;
        std::size_t end = stem.size();
        const std::size_t vowel = letters.back() < 0x80 ? 1 : 2;
        end -= vowel + cut;
        stem = stem.substr(0, end);
        Builder plural(stem);
        plural.add(join({"l", plural.low(), "r"}));
        plural.add(std::string(plural.high()));
        add_case(plural, form.kase, true);
        return plural.text();
      }
    } else {
      // The owner replaces the compound's ending: "kredi kartı" → "kredi kartım".
      Builder owned(stem);
      owned.add(owner == Owner::my     ? "m"
                : owner == Owner::your ? join({"n", owned.high(), "z"})
                                       : join({"m", owned.high(), "z"}));
      add_case(owned, form.kase, false);
      return owned.text();
    }
  }
  Builder b(stem);
  if (form.plural) b.add(join({"l", b.low(), "r"}));
  add_owner(b, owner);
  add_case(b, form.kase, pronominal);
  return b.text();
}

std::string inflect_name(std::string_view name, Case kase) {
  if (kase == Case::nominative) return std::string(name);
  const Sound sound = sound_of(name);
  const bool vowel = sound.ends_in_vowel();
  const std::string_view high = high_of(sound.vowel);
  const std::string_view low = low_of(sound.vowel);
  const std::string_view d = is_voiceless(sound.last) ? "t" : "d";
  std::string suffix;
  switch (kase) {
    case Case::nominative:
      break;
    case Case::accusative:
      suffix = join({vowel ? "y" : "", high});
      break;
    case Case::dative:
      suffix = join({vowel ? "y" : "", low});
      break;
    case Case::locative:
      suffix = join({d, low});
      break;
    case Case::ablative:
      suffix = join({d, low, "n"});
      break;
    case Case::genitive:
      suffix = join({vowel ? "n" : "", high, "n"});
      break;
    case Case::instrumental:
      suffix = join({vowel ? "y" : "", "l", low});
      break;
  }
  return std::string(name) + "'" + suffix;
}

std::string inflect_number(std::string_view figures, Case kase, bool possessive) {
  const std::string suffix = suffix_behind(said_of(figures), kase, possessive);
  return suffix.empty() ? std::string(figures) : std::string(figures) + "'" + suffix;
}

std::string lik_of(std::string_view word) {
  const Sound sound = sound_of(word);
  return join({"l", high_of(sound.vowel), "k"});
}

std::string reported_past(std::string_view stem) {
  Builder b(stem);
  const std::string high(b.high());
  return join({stem, b.d(), high, "ğ", high, "n", high});
}

std::string reported_future(std::string_view stem) {
  const std::string_view word = last_word(stem);
  Builder b(word == "et" || word == "git" || word == "güt" || word == "tat"
                ? std::string(stem.substr(0, stem.size() - 1)) + "d"
                : std::string(stem));
  const std::string low(b.low());
  const std::string_view end = low == "a" ? "ı" : "i";
  return join({b.text(), b.ends_in_vowel() ? "y" : "", low, "c", low, "ğ", end, "n", end});
}

}  // namespace cxai::language
