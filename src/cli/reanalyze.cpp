#include "pipeline/reanalysis.hpp"

#include <chrono>
#include <ostream>

#include "base/progress.hpp"
#include "cli/interruptible.hpp"
#include "cli/language_model.hpp"
#include "cli/rules.hpp"
#include "cli/stock_job.hpp"

namespace cxai::cli {
namespace {

void tell_unreadable(Context& context, const pipeline::Unreadable& unreadable) {
  for (const std::string& name : unreadable.named) context.io.err << "✗ " << name << '\n';
  const auto unnamed = unreadable.count - static_cast<std::int64_t>(unreadable.named.size());
  if (unnamed > 0) context.io.err << "✗ and " << unnamed << " more, named in the log\n";
}

Result<ExitCode> verify(Context& context, store::Store& store, pipeline::Options options, bool json) {
  const Interruptible interruptible;
  options.stop = interruptible.token();
  CXAI_TRY(const auto stock, store.stock_counts());
  base::Progress progress(context.io.err, context.io.err_is_terminal, "Verifying",
                          static_cast<std::size_t>(stock.ready));
  Json differences = Json::array();
  const auto differs = [&](const std::string& id, const std::string& field) {
    if (json) {
      differences.push_back(Json{{"conversation_id", id}, {"field", field}});
    } else {
      progress.finish();
      context.io.out << "✗ " << id << "  " << field << '\n';
    }
  };
  std::int64_t shown = 0;
  const auto told = [&](std::int64_t done) {
    for (; shown < done; ++shown) progress.step(true);
  };
  CXAI_TRY(const auto report, pipeline::verify_stock(store, options, context.workers(), differs, told));
  progress.finish();
  tell_unreadable(context, report.unreadable);
  if (json) {
    context.io.out << base::dump_json(Json{{"same", report.same},
                                           {"different", report.different},
                                           {"other_recipe", report.other_recipe},
                                           {"unreadable", report.unreadable.json()},
                                           {"differences", std::move(differences)}},
                                      2)
                   << '\n';
  } else {
    context.io.out << report.same << " the same, " << report.different << " different";
    if (report.other_recipe > 0)
      context.io.out << ", " << report.other_recipe << " made by another recipe and not compared (`cxai reanalyze`)";
    context.io.out << '\n';
  }
  return report.different > 0 || report.unreadable.count > 0 ? ExitCode::some_inputs_failed : ExitCode::ok;
}

Result<ExitCode> run_reanalyze(Context& context, const ReanalyzeOptions& verb) {
  CXAI_TRY(const auto centre, open_centre(context));
  store::Store& store = *centre->store;
  pipeline::Options options;
  options.agent_affect = context.agent_affect();
  CXAI_TRY(const int offset, utc_offset_minutes(context.config.text("centre.time_zone"), context.clock.now()));
  options.utc_offset = std::chrono::minutes(offset);
  if (verb.verify) return verify(context, store, std::move(options), verb.json);
  CXAI_TRY(const auto chat, language_model(context));
  options.language_model = chat.get();
  pipeline::RuleDesk desk(store, context.clock);
  CXAI_TRY(options.rules, desk.in_use());
  CXAI_TRY_VOID(run_stock_job(
      context, store, pipeline::kReanalyzeJob, "Analysing again",
      [&](const std::string& worker) { return pipeline::start_reanalysis(store, worker); },
      [&](const store::Job& job, const pipeline::StockJob& how) {
        options.stop = how.stop;
        return pipeline::run_reanalysis(store, context.clock, options, job, how);
      }));
  CXAI_TRY(const auto id, store.last_job(pipeline::kReanalyzeJob));
  CXAI_TRY(const auto job, store.job(id.value_or("")));
  if (!job) return fail(ErrorCode::not_found, "the job is gone");
  CXAI_TRY(const auto state, pipeline::ReanalysisState::from(job->payload));
  if (verb.json)
    context.io.out << base::dump_json(Json{{"job", *id},
                                           {"conversations", state.done},
                                           {"changed", state.changed},
                                           {"unreadable", state.unreadable.json()}})
                   << '\n';
  else
    context.io.out << state.done << " conversations, " << state.changed << " with a new analysis, "
                   << state.done - state.changed - state.unreadable.count << " as they were\n";
  tell_unreadable(context, state.unreadable);
  return state.unreadable.count > 0 ? ExitCode::some_inputs_failed : ExitCode::ok;
}

}  // namespace

ExitCode reanalyze(Context& context, const ReanalyzeOptions& verb) {
  const auto code = run_reanalyze(context, verb);
  return code ? *code : context.fail(code.error());
}

}  // namespace cxai::cli
