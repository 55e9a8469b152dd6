// What the account of a conversation (analysis/account.hpp) is worth on labelled dialogues.
#pragma once

#include <array>
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/account.hpp"
#include "analysis/analyze.hpp"
#include "analysis/rubric.hpp"
#include "quality/labelled_dialogues.hpp"

namespace cxai {

struct FoundCount {
  std::size_t right = 0;
  std::size_t said = 0;
  std::size_t wanted = 0;
  double f1() const {
    return said + wanted == 0 ? 0 : 2.0 * static_cast<double>(right) / static_cast<double>(said + wanted);
  }
};

struct ShareCount {
  std::size_t right = 0;
  std::size_t n = 0;
  void count(bool is_right) {
    ++n;
    right += is_right ? 1U : 0U;
  }
  double share() const { return n == 0 ? 0 : static_cast<double>(right) / static_cast<double>(n); }
};

struct ExtractionFigures {
  std::size_t dialogues = 0;
  ShareCount problem;      // the first claimed turn is the labelled one, of dialogues that have a need
  FoundCount solutions;    // by turn
  FoundCount commitments;  // by turn and party, each once
  ShareCount due;          // of found commitments: the day, or that there is none
  std::array<std::array<std::array<std::size_t, 3>, 3>, analysis::kItems.size()> answers{};  // [item][truth][said]
  std::vector<std::string> errors;                                                           // one line each

  // Mean share right over the labelled answers that occur.
  double balanced(std::size_t item, bool without_na) const {
    double sum = 0;
    double classes = 0;
    const std::size_t count = without_na ? 2 : 3;
    for (std::size_t t = 0; t < count; ++t) {
      double n = 0;
      for (std::size_t s = 0; s < count; ++s) n += static_cast<double>(answers[item][t][s]);
      if (n == 0) continue;
      sum += static_cast<double>(answers[item][t][t]) / n;
      ++classes;
    }
    return classes == 0 ? 0 : sum / classes;
  }
};

// "2026-06-09T23:48:00+03:00" as the clock on the wall there.
inline std::optional<language::LocalMinutes> local_start(std::string_view text) {
  if (text.size() < 16) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + length, value);
    return value;
  };
  const std::chrono::year_month_day day = std::chrono::year(number(0, 4)) / number(5, 2) / number(8, 2);
  if (!day.ok()) return std::nullopt;
  return language::LocalMinutes(std::chrono::local_days(day)) + std::chrono::hours(number(11, 2)) +
         std::chrono::minutes(number(14, 2));
}

inline std::size_t turn_number(const std::string& id) {
  return static_cast<std::size_t>(std::stoul(id.substr(1)));
}

inline analysis::Analyzed account_of(const LabelledDialogue& dialogue) {
  analysis::CallFacts facts;
  facts.started_at = local_start(dialogue.started_at);
  return analysis::analyze(dialogue.transcript, nullptr, facts);
}

// The account alone, by models that are not those of the program.
inline conversation::Analysis account_of(const LabelledDialogue& dialogue, const analysis::AccountModels& models) {
  conversation::Analysis out;
  out.language = dialogue.transcript->language;
  out.turns = dialogue.transcript->turns;
  const analysis::Reading reading(dialogue.transcript);
  analysis::add_account(reading, local_start(dialogue.started_at), models, out.claims);
  return out;
}

inline void count_extraction(const LabelledDialogue& dialogue, const conversation::Analysis& analysis,
                             ExtractionFigures& figures) {
  const base::Json& labels = dialogue.labels;
  const auto value = [&](const char* field) {
    return analysis.claim(field) ? analysis.claim(field)->value : base::Json();
  };
  const auto note = [&](const std::string& what) { figures.errors.push_back(dialogue.id + ": " + what); };
  ++figures.dialogues;
  if (labels["problem"].is_object()) {
    const auto* said = analysis.claim("problem");
    const std::size_t want = labels["problem"]["turn"].get<std::size_t>();
    const bool right = said && !said->evidence.empty() && turn_number(said->evidence[0].turn) == want;
    figures.problem.count(right);
    if (!right)
      note("problem: wanted t" + std::to_string(want) + " said " +
           (said && !said->evidence.empty() ? said->evidence[0].turn : "none"));
  }
  std::set<std::size_t> wanted;
  std::set<std::size_t> said;
  for (const auto& solution : labels["solutions"]) wanted.insert(solution["turn"].get<std::size_t>());
  if (!value("solutions").empty())
    for (const auto& evidence : analysis.claim("solutions")->evidence) said.insert(turn_number(evidence.turn));
  figures.solutions.wanted += wanted.size();
  figures.solutions.said += said.size();
  for (const std::size_t turn : said) figures.solutions.right += wanted.contains(turn) ? 1U : 0U;
  // Each has its evidence at the same place of the list.
  base::Json found = value("commitments");
  for (std::size_t i = 0; i < found.size(); ++i) found[i]["turn"] = analysis.claim("commitments")->evidence[i].turn;
  std::vector<bool> met(found.size(), false);
  figures.commitments.said += found.size();
  for (const auto& commitment : labels["commitments"]) {
    ++figures.commitments.wanted;
    const std::size_t turn = commitment["turn"].get<std::size_t>();
    const std::string day = commitment["due"].is_string() ? commitment["due"].get<std::string>().substr(0, 10) : "";
    const auto place = dialogue.place_of(turn, commitment["quote"].get<std::string>());
    std::size_t best = found.size();
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (met[i] || turn_number(found[i]["turn"].get<std::string>()) != turn || found[i]["who"] != commitment["who"])
        continue;
      const std::string text = found[i]["what"].get<std::string>();
      const std::size_t at = dialogue.transcript->turns[turn].text.find(text);
      const bool overlaps = place && at < place->end && at + text.size() > place->begin;
      if (best == found.size() || overlaps) best = i;
      if (overlaps) break;
    }
    if (best == found.size()) {
      note("commitment missed: " + commitment["quote"].get<std::string>());
      continue;
    }
    met[best] = true;
    ++figures.commitments.right;
    const std::string said_day = found[best]["due"].is_string() ? found[best]["due"].get<std::string>() : "";
    figures.due.count(said_day == day);
    if (said_day != day)
      note("due: wanted " + day + " said " + said_day + " of " + found[best]["what"].get<std::string>() + " | " +
           commitment["quote"].get<std::string>());
  }
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!met[i])
      note("commitment too many: " + found[i]["who"].get<std::string>() + " " + found[i]["what"].get<std::string>());
  for (std::size_t item = 0; item < analysis::kItems.size(); ++item) {
    const std::string name(analysis::kItems[item]);
    std::string truth;
    std::string answer;
    if (item == analysis::kItemFollowUp) {
      truth = labels["follow_up"] == true ? "yes" : "no";
      answer = value("follow_up") == true ? "yes" : "no";
    } else {
      truth = labels["rubric"][name].get<std::string>();
      answer = value("agent_performance")["items"][name]["answer"].get<std::string>();
    }
    const auto index = [](const std::string& text) {
      return static_cast<std::size_t>(std::ranges::find(analysis::kItemAnswers, text) - analysis::kItemAnswers.begin());
    };
    if (index(truth) < 3 && index(answer) < 3) ++figures.answers[item][index(truth)][index(answer)];
    if (truth != answer) note(name + ": wanted " + truth + " said " + answer);
  }
}

inline std::string shown(const std::string& name, const ExtractionFigures& f) {
  char line[256];
  std::string out;
  const auto add = [&](const char* format, auto... values) {
    std::snprintf(line, sizeof line, format, values...);
    out += name + line + "\n";
  };
  add(" dialogues %zu", f.dialogues);
  add(" problem turn %.3f (n %zu)", f.problem.share(), f.problem.n);
  add(" solutions F1 %.3f (n %zu, said %zu)", f.solutions.f1(), f.solutions.wanted, f.solutions.said);
  add(" commitments F1 %.3f (n %zu, said %zu), dates right %.3f (n %zu)", f.commitments.f1(), f.commitments.wanted,
      f.commitments.said, f.due.share(), f.due.n);
  double sum = 0;
  for (std::size_t item = 0; item < analysis::kItems.size(); ++item) {
    const auto& a = f.answers[item];
    add(" %s balanced accuracy %.3f with na %.3f (n %zu/%zu/%zu)", std::string(analysis::kItems[item]).c_str(),
        f.balanced(item, true), f.balanced(item, false), a[0][0] + a[0][1] + a[0][2], a[1][0] + a[1][1] + a[1][2],
        a[2][0] + a[2][1] + a[2][2]);
    if (item != analysis::kItemFollowUp) sum += f.balanced(item, true);
  }
  add(" nine items, mean balanced accuracy %.3f", sum / 9);
  return out;
}

}  // namespace cxai
