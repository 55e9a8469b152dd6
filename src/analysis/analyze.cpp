#include "analysis/analyze.hpp"

#include <algorithm>

namespace cxai::analysis {
namespace {

// Fields of docs/definitions.md section 2 that this version has no maker for.
constexpr const char* kNotYetMade[] = {
    "agent_performance", "customer_conduct", "satisfaction", "problem", "solutions",
    "empathy",           "professionalism",  "mood",         "tone",    "time_to_resolution",
    "follow_up",         "commitments",      "churn_risk"};

}  // namespace

Analyzed analyze(const MaskedTranscript& transcript, const conversation::SpeechActivity* activity,
                 const CallFacts& facts, AgentAffect agent_affect) {
  Analyzed out;
  out.measures = measure(transcript, activity, facts);
  conversation::Analysis& analysis = out.analysis;
  analysis.language = transcript->language;
  analysis.turns = transcript->turns;
  analysis.measures = to_json(out.measures);
  analysis.skipped = out.measures.skipped;
  analysis.recipe.code_version = CXAI_VERSION;
  if (transcript->turns.empty()) {
    analysis.skipped.push_back({"claims", "no_transcript"});
    analysis.status = conversation::AnalysisStatus::partial;
    return out;
  }
  SentimentFindings sentiment = find_sentiment(transcript, agent_affect);
  analysis.turn_sentiments = std::move(sentiment.turns);
  analysis.claims.push_back(std::move(sentiment.claim));
  analysis.claims.push_back(find_resolution(transcript));
  analysis.claims.push_back(find_topic(transcript));
  analysis.claims.push_back(find_keywords(transcript));
  analysis.claims.push_back(find_repeated_words(transcript));
  for (const auto name : {kSentimentModel, kResolutionModel, kTopicModel, kKeywordModel})
    analysis.recipe.models.push_back({std::string(name), ""});
  if (agent_affect == AgentAffect::on) analysis.recipe.models.push_back({std::string(kAgentAffectModel), ""});
  for (const char* field : kNotYetMade) analysis.skipped.push_back({field, "not_in_this_version"});
  return out;
}

}  // namespace cxai::analysis
