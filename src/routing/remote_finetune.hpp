// Trains a router on a server that speaks OpenAI's protocol, as a job like the local ones.
//
// Input    texts with labels in parts (split.hpp); only masked texts leave the machine
// Output   in the job's folder: the server's events, its checkpoints, its step metrics; in the registry: a model whose
//          answers the server gives, without a promise until it is certified
// Errors   cancelled (stop: the server's job goes on; taken up again, it is found by its id) · unavailable ·
//          permission_denied · invalid_input (what the server says is wrong) · those of the folder
// Threads  one caller
// Limits   nothing is uploaded or started twice: ids are in job.json before the next step
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "llm/openai.hpp"
#include "routing/finetune.hpp"

namespace cxai::routing {

struct RemoteOptions {
  std::string family = "companies";
  std::string base_model;
  std::size_t epochs = 0;  // 0: the server's choice
  std::uint64_t seed = 1;
  Millis poll{10'000};
  bool customer_only = false;
};

// The training file and the validation file.
struct RemoteFiles {
  std::string training;
  std::string validation;
};
RemoteFiles remote_files(const TrainingData& data);

// `say` hears the status and each event as it comes.
Result<ModelInfo> remote_finetune(JobFolder& folder, const TrainingData& data, const RemoteOptions& options,
                                  llm::OpenAi& server, net::Pauser& pauser, const Registry& registry,
                                  const base::Clock& clock, const std::function<void(std::string_view)>& say,
                                  const std::stop_token& stop);

// Brings job, events, checkpoints and metrics up to what the server says. True when the job has ended.
Result<bool> look_at_remote(JobFolder& folder, llm::OpenAi& server, const base::Clock& clock,
                            const std::function<void(std::string_view)>& say, const std::stop_token& stop);

// A server's result file as step_metrics.csv. Errors: corrupt_data.
Result<std::string> step_metrics_from(std::string_view result_file);

}  // namespace cxai::routing
