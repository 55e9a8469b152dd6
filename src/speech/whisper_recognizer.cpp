#include "speech/whisper_recognizer.hpp"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "whisper/engine.hpp"

namespace cxai::speech {
namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

Recognition recognition_of(whisper::WindowText text) {
  Recognition out;
  out.language = std::move(text.language);
  out.language_probability = text.language_probability;
  out.no_speech_probability = text.no_speech_probability;
  out.mean_log_probability = text.mean_log_probability;
  out.compression_ratio = text.compression_ratio;
  out.temperature = text.temperature;
  for (const auto& word : text.words) {
    std::string plain = trimmed(word.text);
    if (plain.empty()) continue;
    out.words.push_back({std::move(plain),
                         {Millis{word.start_ms}, Millis{word.end_ms}},
                         std::clamp(word.confidence, 0.0, 1.0),
                         conversation::TimeSource::aligned});
  }
  return out;
}

class WhisperRecognizer final : public Recognizer {
 public:
  WhisperRecognizer(std::shared_ptr<const whisper::Model> model, const whisper::EngineOptions& options)
      : model_(model), engine_(std::move(model), options) {}

  std::string name() const override { return model_->name(); }
  std::string weights_sha256() const override { return model_->weights->sha256(); }

  std::future<Result<Recognition>> recognize(std::vector<float> window, RecognitionOptions options,
                                             std::stop_token stop) override {
    whisper::WindowOptions with;
    with.language = std::move(options.language);
    with.prompt = std::move(options.prompt);
    with.beam = options.beam;
    with.temperatures = std::move(options.temperatures);
    with.word_times = options.word_times;
    auto promise = std::make_shared<std::promise<Result<Recognition>>>();
    auto future = promise->get_future();
    engine_.submit(std::move(window), std::move(with), std::move(stop), [promise](Result<whisper::WindowText> text) {
      if (text)
        promise->set_value(recognition_of(std::move(*text)));
      else
        promise->set_value(std::unexpected(std::move(text).error()));
    });
    return future;
  }

 private:
  std::shared_ptr<const whisper::Model> model_;
  whisper::Engine engine_;
};

Result<whisper::Compute> compute_from(const std::string& name) {
  if (name == "auto") return whisper::fastest_compute();
  if (const auto compute = whisper::compute_named(name)) return *compute;
  return fail(ErrorCode::unsupported, "speech.compute: auto, f32, bf16 or int8, got '" + name + "'");
}

}  // namespace

Result<std::shared_ptr<Recognizer>> make_whisper_recognizer(const WhisperOptions& options) {
  CXAI_TRY(const whisper::Compute compute, compute_from(options.compute));
  const int threads =
      options.threads > 0 ? options.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  CXAI_TRY(auto model, whisper::Model::load(options.model, compute, threads));
  return std::make_shared<WhisperRecognizer>(
      std::move(model),
      whisper::EngineOptions{.threads = threads, .windows = options.windows, .memory_bytes = options.memory_bytes});
}

}  // namespace cxai::speech
