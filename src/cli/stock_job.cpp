#include "cli/stock_job.hpp"

#include <ostream>

#include "base/log.hpp"
#include "base/progress.hpp"
#include "cli/interruptible.hpp"

namespace cxai::cli {
namespace {

bool is_over(const store::Job& job) {
  return job.state == store::JobState::succeeded || job.state == store::JobState::failed;
}

Result<std::string> take_or_start(Context& context, store::Store& store, const char* kind, const std::string& worker,
                                  const std::function<Result<std::string>(const std::string&)>& start) {
  CXAI_TRY(const auto last, store.last_job(kind));
  if (!last) return start(worker);
  CXAI_TRY(const auto job, store.job(*last));
  if (!job || is_over(*job)) return start(worker);
  if (auto taken = store.claim_this_job(*last, worker); !taken)
    return fail(taken.error().code,
                "another process works on it already (job " + *last + "): " + taken.error().message);
  context.io.err << "Goes on with job " << *last << '\n';
  return *last;
}

}  // namespace

Result<> run_stock_job(Context& context, store::Store& store, const char* kind, const std::string& label,
                       const std::function<Result<std::string>(const std::string& worker)>& start,
                       const std::function<Result<>(const store::Job& job, const pipeline::StockJob& how)>& work) {
  const Interruptible interruptible;
  const std::string worker = store::worker_name();
  CXAI_TRY(const std::string id, take_or_start(context, store, kind, worker, start));
  CXAI_TRY(const auto job, store.job(id));
  if (!job) return fail(ErrorCode::not_found, "job " + id + ": there is none with this id");
  const auto number = [](const store::Job& of, const char* key) {
    return of.payload.contains(key) && of.payload[key].is_number_integer() ? of.payload[key].get<std::int64_t>() : 0;
  };
  base::Progress progress(context.io.err, context.io.err_is_terminal, label,
                          static_cast<std::size_t>(number(*job, "total")));
  std::int64_t shown = 0;
  const auto told = [&] {
    const auto now = store.job(id);
    if (!now || !*now) return;
    for (const auto done = number(**now, "done"); shown < done; ++shown) progress.step(true);
  };
  told();
  auto done = work(*job, {id, worker, context.workers(), interruptible.token(), told});
  progress.finish();
  if (done) return {};
  auto noted = done.error().code == ErrorCode::cancelled ? store.return_job(id, worker)
                                                         : store.fail_job(id, worker, done.error().message, false);
  if (!noted) base::log_warning("cannot note the end of job " + id + ": " + noted.error().message);
  return done;
}

}  // namespace cxai::cli
