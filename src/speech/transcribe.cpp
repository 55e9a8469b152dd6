#include "speech/transcribe.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace cxai::speech {
namespace {

using conversation::DroppedStretch;
using conversation::DropReason;
using conversation::Interval;

constexpr std::size_t kVoters = 3;  // windows that decide the language of a call
constexpr auto kTick = std::chrono::milliseconds(500);
constexpr std::size_t kContextBytes = 400;
constexpr std::size_t kBlockSamples = kSampleRateHz;  // of samples at hand, fed at once

// The end of `text`, from a word's beginning on.
std::string tail(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  const std::size_t blank = text.find(' ', text.size() - bytes);
  return blank == std::string::npos ? std::string() : text.substr(blank + 1);
}

}  // namespace

struct TranscriptionRun::State {
  // A window at the engine.
  struct Pending {
    Window window;  // its samples stay here only while the language may still change
    std::future<Result<Recognition>> future;
    std::optional<Result<Recognition>> result;
  };

  std::shared_ptr<Recognizer> recognizer;
  TranscriptionOptions options;
  std::stop_token stop;
  std::vector<WindowPacker> packers;
  std::vector<Window> full;
  std::deque<Pending> pending;
  std::vector<std::string> context;  // [channel]
  std::string language;
  double language_probability = 1;
  bool language_decided = false;
  Millis voiced{};
  Millis done{};
  std::size_t recognised = 0;
  std::optional<Error> first_error;
  Transcription out;

  void tell() const {
    if (options.progress && voiced.count() > 0)
      options.progress(std::min(1.0, static_cast<double>(done.count()) / static_cast<double>(voiced.count())));
  }

  std::future<Result<Recognition>> ask(const Window& window, std::vector<float> samples) {
    RecognitionOptions asked;
    asked.language = language;
    asked.prompt = options.vocabulary;
    if (const std::string& before = context[static_cast<std::size_t>(window.channel)]; !before.empty())
      asked.prompt += (asked.prompt.empty() ? "" : " ") + before;
    asked.beam = options.beam;
    asked.temperatures = options.temperatures;
    asked.word_times = options.word_times;
    return recognizer->recognize(std::move(samples), std::move(asked), stop);
  }

  void submit(Window window) {
    if (options.carry_context) collect(0);
    collect(std::max<std::size_t>(options.in_flight, language_decided ? 1 : kVoters) - 1);
    if (stop.stop_requested()) {
      give_up(window, DropReason::cancelled);
      return;
    }
    Pending entry;
    auto samples = language_decided ? std::exchange(window.samples, {}) : window.samples;
    entry.future = ask(window, std::move(samples));
    entry.window = std::move(window);
    pending.push_back(std::move(entry));
    if (!language_decided && pending.size() == kVoters) decide_language();
    tell();
  }

  void await(Pending& entry) {
    if (entry.result) return;
    while (entry.future.wait_for(kTick) != std::future_status::ready) tell();
    entry.result = entry.future.get();
  }

  // The windows so far vote, each as strongly as it is sure and long; the outvoted are recognised again.
  void decide_language() {
    std::map<std::string, double> votes;
    double voters = 0;
    for (Pending& entry : pending) {
      await(entry);
      if (!*entry.result || (*entry.result)->language.empty()) continue;
      const auto weight = static_cast<double>(entry.window.voiced().count());
      votes[(*entry.result)->language] += weight * (*entry.result)->language_probability;
      voters += weight;
    }
    language_decided = true;
    if (const auto winner = std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
        winner != votes.end() && voters > 0) {
      language = winner->first;
      language_probability = std::min(1.0, winner->second / voters);
    }
    for (Pending& entry : pending) {
      std::vector<float> samples = std::exchange(entry.window.samples, {});
      if (!*entry.result || (*entry.result)->language.empty() || (*entry.result)->language == language) continue;
      entry.result.reset();
      entry.future = ask(entry.window, std::move(samples));
    }
  }

  // Until at most `left` windows are under way.
  void collect(std::size_t left) {
    if (pending.size() > left && !language_decided) decide_language();
    while (pending.size() > left) {
      Pending entry = std::move(pending.front());
      pending.pop_front();
      await(entry);
      accept(entry.window, std::move(*entry.result));
    }
  }

  void accept(const Window& window, Result<Recognition> result) {
    done += window.voiced();
    if (!result) {
      const bool cancelled = result.error().code == ErrorCode::cancelled;
      if (!cancelled && !first_error) first_error = result.error();
      give_up(window, cancelled ? DropReason::cancelled : DropReason::engine_error);
      tell();
      return;
    }
    ++recognised;
    Guarded guarded = guard(
        window, place_words(window, std::move(result->words)),
        {result->no_speech_probability, result->mean_log_probability, result->compression_ratio, language_probability},
        options.guards);
    const auto channel = static_cast<std::size_t>(window.channel);
    if (options.carry_context) {
      std::string& text = context[channel];
      for (const auto& word : guarded.words) text += (text.empty() ? "" : " ") + word.text;
      text = tail(text, kContextBytes);
    }
    auto& words = out.channels[channel];
    words.insert(words.end(), std::make_move_iterator(guarded.words.begin()),
                 std::make_move_iterator(guarded.words.end()));
    out.dropped.insert(out.dropped.end(), guarded.dropped.begin(), guarded.dropped.end());
    tell();
  }

  void give_up(const Window& window, DropReason reason) {
    if (reason == DropReason::cancelled) out.cancelled = true;
    for (const Piece& piece : window.pieces) out.dropped.push_back({window.channel, piece.time, reason, {}});
  }

  void submit_full() {
    for (Window& window : full) submit(std::move(window));
    full.clear();
  }
};

TranscriptionRun::TranscriptionRun(std::unique_ptr<State> state) : state_(std::move(state)) {}
TranscriptionRun::~TranscriptionRun() = default;
TranscriptionRun::TranscriptionRun(TranscriptionRun&&) noexcept = default;
TranscriptionRun& TranscriptionRun::operator=(TranscriptionRun&&) noexcept = default;

Result<> TranscriptionRun::feed(std::span<const std::span<const float>> channels) {
  State& state = *state_;
  if (channels.size() < state.packers.size())
    return fail(ErrorCode::invalid_input, "the sound has " + std::to_string(channels.size()) +
                                              " channels and its voice activity " +
                                              std::to_string(state.packers.size()) + "; both must be of one recording");
  for (std::size_t c = 0; c < state.packers.size(); ++c) {
    state.packers[c].feed(channels[c], state.full);
    state.submit_full();
  }
  return {};
}

Result<Transcription> TranscriptionRun::finish() {
  State& state = *state_;
  for (WindowPacker& packer : state.packers) {
    packer.finish(state.full);
    state.submit_full();
  }
  state.collect(0);
  if (state.first_error && state.recognised == 0) return std::unexpected(*state.first_error);
  Transcription& out = state.out;
  for (std::size_t c = 0; c < state.packers.size(); ++c)
    for (const QuietStretch& quiet : state.packers[c].quiet())
      out.dropped.push_back({static_cast<int>(c), quiet.time, DropReason::too_quiet, {{"level_db", quiet.loudest_db}}});
  std::ranges::stable_sort(out.dropped, [](const DroppedStretch& a, const DroppedStretch& b) {
    return std::pair(a.time, a.channel) < std::pair(b.time, b.channel);
  });
  for (auto& words : out.channels)
    std::ranges::stable_sort(words, {}, [](const conversation::Word& word) { return word.time.start; });
  out.language = state.language;
  out.language_probability = state.language_probability;
  state.done = state.voiced;
  state.tell();
  return std::move(out);
}

Transcriber::Transcriber(std::shared_ptr<Recognizer> recognizer, TranscriptionOptions defaults)
    : recognizer_(std::move(recognizer)), defaults_(std::move(defaults)) {}

std::string Transcriber::name() const {
  return recognizer_ ? recognizer_->name() : std::string();
}

std::string Transcriber::weights_sha256() const {
  return recognizer_ ? recognizer_->weights_sha256() : std::string();
}

TranscriptionRun Transcriber::begin(const conversation::SpeechActivity& activity, TranscriptionOptions options,
                                    std::stop_token stop) const {
  CXAI_CHECK(recognizer_ != nullptr);
  auto state = std::make_unique<TranscriptionRun::State>();
  state->recognizer = recognizer_;
  state->options = std::move(options);
  state->stop = std::move(stop);
  state->language = state->options.language;
  state->language_decided = !state->language.empty();
  for (std::size_t c = 0; c < activity.channels.size(); ++c) {
    state->packers.emplace_back(static_cast<int>(c), activity.channels[c].speech, state->options.windows);
    state->voiced += state->packers.back().voiced();
  }
  state->context.resize(activity.channels.size());
  state->out.channels.resize(activity.channels.size());
  return TranscriptionRun(std::move(state));
}

Result<Transcription> Transcriber::transcribe(const std::vector<std::vector<float>>& channels,
                                              const conversation::SpeechActivity& activity,
                                              TranscriptionOptions options, std::stop_token stop) const {
  TranscriptionRun run = begin(activity, std::move(options), std::move(stop));
  std::size_t length = 0;
  for (const auto& samples : channels) length = std::max(length, samples.size());
  for (std::size_t at = 0; at < length; at += kBlockSamples) {
    std::vector<std::span<const float>> block;
    for (const auto& samples : channels) {
      const std::size_t from = std::min(at, samples.size());
      block.emplace_back(samples.data() + from, std::min(kBlockSamples, samples.size() - from));
    }
    CXAI_TRY_VOID(run.feed(block));
  }
  return run.finish();
}

}  // namespace cxai::speech
