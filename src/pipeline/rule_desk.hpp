// Books of rules at work: the one in use reads every conversation that is analysed; a draft is tried on the stock; a
// published book is carried back over what was analysed before.
//
// Errors   not_found, conflict (as store::RuleStore), invalid_input (a number out of range), those of the store
// Threads  all functions from any thread
// Source   docs/formats/rules-api.md
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "conversation/analysis.hpp"
#include "conversation/conversation.hpp"
#include "pipeline/stock.hpp"
#include "rules/evaluator.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

inline constexpr const char* kBackfillJob = "backfill";

// Immutable; whoever evaluates takes a copy of the evaluator.
struct BookInUse {
  std::string revision;
  rules::Evaluator evaluator;
};

// What the book says of an analysis. `evaluator` belongs to the calling thread.
store::RuleReading read_by_rules(const std::string& revision, rules::Evaluator& evaluator,
                                 const conversation::Analysis& analysis,
                                 const conversation::Conversation& conversation);

struct Publishing {
  std::string by;  // user id; empty: at the terminal
  std::string note;
  std::optional<std::string> seen = {};  // the revision supposed to be in use, "" for none; absent: not looked at
};

struct PreviewOptions {
  int conversations = 1000;  // the newest; 1 … 5000
  int samples = 5;           // of each category; 0 … 20
  int threads = 1;
};

class RuleDesk {
 public:
  RuleDesk(store::Store& store, const base::Clock& clock) : store_(store), clock_(clock) {}

  // Null: none. A book is read once.
  Result<std::shared_ptr<const BookInUse>> in_use();
  Result<rules::Book> book(const std::string& revision);

  Result<store::RulePublication> publish(const rules::Book& book, const Publishing& how);
  Result<store::RulePublication> publish_again(const std::string& revision, const Publishing& how);

  // What a draft finds in the newest conversations, beside what is stored for them; writes nothing.
  Result<Json> preview(const rules::Book& draft, const PreviewOptions& options);

  // Queues the job, or starts it in the hands of `worker`. Gives its id. Errors: conflict (no book is in use; a
  // back-fill has not ended).
  Result<std::string> start_backfill(const std::string& worker = "");
  // Until its end. Conflict: another book was published meanwhile.
  Result<> run_backfill(const store::Job& job, const StockJob& how);
  // The last one, with what has changed; null: there was none.
  Result<Json> backfill_document();

  // After a conversation was stored with categories of a book that is no longer in use: reads it again.
  Result<> catch_up(const conversation::Analysis& analysis, const conversation::Conversation& conversation,
                    const std::string& revision);

 private:
  store::Store& store_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::shared_ptr<const BookInUse> known_;
};

}  // namespace cxai::pipeline
