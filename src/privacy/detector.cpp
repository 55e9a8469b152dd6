#include "privacy/detector.hpp"

#include <algorithm>
#include <utility>

namespace cxai::privacy {
namespace {

void add_persons_of_turn(std::vector<Find>& finds, std::vector<PersonFind> persons) {
  if (persons.empty()) return;
  const std::size_t structured = finds.size();
  std::size_t at = 0;
  for (PersonFind& person : persons) {
    while (at < structured && finds[at].end <= person.begin) ++at;
    if (at < structured && finds[at].begin < person.end) continue;
    Find find;
    find.begin = person.begin;
    find.end = person.end;
    find.type = PiiType::person;
    find.value = std::move(person.name);
    finds.push_back(std::move(find));
  }
  std::ranges::inplace_merge(finds, finds.begin() + static_cast<std::ptrdiff_t>(structured), {}, &Find::begin);
}

}  // namespace

void add_persons(std::vector<std::vector<Find>>& finds, std::vector<std::vector<PersonFind>> persons) {
  for (std::size_t t = 0; t < finds.size(); ++t) add_persons_of_turn(finds[t], std::move(persons[t]));
}

std::vector<std::vector<Find>> Detector::find(std::span<const std::string_view> turns) {
  std::vector<std::vector<Find>> all = finder_.find(turns);
  items_.refine(turns, all);
  add_persons(all, persons_.find(turns));
  return all;
}

std::vector<Find> Detector::find(std::string_view text) {
  return std::move(find(std::span(&text, 1)).front());
}

std::string Detector::name() {
  return "privacy/3, " + ItemTagger::name() + ", " + PersonFinder::name();
}

}  // namespace cxai::privacy
