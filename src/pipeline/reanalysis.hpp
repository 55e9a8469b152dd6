// Analyses what is stored once more, by today's recipe, from the masked turns: nobody listens again, and no original is
// read.
//
// Anew     every claim, what lists show of it, the search terms, the categories of the book in use; the measures of
//          turns, where there is no recording
// Kept     speech, roles, routing, corrections; measures that were taken from sound, and counts of what was said, which
//          were taken before masking
// Contract an analysis that would say the same by the same recipe is not made again; those before stay readable
// Errors   corrupt_data (a stored document cannot be read), cancelled, conflict (a run has not ended), the store's
// Threads  all functions from any thread
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "pipeline/process.hpp"
#include "pipeline/stock.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

inline constexpr const char* kReanalyzeJob = "reanalyze";

// Of `options`, what concerns words: agent_affect, utc_offset, language_model, rules, stop.
struct Again {
  conversation::Analysis analysis;
  store::ConversationRow::Facts facts;
  std::vector<conversation::IndexTerm> terms;
  std::optional<store::RuleReading> rules;
  bool changed = true;  // it says something else than `previous`, or by another recipe
};
Result<Again> analyze_again(const conversation::Analysis& previous, const store::ConversationRow& row,
                            const Options& options, const base::Clock& clock);

// Whether an analysis says what the same recipe says today, byte for byte.
struct Verified {
  enum class Outcome : std::uint8_t { same, different, other_recipe } outcome = Outcome::same;
  std::string field;  // the first that differs: "measures.words.agent", "claims.sentiment.value"
};
Result<Verified> verify_again(const conversation::Analysis& previous, const store::ConversationRow& row,
                              const Options& options);

// Jobs over the whole stock.
Result<std::string> start_reanalysis(store::Store& store, const std::string& worker);
Result<> run_reanalysis(store::Store& store, const base::Clock& clock, const Options& options, const store::Job& job,
                        const StockJob& how);

// What a job of this kind has done so far.
struct ReanalysisState {
  std::string after;
  std::int64_t done = 0, total = 0, changed = 0;
  Unreadable unreadable;

  Json json() const;
  static Result<ReanalysisState> from(const Json& payload);
};

struct VerifyReport {
  std::int64_t same = 0, different = 0, other_recipe = 0;
  Unreadable unreadable;
};
// `differs` hears of every conversation that does, from one thread at a time. Writes nothing.
Result<VerifyReport> verify_stock(
    store::Store& store, const Options& options, int threads,
    const std::function<void(const std::string& conversation_id, const std::string& field)>& differs,
    const std::function<void(std::int64_t done)>& told);

}  // namespace cxai::pipeline
