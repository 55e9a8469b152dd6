#include "pipeline/stock.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "base/log.hpp"

namespace cxai::pipeline {
namespace {

constexpr std::chrono::seconds kKeepInterval{15};  // of the lease's 60

// Keeps the job while a piece takes long, as where a language model is asked.
class JobKeeper {
 public:
  JobKeeper(store::Store& store, std::string job_id)
      : store_(store), job_id_(std::move(job_id)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, stop, kKeepInterval, [&] { return stop.stop_requested(); })) {
      if (stop.stop_requested()) return;
      const auto job = store_.job(job_id_);
      if (!job || !*job) continue;
      if (auto noted = store_.report_progress(job_id_, (*job)->progress, (*job)->stage); !noted)
        base::log_debug("job " + job_id_ + " could not be kept: " + noted.error().message);
    }
  }

  store::Store& store_;
  std::string job_id_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread thread_;  // last: ends first
};

}  // namespace

Result<conversation::Analysis> read_stored(const store::StoredAnalysis& stored) {
  const auto json = base::parse_json(stored.document);
  auto analysis =
      json ? conversation::analysis_from_json(*json) : Result<conversation::Analysis>(std::unexpected(json.error()));
  if (!analysis)
    return fail(ErrorCode::corrupt_data, "stored analysis " + stored.row.analysis_id + ": " + analysis.error().message);
  return analysis;
}

void Unreadable::add(const std::string& conversation_id, const Error& error) {
  ++count;
  if (named.size() < kMostNamed) named.push_back(conversation_id + ": " + error.message);
  base::log_warning("left out " + conversation_id + ": " + error.message);
}

Json Unreadable::json() const {
  return Json{{"count", count}, {"named", named}};
}

Unreadable Unreadable::from(base::Reader& in) {
  Unreadable out;
  const Json* const json = in.object("unreadable");
  if (json == nullptr) return out;
  base::Reader part(*json, "payload.unreadable");
  out.count = part.integer("count", 0, std::int64_t{1} << 53, 0);
  if (json->contains("named") && (*json)["named"].is_array())
    for (const Json& name : (*json)["named"])
      if (name.is_string()) out.named.push_back(name.get<std::string>());
  return out;
}

Result<> in_parallel(int threads, std::size_t count,
                     const std::function<Result<>(std::size_t thread, std::size_t i)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::optional<Error> first;
  const auto run = [&](std::size_t thread) {
    for (std::size_t i = next++; i < count; i = next++) {
      auto done = work(thread, i);
      if (done) continue;
      next = count;
      const std::lock_guard lock(mutex);
      if (!first) first = std::move(done.error());
    }
  };
  {
    std::vector<std::jthread> helpers;
    const auto wanted = std::min(static_cast<std::size_t>(std::max(1, threads)), count);
    for (std::size_t thread = 1; thread < wanted; ++thread) helpers.emplace_back(run, thread);
    run(0);
  }
  if (first) return std::unexpected(std::move(*first));
  return {};
}

Result<> walk_stock(store::Store& store, const StockJob& job, const std::string& after, Unreadable unreadable,
                    const StockWork& work, const StockKeep& keep) {
  const auto read = [&store](std::string from) {
    store::StockWalk walk;
    walk.after_id = std::move(from);
    walk.limit = kStockPiece;
    return store.stock(walk);
  };
  std::optional<JobKeeper> keeper;
  if (!job.id.empty()) keeper.emplace(store, job.id);
  auto piece = read(after);
  while (true) {
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) return {};
    if (job.stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted; it goes on where it was");
    auto following = std::async(std::launch::async, read, piece->back().row.conversation.id);
    std::vector<char> readable(piece->size(), 1);
    std::vector<std::optional<Error>> faults(piece->size());
    CXAI_TRY_VOID(in_parallel(job.threads, piece->size(), [&](std::size_t thread, std::size_t i) -> Result<> {
      auto analysis = read_stored((*piece)[i]);
      if (analysis) return work({thread, i, (*piece)[i].row, *analysis});
      readable[i] = 0;
      faults[i] = std::move(analysis.error());
      return {};
    }));
    for (std::size_t i = 0; i < faults.size(); ++i)
      if (faults[i]) unreadable.add((*piece)[i].row.conversation.id, *faults[i]);
    CXAI_TRY_VOID(keep(*piece, readable, unreadable));
    if (job.told) job.told();
    piece = following.get();
  }
}

}  // namespace cxai::pipeline
