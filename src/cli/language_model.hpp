// The language model as the settings llm.* name it.
//
// Errors   invalid_input, not_found, permission_denied (key file), naming the setting
#pragma once

#include <memory>
#include <string>

#include "cli/context.hpp"
#include "llm/chat.hpp"

namespace cxai::cli {

// The server that fine-tunes: llm.endpoint, or OpenAI's where none is named.
std::string finetuning_endpoint(const base::Config& config);

// llm.api_key, else the first line of the file llm.key_file names; empty: none is sent.
Result<std::string> llm_key(const base::Config& config);

// What reads conversations. Null where llm.endpoint is empty, or llm.read_conversations is false.
Result<std::shared_ptr<llm::Chat>> language_model(const Context& context);

}  // namespace cxai::cli
