// The conversations of the centre as labelled texts to learn from.
//
// Output   JSON lines {"text", "label", "group"}: masked texts as routers read them; the label is the field asked for,
//          or what a person said instead; the messages of one thread are one group
// Errors   invalid_input (no such field; nothing is labelled) · those of the store
// Threads  one caller
#pragma once

#include <cstdint>
#include <string>

#include "cli/context.hpp"
#include "pipeline/routing_text.hpp"

namespace cxai::cli {

// company, team and topic as conversations have them; label: only what people said of a router's answers.
inline constexpr const char* kStoreFields[] = {"label", "company", "team", "topic"};

// `family` is what is trained: labels people gave to answers of another family do not count.
Result<std::string> labelled_texts(Context& context, const std::string& field, const std::string& family,
                                   pipeline::WhoseTurns whose);

}  // namespace cxai::cli
