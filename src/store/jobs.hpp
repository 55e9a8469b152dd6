// The durable queue of jobs.
//
//   queued ── claim ──▶ running ── finish ──▶ succeeded
//      ▲                  │ returned (counts as no attempt), fail with retry, worker dead, or lease over
//      └── attempts < 3 ──┴── third attempt, or no retry ──▶ failed (and its conversation with it)
//
// A claim and a report of progress survive the end of every process, but are not synced: after a loss of power the job
// may stand in the queue again, as if nobody had taken it. Everything else is synced.
#pragma once

#include "store/sql.hpp"
#include "store/store.hpp"

namespace cxai::store {

inline constexpr int kMaxAttempts = 3;
inline constexpr Millis kLease{60'000};  // prolonged by every report of progress

Result<std::optional<Job>> claim_job(Database& database, const std::string& worker, Timestamp now);
Result<> report_progress(Database& database, const std::string& job_id, double progress, const std::string& stage,
                         Timestamp now);
// Finishing again what the same worker finished with the same analysis succeeds and changes nothing.
Result<> finish_job(Database& database, const std::string& job_id, const std::string& worker, const Finished& finished,
                    Timestamp now);
Result<> fail_job(Database& database, const std::string& job_id, const std::string& worker, const std::string& error,
                  bool retry, Timestamp now);
Result<> return_job(Database& database, const std::string& job_id, const std::string& worker, Timestamp now);

// Jobs over the whole stock.
Result<std::string> start_job(Database& database, const std::string& kind, const Json& payload,
                              const std::string& worker, Timestamp now);
Result<> claim_this_job(Database& database, const std::string& job_id, const std::string& worker, Timestamp now);
Result<> end_job(Database& database, const std::string& job_id, const std::string& worker, Timestamp now);
Result<std::optional<std::string>> last_job(Database& database, const std::string& kind);
// Within the transaction of the work itself. A job that gets on has all its attempts again.
Result<> step_job(soci::session& session, const JobStep& step, Timestamp now);
Result<> put_analyses(Database& database, const std::vector<Reanalyzed>& batch, const JobStep& step, Timestamp now);

Result<std::optional<Job>> get_job(Database& database, const std::string& id);
Result<std::vector<Job>> list_jobs(Database& database, const std::vector<JobState>& states, int limit);
Result<JobCounts> count_jobs(Database& database);

}  // namespace cxai::store
