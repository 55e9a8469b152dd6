// What may be spent in a day on a server that is paid by the token, and what was.
//
// Before a question its worst case is taken from the day's budget; afterwards the rest is given back. So several
// threads and processes that share one folder never spend more together than was allowed.
//
// Output   the file `spent.json`: {"day", "requests", "refused", "tokens_in", "tokens_out", "micro_usd"} of the last
// day Errors   permission_denied, unavailable (folder, disk), corrupt_data (the file is none of ours: nothing more is
//          spent until somebody has looked)
// Threads  any; processes wait for each other
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace cxai::llm {

struct BudgetOptions {
  std::uint64_t tokens_a_day = 0;     // asked and answered together; 0: no limit
  std::uint64_t micro_usd_a_day = 0;  // millionths of a US dollar; 0: no limit
  double price_input = 0;             // US dollars per million tokens
  double price_output = 0;
  int utc_offset_minutes = 0;  // where the day begins
};

struct Tokens {
  std::uint64_t in = 0;
  std::uint64_t out = 0;
};

struct Spent {
  std::string day;  // "2026-03-14"
  std::uint64_t requests = 0;
  std::uint64_t refused = 0;  // that the budget did not hold any more
  Tokens tokens;
  std::uint64_t micro_usd = 0;
};

class Budget {
 public:
  // `folder` is made when something is first spent; empty: the account lives as long as this object.
  Budget(BudgetOptions options, std::filesystem::path folder);

  // Takes the cost of one request; false: the day's budget does not hold it; nothing but the refusal is noted.
  Result<bool> take(const Tokens& worst, Timestamp now);
  // What it cost in the end, in place of what was taken.
  Result<> settle(const Tokens& worst, const Tokens& real, Timestamp now);
  // Nothing was spent at all.
  Result<> give_back(const Tokens& worst, Timestamp now);

  Result<Spent> today(Timestamp now) const;
  const BudgetOptions& options() const { return options_; }

 private:
  class Lock;
  std::uint64_t cost(const Tokens& tokens) const;
  std::string day_of(Timestamp now) const;
  Result<Spent> read(Timestamp now) const;
  Result<> write(const Spent& spent);

  BudgetOptions options_;
  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  Spent kept_;  // without folder
};

}  // namespace cxai::llm
