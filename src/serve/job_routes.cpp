#include <algorithm>
#include <map>

#include "pipeline/job_document.hpp"
#include "serve/access.hpp"
#include "serve/filters.hpp"
#include "serve/handlers.hpp"
#include "serve/job_view.hpp"

namespace cxai::serve {
namespace {

using store::JobState;

constexpr int kAgentWindow = 1000;
constexpr JobState kStates[] = {JobState::queued, JobState::running, JobState::succeeded, JobState::failed};

}  // namespace

Result<std::vector<store::Job>> visible_jobs(App& app, const store::User& user, const std::vector<JobState>& states,
                                             int limit) {
  if (sees_all(user)) return app.services.store.jobs(states, limit);
  CXAI_TRY(const auto newest, app.services.store.jobs(states, kAgentWindow));
  std::vector<store::Job> own;
  for (const auto& job : newest) {
    if (own.size() == static_cast<std::size_t>(limit)) break;
    CXAI_TRY(const bool visible, may_see(app, user, job.subject));
    if (visible) own.push_back(job);
  }
  return own;
}

Result<store::JobCounts> visible_job_counts(App& app, const store::User& user) {
  if (sees_all(user)) return app.services.store.job_counts();
  CXAI_TRY(const auto own, visible_jobs(app, user, {std::begin(kStates), std::end(kStates)}, kAgentWindow));
  const auto count = [&](JobState state) { return std::ranges::count(own, state, &store::Job::state); };
  return store::JobCounts{count(JobState::queued), count(JobState::running), count(JobState::succeeded),
                          count(JobState::failed)};
}

Result<store::Job> visible_job(App& app, const store::User& user, const std::string& id) {
  CXAI_TRY(auto job, app.services.store.job(id));
  bool visible = false;
  if (job) {
    CXAI_TRY(visible, may_see(app, user, job->subject));
  }
  if (!visible) return fail(ErrorCode::not_found, "there is no such job");
  return std::move(*job);
}

Result<Response> list_jobs(App& app, const Request& request) {
  std::vector<JobState> states;
  for (const auto& name : split_list(request.query_value("state"))) {
    const auto* state = std::ranges::find_if(kStates, [&](JobState s) { return name == store::to_string(s); });
    if (state == std::end(kStates))
      return fail(ErrorCode::invalid_input, "state: must be of queued, running, succeeded, failed");
    states.push_back(*state);
  }
  if (states.empty()) states.assign(std::begin(kStates), std::end(kStates));
  CXAI_TRY(const std::int64_t limit, read_number(request, "limit", 1, 1000, 50));
  CXAI_TRY(const auto jobs, visible_jobs(app, *request.user, states, static_cast<int>(limit)));
  CXAI_TRY(const auto counts, visible_job_counts(app, *request.user));
  Json items = Json::array();
  for (const auto& job : jobs) items.push_back(pipeline::job_document(job));
  return json_response(Json{{"items", std::move(items)},
                            {"counts",
                             {{"queued", counts.queued},
                              {"running", counts.running},
                              {"succeeded", counts.succeeded},
                              {"failed", counts.failed}}}});
}

Result<Response> show_job(App& app, const Request& request) {
  CXAI_TRY(const auto job, visible_job(app, *request.user, std::string(request.param("id"))));
  return json_response(pipeline::job_document(job));
}

}  // namespace cxai::serve
