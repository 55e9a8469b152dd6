#include "audio/confinement.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>

namespace cxai::audio {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLimitMemory = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kLimitMemory = false;
#else
constexpr bool kLimitMemory = true;
#endif
#else
constexpr bool kLimitMemory = true;
#endif

Error refused(const char* what, int error_number) {
  return Error{ErrorCode::unavailable,
               std::string("cannot confine the decoder: ") + what + ": " + std::strerror(error_number)};
}

// Virtual memory held now, in bytes; 0 when unknown.
std::size_t memory_held() {
  unsigned long pages = 0;
  std::FILE* statm = std::fopen("/proc/self/statm", "re");
  if (!statm) return 0;
  if (std::fscanf(statm, "%lu", &pages) != 1) pages = 0;
  std::fclose(statm);
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

Result<> set_limit(__rlimit_resource resource, rlim_t soft, rlim_t hard, const char* name) {
  const rlimit limit{soft, hard};
  if (::setrlimit(resource, &limit) != 0) return std::unexpected(refused(name, errno));
  return {};
}

Result<> set_limits(const ConfinementLimits& limits) {
  if (kLimitMemory) {
    const rlim_t bytes = memory_held() + limits.memory_bytes;
    CXAI_TRY_VOID(set_limit(RLIMIT_AS, bytes, bytes, "memory limit"));
  }
  const auto seconds = static_cast<rlim_t>(limits.cpu_time.count());
  CXAI_TRY_VOID(set_limit(RLIMIT_CPU, seconds, seconds + 1, "CPU limit"));
  CXAI_TRY_VOID(set_limit(RLIMIT_FSIZE, 0, 0, "file size limit"));
  CXAI_TRY_VOID(set_limit(RLIMIT_NOFILE, 3, 3, "descriptor limit"));
  CXAI_TRY_VOID(set_limit(RLIMIT_NPROC, 0, 0, "process limit"));
  return set_limit(RLIMIT_CORE, 0, 0, "core limit");
}

using Filter = std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, void (*)(scmp_filter_ctx)>;

Result<> filter_system_calls() {
  const Filter filter(::seccomp_init(SCMP_ACT_ERRNO(EPERM)), ::seccomp_release);
  if (!filter) return std::unexpected(refused("seccomp", ENOSYS));
  int error = ::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
  const auto rule = [&](std::uint32_t action, int call, std::initializer_list<scmp_arg_cmp> when = {}) {
    if (error == 0)
      error = ::seccomp_rule_add_array(filter.get(), action, call, static_cast<unsigned>(when.size()), when.begin());
  };
  const auto allow_on = [&](int call, int fd) {
    rule(SCMP_ACT_ALLOW, call, {SCMP_A0_32(SCMP_CMP_EQ, static_cast<std::uint32_t>(fd))});
  };
  for (const int call : {SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(lseek)}) allow_on(call, 0);
  for (const int call : {SCMP_SYS(write), SCMP_SYS(writev)}) {
    allow_on(call, 1);
    allow_on(call, 2);
  }
  for (const int fd : {0, 1, 2}) allow_on(SCMP_SYS(fstat), fd);
  // Memory, but no file in it and nothing executable.
  rule(SCMP_ACT_ALLOW, SCMP_SYS(mmap),
       {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0), SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)});
  rule(SCMP_ACT_ALLOW, SCMP_SYS(mprotect), {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)});
  for (const int call : {SCMP_SYS(munmap),
                         SCMP_SYS(mremap),
                         SCMP_SYS(brk),
                         SCMP_SYS(madvise),
                         SCMP_SYS(futex),
                         SCMP_SYS(clock_gettime),
                         SCMP_SYS(clock_getres),
                         SCMP_SYS(clock_nanosleep),
                         SCMP_SYS(nanosleep),
                         SCMP_SYS(gettimeofday),
                         SCMP_SYS(time),
                         SCMP_SYS(getrandom),
                         SCMP_SYS(rt_sigaction),
                         SCMP_SYS(rt_sigprocmask),
                         SCMP_SYS(rt_sigreturn),
                         SCMP_SYS(sigaltstack),
                         SCMP_SYS(restart_syscall),
                         SCMP_SYS(exit),
                         SCMP_SYS(exit_group),
                         SCMP_SYS(sched_yield),
                         SCMP_SYS(sched_getaffinity),
                         SCMP_SYS(getpid),
                         SCMP_SYS(gettid),
                         SCMP_SYS(getrusage),
                         SCMP_SYS(rseq),
                         SCMP_SYS(set_robust_list)})
    rule(SCMP_ACT_ALLOW, call);
  // abort() signals itself.
  rule(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), {SCMP_A0(SCMP_CMP_EQ, static_cast<std::uint64_t>(::getpid()))});
  // No decoder asks for these by mistake.
  for (const int call : {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(socket),
                         SCMP_SYS(connect), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev)})
    rule(SCMP_ACT_KILL_PROCESS, call);
  if (error == 0) error = ::seccomp_load(filter.get());
  if (error != 0) return std::unexpected(refused("seccomp", -error));
  return {};
}

}  // namespace

Result<> confine(const ConfinementLimits& limits, pid_t parent) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return std::unexpected(refused("parent death signal", errno));
  if (::getppid() != parent) return std::unexpected(refused("the parent is gone", ESRCH));
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return std::unexpected(refused("no new privileges", errno));
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) return std::unexpected(refused("no dumps", errno));
  CXAI_TRY_VOID(set_limits(limits));
  return filter_system_calls();
}

}  // namespace cxai::audio
