#include "base/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ostream>

#include "base/utf8.hpp"

namespace cxai::base {
namespace {

int terminal_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string duration_text(double seconds) {
  const auto whole = std::lround(seconds);
  char text[32];
  if (whole >= 3600)
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
  return text;
}

}  // namespace

std::string progress_line(std::string_view label, std::size_t done, std::size_t failed, std::size_t total,
                          std::chrono::duration<double> elapsed, int columns) {
  const double rate = elapsed.count() > 0 ? static_cast<double>(done) / elapsed.count() : 0;
  char numbers[96];
  std::snprintf(numbers, sizeof numbers, " %zu/%zu  %.1f/s", done, total, rate);
  std::string tail = numbers;
  if (failed > 0) tail += "  ✗ " + std::to_string(failed);
  if (rate > 0 && done < total) tail += "  " + duration_text(static_cast<double>(total - done) / rate) + " left";
  const int room = columns - static_cast<int>(count_code_points(label) + count_code_points(tail)) - 4;
  std::string bar;
  if (room >= 8) {
    const auto width = static_cast<std::size_t>(std::min(room, 40));
    const std::size_t full = total > 0 ? width * std::min(done, total) / total : width;
    bar = " ";
    for (std::size_t i = 0; i < width; ++i) bar += i < full ? "█" : "░";
  }
  std::string line = std::string(label) + bar + tail;
  return line.substr(0, byte_offset(line, static_cast<std::size_t>(std::max(columns - 1, 0))));
}

Progress::Progress(std::ostream& out, bool terminal, std::string label, std::size_t total)
    : out_(out),
      terminal_(terminal),
      label_(std::move(label)),
      total_(total),
      start_(std::chrono::steady_clock::now()),
      last_draw_(start_ - std::chrono::seconds(1)) {}

Progress::~Progress() {
  finish();
}

void Progress::step(bool ok) {
  const std::lock_guard lock(mutex_);
  ++done_;
  if (!ok) ++failed_;
  draw();
}

void Progress::print(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (drawn_) out_ << "\r\x1b[K";
  out_ << line << '\n' << std::flush;
  drawn_ = false;
  last_draw_ = start_ - std::chrono::seconds(1);
  draw();
}

void Progress::draw() {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || (done_ < total_ && now - last_draw_ < std::chrono::milliseconds(80))) return;
  last_draw_ = now;
  out_ << "\r\x1b[K" << progress_line(label_, done_, failed_, total_, now - start_, terminal_columns()) << std::flush;
  drawn_ = true;
}

void Progress::finish() {
  const std::lock_guard lock(mutex_);
  if (drawn_) out_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace cxai::base
