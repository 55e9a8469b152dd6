#include "report/terminal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "report/terms.hpp"
#include "report/text_width.hpp"

namespace cxai::report {
namespace {

using conversation::Analysis;
using conversation::Claim;
using conversation::ClaimState;
using conversation::Conversation;
using conversation::Role;
using conversation::Turn;

constexpr const char* kAbsent = "—";
constexpr std::int64_t kShownSilenceMs = 5000;
constexpr std::size_t kShownStretches = 5;  // of each reason

enum class Ink : std::uint8_t { plain, bold, faint, agent, customer, good, bad };

class Page {
 public:
  explicit Page(const TerminalOptions& options)
      : options_(options), width_(static_cast<std::size_t>(std::max(options.width, 40))) {}

  std::size_t width() const { return width_; }
  std::string term(std::string_view identifier) const { return report::term(identifier, options_.language); }
  bool decimal_comma() const { return options_.language != "en"; }
  bool turkish() const { return options_.language != "en" && options_.language != "de"; }

  void heading(std::string_view identifier) {
    if (!out_.empty()) out_ += '\n';
    line(ink(term(identifier), Ink::bold));
    line(ink(rule(display_width(term(identifier))), Ink::faint));
  }

  // `label` in a column of `column` blanks, the text wrapped beside it.
  void entry(std::string_view label, std::size_t column, std::string_view text, Ink colour = Ink::plain) {
    column = std::min(column, width_ / 2);
    const std::string shown = printable(label);
    std::string head = pad(shown, column);
    if (display_width(shown) >= column) {
      for (const std::string& part : wrap(shown, width_)) line(part);
      head = std::string(column, ' ');
    }
    for (const std::string& part : wrap(printable(text), width_ - column)) {
      line(head + ink(part, colour));
      head = std::string(column, ' ');
    }
  }

  void line(std::string_view text) {
    out_ += text;
    while (out_.ends_with(' ')) out_.pop_back();
    out_ += '\n';
  }

  std::string ink(std::string_view text, Ink colour) const {
    static constexpr std::array<const char*, 7> kCodes{"", "1", "2", "36", "33", "32", "31"};
    if (!options_.colour || colour == Ink::plain) return std::string(text);
    return std::string("\x1b[") + kCodes[static_cast<std::size_t>(colour)] + "m" + std::string(text) + "\x1b[0m";
  }

  std::string take() { return std::move(out_); }

 private:
  static std::string rule(std::size_t width) {
    std::string out;
    for (std::size_t i = 0; i < width; ++i) out += "─";
    return out;
  }

  const TerminalOptions& options_;
  std::size_t width_;
  std::string out_;
};

std::string page_number(const Page& page, double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  std::string out = text;
  if (page.decimal_comma()) std::ranges::replace(out, '.', ',');
  return out;
}

std::string page_percent(const Page& page, double share) {
  const std::string number = page_number(page, share * 100, 0);
  return page.turkish() ? "%" + number : number + " %";
}

std::string ms_text(const Page& page, const Json& ms) {
  if (!ms.is_number()) return kAbsent;
  const double value = ms.get<double>();
  return std::abs(value) < 10'000 ? page_number(page, value / 1000, 1) + (page.turkish() ? " sn" : " s")
                                  : duration_text(Millis(ms.get<std::int64_t>()));
}

std::string value_text(const Page& page, const Json& value) {
  if (value.is_null()) return kAbsent;
  if (value.is_boolean()) return page.term(value.get<bool>() ? "true" : "false");
  if (value.is_number_integer()) return value.dump();
  if (value.is_number()) return page_number(page, value.get<double>(), 1);
  if (value.is_string()) return page.term(value.get_ref<const std::string&>());
  std::string out;
  if (value.is_array()) {
    for (const Json& item : value) out += (out.empty() ? "" : ", ") + value_text(page, item);
  } else if (value.contains("text")) {
    // A counted word or a quoted sentence is shown as it was said, not translated.
    out = value["text"].is_string() ? value["text"].get<std::string>() : value_text(page, value["text"]);
    if (value.contains("count")) out += " (" + value_text(page, value["count"]) + ")";
  } else if (value.contains("score") && value.contains("low") && value.contains("high")) {
    out = value_text(page, value["score"]) + " / 5 (" + value_text(page, value["low"]) + " – " +
          value_text(page, value["high"]) + ")";
  } else {
    for (const auto& [key, part] : value.items())
      out += (out.empty() ? "" : "; ") + page.term(key) + ": " + value_text(page, part);
  }
  return out.empty() ? kAbsent : out;
}

Ink ink_of(std::optional<Role> role) {
  return role == Role::agent ? Ink::agent : role == Role::customer ? Ink::customer : Ink::faint;
}

// The value below a chain of keys; null when it is not there.
Json at(const Json& json, std::initializer_list<std::string_view> keys) {
  const Json* found = &json;
  for (const std::string_view key : keys) {
    if (!found->is_object()) return nullptr;
    const auto next = found->find(key);
    if (next == found->end()) return nullptr;
    found = &*next;
  }
  return *found;
}

// "2026-03-14 09:26 UTC"
std::string instant_text(Timestamp time) {
  std::string text = base::format_utc(time).substr(0, 16);
  std::ranges::replace(text, 'T', ' ');
  return text + " UTC";
}

void write_facts(Page& page, const Analysis& analysis, const Conversation& conversation) {
  page.heading("conversation");
  constexpr std::size_t kColumn = 14;
  const auto fact = [&](std::string_view label, std::string_view text) {
    if (!text.empty()) page.entry(page.term(label), kColumn, text);
  };
  fact("source", conversation.source);
  fact("kind", page.term(to_string(conversation.kind)));
  const std::string& language = analysis.language.empty() ? conversation.language : analysis.language;
  if (!language.empty()) fact("language", page.term(language));
  if (conversation.started_at) fact("started_at", instant_text(*conversation.started_at));
  if (conversation.duration) fact("duration", duration_text(*conversation.duration));
  fact("agent_name", conversation.agent_name.empty() ? conversation.agent_id : conversation.agent_name);
  fact("team", conversation.team);
  fact("company", conversation.company);
  fact("status", page.term(to_string(analysis.status)));
}

// "3,3 / 5: selamladı, özür diledi; hayır: kendini tanıttı"
std::string score_text(const Page& page, const Json& value) {
  std::string text = page_number(page, value["score"].get<double>(), 1) + " / " + value_text(page, value["out_of"]);
  std::string met;
  std::string missed;
  for (const auto& [name, item] : value["items"].items()) {
    std::string& list = item.value("answer", "") == "yes" ? met : missed;
    if (item.value("answer", "") == "na") continue;
    list += (list.empty() ? "" : ", ") + page.term(name);
  }
  if (!met.empty()) text += "; " + page.term("true") + ": " + met;
  if (!missed.empty()) text += "; " + page.term("false") + ": " + missed;
  return text;
}

// "Temsilci: “… ararız” → 2026-06-12"
std::string promise_text(const Page& page, const Json& promise) {
  const Json& until = promise["due"].is_null() ? promise["when"] : promise["due"];
  std::string text = page.term(promise["who"].get<std::string>()) + ": “" + promise["what"].get<std::string>() + "”";
  return until.is_string() ? text + " → " + until.get<std::string>() : text;
}

std::string claim_text(const Page& page, const Claim& claim) {
  const Json& value = claim.value;
  if (claim.field == "time_to_resolution") return ms_text(page, value);
  if (value.is_object() && value.contains("items") && value.contains("out_of") && value["score"].is_number())
    return score_text(page, value);
  if (!value.is_array() || value.empty() || !value[0].is_object() || !value[0].contains("due"))
    return value_text(page, value);
  std::string text;
  for (const Json& promise : value) text += (text.empty() ? "" : "; ") + promise_text(page, promise);
  return text;
}

void write_claims(Page& page, const Analysis& analysis) {
  if (analysis.claims.empty()) return;
  page.heading("claims");
  constexpr std::size_t kColumn = 26;
  for (const Claim& claim : analysis.claims) {
    std::string text = claim.state == ClaimState::abstained ? page.term("abstained") : claim_text(page, claim);
    if (claim.probability && claim.state != ClaimState::abstained)
      text += " (" + page_percent(page, *claim.probability) + ")";
    if (claim.state == ClaimState::disputed || claim.state == ClaimState::corrected)
      text += " [" + page.term(to_string(claim.state)) + "]";
    if (claim.method == conversation::Method::llm) text += " [" + page.term("llm") + "]";
    if (claim.confirmed_by == conversation::Method::llm) text += " [" + page.term("confirmed") + "]";
    const bool good = claim.value == "resolved" || claim.value == "positive";
    const bool bad = claim.value == "unresolved" || claim.value == "negative" || claim.value == "high";
    page.entry(page.term(claim.field), kColumn, text, good ? Ink::good : bad ? Ink::bad : Ink::plain);
    if (claim.method == conversation::Method::computed) continue;
    for (const auto& evidence : claim.evidence)
      if (const auto quote = evidence_text(analysis, evidence))
        page.entry("", kColumn, "“" + *quote + "” (" + evidence.turn + ")", Ink::faint);
  }
}

// Why something is not there, as the analysis says it: " (tek kanallı kayıt)".
std::string reason_text(const Page& page, const Analysis& analysis, std::string_view feature) {
  for (const auto& skipped : analysis.skipped)
    if (skipped.feature == feature) return " (" + page.term(skipped.reason) + ")";
  return "";
}

void write_measures(Page& page, const Analysis& analysis) {
  const Json& measures = analysis.measures;
  if (!measures.is_object()) return;
  page.heading("measures");
  const std::size_t column = std::min<std::size_t>(28, page.width() / 2);
  const std::size_t cell = std::min<std::size_t>(12, (page.width() - column) / 2);
  const auto row = [&](std::string_view label, std::string_view agent, std::string_view customer) {
    const auto labels = wrap(label, column - 1);
    for (std::size_t i = 0; i + 1 < labels.size(); ++i) page.line(labels[i]);
    page.line(pad(labels.back(), column) + pad_left(agent, cell) + pad_left(customer, cell));
  };
  const auto parties = [&](std::string_view key, auto show) {
    const Json agent = at(measures, {key, "agent"});
    const Json customer = at(measures, {key, "customer"});
    if (agent.is_null() && customer.is_null()) return;
    row(page.term(key), show(agent), show(customer));
  };
  const auto ms = [&](const Json& value) { return ms_text(page, value); };
  const auto share = [&](const Json& value) {
    return value.is_number() ? page_percent(page, value.get<double>()) : std::string(kAbsent);
  };
  const auto plain = [&](const Json& value) {
    return value.is_number() ? page_number(page, value.get<double>(), 0) : std::string(kAbsent);
  };
  row("", page.term("agent"), page.term("customer"));
  parties("talk_ms", ms);
  parties("talk_share", share);
  parties("talk_pct_of_call", share);
  parties("longest_monologue_ms", ms);
  if (at(measures, {"reply_gap_ms"}).is_object())
    row(page.term("reply_gap_median"), ms(at(measures, {"reply_gap_ms", "agent", "median"})),
        ms(at(measures, {"reply_gap_ms", "customer", "median"})));
  for (const char* key :
       {"interruption_count", "turns", "words", "sentences", "words_per_minute", "syllables_per_minute"})
    parties(key, plain);

  const auto whole = [&](std::string_view key, std::string_view text) { page.entry(page.term(key), column, text); };
  const Json overlap = at(measures, {"overlap_ms"});
  whole("overlap_ms", ms(overlap) + (overlap.is_null() ? reason_text(page, analysis, "overlap") : ""));
  for (const char* key : {"non_talk_ms", "hold_ms", "aht_ms", "aht_partial_ms"})
    if (const Json value = at(measures, {key}); value.is_number()) whole(key, ms(value));
  std::string silences;
  int count = 0;
  const Json list = at(measures, {"silence"});
  for (const Json& silence : list.is_array() ? list : Json::array()) {
    const Json length = at(silence, {"duration_ms"});
    const Json start = at(silence, {"start_ms"});
    if (!length.is_number() || !start.is_number() || length.get<std::int64_t>() < kShownSilenceMs) continue;
    ++count;
    silences += (silences.empty() ? ": " : ", ") + duration_text(Millis(start.get<std::int64_t>())) + " (" +
                ms_text(page, length) + ")";
  }
  if (list.is_array()) whole("silences", std::to_string(count) + silences);
}

void write_transcript(Page& page, const Analysis& analysis) {
  if (analysis.turns.empty()) return;
  page.heading("transcript");
  const bool timed = std::ranges::any_of(analysis.turns, [](const Turn& turn) { return turn.time.has_value(); });
  std::size_t column = 0;
  const auto who = [&](const Turn& turn) {
    return turn.role              ? page.term(to_string(*turn.role))
           : turn.speaker.empty() ? std::string(kAbsent)
                                  : printable(turn.speaker);
  };
  for (const Turn& turn : analysis.turns) column = std::max(column, display_width(who(turn)));
  column = std::min<std::size_t>(column, 20) + 2;
  for (const Turn& turn : analysis.turns) {
    const std::string time = !timed ? "" : pad(turn.time ? duration_text(turn.time->start) : "", 9);
    const std::size_t indent = display_width(time) + column;
    std::string name = wrap(who(turn), column - 2).front();
    std::string head = page.ink(time, Ink::faint) + page.ink(pad(name, column), ink_of(turn.role));
    for (const std::string& part : wrap(printable(turn.text), page.width() - indent)) {
      page.line(head + part);
      head = std::string(indent, ' ');
    }
  }
}

// Speech that gave no words, by reason, with the longest first.
void write_dropped(Page& page, const Analysis& analysis) {
  if (analysis.dropped.empty()) return;
  page.heading("dropped");
  constexpr std::size_t kColumn = 26;
  struct Group {
    std::vector<conversation::Interval> stretches;
    Millis length{};
  };
  std::map<conversation::DropReason, Group> groups;
  for (const auto& dropped : analysis.dropped) {
    Group& group = groups[dropped.reason];
    group.stretches.push_back(dropped.time);
    group.length += dropped.time.length();
  }
  for (auto& [reason, group] : groups) {
    std::ranges::stable_sort(group.stretches, std::greater{}, &conversation::Interval::length);
    std::string text = std::to_string(group.stretches.size()) + " (" + duration_text(group.length) + "): ";
    for (std::size_t i = 0; i < std::min(group.stretches.size(), kShownStretches); ++i)
      text += (i ? ", " : "") + duration_text(group.stretches[i].start) + "–" + duration_text(group.stretches[i].end);
    if (group.stretches.size() > kShownStretches) text += ", …";
    page.entry(page.term(to_string(reason)), kColumn, text);
  }
}

}  // namespace

std::string duration_text(Millis duration) {
  const bool negative = duration < Millis(0);
  const long long seconds = (std::abs(static_cast<long long>(duration.count())) + 500) / 1000;
  char text[48];
  if (seconds >= 3600) {
    std::snprintf(text, sizeof text, "%s%lld:%02lld:%02lld", negative ? "-" : "", seconds / 3600, seconds / 60 % 60,
                  seconds % 60);
  } else {
    std::snprintf(text, sizeof text, "%s%02lld:%02lld", negative ? "-" : "", seconds / 60, seconds % 60);
  }
  return text;
}

std::string terminal_report(const Analysis& analysis, const Conversation& conversation,
                            const TerminalOptions& options) {
  Page page(options);
  write_facts(page, analysis, conversation);
  write_claims(page, analysis);
  write_measures(page, analysis);
  write_transcript(page, analysis);
  write_dropped(page, analysis);
  return page.take();
}

}  // namespace cxai::report
