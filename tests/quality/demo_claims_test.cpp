// How often sentiment, resolution and topic are what the annotators of the demonstration calls say, from the words
// alone. Compared with baselines.json, whose figures may only rise: CXAI_ACCEPT=1 writes the present ones and skips.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "analysis/aggregates.hpp"
#include "baselines.hpp"
#include "conversation/formats.hpp"
#include "demo/demo.hpp"
#include "pipeline/process.hpp"

namespace cxai {
namespace {

struct Answers {
  std::vector<std::pair<std::string, std::string>> list;  // annotated, claimed; "none" where the claim abstains

  std::int64_t right() const {
    return std::ranges::count_if(list, [](const auto& answer) { return answer.first == answer.second; });
  }
  // The mean over the labels that occur in the annotations.
  double macro_f1() const {
    std::set<std::string> labels;
    for (const auto& answer : list) labels.insert(answer.first);
    double sum = 0;
    for (const std::string& label : labels) {
      double both = 0;
      double either = 0;
      for (const auto& [annotated, claimed] : list) {
        both += annotated == label && claimed == label ? 1 : 0;
        either += (annotated == label ? 1 : 0) + (claimed == label ? 1 : 0);
      }
      sum += either > 0 ? 2 * both / either : 0;
    }
    return labels.empty() ? 0 : sum / static_cast<double>(labels.size());
  }
};

std::map<std::string, Answers> ask_all(const std::vector<demo::DemoCall>& calls) {
  std::map<std::string, Answers> answers;
  const base::SystemClock clock;
  for (const auto& call : calls) {
    conversation::Transcript transcript;
    transcript.language = call.language;
    for (const auto& said : call.turns) {
      conversation::Turn turn;
      turn.role = said.role;
      turn.text = said.text;
      transcript.turns.push_back(std::move(turn));
    }
    const auto done =
        pipeline::process({.transcript = base::dump_json(conversation::write_dialogue_json(transcript))}, {}, clock);
    EXPECT_TRUE(done) << call.id << ": " << done.error().message;
    if (!done) continue;
    const auto or_none = [](const std::string& value) { return value.empty() ? std::string("none") : value; };
    answers["sentiment"].list.emplace_back(call.sentiment, or_none(done->facts.sentiment));
    answers["resolution"].list.emplace_back(call.resolution, or_none(done->facts.resolution));
    answers["topic"].list.emplace_back(call.topic, or_none(done->facts.topic));
  }
  return answers;
}

TEST(DemoClaims, AreAsGoodAsTheyWere) {
  const auto calls = demo::demo_calls();
  ASSERT_TRUE(calls) << calls.error().message;
  Json now = Json::object();
  for (const auto& [field, answers] : ask_all(*calls)) {
    const auto share = analysis::share_of(answers.right(), static_cast<std::int64_t>(answers.list.size()));
    ASSERT_TRUE(share);
    std::printf("%s: accuracy %.3f (95 %% interval %.3f to %.3f), macro-F1 %.3f, n = %lld\n", field.c_str(),
                share->value, share->low, share->high, answers.macro_f1(), static_cast<long long>(share->n));
    now[field] = Json{{"accuracy", share->value}, {"macro_f1", answers.macro_f1()}, {"n", share->n}};
  }
  if (compare_with_baselines("demo_claims", now))
    GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew; nothing was compared";
}

}  // namespace
}  // namespace cxai
