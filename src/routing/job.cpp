#include "routing/job.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fstream>

namespace cxai::routing {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 6> kStatuses{"validating_files", "queued", "running",
                                               "succeeded",        "failed", "cancelled"};
constexpr std::string_view kCheckpointPrefix = "step-";
constexpr std::string_view kCheckpointSuffix = ".ckpt";

Json time_or_null(const std::optional<Timestamp>& time) {
  return time ? Json(base::format_utc(*time)) : Json();
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 && std::ranges::all_of(id, [](char c) {
    return c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

// Adds to the end of a file, and to the disk.
Result<> append(const fs::path& path, std::string_view bytes) {
  const base::Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file) return std::unexpected(base::file_error(path, errno));
  while (!bytes.empty()) {
    const ssize_t n = ::write(file.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(base::file_error(path, errno));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", value);
  return text;
}

std::string number(const std::optional<double>& value) {
  return value ? number(*value) : "";
}

std::optional<std::size_t> step_of(std::string_view name) {
  if (!name.starts_with(kCheckpointPrefix) || !name.ends_with(kCheckpointSuffix)) return std::nullopt;
  name.remove_prefix(kCheckpointPrefix.size());
  name.remove_suffix(kCheckpointSuffix.size());
  std::size_t step = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), step);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return step;
}

}  // namespace

const char* to_string(JobStatus status) {
  return kStatuses[static_cast<std::size_t>(status)];
}

bool is_final(JobStatus status) {
  return status == JobStatus::succeeded || status == JobStatus::failed || status == JobStatus::cancelled;
}

Json to_json(const Job& job) {
  Json json{{"object", "fine_tuning.job"},
            {"id", job.id},
            {"status", to_string(job.status)},
            {"backend", job.backend},
            {"model", job.model},
            {"fine_tuned_model", text_or_null(job.fine_tuned_model)},
            {"hyperparameters", job.hyperparameters},
            {"trained_examples", job.trained_examples},
            {"result_files", job.result_files},
            {"error", job.error.empty() ? Json() : Json{{"message", job.error}}},
            {"created_at", base::format_utc(job.created_at)},
            {"started_at", time_or_null(job.started_at)},
            {"finished_at", time_or_null(job.finished_at)},
            {"request", job.request}};
  if (!job.remote_id.empty() || !job.remote_file.empty())
    json["remote"] = Json{{"id", text_or_null(job.remote_id)}, {"file", text_or_null(job.remote_file)}};
  return json;
}

Result<Job> job_from(const Json& json) {
  base::Reader in(json, "job");
  Job job;
  job.id = in.string("id");
  const std::string status = in.string("status");
  const auto known = std::ranges::find(kStatuses, status, [](const char* name) { return std::string_view(name); });
  if (known == kStatuses.end()) {
    in.reject("status", "is none of those known");
  } else {
    job.status = static_cast<JobStatus>(known - kStatuses.begin());
  }
  job.backend = in.string("backend", "local");
  job.model = in.string("model", "");
  job.fine_tuned_model = in.string("fine_tuned_model", "");
  if (const Json* found = in.object("hyperparameters")) job.hyperparameters = *found;
  if (const Json* found = in.object("request")) job.request = *found;
  job.trained_examples = static_cast<std::uint64_t>(in.integer("trained_examples", 0, INT64_MAX, 0));
  for (const Json& file : in.array("result_files"))
    if (file.is_string()) job.result_files.push_back(file.get<std::string>());
  if (const Json* error = in.object("error")) {
    base::Reader part(*error, in.path_of("error"));
    job.error = part.string("message", "");
    in.adopt(part);
  }
  if (const Json* remote = in.object("remote")) {
    base::Reader part(*remote, in.path_of("remote"));
    job.remote_id = part.string("id", "");
    job.remote_file = part.string("file", "");
    in.adopt(part);
  }
  const auto time = [&](const char* key) -> std::optional<Timestamp> {
    const auto text = in.optional_string(key);
    if (!text) return std::nullopt;
    const auto parsed = base::parse_utc(*text);
    if (!parsed) in.reject(key, parsed.error().message);
    return parsed ? std::optional(*parsed) : std::nullopt;
  };
  job.created_at = time("created_at").value_or(Timestamp{});
  job.started_at = time("started_at");
  job.finished_at = time("finished_at");
  if (!in.ok()) return fail(ErrorCode::corrupt_data, in.error().error().message);
  return job;
}

std::string to_csv(const MetricsRow& row) {
  return std::to_string(row.step) + ',' + number(row.train_loss) + ',' + number(row.train_accuracy) + ',' +
         number(row.valid_loss) + ',' + number(row.valid_accuracy) + ',' + number(row.full_valid_loss) + ',' +
         number(row.full_valid_accuracy);
}

Result<JobFolder> JobFolder::create(const fs::path& jobs, Job job) {
  const fs::path path = jobs / job.id;
  std::error_code error;
  if (!is_id(job.id) || fs::exists(path, error))
    return fail(ErrorCode::conflict, path.string() + ": there is a job of this id already");
  fs::create_directories(path / "checkpoints", error);
  fs::create_directories(path / "metrics", error);
  if (error) return std::unexpected(base::file_error(path, error.value()));
  JobFolder folder(path, std::move(job));
  CXAI_TRY_VOID(folder.save());
  return folder;
}

Result<JobFolder> JobFolder::open(const fs::path& jobs, std::string_view id) {
  std::error_code error;
  if (!is_id(id) || !fs::exists(jobs / id / "job.json", error)) {
    std::string known;
    if (const auto all = list_jobs(jobs))
      for (std::size_t i = 0; i < all->size() && i < 5; ++i) known += (i > 0 ? ", " : "") + (*all)[i].id;
    return fail(ErrorCode::not_found, "no job '" + std::string(id.substr(0, 64)) + "' in " + jobs.string() +
                                          (known.empty() ? "; there is none yet" : "; the newest are " + known));
  }
  JobFolder folder(jobs / id, {});
  CXAI_TRY_VOID(folder.reload());
  return folder;
}

Result<> JobFolder::reload() {
  const fs::path file = path_ / "job.json";
  CXAI_TRY(const std::string bytes, base::read_file(file));
  const auto json = base::parse_json(bytes);
  if (!json) return fail(ErrorCode::corrupt_data, file.string() + ": " + json.error().message);
  auto job = job_from(*json);
  if (!job) return fail(file.string() + ": ", job.error());
  job_ = std::move(*job);
  return {};
}

Result<> JobFolder::lock() {
  base::Fd file(::open((path_ / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) return std::unexpected(base::file_error(path_ / "lock", errno));
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(ErrorCode::conflict, "another process works on job " + job_.id + "; see `cxai status " + job_.id + "`");
  lock_ = std::move(file);
  return {};
}

bool JobFolder::is_worked_on() const {
  if (lock_) return true;
  const base::Fd file(::open((path_ / "lock").c_str(), O_RDWR | O_CLOEXEC));
  return file && ::flock(file.get(), LOCK_SH | LOCK_NB) != 0;
}

Result<> JobFolder::save() const {
  return base::write_file_atomic(path_ / "job.json", base::dump_json(to_json(job_), 2) + "\n");
}

Result<> JobFolder::add_event(Timestamp time, std::string_view level, std::string message, Json data) const {
  Json event{{"object", "fine_tuning.job.event"},
             {"created_at", base::format_utc(time)},
             {"level", level},
             {"message", std::move(message)}};
  if (!data.is_null()) event["data"] = std::move(data);
  return append(path_ / "events.jsonl", base::dump_json(event) + "\n");
}

Result<std::vector<JobEvent>> JobFolder::events() const {
  std::vector<JobEvent> events;
  std::ifstream file(path_ / "events.jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto json = base::parse_json(line);
    if (!json || !json->is_object()) continue;
    base::Reader in(*json, "event");
    JobEvent event;
    event.level = in.string("level", "info");
    event.message = in.string("message", "");
    if (const auto time = base::parse_utc(in.string("created_at", ""))) event.created_at = *time;
    if (json->contains("data")) event.data = (*json)["data"];
    events.push_back(std::move(event));
  }
  return events;
}

Result<> JobFolder::keep_metrics(std::size_t step) const {
  CXAI_TRY(const std::string old, metrics());
  std::string kept = std::string(kMetricsHeader) + "\n";
  for (std::size_t begin = 0; begin < old.size();) {
    const std::size_t end = std::min(old.find('\n', begin), old.size());
    const std::string_view line(old.data() + begin, end - begin);
    std::size_t number = 0;
    if (std::from_chars(line.data(), line.data() + line.size(), number).ec == std::errc() && number <= step &&
        end < old.size())
      kept += std::string(line) + "\n";
    begin = end + 1;
  }
  return base::write_file_atomic(path_ / "metrics" / "step_metrics.csv", kept);
}

Result<> JobFolder::add_metrics(const MetricsRow& row) const {
  return append(path_ / "metrics" / "step_metrics.csv", to_csv(row) + "\n");
}

Result<std::string> JobFolder::metrics() const {
  auto bytes = base::read_file(path_ / "metrics" / "step_metrics.csv");
  if (!bytes && bytes.error().code == ErrorCode::not_found) return std::string();
  return bytes;
}

Result<> JobFolder::add_checkpoint(std::size_t step, std::string_view bytes) const {
  char name[32];
  std::snprintf(name, sizeof name, "step-%05zu.ckpt", step);
  CXAI_TRY_VOID(base::write_file_atomic(path_ / "checkpoints" / name, bytes));
  CXAI_TRY(const auto all, checkpoints());
  std::error_code ignored;
  for (std::size_t i = 0; i + kKept < all.size(); ++i) fs::remove(path_ / "checkpoints" / all[i].name, ignored);
  return {};
}

Result<std::vector<Checkpoint>> JobFolder::checkpoints() const {
  std::vector<Checkpoint> all;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path_ / "checkpoints", error)) {
    const std::string name = entry.path().filename().string();
    if (const auto step = step_of(name)) all.push_back({name, *step, entry.file_size(error)});
  }
  std::ranges::sort(all, {}, &Checkpoint::step);
  return all;
}

Result<std::optional<std::string>> JobFolder::newest_checkpoint(std::size_t& step) const {
  CXAI_TRY(const auto all, checkpoints());
  if (all.empty()) return std::nullopt;
  step = all.back().step;
  CXAI_TRY(std::string bytes, base::read_file(path_ / "checkpoints" / all.back().name, 4ULL << 30));
  return std::optional(std::move(bytes));
}

Result<> JobFolder::add_result(const std::string& name, std::string_view bytes) {
  CXAI_TRY_VOID(base::write_file_atomic(path_ / name, bytes));
  if (std::ranges::find(job_.result_files, name) == job_.result_files.end()) job_.result_files.push_back(name);
  return {};
}

Result<std::vector<Job>> list_jobs(const fs::path& jobs, std::vector<std::string>* broken) {
  std::vector<Job> all;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(jobs, error)) {
    if (!fs::exists(entry.path() / "job.json", error)) continue;
    auto folder = JobFolder::open(jobs, entry.path().filename().string());
    if (folder) {
      all.push_back(folder->job());
    } else if (broken) {
      broken->push_back(folder.error().message);
    }
  }
  std::ranges::sort(all, [](const Job& a, const Job& b) {
    return a.created_at != b.created_at ? a.created_at > b.created_at : a.id > b.id;
  });
  return all;
}

}  // namespace cxai::routing
