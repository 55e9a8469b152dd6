#include "pipeline/facts.hpp"

#include <string>
#include <string_view>

#include "base/utf8.hpp"

namespace cxai::pipeline {
namespace {

std::string claim_text(const conversation::Analysis& analysis, std::string_view field) {
  const auto* claim = analysis.claim(field);
  return claim && claim->state != conversation::ClaimState::abstained && claim->value.is_string()
             ? claim->value.get<std::string>()
             : std::string();
}

}  // namespace

store::ConversationRow::Facts facts_of(const conversation::Analysis& analysis, const analysis::Measures& m) {
  store::ConversationRow::Facts facts;
  facts.sentiment = claim_text(analysis, "sentiment");
  facts.resolution = claim_text(analysis, "resolution");
  facts.topic = claim_text(analysis, "topic");
  if (m.span) facts.silence_ms = analysis::silence_total(m).count();
  if (m.overlap) facts.overlap_ms = m.overlap->count();
  if (m.talk) {
    facts.talk_agent_ms = m.talk->agent.count();
    facts.talk_customer_ms = m.talk->customer.count();
  }
  if (!analysis.turns.empty()) {
    facts.words_agent = m.words.agent;
    facts.words_customer = m.words.customer;
    facts.turns = static_cast<std::int64_t>(analysis.turns.size());
  }
  for (const auto& turn : analysis.turns)
    if (turn.role == conversation::Role::customer) {
      facts.first_words = turn.text.substr(0, base::byte_offset(turn.text, 200));
      break;
    }
  return facts;
}

}  // namespace cxai::pipeline
