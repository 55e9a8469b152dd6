// What a clause says about itself by its form: denied or not, asked or told, polite, to whom it speaks.
//
// Input    a clause or sentence in "tr", "en" or "de", clean, typed or recognised (chat spelling: respell first)
// Output   marks with byte offsets into the text, in order; negations that cancel each other leave it affirmative
//          ("gelmedi değil", "not unhappy" does not count), and "değil mi", "isn't it", "oder nicht" at the end only
//          ask
// Threads  all functions from any thread
// Limits   a question without question word, particle or mark is told from a statement by its melody alone, and is
//          missed. Irony is not seen
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "language/text.hpp"

namespace cxai::language {

// How the one spoken to is addressed: "siz", "Sie" · "sen", "du"; English does not tell.
enum class Address : std::uint8_t { none, formal, familiar };

struct ClauseForm {
  std::vector<Span> negations;
  bool negative = false;
  bool question = false;
  std::vector<Span> polite;  // "lütfen", "could you", "bitte", "alabilir miyim"
  Address address = Address::none;
};

ClauseForm clause_form(std::string_view text, std::string_view language);

}  // namespace cxai::language
