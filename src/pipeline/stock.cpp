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

Result<> walk_stock(store::Store& store, const StockJob& job, const std::string& after,
                    const std::function<Result<>(std::size_t thread, const StockPiece& piece, std::size_t i)>& work,
                    const std::function<Result<>(const StockPiece& piece)>& keep) {
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
    CXAI_TRY_VOID(in_parallel(job.threads, piece->size(),
                              [&](std::size_t thread, std::size_t i) { return work(thread, *piece, i); }));
    CXAI_TRY_VOID(keep(*piece));
    if (job.told) job.told();
    piece = following.get();
  }
}

}  // namespace cxai::pipeline
