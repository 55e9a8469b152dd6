#include "llm/budget.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "base/files.hpp"

namespace cxai::llm {
namespace {

constexpr std::uint64_t kLargestFile = 4096;

std::uint64_t less(std::uint64_t from, std::uint64_t take) {
  return from > take ? from - take : 0;
}

// What a server claims to have used cannot turn the account over.
std::uint64_t more(std::uint64_t to, std::uint64_t add) {
  return to > std::numeric_limits<std::uint64_t>::max() - add ? std::numeric_limits<std::uint64_t>::max() : to + add;
}

}  // namespace

// Held while the file is read and written again.
class Budget::Lock {
 public:
  static Result<Lock> take(const std::filesystem::path& folder) {
    if (folder.empty()) return Lock(base::Fd());
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail(ErrorCode::permission_denied, folder.string() + ": cannot be made: " + error.message());
    const auto path = folder / "spent.lock";
    base::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd) return std::unexpected(base::file_error(path, errno));
    while (::flock(fd.get(), LOCK_EX) != 0)
      if (errno != EINTR) return std::unexpected(base::file_error(path, errno));
    return Lock(std::move(fd));
  }

 private:
  explicit Lock(base::Fd fd) : fd_(std::move(fd)) {}
  base::Fd fd_;
};

Budget::Budget(BudgetOptions options, std::filesystem::path folder)
    : options_(std::move(options)), folder_(std::move(folder)) {}

std::uint64_t Budget::cost(const Tokens& tokens) const {
  const double micro =
      static_cast<double>(tokens.in) * options_.price_input + static_cast<double>(tokens.out) * options_.price_output;
  return static_cast<std::uint64_t>(std::min(std::ceil(std::max(micro, 0.0)), 1e18));
}

std::string Budget::day_of(Timestamp now) const {
  return base::format_utc(now + std::chrono::minutes(options_.utc_offset_minutes)).substr(0, 10);
}

Result<Spent> Budget::read(Timestamp now) const {
  Spent spent = kept_;
  if (!folder_.empty()) {
    const auto path = folder_ / "spent.json";
    const auto bytes = base::read_file(path, kLargestFile);
    if (bytes) {
      const auto json = base::parse_json(*bytes);
      std::optional<base::Reader> in;
      if (json && json->is_object()) in.emplace(*json, "");
      const auto count = [&](std::string_view key) {
        return static_cast<std::uint64_t>(in->integer(key, 0, std::numeric_limits<std::int64_t>::max()));
      };
      if (in)
        spent = {in->string("day"),
                 count("requests"),
                 count("refused"),
                 {count("tokens_in"), count("tokens_out")},
                 count("micro_usd")};
      if (!in || !in->ok())
        return fail(ErrorCode::corrupt_data,
                    path.string() + ": does not say what was spent today; remove it to start again at nothing");
    } else if (bytes.error().code != ErrorCode::not_found) {
      return std::unexpected(bytes.error());
    }
  }
  std::string day = day_of(now);
  if (spent.day != day) spent = {std::move(day), 0, 0, {}, 0};
  return spent;
}

Result<> Budget::write(const Spent& spent) {
  kept_ = spent;
  if (folder_.empty()) return {};
  const auto signed_count = [](std::uint64_t n) {
    return static_cast<std::int64_t>(std::min(n, static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())));
  };
  return base::write_file_atomic(folder_ / "spent.json",
                                 base::dump_json(Json{{"day", spent.day},
                                                      {"requests", signed_count(spent.requests)},
                                                      {"refused", signed_count(spent.refused)},
                                                      {"tokens_in", signed_count(spent.tokens.in)},
                                                      {"tokens_out", signed_count(spent.tokens.out)},
                                                      {"micro_usd", signed_count(spent.micro_usd)}}) +
                                     "\n");
}

Result<bool> Budget::take(const Tokens& worst, Timestamp now) {
  const std::scoped_lock guard(mutex_);
  CXAI_TRY(const Lock lock, Lock::take(folder_));
  CXAI_TRY(Spent spent, read(now));
  const Tokens tokens{more(spent.tokens.in, worst.in), more(spent.tokens.out, worst.out)};
  const std::uint64_t micro_usd = more(spent.micro_usd, cost(worst));
  const bool holds = (options_.tokens_a_day == 0 || more(tokens.in, tokens.out) <= options_.tokens_a_day) &&
                     (options_.micro_usd_a_day == 0 || micro_usd <= options_.micro_usd_a_day);
  if (holds) {
    spent.tokens = tokens;
    spent.micro_usd = micro_usd;
    ++spent.requests;
  } else {
    ++spent.refused;
  }
  CXAI_TRY_VOID(write(spent));
  return holds;
}

Result<> Budget::settle(const Tokens& worst, const Tokens& real, Timestamp now) {
  const std::scoped_lock guard(mutex_);
  CXAI_TRY(const Lock lock, Lock::take(folder_));
  CXAI_TRY(Spent spent, read(now));
  spent.tokens = {more(less(spent.tokens.in, worst.in), real.in), more(less(spent.tokens.out, worst.out), real.out)};
  spent.micro_usd = more(less(spent.micro_usd, cost(worst)), cost(real));
  return write(spent);
}

Result<> Budget::give_back(const Tokens& worst, Timestamp now) {
  const std::scoped_lock guard(mutex_);
  CXAI_TRY(const Lock lock, Lock::take(folder_));
  CXAI_TRY(Spent spent, read(now));
  spent.tokens = {less(spent.tokens.in, worst.in), less(spent.tokens.out, worst.out)};
  spent.micro_usd = less(spent.micro_usd, cost(worst));
  spent.requests = less(spent.requests, 1);
  return write(spent);
}

Result<Spent> Budget::today(Timestamp now) const {
  const std::scoped_lock guard(mutex_);
  return read(now);
}

}  // namespace cxai::llm
