#include "analysis/wording.hpp"

#include <array>
#include <map>
#include <utility>
#include <vector>

#include "language/characters.hpp"
#include "language/reported.hpp"

namespace cxai::analysis {
namespace {

constexpr std::size_t kLongestQuote = 160;  // bytes

enum class Tongue : std::uint8_t { tr, en, de };

Tongue tongue_of(std::string_view language) {
  if (language::is_language(language, "tr")) return Tongue::tr;
  if (language::is_language(language, "de")) return Tongue::de;
  return Tongue::en;
}

struct Words {
  const char* tr;
  const char* en;
  const char* de;
  const char* in(Tongue tongue) const { return tongue == Tongue::tr ? tr : tongue == Tongue::de ? de : en; }
};

// What somebody turns to a company for: "Müşteri … başvurdu".
const Words* reason_of(std::string_view topic) {
  static const std::map<std::string_view, Words> kReasons = {
      {"billing", {"faturasıyla ilgili", "about a bill", "wegen einer Rechnung"}},
      {"payment", {"bir ödemeyle ilgili", "about a payment", "wegen einer Zahlung"}},
      {"delivery", {"teslimatla ilgili", "about a delivery", "wegen einer Lieferung"}},
      {"return_refund", {"iade konusunda", "about a return or refund", "wegen einer Rückgabe oder Erstattung"}},
      {"technical_fault", {"bir arıza nedeniyle", "about a fault", "wegen einer Störung"}},
      {"account_access", {"hesabına erişimle ilgili", "about access to an account", "wegen des Zugangs zum Konto"}},
      {"card_lost_stolen",
       {"kayıp ya da çalıntı bir kart için", "about a lost or stolen card",
        "wegen einer verlorenen oder gestohlenen Karte"}},
      {"fraud", {"dolandırıcılık şüphesiyle", "about a suspected fraud", "wegen eines Betrugsverdachts"}},
      {"cancellation", {"iptal talebiyle", "to cancel", "wegen einer Kündigung oder Stornierung"}},
      {"new_order_or_subscription",
       {"yeni bir sipariş ya da abonelik için", "about a new order or subscription",
        "wegen einer neuen Bestellung oder eines neuen Vertrags"}},
      {"information_request", {"bilgi almak için", "with a question", "mit einer Frage"}},
      {"complaint_about_staff",
       {"bir çalışandan şikâyetçi olduğu için", "to complain about a member of staff",
        "mit einer Beschwerde über einen Mitarbeiter"}},
      {"appointment", {"randevu için", "about an appointment", "wegen eines Termins"}},
      {"damaged_product",
       {"hasarlı bir ürün nedeniyle", "about a damaged product", "wegen eines beschädigten Produkts"}},
      {"warranty", {"garanti konusunda", "about a warranty", "wegen der Garantie"}}};
  const auto found = kReasons.find(topic);
  return found == kReasons.end() ? nullptr : &found->second;
}

// As it was said, without what ends a sentence; a long one stops at a word.
std::string shortened(std::string_view quote) {
  while (!quote.empty() && (quote.back() == '.' || quote.back() == ' ' || quote.back() == ',')) quote.remove_suffix(1);
  if (quote.size() <= kLongestQuote) return std::string(quote);
  std::size_t end = quote.rfind(' ', kLongestQuote);
  if (end == std::string_view::npos || end < kLongestQuote / 2) {
    end = kLongestQuote;
    while (end > 0 && (static_cast<unsigned char>(quote[end]) & 0xC0U) == 0x80U) --end;
  }
  return std::string(quote.substr(0, end)) + " …";
}

std::string quoted(std::string_view quote, Tongue tongue) {
  std::string text = shortened(quote);
  // A quotation inside takes the single marks.
  bool opens = true;
  for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos;) {
    const std::string mark = tongue == Tongue::de ? (opens ? "‚" : "‘") : (opens ? "‘" : "’");
    text.replace(at, 1, mark);
    at += mark.size();
    opens = !opens;
  }
  return tongue == Tongue::de ? "„" + text + "“" : "“" + text + "”";
}

// The point goes behind the closing mark, unless the quote ends with a sign of its own.
std::string sentence_with_quote(std::string lead, std::string_view quote, Tongue tongue) {
  std::string out = std::move(lead) + quoted(quote, tongue);
  return out + ".";
}

// The clauses that can be told by another, when they make up most of what was said; else empty.
std::string told(const Story& story, Tongue tongue) {
  std::vector<std::string> clauses;
  std::size_t understood = 0;
  for (const std::string& clause : story.problem) {
    const auto one = tongue == Tongue::tr   ? language::reported_turkish(clause)
                     : tongue == Tongue::en ? language::reported_english(clause)
                                            : std::nullopt;
    if (!one) continue;
    understood += clause.size();
    clauses.push_back(*one);
  }
  if (clauses.empty() || 4 * understood < 3 * story.problem_quote.size()) return "";
  std::string out;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    if (i > 0) out += i + 1 < clauses.size() ? ", " : tongue == Tongue::tr ? " ve " : " and that ";
    out += clauses[i];
  }
  return out;
}

std::string outcome_sentence(const Story& story, Tongue tongue) {
  const bool question = story.topic == "information_request" || (story.problem_asks && story.problem.empty());
  if (story.resolution == "resolved") {
    return question
               ? Words{"Temsilci soruyu yanıtladı.", "The agent answered the question.", "Die Frage wurde beantwortet."}
                     .in(tongue)
               : Words{"Sorun görüşme sırasında çözüldü.", "It was solved during the conversation.",
                       "Das Anliegen wurde im Gespräch gelöst."}
                     .in(tongue);
  }
  if (story.resolution == "partly")
    return Words{"Sorun kısmen çözüldü.", "It was solved in part.", "Das Anliegen wurde teilweise gelöst."}.in(tongue);
  if (story.resolution == "unresolved") {
    if (question)
      return Words{"Soru yanıtsız kaldı.", "The question was not answered.", "Die Frage blieb offen."}.in(tongue);
    return Words{"Sorun görüşmede çözülmedi.", "It was not solved in the conversation.",
                 "Das Anliegen wurde im Gespräch nicht gelöst."}
        .in(tongue);
  }
  if (story.resolution == "cannot_tell" && question)
    return Words{"Sorunun yanıtlanıp yanıtlanmadığı görüşmeden anlaşılmıyor.",
                 "Whether it was answered cannot be told from the conversation.",
                 "Ob die Frage beantwortet wurde, geht aus dem Gespräch nicht hervor."}
        .in(tongue);
  if (story.resolution == "cannot_tell")
    return Words{"Sorunun çözülüp çözülmediği görüşmeden anlaşılmıyor.",
                 "Whether it was solved cannot be told from the conversation.",
                 "Ob das Anliegen gelöst wurde, geht aus dem Gespräch nicht hervor."}
        .in(tongue);
  return "";
}

std::string until(const Promise& promise, const std::optional<std::chrono::year_month_day>& today,
                  std::string_view language, Tongue tongue) {
  if (!promise.due) return "";
  if (today && *today == *promise.due)
    return Words{" (aynı gün)", " (the same day)", " (noch am selben Tag)"}.in(tongue);
  const std::string day = day_in_words(*promise.due, language);
  switch (tongue) {
    case Tongue::tr:
      return " (en geç " + day + ")";
    case Tongue::en:
      return " (by " + day + ")";
    case Tongue::de:
      return " (bis " + day + ")";
  }
  return "";
}

std::string promise_sentence(const Story& story, Tongue tongue) {
  const Promise* agent = nullptr;
  const Promise* customer = nullptr;
  for (const Promise& promise : story.promises) {
    const Promise*& of = promise.by_agent ? agent : customer;
    if (of == nullptr || (!of->due && promise.due)) of = &promise;
  }
  std::string out;
  if (agent != nullptr) {
    out = std::string(Words{"Temsilci şu sözü verdi: ", "The agent promised: ", "Zugesagt wurde: "}.in(tongue)) +
          quoted(agent->quote, tongue) + until(*agent, story.today, story.language, tongue) + ".";
  } else if (story.follow_up) {
    out = Words{"Konunun takip edilmesi gerekiyor.", "The matter needs to be followed up.",
                "Die Sache muss weiterverfolgt werden."}
              .in(tongue);
  }
  if (customer != nullptr) {
    if (!out.empty()) out += ' ';
    if (tongue == Tongue::tr)
      return out + (agent != nullptr ? "Müşteri de " : "Müşteri ") + quoted(customer->quote, tongue) + " dedi" +
             until(*customer, story.today, story.language, tongue) + ".";
    out += std::string(Words{"", "The customer said: ", "Der Kunde kündigte an: "}.in(tongue)) +
           quoted(customer->quote, tongue) + until(*customer, story.today, story.language, tongue) + ".";
  }
  return out;
}

}  // namespace

std::string day_in_words(const std::chrono::year_month_day& day, std::string_view language) {
  static constexpr std::array<Words, 12> kMonths = {{{"Ocak", "January", "Januar"},
                                                     {"Şubat", "February", "Februar"},
                                                     {"Mart", "March", "März"},
                                                     {"Nisan", "April", "April"},
                                                     {"Mayıs", "May", "Mai"},
                                                     {"Haziran", "June", "Juni"},
                                                     {"Temmuz", "July", "Juli"},
                                                     {"Ağustos", "August", "August"},
                                                     {"Eylül", "September", "September"},
                                                     {"Ekim", "October", "Oktober"},
                                                     {"Kasım", "November", "November"},
                                                     {"Aralık", "December", "Dezember"}}};
  static constexpr std::array<Words, 7> kDays = {{{"Pazar", "Sunday", "Sonntag"},
                                                  {"Pazartesi", "Monday", "Montag"},
                                                  {"Salı", "Tuesday", "Dienstag"},
                                                  {"Çarşamba", "Wednesday", "Mittwoch"},
                                                  {"Perşembe", "Thursday", "Donnerstag"},
                                                  {"Cuma", "Friday", "Freitag"},
                                                  {"Cumartesi", "Saturday", "Samstag"}}};
  const Tongue tongue = tongue_of(language);
  const std::string number = std::to_string(static_cast<unsigned>(day.day()));
  const std::string month = kMonths[static_cast<unsigned>(day.month()) - 1].in(tongue);
  const std::string weekday = kDays[std::chrono::weekday(std::chrono::sys_days(day)).c_encoding()].in(tongue);
  if (tongue == Tongue::tr) return number + " " + month + " " + weekday;
  if (tongue == Tongue::de) return weekday + ", " + number + ". " + month;
  return weekday + ", " + number + " " + month;
}

std::string problem_sentence(const Story& story) {
  if (story.problem_quote.empty()) return "";
  const Tongue tongue = tongue_of(story.language);
  if (!story.problem_asks) {
    if (const std::string clause = told(story, tongue); !clause.empty()) {
      if (tongue == Tongue::tr) return "Müşteri, " + clause + " bildirdi.";
      return "The customer said that " + clause + ".";
    }
  }
  if (story.problem_asks && (story.topic.empty() || story.topic == "information_request" || story.topic == "other")) {
    std::string quote = shortened(story.problem_quote);
    if (!quote.ends_with('?') && story.problem.empty()) quote += '?';
    return sentence_with_quote(Words{"Müşteri şunu sordu: ", "The customer asked: ", "Der Kunde fragte: "}.in(tongue),
                               quote, tongue);
  }
  const Words* reason = reason_of(story.topic);
  if (reason == nullptr)
    return sentence_with_quote(Words{"Müşteri sorununu şöyle anlattı: ", "The customer put it like this: ",
                                     "Der Kunde schilderte sein Anliegen so: "}
                                   .in(tongue),
                               story.problem_quote, tongue);
  const std::string why = reason->in(tongue);
  switch (tongue) {
    case Tongue::tr:
      return sentence_with_quote("Müşteri " + why + " başvurdu: ", story.problem_quote, tongue);
    case Tongue::en:
      return sentence_with_quote("The customer got in touch " + why + ": ", story.problem_quote, tongue);
    case Tongue::de:
      return sentence_with_quote("Der Kunde meldete sich " + why + ": ", story.problem_quote, tongue);
  }
  return "";
}

std::string satisfaction_sentence(const Story& story) {
  if (!story.stars) return "";
  const Tongue tongue = tongue_of(story.language);
  static constexpr std::array<Words, 5> kFeelings = {
      {{"görüşmeden hiç memnun kalmadı", "was not satisfied at all", "war gar nicht zufrieden"},
       {"görüşmeden memnun kalmadı", "was not satisfied", "war nicht zufrieden"},
       {"görüşmeden ne memnun ne de şikâyetçi ayrıldı", "was neither satisfied nor dissatisfied",
        "war weder zufrieden noch unzufrieden"},
       {"görüşmeden memnun ayrıldı", "was satisfied", "war zufrieden"},
       {"görüşmeden çok memnun ayrıldı", "was very satisfied", "war sehr zufrieden"}}};
  const int stars = *story.stars < 1 ? 1 : *story.stars > 5 ? 5 : *story.stars;
  const std::string feeling = kFeelings[static_cast<std::size_t>(stars) - 1].in(tongue);
  if (tongue == Tongue::tr) {
    const char* who = story.resolution == "resolved"     ? "Sorunu çözülen müşteri "
                      : story.resolution == "partly"     ? "Sorunu kısmen çözülen müşteri "
                      : story.resolution == "unresolved" ? "Sorunu çözülmeyen müşteri "
                                                         : "Müşteri ";
    const bool question = story.topic == "information_request";
    if (question && story.resolution == "resolved") who = "Sorusuna yanıt alan müşteri ";
    if (question && story.resolution == "unresolved") who = "Sorusuna yanıt alamayan müşteri ";
    return who + feeling + ".";
  }
  if (tongue == Tongue::de) return "Der Kunde " + feeling + ".";
  return "The customer " + feeling + ".";
}

std::string summary(const Story& story) {
  const Tongue tongue = tongue_of(story.language);
  std::string out;
  for (const std::string& sentence :
       {problem_sentence(story), outcome_sentence(story, tongue), promise_sentence(story, tongue)}) {
    if (sentence.empty()) continue;
    if (!out.empty()) out += ' ';
    out += sentence;
  }
  return out;
}

}  // namespace cxai::analysis
