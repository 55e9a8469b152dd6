#include "reader/answers.hpp"

#include <algorithm>
#include <cmath>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "base/utf8.hpp"
#include "language/characters.hpp"
#include "reader/quotes.hpp"
#include "reader/spoken_numbers.hpp"

namespace cxai::reader {
namespace {

using conversation::Claim;
using conversation::Evidence;
using conversation::Role;

// A value, or the reason why it does not hold.
template <class T>
using Held = std::expected<T, const char*>;
using No = std::unexpected<const char*>;

bool may_be(const std::optional<Role>& role, Whose whose) {
  if (!role || whose == Whose::anybody) return true;
  // Somebody who speaks for the customer has the role `other`.
  if (whose == Whose::agent) return role == Role::agent;
  return role == Role::customer || role == Role::other;
}

class Judge {
 public:
  Judge(const MaskedTranscript& transcript, AgentTone agent, std::optional<language::LocalMinutes> at)
      : transcript_(*transcript), agent_(agent), at_(at), quotes_(*transcript), numbers_(*transcript) {}

  void labels(const Json& answer) {
    for (const LabelField& field : label_fields())
      take(field.name, [&](Claim& claim) -> Held<void> {
        const auto part = part_of(answer, field.name);
        if (!part) return No(part.error());
        return label(**part, field.values, field.whose, claim.value, claim.evidence);
      });
  }

  void tone(const Json& answer) {
    take("tone", [&](Claim& claim) -> Held<void> {
      const auto parties = part_of(answer, "tone");
      if (!parties) return No(parties.error());
      claim.value = Json::object();
      const char* reason = "undecided";
      for (const auto& [name, whose] : {std::pair("agent", Whose::agent), std::pair("customer", Whose::customer)}) {
        if (whose == Whose::agent && agent_ == AgentTone::left_out) continue;
        const auto part = part_of(**parties, name);
        if (!part) return No(part.error());
        Json value;
        // One party may be undecided: a chat in which the customer says hardly a word.
        const auto held = label(**part, tones(), whose, value, claim.evidence);
        if (!held && std::string_view(held.error()) != reason) return held;
        if (held) claim.value[name] = std::move(value);
      }
      if (claim.value.empty()) return No(reason);
      return {};
    });
  }

  void sentences(const Json& answer) {
    for (const auto& [name, whose, longest] : {std::tuple("problem", Whose::customer, kLongestSentence),
                                               std::tuple("summary", Whose::anybody, kLongestSummary)})
      take(name, [&](Claim& claim) -> Held<void> {
        const auto part = part_of(answer, name);
        if (!part) return No(part.error());
        const auto text = sentence(**part, "value", longest);
        if (!text) return No(text.error());
        claim.value = *text;
        return quoted(**part, whose, claim.evidence);
      });
  }

  void satisfaction(const Json& answer) {
    take("satisfaction", [&](Claim& claim) -> Held<void> {
      const auto part = part_of(answer, "satisfaction");
      if (!part) return No(part.error());
      const Json& value = member(**part, "value");
      if (value.is_null()) return No("undecided");
      if (!value.is_number_integer()) return No("wrong_type");
      if (value < 1 || value > 5) return No("wrong_value");
      claim.value = Json{{"score", value}};
      if (!member(**part, "sentence").is_null()) {
        const auto text = sentence(**part, "sentence", kLongestSentence);
        if (!text) return No(text.error());
        claim.value["sentence"] = *text;
      }
      return quoted(**part, Whose::anybody, claim.evidence);
    });
  }

  void rubrics(const Json& answer) {
    for (const RubricField& field : rubric_fields())
      take(field.name, [&](Claim& claim) -> Held<void> {
        const auto items = part_of(answer, field.name);
        if (!items) return No(items.error());
        return rubric(**items, field, claim);
      });
  }

  void follow_up(const Json& answer) {
    take("follow_up", [&](Claim& claim) -> Held<void> {
      const auto part = part_of(answer, "follow_up");
      if (!part) return No(part.error());
      const Json& value = member(**part, "value");
      if (value.is_null()) return No("undecided");
      if (!value.is_boolean()) return No("wrong_type");
      claim.value = value;
      return quoted(**part, Whose::anybody, claim.evidence);
    });
  }

  void lists(const Json& answer) {
    take("solutions", [&](Claim& claim) -> Held<void> {
      return entries(answer, "solutions", [&](const Json& entry) -> Held<void> {
        const auto text = sentence(entry, "text", kLongestSentence);
        if (!text) return No(text.error());
        const auto evidence = quote(entry, Whose::agent);
        if (!evidence) return No(evidence.error());
        claim.value.push_back(*text);
        claim.evidence.push_back(*evidence);
        return {};
      });
    });
    take("commitments", [&](Claim& claim) -> Held<void> {
      return entries(answer, "commitments", [&](const Json& entry) -> Held<void> {
        const Json& who = member(entry, "who");
        if (who != "agent" && who != "customer") return No("wrong_value");
        const auto evidence = quote(entry, who == "agent" ? Whose::agent : Whose::customer);
        if (!evidence) return No(evidence.error());
        claim.value.push_back(commitment(who, *evidence));
        claim.evidence.push_back(*evidence);
        return {};
      });
    });
  }

  Judged take_out() { return std::move(out_); }

 private:
  template <class Fill>
  void take(std::string_view field, Fill fill) {
    Claim claim;
    claim.field = field;
    claim.method = conversation::Method::llm;
    claim.value = Json();
    const Held<void> held = fill(claim);
    const char* reason = held ? (claim.evidence.empty() ? "no_quote" : nullptr) : held.error();
    if (reason) {
      out_.skipped.push_back({"llm." + std::string(field), reason});
      return;
    }
    // The same place twice says nothing more. Lists keep one place per entry.
    if (!claim.value.is_array()) {
      std::vector<Evidence> once;
      for (const Evidence& evidence : claim.evidence)
        if (std::ranges::none_of(once, [&](const Evidence& other) {
              return other.turn == evidence.turn && other.chars == evidence.chars;
            }))
          once.push_back(evidence);
      claim.evidence = std::move(once);
    }
    out_.claims.push_back(std::move(claim));
  }

  static const Json& member(const Json& object, std::string_view name) {
    static const Json kNull;
    const auto found = object.find(name);
    return found == object.end() ? kNull : *found;
  }

  static Held<const Json*> part_of(const Json& object, std::string_view name) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return No("missing");
    if (!found->is_object()) return No("wrong_type");
    return &*found;
  }

  template <class Take>
  static Held<void> entries(const Json& answer, std::string_view name, Take take_entry) {
    const Json& list = member(answer, name);
    if (list.is_null()) return No("missing");
    if (!list.is_array()) return No("wrong_type");
    if (list.empty()) return No("undecided");
    if (list.size() > kMostEntries) return No("too_long");
    for (const Json& entry : list) {
      if (!entry.is_object()) return No("wrong_type");
      if (const auto held = take_entry(entry); !held) return held;
    }
    return {};
  }

  // One line of plain text, short, without numbers nobody said.
  Held<std::string> sentence(const Json& part, std::string_view name, std::size_t longest) const {
    const Json& value = member(part, name);
    if (value.is_null()) return No("undecided");
    if (!value.is_string()) return No("wrong_type");
    const auto& text = value.get_ref<const std::string&>();
    if (!base::is_valid_utf8(text)) return No("bad_text");
    if (base::count_code_points(text) > longest) return No("too_long");
    bool letters = false;
    for (std::size_t at = 0; at < text.size();) {
      const char32_t c = language::decode(text, at);
      const auto kind = language::char_class(c);
      if (kind == language::CharClass::space && c != U' ') return No("bad_text");
      letters = letters || kind == language::CharClass::letter;
    }
    if (!letters || text.find("://") != std::string::npos) return No("bad_text");
    if (!numbers_.cover(text)) return No("number_not_said");
    return text;
  }

  Held<Evidence> quote(const Json& entry, Whose whose) const {
    const Json& turn = member(entry, "turn");
    const Json& text = member(entry, "quote");
    if (!turn.is_string() || !text.is_string()) return No("wrong_type");
    const auto& words = text.get_ref<const std::string&>();
    if (!base::is_valid_utf8(words)) return No("bad_text");
    if (base::count_code_points(words) > kLongestQuote) return No("too_long");
    auto evidence = quotes_.find(turn.get_ref<const std::string&>(), words);
    if (!evidence) return No("quote_not_found");
    if (!may_be(quotes_.turn(evidence->turn)->role, whose)) return No("quote_of_other_party");
    return std::move(*evidence);
  }

  // All quotes of a part; having none is no failure here.
  Held<void> quotes(const Json& part, Whose whose, std::vector<Evidence>& into) const {
    const Json& list = member(part, "quotes");
    if (list.is_null()) return {};
    if (!list.is_array()) return No("wrong_type");
    if (list.size() > kMostQuotes) return No("too_long");
    for (const Json& entry : list) {
      if (!entry.is_object()) return No("wrong_type");
      auto evidence = quote(entry, whose);
      if (!evidence) return No(evidence.error());
      into.push_back(std::move(*evidence));
    }
    return {};
  }

  Held<void> quoted(const Json& part, Whose whose, std::vector<Evidence>& into) const {
    const std::size_t before = into.size();
    if (const auto held = quotes(part, whose, into); !held) return held;
    if (into.size() == before) return No("no_quote");
    return {};
  }

  Held<void> label(const Json& part, std::span<const std::string_view> values, Whose whose, Json& value,
                   std::vector<Evidence>& evidence) const {
    const Json& said = member(part, "value");
    if (said.is_null()) return No("undecided");
    if (!said.is_string()) return No("wrong_type");
    if (std::ranges::find(values, said.get_ref<const std::string&>()) == values.end()) return No("wrong_value");
    value = said;
    return quoted(part, whose, evidence);
  }

  // Five times the share of what was done of what was called for.
  Held<void> rubric(const Json& items, const RubricField& field, Claim& claim) const {
    Json answers = Json::object();
    int called_for = 0;
    int done = 0;
    for (const auto name : field.items) {
      const auto item = part_of(items, name);
      if (!item) return No(item.error());
      const Json& said = member(**item, "answer");
      if (said != "yes" && said != "no" && said != "na") return No("wrong_value");
      const bool must_show = name == kNoRudeLanguage ? said == "no" : said == "yes";
      const std::size_t before = claim.evidence.size();
      // What was left undone is shown by the words that called for it, whoever said them.
      if (const auto held = quotes(**item, must_show ? Whose::agent : Whose::anybody, claim.evidence); !held)
        return held;
      if (must_show && claim.evidence.size() == before) return No("no_quote");
      Json one{{"answer", said}};
      if (must_show) {
        const Evidence& shown = claim.evidence[before];
        one["evidence"] = Json{{"turn", shown.turn}, {"chars", Json::array({shown.chars.begin, shown.chars.end})}};
      }
      answers[std::string(name)] = std::move(one);
      called_for += said != "na";
      done += said == "yes";
    }
    if (called_for == 0) return No("undecided");
    claim.value =
        Json{{"score", std::round(50.0 * done / called_for) / 10}, {"out_of", 5}, {"items", std::move(answers)}};
    return {};
  }

  // In the words of the transcript; the day is read from them, not taken from the model.
  Json commitment(const Json& who, const Evidence& evidence) const {
    const std::string& text = quotes_.turn(evidence.turn)->text;
    const std::size_t begin = base::byte_offset(text, evidence.chars.begin);
    const std::string words = text.substr(begin, base::byte_offset(text, evidence.chars.end) - begin);
    Json made{{"who", who}, {"what", words}, {"when", nullptr}, {"due", nullptr}};
    for (const auto& find : language::find_dates(words, transcript_.language, at_)) {
      if (find.kind == language::DateKind::length || !made["when"].is_null()) continue;
      made["when"] = words.substr(find.begin, find.end - find.begin);
      if (!find.day) continue;
      const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
      made["due"] = std::to_string(static_cast<int>(find.day->year())) + "-" +
                    two(static_cast<unsigned>(find.day->month())) + "-" + two(static_cast<unsigned>(find.day->day()));
    }
    return made;
  }

  const conversation::Transcript& transcript_;
  AgentTone agent_;
  std::optional<language::LocalMinutes> at_;
  QuoteFinder quotes_;
  SpokenNumbers numbers_;
  Judged out_;
};

}  // namespace

Judged judge_answer(const Json& answer, const MaskedTranscript& transcript, AgentTone agent,
                    std::optional<language::LocalMinutes> at) {
  Judge judge(transcript, agent, at);
  judge.labels(answer);
  judge.tone(answer);
  judge.sentences(answer);
  judge.lists(answer);
  judge.satisfaction(answer);
  judge.rubrics(answer);
  judge.follow_up(answer);
  return judge.take_out();
}

}  // namespace cxai::reader
