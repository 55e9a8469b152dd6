#include "language/polarity.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "language/characters.hpp"
#include "language/lemma.hpp"
#include "language/phrases.hpp"
#include "language/turkish_morphology.hpp"

namespace cxai::language {
namespace {

struct ClauseWord {
  std::string folded;
  Span span;
  bool begins = false;  // the clause, or a part of it behind a comma
};

struct Clause {
  std::vector<ClauseWord> words;
  bool mark = false;  // ends with a question mark
};

Clause read(std::string_view text, std::string_view language) {
  Clause clause;
  bool begins = true;
  for (const Token& token : tokenize(text)) {
    if (token.kind == TokenKind::punctuation || token.kind == TokenKind::symbol) {
      begins = true;
      clause.mark = clause.mark || text[token.begin] == '?';
      continue;
    }
    if (token.kind != TokenKind::word) continue;
    const std::size_t end = is_language(language, "tr") ? token.stem_end : token.end;
    clause.words.push_back(
        {fold(text.substr(token.begin, end - token.begin), language), {token.begin, token.end}, begins});
    begins = false;
  }
  return clause;
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// ---- Turkish

constexpr std::string_view kAsk[] = {
    "ne",    "neden",  "niye",   "niçin", "nasıl",  "nerede",    "nereye", "nereden", "neresi", "kim",   "kime",
    "kimin", "kimden", "kaç",    "kaça",  "kaçta",  "kaçıncı",   "hangi",  "hangisi", "hani",   "neyi",  "neye",
    "neyin", "nedir",  "kimdir", "nerde", "nerden", "hangisini", "kimi",   "neyle",   "nesi",   "kaçtır"};

bool is_question_particle(std::string_view word) {
  static constexpr std::string_view kStems[] = {"mı", "mi", "mu", "mü"};
  for (const std::string_view stem : kStems) {
    if (word == stem) return true;
    if (!word.starts_with(stem)) continue;
    static constexpr std::string_view kRests[] = {
        "yım",   "yim",   "yum", "yüm", "sın", "sin", "sun", "sün", "yız", "yiz",  "yuz",  "yüz",    "sınız", "siniz",
        "sunuz", "sünüz", "ydı", "ydi", "ydu", "ydü", "dır", "dir", "dur", "ymış", "ymiş", "ydınız", "ydiniz"};
    if (is_one_of(word.substr(stem.size()), kRests)) return true;
  }
  return false;
}

const PhraseSet& turkish_polite() {
  static const PhraseSet kPhrases({{"lütfen"},         {"rica ede*"},      {"rica et*"},        {"ricam"},
                                   {"zahmet olmazsa"}, {"zahmet olacak"},  {"mümkünse"},        {"sakıncası yoksa"},
                                   {"müsaadenizle"},   {"izninizle"},      {"izin verirseniz"}, {"efendim"},
                                   {"beyefendi"},      {"hanımefendi"},    {"sayın"},           {"teşekkür*"},
                                   {"sağ ol*"},        {"sağolun"},        {"estağfurullah"},   {"özür diler*"},
                                   {"kusura bakma*"},  {"affedersiniz"},   {"pardon"},          {"buyurun"},
                                   {"buyrun"},         {"hayırlı günler"}, {"iyi günler"},      {"iyi akşamlar"},
                                   {"kolay gelsin"},   {"geçmiş olsun"},   {"memnuniyetle"}});
  return kPhrases;
}

void read_turkish_clause(const Clause& clause, ClauseForm& form) {
  const auto& words = clause.words;
  bool second = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i].folded;
    const std::string_view next = i + 1 < words.size() ? std::string_view(words[i + 1].folded) : std::string_view();
    if (is_question_particle(word)) {
      // "… mi diye soracaktım", "var mı, ona bakacaktım" tell of a question.
      static constexpr std::string_view kTold[] = {"diye", "ona", "onu", "bilmiyorum", "yok", "bir"};
      form.question = form.question || !is_one_of(next, kTold);
      // "alabilir miyim", "bakar mısınız"
      const bool asks_kindly =
          i > 0 && (word.size() > 3 && (word.ends_with("nız") || word.ends_with("niz") || word.ends_with("nuz") ||
                                        word.ends_with("nüz") || word.ends_with("yim") || word.ends_with("yım")));
      if (asks_kindly && word_form(words[i - 1].folded, "tr").verb)
        form.polite.push_back({words[i - 1].span.begin, words[i].span.end});
    }
    // A tail that asks for agreement denies nothing.
    if (word == "değil" && is_question_particle(next)) continue;
    const WordForm shape = word_form(word, "tr");
    const bool denies = shape.lemma == "değil" || (shape.lemma == "yok" && word != "yoksa") ||
                        (shape.negative && next != "önce" && next != "evvel");
    if (denies) form.negations.push_back(words[i].span);
    if (is_one_of(word, kAsk)) {
      // "ne … ne …" denies, "ne kadar güzel" wonders, "nasıl olsa", "ne olur", "ne yazık" ask nothing.
      static constexpr std::string_view kWonder[] = {"olur", "yazık", "olursa", "güzel", "iyi", "hoş", "mutlu"};
      const bool wonders =
          next == "kadar" && i + 2 < words.size() && words.back().folded.find("mış") != std::string::npos;
      const bool idiom = (word == "ne" && (is_one_of(next, kWonder) || wonders)) ||
                         (word == "nasıl" && next == "olsa") || (word == "kim" && next == "bilir");
      if (!idiom) second = true;
    }
    if (shape.person == 2 && shape.finite && !(shape.command && !shape.many))
      form.address = shape.many ? Address::formal : (form.address == Address::none ? Address::familiar : form.address);
    if (word == "siz" || word == "size" || word == "sizi" || word == "sizin" || word == "sizden" || word == "sizinle" ||
        (shape.owner == 2 &&
         (word.ends_with("niz") || word.find("nız") != std::string::npos || word.find("niz") != std::string::npos ||
          word.find("nuz") != std::string::npos || word.find("nüz") != std::string::npos)))
      form.address = Address::formal;
    if ((word == "sen" || word == "sana" || word == "seni" || word == "senin" || word == "senden") &&
        form.address == Address::none)
      form.address = Address::familiar;
  }
  // A question word inside a clause that goes on to say something ("nerede olduğunu bilmiyorum") asks nothing.
  if (second && !form.question) {
    bool embedded = false;
    for (const ClauseWord& word : words) {
      const TurkishReading* const best = likeliest_turkish(word.folded);
      if (best == nullptr) continue;
      const bool participle =
          best->verb && best->state == SuffixState::cased &&
          (word.folded.find("ğ") != std::string::npos || word.folded.find("eceğ") != std::string::npos);
      embedded = embedded || participle;
    }
    form.question = !embedded;
  }
}

// ---- English and German

constexpr std::string_view kEnglishNot[] = {"not",     "no",  "never",  "nothing", "nobody",  "none",
                                            "neither", "nor", "cannot", "without", "nowhere", "ain't"};
constexpr std::string_view kEnglishAsk[] = {"what", "why", "when", "where", "who", "which", "how", "whose", "whom"};
constexpr std::string_view kEnglishVerbs[] = {
    "do",     "does",  "did",     "is",     "are",   "am",    "was",      "were",     "can",     "could",
    "will",   "would", "shall",   "should", "may",   "might", "have",     "has",      "had",     "isn't",
    "aren't", "don't", "doesn't", "didn't", "can't", "won't", "couldn't", "wouldn't", "haven't", "hasn't"};
constexpr std::string_view kEnglishSubjects[] = {"i",    "you",  "he",   "she",   "it",     "we",
                                                 "they", "this", "that", "there", "anyone", "someone",
                                                 "the",  "my",   "your", "your",  "any",    "these"};
constexpr std::string_view kGermanNot[] = {"nicht",  "kein",    "keine",    "keinen",      "keinem",
                                           "keiner", "keines",  "nie",      "niemals",     "nichts",
                                           "ohne",   "niemand", "nirgends", "keinesfalls", "weder"};
constexpr std::string_view kGermanAsk[] = {"was",     "warum",   "wieso", "weshalb", "wann",   "wo",     "wohin",
                                           "woher",   "wer",     "wem",   "wen",     "wessen", "welche", "welcher",
                                           "welches", "welchen", "wie",   "wieviel", "womit",  "wofür",  "worum"};
constexpr std::string_view kGermanVerbs[] = {
    "kann", "können", "könnte", "könnten", "haben",  "hat",     "hast",   "habe",     "ist",    "sind",
    "bin",  "bist",   "war",    "wird",    "werden", "würde",   "würden", "soll",     "sollte", "sollen",
    "muss", "müssen", "darf",   "dürfen",  "dürfte", "möchten", "möchte", "wollen",   "will",   "gibt",
    "geht", "wissen", "wäre",   "kannst",  "hätten", "machen",  "sehen",  "brauchen", "kommt",  "steht"};

const PhraseSet& english_polite() {
  static const PhraseSet kPhrases({{"please"},
                                   {"could you"},
                                   {"would you"},
                                   {"may i"},
                                   {"could i"},
                                   {"can i have"},
                                   {"would you mind"},
                                   {"thank you"},
                                   {"thanks"},
                                   {"sir"},
                                   {"madam"},
                                   {"ma'am"},
                                   {"i'm afraid"},
                                   {"excuse me"},
                                   {"pardon"},
                                   {"sorry"},
                                   {"apologies"},
                                   {"apologise*"},
                                   {"apologize*"},
                                   {"if you don't mind"},
                                   {"i would appreciate"},
                                   {"i'd appreciate"},
                                   {"kindly"},
                                   {"much appreciated"},
                                   {"you're welcome"},
                                   {"my pleasure"},
                                   {"certainly"}});
  return kPhrases;
}

const PhraseSet& german_polite() {
  static const PhraseSet kPhrases({{"bitte"},          {"könnten sie"},
                                   {"würden sie"},     {"dürfte ich"},
                                   {"darf ich"},       {"wären sie so"},
                                   {"danke"},          {"dankeschön"},
                                   {"vielen dank"},    {"herzlichen dank"},
                                   {"entschuldigung"}, {"entschuldigen sie"},
                                   {"verzeihung"},     {"es tut mir leid"},
                                   {"tut mir leid"},   {"gern geschehen"},
                                   {"sehr gerne"},     {"gerne"},
                                   {"sehr geehrte*"},  {"guten tag"},
                                   {"ich bitte sie"},  {"wenn es möglich ist"},
                                   {"wenn möglich"}});
  return kPhrases;
}

bool ends_in_n_t(std::string_view word) {
  return word.ends_with("n't") || word.ends_with("n’t");
}

void read_english_clause(const Clause& clause, ClauseForm& form) {
  const auto& words = clause.words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i].folded;
    const bool tail = i + 2 == words.size() && i > 1 && (ends_in_n_t(word) || word == "not");  // "…, isn't it"
    if (tail && is_one_of(words[i + 1].folded, kEnglishSubjects)) {
      form.question = true;
      continue;
    }
    const bool answer = word == "no" && i == 0 && words.size() > 1;  // "no, that is fine"
    if (!answer && (is_one_of(word, kEnglishNot) || ends_in_n_t(word))) form.negations.push_back(words[i].span);
  }
  std::size_t first = 0;
  static constexpr std::string_view kOpeners[] = {"and",  "but", "so", "ok", "okay", "well", "hi",    "hello",  "sorry",
                                                  "then", "um",  "uh", "oh", "yes",  "yeah", "right", "alright"};
  while (first < words.size() && is_one_of(words[first].folded, kOpeners)) ++first;
  for (; first + 1 < words.size(); ++first) {
    std::string one = words[first].folded;
    const std::string& two = words[first + 1].folded;
    if (one.ends_with("'s") && is_one_of(one.substr(0, one.size() - 2), kEnglishAsk)) form.question = true;
    if (is_one_of(one, kEnglishAsk) && !(one == "when" && !is_one_of(two, kEnglishVerbs)) &&
        !(one == "what" && two == "a") && !(one == "which" && two == "is"))
      form.question = true;
    if (is_one_of(one, kEnglishVerbs) && is_one_of(two, kEnglishSubjects)) form.question = true;
    while (first + 2 < words.size() && !words[first + 1].begins) ++first;
  }
}

void read_german_clause(const Clause& clause, ClauseForm& form) {
  const auto& words = clause.words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i].folded;
    const bool tail = i + 1 == words.size() && word == "nicht" && i > 0 && words[i - 1].folded == "oder";
    if (tail) form.question = true;
    if (!tail && is_one_of(word, kGermanNot)) form.negations.push_back(words[i].span);
    if (word == "ihnen" || (word == "sie" && i > 0 && is_one_of(words[i - 1].folded, kGermanVerbs)))
      form.address = Address::formal;
    static constexpr std::string_view kYou[] = {"du", "dich", "dir", "dein", "deine", "deinen", "deiner", "euch"};
    if (is_one_of(word, kYou) && form.address == Address::none) form.address = Address::familiar;
  }
  std::size_t first = 0;
  static constexpr std::string_view kOpeners[] = {"und",  "aber", "ja",    "okay",           "ok", "also", "gut",
                                                  "nein", "ach",  "hallo", "entschuldigung", "na", "so",   "dann",
                                                  "mhm",  "äh"};
  bool refused = false;
  for (; first < words.size() && is_one_of(words[first].folded, kOpeners); ++first)
    refused = refused || words[first].folded == "nein";  // "nein, gibt es nicht"
  for (const std::size_t start = first; first + 1 < words.size() && !refused; ++first) {
    const std::string& one = words[first].folded;
    static constexpr std::string_view kPersons[] = {"ich", "du", "er", "wir", "man", "ihr", "es"};
    const bool like_verb = one.ends_with("e") || one.ends_with("st") || one.ends_with("en") || one.ends_with("t");
    if (like_verb && is_one_of(words[first + 1].folded, kPersons) && (first == start || words[first].begins))
      form.question = true;
    static constexpr std::string_view kSubjects[] = {"sie", "ich", "du",   "er",  "es",     "wir", "man",  "das", "die",
                                                     "der", "da",  "denn", "mir", "jemand", "ihr", "noch", "auch"};
    if (is_one_of(one, kGermanAsk) && words[first + 1].folded != "gesagt") form.question = true;
    if (is_one_of(one, kGermanVerbs) && is_one_of(words[first + 1].folded, kSubjects)) form.question = true;
    // Behind a clause that depends on this one the verb comes first as well.
    static constexpr std::string_view kDepends[] = {"wenn",  "dass",   "weil",   "ob", "als",
                                                    "falls", "obwohl", "sobald", "bis"};
    if (is_one_of(one, kDepends)) break;
    while (first + 2 < words.size() && !words[first + 1].begins) ++first;
  }
}

}  // namespace

ClauseForm clause_form(std::string_view text, std::string_view language) {
  ClauseForm form;
  const Clause clause = read(text, language);
  const PhraseSet* polite = nullptr;
  if (is_language(language, "tr")) {
    read_turkish_clause(clause, form);
    polite = &turkish_polite();
  } else if (is_language(language, "en")) {
    read_english_clause(clause, form);
    polite = &english_polite();
  } else if (is_language(language, "de")) {
    read_german_clause(clause, form);
    polite = &german_polite();
  }
  form.question = form.question || clause.mark;
  form.negative = form.negations.size() % 2 == 1;
  if (polite != nullptr)
    for (const PhraseMatch& match : polite->find(text, language)) form.polite.push_back({match.begin, match.end});
  std::ranges::sort(form.polite, {}, &Span::begin);
  return form;
}

}  // namespace cxai::language
