#include "llm/chat.hpp"

#include <algorithm>
#include <utility>

#include "base/hash.hpp"
#include "base/log.hpp"
#include "net/address.hpp"

namespace cxai::llm {
namespace {

// Of what is sent, a token holds at least so many bytes in every tokenizer we know of; Turkish is near three.
constexpr std::uint64_t kBytesPerToken = 2;
constexpr std::uint64_t kLargestChatAnswer = 4ULL << 20;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

// Models that were not held to a schema put their thoughts before the object and a fence around it.
std::optional<Json> object_in(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with("<think>")) {
    const auto end = text.find("</think>");
    if (end == std::string_view::npos) return std::nullopt;
    text = trimmed(text.substr(end + std::string_view("</think>").size()));
  }
  if (text.starts_with("```")) {
    const auto line = text.find('\n');
    if (line == std::string_view::npos || !text.ends_with("```")) return std::nullopt;
    text = text.substr(line + 1);
    text = trimmed(text.substr(0, text.size() - std::min<std::size_t>(3, text.size())));
  }
  auto json = base::parse_json(text);
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(*json);
}

const char* why_not(ErrorCode code) {
  switch (code) {
    case ErrorCode::permission_denied:
      return "key_refused";
    case ErrorCode::not_found:
      return "model_unknown";
    case ErrorCode::unavailable:
      return "server_unavailable";
    case ErrorCode::corrupt_data:
      return "answer_unreadable";
    case ErrorCode::invalid_input:
    case ErrorCode::conflict:
    case ErrorCode::unsupported:
    case ErrorCode::cancelled:
      return "request_refused";
  }
  return "request_refused";
}

}  // namespace

std::string prompt_digest(const Question& question) {
  return base::sha256_hex(question.prompt + "\n" + base::dump_json(question.shape));
}

Result<std::unique_ptr<Chat>> Chat::open(ChatOptions options, net::Pauser& pauser) {
  if (options.model.empty()) return fail(ErrorCode::invalid_input, "llm.model: is required");
  if (!(options.temperature >= 0 && options.temperature <= 2))
    return fail(ErrorCode::invalid_input, "llm.temperature: must be a number from 0 to 2");
  options.server.answer_limit_bytes = std::min(options.server.answer_limit_bytes, kLargestChatAnswer);
  CXAI_TRY(OpenAi server, OpenAi::open(options.server, pauser));
  return std::unique_ptr<Chat>(new Chat(std::move(options), std::move(server), pauser));
}

Chat::Chat(ChatOptions options, OpenAi server, net::Pauser& pauser)
    : options_(std::move(options)),
      server_(std::move(server)),
      pauser_(&pauser),
      answers_(options_.folder.empty() ? std::filesystem::path() : options_.folder / "answers"),
      budget_(options_.budget, options_.folder) {}

std::string Chat::shown_endpoint() const {
  return net::shown_address(options_.server.endpoint);
}

Json Chat::request(const Question& question, bool with_schema) const {
  std::string prompt = question.prompt;
  if (!with_schema) prompt += "\n\n" + question.shape_lead + "\n" + base::dump_json(question.shape);
  Json body{{"model", options_.model},
            {"messages", Json::array({Json{{"role", "system"}, {"content", std::move(prompt)}},
                                      Json{{"role", "user"}, {"content", question.data}}})},
            {"temperature", options_.temperature},
            {"max_tokens", options_.answer_tokens}};
  if (with_schema)
    body["response_format"] =
        Json{{"type", "json_schema"},
             {"json_schema", {{"name", question.shape_name}, {"strict", true}, {"schema", question.shape}}}};
  return body;
}

Result<ChatAnswer> Chat::send(const Question& question, const std::stop_token& stop) {
  if (!knows_schemas_) return server_.chat(request(question, false), stop);
  auto answer = server_.chat(request(question, true), stop);
  if (answer || answer.error().code != ErrorCode::invalid_input) return answer;
  // Servers word it differently that they know no schemas; so whatever they refuse is asked once more without one.
  auto plain = server_.chat(request(question, false), stop);
  if (!plain) return answer;
  knows_schemas_ = false;
  base::log_info(shown_endpoint() + ": takes no JSON Schema; asks in words from now on");
  return plain;
}

bool Chat::resting() const {
  const std::scoped_lock lock(mutex_);
  return pauser_->now() < rests_until_;
}

void Chat::note(const std::optional<Error>& error) {
  const std::scoped_lock lock(mutex_);
  if (!error) {
    failures_ = 0;
    return;
  }
  base::log_warning("language model: " + error->message);
  if (error->code != ErrorCode::unavailable || ++failures_ < options_.failures_until_rest) return;
  failures_ = 0;
  rests_until_ = pauser_->now() + options_.rest;
  base::log_warning("language model: " + shown_endpoint() + " is left alone for " +
                    std::to_string(options_.rest.count() / 1000) + " seconds");
}

Result<Reply> Chat::ask(const Question& question, const std::stop_token& stop) {
  const AnswerRecipe recipe{prompt_digest(question), options_.model, options_.temperature, question.data};
  if (const auto kept = answers_.find(recipe))
    if (auto object = object_in(*kept)) return Reply{std::move(object), "", true};
  if (resting()) return Reply{std::nullopt, "server_rests"};

  const std::uint64_t bytes = question.prompt.size() + question.data.size() + base::dump_json(question.shape).size();
  const Tokens worst{bytes / kBytesPerToken + 1, options_.answer_tokens};
  const auto taken = budget_.take(worst, pauser_->now());
  if (!taken) {
    base::log_warning("language model: " + taken.error().message);
    return Reply{std::nullopt, "budget_unreadable"};
  }
  if (!*taken) return Reply{std::nullopt, "budget_spent"};

  auto answer = send(question, stop);
  // An answer that did not arrive may have been made, and paid for; a refused question was not.
  Tokens real{worst.in, 0};
  if (answer) {
    real = {answer->tokens_in, answer->tokens_out};
    if (real.in == 0) real = {worst.in, answer->text.size() / kBytesPerToken + 1};
  }
  const bool free = !answer && answer.error().code != ErrorCode::corrupt_data &&
                    answer.error().code != ErrorCode::unavailable && answer.error().code != ErrorCode::cancelled;
  const auto settled = free ? budget_.give_back(worst, pauser_->now()) : budget_.settle(worst, real, pauser_->now());
  if (!settled) base::log_warning("language model: " + settled.error().message);
  if (!answer && answer.error().code == ErrorCode::cancelled) return std::unexpected(answer.error());
  note(answer ? std::nullopt : std::optional(answer.error()));
  if (!answer) return Reply{std::nullopt, why_not(answer.error().code)};
  if (!answer->refusal.empty()) return Reply{std::nullopt, "answer_declined"};
  if (answer->cut) return Reply{std::nullopt, "answer_cut"};
  auto object = object_in(answer->text);
  if (!object) return Reply{std::nullopt, "answer_unreadable"};
  if (const auto kept = answers_.keep(recipe, base::dump_json(*object)); !kept)
    base::log_warning("language model: an answer is not kept: " + kept.error().message);
  return Reply{std::move(object), ""};
}

}  // namespace cxai::llm
