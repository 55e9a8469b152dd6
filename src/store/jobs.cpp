#include "store/jobs.hpp"

#include <algorithm>
#include <cmath>

#include "base/hash.hpp"
#include "store/conversation_record.hpp"
#include "store/custody_rows.hpp"
#include "store/job_record.hpp"
#include "store/rule_rows.hpp"
#include "store/worker.hpp"

namespace cxai::store {

namespace {

bool is_abandoned(const JobRecord& job, Timestamp now) {
  return job.lease_until <= to_millis(now) || is_dead(job.worker);
}

std::vector<JobRecord> abandoned_jobs(soci::session& session, Timestamp now) {
  auto jobs = select_jobs(session, "state = 'running' ORDER BY queued_at, id", {});
  std::erase_if(jobs, [&](const JobRecord& job) { return !is_abandoned(job, now); });
  return jobs;
}

void fail_for_good(soci::session& session, const JobRecord& job, const std::string& error, Timestamp now) {
  Query(session, "UPDATE job SET state = 'failed', error = ?, updated_at = ? WHERE id = ?")
      .bind(error)
      .bind(to_millis(now))
      .bind(job.id)
      .run();
  // A conversation that has an analysis keeps it.
  Query(session, "UPDATE conversation SET state = 'failed', failure = ? WHERE id = ? AND analysis_id = ''")
      .bind(error)
      .bind(job.subject)
      .run();
}

// False when another worker was quicker, which only happens where transactions run side by side.
bool take(soci::session& session, JobRecord& job, const std::string& worker, Timestamp now) {
  const std::int64_t changed =
      Query(session,
            "UPDATE job SET state = 'running', attempts = attempts + 1, progress = 0, stage = '', worker = ?, "
            "lease_until = ?, updated_at = ? WHERE id = ? AND state = ? AND attempts = ?")
          .bind(worker)
          .bind(to_millis(now + kLease))
          .bind(to_millis(now))
          .bind(job.id)
          .bind(job.state)
          .bind(job.attempts)
          .run();
  job.state = to_string(JobState::running);
  job.attempts += 1;
  job.progress = 0;
  job.stage.clear();
  job.updated_at = to_millis(now);
  return changed == 1;
}

// The job when it is running in the hands of `worker`. Errors: not_found, conflict.
Result<JobRecord> held_job(soci::session& session, const std::string& job_id, const std::string& worker) {
  auto job = select_job(session, job_id);
  if (!job) return fail(ErrorCode::not_found, "job " + job_id + ": there is none with this id");
  if (job->state != to_string(JobState::running) || job->worker != worker)
    return fail(ErrorCode::conflict, "job " + job_id + ": it is " + job->state + " and no longer this worker's");
  return std::move(*job);
}

}  // namespace

Result<std::optional<Job>> claim_job(Database& database, const std::string& worker, Timestamp now) {
  if (worker.empty()) return fail(ErrorCode::invalid_input, "claim: the worker has no name");
  // A look without the right to write, so that idle workers disturb nobody.
  CXAI_TRY(const bool something, database.read([&](soci::session& session) -> Result<bool> {
    std::string id;
    Query queued(session, "SELECT id FROM job WHERE state = 'queued' LIMIT 1");
    return queued.into(id).next() || !abandoned_jobs(session, now).empty();
  }));
  if (!something) return std::nullopt;
  const auto take_first = [&](soci::session& session) -> Result<std::optional<Job>> {
    std::vector<JobRecord> candidates;
    for (const JobRecord& job : abandoned_jobs(session, now)) {
      if (job.attempts < kMaxAttempts)
        candidates.push_back(job);
      else
        fail_for_good(session, job, "the worker ended during attempt " + std::to_string(job.attempts), now);
    }
    for (JobRecord& job : select_jobs(session, "state = 'queued' ORDER BY queued_at, id LIMIT 1", {}))
      candidates.push_back(std::move(job));
    for (JobRecord& job : candidates) {
      if (!take(session, job, worker, now)) continue;
      CXAI_TRY(Job claimed, from_record(job));
      return claimed;
    }
    return std::nullopt;
  };
  return database.write(take_first, dialect::Durability::process_end);
}

Result<> report_progress(Database& database, const std::string& job_id, double progress, const std::string& stage,
                         Timestamp now) {
  if (!(progress >= 0 && progress <= 1))
    return fail(ErrorCode::invalid_input, "progress: must be 0 to 1, got " + std::to_string(progress));
  const auto note = [&](soci::session& session) -> Result<> {
    const auto job = select_job(session, job_id);
    if (!job) return fail(ErrorCode::not_found, "job " + job_id + ": there is none with this id");
    if (job->state != to_string(JobState::running))
      return fail(ErrorCode::conflict, "job " + job_id + ": it is " + job->state + ", not running");
    Query(session, "UPDATE job SET progress = ?, stage = ?, lease_until = ?, updated_at = ? WHERE id = ?")
        .bind(progress)
        .bind(stage)
        .bind(to_millis(now + kLease))
        .bind(to_millis(now))
        .bind(job_id)
        .run();
    return {};
  };
  return database.write(note, dialect::Durability::process_end);
}

Result<> fail_job(Database& database, const std::string& job_id, const std::string& worker, const std::string& error,
                  bool retry, Timestamp now) {
  return database.write([&](soci::session& session) -> Result<> {
    CXAI_TRY(const JobRecord job, held_job(session, job_id, worker));
    if (!retry || job.attempts >= kMaxAttempts) {
      fail_for_good(session, job, error, now);
      return {};
    }
    Query(session,
          "UPDATE job SET state = 'queued', error = ?, progress = 0, stage = '', queued_at = ?, updated_at = ? "
          "WHERE id = ?")
        .bind(error)
        .bind(to_millis(now))
        .bind(to_millis(now))
        .bind(job_id)
        .run();
    return {};
  });
}

Result<> return_job(Database& database, const std::string& job_id, const std::string& worker, Timestamp now) {
  return database.write([&](soci::session& session) -> Result<> {
    CXAI_TRY_VOID(held_job(session, job_id, worker));
    Query(session,
          "UPDATE job SET state = 'queued', attempts = attempts - 1, progress = 0, stage = '', updated_at = ? "
          "WHERE id = ?")
        .bind(to_millis(now))
        .bind(job_id)
        .run();
    return {};
  });
}

namespace {

Result<> check_finished(const Finished& finished, const JobRecord& job) {
  if (finished.conversation.id != job.subject || finished.analysis.conversation_id != job.subject)
    return fail(ErrorCode::invalid_input, "finish: the result is about another conversation than job " + job.id);
  if (finished.analysis.analysis_id.empty()) return fail(ErrorCode::invalid_input, "finish: the analysis has no id");
  return {};
}

void insert_analysis(soci::session& session, const conversation::Analysis& analysis) {
  Query(
      session,
      "INSERT INTO analysis (id, conversation_id, supersedes, status, created_at, document) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(analysis.analysis_id)
      .bind(analysis.conversation_id)
      .bind(analysis.supersedes.value_or(""))
      .bind(to_string(analysis.status))
      .bind(to_millis(analysis.created_at))
      .bind(base::dump_json(conversation::to_json(analysis)))
      .run();
}

void replace_postings(soci::session& session, const std::string& conversation_id,
                      const std::vector<conversation::IndexTerm>& terms) {
  Query(session, "DELETE FROM posting WHERE conversation_id = ?").bind(conversation_id).run();
  std::map<std::string, conversation::IndexTerm> unique;
  for (const auto& term : terms) {
    auto& entry = unique[term.term];
    if (entry.form.empty()) entry.form = term.form;
    entry.occurrences += term.occurrences;
  }
  if (unique.empty()) return;
  std::vector<std::string> ids(unique.size(), conversation_id);
  std::vector<std::string> words;
  std::vector<std::string> forms;
  std::vector<std::int64_t> counts;
  for (const auto& [word, entry] : unique) {
    words.push_back(word);
    forms.push_back(entry.form);
    counts.push_back(entry.occurrences);
  }
  Query(session, "INSERT INTO posting (conversation_id, term, form, occurrences) VALUES (?, ?, ?, ?)")
      .bind(std::move(ids))
      .bind(std::move(words))
      .bind(std::move(forms))
      .bind(std::move(counts))
      .run();
}

}  // namespace

Result<> finish_job(Database& database, const std::string& job_id, const std::string& worker, const Finished& finished,
                    Timestamp now) {
  return database.write([&](soci::session& session) -> Result<> {
    const auto job = select_job(session, job_id);
    if (!job) return fail(ErrorCode::not_found, "job " + job_id + ": there is none with this id");
    CXAI_TRY_VOID(check_finished(finished, *job));
    CXAI_TRY(auto row, find_conversation(session, job->subject));
    if (!row) return fail(ErrorCode::corrupt_data, "job " + job_id + ": its conversation is not stored");
    const std::string& analysis_id = finished.analysis.analysis_id;
    if (job->state == to_string(JobState::succeeded) && job->worker == worker && row->analysis_id == analysis_id)
      return {};
    CXAI_TRY_VOID(held_job(session, job_id, worker));

    const Timestamp created_at = row->conversation.created_at;
    row->conversation = finished.conversation;
    row->conversation.created_at = created_at;
    row->state = ConversationState::ready;
    row->failure.clear();
    row->analysis_id = analysis_id;
    row->listen_sha256 = finished.listen_sha256;
    row->peaks_sha256 = finished.peaks_sha256;
    row->redacted_sha256 = finished.redacted_sha256;
    row->redacted_peaks_sha256 = finished.redacted_peaks_sha256;
    if (!finished.recording_sha256.empty()) row->originals.recording_sha256 = finished.recording_sha256;
    row->destroyed_sound = finished.destroyed_sound;
    row->words_sha256 = finished.words_sha256;
    row->facts = finished.facts;
    const std::string person = row->routing.person;
    row->routing = finished.routing;
    row->routing.person = person;
    if (!person.empty()) row->routing.label = person;
    update_conversation(session, *row);
    insert_analysis(session, finished.analysis);
    replace_postings(session, job->subject, finished.terms);
    if (finished.rules) {
      RuleReading reading = *finished.rules;
      reading.analysis_id = analysis_id;
      replace_readings(session, {{job->subject, std::move(reading)}});
    }
    replace_said_person_keys(session, job->subject, finished.people);
    Query(session, "UPDATE job SET state = 'succeeded', progress = 1, error = '', updated_at = ? WHERE id = ?")
        .bind(to_millis(now))
        .bind(job_id)
        .run();
    return {};
  });
}

Result<std::string> start_job(Database& database, const std::string& kind, const Json& payload,
                              const std::string& worker, Timestamp now) {
  return database.write([&](soci::session& session) -> Result<std::string> {
    const auto open = select_jobs(session, "kind = ? AND state IN ('queued', 'running') LIMIT 1", {kind});
    if (!open.empty())
      return fail(ErrorCode::conflict,
                  "a job of this kind (" + kind + ") has not ended yet: " + open.front().id + "; wait for its end");
    std::string id = base::new_id("job_");
    const bool held = !worker.empty();
    Query(session,
          "INSERT INTO job (id, kind, subject, payload, state, attempts, progress, stage, error, worker, lease_until, "
          "queued_at, created_at, updated_at) VALUES (?, ?, '', ?, ?, ?, 0, '', '', ?, ?, ?, ?, ?)")
        .bind(id)
        .bind(kind)
        .bind(base::dump_json(payload))
        .bind(to_string(held ? JobState::running : JobState::queued))
        .bind(held ? 1 : 0)
        .bind(worker)
        .bind(held ? to_millis(now + kLease) : std::int64_t{0})
        .bind(to_millis(now))
        .bind(to_millis(now))
        .bind(to_millis(now))
        .run();
    return id;
  });
}

Result<> claim_this_job(Database& database, const std::string& job_id, const std::string& worker, Timestamp now) {
  return database.write([&](soci::session& session) -> Result<> {
    auto job = select_job(session, job_id);
    if (!job) return fail(ErrorCode::not_found, "job " + job_id + ": there is none with this id");
    const bool running = job->state == to_string(JobState::running);
    if ((running && !is_abandoned(*job, now)) || (!running && job->state != to_string(JobState::queued)))
      return fail(ErrorCode::conflict, "job " + job_id + ": it is " + job->state + ", in other hands");
    if (!take(session, *job, worker, now)) return fail(ErrorCode::conflict, "job " + job_id + ": somebody was quicker");
    return {};
  });
}

Result<> end_job(Database& database, const std::string& job_id, const std::string& worker, Timestamp now) {
  return database.write([&](soci::session& session) -> Result<> {
    CXAI_TRY_VOID(held_job(session, job_id, worker));
    Query(session, "UPDATE job SET state = 'succeeded', progress = 1, error = '', updated_at = ? WHERE id = ?")
        .bind(to_millis(now))
        .bind(job_id)
        .run();
    return {};
  });
}

Result<std::optional<std::string>> last_job(Database& database, const std::string& kind) {
  return database.read([&](soci::session& session) -> Result<std::optional<std::string>> {
    std::string id;
    Query query(session, "SELECT id FROM job WHERE kind = ? ORDER BY created_at DESC, id DESC LIMIT 1");
    query.bind(kind).into(id);
    if (!query.next()) return std::nullopt;
    return id;
  });
}

Result<> step_job(soci::session& session, const JobStep& step, Timestamp now) {
  CXAI_TRY_VOID(held_job(session, step.job_id, step.worker));
  Query(session,
        "UPDATE job SET payload = ?, progress = ?, stage = ?, attempts = 1, lease_until = ?, updated_at = ? "
        "WHERE id = ?")
      .bind(base::dump_json(step.payload))
      .bind(std::clamp(step.progress, 0.0, 1.0))
      .bind(step.stage)
      .bind(to_millis(now + kLease))
      .bind(to_millis(now))
      .bind(step.job_id)
      .run();
  return {};
}

Result<> put_analyses(Database& database, const std::vector<Reanalyzed>& batch, const JobStep& step, Timestamp now) {
  return database.write([&](soci::session& session) -> Result<> {
    Readings readings;
    for (const Reanalyzed& one : batch) {
      const std::string& id = one.analysis.conversation_id;
      CXAI_TRY(auto row, find_conversation(session, id));
      if (!row || row->analysis_id != one.previous) continue;
      row->analysis_id = one.analysis.analysis_id;
      row->facts = one.facts;
      update_conversation(session, *row);
      insert_analysis(session, one.analysis);
      replace_postings(session, id, one.terms);
      if (!one.rules) continue;
      readings.emplace_back(id, *one.rules);
      readings.back().second.analysis_id = one.analysis.analysis_id;
    }
    replace_readings(session, readings);
    return step_job(session, step, now);
  });
}

Result<std::optional<Job>> get_job(Database& database, const std::string& id) {
  return database.read([&](soci::session& session) -> Result<std::optional<Job>> {
    const auto record = select_job(session, id);
    if (!record) return std::nullopt;
    CXAI_TRY(Job job, from_record(*record));
    return job;
  });
}

Result<std::vector<Job>> list_jobs(Database& database, const std::vector<JobState>& states, int limit) {
  if (limit < 1 || limit > 1000)
    return fail(ErrorCode::invalid_input, "limit: must be 1 to 1000, got " + std::to_string(limit));
  return database.read([&](soci::session& session) -> Result<std::vector<Job>> {
    std::vector<std::string> names;
    for (const JobState state : states) names.emplace_back(to_string(state));
    const std::string condition = names.empty() ? "1 = 1" : "state IN (" + placeholders(names.size()) + ")";
    std::vector<Job> jobs;
    for (const JobRecord& record :
         select_jobs(session, condition + " ORDER BY created_at DESC, id DESC LIMIT " + std::to_string(limit), names)) {
      CXAI_TRY(Job job, from_record(record));
      jobs.push_back(std::move(job));
    }
    return jobs;
  });
}

Result<JobCounts> count_jobs(Database& database) {
  return database.read([](soci::session& session) -> Result<JobCounts> {
    JobCounts counts;
    std::string state;
    std::int64_t count = 0;
    Query query(session, "SELECT state, COUNT(*) FROM job GROUP BY state");
    query.into(state).into(count);
    while (query.next()) {
      if (state == to_string(JobState::queued)) counts.queued = count;
      if (state == to_string(JobState::running)) counts.running = count;
      if (state == to_string(JobState::succeeded)) counts.succeeded = count;
      if (state == to_string(JobState::failed)) counts.failed = count;
    }
    return counts;
  });
}

}  // namespace cxai::store
