// Jobs as one user may see them: staff all, an agent those of its own conversations among the newest 1000.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "serve/app.hpp"
#include "store/store.hpp"

namespace cxai::serve {

Result<std::vector<store::Job>> visible_jobs(App& app, const store::User& user,
                                             const std::vector<store::JobState>& states, int limit);
Result<store::JobCounts> visible_job_counts(App& app, const store::User& user);

// not_found also when the user may not see it.
Result<store::Job> visible_job(App& app, const store::User& user, const std::string& id);

}  // namespace cxai::serve
