#include "store/worker.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/files.hpp"
#include "store/store.hpp"

namespace cxai::store {

namespace {

// "host/boot": the boot's id and the process namespace in which a process number means something.
std::string machine() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::string boot = base::read_file("/proc/sys/kernel/random/boot_id").value_or("unknown");
  while (!boot.empty() && boot.back() == '\n') boot.pop_back();
  std::error_code ignored;
  const std::string space = std::filesystem::read_symlink("/proc/self/ns/pid", ignored).string();
  return std::string(host.data()) + "/" + boot + "-" + space;
}

// When the process began, in clock ticks since the boot; empty when it does not run (any more).
std::string start_of(std::string_view pid) {
  const auto stat = base::read_file("/proc/" + std::string(pid) + "/stat");
  if (!stat) return "";
  // "pid (name) state … start …": the name may hold anything, so count the fields behind its last bracket.
  const std::size_t name_end = stat->rfind(')');
  if (name_end == std::string::npos) return "";
  std::vector<std::string_view> fields;
  std::string_view rest = std::string_view(*stat).substr(name_end + 1);
  while (!rest.empty()) {
    const std::size_t begin = rest.find_first_not_of(" \n");
    if (begin == std::string_view::npos) break;
    rest.remove_prefix(begin);
    const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
    fields.push_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  constexpr std::size_t kState = 0;
  constexpr std::size_t kStart = 19;
  if (fields.size() <= kStart || fields[kState] == "Z" || fields[kState] == "X") return "";
  return std::string(fields[kStart]);
}

}  // namespace

std::string worker_name() {
  const std::string pid = std::to_string(::getpid());
  return machine() + "/" + pid + "/" + start_of(pid);
}

bool is_dead(const std::string& worker) {
  const std::size_t start_at = worker.rfind('/');
  if (start_at == std::string::npos || start_at == 0) return false;
  const std::size_t pid_at = worker.rfind('/', start_at - 1);
  if (pid_at == std::string::npos || worker.substr(0, pid_at) != machine()) return false;
  const std::string pid = worker.substr(pid_at + 1, start_at - pid_at - 1);
  if (pid.empty() || pid.find_first_not_of("0123456789") != std::string::npos) return false;
  return start_of(pid) != worker.substr(start_at + 1);
}

}  // namespace cxai::store
