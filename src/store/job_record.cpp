#include "store/job_record.hpp"

#include "store/conversation_record.hpp"

namespace cxai::store {

std::vector<JobRecord> select_jobs(soci::session& session, const std::string& condition,
                                   const std::vector<std::string>& values) {
  std::vector<JobRecord> records;
  JobRecord r;
  Query query(session,
              "SELECT id, kind, subject, payload, state, attempts, progress, stage, error, worker, lease_until, "
              "queued_at, created_at, updated_at FROM job WHERE " +
                  condition);
  for (const std::string& value : values) query.bind(value);
  query.into(r.id).into(r.kind).into(r.subject).into(r.payload).into(r.state).into(r.attempts).into(r.progress);
  query.into(r.stage).into(r.error).into(r.worker);
  query.into(r.lease_until).into(r.queued_at).into(r.created_at).into(r.updated_at);
  while (query.next()) records.push_back(r);
  return records;
}

std::optional<JobRecord> select_job(soci::session& session, const std::string& id) {
  auto records = select_jobs(session, "id = ?", {id});
  if (records.empty()) return std::nullopt;
  return std::move(records.front());
}

Result<Job> from_record(const JobRecord& record) {
  std::optional<JobState> state;
  for (const auto known : {JobState::queued, JobState::running, JobState::succeeded, JobState::failed})
    if (record.state == to_string(known)) state = known;
  auto payload = base::parse_json(record.payload);
  if (!state || !payload)
    return fail(ErrorCode::corrupt_data, "stored job " + record.id + ": unknown state or unreadable payload");
  return Job{record.id,
             record.kind,
             record.subject,
             std::move(*payload),
             *state,
             record.attempts,
             record.progress,
             record.stage,
             record.error,
             from_millis(record.created_at),
             from_millis(record.updated_at)};
}

}  // namespace cxai::store
