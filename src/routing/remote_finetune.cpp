#include "routing/remote_finetune.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "base/hash.hpp"
#include "routing/chat_format.hpp"

namespace cxai::routing {
namespace {

// A result file may come as it is or in base 64.
std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    int value = 0;
    if (c >= 'A' && c <= 'Z')
      value = c - 'A';
    else if (c >= 'a' && c <= 'z')
      value = c - 'a' + 26;
    else if (c >= '0' && c <= '9')
      value = c - '0' + 52;
    else if (c == '+')
      value = 62;
    else if (c == '/')
      value = 63;
    else if (c == '=' || c == '\n' || c == '\r')
      continue;
    else
      return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count < 4) continue;
    for (int shift = 16; shift >= 0; shift -= 8) bytes += static_cast<char>(bits >> shift & 0xFF);
    bits = 0;
    count = 0;
  }
  if (count == 2) bytes += static_cast<char>(bits >> 4 & 0xFF);
  if (count == 3) {
    bytes += static_cast<char>(bits >> 10 & 0xFF);
    bytes += static_cast<char>(bits >> 2 & 0xFF);
  }
  return bytes;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  if (line.ends_with('\r')) line.remove_suffix(1);
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    cells.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return cells;
}

std::optional<double> number_in(std::string_view cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return error == std::errc() && end == cell.data() + cell.size() ? std::optional(value) : std::nullopt;
}

JobStatus status_of(const std::string& remote) {
  if (remote == "succeeded") return JobStatus::succeeded;
  if (remote == "failed") return JobStatus::failed;
  if (remote == "cancelled") return JobStatus::cancelled;
  if (remote == "validating_files") return JobStatus::validating_files;
  return remote == "queued" ? JobStatus::queued : JobStatus::running;
}

class Remote {
 public:
  Remote(JobFolder& folder, llm::OpenAi& server, const base::Clock& clock,
         const std::function<void(std::string_view)>& say, const std::stop_token& stop)
      : folder_(folder), server_(server), clock_(clock), say_(say), stop_(stop) {}

  Result<> start(const TrainingData& data, const RemoteOptions& options) {
    Job& job = folder_.job();
    if (!job.remote_id.empty()) return {};
    const RemoteFiles files = remote_files(data);
    if (job.remote_file.empty()) {
      CXAI_TRY(job.remote_file, server_.upload(job.id + "-train.jsonl", files.training, stop_));
      CXAI_TRY_VOID(note("Uploaded the training file: " + job.remote_file));
    }
    std::string validation = job.request.value("remote_validation_file", "");
    if (validation.empty() && !files.validation.empty()) {
      CXAI_TRY(validation, server_.upload(job.id + "-valid.jsonl", files.validation, stop_));
      job.request["remote_validation_file"] = validation;
      CXAI_TRY_VOID(note("Uploaded the validation file: " + validation));
    }
    llm::JobRequest request;
    request.model = options.base_model;
    request.training_file = job.remote_file;
    request.validation_file = validation;
    request.suffix = "cxai";
    request.tag = job.id;
    request.seed = options.seed;
    if (options.epochs > 0) request.hyperparameters = Json{{"n_epochs", options.epochs}};
    CXAI_TRY(const llm::RemoteJob started, server_.create_job(request, stop_));
    job.remote_id = started.id;
    job.started_at = clock_.now();
    job.status = status_of(started.status);
    return note("The server's job: " + started.id);
  }

  Result<bool> look() {
    Job& job = folder_.job();
    if (job.remote_id.empty())
      return fail(ErrorCode::conflict, "job " + job.id +
                                           " has not reached the server yet; "
                                           "`cxai finetune --resume " +
                                           job.id + "` sends it");
    CXAI_TRY(const llm::RemoteJob remote, server_.job(job.remote_id, stop_));
    CXAI_TRY_VOID(add_new_events());
    CXAI_TRY_VOID(keep_checkpoints());
    const JobStatus status = status_of(remote.status);
    if (status == JobStatus::succeeded && !remote.result_files.empty()) {
      CXAI_TRY(const std::string file, server_.download(remote.result_files.front(), stop_));
      CXAI_TRY(const std::string metrics, step_metrics_from(file));
      CXAI_TRY_VOID(folder_.add_result("metrics/step_metrics.csv", metrics));
    }
    if (job.status != status) say_(remote.status);
    job.status = status;
    job.error = remote.error;
    if (!remote.fine_tuned_model.empty()) job.request["remote_model"] = remote.fine_tuned_model;
    if (is_final(status)) job.finished_at = clock_.now();
    CXAI_TRY_VOID(folder_.save());
    return is_final(status);
  }

 private:
  Result<> note(std::string message) {
    say_(message);
    CXAI_TRY_VOID(folder_.add_event(clock_.now(), "info", std::move(message)));
    return folder_.save();
  }

  Result<> add_new_events() {
    CXAI_TRY(const auto known, folder_.events());
    std::set<std::string> ids;
    for (const JobEvent& event : known)
      if (event.data.is_object() && event.data.contains("remote")) ids.insert(event.data["remote"].get<std::string>());
    CXAI_TRY(const auto events, server_.events(folder_.job().remote_id, stop_));
    for (const llm::RemoteEvent& event : events) {
      if (ids.contains(event.id)) continue;
      Json data = event.data.is_object() ? event.data : Json::object();
      data["remote"] = event.id;
      say_(event.message);
      CXAI_TRY_VOID(folder_.add_event(Timestamp(std::chrono::seconds(event.created_at)), event.level, event.message,
                                      std::move(data)));
    }
    return {};
  }

  Result<> keep_checkpoints() {
    const auto checkpoints = server_.checkpoints(folder_.job().remote_id, stop_);
    // Many compatible servers have none.
    if (!checkpoints && checkpoints.error().code == ErrorCode::not_found) return {};
    if (!checkpoints) return std::unexpected(checkpoints.error());
    Json list = Json::array();
    for (const auto& one : *checkpoints)
      list.push_back(Json{{"id", one.id}, {"step", one.step}, {"model", one.model}, {"metrics", one.metrics}});
    return base::write_file_atomic(folder_.path() / "checkpoints" / "remote.json", base::dump_json(list, 2) + "\n");
  }

  JobFolder& folder_;
  llm::OpenAi& server_;
  const base::Clock& clock_;
  const std::function<void(std::string_view)>& say_;
  std::stop_token stop_;
};

Result<ModelInfo> registered(JobFolder& folder, const TrainingData& data, const RemoteOptions& options,
                             const Registry& registry, const base::Clock& clock) {
  Job& job = folder.job();
  ModelInfo info;
  info.family = options.family;
  info.id = job.id;
  info.backend = "openai";
  info.remote_model = job.request.value("remote_model", "");
  info.created_at = job.created_at;
  info.labels = data.labels;
  info.customer_only = options.customer_only;
  info.trained_examples = data.train.size();
  info.policy.threshold = 0;  // what the server says is taken, until certify measures how sure it is
  if (info.remote_model.empty())
    return fail(ErrorCode::corrupt_data, "the server's job has succeeded and names no model");
  const auto added = registry.add(info, {{"calibration.csv", write_calibration({})}});
  if (!added && added.error().code != ErrorCode::conflict) return std::unexpected(added.error());
  job.fine_tuned_model = info.name();
  CXAI_TRY_VOID(folder.add_event(clock.now(), "info", "New fine-tuned model: " + info.name()));
  CXAI_TRY_VOID(folder.save());
  return info;
}

}  // namespace

RemoteFiles remote_files(const TrainingData& data) {
  const std::string prompt = system_prompt(data.labels);
  RemoteFiles files;
  // Each text once: a server's epochs repeat them.
  std::set<std::uint32_t> seen;
  for (const std::uint32_t place : data.train)
    if (seen.insert(place).second)
      files.training += training_line(prompt, data.texts[place], data.labels[data.label_of[place]]);
  for (const std::uint32_t place : data.valid)
    files.validation += training_line(prompt, data.texts[place], data.labels[data.label_of[place]]);
  return files;
}

Result<bool> look_at_remote(JobFolder& folder, llm::OpenAi& server, const base::Clock& clock,
                            const std::function<void(std::string_view)>& say, const std::stop_token& stop) {
  return Remote(folder, server, clock, say, stop).look();
}

Result<ModelInfo> remote_finetune(JobFolder& folder, const TrainingData& data, const RemoteOptions& options,
                                  llm::OpenAi& server, net::Pauser& pauser, const Registry& registry,
                                  const base::Clock& clock, const std::function<void(std::string_view)>& say,
                                  const std::stop_token& stop) {
  CXAI_TRY_VOID(folder.lock());
  folder.job().trained_examples = data.train.size();
  Remote remote(folder, server, clock, say, stop);
  const auto run = [&]() -> Result<> {
    CXAI_TRY_VOID(remote.start(data, options));
    for (;;) {
      CXAI_TRY(const bool ended, remote.look());
      if (ended) return {};
      CXAI_TRY_VOID(pauser.pause(options.poll, stop));
    }
  };
  if (auto done = run(); !done) {
    // The server's job goes on without us; what is known of it is in job.json.
    if (done.error().code == ErrorCode::invalid_input || done.error().code == ErrorCode::permission_denied) {
      folder.job().status = JobStatus::failed;
      folder.job().error = done.error().message;
      folder.job().finished_at = clock.now();
    }
    CXAI_TRY_VOID(folder.save());
    return std::unexpected(done.error());
  }
  const Job& job = folder.job();
  if (job.status == JobStatus::failed)
    return fail(ErrorCode::invalid_input, "the server's job failed" + (job.error.empty() ? "" : ": " + job.error));
  if (job.status == JobStatus::cancelled) return fail(ErrorCode::cancelled, "the server's job was cancelled");
  return registered(folder, data, options, registry, clock);
}

Result<std::string> step_metrics_from(std::string_view file) {
  std::string decoded;
  if (!file.starts_with("step,")) {
    auto bytes = from_base64(file);
    if (bytes) decoded = std::move(*bytes);
    file = decoded;
  }
  if (!file.starts_with("step,")) return fail(ErrorCode::corrupt_data, "the server's result file is no table of steps");
  constexpr std::array<std::array<std::string_view, 2>, 7> kColumns{
      {{"step", "step"},
       {"train_loss", "train_loss"},
       {"train_accuracy", "train_mean_token_accuracy"},
       {"valid_loss", "valid_loss"},
       {"valid_accuracy", "valid_mean_token_accuracy"},
       {"full_valid_loss", "full_valid_loss"},
       {"full_valid_accuracy", "full_valid_mean_token_accuracy"}}};
  std::array<std::size_t, 7> place{};
  place.fill(SIZE_MAX);
  std::string csv(kMetricsHeader);
  csv += '\n';
  bool header = true;
  for (std::size_t begin = 0; begin < file.size();) {
    const std::size_t end = std::min(file.find('\n', begin), file.size());
    const auto cells = cells_of(file.substr(begin, end - begin));
    begin = end + 1;
    if (header) {
      for (std::size_t c = 0; c < cells.size(); ++c)
        for (std::size_t k = 0; k < kColumns.size(); ++k)
          if (cells[c] == kColumns[k][0] || cells[c] == kColumns[k][1]) place[k] = c;
      header = false;
      continue;
    }
    const auto value = [&](std::size_t k) {
      return place[k] < cells.size() ? number_in(cells[place[k]]) : std::nullopt;
    };
    if (!value(0)) continue;
    csv += to_csv({static_cast<std::size_t>(*value(0)), value(1).value_or(0), value(2).value_or(0), value(3), value(4),
                   value(5), value(6)}) +
           "\n";
  }
  return csv;
}

}  // namespace cxai::routing
