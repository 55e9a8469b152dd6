// Answers of an OpenAI-compatible server, read.
//
// Errors   corrupt_data: the field that is missing or wrong
// Threads  pure
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace cxai::llm {

// A fine-tuning job as the server describes it.
struct RemoteJob {
  std::string id;
  std::string status;                     // validating_files, queued, running, succeeded, failed, cancelled, paused
  std::string fine_tuned_model;           // empty: none yet
  std::vector<std::string> result_files;  // ids
  std::string error;                      // empty: none
  std::uint64_t trained_tokens = 0;
};
Result<RemoteJob> read_job(const Json& json);

struct RemoteEvent {
  std::string id;
  std::int64_t created_at = 0;  // seconds since 1970
  std::string level;
  std::string message;
  Json data;  // of kind "metrics": step, train_loss, …; null: none
};
// From `{"data": [...]}`, the oldest first.
Result<std::vector<RemoteEvent>> read_events(const Json& json);

struct RemoteCheckpoint {
  std::string id;
  std::size_t step = 0;
  std::string model;
  Json metrics;
};
Result<std::vector<RemoteCheckpoint>> read_checkpoints(const Json& json);

struct ChatAnswer {
  std::string text;     // empty where the model refuses
  std::string refusal;  // the model's own words; empty: it answered
  bool cut = false;     // the answer ends where the tokens allowed did
  // Of the whole answer, from the log probabilities of its tokens; nullopt where the server gives none.
  std::optional<double> probability;
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_out = 0;
};
Result<ChatAnswer> read_chat(const Json& json);

// What the server says of a request it refuses, at most 200 bytes on one line; empty where it says nothing, or
// repeats the key.
std::string reason_in(std::string_view body, std::string_view key);

}  // namespace cxai::llm
