// What the store keeps of rules: books, which is in use, the categories of conversations, and work over the whole
// stock. Rows and documents; what they mean lives in the rooms rules and pipeline.
//
// Contract, threads, errors  as store.hpp. Books and publications are only inserted
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace cxai::store {

struct RuleRevision {
  std::string id;  // of the content
  Json document;
  std::string created_by;
  Timestamp created_at{};
  std::string note;
};

struct RulePublication {
  std::int64_t number = 0;  // from 1, given by the store
  std::string revision;
  std::string by;
  Timestamp at{};
  std::string note;
};

// The categories a conversation belongs to, by one book.
struct RuleReading {
  struct Match {
    std::string category;
    Json evidence;
  };
  std::string revision;
  std::string analysis_id;  // they were found in
  std::vector<Match> matches;
};

// What became of one category.
struct RuleChange {
  std::int64_t added = 0, removed = 0, unchanged = 0;
};
using RuleChanges = std::map<std::string, RuleChange>;

// How far a job over the stock has come; stored in the transaction of the work itself.
struct JobStep {
  std::string job_id;
  std::string worker;
  Json payload;         // takes the place of the job's
  double progress = 0;  // 0 … 1
  std::string stage;
};

struct ReadingBatch {
  std::string revision;                                       // of all of them
  std::vector<std::pair<std::string, RuleReading>> readings;  // by conversation's id
  // The job's step, from what has changed; empty: no job.
  std::function<JobStep(const RuleChanges& changes)> step;
};

struct StockCounts {
  std::int64_t ready = 0;   // conversations with an analysis
  std::int64_t behind = 0;  // … that were not read by the book in use
};

class RuleStore {
 public:
  virtual ~RuleStore() = default;

  // The book is in use from now on; kept when it is new. `seen`: the revision supposed to be in use, "" for none.
  // Errors: conflict (it is in use already, or another than `seen` is).
  virtual Result<RulePublication> publish_rules(const RuleRevision& revision,
                                                const std::optional<std::string>& seen) = 0;
  virtual Result<std::vector<RulePublication>> rule_publications() = 0;  // newest first
  virtual Result<std::optional<RulePublication>> rules_in_use() = 0;     // null: none
  virtual Result<std::optional<RuleRevision>> rule_revision(const std::string& id) = 0;

  virtual Result<std::optional<RuleReading>> rule_reading(const std::string& conversation_id) = 0;  // null: never read
  virtual Result<std::map<std::string, std::int64_t>> category_counts() = 0;
  virtual Result<StockCounts> stock_counts() = 0;

  // Takes the place of what these conversations were before; leaves out those whose analysis is another by now, or that
  // are gone. Gives what has changed. Errors: conflict (the book is no longer in use, or the job no longer the
  // worker's; then nothing is stored).
  virtual Result<RuleChanges> put_readings(const ReadingBatch& batch) = 0;

  // Jobs over the stock, one of a kind at a time. `worker`: who holds it from the start; empty: queued.
  // Errors: conflict (one of the kind has not ended).
  virtual Result<std::string> start_job(const std::string& kind, const Json& payload, const std::string& worker) = 0;
  // Hands out this job as claim_job would. Errors: not_found; conflict (somebody holds it, or it has ended).
  virtual Result<> claim_this_job(const std::string& job_id, const std::string& worker) = 0;
  // conflict: the job is no longer this worker's.
  virtual Result<> end_job(const std::string& job_id, const std::string& worker) = 0;
  virtual Result<std::optional<std::string>> last_job(const std::string& kind) = 0;  // its id; null: there was none
};

}  // namespace cxai::store
