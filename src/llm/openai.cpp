#include "llm/openai.hpp"

#include "net/address.hpp"

namespace cxai::llm {
namespace {

Error refusal(const std::string& url, const net::Response& response, std::string_view key) {
  const int status = response.head.status;
  const std::string where = net::shown_address(url) + ": the server answered " + std::to_string(status);
  const std::string said = reason_in(response.body, key);
  const std::string because = said.empty() ? "" : ": " + said;
  if (status == 401 || status == 403)
    return {ErrorCode::permission_denied, where + ": it does not accept the key; check llm.api_key"};
  if (status == 404) return {ErrorCode::not_found, where + because};
  if (net::worth_another_try(status)) return {ErrorCode::unavailable, where + because};
  return {ErrorCode::invalid_input, where + because};
}

// Ids come from the server and from files; they become part of an address.
Result<> check_id(const std::string& id) {
  const bool good =
      !id.empty() && id.size() <= 256 &&
      id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:.") == std::string::npos &&
      id.find("..") == std::string::npos;
  if (good) return {};
  return fail(ErrorCode::corrupt_data, "an id of the server must be letters, digits and - _ : .");
}

}  // namespace

Result<OpenAi> OpenAi::open(OpenAiOptions options, net::Pauser& pauser) {
  CXAI_TRY_VOID(net::check_address(options.endpoint));
  return OpenAi(std::move(options), pauser);
}

OpenAi::OpenAi(OpenAiOptions options, net::Pauser& pauser)
    : options_(std::move(options)), pauser_(&pauser), client_(std::make_unique<net::Client>()) {}

net::Request OpenAi::request(std::string method, const std::string& path) const {
  net::Request request;
  request.method = std::move(method);
  request.url = net::join_address(options_.endpoint, path);
  request.bearer = options_.key;
  request.timeouts = options_.timeouts;
  request.answer_limit_bytes = options_.answer_limit_bytes;
  return request;
}

Result<net::Response> OpenAi::sent(const net::Request& request, const std::stop_token& stop,
                                   const net::RetryPolicy& retry) {
  CXAI_TRY(auto response, net::send_with_retries(*client_, request, retry, *pauser_, stop));
  if (response.head.status / 100 != 2) return std::unexpected(refusal(request.url, response, options_.key));
  return response;
}

Result<Json> OpenAi::answer(const net::Request& request, const std::stop_token& stop) {
  CXAI_TRY(const auto response, sent(request, stop, options_.retry));
  auto json = base::parse_json(response.body);
  if (!json)
    return fail(ErrorCode::corrupt_data, net::shown_address(request.url) +
                                             ": the answer is no JSON; is this the "
                                             "address of an OpenAI-compatible server?");
  return json;
}

Result<std::string> OpenAi::upload(const std::string& name, std::string bytes, const std::stop_token& stop) {
  net::Request put = request("POST", "files");
  put.form = {{"purpose", "fine-tune", "", ""}, {"file", std::move(bytes), name, "application/jsonl"}};
  CXAI_TRY(const Json json, answer(put, stop));
  base::Reader in(json, "");
  std::string id = in.string("id");
  if (!in.ok()) return fail(ErrorCode::corrupt_data, "the server's answer: " + in.error().error().message);
  CXAI_TRY_VOID(check_id(id));
  return id;
}

Result<std::string> OpenAi::download(const std::string& file_id, const std::stop_token& stop) {
  CXAI_TRY_VOID(check_id(file_id));
  CXAI_TRY(auto response, sent(request("GET", "files/" + file_id + "/content"), stop, options_.retry));
  return std::move(response.body);
}

Result<std::vector<RemoteJob>> OpenAi::jobs_of(const std::string& tag, const std::stop_token& stop) {
  CXAI_TRY(const Json json, answer(request("GET", "fine_tuning/jobs?limit=50"), stop));
  std::vector<RemoteJob> found;
  base::Reader in(json, "");
  for (const Json& one : in.array("data")) {
    if (!one.is_object() || !one.contains("metadata") || !one["metadata"].is_object()) continue;
    const Json& metadata = one["metadata"];
    if (!metadata.contains("cxai_job") || metadata["cxai_job"] != tag) continue;
    CXAI_TRY(RemoteJob job, read_job(one));
    found.push_back(std::move(job));
  }
  return found;
}

Result<RemoteJob> OpenAi::create_job(const JobRequest& wanted, const std::stop_token& stop) {
  Json body{{"model", wanted.model}, {"training_file", wanted.training_file}, {"seed", wanted.seed}};
  if (!wanted.validation_file.empty()) body["validation_file"] = wanted.validation_file;
  if (!wanted.suffix.empty()) body["suffix"] = wanted.suffix;
  if (!wanted.hyperparameters.is_null())
    body["method"] = Json{{"type", "supervised"}, {"supervised", {{"hyperparameters", wanted.hyperparameters}}}};
  body["metadata"] = Json{{"cxai_job", wanted.tag}};
  net::Request post = request("POST", "fine_tuning/jobs");
  post.headers = {{"Content-Type", "application/json"}};
  post.body = base::dump_json(body);
  net::RetryPolicy once = options_.retry;
  once.attempts = 1;
  for (int attempt = 1;; ++attempt) {
    auto response = sent(post, stop, once);
    if (response) {
      const auto json = base::parse_json(response->body);
      if (!json) return fail(ErrorCode::corrupt_data, "the server's answer to a new job is no JSON");
      CXAI_TRY(RemoteJob job, read_job(*json));
      CXAI_TRY_VOID(check_id(job.id));
      return job;
    }
    if (!net::worth_another_try(response.error()) || attempt >= options_.retry.attempts)
      return std::unexpected(response.error());
    CXAI_TRY_VOID(pauser_->pause(net::pause_after(options_.retry, attempt, std::nullopt, pauser_->chance()), stop));
    CXAI_TRY(auto found, jobs_of(wanted.tag, stop));
    if (!found.empty()) return std::move(found.front());
  }
}

Result<RemoteJob> OpenAi::job(const std::string& id, const std::stop_token& stop) {
  CXAI_TRY_VOID(check_id(id));
  CXAI_TRY(const Json json, answer(request("GET", "fine_tuning/jobs/" + id), stop));
  return read_job(json);
}

Result<RemoteJob> OpenAi::cancel_job(const std::string& id, const std::stop_token& stop) {
  CXAI_TRY_VOID(check_id(id));
  CXAI_TRY(const Json json, answer(request("POST", "fine_tuning/jobs/" + id + "/cancel"), stop));
  return read_job(json);
}

Result<std::vector<RemoteEvent>> OpenAi::events(const std::string& id, const std::stop_token& stop) {
  CXAI_TRY_VOID(check_id(id));
  CXAI_TRY(const Json json, answer(request("GET", "fine_tuning/jobs/" + id + "/events?limit=1000"), stop));
  return read_events(json);
}

Result<std::vector<RemoteCheckpoint>> OpenAi::checkpoints(const std::string& id, const std::stop_token& stop) {
  CXAI_TRY_VOID(check_id(id));
  CXAI_TRY(const Json json, answer(request("GET", "fine_tuning/jobs/" + id + "/checkpoints?limit=100"), stop));
  return read_checkpoints(json);
}

Result<ChatAnswer> OpenAi::chat(const Json& body, const std::stop_token& stop) {
  net::Request post = request("POST", "chat/completions");
  post.headers = {{"Content-Type", "application/json"}};
  post.body = base::dump_json(body);
  CXAI_TRY(const Json json, answer(post, stop));
  return read_chat(json);
}

}  // namespace cxai::llm
