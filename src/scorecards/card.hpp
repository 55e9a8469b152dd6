// A scorecard: sections of questions by which a conversation is judged.
//
// Input     JSON as docs/formats/scorecards.md has it
// Errors    invalid_input naming the field
// Answers   are texts: "yes", "no", "na", a number of the scale ("4"), or an option's id
// Threads   plain data
// Source    docs/definitions.md, section 8
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "conversation/transcript.hpp"

namespace cxai::scorecards {

inline constexpr std::string_view kCardSchema = "cxai.scorecard/1";
inline constexpr std::string_view kYes = "yes";
inline constexpr std::string_view kNo = "no";
inline constexpr std::string_view kNa = "na";

enum class QuestionType : std::uint8_t { yes_no, scale, choice };

// What "not applicable" does: it may not be given, the question leaves the sum, or it counts as done.
enum class NaRule : std::uint8_t { not_allowed, leave_out, full_points };

// What the worst answer does beyond its lost points: nothing, the section's score is 0, the card's score is 0, or
// the conversation is not compliant and the score stays.
enum class Critical : std::uint8_t { none, section, card, compliance };

// Who answers: a person alone, a person who sees the machine's answer, or the machine where its agreement with people
// allows it (agreement.hpp) and otherwise as suggest. "auto" in documents.
enum class Mode : std::uint8_t { manual, suggest, automatic };

enum class SourceKind : std::uint8_t { person, rubric, phrases, measure };

// A stretch at the start or the end of what agent and customer say, in turns of theirs or in seconds.
struct Position {
  enum class Edge : std::uint8_t { start, end };
  Edge edge = Edge::start;
  std::optional<int> turns;    // 1 …; either this
  std::optional<int> seconds;  // … or this
};

// What the machine answers from. Only questions of yes or no have another source than a person.
struct Source {
  SourceKind kind = SourceKind::person;
  std::string item;                                        // rubric
  conversation::Role speaker = conversation::Role::agent;  // phrases
  std::vector<std::string> phrases;                        // phrases, as language/phrases.hpp reads them
  bool expect_said = true;                                 // phrases: false: "yes" is that none is said
  std::string measure;                                     // measure, one of kMeasures
  std::optional<double> at_least;                          // measure: "yes" lies between these, both inclusive
  std::optional<double> at_most;
};

struct Option {
  std::string id;
  std::string text;
  double points = 0;  // 0 … 1
};

struct Question {
  std::string id;
  std::string text;
  std::string help;  // what the answers mean; may be empty
  QuestionType type = QuestionType::yes_no;
  double weight = 1;  // ≥ 0; 0 of a compliance question, which has no points
  bool good_is_yes = true;
  int scale_min = 1;
  int scale_max = 5;
  std::vector<Option> options;
  NaRule na = NaRule::leave_out;
  Critical critical = Critical::none;
  std::optional<Position> position;
  Source source;
  Mode mode = Mode::manual;
};

struct Section {
  std::string id;
  std::string title;
  double weight = 1;  // ≥ 0
  std::vector<Question> questions;
};

struct Card {
  std::string name;
  std::string language = "tr";
  std::vector<std::string> kinds;  // call, chat, tweet: what it is for; empty: everything
  std::vector<Section> sections;

  const Question* question(std::string_view id) const;  // null: none
};

// Names of rubric items the analysis answers, and of measures a limit may be set on.
inline constexpr std::string_view kRubricItems[] = {"greeting",     "introduced", "verified_identity",
                                                    "acknowledged", "apologised", "named_feeling",
                                                    "next_steps",   "closing",    "no_rude_language"};
inline constexpr std::string_view kMeasures[] = {"silence_total_ms",
                                                 "longest_silence_ms",
                                                 "interruption_count.agent",
                                                 "interruption_count.customer",
                                                 "talk_share.agent",
                                                 "longest_monologue_ms.agent",
                                                 "reply_gap_ms.agent.median",
                                                 "words_per_minute.agent",
                                                 "overlap_ms",
                                                 "hold_ms"};

const char* to_string(QuestionType type);
const char* to_string(NaRule rule);
const char* to_string(Critical critical);
const char* to_string(Mode mode);
const char* to_string(SourceKind kind);

// Checks everything: ids unique, texts there, weights that add up to something, a source that fits the type.
Result<Card> card_from_json(const Json& json);
Json to_json(const Card& card);

// Whether the answer is one this question has. Errors: invalid_input.
Result<> check_answer(const Question& question, std::string_view answer);

// The same for every question that asks the same of the same thing: text, type, answers, source, position. Agreement
// belongs to it, so that a question that was reworded or given another source starts anew.
std::string question_key(const Question& question);

}  // namespace cxai::scorecards
