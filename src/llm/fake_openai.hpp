// For tests: a small server that speaks enough of OpenAI's protocol over HTTP: files, fine-tuning jobs that go on a
// step each time they are looked at, events, checkpoints, a result file, and chats answered by a function.
//
// Keeps what was sent to it; refuses wrong keys; fails as often as it is told to.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "net/http_test_server.hpp"

namespace cxai::llm {

class FakeOpenAi {
 public:
  static constexpr const char* kKey = "sk-test-0123456789";

  // Answers a chat with the text of the last message.
  std::function<std::string(const std::string& user)> answer_chat = [](const std::string&) { return "Unknown"; };
  // Misbehaviour in place of an answer to a chat; nullopt: behaves.
  std::function<std::optional<net::Scripted>(const Json& request)> misbehave_in_chat;
  std::atomic<bool> knows_schemas = true;   // else refuses response_format
  std::atomic<int> failures = 0;            // the next requests answered with 503
  std::atomic<bool> drop_next_job = false;  // makes the job and closes the connection without an answer
  std::atomic<int> looks_until_done = 3;
  bool fail_job = false;

  // What chats were asked, in order.
  std::vector<Json> chats() const {
    std::vector<Json> asked;
    for (const auto& request : server_.seen())
      if (request.target == "/v1/chat/completions") asked.push_back(*base::parse_json(request.body));
    return asked;
  }
  std::string endpoint() const { return server_.url("/v1"); }
  std::vector<net::SeenRequest> seen() const { return server_.seen(); }
  std::size_t jobs_made() const {
    const std::scoped_lock lock(mutex_);
    return jobs_.size();
  }
  std::string file(const std::string& id) const {
    const std::scoped_lock lock(mutex_);
    const auto it = files_.find(id);
    return it == files_.end() ? "" : it->second;
  }

 private:
  struct Job {
    Json request;
    int looks = 0;
    bool cancelled = false;
  };

  static net::Scripted json(int status, const Json& body) {
    return net::answer(status, base::dump_json(body), "Content-Type: application/json\r\n");
  }
  static net::Scripted refuse(int status, const std::string& message) {
    return json(status, Json{{"error", {{"message", message}}}});
  }

  // The content of the part named "file" of a form.
  static std::string file_part(const std::string& body) {
    const std::size_t head = body.find("name=\"file\"");
    if (head == std::string::npos) return {};
    const std::size_t begin = body.find("\r\n\r\n", head) + 4;
    const std::string boundary = body.substr(0, body.find("\r\n"));
    return body.substr(begin, body.find("\r\n" + boundary, begin) - begin);
  }

  Json described(const std::string& id, const Job& job) const {
    const bool done = job.looks >= looks_until_done;
    const std::string status = job.cancelled      ? "cancelled"
                               : done && fail_job ? "failed"
                               : done             ? "succeeded"
                               : job.looks == 0   ? "validating_files"
                                                  : "running";
    return Json{{"object", "fine_tuning.job"},
                {"id", id},
                {"status", status},
                {"fine_tuned_model", status == "succeeded" ? Json("ft:small:cxai::1") : Json()},
                {"result_files", status == "succeeded" ? Json::array({"file-result"}) : Json::array()},
                {"trained_tokens", status == "succeeded" ? Json(4321) : Json()},
                {"error", status == "failed" ? Json{{"message", "the file has too few lines"}} : Json::object()},
                {"metadata", job.request.contains("metadata") ? job.request["metadata"] : Json::object()}};
  }

  net::Scripted handle(const net::SeenRequest& request) {
    const std::scoped_lock lock(mutex_);
    const auto key = request.headers.find("authorization");
    if (key == request.headers.end() || key->second != std::string("Bearer ") + kKey)
      return refuse(401, "Incorrect API key provided");
    if (failures > 0) {
      --failures;
      return refuse(503, "busy");
    }
    const std::string path = request.target.substr(0, request.target.find('?'));
    const bool post = request.method == "POST";
    if (path == "/v1/files" && post) {
      const std::string id = "file-" + std::to_string(files_.size() + 1);
      files_[id] = file_part(request.body);
      return json(200, Json{{"id", id}, {"object", "file"}, {"bytes", files_[id].size()}});
    }
    if (path == "/v1/files/file-result/content")
      return net::answer(200,
                         "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n"
                         "1,1.5,0.5,1.4,0.55\n2,0.5,0.9,0.6,0.85\n");
    if (path == "/v1/fine_tuning/jobs" && post) {
      const std::string id = "ftjob-remote" + std::to_string(jobs_.size() + 1);
      jobs_[id] = Job{*base::parse_json(request.body)};
      if (drop_next_job.exchange(false)) return {};
      return json(200, described(id, jobs_[id]));
    }
    if (path == "/v1/fine_tuning/jobs") {
      Json list = Json::array();
      for (const auto& [id, job] : jobs_) list.push_back(described(id, job));
      return json(200, Json{{"data", std::move(list)}});
    }
    if (path == "/v1/chat/completions" && post) return chat(request);
    for (auto& [id, job] : jobs_) {
      const std::string at = "/v1/fine_tuning/jobs/" + id;
      if (path == at) {
        ++job.looks;
        return json(200, described(id, job));
      }
      if (path == at + "/cancel") {
        job.cancelled = true;
        return json(200, described(id, job));
      }
      if (path == at + "/events") return json(200, events(job));
      if (path == at + "/checkpoints")
        return json(200, Json{{"data",
                               {{{"id", "ftckpt-1"},
                                 {"step_number", 1},
                                 {"fine_tuned_model_checkpoint", "ft:small:cxai::1:ckpt-1"},
                                 {"metrics", {{"step", 1}, {"train_loss", 1.5}}}}}}});
    }
    return refuse(404, "no such thing");
  }

  static Json events(const Job& job) {
    Json list = Json::array();
    for (int i = job.looks; i >= 0; --i)
      list.push_back(Json{{"id", "ftevent-" + std::to_string(i)},
                          {"created_at", 1'770'000'000 + i},
                          {"level", "info"},
                          {"message", "Step " + std::to_string(i)},
                          {"data", {{"step", i}, {"train_loss", 2.0 - i}}}});
    return Json{{"data", std::move(list)}};
  }

  net::Scripted chat(const net::SeenRequest& request) {
    const auto body = base::parse_json(request.body);
    if (misbehave_in_chat)
      if (auto scripted = misbehave_in_chat(*body)) return std::move(*scripted);
    if (!knows_schemas && body->contains("response_format"))
      return refuse(400, "response_format: json_schema is not supported");
    const std::string text = answer_chat((*body)["messages"].back()["content"].get<std::string>());
    return json(200, Json{{"choices",
                           {{{"message", {{"role", "assistant"}, {"content", text}}},
                             {"logprobs", {{"content", {{{"token", text}, {"logprob", -0.1}}}}}}}}},
                          {"usage", {{"prompt_tokens", 20}, {"completion_tokens", 2}}}});
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::string> files_;
  std::map<std::string, Job> jobs_;
  net::HttpTestServer server_{[this](const net::SeenRequest& request) { return handle(request); }};
};

}  // namespace cxai::llm
