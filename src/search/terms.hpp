// Text as the search index sees it.
//
// A word gives one term, a key that begins with '~': inflections and spellings without Turkish or German letters share
// it ("faturamızın", "faturada"; "şikayet", "sikayet"). Its form is the word as it stands in the text, folded. A number
// gives its digits without thousands separators, and no form; nor have number words one. Stop words, placeholders such
// as [PHONE_1], addresses and single letters give nothing.
//
// Threads  all functions from any thread
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conversation/index_term.hpp"
#include "conversation/masked.hpp"
#include "conversation/transcript.hpp"

namespace cxai::search {

inline constexpr char kKeyMark = '~';

// Every term of the transcript with its occurrences, sorted by term. The language is the transcript's, guessed when
// it has none.
std::vector<conversation::IndexTerm> index_terms(const conversation::Masked<conversation::Transcript>& transcript);

// The terms a conversation must all have to match the query: keys and numbers, each once, in the query's order. Empty
// when the query says nothing that is indexed. `language`: of the conversations looked for; empty: guessed from the
// query, Turkish when it is too short to tell.
std::vector<std::string> query_terms(std::string_view query, std::string_view language);

}  // namespace cxai::search
