// What a party binds itself to do after the conversation, and by when.
//
// The acts (acts.hpp) say which segments may be promises; a second model, "promises", judges each of them beside the
// others and by what comes before and behind it: how likely it is against the likeliest, whether it was said before,
// whether it is done before the end. One that is said twice counts once, at its most definite wording.
//
// Input    a reading and its acts; the bundle "promises" (built in, docs/models/account.md)
// Output   promises in order
// Threads  any number of calls at once
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analysis/acts.hpp"
#include "analysis/features.hpp"
#include "analysis/reading.hpp"
#include "learning/tagger.hpp"

namespace cxai::analysis {

// A stretch of one turn.
struct Quote {
  std::size_t turn = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  float probability = 0;
};

struct Commitment {
  Quote quote;
  bool by_agent = true;
  std::optional<std::chrono::year_month_day> due;
  std::string when;  // the words that say it; empty where none do
};

struct PromiseCandidate {
  Commitment commitment;    // with the probability of the acts
  std::size_t segment = 0;  // the likeliest of its segments
};

inline constexpr std::string_view kPromiseFeatures = "promises/1";

std::vector<PromiseCandidate> promise_candidates(const Reading& reading, const Acts& acts);

// Features of one candidate beside the others. Their code is part of the model.
void add_promise_features(const Reading& reading, const Acts& acts, const std::vector<PromiseCandidate>& candidates,
                          std::size_t candidate, Features& features);

std::vector<Commitment> find_commitments(const Reading& reading, const Acts& acts, const learning::Tagger& tagger);

// Where what people open with ends: greetings, "tamam", titles and names; `begin` where nothing else is said.
std::size_t behind_opening(const ReadTurn& turn, std::size_t begin, std::size_t end);

}  // namespace cxai::analysis
