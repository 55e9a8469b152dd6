#include "whisper/engine.hpp"

#include <algorithm>
#include <cmath>

#include "whisper/encoder.hpp"
#include "whisper/log_mel.hpp"

namespace cxai::whisper {
namespace {

std::unexpected<Error> cancelled() {
  return fail(ErrorCode::cancelled, "speech recognition was stopped");
}

// Tokens a window holds on average; the cache has room for more where windows are few.
constexpr std::size_t kUsualTokens = 128;

}  // namespace

struct Engine::Active {
  Job job;
  std::unique_ptr<kernels::CrossCache> sound;
  std::unique_ptr<WindowDecoding> decoding;
  std::size_t first_row = 0;
};

std::size_t Engine::window_bytes(const Model& model) {
  const std::size_t per_value = model.compute == kernels::Compute::int8 && model.machine.avx512 ? 1 : 2;
  const std::size_t layers = model.decoder.size();
  const auto context = static_cast<std::size_t>(model.weights->dimensions().audio_context);
  return layers * 2 * model.width() * (context * per_value + kUsualTokens * 2);
}

Engine::Engine(std::shared_ptr<const Model> model, EngineOptions options)
    : model_(std::move(model)),
      threads_(options.threads > 0 ? options.threads
                                   : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))),
      windows_(std::max<std::size_t>(1, options.windows)) {
  if (options.memory_bytes > 0) {
    const std::size_t weights = model_->bytes();
    const std::size_t left = options.memory_bytes > weights ? options.memory_bytes - weights : 0;
    windows_ = std::clamp<std::size_t>(left / window_bytes(*model_), 1, windows_);
  }
  worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

Engine::~Engine() {
  worker_.request_stop();
  changed_.notify_all();
  worker_.join();
  for (Job& job : queue_) job.done(cancelled());
}

void Engine::submit(std::vector<float> samples, WindowOptions options, std::stop_token stop, Done done) {
  const auto refuse = [&](std::string message) { done(fail(ErrorCode::invalid_input, std::move(message))); };
  if (samples.empty()) return refuse("a window needs at least one sample");
  if (samples.size() > kWindowSamples)
    return refuse("a window holds at most 30 s (480000 samples), got " + std::to_string(samples.size()));
  if (!std::ranges::all_of(samples, [](float s) { return std::isfinite(s); }))
    return refuse("samples must be finite numbers");
  if (!options.language.empty() && model_->weights->dimensions().multilingual() &&
      !model_->tokenizer.language_token(options.language))
    return refuse("the model does not know the language '" + options.language + "'");
  Job job{.options = std::move(options), .stop = std::move(stop), .done = std::move(done)};
  job.samples = samples.size();
  job.log_mel = LogMel(model_->weights->dimensions().mels, model_->weights->mel_filters())(samples);
  samples = {};
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, worker_.get_stop_token(), [&] { return queue_.size() < 2 * windows_; });
    if (worker_.get_stop_token().stop_requested() || job.stop.stop_requested()) {
      lock.unlock();
      job.done(cancelled());
      return;
    }
    queue_.push_back(std::move(job));
  }
  changed_.notify_all();
}

std::optional<Engine::Job> Engine::next(const std::stop_token& stop, bool wait) {
  std::unique_lock lock(mutex_);
  if (wait) changed_.wait(lock, stop, [&] { return !queue_.empty(); });
  if (queue_.empty() || stop.stop_requested()) return std::nullopt;
  Job job = std::move(queue_.front());
  queue_.pop_front();
  lock.unlock();
  changed_.notify_all();
  return job;
}

void Engine::work(const std::stop_token& stop) {
  kernels::Team team(threads_);
  Encoder encoder(model_, team);
  const int most_tokens = model_->weights->dimensions().text_context;
  // A beam's hypotheses hold tokens of their own: room for a wide one beside the others.
  const int slot_count = static_cast<int>(windows_) * most_tokens + 4 * most_tokens;
  Decoder decoder(model_, team, static_cast<std::size_t>(slot_count));
  Slots slots(slot_count);
  const auto context = static_cast<std::size_t>(model_->weights->dimensions().audio_context);

  std::vector<std::unique_ptr<kernels::CrossCache>> spare;
  std::vector<Active> active;
  int promised = 0;  // slots that windows under way may still come to hold
  std::vector<StepRow> rows;
  std::optional<Job> waiting;  // taken from the queue, but no room for it yet
  while (!stop.stop_requested()) {
    while (active.size() < windows_) {
      if (!waiting) waiting = next(stop, active.empty());
      if (!waiting) break;
      if (waiting->stop.stop_requested()) {
        waiting->done(cancelled());
        waiting.reset();
        continue;
      }
      waiting->options.beam =
          std::clamp(waiting->options.beam, 1, 4 * most_tokens / std::max(1, waiting->options.rules.sample_length));
      const int needed = WindowDecoding::most_slots(*model_, waiting->options);
      if (!active.empty() && promised + needed > slot_count) break;
      promised += needed;
      Active window{.job = std::move(*waiting)};
      waiting.reset();
      if (spare.empty()) {
        window.sound = std::make_unique<kernels::CrossCache>(model_->compute, model_->decoder.size(), model_->heads(),
                                                             context, model_->machine);
      } else {
        window.sound = std::move(spare.back());
        spare.pop_back();
      }
      encoder.run(window.job.log_mel, *window.sound);
      window.job.log_mel = {};
      window.decoding = std::make_unique<WindowDecoding>(
          *model_, slots, *window.sound, decoder.alignment_heads().size(), window.job.samples, window.job.options);
      active.push_back(std::move(window));
    }
    if (active.empty()) continue;

    rows.clear();
    for (Active& window : active) {
      window.first_row = rows.size();
      window.decoding->add_rows(rows);
    }
    decoder.step(rows);
    for (Active& window : active) window.decoding->take(decoder, window.first_row);

    std::erase_if(active, [&](Active& window) {
      const bool stopped = window.job.stop.stop_requested();
      if (!stopped && !window.decoding->done()) return false;
      promised -= WindowDecoding::most_slots(*model_, window.job.options);
      if (stopped)
        window.job.done(cancelled());
      else
        window.job.done(window.decoding->text());
      window.decoding.reset();
      spare.push_back(std::move(window.sound));
      return true;
    });
  }
  if (waiting) waiting->done(cancelled());
  for (Active& window : active) window.job.done(cancelled());
}

}  // namespace cxai::whisper
