// Talks to a server that speaks OpenAI's protocol: files, fine-tuning jobs with their events and checkpoints, chats.
//
// Errors   permission_denied  the server does not take the key
//          not_found          no such file, job or model there
//          unavailable        no answer after all attempts; trying again later may help
//          invalid_input      the server refuses the request: its own words
//          corrupt_data       the answer does not read
//          cancelled          stop was requested
//          A message names host and path, never the key or a body
// Limits   an answer of at most OpenAiOptions::answer_limit_bytes
// Threads  any number at once
// Source   OpenAI API reference: files, fine-tuning, chat completions
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "llm/wire.hpp"
#include "net/client.hpp"
#include "net/retry.hpp"

namespace cxai::llm {

struct OpenAiOptions {
  std::string endpoint;  // "https://api.openai.com/v1"
  std::string key;       // empty: none is sent
  net::RetryPolicy retry;
  net::Timeouts timeouts{.idle = Millis(120'000)};
  std::uint64_t answer_limit_bytes = 1ULL << 30;
};

struct JobRequest {
  std::string model;
  std::string training_file;    // ids
  std::string validation_file;  // empty: none
  std::string suffix;           // of the new model's name; empty: none
  std::string tag;              // ours; finds the job again after a broken connection
  Json hyperparameters;         // null: the server's choice
  std::uint64_t seed = 1;
};

class OpenAi {
 public:
  // Borrows the pauser. Errors: invalid_input (address).
  static Result<OpenAi> open(OpenAiOptions options, net::Pauser& pauser);

  // The id the server gives it.
  Result<std::string> upload(const std::string& name, std::string bytes, const std::stop_token& stop = {});
  Result<std::string> download(const std::string& file_id, const std::stop_token& stop = {});

  // Starts a job, once: after a connection that broke it looks whether the job of this tag is there before it asks
  // again, since a second job would be paid for as well.
  Result<RemoteJob> create_job(const JobRequest& request, const std::stop_token& stop = {});
  Result<RemoteJob> job(const std::string& id, const std::stop_token& stop = {});
  Result<RemoteJob> cancel_job(const std::string& id, const std::stop_token& stop = {});
  Result<std::vector<RemoteEvent>> events(const std::string& id, const std::stop_token& stop = {});
  Result<std::vector<RemoteCheckpoint>> checkpoints(const std::string& id, const std::stop_token& stop = {});

  Result<ChatAnswer> chat(const Json& body, const std::stop_token& stop = {});

 private:
  OpenAi(OpenAiOptions options, net::Pauser& pauser);

  net::Request request(std::string method, const std::string& path) const;
  Result<net::Response> sent(const net::Request& request, const std::stop_token& stop, const net::RetryPolicy& retry);
  Result<Json> answer(const net::Request& request, const std::stop_token& stop);
  Result<std::vector<RemoteJob>> jobs_of(const std::string& tag, const std::stop_token& stop);

  OpenAiOptions options_;
  net::Pauser* pauser_;
  std::unique_ptr<net::Client> client_;
};

}  // namespace cxai::llm
