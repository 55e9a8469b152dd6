// Who works on a job: names that let a later process tell whether the earlier one still lives.
#pragma once

#include <string>

namespace cxai::store {

// True only when it is certain: the worker ran on this machine, in this boot and process namespace, and there is no
// such process any more. Another machine's worker is never known to be dead.
bool is_dead(const std::string& worker);

}  // namespace cxai::store
