#include "pipeline/worker.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/hash.hpp"
#include "base/log.hpp"
#include "pipeline/corrections.hpp"
#include "pipeline/job_document.hpp"
#include "pipeline/reanalysis.hpp"

namespace cxai::pipeline {
namespace {

using namespace std::chrono_literals;

// Jobs another process queued are seen without being told.
constexpr auto kPollInterval = 500ms;
constexpr auto kProgressInterval = 200ms;
constexpr auto kHeartbeat = 15s;     // of the lease's 60
constexpr int kTroubledClaims = 10;  // of each worker, one per poll
constexpr int kClaimsPerWarning = 20;

bool worth_another_try(ErrorCode code) {
  switch (code) {
    case ErrorCode::unavailable:
    case ErrorCode::cancelled:
    case ErrorCode::conflict:
      return true;
    case ErrorCode::invalid_input:
    case ErrorCode::not_found:
    case ErrorCode::unsupported:
    case ErrorCode::corrupt_data:
    case ErrorCode::permission_denied:
      return false;
  }
  return false;
}

// Passes a job's progress on, not too often, and repeats the last while a stage is silent, so that the lease of a job
// that waits for the speech engine does not run out.
class Heartbeat {
 public:
  using Tell = std::function<void(const char* stage, double done)>;
  explicit Heartbeat(Tell tell) : tell_(std::move(tell)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void note(const char* stage, double done) {
    const std::lock_guard lock(mutex_);
    stage_ = stage;
    done_ = done;
    if (const auto now = std::chrono::steady_clock::now(); now - last_ >= kProgressInterval) {
      last_ = now;
      tell_(stage_, done_);
    }
  }

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      changed_.wait_for(lock, stop, kHeartbeat, [] { return false; });
      const auto now = std::chrono::steady_clock::now();
      if (stop.stop_requested() || now - last_ < kHeartbeat) continue;
      last_ = now;
      tell_(stage_, done_);
    }
  }

  Tell tell_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  const char* stage_ = "";
  double done_ = 0;
  std::chrono::steady_clock::time_point last_{};
  std::jthread thread_;
};

}  // namespace

Workers::Workers(store::Store& store, store::Blobs& blobs, stream::EventBus& events, const base::Clock& clock,
                 WorkerOptions options)
    : store_(store),
      blobs_(blobs),
      events_(events),
      clock_(clock),
      options_(std::move(options)),
      name_(store::worker_name()),
      rules_(store, clock) {}

Workers::~Workers() {
  stop();
}

void Workers::start() {
  for (int i = 0; i < options_.count; ++i) threads_.emplace_back([this] { run(); });
}

void Workers::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

void Workers::stop() {
  stopping_ = true;
  stop_.request_stop();
  wake();
  join();
}

void Workers::join() {
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
  threads_.clear();
}

void Workers::run() {
  while (!stopping_) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(mutex_);
      seen = wakes_;
    }
    ++busy_;
    auto job = store_.claim_job(name_);
    note_claim(job ? std::nullopt : std::optional(job.error()));
    const bool found = job && job->has_value();
    if (found) handle(**job);
    --busy_;
    if (found) continue;
    // An empty queue ends the work only when no colleague may still put its job back.
    if (options_.when_idle == WhenIdle::stop && busy_ == 0 && job) break;
    std::unique_lock lock(mutex_);
    const auto limit = options_.when_idle == WhenIdle::stop ? 50ms : kPollInterval;
    changed_.wait_for(lock, limit, [&] { return stopping_ || wakes_ != seen; });
  }
  changed_.notify_all();
}

void Workers::note_claim(const std::optional<Error>& error) {
  const std::lock_guard lock(mutex_);
  failed_claims_ = error ? failed_claims_ + 1 : 0;
  last_failure_ = error;
  if (failed_claims_ % kClaimsPerWarning == 1) base::log_warning("cannot take a job: " + error->message);
}

std::optional<Error> Workers::trouble() {
  const std::lock_guard lock(mutex_);
  if (lost_job_) return lost_job_;
  return failed_claims_ >= kTroubledClaims * std::max(1, options_.count) ? last_failure_ : std::nullopt;
}

void Workers::handle(const store::Job& job) {
  tell(job.id, "");
  const auto done = work(job);
  if (!done && done.error().code == ErrorCode::cancelled && stop_.stop_requested()) {
    // Being interrupted is no failure of the job's.
    if (auto returned = store_.return_job(job.id, name_); !returned)
      base::log_warning("cannot give back job " + job.id + ": " + returned.error().message);
  } else if (!done) {
    const bool retry = worth_another_try(done.error().code);
    if (auto failed = store_.fail_job(job.id, name_, done.error().message, retry); !failed) {
      base::log_warning("cannot note the failure of job " + job.id + ": " + failed.error().message);
      const std::lock_guard lock(mutex_);
      if (failed.error().code == ErrorCode::unavailable) lost_job_ = failed.error();
    }
  }
  tell(job.id, job.subject);
  const auto ended = store_.job(job.id);
  if (!ended || !*ended || !options_.on_end) return;
  if ((*ended)->state == store::JobState::succeeded || (*ended)->state == store::JobState::failed)
    options_.on_end(**ended);
}

Result<> Workers::work(const store::Job& job) {
  if (job.kind != kBackfillJob && job.kind != kReanalyzeJob) return analyze(job);
  const StockJob how{job.id, name_, options_.count, stop_.get_token(), [&] { tell(job.id, ""); }};
  if (job.kind == kBackfillJob) return rules_.run_backfill(job, how);
  Options options;
  options.agent_affect = options_.agent_affect;
  options.utc_offset = options_.utc_offset;
  options.language_model = options_.language_model.get();
  options.stop = stop_.get_token();
  CXAI_TRY(options.rules, rules_.in_use());
  return run_reanalysis(store_, clock_, options, job, how);
}

Result<> Workers::analyze(const store::Job& job) {
  CXAI_TRY(auto row, store_.conversation(job.subject));
  if (!row) return fail(ErrorCode::not_found, "conversation " + job.subject + " is not in the store");
  Inputs inputs;
  inputs.conversation = row->conversation;
  inputs.recording_sha256 = row->originals.recording_sha256;
  inputs.recording_name = job.payload.value("recording_name", row->conversation.source);
  const std::string& id = job.subject;
  const auto sound = store::BlobKind::sound;
  const auto text = store::BlobKind::text;
  if (!row->originals.recording_sha256.empty()) {
    CXAI_TRY(inputs.recording, blobs_.open(id, sound, row->originals.recording_sha256));
  }
  if (!row->originals.transcript_sha256.empty()) {
    CXAI_TRY(inputs.transcript, blobs_.read(id, text, row->originals.transcript_sha256));
  }
  // A conversation that was analysed before: its words and its listening copy are there.
  if (!row->analysis_id.empty()) {
    CXAI_TRY(const auto document, store_.analysis(row->analysis_id));
    if (document) {
      CXAI_TRY(inputs.previous, conversation::analysis_from_json(*document));
      const std::string& words = inputs.previous->inputs.transcript_sha256;
      if (!inputs.transcript && !words.empty()) {
        CXAI_TRY(inputs.recognized, blobs_.read(id, text, words));
      }
    }
  }
  CXAI_TRY(inputs.corrections, corrections_of(job.payload));
  const bool has_copy = !row->listen_sha256.empty();
  std::optional<base::SealWriter> copy;
  Options options;
  options.decoder = options_.decoder;
  options.detector = options_.detector;
  options.transcriber = options_.transcriber.get();
  options.stop = stop_.get_token();
  CXAI_TRY(options.index, blobs_.keys().secret("index"));
  if (inputs.recording && !has_copy) {
    CXAI_TRY(auto writer, blobs_.stage());
    copy.emplace(std::move(writer));
    options.listening_copy = [&](std::string_view bytes) { return copy->append(bytes); };
  }
  Heartbeat heartbeat([&](const char* stage, double part) { progress(job, stage, part); });
  options.progress = [&](const char* stage, double part) { heartbeat.note(stage, part); };
  options.agent_affect = options_.agent_affect;
  options.utc_offset = options_.utc_offset;
  options.language_model = options_.language_model.get();
  if (options_.routing) {
    CXAI_TRY(options.routing, options_.routing->in_use());
  }
  CXAI_TRY(options.rules, rules_.in_use());
  const std::optional<base::KeyedFile> recording = inputs.recording;
  audio::DecoderOptions decoder = options_.decoder;
  decoder.name_hint = inputs.recording_name;
  if (recording) decoder.key = recording->key;
  CXAI_TRY(Processed processed, process(std::move(inputs), options, clock_));
  store::Finished finished;
  finished.conversation = std::move(processed.conversation);
  finished.analysis = std::move(processed.analysis);
  finished.facts = std::move(processed.facts);
  finished.routing = std::move(processed.routing);
  finished.terms = std::move(processed.terms);
  finished.rules = std::move(processed.rules);
  KeptSound kept = kept_sound_of(*row);
  if (recording) {
    std::optional<FreshCopy> fresh;
    if (copy) fresh.emplace(*copy, std::move(processed.peaks));
    CXAI_TRY(kept, keep_sound(blobs_, id, *recording, decoder, processed.redaction, std::move(kept), std::move(fresh),
                              finished.conversation.recording, options.stop));
  }
  finished.recording_sha256 = kept.recording_sha256;
  finished.listen_sha256 = kept.listen_sha256;
  finished.peaks_sha256 = kept.peaks_sha256;
  finished.redacted_sha256 = kept.redacted_sha256;
  finished.redacted_peaks_sha256 = kept.redacted_peaks_sha256;
  finished.destroyed_sound = kept.destroyed;
  if (!processed.recognized.empty()) CXAI_TRY_VOID(blobs_.put(id, text, processed.recognized));
  finished.people = std::move(processed.people);
  if (!processed.words.empty()) {
    CXAI_TRY(const auto words, blobs_.put(id, text, processed.words));
    finished.words_sha256 = words.sha256;
  }
  CXAI_TRY_VOID(store_.finish_job(job.id, name_, finished));
  const std::string book = finished.rules ? finished.rules->revision : "";
  if (auto caught = rules_.catch_up(finished.analysis, finished.conversation, book); !caught)
    base::log_warning("conversation " + id + ": not read by the new book of rules: " + caught.error().message);
  if (recording) forget_other_sound(id, kept, row->destroyed_sound);
  return {};
}

// What the row does not name any more. The job has ended: what cannot be removed now is removed after the next one.
void Workers::forget_other_sound(const std::string& id, const KeptSound& kept, const std::string& destroyed_before) {
  const auto removed = blobs_.keep_only(id, store::BlobKind::sound, kept.names());
  if (!removed) {
    base::log_warning("conversation " + id + ": earlier sound is still there: " + removed.error().message);
    return;
  }
  if (kept.destroyed == destroyed_before) return;
  store::Destruction account;
  account.id = base::content_id("d_", id + kept.destroyed);
  account.at = clock_.now();
  account.conversation_id = id;
  account.what = "card_data";
  account.reason = "card number or security code said in the recording";
  account.basis = "PCI DSS 3.2, 3.3";
  account.actor = "system";
  account.bytes = static_cast<std::int64_t>(*removed);
  if (const auto noted = store_.put_destruction(account); !noted)
    base::log_warning("conversation " + id + ": the destruction of card data is not noted: " + noted.error().message);
}

void Workers::progress(const store::Job& job, const char* stage, double done) {
  if (auto noted = store_.report_progress(job.id, done, stage); !noted)
    base::log_debug("progress of job " + job.id + " not noted: " + noted.error().message);
  tell(job.id, "");
}

void Workers::tell(const std::string& job_id, const std::string& conversation_id) {
  if (events_.subscribers() == 0) return;
  const auto job = store_.job(job_id);
  if (job && *job) events_.publish({"job", job_document(**job), job_id, (*job)->subject});
  if (conversation_id.empty()) return;
  const auto row = store_.conversation(conversation_id);
  if (row && *row)
    events_.publish({"conversation", Json{{"id", conversation_id}, {"state", store::to_string((*row)->state)}}, job_id,
                     conversation_id});
}

}  // namespace cxai::pipeline
