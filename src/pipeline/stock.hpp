// Works through every analysed conversation of the store, in pieces, as a job that goes on where it was.
//
//   read a piece ─▶ work on it from several threads ─▶ store it with the job's step ─▶ the next (read meanwhile)
//
// Memory   two pieces of conversations, however many there are
// Errors   cancelled (what is stored stays, the job goes on later); those of reading, working and storing
// Threads  walk_stock from one thread; `work` is called from several at once, never with the same `thread`
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "conversation/analysis.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

inline constexpr int kStockPiece = 200;  // conversations of one transaction

// A job over the stock in this process' hands.
struct StockJob {
  std::string id;
  std::string worker;
  int threads = 1;
  std::stop_token stop = {};
  std::function<void()> told = {};  // after every step
};

using StockPiece = std::vector<store::StoredAnalysis>;

// Errors: corrupt_data, naming the analysis.
Result<conversation::Analysis> read_stored(const store::StoredAnalysis& stored);

// Calls work(thread, i) for every i below `count`, thread below `threads`. The first error wins.
Result<> in_parallel(int threads, std::size_t count,
                     const std::function<Result<>(std::size_t thread, std::size_t i)>& work);

// From behind the conversation `after` to the last one. `keep` stores a piece, with the step of the job.
Result<> walk_stock(store::Store& store, const StockJob& job, const std::string& after,
                    const std::function<Result<>(std::size_t thread, const StockPiece& piece, std::size_t i)>& work,
                    const std::function<Result<>(const StockPiece& piece)>& keep);

}  // namespace cxai::pipeline
