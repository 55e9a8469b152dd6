#include "audio/confinement.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CXAI_SHADOW_MEMORY 1
#else
#define CXAI_SHADOW_MEMORY 0
#endif

namespace cxai::audio {
namespace {

constexpr int kNotConfined = 99;

// Confines a forked child, lets it do `act` and says how it ended (as waitpid).
int confined(const std::function<int()>& act, ConfinementLimits limits = {}) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    const int null = ::open("/dev/null", O_RDWR);
    for (const int fd : {0, 1, 2}) ::dup2(null, fd);
    ::close(null);
    if (!confine(limits, parent)) ::_exit(kNotConfined);
    ::_exit(act());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

int exit_of(const std::function<int()>& act, ConfinementLimits limits = {}) {
  const int status = confined(act, limits);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// 0: refused with EPERM, as it should be.
int refused(long result) {
  return result == -1 && errno == EPERM ? 0 : 1;
}

TEST(Confinement, LeavesReadingWritingAndComputing) {
  EXPECT_EQ(exit_of([] {
              char byte = 0;
              if (::read(0, &byte, 1) != 0) return 1;  // the end of /dev/null
              if (::write(1, "x", 1) != 1) return 2;
              if (::lseek(0, 0, SEEK_SET) != 0) return 3;
              void* memory = std::malloc(8 << 20);
              if (!memory) return 4;
              std::free(memory);
              return 0;
            }),
            0);
}

TEST(Confinement, RefusesFiles) {
  EXPECT_EQ(exit_of([] { return refused(::open("/etc/passwd", O_RDONLY)); }), 0);
  EXPECT_EQ(exit_of([] { return refused(::open("/dev/null", O_WRONLY)); }), 0);
  EXPECT_EQ(exit_of([] { return refused(::unlink("/tmp/cxai-no-such-file")); }), 0);
  EXPECT_EQ(exit_of([] { return refused(::dup(0)); }), 0);
  EXPECT_EQ(exit_of([] {
              char byte = 0;
              return refused(::read(1, &byte, 1));
            }),
            0);
  EXPECT_EQ(exit_of([] { return refused(::write(0, "x", 1)); }), 0);
}

TEST(Confinement, RefusesExecutableAndFileMemory) {
  EXPECT_EQ(exit_of([] {
              void* at = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return at == MAP_FAILED && errno == EPERM ? 0 : 1;
            }),
            0);
  EXPECT_EQ(exit_of([] {
              void* at = ::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, 0, 0);
              return at == MAP_FAILED && errno == EPERM ? 0 : 1;
            }),
            0);
}

TEST(Confinement, KillsForSocketsAndPrograms) {
  EXPECT_EQ(exit_of([] { return ::socket(AF_INET, SOCK_STREAM, 0); }), -SIGSYS);
  EXPECT_EQ(exit_of([] { return ::socket(AF_UNIX, SOCK_STREAM, 0); }), -SIGSYS);
  EXPECT_EQ(exit_of([] {
              char name[] = "/bin/true";
              char* const words[] = {name, nullptr};
              return ::execv(name, words);
            }),
            -SIGSYS);
}

TEST(Confinement, RefusesProcessesAndThreads) {
  EXPECT_EQ(exit_of([] {
              const pid_t child = ::fork();
              if (child == 0) ::_exit(0);
              return refused(child);
            }),
            0);
  EXPECT_EQ(exit_of([] { return refused(::kill(::getppid(), SIGTERM)); }), 0);
}

TEST(Confinement, EndsLoopsByCpuTime) {
  EXPECT_EQ(exit_of(
                [] {
                  for (volatile unsigned i = 0;;) i = i + 1;
                  return 0;
                },
                {.memory_bytes = 1 << 28, .cpu_time = std::chrono::seconds(1)}),
            -SIGXCPU);
}

TEST(Confinement, LimitsMemory) {
  if (CXAI_SHADOW_MEMORY) GTEST_SKIP() << "address space cannot be limited under this sanitizer";
  EXPECT_EQ(exit_of(
                [] {
                  for (int mebibytes = 0; mebibytes < 128; mebibytes += 8)
                    if (!std::malloc(8 << 20)) return mebibytes >= 32 ? 0 : 1;
                  return 2;
                },
                {.memory_bytes = 64 << 20, .cpu_time = std::chrono::seconds(10)}),
            0);
}

TEST(Confinement, NeedsALivingParent) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(confine({}, ::getpid()) ? 1 : 0);  // not its own parent
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace cxai::audio
