// The conversations of the centre as labelled texts to learn from.
//
// Output   JSON lines with text, label and group: masked texts as routers read them; the label is the field asked for,
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

struct KeptTexts {
  std::string field;
  std::string family;  // what is trained: labels people gave to answers of another family do not count
  pipeline::WhoseTurns whose = pipeline::WhoseTurns::all;
  std::string text_key = "text", label_key = "label", group_key = "group";  // empty group: none wanted
};
Result<std::string> labelled_texts(Context& context, const KeptTexts& wanted);

}  // namespace cxai::cli
