// Which categories of a book a conversation belongs to, with the places that say so.
//
// Input    an analysis (masked turns, measures, claims) and the conversation's metadata
// Output   matches in the book's order; on demand the categories that one condition less or one change would make a
//          match. A condition that cannot be judged (no times, no voice activity, an abstained claim) does not hold,
//          and neither does its negation
// Errors   none
// Threads  an Evaluator belongs to one thread at a time; copies share the book
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rules/book.hpp"
#include "rules/phrases.hpp"
#include "rules/subject.hpp"

namespace cxai::rules {

struct Match {
  std::size_t category = 0;  // its number in the book
  std::vector<Place> evidence;
};

// Why a condition nearly holds.
enum class Short : std::uint8_t {
  absent,          // what it looks for is not there
  present,         // it is there and must not be
  other_speaker,   // somebody else said it
  outside_window,  // earlier or later
  farther_apart,   // the words stand too far from one another
  too_few,         // not often enough
  too_short,       // the silence is not long enough
  unknown          // nobody can tell
};
const char* to_string(Short reason);

struct NearMiss {
  std::size_t category = 0;
  std::string condition;  // the missing one: "when.of[1]"
  Short reason = Short::absent;
  std::vector<Place> evidence;  // of those that hold, and of what is nearly there
};

struct Outcome {
  std::vector<Match> matches;
  std::vector<NearMiss> near_misses;
};

enum class NearMisses : std::uint8_t { none, wanted };

class Evaluator {
 public:
  explicit Evaluator(Book book);
  Evaluator(const Evaluator& other);
  Evaluator& operator=(const Evaluator&) = delete;
  ~Evaluator();

  const Book& book() const;
  Outcome evaluate(const Subject& subject, NearMisses near_misses = NearMisses::none);

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
  PhraseFinder finder_;
};

// The names of the categories with their titles and evidence, as documents hold them.
Json matches_to_json(const Book& book, const std::vector<Match>& matches);

}  // namespace cxai::rules
