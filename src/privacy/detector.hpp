// All personal data of a conversation: structured finds, by rules and by a trained second reading, and the names of
// people, put together.
//
// Input    the turns of one conversation in order, valid UTF-8
// Output   for each turn its finds in ascending order, disjoint; where a name and a structured find overlap, the
//          structured one stays
// Threads  a detector belongs to one thread; making one is cheap
// Limits   see finder.hpp and person_finder.hpp
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/finder.hpp"
#include "privacy/item_tagger.hpp"
#include "privacy/person_finder.hpp"
#include "privacy/pii.hpp"

namespace cxai::privacy {

// Adds the names that no other find of their turn overlaps.
void add_persons(std::vector<std::vector<Find>>& finds, std::vector<std::vector<PersonFind>> persons);

class Detector {
 public:
  Detector() = default;
  // With other models than those built into the program; borrowed.
  Detector(const learning::Tagger& items, const learning::Tagger& spans, const learning::Tagger& persons)
      : items_(items, spans), persons_(persons) {}

  std::vector<std::vector<Find>> find(std::span<const std::string_view> turns);
  std::vector<Find> find(std::string_view text);  // a conversation of one turn

  static std::string name();  // name/version, for the recipe

 private:
  Finder finder_;
  ItemTagger items_;
  PersonFinder persons_;
};

}  // namespace cxai::privacy
