#include "cli/live_desk.hpp"

#include <utility>

#include "base/log.hpp"
#include "privacy/masker.hpp"
#include "serve/live_session.hpp"

namespace cxai::cli {

std::unique_ptr<live::Desk> make_desk(const Context& context, pipeline::Intake& intake,
                                      const std::shared_ptr<const speech::Transcriber>& transcriber,
                                      const vad::DetectorChoice& detector) {
  live::DeskOptions options;
  options.folder = context.data_dir() / "live";
  options.max_streams = static_cast<std::size_t>(context.config.integer("live.max_streams"));
  speech::Recognizer* engine = nullptr;
  if (transcriber && transcriber->available()) {
    engine = transcriber->recognizer().get();
    options.recognition.language = transcriber->defaults().language;
    options.recognition.prompt = transcriber->defaults().vocabulary;
    options.recognition.temperatures = {0.0};  // a better text a second later is no live text
  }
  const auto hand_over = [&intake](const live::SpooledCall& call, const std::string& name) {
    return serve::take_in(intake, call, name);
  };
  return std::make_unique<live::Desk>(
      std::move(options),
      live::DeskServices{detector, engine,
                         [](conversation::Transcript text) { return privacy::Masker().mask(std::move(text)); },
                         hand_over, context.clock, [](const std::string& line) { base::log_warning(line); }});
}

}  // namespace cxai::cli
