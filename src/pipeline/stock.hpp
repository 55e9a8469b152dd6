// Works through every analysed conversation of the store, in pieces, as a job that goes on where it was.
//
//   read a piece ─▶ work on it from several threads ─▶ store it with the job's step ─▶ the next (read meanwhile)
//
// Memory   two pieces of conversations, however many there are
// Errors   cancelled (what is stored stays, the job goes on later); those of reading, working and storing. A stored
//          analysis that cannot be read is named, and the rest goes on
// Threads  walk_stock from one thread; `work` is called from several at once, never with the same `thread`
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/json.hpp"
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

// What of the stock could not be read: how many, and the first of them by name.
struct Unreadable {
  static constexpr std::size_t kMostNamed = 20;
  std::int64_t count = 0;
  std::vector<std::string> named;  // "c_…: stored analysis a_…: …"

  void add(const std::string& conversation_id, const Error& error);
  Json json() const;
  static Unreadable from(base::Reader& in);  // of a job's payload, key "unreadable"
};

// Calls work(thread, i) for every i below `count`, thread below `threads`. The first error wins.
Result<> in_parallel(int threads, std::size_t count,
                     const std::function<Result<>(std::size_t thread, std::size_t i)>& work);

// One conversation of a piece, read; `i` is its place in the piece.
struct StockItem {
  std::size_t thread = 0;
  std::size_t i = 0;
  const store::ConversationRow& row;
  const conversation::Analysis& analysis;
};
// `readable[i]` says whether the conversation was worked on.
using StockWork = std::function<Result<>(const StockItem& item)>;
using StockKeep =
    std::function<Result<>(const StockPiece& piece, const std::vector<char>& readable, const Unreadable& unreadable)>;

// From behind the conversation `after` to the last one. `keep` stores a piece, with the step of the job; `unreadable`
// goes on where the job left it.
Result<> walk_stock(store::Store& store, const StockJob& job, const std::string& after, Unreadable unreadable,
                    const StockWork& work, const StockKeep& keep);

}  // namespace cxai::pipeline
