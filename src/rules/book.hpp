// Categories made of conditions, and the book that holds them: what people look for in conversations.
//
// A book is immutable once it has an id: the same categories have the same id, whoever wrote them and when.
// Source   docs/formats/rules.md
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "conversation/transcript.hpp"

namespace cxai::rules {

inline constexpr std::string_view kSchema = "cxai.rules/1";

enum class Kind : std::uint8_t {
  all,            // every condition of the group
  any,            // at least one of them
  phrase,         // words as they are said; '*' at the end of a word: any ending
  stem,           // words in any inflection
  near,           // a word of one list close to a word of another, in one turn
  silence,        // nobody speaks
  interruption,   // somebody speaks while the other still does
  sentiment,      // of single turns
  personal_data,  // something of this type was said
  metadata,       // what is known about the conversation
  claim           // what the analysis says of the whole conversation
};
const char* to_string(Kind kind);

enum class Unit : std::uint8_t { seconds, turns, percent };
const char* to_string(Unit unit);

// The part of the conversation that counts: so much from its beginning or of its end.
struct Window {
  bool at_end = false;
  double length = 0;
  Unit unit = Unit::seconds;
};

struct Condition {
  Kind kind = Kind::all;
  bool negated = false;
  std::vector<Condition> of;                       // all, any
  std::vector<std::string> words;                  // phrase, stem, near: one of these
  std::vector<std::string> other_words;            // near: … close to one of these
  int within = 0;                                  // near: words from the one to the other; 1: neighbours
  bool in_order = false;                           // near: `words` first
  bool by_stem = true;                             // near
  std::string field;                               // metadata, claim
  std::vector<std::string> values;                 // sentiment, personal_data, metadata, claim: one of these
  Millis length{};                                 // silence: at least
  std::optional<conversation::Role> speaker = {};  // whose turns; silence: who spoke last; absent: anybody
  std::optional<Window> window = {};
  int at_least = 1;  // times
};

struct Category {
  std::string name;   // an identifier: letters, digits and '_'
  std::string title;  // for people
  std::string description;
  Condition when;
};

struct Book {
  std::vector<Category> categories;
};

Json to_json(const Book& book);
Json to_json(const Condition& condition);

// Errors: invalid_input naming the field ("categories[2].when.of[0].words"), the rule and the remedy; unsupported for
// another version.
Result<Book> book_from_json(const Json& json);

// "rules_" and 20 characters of the content's digest.
std::string revision_id(const Book& book);

}  // namespace cxai::rules
