// Number words, spelled letters and spoken signs of the lexicon.
#include <algorithm>
#include <array>
#include <sstream>

#include "privacy/lexicon.hpp"

namespace cxai::privacy {
namespace {

using enum NumberKind;
using WordLanguage::de;
using WordLanguage::en;
using WordLanguage::tr;

class Words {
 public:
  explicit Words(std::vector<Entry>& entries) : entries_(entries) {}

  Entry& add(std::string_view text) {
    entries_.emplace_back();
    entries_.back().text = text;
    return entries_.back();
  }

  // "bir=1 iki=2"
  void numbers(WordLanguage language, NumberKind kind, std::string_view list, std::uint64_t flags = 0) {
    std::istringstream in{std::string(list)};
    for (std::string item; in >> item;) {
      const std::size_t equals = item.find('=');
      number(language, kind, item.substr(0, equals), std::stoi(item.substr(equals + 1)), flags);
    }
  }

  void number(WordLanguage language, NumberKind kind, std::string_view text, int value, std::uint64_t flags = 0) {
    Entry& e = add(text);
    e.language = language;
    e.number = kind;
    e.value = static_cast<std::uint16_t>(value);
    e.flags = flags;
    e.suffixed = language == tr && (flags & Entry::kWeak) == 0;
  }

  // "alpha bravo": each spells its first letter.
  void letters(std::string_view list, bool sure) {
    std::istringstream in{std::string(list)};
    for (std::string item; in >> item;) letter(item, item[0], sure);
  }

  void letter(std::string_view text, char letter, bool sure) {
    Entry& e = add(text);
    e.letter = letter;
    e.letter_sure = sure;
  }

  void symbols(std::string_view list, char symbol) {
    std::istringstream in{std::string(list)};
    for (std::string item; in >> item;) add(item).symbol = symbol;
  }

 private:
  std::vector<Entry>& entries_;
};

void add_turkish(Words& w) {
  w.numbers(tr, unit, "sifir=0 iki=2 dort=4 bes=5 alti=6 yedi=7 sekiz=8 dokuz=9 uc=3");
  w.numbers(tr, unit, "bir=1", Entry::kWeak);
  w.numbers(tr, unit,
            "birdir=1 ucu=3 uctur=3 ucte=3 ucten=3 ucun=3 uce=3 ucuncu=3 ucuydu=3 sifi=0 iik=2 dorrt=4 dordu=4 dorde=4 "
            "dorduncu=4");
  w.numbers(tr, ten, "yirmi=20 otuz=30 kirk=40 elli=50 altmis=60 yetmis=70 seksen=80 doksan=90");
  w.numbers(tr, ten, "on=10", Entry::kWeak);
  w.numbers(tr, ten, "onuncu=10");
  w.numbers(tr, hundred, "yuz=100");
  w.numbers(tr, thousand, "bin=1000", Entry::kWeak);
  w.numbers(tr, repeat, "cift=2");
  // Two words written as one: "otuziki", "onyedi", "besyuz".
  static constexpr std::array<std::string_view, 9> kTens = {"on",     "yirmi",  "otuz",   "kirk",  "elli",
                                                            "altmis", "yetmis", "seksen", "doksan"};
  static constexpr std::array<std::string_view, 9> kUnits = {"bir",  "iki",  "uc",    "dort", "bes",
                                                             "alti", "yedi", "sekiz", "dokuz"};
  for (std::size_t t = 0; t < 9; ++t) {
    for (std::size_t u = 0; u < 9; ++u) {
      w.number(tr, teen, std::string(kTens[t]) + std::string(kUnits[u]), static_cast<int>((t + 1) * 10 + u + 1));
    }
  }
}

void add_english(Words& w) {
  w.numbers(en, unit, "zero=0 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 niner=9 nought=0 naught=0");
  w.numbers(en, unit, "oh=0 o=0 one=1", Entry::kWeak);
  w.numbers(en, teen,
            "ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 "
            "nineteen=19");
  w.numbers(en, NumberKind::ten,
            "twenty=20 thirty=30 forty=40 fourty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90");
  w.numbers(en, hundred, "hundred=100");
  w.numbers(en, thousand, "thousand=1000");
  w.numbers(en, repeat, "double=2 triple=3 treble=3 quadruple=4");
  w.numbers(en, ordinal,
            "first=1 second=2 third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 eleventh=11 "
            "twelfth=12 thirteenth=13 fourteenth=14 fifteenth=15 sixteenth=16 seventeenth=17 eighteenth=18 "
            "nineteenth=19 twentieth=20 thirtieth=30");
}

void add_german(Words& w) {
  static constexpr std::array<std::string_view, 9> kUnits = {"ein",   "zwei",   "drei", "vier", "funf",
                                                             "sechs", "sieben", "acht", "neun"};
  static constexpr std::array<std::string_view, 8> kTens = {"zwanzig", "dreissig", "vierzig", "funfzig",
                                                            "sechzig", "siebzig",  "achtzig", "neunzig"};
  w.numbers(de, unit, "null=0 eins=1 zwei=2 zwo=2 drei=3 vier=4 funf=5 fuenf=5 sechs=6 sieben=7 acht=8 neun=9");
  w.numbers(de, unit, "ein=1 eine=1", Entry::kWeak);
  w.numbers(de, teen,
            "zehn=10 elf=11 zwolf=12 zwoelf=12 dreizehn=13 vierzehn=14 funfzehn=15 fuenfzehn=15 sechzehn=16 "
            "siebzehn=17 achtzehn=18 neunzehn=19");
  w.numbers(de, ordinal,
            "zwote=2 zwoten=2 zwoter=2 erste=1 ersten=1 erster=1 dritte=3 dritten=3 dritter=3 siebte=7 siebten=7 "
            "siebter=7 siebenten=7 "
            "achte=8 achten=8 achter=8");
  static constexpr std::array<std::string_view, 20> kSmall = {
      "",     "",    "zwei",  "",         "vier",     "funf",     "sechs",    "",         "",         "neun",
      "zehn", "elf", "zwolf", "dreizehn", "vierzehn", "funfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"};
  const auto ordinals = [&](const std::string& stem, int value, std::string_view link) {
    for (const char* end : {"te", "ten", "ter"}) w.number(de, ordinal, stem + std::string(link) + end, value);
  };
  for (std::size_t i = 2; i < kSmall.size(); ++i) {
    if (!kSmall[i].empty()) ordinals(std::string(kSmall[i]), static_cast<int>(i), "");
  }
  for (std::size_t t = 0; t < kTens.size(); ++t) {
    const std::string ten_word(kTens[t]);
    const int ten_value = static_cast<int>(t + 2) * 10;
    w.number(de, NumberKind::ten, ten_word, ten_value);
    if (ten_value <= 30) ordinals(ten_word, ten_value, "s");
    for (std::size_t u = 0; u < kUnits.size(); ++u) {
      const int value = ten_value + static_cast<int>(u) + 1;
      const std::string word = std::string(kUnits[u]) + "und" + ten_word;
      w.number(de, teen, word, value);
      if (u == 1) w.number(de, teen, "zwound" + ten_word, value);
      if (u == 4) w.number(de, teen, "fuenfund" + ten_word, value);
      if (value <= 31) ordinals(word, value, "s");
    }
  }
  w.numbers(de, NumberKind::ten, "dreizig=30 fuenfzig=50");
  w.numbers(de, hundred, "hundert=100");
  w.numbers(de, thousand, "tausend=1000");
  w.numbers(de, repeat, "doppel=2 doppelt=2 doppelte=2 zweimal=2 dreimal=3 viermal=4 dreifach=3");
  // "fünfhundert…", "neunzehnhundert…", "zweitausend…": what follows is read by the fold.
  const auto larger_word = [&](std::string_view text, int value) {
    w.number(de, larger, text, value);
    Entry& e = w.add(text);
    e = Entry{.text = std::string(text),
              .prefix = true,
              .language = de,
              .number = larger,
              .value = static_cast<std::uint16_t>(value)};
  };
  for (std::size_t u = 0; u < kUnits.size(); ++u) {
    larger_word(std::string(kUnits[u]) + "hundert", static_cast<int>(u + 1) * 100);
    larger_word(std::string(kUnits[u]) + "tausend", static_cast<int>(u + 1) * 1000);
  }
  larger_word("neunzehnhundert", 1900);
  larger_word("achtzehnhundert", 1800);
  Entry& e = w.add("hundert");
  e = Entry{.text = "hundert", .prefix = true, .language = de, .number = larger, .value = 100};
}

void add_letters(Words& w) {
  // How letters are called: Turkish, English, German.
  static constexpr std::pair<std::string_view, char> kNames[] = {
      {"be", 'b'},  {"ce", 'c'},   {"de", 'd'},     {"fe", 'f'},     {"ge", 'g'},       {"he", 'h'},    {"je", 'j'},
      {"ke", 'k'},  {"ka", 'k'},   {"le", 'l'},     {"me", 'm'},     {"ne", 'n'},       {"pe", 'p'},    {"re", 'r'},
      {"er", 'r'},  {"se", 's'},   {"es", 's'},     {"te", 't'},     {"ve", 'v'},       {"ye", 'y'},    {"ze", 'z'},
      {"zet", 'z'}, {"zett", 'z'}, {"zed", 'z'},    {"zee", 'z'},    {"ef", 'f'},       {"el", 'l'},    {"em", 'm'},
      {"en", 'n'},  {"ha", 'h'},   {"jot", 'j'},    {"vau", 'v'},    {"ypsilon", 'y'},  {"bee", 'b'},   {"cee", 'c'},
      {"dee", 'd'}, {"gee", 'g'},  {"jay", 'j'},    {"kay", 'k'},    {"pee", 'p'},      {"cue", 'q'},   {"tee", 't'},
      {"vee", 'v'}, {"iks", 'x'},  {"ku", 'q'},     {"dablyu", 'w'}, {"yumusakg", 'g'}, {"aitch", 'h'}, {"igrek", 'y'},
      {"ar", 'r'},  {"sche", 's'}, {"esszett", 's'}};
  for (const auto& [name, letter] : kNames) w.letter(name, letter, false);
  for (char c = 'a'; c <= 'z'; ++c) w.letter(std::string(1, c), c, false);
  // Words that spell: NATO, German, Turkish towns.
  w.letters("alpha alfa bravo foxtrot juliet juliett quebec sierra tango uniform whiskey whisky yankee zulu xray",
            true);
  w.letters("charlie delta echo golf hotel india kilo lima mike november oscar papa romeo victor", true);
  w.letters(
      "anton berta caesar casar dora emil friedrich gustav heinrich ida julius kaufmann konrad ludwig martha "
      "nordpol otto paula quelle samuel siegfried theodor ulrich viktor wilhelm xanthippe zacharias zeppelin",
      true);
  w.letters(
      "adana ankara bursa ceyhan denizli edirne fatsa giresun hatay hakkari isparta izmir izmit jale japonya "
      "kars kayseri konya luleburgaz malatya manisa mersin mugla nigde nevsehir ordu odemis polatli rize samsun "
      "sivas siirt sirnak tokat trabzon usak urfa unye van vakfikebir yozgat zonguldak",
      true);
}

void add_symbols(Words& w) {
  w.symbols("nokta noktaa dot punkt", '.');
  w.symbols("et ed at aet klammeraffe", '@');
  w.symbols("tire dash hyphen bindestrich minus eksi strich", '-');
  w.symbols("underscore unterstrich alttire alttre", '_');
  w.symbols("slash schragstrich bolu taksim", '/');
  w.symbols("plus arti", '+');
}

// The words that numbers written as one word are made of, by their first letters.
struct Part {
  std::string_view text;
  int value;
};
constexpr Part kParts[] = {{"altmis", 60}, {"alti", 6},  {"bir", 1},     {"bes", 5},     {"bin", 1000},
                           {"dort", 4},    {"dokuz", 9}, {"doksan", 90}, {"elli", 50},   {"iki", 2},
                           {"kirk", 40},   {"on", 10},   {"otuz", 30},   {"sekiz", 8},   {"seksen", 80},
                           {"uc", 3},      {"yedi", 7},  {"yirmi", 20},  {"yetmis", 70}, {"yuz", 100}};
// Where those of each letter begin.
constexpr std::array<std::uint8_t, 28> kPartsOf = [] {
  std::array<std::uint8_t, 28> from{};
  for (const Part& p : kParts) ++from[static_cast<std::size_t>(p.text[0] - 'a') + 1];
  for (std::size_t i = 1; i < from.size(); ++i) from[i] = static_cast<std::uint8_t>(from[i] + from[i - 1]);
  return from;
}();

// The part that the word begins with; null when none.
const Part* part_of(std::string_view word) {
  if (word.empty() || word[0] < 'a' || word[0] > 'z') return nullptr;
  const auto letter = static_cast<std::size_t>(word[0] - 'a');
  for (std::size_t p = kPartsOf[letter]; p < kPartsOf[letter + 1]; ++p) {
    if (word.starts_with(kParts[p].text)) return &kParts[p];
  }
  return nullptr;
}

}  // namespace

std::optional<GluedNumber> glued_number(std::string_view word) {
  GluedNumber number;
  long thousands = 0;
  long below = 0;
  std::size_t parts = 0;
  for (;;) {
    const Part* part = part_of(word.substr(number.length));
    if (part == nullptr) break;
    if (part->value == 1000 && thousands == 0) {
      thousands = std::max(below, 1L) * 1000;
      below = 0;
    } else if (part->value == 100 && below < 10) {
      below = std::max(below, 1L) * 100;
    } else if (part->value < 100 && below % (part->value >= 10 ? 100 : 10) == 0) {
      below += part->value;
    } else {
      break;
    }
    number.length += part->text.size();
    ++parts;
  }
  const std::string_view rest = word.substr(number.length);
  if (parts < 2 || !(rest.empty() || is_turkish_suffix(rest))) return std::nullopt;
  number.value = thousands + below;
  return number;
}

void add_glued_beginnings(Beginnings& beginnings) {
  for (const Part& first : kParts) {
    for (const Part& second : kParts) beginnings.add(std::string(first.text) + std::string(second.text), false);
  }
}

const Entry& glued_entry() {
  static const Entry entry = [] {
    Entry e;
    e.language = tr;
    e.number = larger;
    return e;
  }();
  return entry;
}

void add_number_words(std::vector<Entry>& entries) {
  Words w(entries);
  add_turkish(w);
  add_english(w);
  add_german(w);
  add_letters(w);
  add_symbols(w);
}

}  // namespace cxai::privacy
