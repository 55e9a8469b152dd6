// What leaves for a language model, said to people: who is asked, with what, and what that has cost today.
//
// Output   docs/formats/http-api.md, GET /v1/language-model. The address without user, password and query
// Errors   those of Budget::today
// Threads  any
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "llm/chat.hpp"

namespace cxai::pipeline {

// `chat` null: none is asked.
Result<Json> language_model_document(const llm::Chat* chat);

}  // namespace cxai::pipeline
