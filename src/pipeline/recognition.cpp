#include "pipeline/recognition.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "dialogue/turns.hpp"
#include "voices/diarizer.hpp"

namespace cxai::pipeline {
namespace {

class RecognitionListener final : public audio::Sink {
 public:
  RecognitionListener(speech::TranscriptionRun& run, bool tell_voices_apart, const std::stop_token& stop)
      : run_(run), stop_(stop) {
    if (tell_voices_apart) diarizer_.emplace();
  }

  bool block(const audio::Block& block) override {
    if (stop_.stop_requested()) return false;
    if (diarizer_) diarizer_->feed(block.channels.front());
    if (auto fed = run_.feed(block.channels); !fed) error_ = std::move(fed).error();
    return !error_;
  }

  const std::optional<Error>& error() const { return error_; }
  std::optional<voices::Diarizer>& diarizer() { return diarizer_; }

 private:
  speech::TranscriptionRun& run_;
  const std::stop_token& stop_;
  std::optional<voices::Diarizer> diarizer_;
  std::optional<Error> error_;
};

// The words of one channel, cut where another channel's word begins in a pause: there somebody else took the floor.
std::vector<std::vector<conversation::Word>> runs_of(std::vector<conversation::Word> words,
                                                     const std::vector<Millis>& starts_of_others) {
  std::vector<std::vector<conversation::Word>> runs;
  for (conversation::Word& word : words) {
    bool cut = runs.empty();
    if (!cut) {
      const auto other = std::ranges::lower_bound(starts_of_others, runs.back().back().time.end);
      cut = other != starts_of_others.end() && *other < word.time.start;
    }
    if (cut) runs.emplace_back();
    runs.back().push_back(std::move(word));
  }
  return runs;
}

// [channel]: when words begin on the other channels, sorted.
std::vector<std::vector<Millis>> starts_of_others(const std::vector<std::vector<conversation::Word>>& channels) {
  std::vector<std::vector<Millis>> starts(channels.size());
  for (std::size_t c = 0; c < channels.size(); ++c) {
    for (std::size_t other = 0; other < channels.size(); ++other)
      if (other != c)
        for (const auto& word : channels[other]) starts[c].push_back(word.time.start);
    std::ranges::sort(starts[c]);
  }
  return starts;
}

}  // namespace

Result<Recognized> recognize(const std::filesystem::path& recording, const audio::DecoderOptions& decoder,
                             const conversation::SpeechActivity& activity, const speech::Transcriber& transcriber,
                             speech::TranscriptionOptions options, std::stop_token stop) {
  const bool one_channel = activity.channels.size() == 1;
  speech::TranscriptionRun run = transcriber.begin(activity, std::move(options), stop);
  RecognitionListener listener(run, one_channel, stop);
  if (const auto decoded = audio::decode(recording, decoder, listener); !decoded) {
    if (listener.error()) return std::unexpected(*listener.error());
    if (!stop.stop_requested()) return std::unexpected(decoded.error());
  }
  CXAI_TRY(speech::Transcription said, run.finish());
  Recognized out;
  out.transcript.language = said.language;
  out.language_probability = said.language_probability;
  out.dropped = std::move(said.dropped);
  out.cancelled = said.cancelled || stop.stop_requested();
  voices::Diarization voices;
  if (listener.diarizer() && !said.channels.front().empty()) {
    voices = listener.diarizer()->finish(activity.channels.front().speech);
    out.models.push_back({voices::Diarizer::name(), voices::Diarizer::model_sha256()});
  }
  auto& turns = out.transcript.turns;
  const auto others = starts_of_others(said.channels);
  for (std::size_t c = 0; c < said.channels.size(); ++c)
    for (auto& run_of_words : runs_of(std::move(said.channels[c]), others[c])) {
      auto made = dialogue::make_turns(std::move(run_of_words), voices.stretches, static_cast<int>(c));
      turns.insert(turns.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
    }
  std::ranges::stable_sort(turns, {}, [](const conversation::Turn& turn) { return turn.time->start; });
  return out;
}

conversation::Recipe::Speech speech_recipe(const speech::Transcriber& transcriber,
                                           const speech::TranscriptionOptions& options) {
  return {transcriber.name(), transcriber.weights_sha256(),
          Json{{"language", options.language},
               {"vocabulary_sha256", options.vocabulary.empty() ? "" : base::sha256_hex(options.vocabulary)},
               {"beam", options.beam},
               {"context", options.carry_context}}};
}

}  // namespace cxai::pipeline
