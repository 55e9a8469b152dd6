#include "routing/remote_router.hpp"

#include <optional>
#include <thread>

#include "base/hash.hpp"
#include "routing/chat_format.hpp"

namespace cxai::routing {

RemoteRouter::RemoteRouter(ModelInfo info, llm::OpenAi& server, std::size_t in_flight)
    : info_(std::move(info)), server_(server), in_flight_(in_flight), prompt_(system_prompt(info_.labels)) {}

Result<std::unique_ptr<RemoteRouter>> RemoteRouter::open(ModelInfo info, llm::OpenAi& server, std::size_t in_flight,
                                                         const std::filesystem::path& answers) {
  std::unique_ptr<RemoteRouter> router(new RemoteRouter(std::move(info), server, in_flight));
  if (!answers.empty()) CXAI_TRY_VOID(router->read_answers(answers));
  return router;
}

Result<> RemoteRouter::read_answers(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const auto json = base::parse_json(line);
    if (!json || !json->is_object()) continue;  // cut short by a crash
    base::Reader read(*json, "");
    const std::string model = read.string("model");
    const std::string digest = read.string("text_sha256");
    const std::string label = read.string("label");
    const double probability = read.number("probability", 0, 1);
    if (read.ok() && model == info_.remote_model)
      known_[digest] = {label_in(label, info_.labels), static_cast<float>(probability)};
  }
  answers_.open(file, std::ios::app);
  if (!answers_) return fail(ErrorCode::permission_denied, file.string() + ": cannot be written");
  return {};
}

Result<RemoteRouter::Said> RemoteRouter::ask(const MaskedText& text, const std::stop_token& stop) {
  const std::string digest = base::sha256_hex(*text);
  {
    const std::scoped_lock lock(mutex_);
    if (const auto it = known_.find(digest); it != known_.end()) return it->second;
  }
  CXAI_TRY(const auto answer, server_.chat(chat_request(info_.remote_model, prompt_, text), stop));
  ++asked_;
  Said said{label_in(answer.text, info_.labels), static_cast<float>(answer.probability.value_or(1))};
  const std::scoped_lock lock(mutex_);
  known_[digest] = said;
  if (answers_.is_open()) {
    const std::string label = said.label < info_.labels.size() ? info_.labels[said.label] : kUnknownLabel;
    answers_ << base::dump_json(Json{{"model", info_.remote_model},
                                     {"text_sha256", digest},
                                     {"label", label},
                                     {"probability", said.probability}})
             << '\n'
             << std::flush;
  }
  return said;
}

Result<std::vector<float>> RemoteRouter::probabilities(std::span<const MaskedText> texts, const std::stop_token& stop) {
  const std::size_t labels = info_.labels.size();
  std::vector<float> all(texts.size() * labels);
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::optional<Error> broken;
  const auto work = [&] {
    for (std::size_t i = next++; i < texts.size(); i = next++) {
      const auto said = ask(texts[i], stop);
      if (!said) {
        const std::scoped_lock lock(mutex);
        if (!broken) broken = said.error();
        next = texts.size();
        return;
      }
      const std::uint32_t label = said->label < labels ? said->label : unknown();
      if (label < labels) all[i * labels + label] = said->probability;
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(in_flight_, texts.size()); ++i) others.emplace_back(work);
    work();
  }
  if (broken) return std::unexpected(std::move(*broken));
  return all;
}

}  // namespace cxai::routing
