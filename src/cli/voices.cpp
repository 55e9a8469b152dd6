#include <iomanip>
#include <ostream>

#include "audio/decoder.hpp"
#include "base/json.hpp"
#include "cli/verbs.hpp"
#include "vad/voice_activity.hpp"
#include "voices/diarizer.hpp"

namespace cxai::cli {
namespace {

using conversation::VoiceStretch;

// Hears every channel once: when somebody speaks, and what the voices sound like.
class VoiceListener final : public audio::Sink {
 public:
  VoiceListener(const vad::DetectorChoice& choice, const voices::DiarizerOptions& options)
      : choice_(choice), options_(options) {}

  void begin(const audio::Info& info) override {
    while (detectors_.size() < static_cast<std::size_t>(info.channels)) {
      detectors_.push_back(choice_.make());
      diarizers_.emplace_back(options_);
    }
  }
  bool block(const audio::Block& block) override {
    for (std::size_t c = 0; c < block.channels.size() && c < detectors_.size(); ++c) {
      detectors_[c]->feed(block.channels[c]);
      diarizers_[c].feed(block.channels[c]);
    }
    return true;
  }
  std::vector<voices::Diarization> finish() {
    std::vector<voices::Diarization> channels;
    for (std::size_t c = 0; c < detectors_.size(); ++c)
      channels.push_back(diarizers_[c].finish(detectors_[c]->finish()));
    return channels;
  }

 private:
  const vad::DetectorChoice& choice_;
  voices::DiarizerOptions options_;
  std::vector<std::unique_ptr<vad::VoiceActivityDetector>> detectors_;
  std::vector<voices::Diarizer> diarizers_;
};

Json to_json(const std::vector<voices::Diarization>& channels, Millis duration, const std::string& detector) {
  Json list = Json::array();
  for (const auto& channel : channels) {
    Json stretches = Json::array();
    for (const VoiceStretch& one : channel.stretches)
      stretches.push_back(
          Json{{"voice", one.voice + 1}, {"start_ms", one.time.start.count()}, {"end_ms", one.time.end.count()}});
    list.push_back(Json{{"voices", channel.voices}, {"stretches", std::move(stretches)}});
  }
  return Json{{"duration_ms", duration.count()},
              {"detector", detector},
              {"diarizer", voices::Diarizer::name()},
              {"channels", std::move(list)}};
}

void print(std::ostream& out, const std::vector<voices::Diarization>& channels) {
  const auto seconds = [](Millis time) { return static_cast<double>(time.count()) / 1000.0; };
  out << std::fixed << std::setprecision(2);
  for (std::size_t c = 0; c < channels.size(); ++c) {
    out << "channel " << c + 1 << ": " << channels[c].voices << (channels[c].voices == 1 ? " voice\n" : " voices\n");
    for (const VoiceStretch& one : channels[c].stretches)
      out << std::setw(10) << seconds(one.time.start) << " –" << std::setw(9) << seconds(one.time.end) << "  voice "
          << one.voice + 1 << '\n';
  }
}

}  // namespace

ExitCode speech_voices(Context& context, const SpeechVoicesOptions& options) {
  const auto choice = context.detector();
  if (!choice) return context.fail(choice.error());
  voices::DiarizerOptions bounds;
  if (options.voices > 0) bounds = {.least = options.voices, .most = options.voices};
  VoiceListener listener(*choice, bounds);
  const auto summary = audio::decode(options.file, context.decoder(), listener);
  if (!summary) return context.fail(summary.error());
  for (const std::string& warning : summary->warnings) context.io.err << "cxai: " << warning << '\n';
  const auto channels = listener.finish();
  if (options.json)
    context.io.out << base::dump_json(to_json(channels, summary->duration, choice->make()->name()), 2) << '\n';
  else
    print(context.io.out, channels);
  return ExitCode::ok;
}

}  // namespace cxai::cli
