// One line of progress for long work on a terminal: bar, count, rate, time left. Elsewhere it prints nothing.
//
// Threads  all functions from any thread
#pragma once

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <mutex>
#include <string>
#include <string_view>

namespace cxai::base {

// What the line says, apart from drawing it. `columns` is the terminal's width; the result fits.
std::string progress_line(std::string_view label, std::size_t done, std::size_t failed, std::size_t total,
                          std::chrono::duration<double> elapsed, int columns);

class Progress {
 public:
  // Draws on `out` when `terminal`.
  Progress(std::ostream& out, bool terminal, std::string label, std::size_t total);
  ~Progress();
  void step(bool ok);                 // one more item ended
  void print(std::string_view line);  // a line above the bar
  void finish();                      // removes the bar

 private:
  void draw();
  std::ostream& out_;
  bool terminal_;
  std::string label_;
  std::size_t total_;
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_draw_;
  std::mutex mutex_;
};

}  // namespace cxai::base
