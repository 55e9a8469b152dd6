#include "analysis/particulars.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "analysis/feature_name.hpp"
#include "learning/hash.hpp"

namespace cxai::analysis {
namespace {

using conversation::Role;
using language::Tense;
using learning::combine;
using learning::hash_of;

// Beginnings of words, in plain letters, in the order of the kinds; of several that fit the first counts.
constexpr std::array<std::string_view, kParticulars> kNamings = {
    "isim ismi adiniz adini soyad soyis kiminle name surname nachname vorname adlar hitap ",
    "dogum birth dob geburts geboren ",
    "tckn pasaport passport ssn ausweis kimlig kimlik vergi ",
    "hane rakam digit ziffer stellen ",
    "cep phone mobile handynummer rufnummer gsm telefon ",
    "adres semt mahalle ilce sokag address postcode zip street anschrift postleitzahl plz strasse adr wohn ",
    "kizlik sifre parola maiden password passcode memorable kennwort passwort sicherheitsfrage ",
    "eposta email mail ",
    "kundennummer vertragsnummer bestellnummer auftragsnummer sendungsnummer kennzeichen plaka pnr reference kodunuz "
    "versicherungsnummer buchungs rechnungsnummer zahlernummer kontonummer firmakod ",
};

// Numbers of a record are named by two words: "sipariş numaranız", "order number", "poliçe no".
bool is_number_word(std::string_view word) {
  return word.starts_with("numara") || word.starts_with("kod") || word == "number" || word == "nummer" ||
         word == "no" || word == "nr" || word == "code" || word == "id";
}

template <std::size_t N>
bool begins_like(std::string_view word, const std::array<std::string_view, N>& beginnings) {
  return std::ranges::any_of(beginnings, [&](std::string_view begin) { return word.starts_with(begin); });
}

// "alabilir miyim", "söyler misiniz", "can i take": asks, also where the form does not say it.
constexpr std::array<std::string_view, 40> kAsking = {
    "alabil",  "alayim", "alalim", "soyle",  "rica",   "paylas", "yazar", "yazin",  "yaza",    "teyit",
    "dogrula", "verir",  "verin",  "nedir",  "neydi",  "hangi",  "okur",  "ogren",  "confirm", "give",
    "take",    "have",   "what",   "verify", "need",   "tell",   "send",  "nennen", "sagen",   "brauch",
    "geben",   "verrat", "bitte",  "please", "lutfen", "wie",    "misi",  "musu",   "miyi",    "kac"};

// What the agent sees in a record.
constexpr std::array<std::string_view, 30> kRecord = {
    "gorunuyor",   "gorunuyo", "goruyorum",  "gorduk",     "kaydiniz", "kayitlarda",      "kaydinizda", "hesabiniz",
    "siparisiniz", "dosyaniz", "policeniz",  "faturaniz",  "aboneli",  "rezervasyonunuz", "paketiniz",  "kargonuz",
    "talebiniz",   "hattiniz", "basvurunuz", "kartiniz",   "sistemde", "account",         "system",     "records",
    "file",        "vertrag",  "konto",      "bestellung", "sehe",     "auftrag"};

constexpr std::array<std::string_view, 24> kAgreeing = {
    "evet",  "aynen",  "dogru", "benim", "he",  "hi", "tabi",    "tabii",  "yes", "yeah", "yep",  "correct",
    "right", "that's", "ja",    "genau", "jau", "jo", "richtig", "stimmt", "yup", "evt",  "ewet", "speaking"};

// Spoken digits, as a recogniser writes them.
constexpr std::array<std::string_view, 50> kDigits = {
    "sifir", "bir",   "iki",   "uc",      "dort",   "bes",    "alti",   "yedi",   "sekiz",  "dokuz",
    "on",    "yirmi", "otuz",  "kirk",    "elli",   "altmis", "yetmis", "seksen", "doksan", "yuz",
    "bin",   "zero",  "oh",    "one",     "two",    "three",  "four",   "five",   "six",    "seven",
    "eight", "nine",  "ten",   "hundred", "double", "null",   "eins",   "zwei",   "zwo",    "drei",
    "vier",  "funf",  "sechs", "sieben",  "acht",   "neun",   "zehn",   "fuenf",  "ninety", "eighty"};

bool is_datum(const ReadWord& word) {
  return word.kind == WordKind::number || word.kind == WordKind::placeholder;
}

// A number or a name, or two spoken digits.
bool has_datum(const ReadTurn& turn) {
  if (std::ranges::any_of(turn.words, is_datum)) return true;
  return std::ranges::count_if(turn.words, [](const ReadWord& word) {
           return std::ranges::find(kDigits, word.text) != kDigits.end();
         }) >= 2;
}

bool asks(const ReadTurn& turn, const Segment& segment) {
  if (segment.question) return true;
  if (segment.predicate.tense == Tense::none && segment.last - segment.first <= 9) return true;
  for (std::size_t w = segment.first; w < segment.last; ++w)
    if (begins_like(turn.words[w].text, kAsking)) return true;
  return false;
}

}  // namespace

ParticularSet particulars_named(const ReadWord& word, const ReadWord* next) {
  if (word.kind != WordKind::word) return 0;
  const std::string_view text = word.text;
  const std::string_view behind = next != nullptr ? std::string_view(next->text) : std::string_view();
  // "öğrenci adı", "Süreyya Hanım siz misiniz"
  if (text == "adi" || text == "ad" || (text == "siz" && behind.starts_with("misi"))) return set_of(Particular::name);
  if (text == "tc") return set_of(Particular::identity_number);
  if (text == "onay" || text == "guvenlik" || text == "security")
    return behind.starts_with("kod") || behind.starts_with("soru") || behind == "code" || behind.starts_with("question")
               ? set_of(Particular::secret)
               : ParticularSet{0};
  for (std::size_t kind = 0; kind < kParticulars; ++kind) {
    std::string_view rest = kNamings[kind];
    for (std::size_t end = 0; (end = rest.find(' ')) != std::string_view::npos; rest.remove_prefix(end + 1))
      if (text.starts_with(rest.substr(0, end))) return set_of(static_cast<Particular>(kind));
  }
  if (text.size() > 2 && is_number_word(behind)) return set_of(Particular::record);
  return 0;
}

Particulars particulars_of(const Reading& reading, const std::vector<TurnSegments>& segments) {
  Particulars out;
  const auto& turns = reading.turns();
  bool open = false;  // something was asked and not answered yet
  for (std::size_t t = 0; t < turns.size(); ++t) {
    const ReadTurn& turn = turns[t];
    if (turn.role == Role::customer || turn.role == Role::other) {
      if (!open && has_datum(turn)) ++out.given_unasked;
      open = false;
      continue;
    }
    if (turn.role != Role::agent) continue;
    ParticularSet here = 0;
    for (const Segment& segment : segments[t].list) {
      ParticularSet named = 0;
      bool told = false;
      for (std::size_t w = segment.first; w < segment.last; ++w) {
        named |= particulars_named(turn.words[w], w + 1 < segment.last ? &turn.words[w + 1] : nullptr);
        told = told || begins_like(turn.words[w].text, kRecord);
      }
      if (named != 0 && asks(turn, segment)) {
        here |= named;
      } else if (told) {
        ++out.record_told;
      }
    }
    // The answer: a datum, or few words, in the next turn.
    const ReadTurn* answer = nullptr;
    for (std::size_t n = t + 1; n < turns.size() && n <= t + 2 && answer == nullptr; ++n)
      if (turns[n].role == Role::customer || turns[n].role == Role::other) answer = &turns[n];
    if (here != 0) {
      ++out.asking_turns;
      out.asked |= here;
      open = true;
      if (answer != nullptr && !answer->words.empty() && (answer->words.size() <= 6 || has_datum(*answer)))
        out.given |= here;
    } else if (answer != nullptr && answer->words.size() <= 4 && !answer->words.empty() &&
               std::ranges::find(kAgreeing, answer->words.front().text) != kAgreeing.end() && turn.words.size() <= 14 &&
               std::ranges::any_of(turn.words, is_datum)) {
      ++out.read_back;
    }
  }
  return out;
}

void add_particulars(const Particulars& particulars, Features& features) {
  static constexpr std::array<double, 3> kFew = {1, 2, 3};
  static constexpr ParticularSet kProof = set_of(Particular::birth) | set_of(Particular::identity_number) |
                                          set_of(Particular::digits) | set_of(Particular::secret) |
                                          set_of(Particular::telephone);
  const std::uint64_t asked = "particular asked"_f;
  const std::uint64_t given = "particular given"_f;
  for (std::size_t kind = 0; kind < kParticulars; ++kind) {
    if ((particulars.asked >> kind & 1U) != 0) features.add(combine(asked, kind + 1));
    if ((particulars.given >> kind & 1U) != 0) features.add(combine(given, kind + 1));
  }
  const auto count = [](ParticularSet set) { return static_cast<std::uint64_t>(std::popcount(set)); };
  add_level(asked ^ "kinds"_f, static_cast<double>(count(particulars.asked)), kFew, features);
  add_level(given ^ "kinds"_f, static_cast<double>(count(particulars.given)), kFew, features);
  add_level(asked ^ "turns"_f, static_cast<double>(particulars.asking_turns), kFew, features);
  add_level("particulars read back"_f, static_cast<double>(particulars.read_back), kFew, features);
  add_level("particulars unasked"_f, static_cast<double>(particulars.given_unasked), kFew, features);
  add_level("record told"_f, static_cast<double>(particulars.record_told), kFew, features);
  features.add(combine(asked ^ "set"_f, particulars.asked + 1U));
  features.add(combine(given ^ "set"_f, particulars.given + 1U));
  const std::uint64_t proofs = std::min<std::uint64_t>(2, count(particulars.given & kProof));
  const std::uint64_t others =
      std::min<std::uint64_t>(2, count(particulars.given & static_cast<ParticularSet>(~kProof)));
  features.add(combine(combine(given ^ "proofs"_f, proofs + 1), others + 1));
  features.add(combine(combine(combine(given ^ "record"_f, std::min<std::uint64_t>(2, proofs + others) + 1),
                               particulars.record_told > 0 ? 2U : 1U),
                       particulars.read_back > 0 ? 2U : 1U));
  features.add(combine(combine(asked ^ "record"_f, std::min<std::uint64_t>(2, count(particulars.asked)) + 1),
                       particulars.record_told > 0 ? 2U : 1U));
}

}  // namespace cxai::analysis
