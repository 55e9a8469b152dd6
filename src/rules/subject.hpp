// A conversation as rules read it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "conversation/analysis.hpp"
#include "conversation/conversation.hpp"

namespace cxai::rules {

// What conditions on metadata may name: kind, language, agent, agent_name, team, company, direction, customer_ref, and
// every key that came with the conversation (queue, channel, …). Values as they were given; unknown ones are left out.
std::map<std::string, std::string> facts_of(const conversation::Conversation& conversation);

// Borrows both.
struct Subject {
  const conversation::Analysis& analysis;
  const std::map<std::string, std::string>& facts;
};

// A place that speaks for a match: a stretch of a turn, or a stretch of time in which nobody speaks.
struct Place {
  std::string turn;  // empty: a time
  conversation::CharSpan chars;
  std::optional<conversation::Interval> time;
  std::string condition;  // which it satisfies: "when.of[0]"
};
Json to_json(const Place& place);
Result<Place> place_from_json(const Json& json);

}  // namespace cxai::rules
