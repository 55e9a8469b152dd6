// A trained second reading of structured personal data: it confirms, corrects and drops what the rules found, and adds
// what they did not. One model says where finds are, another what each of them is.
//
// Input    the turns of one conversation in order, and the finds of the rules in each (finder.hpp)
// Output   for each turn its finds in ascending order, disjoint. What has right check digits or a form of its own
//          (TCKN, IBAN, a whole card number, a written e-mail address or number plate) stays whatever the models say
// Owns     the models, shared by all taggers
// Threads  a tagger belongs to one thread; it keeps its buffers from one conversation to the next
// Limits   turns without figures, number words and signs of an address are not read, unless a turn before them asked
//          for data or began a number; a number with no word beside it and no question before it is found by the
//          rules alone
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "learning/chain.hpp"
#include "learning/tagger.hpp"
#include "privacy/item_features.hpp"
#include "privacy/items.hpp"
#include "privacy/pii.hpp"

namespace cxai::privacy {

// The finds of a conversation up to now, by their characters: what is said again is of the same type.
class EarlierFinds {
 public:
  void clear() { finds_.clear(); }
  void add(PiiType type, std::string characters);
  // The type of the latest find that these characters are part of, or that is part of them.
  std::optional<PiiType> type_of(std::string_view characters) const;

 private:
  std::vector<std::pair<PiiType, std::string>> finds_;
};

class ItemTagger {
 public:
  ItemTagger();                                                              // with the models built into the program
  ItemTagger(const learning::Tagger& items, const learning::Tagger& spans);  // borrowed

  void refine(std::span<const std::string_view> turns, std::vector<std::vector<Find>>& finds);

  static std::string name();  // name/version, for the recipe

 private:
  struct Span {
    std::size_t first = 0;  // items
    std::size_t last = 0;
    PiiType type{};
    float sure = 0;                        // that it is personal data at all
    std::array<float, kSpanTags> types{};  // probabilities
  };
  // A find whose type the finds around it have a say in: a number said in pieces is of one type.
  struct Piece {
    std::size_t turn = 0;
    std::size_t begin = 0;  // of the find
    std::string characters;
    bool fresh = false;  // something announces it, in its turn or in the one before
    std::array<float, kSpanTags> types{};
    std::size_t group = 0;
  };
  void refine_turn(std::size_t turn, std::vector<Find>& finds);
  void group_pieces();
  void settle_types(std::vector<std::vector<Find>>& finds);
  void tag_items();
  bool is_nobodys(const Find& find) const;
  bool is_spoken_of(std::size_t first, std::size_t last) const;
  Span judge(std::size_t first, std::size_t last, FindKind kind);
  Find make_find(const Span& span, std::span<const Find> old) const;

  const learning::Tagger* items_model_;
  const learning::Tagger* spans_model_;
  learning::Chain chain_;
  learning::Chain types_;
  std::vector<Token> tokens_;
  Items items_;
  ItemFeatures features_;
  TurnsBefore before_;
  EarlierFinds earlier_;
  std::vector<float> scores_;
  std::vector<learning::Tag> path_;
  std::vector<Piece> pieces_;
  std::vector<float> outside_;  // for each item, the probability that it is no personal data
};

// Whether a turn with these contents is read; the training reads the same.
bool is_worth_tagging(const Contents& contents, std::span<const Find> finds, const TurnsBefore& before);

// The names of the tags, in order: "O", "B-CODE", "I-CODE", …; "NONE", "TCKN", …
std::vector<std::string> item_tag_names();
std::vector<std::string> span_tag_names();

}  // namespace cxai::privacy
