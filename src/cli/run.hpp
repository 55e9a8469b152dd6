// The program: verbs over the rooms. The composition root, the only place that knows every concrete name.
//
// stdout is data, stderr is log and progress. Exit codes are ExitCode.
// Threads  run() from one thread at a time; it may start threads and ends them
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace cxai::cli {

enum class ExitCode : int { ok = 0, failed = 1, usage = 2, some_inputs_failed = 3, interrupted = 130 };

// What the program knows of the world outside; tests give their own.
struct Io {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 80;  // of the terminal
  std::map<std::string, std::string> environment;
};

// `arguments` without the program's name.
ExitCode run(const std::vector<std::string>& arguments, Io& io);

// What main calls: the decoder child when asked for, else run() with the process's own streams.
int run_main(int argc, char** argv);

ExitCode exit_code(ErrorCode code);

}  // namespace cxai::cli
