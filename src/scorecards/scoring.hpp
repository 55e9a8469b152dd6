// The score of a card from its answers.
//
// Input    a card, and answers that check_answer() takes
// Output   shares in [0, 1], and the same out of five
// Threads  pure
// Source   docs/definitions.md, section 8
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "scorecards/card.hpp"

namespace cxai::scorecards {

using Answers = std::map<std::string, std::string, std::less<>>;  // question id -> answer

struct SectionScore {
  std::string id;
  std::optional<double> share;  // nullopt: no answer counts
  bool failed = false;          // a critical answer made it 0
};

struct CardScore {
  std::optional<double> share;  // of all points that count; nullopt: no answer counts
  bool failed = false;          // a critical answer made it 0
  bool compliant = true;
  std::vector<std::string> failures;  // questions whose critical answer failed something, in the card's order
  std::vector<SectionScore> sections;
  std::size_t answered = 0;
  std::size_t questions = 0;
  double weight_answered = 0;  // share of the card's weight that the answers rest on, 0 … 1; N/A counts as answered

  bool complete() const { return answered == questions; }
  std::optional<double> five() const;  // 0 … 5 in hundredths
};

// How much of its points an answer brings, 0 … 1; nullopt: it leaves the sum.
std::optional<double> points_of(const Question& question, std::string_view answer);

CardScore score(const Card& card, const Answers& answers);
Json to_json(const CardScore& score);

}  // namespace cxai::scorecards
