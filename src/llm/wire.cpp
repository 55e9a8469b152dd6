#include "llm/wire.hpp"

#include <algorithm>
#include <cmath>

#include "base/utf8.hpp"

namespace cxai::llm {
namespace {

constexpr std::size_t kLongestReason = 200;

std::unexpected<Error> broken(const base::Reader& in) {
  return fail(ErrorCode::corrupt_data, "the server's answer: " + in.error().error().message);
}

std::string error_text(const Json& error) {
  if (error.is_string()) return error.get<std::string>();
  if (error.is_object() && error.contains("message") && error["message"].is_string())
    return error["message"].get<std::string>();
  return {};
}

std::string on_one_line(std::string text) {
  text = base::make_valid_utf8(text);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  std::size_t keep = std::min(text.size(), kLongestReason);
  while (keep > 0 && keep < text.size() && (static_cast<unsigned char>(text[keep]) & 0xC0) == 0x80) --keep;
  return text.substr(0, keep);
}

}  // namespace

Result<RemoteJob> read_job(const Json& json) {
  base::Reader in(json, "");
  RemoteJob job;
  job.id = in.string("id");
  job.status = in.string("status");
  job.fine_tuned_model = in.string("fine_tuned_model", "");
  job.trained_tokens = static_cast<std::uint64_t>(in.integer("trained_tokens", 0, INT64_MAX, 0));
  for (const Json& file : in.array("result_files"))
    if (file.is_string()) job.result_files.push_back(file.get<std::string>());
  if (!in.ok()) return broken(in);
  if (json.contains("error")) job.error = on_one_line(error_text(json["error"]));
  return job;
}

Result<std::vector<RemoteEvent>> read_events(const Json& json) {
  base::Reader in(json, "");
  std::vector<RemoteEvent> events;
  for (const Json& one : in.array("data", true)) {
    base::Reader part(one, "data");
    RemoteEvent event;
    event.id = part.string("id");
    event.created_at = part.integer("created_at", 0, INT64_MAX, 0);
    event.level = part.string("level", "info");
    event.message = on_one_line(part.string("message", ""));
    if (one.is_object() && one.contains("data") && one["data"].is_object() && !one["data"].empty())
      event.data = one["data"];
    if (!part.ok()) return broken(part);
    events.push_back(std::move(event));
  }
  if (!in.ok()) return broken(in);
  std::ranges::reverse(events);  // the protocol gives the newest first
  std::ranges::stable_sort(events, {}, &RemoteEvent::created_at);
  return events;
}

Result<std::vector<RemoteCheckpoint>> read_checkpoints(const Json& json) {
  base::Reader in(json, "");
  std::vector<RemoteCheckpoint> checkpoints;
  for (const Json& one : in.array("data", true)) {
    base::Reader part(one, "data");
    RemoteCheckpoint checkpoint;
    checkpoint.id = part.string("id");
    checkpoint.step = static_cast<std::size_t>(part.integer("step_number", 0, INT64_MAX, 0));
    checkpoint.model = part.string("fine_tuned_model_checkpoint", "");
    if (const Json* metrics = part.object("metrics")) checkpoint.metrics = *metrics;
    if (!part.ok()) return broken(part);
    checkpoints.push_back(std::move(checkpoint));
  }
  if (!in.ok()) return broken(in);
  std::ranges::sort(checkpoints, {}, &RemoteCheckpoint::step);
  return checkpoints;
}

Result<ChatAnswer> read_chat(const Json& json) {
  base::Reader in(json, "");
  const auto& choices = in.array("choices", true);
  if (!in.ok()) return broken(in);
  if (choices.empty()) return fail(ErrorCode::corrupt_data, "the server's answer: choices: must not be empty");
  base::Reader choice(choices.front(), "choices[0]");
  ChatAnswer answer;
  if (const Json* message = choice.object("message")) {
    base::Reader part(*message, "choices[0].message");
    answer.refusal = on_one_line(part.string("refusal", ""));
    answer.text = answer.refusal.empty() ? part.string("content") : part.string("content", "");
    choice.adopt(part);
  } else {
    choice.reject("message", "is missing");
  }
  answer.cut = choice.string("finish_reason", "") == "length";
  if (!choice.ok()) return broken(choice);
  const Json& first = choices.front();
  if (first.contains("logprobs") && first["logprobs"].is_object() && first["logprobs"].contains("content") &&
      first["logprobs"]["content"].is_array()) {
    double sum = 0;
    for (const Json& token : first["logprobs"]["content"])
      if (token.is_object() && token.contains("logprob") && token["logprob"].is_number())
        sum += token["logprob"].get<double>();
    answer.probability = std::clamp(std::exp(sum), 0.0, 1.0);
  }
  if (const Json* usage = in.object("usage")) {
    base::Reader part(*usage, "usage");
    answer.tokens_in = static_cast<std::uint64_t>(part.integer("prompt_tokens", 0, INT64_MAX, 0));
    answer.tokens_out = static_cast<std::uint64_t>(part.integer("completion_tokens", 0, INT64_MAX, 0));
  }
  return answer;
}

std::string reason_in(std::string_view body, std::string_view key) {
  const auto json = base::parse_json(body);
  if (!json || !json->is_object() || !json->contains("error")) return {};
  const std::string text = error_text((*json)["error"]);
  if (!key.empty() && text.find(key) != std::string::npos) return {};
  return on_one_line(text);
}

}  // namespace cxai::llm
