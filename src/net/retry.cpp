#include "net/retry.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <random>

#include "base/log.hpp"
#include "net/address.hpp"

namespace cxai::net {
namespace {

class SystemPauser final : public Pauser {
 public:
  Timestamp now() const override { return base::SystemClock().now(); }

  double chance() override {
    const std::scoped_lock lock(mutex_);
    return std::uniform_real_distribution<double>(0, 1)(random_);
  }

  Result<> pause(Millis time, const std::stop_token& stop) override {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped on request");
    return {};
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 random_{std::random_device{}()};
};

}  // namespace

Pauser& system_pauser() {
  static SystemPauser pauser;
  return pauser;
}

bool worth_another_try(int status) {
  return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

bool worth_another_try(const Error& error) {
  return error.code == ErrorCode::unavailable;
}

std::optional<Millis> retry_after(const ResponseHead& head, Timestamp now) {
  const std::string value(head.header("retry-after"));
  if (value.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (error == std::errc() && end == value.data() + value.size()) {
    if (seconds < 0 || seconds > 86'400) return std::nullopt;
    return Millis(seconds * 1000);
  }
  const std::time_t date = curl_getdate(value.c_str(), nullptr);
  if (date < 0) return std::nullopt;
  return std::max(Millis(0), std::chrono::floor<Millis>(std::chrono::sys_seconds(std::chrono::seconds(date)) - now));
}

Millis pause_after(const RetryPolicy& policy, int attempt, std::optional<Millis> asked, double chance) {
  if (asked) return std::min(*asked, policy.longest_pause);
  Millis pause = policy.first_pause;
  for (int i = 1; i < attempt && pause < policy.longest_pause; ++i) pause *= 2;
  pause = std::min(pause, policy.longest_pause);
  const double share = 1 - policy.jitter + policy.jitter * chance;
  return Millis(static_cast<std::int64_t>(static_cast<double>(pause.count()) * share));
}

Result<Response> send_with_retries(Client& client, const Request& request, const RetryPolicy& policy, Pauser& pauser,
                                   const std::stop_token& stop) {
  for (int attempt = 1;; ++attempt) {
    auto answer = client.send(request, stop);
    const bool again = answer ? worth_another_try(answer->head.status) : worth_another_try(answer.error());
    if (!again || attempt >= policy.attempts) return answer;
    const Millis pause =
        pause_after(policy, attempt, answer ? retry_after(answer->head, pauser.now()) : std::nullopt, pauser.chance());
    base::log_debug(shown_address(request.url) + ": attempt " + std::to_string(attempt) + " of " +
                    std::to_string(policy.attempts) + " failed, next in " + std::to_string(pause.count()) + " ms");
    CXAI_TRY_VOID(pauser.pause(pause, stop));
  }
}

}  // namespace cxai::net
