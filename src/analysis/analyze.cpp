#include "analysis/analyze.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>

#include "analysis/account.hpp"
#include "analysis/judgement_claims.hpp"
#include "analysis/models.hpp"

namespace cxai::analysis {
namespace {

// The turn a claim stands on; nullopt where it abstains.
std::optional<std::size_t> turn_of(const Reading& reading, const conversation::Claim& claim) {
  if (claim.state == conversation::ClaimState::abstained || claim.evidence.empty()) return std::nullopt;
  for (std::size_t t = 0; t < reading.turns().size(); ++t)
    if (reading.turns()[t].turn->id == claim.evidence.front().turn) return t;
  return std::nullopt;
}

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
  const Reading reading(transcript);
  Judges judges;
  const Judged judged = judges.judge(reading, agent_affect);
  analysis.turn_sentiments = turn_sentiments(reading, judged.signals);
  analysis.claims = judgement_claims(reading, judges, judged, agent_affect);
  analysis.claims.push_back(sentiment_course(reading, judged.signals));
  const std::size_t behind_course = analysis.claims.size();
  analysis.claims.push_back(customer_conduct(reading, judges, judged));
  add_account(reading, facts.started_at, built_in_account(), analysis.claims);
  // It starts where the account sees the need, and stands behind the course.
  analysis.claims.insert(analysis.claims.begin() + static_cast<std::ptrdiff_t>(behind_course),
                         time_to_resolution(reading, judged.signals, *analysis.claim("resolution"),
                                            turn_of(reading, *analysis.claim("problem"))));
  analysis.claims.push_back(find_keywords(transcript));
  analysis.claims.push_back(find_repeated_words(transcript));
  std::ranges::copy(built_in_models(), std::back_inserter(analysis.recipe.models));
  analysis.recipe.models.push_back({std::string(kKeywordModel), ""});
  if (agent_affect == AgentAffect::on) {
    analysis.recipe.models.push_back({std::string(kAgentAffectModel), ""});
  } else {
    analysis.skipped.push_back({"tone.agent", "agent_affect_off"});
  }
  return out;
}

}  // namespace cxai::analysis
