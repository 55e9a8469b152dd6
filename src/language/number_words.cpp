#include "language/number_words.hpp"

#include <algorithm>
#include <utility>

#include "language/characters.hpp"

namespace cxai::language {
namespace {

using Kind = NumberWord::Kind;

struct Known {
  std::string_view text;
  Kind kind;
  double value;
  bool ordinal = false;
};

constexpr Known kTurkish[] = {
    {"sifir", Kind::ones, 0},   {"bir", Kind::ones, 1},       {"iki", Kind::ones, 2},       {"uc", Kind::ones, 3},
    {"dort", Kind::ones, 4},    {"bes", Kind::ones, 5},       {"alti", Kind::ones, 6},      {"yedi", Kind::ones, 7},
    {"sekiz", Kind::ones, 8},   {"dokuz", Kind::ones, 9},     {"on", Kind::tens, 10},       {"yirmi", Kind::tens, 20},
    {"otuz", Kind::tens, 30},   {"kirk", Kind::tens, 40},     {"elli", Kind::tens, 50},     {"altmis", Kind::tens, 60},
    {"yetmis", Kind::tens, 70}, {"seksen", Kind::tens, 80},   {"doksan", Kind::tens, 90},   {"yuz", Kind::hundred, 100},
    {"bin", Kind::scale, 1e3},  {"milyon", Kind::scale, 1e6}, {"milyar", Kind::scale, 1e9}, {"bucuk", Kind::half, 0.5}};

constexpr Known kEnglish[] = {{"zero", Kind::ones, 0},
                              {"one", Kind::ones, 1},
                              {"two", Kind::ones, 2},
                              {"three", Kind::ones, 3},
                              {"four", Kind::ones, 4},
                              {"five", Kind::ones, 5},
                              {"six", Kind::ones, 6},
                              {"seven", Kind::ones, 7},
                              {"eight", Kind::ones, 8},
                              {"nine", Kind::ones, 9},
                              {"ten", Kind::teens, 10},
                              {"eleven", Kind::teens, 11},
                              {"twelve", Kind::teens, 12},
                              {"thirteen", Kind::teens, 13},
                              {"fourteen", Kind::teens, 14},
                              {"fifteen", Kind::teens, 15},
                              {"sixteen", Kind::teens, 16},
                              {"seventeen", Kind::teens, 17},
                              {"eighteen", Kind::teens, 18},
                              {"nineteen", Kind::teens, 19},
                              {"twenty", Kind::tens, 20},
                              {"thirty", Kind::tens, 30},
                              {"forty", Kind::tens, 40},
                              {"fourty", Kind::tens, 40},
                              {"fifty", Kind::tens, 50},
                              {"sixty", Kind::tens, 60},
                              {"seventy", Kind::tens, 70},
                              {"eighty", Kind::tens, 80},
                              {"ninety", Kind::tens, 90},
                              {"hundred", Kind::hundred, 100},
                              {"thousand", Kind::scale, 1e3},
                              {"grand", Kind::scale, 1e3},
                              {"lakh", Kind::scale, 1e5},
                              {"lakhs", Kind::scale, 1e5},
                              {"million", Kind::scale, 1e6},
                              {"crore", Kind::scale, 1e7},
                              {"billion", Kind::scale, 1e9},
                              {"first", Kind::ones, 1, true},
                              {"second", Kind::ones, 2, true},
                              {"third", Kind::ones, 3, true},
                              {"fourth", Kind::ones, 4, true},
                              {"fifth", Kind::ones, 5, true},
                              {"sixth", Kind::ones, 6, true},
                              {"seventh", Kind::ones, 7, true},
                              {"eighth", Kind::ones, 8, true},
                              {"ninth", Kind::ones, 9, true},
                              {"tenth", Kind::teens, 10, true},
                              {"eleventh", Kind::teens, 11, true},
                              {"twelfth", Kind::teens, 12, true},
                              {"thirteenth", Kind::teens, 13, true},
                              {"fourteenth", Kind::teens, 14, true},
                              {"fifteenth", Kind::teens, 15, true},
                              {"sixteenth", Kind::teens, 16, true},
                              {"seventeenth", Kind::teens, 17, true},
                              {"eighteenth", Kind::teens, 18, true},
                              {"nineteenth", Kind::teens, 19, true},
                              {"twentieth", Kind::teens, 20, true},
                              {"thirtieth", Kind::teens, 30, true}};

constexpr std::pair<std::string_view, int> kGermanOnes[] = {{"ein", 1},    {"zwei", 2}, {"zwo", 2},   {"drei", 3},
                                                            {"vier", 4},   {"funf", 5}, {"fuenf", 5}, {"sechs", 6},
                                                            {"sieben", 7}, {"acht", 8}, {"neun", 9}};
constexpr std::pair<std::string_view, int> kGermanTeens[] = {
    {"zehn", 10},     {"elf", 11},       {"zwolf", 12},    {"zwoelf", 12},   {"dreizehn", 13}, {"vierzehn", 14},
    {"funfzehn", 15}, {"fuenfzehn", 15}, {"sechzehn", 16}, {"siebzehn", 17}, {"achtzehn", 18}, {"neunzehn", 19}};
constexpr std::pair<std::string_view, int> kGermanTens[] = {{"zwanzig", 20}, {"dreissig", 30}, {"vierzig", 40},
                                                            {"funfzig", 50}, {"fuenfzig", 50}, {"sechzig", 60},
                                                            {"siebzig", 70}, {"achtzig", 80},  {"neunzig", 90}};

// What a German word says of a number: read from the left, all of it or nothing.
class German {
 public:
  explicit German(std::string_view word) : word_(word) {}

  std::optional<int> whole() {
    const int value = thousands();
    if (value < 0 || at_ != word_.size()) return std::nullopt;
    return value;
  }

 private:
  bool take(std::string_view text) {
    if (!word_.substr(at_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }

  // -1: nothing stands here.
  int below_hundred() {
    for (const auto& [text, value] : kGermanTeens)
      if (take(text)) return value;
    for (const auto& [text, value] : kGermanTens)
      if (take(text)) return value;
    const std::size_t start = at_;
    for (const auto& [text, value] : kGermanOnes) {
      if (!take(text)) continue;
      const std::size_t behind = at_;
      if (take("und")) {
        for (const auto& [tens, more] : kGermanTens)
          if (take(tens)) return more + value;
      }
      at_ = behind;
      // "eins" and "ein" end a number alone; the inflected forms are dealt with outside.
      if (value == 1) take("s");
      return value;
    }
    at_ = start;
    return -1;
  }

  int below_thousand() {
    int value = below_hundred();
    if (value >= 10) return value;
    const std::size_t behind = at_;
    if (take("hundert")) {
      value = (value < 0 ? 1 : value) * 100;
      take("und");
      const int rest = below_hundred();
      return value + (rest < 0 ? 0 : rest);
    }
    at_ = behind;
    return value;
  }

  int thousands() {
    const int value = below_thousand();
    if (!take("tausend")) return value;
    const int rest = at_ < word_.size() ? below_thousand() : 0;
    return rest < 0 ? -1 : (value < 0 ? 1 : value) * 1000 + rest;
  }

  std::string_view word_;
  std::size_t at_ = 0;
};

std::optional<NumberWord> german_value(int value, bool ordinal, std::string_view word) {
  if (word == "hundert") return NumberWord{Kind::hundred, 100, ordinal};
  if (word == "tausend") return NumberWord{Kind::scale, 1e3, ordinal};
  if (value < 10) return NumberWord{Kind::ones, static_cast<double>(value), ordinal};
  return NumberWord{Kind::teens, static_cast<double>(value), ordinal};
}

std::optional<NumberWord> german(std::string_view word) {
  static constexpr Known kPlain[] = {
      {"null", Kind::ones, 0},   {"eine", Kind::ones, 1},       {"einen", Kind::ones, 1},
      {"einer", Kind::ones, 1},  {"einem", Kind::ones, 1},      {"eines", Kind::ones, 1},
      {"zweier", Kind::ones, 2}, {"million", Kind::scale, 1e6}, {"millionen", Kind::scale, 1e6}};
  for (const Known& known : kPlain)
    if (known.text == word) return NumberWord{known.kind, known.value, known.ordinal};
  if (const auto value = German(word).whole()) return german_value(*value, false, word);
  // Ordinals: "ersten", "dritte", "siebter", "zwanzigsten".
  std::string_view stem = word;
  for (const std::string_view ending : {"en", "er", "es", "em", "e"})
    if (stem.ends_with(ending) && stem.size() > ending.size() + 2) {
      stem.remove_suffix(ending.size());
      break;
    }
  if (stem == word) return std::nullopt;
  if (stem == "erst") return NumberWord{Kind::ones, 1, true};
  if (stem == "dritt") return NumberWord{Kind::ones, 3, true};
  if (stem == "siebt") return NumberWord{Kind::ones, 7, true};
  if (stem == "acht") return NumberWord{Kind::ones, 8, true};
  for (const std::string_view mark : {"st", "t"}) {
    if (!stem.ends_with(mark)) continue;
    const std::string_view number = stem.substr(0, stem.size() - mark.size());
    const auto value = German(number).whole();
    if (value && (mark == "st") == (*value >= 20)) return german_value(*value, true, "");
  }
  return std::nullopt;
}

std::optional<NumberWordFind> turkish(std::string_view word) {
  const auto whole = [](const Known& known) { return NumberWord{known.kind, known.value, known.ordinal}; };
  for (const Known& known : kTurkish)
    if (known.text == word) return NumberWordFind{whole(known), ""};
  // Softened before a vowel: "dördü", "buçuğa".
  if (word.starts_with("dord") && is_number_suffix(word.substr(4)))
    return NumberWordFind{{Kind::ones, 4, false}, std::string(word.substr(4))};
  if (word.starts_with("bucug") && is_number_suffix(word.substr(5)))
    return NumberWordFind{{Kind::half, 0.5, false}, std::string(word.substr(5))};
  const Known* best = nullptr;
  for (const Known& known : kTurkish) {
    if (!word.starts_with(known.text) || !is_number_suffix(word.substr(known.text.size()))) continue;
    if (best == nullptr || known.text.size() > best->text.size()) best = &known;
  }
  if (best != nullptr) {
    const std::string_view rest = word.substr(best->text.size());
    return NumberWordFind{whole(*best), std::string(rest)};
  }
  // Two words written as one: "otuzbeş", "onikiye".
  for (const Known& tens : kTurkish) {
    if (tens.kind != Kind::tens || !word.starts_with(tens.text)) continue;
    const auto ones = turkish(word.substr(tens.text.size()));
    if (ones && ones->word.kind == Kind::ones && ones->word.value > 0)
      return NumberWordFind{{Kind::teens, tens.value + ones->word.value, ones->word.ordinal}, ones->suffix};
  }
  return std::nullopt;
}

}  // namespace

bool is_number_suffix(std::string_view rest) {
  // Case, possessive with case, ordinal, copula, plural; folded to plain letters.
  static constexpr std::string_view kSuffixes[] = {
      "de",    "da",    "te",    "ta",     "den",    "dan",  "ten",   "tan",    "e",      "a",      "ye",     "ya",
      "i",     "u",     "yi",    "yu",     "in",     "un",   "nin",   "nun",    "ine",    "una",    "sine",   "sina",
      "ina",   "une",   "inde",  "unda",   "inda",   "unde", "sinde", "sinda",  "ini",    "unu",    "sini",   "inden",
      "undan", "indan", "unden", "sinden", "sindan", "inci", "uncu",  "nci",    "ncu",    "inciye", "incide", "si",
      "dir",   "tir",   "dur",   "tur",    "lik",    "luk",  "ar",    "er",     "sar",    "ser",    "lar",    "ler",
      "lari",  "leri",  "yle",   "yla",    "le",     "la",   "gibi",  "ki",     "deki",   "daki",   "teki",   "taki",
      "ydi",   "ydu",   "miz",   "muz",    "inize",  "umuz", "imiz",  "uncusu", "incisi", "uncude"};
  return std::ranges::find(kSuffixes, rest) != std::end(kSuffixes);
}

std::optional<NumberWordFind> find_number_word(std::string_view word, std::string_view language) {
  if (word.empty()) return std::nullopt;
  if (is_language(language, "tr")) return turkish(word);
  if (is_language(language, "de")) {
    if (const auto found = german(word)) return NumberWordFind{*found, ""};
    return std::nullopt;
  }
  if (is_language(language, "en")) {
    for (const Known& known : kEnglish)
      if (known.text == word) return NumberWordFind{{known.kind, known.value, known.ordinal}, ""};
  }
  return std::nullopt;
}

}  // namespace cxai::language
