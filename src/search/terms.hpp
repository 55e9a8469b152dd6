// Text as the search index sees it.
//
// A word gives two terms: its Snowball stem with its own letters, for lists that people read, and a key that begins
// with '~', for finding: inflections and spellings without Turkish or German letters share it ("faturamızın",
// "faturada"; "şikayet", "sikayet"). A number gives one term without thousands separators. Stop words, placeholders
// such as [PHONE_1], addresses and single letters give none.
//
// Threads  all functions from any thread
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conversation/masked.hpp"
#include "conversation/transcript.hpp"

namespace cxai::search {

inline constexpr char kKeyMark = '~';

// Whether a term is one to show: a stem or number, not a key.
inline bool is_readable(std::string_view term) {
  return !term.empty() && term.front() != kKeyMark;
}

// Every term of the transcript with its occurrences, sorted by term. The language is the transcript's, guessed when
// it has none.
std::vector<std::pair<std::string, int>> index_terms(const conversation::Masked<conversation::Transcript>& transcript);

// The terms a conversation must all have to match the query: keys and numbers, each once, in the query's order. Empty
// when the query says nothing that is indexed. `language`: of the conversations looked for; empty: guessed from the
// query, Turkish when it is too short to tell.
std::vector<std::string> query_terms(std::string_view query, std::string_view language);

}  // namespace cxai::search
