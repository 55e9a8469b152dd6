// A child process with nothing but descriptors 0, 1 and 2; killed and reaped at the end of its owner.
//
// Threads  may be started from several threads at once; each object belongs to the thread that started it, since a
//          decoder child dies with that thread (confinement.hpp)
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"
#include "base/result.hpp"

namespace cxai::audio {

class ChildProcess {
 public:
  // Runs `program` with `arguments`: reads `input` as descriptor 0, writes 1 to the pipe `output()` reads, and loses
  // descriptor 2; where there is a `secret` (at most 4 KiB), it reads that from descriptor 2. Its environment holds the
  // dynamic linker's path and nothing else. Errors: unavailable (cannot start).
  static Result<ChildProcess> start(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                                    const base::Fd& input, std::string_view secret = {});

  ChildProcess(ChildProcess&& other) noexcept : pid_(other.pid_), output_(std::move(other.output_)) { other.pid_ = -1; }
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  int output() const { return output_.get(); }
  // How it ended, as waitpid says; waits a moment for it to end by itself, then kills it. nullopt: had to be killed.
  std::optional<int> finish();

 private:
  ChildProcess(pid_t pid, base::Fd output) : pid_(pid), output_(std::move(output)) {}
  void kill_and_reap();

  pid_t pid_ = -1;
  base::Fd output_;
};

}  // namespace cxai::audio
