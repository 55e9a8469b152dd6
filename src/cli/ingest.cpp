#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <ostream>
#include <set>

#include "base/json.hpp"
#include "base/log.hpp"
#include "base/progress.hpp"
#include "cli/language_model.hpp"
#include "cli/speech_engine.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"
#include "pipeline/details.hpp"
#include "pipeline/folder.hpp"

namespace cxai::cli {
namespace {

using namespace std::chrono_literals;

// The jobs of this ingest that have not ended yet, by whichever process works on them.
class Outstanding {
 public:
  void add(const std::string& job_id, const std::string& source) {
    const std::lock_guard lock(mutex_);
    if (const auto early = ended_early_.find(job_id); early != ended_early_.end()) {
      finish(early->second, source);
      ended_early_.erase(early);
      return;
    }
    waiting_[job_id] = source;
  }

  // From a worker's thread; may come before add().
  void ended(const store::Job& job) {
    const std::lock_guard lock(mutex_);
    const auto it = waiting_.find(job.id);
    if (it == waiting_.end()) {
      ended_early_[job.id] = job;
      return;
    }
    finish(job, it->second);
    waiting_.erase(it);
    changed_.notify_all();
  }

  std::vector<std::string> waiting() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> ids;
    for (const auto& [id, source] : waiting_) ids.push_back(id);
    return ids;
  }

  bool wait_until_empty(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return waiting_.empty(); });
  }

  std::function<void(const store::Job&, const std::string& source)> on_end;

 private:
  void finish(const store::Job& job, const std::string& source) { on_end(job, source); }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::string> waiting_;
  std::map<std::string, store::Job> ended_early_;
};

bool has_ended(const store::Job& job) {
  return job.state == store::JobState::succeeded || job.state == store::JobState::failed;
}

}  // namespace

Result<IngestSummary> ingest_into(Context& context, Centre& centre, const std::vector<std::string>& paths,
                                  const std::string& label) {
  CXAI_TRY(const pipeline::Found found,
           pipeline::find_conversations(std::vector<std::filesystem::path>(paths.begin(), paths.end())));
  IngestSummary summary;
  summary.passed_over = found.passed_over.size();
  base::Progress progress(context.io.err, context.io.err_is_terminal, label, found.bundles.size());
  std::mutex mutex;
  // Each bundle is one step of the bar: it ends with its last conversation.
  std::map<std::string, std::size_t> open;
  const auto fail_one = [&](const std::string& source, const std::string& detail) {
    const std::lock_guard lock(mutex);
    summary.failures.push_back({source, detail});
  };
  Outstanding outstanding;
  const auto end_part = [&](const std::string& source, bool ok) {
    bool last = false;
    {
      const std::lock_guard lock(mutex);
      last = --open[source] == 0;
    }
    if (last) progress.step(ok);
  };
  outstanding.on_end = [&](const store::Job& job, const std::string& source) {
    const bool ok = job.state == store::JobState::succeeded;
    if (ok) {
      const std::lock_guard lock(mutex);
      ++summary.conversations;
    } else {
      fail_one(pipeline::masked_name(source), job.error);
    }
    end_part(source, ok);
  };
  pipeline::WorkerOptions options;
  CXAI_TRY(options.transcriber, make_transcriber(context.config));
  options.count = context.workers();
  options.agent_affect = context.agent_affect();
  CXAI_TRY(const int offset, utc_offset_minutes(context.config.text("centre.time_zone"), context.clock.now()));
  options.utc_offset = std::chrono::minutes(offset);
  CXAI_TRY(options.language_model, language_model(context));
  options.routing = routing_desk(context, centre.store.get());
  options.decoder = context.decoder();
  CXAI_TRY(options.detector, context.detector());
  options.on_end = [&](const store::Job& job) { outstanding.ended(job); };
  pipeline::Workers workers(*centre.store, *centre.blobs, centre.events, context.clock, options);
  workers.start();

  std::set<std::string> ours;
  for (const pipeline::Bundle& bundle : found.bundles) {
    if (stop_requested()) break;
    const std::string name = pipeline::masked_name(bundle.source);  // what is printed may end up in a log
    {
      const std::lock_guard lock(mutex);
      ++open[bundle.source];  // held until everything in it is queued
    }
    const auto taken = centre.arrivals->take(bundle, pipeline::Originals::copy, [&](const auto& item) {
      // What an interrupted run took in and did not finish is this run's work; the same file twice is not.
      bool already_done = !ours.insert(item.job_id).second && item.already_there;
      if (item.already_there && !already_done) {
        const auto job = centre.store->job(item.job_id);
        already_done = !job || !*job || has_ended(**job);
      }
      {
        const std::lock_guard lock(mutex);
        if (already_done) {
          ++summary.already_there;
          return;
        }
        ++open[bundle.source];
      }
      outstanding.add(item.job_id, bundle.source);
      workers.wake();
    });
    bool ok = taken.has_value();
    if (!taken) {
      // Arrivals names the source first; the list does so itself.
      std::string detail = taken.error().message;
      if (detail.starts_with(name + ": ")) detail.erase(0, name.size() + 2);
      fail_one(name, detail);
    } else {
      for (const auto& failure : taken->failures) {
        ok = false;
        fail_one(name + (failure.line ? ":" + std::to_string(*failure.line) : ""), failure.detail);
      }
    }
    end_part(bundle.source, ok);
  }
  // Another process (a server on the same data) may work on some of our jobs; then the store tells.
  std::optional<Error> trouble;
  while (!outstanding.wait_until_empty(500ms) && !stop_requested() && !trouble) {
    trouble = workers.trouble();
    for (const std::string& id : outstanding.waiting()) {
      const auto job = centre.store->job(id);
      if (job && *job && has_ended(**job)) outstanding.ended(**job);
    }
  }
  workers.stop();
  progress.finish();
  if (stop_requested())
    return fail(ErrorCode::cancelled, "interrupted; what was taken in is kept, and the same command goes on from here");
  if (trouble)
    return fail("the store takes nothing any more; make room and give the same command again: ", std::move(*trouble));
  std::ranges::sort(summary.failures, {}, &IngestSummary::Failure::source);
  return summary;
}

ExitCode ingest(Context& context, const IngestOptions& options) {
  Io& io = context.io;
  auto centre = open_centre(context);
  if (!centre) return context.fail(centre.error());
  const StopOnSignal stop;
  const auto summary = ingest_into(context, **centre, options.paths, "Ingest");
  if (!summary) return context.fail(summary.error());
  if (options.json) {
    Json json{{"conversations", summary->conversations},
              {"already_there", summary->already_there},
              {"passed_over", summary->passed_over},
              {"failures", Json::array()}};
    for (const auto& failure : summary->failures)
      json["failures"].push_back(Json{{"source", failure.source}, {"detail", failure.detail}});
    io.out << base::dump_json(json, 2) << '\n';
  } else {
    for (const auto& failure : summary->failures) io.err << "✗ " << failure.source << ": " << failure.detail << '\n';
    io.err << summary->conversations << " conversations analysed, " << summary->already_there << " already there, "
           << summary->failures.size() << " failures, " << summary->passed_over << " other files passed over\n";
  }
  return summary->failures.empty() ? ExitCode::ok : ExitCode::some_inputs_failed;
}

}  // namespace cxai::cli
