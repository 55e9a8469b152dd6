// What somebody said of himself, told by another: "hattım kapanmış" → "hattının kapandığını", "I can't log in" → "they
// can't log in". Only clauses that are understood word by word are told so; of all others the caller quotes.
//
// Input    one clause as it was said, in any spelling with its diacritics
// Output   Turkish: an object clause ("… çalışmadığını") for "bildirdi"; English: a clause for "said that"
// Threads  all functions from any thread
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cxai::language {

// nullopt: not understood, a question, or addressed to somebody ("faturamı yanlış kestiniz").
std::optional<std::string> reported_turkish(std::string_view clause);
std::optional<std::string> reported_english(std::string_view clause);

}  // namespace cxai::language
