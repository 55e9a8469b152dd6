// What comes beside the words of a conversation (file name, metadata), with its personal data taken out.
//
// Input    metadata of any telephone system or CRM, names of any file
// Output   the same with personal values replaced by their type ([PHONE_1]); the customer's reference becomes a
//          pseudonym that is the same for the same customer; what came, as JSON, to be sealed; keys of the blind index
// Errors   none
// Threads  any
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/secret_key.hpp"
#include "conversation/conversation.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

struct Details {
  conversation::Conversation conversation;  // masked
  Json original;                            // {"source","customer_ref","metadata"}; empty when nothing was taken out
  std::vector<store::PersonKey> people;
  std::optional<store::Consent> consent;  // where the metadata `notice` or `consent` say something of it
};

// `index` is the key of the blind index.
Details mask_details(conversation::Conversation conversation, const base::SecretKey& index, Timestamp now);

// A file's name or path: numbers of people and what the masker finds are taken out, the ending stays.
std::string masked_name(std::string_view name);

// Free text people type into the product, reasons and notes.
std::string masked_text(std::string_view text);

}  // namespace cxai::pipeline
