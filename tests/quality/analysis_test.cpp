// How often the judgements of the analysis are those of the annotators of the labelled dialogues, roles given. The part
// `dev` is compared with baselines.json, whose figures may only rise (CXAI_ACCEPT=1 writes the present ones and skips);
// of the part `test` totals are printed.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>

#include "analysis/aggregates.hpp"
#include "analysis/analyze.hpp"
#include "baselines.hpp"
#include "conversation/analysis.hpp"
#include "labelled_dialogues.hpp"
#include "learning/metrics.hpp"

namespace cxai {
namespace {

using analysis::AgentAffect;

struct Answers {
  std::map<std::string, std::uint32_t> labels;
  std::vector<std::uint32_t> truth;
  std::vector<std::uint32_t> said;
  std::int64_t abstained = 0;

  void add(const std::string& right, const std::string& claimed) {
    truth.push_back(labels.try_emplace(right, labels.size()).first->second);
    said.push_back(labels.try_emplace(claimed, labels.size()).first->second);
    abstained += claimed.empty() ? 1 : 0;
  }
  // Of macro-F1 the labels that the annotators gave count.
  Json figures() const {
    const auto quality = learning::classification_quality(truth, said, labels.size());
    double sum = 0;
    double count = 0;
    for (const auto& label : quality.labels) {
      if (label.n == 0) continue;
      sum += label.f1();
      ++count;
    }
    return {{"n", truth.size()}, {"accuracy", quality.accuracy}, {"macro_f1", count > 0 ? sum / count : 0}};
  }
};

void print(const std::string& part, const std::string& field, const Answers& answers) {
  const Json figures = answers.figures();
  const auto n = static_cast<std::int64_t>(answers.truth.size());
  std::int64_t right = 0;
  for (std::size_t i = 0; i < answers.truth.size(); ++i) right += answers.truth[i] == answers.said[i] ? 1 : 0;
  const auto share = analysis::share_of(right, n);
  ASSERT_TRUE(share) << field;
  std::printf("%s %s: accuracy %.3f (95 %% interval %.3f to %.3f), macro-F1 %.3f, abstained %lld, n = %lld\n",
              part.c_str(), field.c_str(), share->value, share->low, share->high, figures["macro_f1"].get<double>(),
              static_cast<long long>(answers.abstained), static_cast<long long>(n));
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.is_null() ? std::string() : value.dump();
}

struct Measured {
  std::map<std::string, Answers> answers;
  double distance = 0;  // of the satisfaction, in stars
  std::int64_t inside = 0;
  std::int64_t stars = 0;
};

Measured measure(const std::string& part) {
  Measured measured;
  const auto dialogues =
      read_labelled_dialogues({std::filesystem::path(CXAI_SOURCE_DIR) / "tests/quality/dialogues" / part});
  EXPECT_TRUE(dialogues) << dialogues.error().message;
  if (!dialogues) return measured;
  for (const LabelledDialogue& dialogue : *dialogues) {
    const auto made = analysis::analyze(dialogue.transcript, nullptr, {}, AgentAffect::on).analysis;
    const auto valid = conversation::validate(made);
    EXPECT_TRUE(valid) << dialogue.source << ": " << valid.error().message;
    for (const auto& claim : made.claims) {
      for (const auto& evidence : claim.evidence)
        EXPECT_TRUE(conversation::evidence_text(made, evidence)) << dialogue.source << " " << claim.field;
    }
    for (const auto& sentiment : made.turn_sentiments) {
      const std::string& right = dialogue.sentiments[std::stoul(sentiment.turn.substr(1))];
      if (!right.empty()) measured.answers["turn sentiment"].add(right, sentiment.label);
    }
    for (const char* field : {"sentiment", "mood", "resolution", "churn_risk", "topic"})
      measured.answers[field].add(text_of(dialogue.labels[field]), text_of(made.claim(field)->value));
    for (const char* party : {"agent", "customer"}) {
      const Json& right = dialogue.labels["tone"];
      if (!right.contains(party) || !right[party].is_string()) continue;
      const Json& tone = made.claim("tone")->value;
      measured.answers[std::string("tone, ") + party].add(
          text_of(right[party]), tone.is_object() && tone.contains(party) ? text_of(tone[party]) : std::string());
    }
    const Json& satisfaction = made.claim("satisfaction")->value;
    if (satisfaction.is_object()) {
      const double right = dialogue.labels["satisfaction"].get<double>();
      measured.distance += std::abs(satisfaction["score"].get<double>() - right);
      measured.inside +=
          satisfaction["low"].get<double>() <= right && right <= satisfaction["high"].get<double>() ? 1 : 0;
      ++measured.stars;
    }
  }
  for (const auto& [field, answers] : measured.answers) print(part, field, answers);
  std::printf("%s satisfaction: mean distance %.2f of 5, %.1f %% inside the interval, n = %lld\n", part.c_str(),
              measured.distance / static_cast<double>(measured.stars),
              100.0 * static_cast<double>(measured.inside) / static_cast<double>(measured.stars),
              static_cast<long long>(measured.stars));
  return measured;
}

TEST(LabelledDialogues, DevIsJudgedAsWellAsItWas) {
  const Measured measured = measure("dev");
  Json now = Json::object();
  for (const auto& [field, answers] : measured.answers) now[field] = answers.figures();
  ASSERT_GT(measured.stars, 0);
  now["satisfaction"] = {{"n", measured.stars},
                         {"nearness", 1 - measured.distance / static_cast<double>(measured.stars) / 4},
                         {"inside", static_cast<double>(measured.inside) / static_cast<double>(measured.stars)}};
  if (compare_with_baselines("judgements", now))
    GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew; nothing was compared";
}

TEST(LabelledDialogues, TestIsJudgedTotals) {
  EXPECT_FALSE(measure("test").answers.empty());
}

}  // namespace
}  // namespace cxai
