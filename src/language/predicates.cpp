#include "language/predicates.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace cxai::language {
namespace {

bool one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}
template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return one_of(word, std::span<const std::string_view>(words));
}

struct Ending {
  std::string_view text;
  Tense tense;
  Person person;
};

// The longest first among those that share an end.
constexpr Ending kEndings[] = {
    // future, with the spoken forms
    {"acagim", Tense::future, Person::me},
    {"ecegim", Tense::future, Person::me},
    {"acagum", Tense::future, Person::me},
    {"ecegum", Tense::future, Person::me},
    {"cagim", Tense::future, Person::me},
    {"cegim", Tense::future, Person::me},
    {"acam", Tense::future, Person::me},
    {"ecem", Tense::future, Person::me},
    {"icam", Tense::future, Person::me},
    {"icem", Tense::future, Person::me},
    {"ucam", Tense::future, Person::me},
    {"ucem", Tense::future, Person::me},
    {"acagiz", Tense::future, Person::us},
    {"ecegiz", Tense::future, Person::us},
    {"acaz", Tense::future, Person::us},
    {"ecez", Tense::future, Person::us},
    {"icaz", Tense::future, Person::us},
    {"icez", Tense::future, Person::us},
    {"ucaz", Tense::future, Person::us},
    {"ucez", Tense::future, Person::us},
    {"acaksiniz", Tense::future, Person::you},
    {"eceksiniz", Tense::future, Person::you},
    {"acaksin", Tense::future, Person::you},
    {"eceksin", Tense::future, Person::you},
    {"acaklar", Tense::future, Person::he},
    {"ecekler", Tense::future, Person::he},
    {"acaktir", Tense::future, Person::he},
    {"ecektir", Tense::future, Person::he},
    {"acak", Tense::future, Person::he},
    {"ecek", Tense::future, Person::he},
    // present
    {"yorum", Tense::present, Person::me},
    {"yoruz", Tense::present, Person::us},
    {"yorsunuz", Tense::present, Person::you},
    {"yorsun", Tense::present, Person::you},
    {"yorlar", Tense::present, Person::he},
    {"yordum", Tense::past, Person::me},
    {"yordu", Tense::past, Person::he},
    {"yormus", Tense::past, Person::he},
    {"yor", Tense::present, Person::he},
    {"iyom", Tense::present, Person::me},
    {"uyom", Tense::present, Person::me},
    {"iyoz", Tense::present, Person::us},
    {"uyoz", Tense::present, Person::us},
    {"iyo", Tense::present, Person::he},
    {"uyo", Tense::present, Person::he},
    {"iyon", Tense::present, Person::you},
    {"mektedir", Tense::present, Person::he},
    {"maktadir", Tense::present, Person::he},
    {"mekteyiz", Tense::present, Person::us},
    {"maktayiz", Tense::present, Person::us},
    // ability, request
    {"abilirsiniz", Tense::ability, Person::you},
    {"ebilirsiniz", Tense::ability, Person::you},
    {"abilirsin", Tense::ability, Person::you},
    {"ebilirsin", Tense::ability, Person::you},
    {"abilirim", Tense::ability, Person::me},
    {"ebilirim", Tense::ability, Person::me},
    {"abiliriz", Tense::ability, Person::us},
    {"ebiliriz", Tense::ability, Person::us},
    {"abilir", Tense::ability, Person::he},
    {"ebilir", Tense::ability, Person::he},
    {"misiniz", Tense::request, Person::you},
    {"musunuz", Tense::request, Person::you},
    {"misin", Tense::request, Person::you},
    {"musun", Tense::request, Person::you},
    {"ayim", Tense::wish, Person::me},
    {"eyim", Tense::wish, Person::me},
    {"alim", Tense::wish, Person::us},
    {"elim", Tense::wish, Person::us},
    {"yiniz", Tense::request, Person::you},
    {"yunuz", Tense::request, Person::you},
    {"iniz", Tense::none, Person::you},
    {"unuz", Tense::none, Person::you},
    {"yin", Tense::request, Person::you},
    {"yun", Tense::request, Person::you},
    // conditional
    {"irsaniz", Tense::conditional, Person::you},
    {"irseniz", Tense::conditional, Person::you},
    {"arsaniz", Tense::conditional, Person::you},
    {"erseniz", Tense::conditional, Person::you},
    {"ursaniz", Tense::conditional, Person::you},
    {"urseniz", Tense::conditional, Person::you},
    {"mazsa", Tense::conditional, Person::he},
    {"mezse", Tense::conditional, Person::he},
    {"mazsam", Tense::conditional, Person::me},
    {"mezsem", Tense::conditional, Person::me},
    {"mazlarsa", Tense::conditional, Person::he},
    {"mezlerse", Tense::conditional, Person::he},
    {"irsa", Tense::conditional, Person::he},
    {"irse", Tense::conditional, Person::he},
    {"arsa", Tense::conditional, Person::he},
    {"erse", Tense::conditional, Person::he},
    {"ursa", Tense::conditional, Person::he},
    {"urse", Tense::conditional, Person::he},
    // past
    {"mistir", Tense::past, Person::he},
    {"mustur", Tense::past, Person::he},
    {"misiz", Tense::past, Person::us},
    {"misim", Tense::past, Person::me},
    {"mis", Tense::past, Person::he},
    {"mus", Tense::past, Person::he},
    {"misler", Tense::past, Person::he},
    {"muslar", Tense::past, Person::he},
    {"missiniz", Tense::past, Person::you},
    {"mussunuz", Tense::past, Person::you},
    {"dim", Tense::past, Person::me},
    {"tim", Tense::past, Person::me},
    {"dum", Tense::past, Person::me},
    {"tum", Tense::past, Person::me},
    {"dik", Tense::past, Person::us},
    {"tik", Tense::past, Person::us},
    {"duk", Tense::past, Person::us},
    {"tuk", Tense::past, Person::us},
    {"diniz", Tense::past, Person::you},
    {"tiniz", Tense::past, Person::you},
    {"dunuz", Tense::past, Person::you},
    {"tunuz", Tense::past, Person::you},
    {"diler", Tense::past, Person::he},
    {"tiler", Tense::past, Person::he},
    {"dilar", Tense::past, Person::he},
    {"tilar", Tense::past, Person::he},
    {"dular", Tense::past, Person::he},
    {"tular", Tense::past, Person::he},
    {"di", Tense::past, Person::he},
    {"ti", Tense::past, Person::he},
    {"du", Tense::past, Person::he},
    {"tu", Tense::past, Person::he},
    // aorist
    {"arim", Tense::aorist, Person::me},
    {"erim", Tense::aorist, Person::me},
    {"irim", Tense::aorist, Person::me},
    {"urum", Tense::aorist, Person::me},
    {"ariz", Tense::aorist, Person::us},
    {"eriz", Tense::aorist, Person::us},
    {"iriz", Tense::aorist, Person::us},
    {"uruz", Tense::aorist, Person::us},
    {"arlar", Tense::aorist, Person::he},
    {"erler", Tense::aorist, Person::he},
    {"irler", Tense::aorist, Person::he},
    {"urlar", Tense::aorist, Person::he},
    {"irsiniz", Tense::aorist, Person::you},
    {"arsiniz", Tense::aorist, Person::you},
    {"ersiniz", Tense::aorist, Person::you},
    {"ursunuz", Tense::aorist, Person::you},
    {"lir", Tense::aorist, Person::he},
    {"nir", Tense::aorist, Person::he},
    {"lur", Tense::aorist, Person::he},
    {"nur", Tense::aorist, Person::he},
    {"maz", Tense::aorist, Person::he},
    {"mez", Tense::aorist, Person::he},
    {"mam", Tense::aorist, Person::me},
    {"mem", Tense::aorist, Person::me},
    {"mayiz", Tense::aorist, Person::us},
    {"meyiz", Tense::aorist, Person::us}};

// Aorists that no ending tells from nouns.
constexpr std::array<std::string_view, 46> kAorists = {
    "gelir",  "olur",    "verir",   "arar",     "atar",   "alir",  "ulasir", "yansir",  "gecer",   "duser",
    "bulur",  "yatar",   "doner",   "biter",    "acilir", "cikar", "gider",  "getirir", "birakir", "kalkar",
    "baslar", "soner",   "girer",   "iner",     "varir",  "bakar", "yazar",  "tasir",   "ister",   "eder",
    "der",    "ceker",   "kesilir", "yapar",    "teslim", "surer", "yeter",  "yarar",   "kapanir", "tutar",
    "soyler", "konusur", "cozer",   "gonderir", "oder",   "basar"};

// Words that end like verbs and are none.
constexpr std::array<std::string_view, 66> kNouns = {
    "kendi",   "simdi",   "hadi",   "haydi",    "yedi",    "adi",     "soyadi",   "kredi",      "efendi", "yetmis",
    "altmis",  "gecmis",  "birim",  "verim",    "temiz",   "kerim",   "hanim",    "islem",      "onlem",  "selam",
    "tamam",   "devam",   "anlam",  "eklem",    "sistem",  "yontem",  "modem",    "muhtemelen", "adim",   "sehir",
    "nedir",   "ayni",    "yani",   "gelecek",  "icecek",  "yiyecek", "haftalik", "aylik",      "gunluk", "dilim",
    "bilim",   "resim",   "teslim", "isim",     "donem",   "kalem",   "problem",  "madem",      "beyaz",  "bitiz",
    "biriniz", "deniz",   "yalniz", "maksimum", "minimum", "durum",   "kurum",    "yorum",      "oturum", "sorun",
    "kanun",   "tahmini", "kapadi", "memnun",   "uzun",    "butun"};

// States that close a clause.
constexpr std::array<std::string_view, 14> kStates = {"yok",       "var",    "degil",  "lazim",    "gerek",
                                                      "gerekiyor", "mumkun", "hazir",  "tamamdir", "olsun",
                                                      "orada",     "orda",   "vardir", "degildir"};

bool is_negative(std::string_view stem) {
  return stem.ends_with("ma") || stem.ends_with("me") || stem.ends_with("mi") || stem.ends_with("mu") ||
         stem.ends_with("may") || stem.ends_with("mey") || stem.ends_with("m");
}

}  // namespace

std::optional<Predicate> turkish_predicate(std::string_view word) {
  if (word.size() < 3 || one_of(word, kNouns)) return std::nullopt;
  if (one_of(word, kStates)) return Predicate{Tense::state, Person::he, word == "yok" || word.starts_with("degil")};
  if (one_of(word, kAorists)) return Predicate{Tense::aorist, Person::he, false};
  const Ending* best = nullptr;
  for (const Ending& ending : kEndings) {
    const bool alone = ending.tense == Tense::request && ending.text == word;  // "musunuz"
    if (!word.ends_with(ending.text) || (word.size() < ending.text.size() + 2 && !alone)) continue;
    if (best == nullptr || ending.text.size() > best->text.size()) best = &ending;
  }
  if (best == nullptr) {
    // "hesabınızda", "kapınızda", "sizde", "elinizde": where something will be
    static constexpr std::array<std::string_view, 6> kPlaces = {"nizda", "nizde",   "nuzda",
                                                                "nuzde", "ordalar", "oradalar"};
    for (const std::string_view place : kPlaces)
      if (word.ends_with(place)) return Predicate{Tense::state, Person::he, false};
    return std::nullopt;
  }
  if (best->tense == Tense::none) return std::nullopt;  // a possessive: "faturanız"
  // Short endings need a longer stem, or every other noun is a verb.
  const std::string_view stem = word.substr(0, word.size() - best->text.size());
  const bool weak = best->text.size() <= 3;
  if (weak && stem.size() < 3 && best->tense != Tense::past) return std::nullopt;
  if (best->tense == Tense::wish && stem.size() < 2) return std::nullopt;
  Predicate out{best->tense, best->person, false};
  out.negative = is_negative(stem) || best->text == "maz" || best->text == "mez" || best->text == "mam" ||
                 best->text == "mem" || best->text == "mayiz" || best->text == "meyiz" ||
                 best->text.starts_with("mazs") || best->text.starts_with("mezs");
  return out;
}

Predicate english_predicate(std::span<const std::string_view> words) {
  Predicate out;
  const auto person_of = [](std::string_view word) {
    if (word == "i" || word == "im" || word == "ill") return Person::me;
    if (word == "we" || word == "well" || word == "were") return Person::us;
    if (word == "you" || word == "youll" || word == "ya") return Person::you;
    return Person::he;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const std::string_view next = i + 1 < words.size() ? words[i + 1] : std::string_view();
    const std::string_view before = i > 0 ? words[i - 1] : std::string_view();
    if (word == "not" || word.ends_with("n't") || word == "never" || word == "cannot" || word == "can't")
      out.negative = true;
    if (out.tense != Tense::none) continue;
    if (word.ends_with("'ll")) {
      out.tense = Tense::future;
      out.person = person_of(word.substr(0, word.size() - 3));
    } else if (word == "will" || word == "won't" || word == "gonna" || word == "shall" ||
               (word == "going" && next == "to")) {
      out.tense = Tense::future;
      out.person =
          person_of(before == "am" || before == "are" || before == "is" ? (i > 1 ? words[i - 2] : before) : before);
    } else if (word == "if" || word == "unless") {
      out.tense = i == 0 ? Tense::none : out.tense;
    } else if ((word == "can" || word == "could" || word == "may") && i > 0) {
      out.tense = Tense::ability;
      out.person = person_of(before);
    } else if ((word == "can" || word == "could" || word == "would" || word == "will" || word == "please") && i == 0) {
      out.tense = Tense::request;
      out.person = Person::you;
    } else if (word == "let" && next == "me") {
      out.tense = Tense::wish;
      out.person = Person::me;
    } else if (word == "i've" || word == "we've" || word == "have" || word == "has" || word == "been" ||
               word == "was" || word == "were") {
      out.tense = Tense::past;
      out.person = person_of(word.starts_with("i'") ? "i" : word.starts_with("we'") ? "we" : before);
    } else if (word == "i'm" || word == "we're" || word == "is" || word == "are" || word == "it's" ||
               word == "they're") {
      // "I'm sending", "it's going"
      out.tense = next == "gonna" || next == "going" ? Tense::future : Tense::present;
      out.person = person_of(word == "i'm" ? "i" : word == "we're" ? "we" : before);
    }
  }
  return out;
}

Predicate german_predicate(std::span<const std::string_view> words) {
  Predicate out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const std::string_view next = i + 1 < words.size() ? words[i + 1] : std::string_view();
    const std::string_view before = i > 0 ? words[i - 1] : std::string_view();
    const auto beside = [&](std::string_view who) { return next == who || before == who; };
    if (word == "nicht" || word == "kein" || word == "keine" || word == "keinen" || word == "nie") out.negative = true;
    if (out.tense != Tense::none) continue;
    if (word == "werde" || word == "werden" || word == "wird" || word == "werdet") {
      out.tense = Tense::future;
      out.person = word == "werde" ? Person::me : beside("wir") ? Person::us : beside("sie") ? Person::you : Person::he;
    } else if (word == "habe" || word == "haben" || word == "hab" || word == "wurde" || word == "war" ||
               word == "ist") {
      out.tense = Tense::past;
      out.person = word == "habe" || word == "hab" ? Person::me : beside("wir") ? Person::us : Person::he;
    } else if (word == "kann" || word == "konnen" || word == "konnten" || word == "konnte") {
      out.tense = i == 0 ? Tense::request : Tense::ability;
      out.person = beside("ich") ? Person::me : beside("wir") ? Person::us : beside("sie") ? Person::you : Person::he;
    } else if (word == "bitte") {
      out.tense = Tense::request;
      out.person = Person::you;
    } else if ((word == "bekommen" || word == "erhalten" || word == "kriegen" || word == "haben") && beside("sie")) {
      out.tense = Tense::present;
      out.person = Person::you;
    } else if (word == "ich" && next != "werde" && next != "habe" && next != "hab" && next != "kann" &&
               (next.ends_with("e") || before.ends_with("e"))) {
      out.tense = Tense::present;
      out.person = Person::me;
    } else if (word == "wir" && (next.ends_with("en") || before.ends_with("en"))) {
      out.tense = Tense::present;
      out.person = Person::us;
    }
  }
  return out;
}

}  // namespace cxai::language
