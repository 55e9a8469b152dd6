#include "cli/stop_signal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>

namespace cxai::cli {
namespace {

std::atomic<bool> requested = false;
std::array<int, 2> wake_pipe{-1, -1};

void on_signal(int signal) {
  if (requested.exchange(true)) ::_exit(128 + signal);
  if (wake_pipe[1] >= 0) {
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(wake_pipe[1], &byte, 1);
  }
}

}  // namespace

StopOnSignal::StopOnSignal() {
  requested = false;
  if (::pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) wake_pipe = {-1, -1};
  struct sigaction action{};
  action.sa_handler = on_signal;
  ::sigaction(SIGINT, &action, &old_int_);
  ::sigaction(SIGTERM, &action, &old_term_);
}

StopOnSignal::~StopOnSignal() {
  ::sigaction(SIGINT, &old_int_, nullptr);
  ::sigaction(SIGTERM, &old_term_, nullptr);
  for (int& fd : wake_pipe) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
}

bool stop_requested() {
  return requested;
}

void wait_for_stop() {
  while (!requested) {
    pollfd fd{wake_pipe[0], POLLIN, 0};
    ::poll(&fd, wake_pipe[0] >= 0 ? 1 : 0, 1000);
  }
}

}  // namespace cxai::cli
