// Judges a conversation with trained models: first its turns, then, with what was said of these, the whole.
//
// Input    a reading
// Output   for each judgement the label to answer with, its probability, and those of all labels; where the matter was
//          solved
// Threads  Judges belong to one thread; the models may be shared
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "analysis/conversation_features.hpp"
#include "analysis/judgement.hpp"
#include "analysis/models.hpp"
#include "analysis/signals.hpp"

namespace cxai::analysis {

// Borrowed; see models.hpp for the built-in ones.
struct JudgeModels {
  const learning::Tagger* turn_sentiment = nullptr;
  const learning::Tagger* progress = nullptr;
  std::array<const learning::Tagger*, kJudgements> judgements{};
  static const JudgeModels& built_in();
};

struct Verdict {
  std::size_t label = 0;
  double probability = 0;
  std::vector<float> probabilities;
};

struct Judged {
  Signals signals;
  std::array<Verdict, kJudgements> verdicts;
  const Verdict& operator[](Judgement judgement) const { return verdicts[static_cast<std::size_t>(judgement)]; }
};

class Judges {
 public:
  explicit Judges(const JudgeModels& models = JudgeModels::built_in());

  // A conversation without turns: all probabilities 0.
  Judged judge(const Reading& reading, AgentAffect agent = AgentAffect::off);

  // How much a clause speaks for a label of a judgement.
  float weight(const Reading& reading, std::size_t turn, std::size_t clause, Judgement judgement, std::size_t label);

 private:
  const JudgeModels* models_;
  std::vector<Judge> judges_;
  Features features_;
};

// The turn after which the matter is most suddenly no longer open; nullopt without turns.
std::optional<std::size_t> solved_turn(const Signals& signals);

// The mean of the stars and the interval that holds nine tenths of their probability.
struct Satisfaction {
  double score = 0;
  double low = 0;
  double high = 0;
};
Satisfaction satisfaction_of(const Verdict& verdict);

}  // namespace cxai::analysis
