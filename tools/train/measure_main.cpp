// What of marked conversations is found: cxai-measure-privacy [OPTION …] FOLDER…
//
// Input    folders of marked sentences and calls (tests/quality/privacy/README.md)
// Options  --items FOLDER (of items.tagger and spans.tagger), --persons BUNDLE: other models than those built in;
// --rules: without the second reading;
//          --hold K/N: only part K of N, as the training left it out; --errors TYPE|all: what is missed and taken
//          wrongly
// Output   a row for each type, form and language on stdout: n, recall (any overlap), the very bounds, precision, and
//          recall when any type counts, since what is masked as another type is masked all the same
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"
#include "learning/tagger.hpp"
#include "privacy/detector.hpp"
#include "privacy/item_features.hpp"
#include "privacy/person_features.hpp"
#include "quality/privacy_suite.hpp"

namespace {

using namespace cxai;

struct Options {
  std::string items, persons, errors;
  bool rules = false;
  std::size_t hold = 0;
  std::size_t holds = 0;
  std::vector<std::string> folders;
};

struct Tally {
  std::size_t marks = 0, found = 0, exact = 0, any = 0, finds = 0, right = 0;
};

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

bool overlap(const Mark& mark, const privacy::Find& find) {
  return find.begin < mark.end && mark.begin < find.end;
}

class Measure {
 public:
  explicit Measure(std::string errors) : errors_(std::move(errors)) {}

  void add(const MarkedConversation& conversation, const std::vector<std::vector<privacy::Find>>& finds) {
    for (std::size_t t = 0; t < conversation.turns.size(); ++t) {
      add_turn(conversation, conversation.turns[t], finds[t]);
    }
  }

  void print() const {
    for (const auto& [name, t] : tallies_) {
      std::printf("%-24s n %5zu recall %.3f exact %.3f any type %.3f finds %5zu precision %.3f\n", name.c_str(),
                  t.marks, share(t.found, t.marks), share(t.exact, t.marks), share(t.any, t.marks), t.finds,
                  share(t.right, t.finds));
    }
    std::printf("hard negatives: %zu words, false alarms per 1,000: structured %.2f, names %.2f\n", hard_words_,
                1000 * share(hard_alarms_, hard_words_), 1000 * share(hard_names_, hard_words_));
  }

 private:
  void add_turn(const MarkedConversation& conversation, const MarkedText& turn,
                const std::vector<privacy::Find>& finds) {
    for (const Mark& mark : turn.marks) {
      bool found = false;
      bool exact = false;
      bool any = false;
      for (const privacy::Find& find : finds) {
        if (!overlap(mark, find)) continue;
        any = true;
        if (privacy::name_of(find.type) != mark.type) continue;
        found = true;
        exact = exact || (find.begin == mark.begin && find.end == mark.end);
      }
      for (const std::string& key : keys(conversation, mark.type, mark.spoken)) {
        Tally& tally = tallies_[key];
        ++tally.marks;
        tally.found += found ? 1U : 0U;
        tally.exact += exact ? 1U : 0U;
        tally.any += any ? 1U : 0U;
      }
      if (!found) tell("MISSED", mark.type, turn, mark.begin, mark.end);
    }
    if (conversation.hard_negative) hard_words_ += count_blank_words(turn.text);
    for (const privacy::Find& find : finds) {
      const std::string type(privacy::name_of(find.type));
      const auto same = [&](const Mark& m) { return type == m.type && overlap(m, find); };
      const bool right = std::ranges::any_of(turn.marks, same);
      const bool person = type == "PERSON";
      // A name inside of other personal data is masked all the same.
      if (person && !right && std::ranges::any_of(turn.marks, [&](const Mark& m) { return overlap(m, find); }))
        continue;
      const auto mark = std::ranges::find_if(turn.marks, same);
      const bool spoken = person ? mark != turn.marks.end() && mark->spoken : find.spoken;
      for (const std::string& key : keys(conversation, type, spoken)) {
        ++tallies_[key].finds;
        tallies_[key].right += right ? 1U : 0U;
      }
      if (conversation.hard_negative && !right) ++(person ? hard_names_ : hard_alarms_);
      if (!right) tell("WRONG", type, turn, find.begin, find.end);
    }
  }

  static std::vector<std::string> keys(const MarkedConversation& conversation, const std::string& type, bool spoken) {
    const std::string form = spoken ? " spoken" : " written";
    if (type == "PERSON") return {"PERSON", "PERSON " + conversation.language, "PERSON" + form};
    return {"all" + form, conversation.language + form, type + form};
  }

  void tell(const char* what, const std::string& type, const MarkedText& turn, std::size_t begin,
            std::size_t end) const {
    if (errors_ != "all" && errors_ != type) return;
    std::cout << what << ' ' << type << " «" << turn.text.substr(begin, end - begin) << "» " << turn.source << ": "
              << turn.text << '\n';
  }

  std::string errors_;
  std::map<std::string, Tally> tallies_;
  std::size_t hard_words_ = 0;
  std::size_t hard_alarms_ = 0;
  std::size_t hard_names_ = 0;
};

// A bundle given by its file; its bytes stay.
std::optional<learning::Tagger> open_bundle(const std::string& file, std::string_view features, std::string& bytes) {
  auto read = base::read_file(file);
  if (!read) return std::cerr << read.error().message << '\n', std::nullopt;
  bytes = std::move(*read);
  auto tagger = learning::Tagger::open(bytes, features);
  if (!tagger) return std::cerr << tagger.error().message << '\n', std::nullopt;
  return std::move(*tagger);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&] { return std::string(i + 1 < argc ? argv[++i] : ""); };
    if (word == "--items") {
      options.items = value();
    } else if (word == "--persons") {
      options.persons = value();
    } else if (word == "--errors") {
      options.errors = value();
    } else if (word == "--rules") {
      options.rules = true;
    } else if (word == "--hold") {
      if (std::sscanf(value().c_str(), "%zu/%zu", &options.hold, &options.holds) != 2) options.holds = 0;
    } else {
      options.folders.emplace_back(word);
    }
  }
  if (options.folders.empty()) {
    std::cerr << "usage: cxai-measure-privacy [--items FOLDER] [--persons BUNDLE] [--rules] [--hold K/N] "
                 "[--errors TYPE|all] FOLDER…\n";
    return 2;
  }
  std::string item_bytes;
  std::string person_bytes;
  std::string span_bytes;
  std::optional<learning::Tagger> items;
  std::optional<learning::Tagger> spans;
  std::optional<learning::Tagger> persons;
  if (!options.items.empty() &&
      (!(items = open_bundle(options.items + "/items.tagger", privacy::kItemFeatures, item_bytes)) ||
       !(spans = open_bundle(options.items + "/spans.tagger", privacy::kSpanFeatures, span_bytes)))) {
    return 1;
  }
  if (!options.persons.empty() && !(persons = open_bundle(options.persons, privacy::kPersonFeatures, person_bytes)))
    return 1;
  privacy::Finder rules;
  privacy::ItemTagger refiner = items ? privacy::ItemTagger(*items, *spans) : privacy::ItemTagger();
  const privacy::PersonFinder names = persons ? privacy::PersonFinder(*persons) : privacy::PersonFinder();
  Measure measure(options.errors);
  for (const std::string& folder : options.folders) {
    for (const MarkedConversation& one : read_marked(folder)) {
      if (options.holds != 0 && one.key % options.holds != options.hold) continue;
      const auto turns = texts_of(one);
      auto finds = rules.find(turns);
      if (!options.rules) refiner.refine(turns, finds);
      privacy::add_persons(finds, names.find(turns));
      measure.add(one, finds);
    }
  }
  measure.print();
  return 0;
}
