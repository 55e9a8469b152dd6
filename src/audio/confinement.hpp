// Locks the calling process in, for good: what it may still do is compute, read descriptor 0 and write 1 and 2.
//
// Input    descriptors 0 (the file), 1 and 2; everything else should be closed already
// Refused  with EPERM: opening, creating, removing, mapping files, threads, everything not listed;
//          with death (SIGSYS): exec, fork, sockets, looking into other processes
// Limits   memory (beyond what the process holds now; not enforced in ASan and TSan builds, whose shadow memory knows
//          no limit), CPU time (SIGXCPU), no file growth, no new descriptors, no core dump; dies with its parent
// Errors   unavailable: the kernel or container refuses; the caller must then not touch untrusted bytes
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>

#include "base/result.hpp"

namespace cxai::audio {

struct ConfinementLimits {
  std::size_t memory_bytes = 1ULL << 30;
  std::chrono::seconds cpu_time{900};
};

// `parent` is who must be alive: when it is not the parent any more, this fails.
Result<> confine(const ConfinementLimits& limits, pid_t parent);

}  // namespace cxai::audio
