// `cxai status`: training jobs as a list, or one of them with its metrics, checkpoints and events.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ostream>
#include <thread>

#include "base/json.hpp"
#include "cli/interruptible.hpp"
#include "cli/routing.hpp"
#include "cli/routing_model.hpp"
#include "routing/job.hpp"
#include "routing/remote_finetune.hpp"

namespace cxai::cli {
namespace {

using routing::Job;
using routing::JobFolder;
using routing::JobStatus;

constexpr Millis kLook{300};
constexpr std::size_t kEventsShown = 15;
constexpr std::size_t kStepsShown = 10;

std::string time_text(Timestamp time) {
  std::string text = base::format_utc(time).substr(0, 19);
  text[10] = ' ';
  return text;
}

const char* mark(JobStatus status) {
  switch (status) {
    case JobStatus::succeeded:
      return "✓";
    case JobStatus::failed:
      return "✗";
    case JobStatus::cancelled:
      return "–";
    case JobStatus::validating_files:
    case JobStatus::queued:
    case JobStatus::running:
      return "…";
  }
  return "…";
}

Json json_of(const JobFolder& folder) {
  Json json = routing::to_json(folder.job());
  json["worked_on"] = folder.is_worked_on();
  json["events"] = Json::array();
  if (const auto events = folder.events())
    for (const auto& event : *events)
      json["events"].push_back(Json{{"created_at", base::format_utc(event.created_at)},
                                    {"level", event.level},
                                    {"message", event.message},
                                    {"data", event.data}});
  json["checkpoints"] = Json::array();
  if (const auto checkpoints = folder.checkpoints())
    for (const auto& one : *checkpoints)
      json["checkpoints"].push_back(Json{{"name", one.name}, {"step", one.step}, {"size_bytes", one.size_bytes}});
  json["folder"] = folder.path().string();
  return json;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// A table of the comma-parted lines, its columns as wide as they need.
void print_steps(std::ostream& out, std::vector<std::string> lines) {
  if (lines.size() < 2) return;
  const std::size_t skipped = lines.size() - 1 > kStepsShown ? lines.size() - 1 - kStepsShown : 0;
  out << "\nSteps" << (skipped > 0 ? " (the last " + std::to_string(kStepsShown) + ")" : "") << '\n';
  lines.erase(lines.begin() + 1, lines.begin() + 1 + static_cast<std::ptrdiff_t>(skipped));
  for (const std::string& line : lines) {
    out << ' ';
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t end = std::min(line.find(',', begin), line.size());
      const std::string cell = line.substr(begin, end - begin);
      char padded[32];
      std::snprintf(padded, sizeof padded, " %*s", begin == 0 ? 5 : 19, cell.empty() ? "" : cell.c_str());
      out << padded;
      begin = end + 1;
    }
    out << '\n';
  }
}

void print_event(std::ostream& out, const routing::JobEvent& event) {
  out << "  " << time_text(event.created_at) << "  " << (event.level == "info" ? "" : event.level + ": ")
      << event.message << '\n';
}

void print_job(std::ostream& out, const JobFolder& folder) {
  const Job& job = folder.job();
  const auto row = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    char padded[24];
    std::snprintf(padded, sizeof padded, "  %-18s", name);
    out << padded << value << '\n';
  };
  out << mark(job.status) << ' ' << job.id << "  " << to_string(job.status);
  if (!is_final(job.status) && job.backend == "local" && !folder.is_worked_on())
    out << " (no process works on it; `cxai finetune --resume " << job.id << "` goes on)";
  out << '\n';
  row("backend", job.backend);
  row("base model", job.model);
  row("fine-tuned model", job.fine_tuned_model);
  row("server's job", job.remote_id);
  row("trained examples", job.trained_examples > 0 ? std::to_string(job.trained_examples) : "");
  for (const auto& [name, value] : job.hyperparameters.items()) row(name.c_str(), base::dump_json(value));
  row("created", time_text(job.created_at));
  row("started", job.started_at ? time_text(*job.started_at) : "");
  row("finished", job.finished_at ? time_text(*job.finished_at) : "");
  row("error", job.error);
  row("folder", folder.path().string());
  for (const std::string& file : job.result_files) row("result", file);
  if (const auto metrics = folder.metrics()) print_steps(out, lines_of(*metrics));
  if (const auto checkpoints = folder.checkpoints(); checkpoints && !checkpoints->empty()) {
    out << "\nCheckpoints\n";
    for (const auto& one : *checkpoints)
      out << "  step " << one.step << "  " << one.name << "  " << one.size_bytes / 1024 << " KiB\n";
  }
  if (const auto events = folder.events(); events && !events->empty()) {
    const std::size_t skipped = events->size() > kEventsShown ? events->size() - kEventsShown : 0;
    out << "\nEvents" << (skipped > 0 ? " (the last " + std::to_string(kEventsShown) + ")" : "") << '\n';
    for (std::size_t i = skipped; i < events->size(); ++i) print_event(out, (*events)[i]);
  }
}

// Asks the server of a job that is under way there.
Result<> refresh(Context& context, JobFolder& folder, const std::stop_token& stop) {
  CXAI_TRY_VOID(folder.reload());
  Job& job = folder.job();
  if (job.backend == "local" || is_final(job.status) || job.remote_id.empty() || folder.is_worked_on()) return {};
  CXAI_TRY(llm::OpenAi server, open_server(context));
  const std::function<void(std::string_view)> quiet = [](std::string_view) {};
  CXAI_TRY([[maybe_unused]] const bool ended, look_at_remote(folder, server, context.clock, quiet, stop));
  return {};
}

Result<ExitCode> follow(Context& context, JobFolder& folder) {
  const Interruptible interruptible;
  std::size_t shown = 0;
  for (;;) {
    CXAI_TRY_VOID(refresh(context, folder, interruptible.token()));
    CXAI_TRY(const auto events, folder.events());
    for (; shown < events.size(); ++shown) print_event(context.io.out, events[shown]);
    context.io.out << std::flush;
    const JobStatus status = folder.job().status;
    if (is_final(status)) {
      context.io.out << mark(status) << ' ' << folder.job().id << "  " << to_string(status) << '\n';
      return status == JobStatus::succeeded ? ExitCode::ok : ExitCode::failed;
    }
    const bool remote = folder.job().backend != "local";
    if (!remote && !folder.is_worked_on()) {
      context.io.err << "cxai: no process works on the job; `cxai finetune --resume " << folder.job().id
                     << "` goes on\n";
      return ExitCode::failed;
    }
    const Millis pause = remote ? Millis(context.config.integer("llm.poll_seconds") * 1000) : kLook;
    if (auto waited = net::system_pauser().pause(pause, interruptible.token()); !waited) return ExitCode::interrupted;
  }
}

Result<ExitCode> list_all(Context& context, bool json) {
  std::vector<std::string> broken;
  CXAI_TRY(const auto jobs, routing::list_jobs(jobs_dir(context.config), &broken));
  for (const std::string& reason : broken) context.io.err << "cxai: " << reason << '\n';
  if (json) {
    Json list = Json::array();
    for (const Job& job : jobs) list.push_back(routing::to_json(job));
    context.io.out << base::dump_json(Json{{"object", "list"}, {"data", std::move(list)}}, 2) << '\n';
    return ExitCode::ok;
  }
  if (jobs.empty()) context.io.err << "no jobs yet; `cxai finetune DATA` starts one\n";
  for (const Job& job : jobs) {
    char row[256];
    std::snprintf(row, sizeof row, "%s %-34s %-17s %-7s %9llu  %s  %s\n", mark(job.status), job.id.c_str(),
                  to_string(job.status), job.backend.c_str(), static_cast<unsigned long long>(job.trained_examples),
                  time_text(job.created_at).c_str(), job.fine_tuned_model.c_str());
    context.io.out << row;
  }
  return ExitCode::ok;
}

Result<ExitCode> show(Context& context, const StatusVerb& verb) {
  if (verb.id.empty() && !verb.follow) return list_all(context, verb.json);
  std::string id = verb.id;
  if (id.empty()) {
    CXAI_TRY(const auto jobs, routing::list_jobs(jobs_dir(context.config)));
    if (jobs.empty()) return fail(ErrorCode::not_found, "no jobs yet; `cxai finetune DATA` starts one");
    id = jobs.front().id;
  }
  CXAI_TRY(JobFolder folder, JobFolder::open(jobs_dir(context.config), id));
  if (verb.follow) return follow(context, folder);
  if (auto fresh = refresh(context, folder, {}); !fresh)
    context.io.err << "cxai: the server could not be asked: " << fresh.error().message << '\n';
  if (verb.json) {
    context.io.out << base::dump_json(json_of(folder), 2) << '\n';
  } else {
    print_job(context.io.out, folder);
  }
  return ExitCode::ok;
}

}  // namespace

ExitCode status(Context& context, const StatusVerb& verb) {
  const auto code = show(context, verb);
  return code ? *code : context.fail(code.error());
}

}  // namespace cxai::cli
