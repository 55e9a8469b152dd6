// Trying again: what is worth it, how long to wait, and when to give up.
//
// Output   the first answer that is final, or the last one
// Threads  pure, but for the pause; a Pauser may be used from any thread
#pragma once

#include <functional>
#include <optional>
#include <stop_token>

#include "net/client.hpp"

namespace cxai::net {

struct RetryPolicy {
  int attempts = 4;         // in all; 1: never again
  Millis first_pause{500};  // doubled for each further one
  Millis longest_pause{30'000};
  double jitter = 0.5;  // share of each pause that is drawn by chance, 0 … 1
};

// Waits. In the program the real time passes; tests write down what was asked for.
class Pauser {
 public:
  virtual ~Pauser() = default;
  virtual Timestamp now() const = 0;
  virtual double chance() = 0;  // 0 … 1
  // Errors: cancelled.
  virtual Result<> pause(Millis time, const std::stop_token& stop) = 0;
};

// Real time and chance.
Pauser& system_pauser();

// 408, 429, 500, 502, 503, 504, and what Client calls unavailable.
bool worth_another_try(int status);
bool worth_another_try(const Error& error);

// Retry-After in seconds or as a date; nullopt where there is none, or it makes no sense.
std::optional<Millis> retry_after(const ResponseHead& head, Timestamp now);

// The pause after attempt number `attempt` (1, 2, …): what the server asked for, else growing. Never longer than
// `longest_pause`.
Millis pause_after(const RetryPolicy& policy, int attempt, std::optional<Millis> asked, double chance);

// Sends until an answer is final. Errors: as Client::send.
Result<Response> send_with_retries(Client& client, const Request& request, const RetryPolicy& policy, Pauser& pauser,
                                   const std::stop_token& stop = {});

}  // namespace cxai::net
