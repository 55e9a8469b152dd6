// What a search index keeps of a conversation: one entry per term.
#pragma once

#include <string>

namespace cxai::conversation {

struct IndexTerm {
  std::string term;     // what is looked up: inflections and spellings of one word share it
  std::string form;     // the word as people read it; empty: not one to list (a number, a number word)
  int occurrences = 0;  // in the conversation
};

}  // namespace cxai::conversation
