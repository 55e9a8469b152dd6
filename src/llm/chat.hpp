// Asks a language model one question after the other, and gets JSON of the shape that was asked for: with a budget, a
// rest for a server that fails, and a memory of what was answered before.
//
// Input    a prompt, and data it is about, apart from each other; the shape of the answer as JSON Schema
// Output   a JSON object that the model wrote, of no promised shape; or why there is none, as an identifier. A trouble
//          of the server is no error: whoever asks goes on without the answer
// Errors   cancelled alone
// Owns     the connection, the folder of answers and the account of what was spent
// Threads  any number at once
// Limits   an answer of at most 4 MiB; OpenAiOptions::timeouts bound the time
// Source   OpenAI API reference: chat completions, structured outputs
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/json.hpp"
#include "llm/answers.hpp"
#include "llm/budget.hpp"
#include "llm/openai.hpp"

namespace cxai::llm {

struct ChatOptions {
  OpenAiOptions server;
  std::string model;
  double temperature = 0;
  std::uint64_t answer_tokens = 4096;  // at most, for each question
  std::filesystem::path folder;        // of answers and of what was spent; empty: neither is kept
  BudgetOptions budget;
  int failures_until_rest = 3;  // in a row, each after all its attempts
  Millis rest{60'000};
};

struct Question {
  std::string prompt;
  std::string data;
  std::string shape_name;  // letters, digits, _
  Json shape;              // JSON Schema
  // Before the schema, to servers that know no schemas: "Answer with one JSON object of this JSON Schema: "
  std::string shape_lead;
};

struct Reply {
  std::optional<Json> answer;  // an object
  // Why there is none: budget_spent, budget_unreadable, server_rests, server_unavailable, key_refused, model_unknown,
  // request_refused, answer_unreadable, answer_cut, answer_declined.
  std::string why_not;
  bool kept = false;  // from an earlier time
};

// SHA-256 of the prompt, a line feed and the shape: what decides the answer, but for model, temperature and data.
std::string prompt_digest(const Question& question);

class Chat {
 public:
  // Borrows the pauser. Errors: invalid_input (address, model, temperature).
  static Result<std::unique_ptr<Chat>> open(ChatOptions options, net::Pauser& pauser);

  Result<Reply> ask(const Question& question, const std::stop_token& stop = {});

  const std::string& model() const { return options_.model; }
  double temperature() const { return options_.temperature; }
  std::string shown_endpoint() const;  // without user, password and query
  const BudgetOptions& limits() const { return budget_.options(); }
  Result<Spent> spent_today() const { return budget_.today(pauser_->now()); }

 private:
  Chat(ChatOptions options, OpenAi server, net::Pauser& pauser);

  Json request(const Question& question, bool with_schema) const;
  Result<ChatAnswer> send(const Question& question, const std::stop_token& stop);
  bool resting() const;
  void note(const std::optional<Error>& error);

  ChatOptions options_;
  OpenAi server_;
  net::Pauser* pauser_;
  AnswerStore answers_;
  Budget budget_;
  std::atomic<bool> knows_schemas_ = true;
  mutable std::mutex mutex_;
  int failures_ = 0;
  Timestamp rests_until_{};
};

}  // namespace cxai::llm
