// Ctrl-C and SIGTERM as a wish to stop, honoured at the next convenient moment.
#pragma once

#include <csignal>

namespace cxai::cli {

// While one lives, SIGINT and SIGTERM are noted instead of ending the process; a second one ends it at once.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

 private:
  struct sigaction old_int_{};
  struct sigaction old_term_{};
};

bool stop_requested();

// Returns once stop_requested().
void wait_for_stop();

}  // namespace cxai::cli
