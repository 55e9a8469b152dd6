// Structured personal data of a conversation, written and spoken, found in one pass over the items of each turn; the
// longest valid find wins.
//
// Input    the turns of one conversation in order: a question in one turn announces the answer in the next, and a
//          number may come in pieces over several turns
// Output   for each turn its finds in ascending order, disjoint; a suffix behind an apostrophe ('dan) stays outside.
//          The pieces of one number, and what is read back of it, have the number's value
// Threads  a finder belongs to one thread; it keeps its buffers from one conversation to the next
// Limits   names of people are the PersonFinder's; see also masker.hpp
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/address.hpp"
#include "privacy/code_run.hpp"
#include "privacy/context.hpp"
#include "privacy/digit_run.hpp"
#include "privacy/items.hpp"
#include "privacy/pieces.hpp"
#include "privacy/pii.hpp"

namespace cxai::privacy {

class Finder {
 public:
  std::vector<std::vector<Find>> find(std::span<const std::string_view> turns);
  std::vector<Find> find(std::string_view text);  // a conversation of one turn

 private:
  std::vector<Token> tokens_;
  Items items_;
  DigitRun run_;
  CodeRun code_;
  std::vector<Find> ahead_;
  std::vector<Piece> loose_;
  Context context_;
  Pieces pieces_;
  std::vector<std::string> births_;  // dates of birth of this conversation
};

}  // namespace cxai::privacy
