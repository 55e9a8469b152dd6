// A training job, and the folder in which everything it leaves lies (docs/formats/training-job.md).
//
// Layout   JOBS/<id>/job.json, events.jsonl, checkpoints/, metrics/step_metrics.csv, and the result's files
// Errors   not_found (no such job, which there are) · conflict (another process works on it) · corrupt_data (job.json
//          does not read: the field and the rule) · the file system's own
// Threads  one object per thread; other processes may read while one works
// Limits   job.json is written whole or not at all; a line of events.jsonl that a crash cut short is passed over
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json.hpp"

namespace cxai::routing {

enum class JobStatus : std::uint8_t { validating_files, queued, running, succeeded, failed, cancelled };
const char* to_string(JobStatus status);
bool is_final(JobStatus status);

struct Job {
  std::string id;
  JobStatus status = JobStatus::validating_files;
  std::string backend = "local";  // local, openai
  std::string model;              // what is trained: "text/1", or the server's base model
  std::string fine_tuned_model;   // what came out: a registry name, or the server's name; empty: nothing yet
  Json hyperparameters = Json::object();
  Json request = Json::object();  // what the run was asked for; resume reads it
  std::uint64_t trained_examples = 0;
  std::vector<std::string> result_files;  // below the folder
  std::string error;                      // empty: none
  std::string remote_id;                  // of the server's job; empty: none
  std::string remote_file;                // of the file given to the server
  Timestamp created_at{};
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> finished_at;
};

Json to_json(const Job& job);
Result<Job> job_from(const Json& json);

struct JobEvent {
  Timestamp created_at{};
  std::string level;  // info, warn, error
  std::string message;
  Json data;  // null: none
};

// One row of metrics/step_metrics.csv; what was not measured at a step is empty.
struct MetricsRow {
  std::size_t step = 0;
  double train_loss = 0;
  double train_accuracy = 0;
  std::optional<double> valid_loss, valid_accuracy, full_valid_loss, full_valid_accuracy;
};
inline constexpr std::string_view kMetricsHeader =
    "step,train_loss,train_accuracy,valid_loss,valid_accuracy,full_valid_loss,full_valid_accuracy";
std::string to_csv(const MetricsRow& row);

struct Checkpoint {
  std::string name;  // "step-00012.ckpt"
  std::size_t step = 0;
  std::uint64_t size_bytes = 0;
};

class JobFolder {
 public:
  // `id` as base::new_id("ftjob-") makes it. The folder must not be there yet.
  static Result<JobFolder> create(const std::filesystem::path& jobs, Job job);
  static Result<JobFolder> open(const std::filesystem::path& jobs, std::string_view id);

  // Held while a process works on the job. Errors: conflict.
  Result<> lock();
  bool is_worked_on() const;  // by any process

  const std::filesystem::path& path() const { return path_; }
  Job& job() { return job_; }
  const Job& job() const { return job_; }
  Result<> save() const;  // job.json
  Result<> reload();

  Result<> add_event(Timestamp time, std::string_view level, std::string message, Json data = nullptr) const;
  Result<std::vector<JobEvent>> events() const;

  // Starts step_metrics.csv anew with the rows up to `step`, so that a resumed run goes on below them.
  Result<> keep_metrics(std::size_t step) const;
  Result<> add_metrics(const MetricsRow& row) const;
  Result<std::string> metrics() const;  // the file; empty where there is none

  // Keeps the newest `kKept`: one may take hundreds of megabytes.
  Result<> add_checkpoint(std::size_t step, std::string_view bytes) const;
  Result<std::vector<Checkpoint>> checkpoints() const;  // by step
  Result<std::optional<std::string>> newest_checkpoint(std::size_t& step) const;

  // A file of the result; its name joins result_files. The caller saves the job.
  Result<> add_result(const std::string& name, std::string_view bytes);

  static constexpr std::size_t kKept = 1;

 private:
  JobFolder(std::filesystem::path path, Job job) : path_(std::move(path)), job_(std::move(job)) {}

  std::filesystem::path path_;
  Job job_;
  base::Fd lock_;
};

// All jobs, the newest first; folders that do not read are left out and named in `broken`.
Result<std::vector<Job>> list_jobs(const std::filesystem::path& jobs, std::vector<std::string>* broken = nullptr);

}  // namespace cxai::routing
