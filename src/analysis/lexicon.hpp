// The phrase lists behind claims.hpp. Tags are the caller's enums, weights 0.5 (weak) … 3 (decisive).
#pragma once

#include "language/phrases.hpp"

namespace cxai::analysis {

enum class Feeling : int { positive, negative };
enum class Outcome : int { solved, promised, refused };

// tag: Feeling
const language::PhraseSet& sentiment_phrases();
// tag: Outcome. What the agent says was done, promised or cannot be done.
const language::PhraseSet& agent_outcome_phrases();
// tag: Outcome. What the customer says about it at the end.
const language::PhraseSet& customer_outcome_phrases();
// tag: index into kTopics
const language::PhraseSet& topic_phrases();

inline constexpr const char* kTopics[] = {"billing",
                                          "payment",
                                          "delivery",
                                          "return_refund",
                                          "technical_fault",
                                          "account_access",
                                          "card_lost_stolen",
                                          "fraud",
                                          "cancellation",
                                          "new_order_or_subscription",
                                          "information_request",
                                          "complaint_about_staff",
                                          "appointment",
                                          "damaged_product",
                                          "warranty",
                                          "other"};

}  // namespace cxai::analysis
