#include <iomanip>
#include <ostream>

#include "audio/decoder.hpp"
#include "base/json.hpp"
#include "cli/verbs.hpp"
#include "vad/voice_activity.hpp"

namespace cxai::cli {
namespace {

using conversation::Interval;

class Listener final : public audio::Sink {
 public:
  explicit Listener(const vad::DetectorChoice& choice) : choice_(choice) {}

  void begin(const audio::Info& info) override {
    while (detectors_.size() < static_cast<std::size_t>(info.channels)) detectors_.push_back(choice_.make());
  }
  bool block(const audio::Block& block) override {
    for (std::size_t c = 0; c < block.channels.size() && c < detectors_.size(); ++c)
      detectors_[c]->feed(block.channels[c]);
    return true;
  }
  std::vector<std::vector<Interval>> finish() {
    std::vector<std::vector<Interval>> channels;
    for (const auto& detector : detectors_) channels.push_back(detector->finish());
    return channels;
  }

 private:
  const vad::DetectorChoice& choice_;
  std::vector<std::unique_ptr<vad::VoiceActivityDetector>> detectors_;
};

Json to_json(const std::vector<std::vector<Interval>>& channels, Millis duration, const std::string& detector) {
  Json list = Json::array();
  for (const auto& channel : channels) {
    Json speech = Json::array();
    for (const Interval& one : channel) speech.push_back(Json::array({one.start.count(), one.end.count()}));
    list.push_back(Json{{"speech", std::move(speech)}});
  }
  return Json{{"duration_ms", duration.count()}, {"detector", detector}, {"channels", std::move(list)}};
}

double seconds(Millis time) {
  return static_cast<double>(time.count()) / 1000.0;
}

void print(std::ostream& out, const std::vector<std::vector<Interval>>& channels, Millis duration,
           const std::string& detector) {
  out << std::fixed << std::setprecision(2) << "duration " << seconds(duration) << " s, detector " << detector << '\n';
  for (std::size_t c = 0; c < channels.size(); ++c) {
    Millis talk{};
    for (const Interval& one : channels[c]) talk += one.length();
    out << "channel " << c + 1 << ": " << channels[c].size() << " stretches, " << seconds(talk) << " s of speech\n";
    for (const Interval& one : channels[c])
      out << std::setw(10) << seconds(one.start) << " –" << std::setw(9) << seconds(one.end) << '\n';
  }
}

}  // namespace

ExitCode speech_activity(Context& context, const SpeechActivityOptions& options) {
  const auto choice = context.detector();
  if (!choice) return context.fail(choice.error());
  Listener listener(*choice);
  const auto summary = audio::decode(options.file, context.decoder(), listener);
  if (!summary) return context.fail(summary.error());
  for (const std::string& warning : summary->warnings) context.io.err << "cxai: " << warning << '\n';
  const auto channels = listener.finish();
  const std::string detector = choice->make()->name();
  if (options.json)
    context.io.out << base::dump_json(to_json(channels, summary->duration, detector), 2) << '\n';
  else
    print(context.io.out, channels, summary->duration, detector);
  return ExitCode::ok;
}

}  // namespace cxai::cli
