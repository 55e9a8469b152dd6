#include "audio/child_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>

namespace cxai::audio {
namespace {

constexpr int kPipeBytes = 1 << 20;
constexpr std::size_t kMaxSecretBytes = 4096;
constexpr int kFirstFreeFd = 3;  // so that no descriptor handed over lies where another one must go

// Owns what posix_spawn needs; `error` is the first that went wrong.
struct SpawnPlan {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
  int error = 0;

  SpawnPlan() {
    note(posix_spawn_file_actions_init(&actions));
    note(posix_spawnattr_init(&attributes));
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  void note(int result) {
    if (error == 0) error = result;
  }
};

std::unexpected<Error> cannot_start(const std::filesystem::path& program, int error_number) {
  return fail(ErrorCode::unavailable, "cannot start " + program.string() + ": " + std::strerror(error_number));
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::filesystem::path& program,
                                         const std::vector<std::string>& arguments, const base::Fd& input,
                                         std::string_view secret) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return cannot_start(program, errno);
  base::Fd from_child(ends[0]);
  const base::Fd pipe_end(ends[1]);
  ::fcntl(from_child.get(), F_SETPIPE_SZ, kPipeBytes);  // fewer switches; works without, too
  const base::Fd file(::fcntl(input.get(), F_DUPFD_CLOEXEC, kFirstFreeFd));
  const base::Fd to_parent(::fcntl(pipe_end.get(), F_DUPFD_CLOEXEC, kFirstFreeFd));
  if (!file || !to_parent) return cannot_start(program, errno);

  base::Fd whisper;
  if (!secret.empty()) {
    if (secret.size() > kMaxSecretBytes || ::pipe2(ends, O_CLOEXEC) != 0) return cannot_start(program, errno);
    const base::Fd from_whisper(ends[0]);
    const base::Fd to_whisper(ends[1]);
    whisper = base::Fd(::fcntl(from_whisper.get(), F_DUPFD_CLOEXEC, kFirstFreeFd));
    // So few bytes fit into the pipe at once.
    if (!whisper || ::write(to_whisper.get(), secret.data(), secret.size()) != static_cast<ssize_t>(secret.size()))
      return cannot_start(program, errno);
  }

  SpawnPlan plan;
  plan.note(posix_spawn_file_actions_adddup2(&plan.actions, file.get(), STDIN_FILENO));
  plan.note(posix_spawn_file_actions_adddup2(&plan.actions, to_parent.get(), STDOUT_FILENO));
  if (whisper)
    plan.note(posix_spawn_file_actions_adddup2(&plan.actions, whisper.get(), STDERR_FILENO));
  else
    plan.note(posix_spawn_file_actions_addopen(&plan.actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0));
  plan.note(posix_spawn_file_actions_addclosefrom_np(&plan.actions, kFirstFreeFd));
  // Its own process group, so that an interrupt typed at the terminal is the parent's to handle.
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  plan.note(posix_spawnattr_setsigmask(&plan.attributes, &none));
  plan.note(posix_spawnattr_setsigdefault(&plan.attributes, &all));
  plan.note(posix_spawnattr_setpgroup(&plan.attributes, 0));
  plan.note(posix_spawnattr_setflags(&plan.attributes,
                                     POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
  if (plan.error != 0) return cannot_start(program, plan.error);

  std::string name = program.string();
  std::vector<std::string> words = arguments;
  std::vector<char*> argv{name.data()};
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::string library_path = "LD_LIBRARY_PATH=";
  std::vector<char*> environment;
  if (const char* value = std::getenv("LD_LIBRARY_PATH")) {
    library_path += value;
    environment.push_back(library_path.data());
  }
  environment.push_back(nullptr);

  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, name.c_str(), &plan.actions, &plan.attributes, argv.data(), environment.data());
  if (error != 0) return cannot_start(program, error);
  return ChildProcess(pid, std::move(from_child));
}

ChildProcess::~ChildProcess() {
  kill_and_reap();
}

void ChildProcess::kill_and_reap() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

std::optional<int> ChildProcess::finish() {
  using namespace std::chrono_literals;
  for (int tries = 0; pid_ >= 0 && tries < 200; ++tries) {
    int status = 0;
    const pid_t reaped = ::waitpid(pid_, &status, WNOHANG);
    if (reaped == pid_) {
      pid_ = -1;
      return status;
    }
    if (reaped < 0 && errno != EINTR) break;
    std::this_thread::sleep_for(5ms);
  }
  kill_and_reap();
  return std::nullopt;
}

}  // namespace cxai::audio
