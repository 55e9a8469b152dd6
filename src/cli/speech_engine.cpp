#include "cli/speech_engine.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

#include "base/files.hpp"
#include "cli/context.hpp"
#include "models/catalog.hpp"
#include "models/store.hpp"
#include "speech/remote_recognizer.hpp"
#include "speech/whisper_recognizer.hpp"

namespace cxai::cli {
namespace {

constexpr std::uint64_t kLongestVocabularyBytes = 64 << 10;
constexpr std::size_t kLongestPromptBytes = 800;  // the engine's prompt has room for about 220 tokens

// What is between the commas, without blanks around it.
std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    std::string part = list.substr(at, end - at);
    part.erase(0, part.find_first_not_of(" \t\n"));
    part.erase(part.find_last_not_of(" \t\n") + 1);
    if (!part.empty()) parts.push_back(std::move(part));
    at = end + 1;
  }
  return parts;
}

// The names, one after the other; from a file they may also stand one a line.
Result<std::string> vocabulary(const base::Config& config) {
  std::string text = config.text("speech.vocabulary");
  if (text.starts_with('@')) {
    auto bytes = base::read_file(text.substr(1), kLongestVocabularyBytes);
    if (!bytes) return fail("speech.vocabulary: ", std::move(bytes).error());
    text = std::move(*bytes);
    std::ranges::replace(text, '\n', ',');
  }
  std::string prompt;
  for (const std::string& name : split(text)) prompt += (prompt.empty() ? "" : ", ") + name;
  if (prompt.size() > kLongestPromptBytes)
    return fail(ErrorCode::invalid_input, "speech.vocabulary: must be at most " + std::to_string(kLongestPromptBytes) +
                                              " bytes, got " + std::to_string(prompt.size()) +
                                              "; keep the names that are misspelt most often");
  return prompt;
}

Result<speech::TranscriptionOptions> options_of(const base::Config& config) {
  speech::TranscriptionOptions options;
  if (config.text("speech.language") != "auto") options.language = config.text("speech.language");
  CXAI_TRY(options.vocabulary, vocabulary(config));
  options.beam = static_cast<int>(config.integer("speech.beam"));
  options.carry_context = config.boolean("speech.context");
  return options;
}

Result<std::shared_ptr<speech::Recognizer>> remote(const base::Config& config) {
  speech::RemoteOptions options;
  options.endpoints = split(config.text("speech.endpoints"));
  if (options.endpoints.empty())
    return fail(ErrorCode::invalid_input,
                "speech.engine is remote, so speech.endpoints must name a server: http://host:port");
  if (config.text("speech.model") != "auto") options.model = config.text("speech.model");
  options.api_key = config.text("speech.api_key");
  CXAI_TRY(std::shared_ptr<speech::Recognizer> recognizer, speech::make_remote_recognizer(std::move(options)));
  return recognizer;
}

// Reads and packs the model when the first window comes: most runs of the program hear nothing.
class WhenNeeded final : public speech::Recognizer {
 public:
  explicit WhenNeeded(speech::WhisperOptions options) : options_(std::move(options)) {}

  std::string name() const override { return engine() ? (*engine())->name() : "whisper"; }
  std::string weights_sha256() const override { return engine() ? (*engine())->weights_sha256() : ""; }
  std::future<Result<speech::Recognition>> recognize(std::vector<float> window, speech::RecognitionOptions options,
                                                     std::stop_token stop) override {
    if (const auto& made = engine()) return (*made)->recognize(std::move(window), std::move(options), std::move(stop));
    std::promise<Result<speech::Recognition>> failed;
    failed.set_value(std::unexpected(engine().error()));
    return failed.get_future();
  }

 private:
  const Result<std::shared_ptr<speech::Recognizer>>& engine() const {
    std::call_once(once_, [&] { engine_ = speech::make_whisper_recognizer(options_); });
    return *engine_;
  }

  speech::WhisperOptions options_;
  mutable std::once_flag once_;
  mutable std::optional<Result<std::shared_ptr<speech::Recognizer>>> engine_;
};

// The largest model that recognises speech; empty: none was pulled.
Result<std::string> largest_model(const base::Config& config) {
  CXAI_TRY(const auto stored, models::list_models(models_dir(config)));
  const models::StoredModel* best = nullptr;
  for (const auto& model : stored.models) {
    const auto* known = models::find_in_catalog(model.name);
    if (known && known->form == models::ModelForm::voice_activity) continue;
    if (!best || model.size_bytes() > best->size_bytes()) best = &model;
  }
  return best ? best->name : std::string();
}

// Null: no model is named and none was pulled.
Result<std::shared_ptr<speech::Recognizer>> whisper(const base::Config& config) {
  speech::WhisperOptions options;
  std::string model = config.text("speech.model");
  if (model == "auto") {
    CXAI_TRY(model, largest_model(config));
    if (model.empty()) return nullptr;
  }
  CXAI_TRY(options.model, models::find_model(models_dir(config), model));
  options.compute = config.text("speech.compute");
  constexpr std::array<std::string_view, 4> kComputes{"auto", "f32", "bf16", "int8"};
  if (std::ranges::find(kComputes, options.compute) == kComputes.end())
    return fail(ErrorCode::invalid_input,
                "speech.compute must be auto, f32, bf16 or int8, got '" + options.compute + "'");
  options.threads = static_cast<int>(config.integer("speech.threads"));
  options.memory_bytes = static_cast<std::size_t>(config.integer("speech.memory_mib")) << 20;
  return std::make_shared<WhenNeeded>(std::move(options));
}

}  // namespace

Result<std::shared_ptr<const speech::Transcriber>> make_transcriber(const base::Config& config) {
  const std::string& engine = config.text("speech.engine");
  CXAI_TRY(speech::TranscriptionOptions options, options_of(config));
  std::shared_ptr<speech::Recognizer> recognizer;
  if (engine == "remote" || (engine == "auto" && !config.text("speech.endpoints").empty())) {
    CXAI_TRY(recognizer, remote(config));
  } else if (engine == "whisper" || engine == "auto") {
    CXAI_TRY(recognizer, whisper(config));
    if (!recognizer && engine == "whisper") return fail(ErrorCode::not_found, no_engine_remedy());
  } else if (engine != "none") {
    return fail(ErrorCode::invalid_input, "speech.engine must be auto, none, whisper or remote, got '" + engine + "'");
  }
  return std::make_shared<const speech::Transcriber>(std::move(recognizer), std::move(options));
}

std::string no_engine_remedy() {
  return "no speech engine: get a model (`cxai models pull small`), name one (--model), or name a server "
         "(--set speech.endpoints=http://host:port)";
}

}  // namespace cxai::cli
