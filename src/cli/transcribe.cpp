#include <algorithm>
#include <ostream>
#include <stop_token>

#include "base/json.hpp"
#include "base/progress.hpp"
#include "cli/speech_engine.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"
#include "conversation/formats.hpp"
#include "conversation/labels.hpp"
#include "dialogue/settle.hpp"
#include "dialogue/turns.hpp"
#include "pipeline/hearing.hpp"
#include "pipeline/recognition.hpp"
#include "report/terminal.hpp"

namespace cxai::cli {
namespace {

struct Transcribed {
  pipeline::Heard heard;
  pipeline::Recognized said;
};

Result<Transcribed> transcribe_one(const Context& context, const speech::Transcriber& transcriber,
                                   const std::string& file) {
  base::Progress bar(context.io.err, context.io.err_is_terminal, "Transcribe", 100);
  std::stop_source stop;
  std::size_t shown = 0;
  const auto show = [&](double from, double to, double part) {
    for (const auto now = static_cast<std::size_t>(100 * (from + (to - from) * part)); shown < now; ++shown)
      bar.step(true);
    if (stop_requested()) stop.request_stop();
  };
  Transcribed out;
  CXAI_TRY(const auto detector, context.detector());
  CXAI_TRY(out.heard, pipeline::hear(file, context.decoder(), {}, [&](double part) { show(0, 0.05, part); }, detector));
  speech::TranscriptionOptions options = transcriber.defaults();
  options.progress = [&](double part) { show(0.05, 1, part); };
  CXAI_TRY(out.said, pipeline::recognize(file, context.decoder(), out.heard.activity, transcriber, std::move(options),
                                         stop.get_token()));
  bar.finish();
  return out;
}

Json to_json(const Transcribed& done, const speech::Transcriber& transcriber) {
  Json channels = Json::array();
  for (std::size_t c = 0; c < done.heard.activity.channels.size(); ++c) {
    Millis voiced{};
    for (const auto& interval : done.heard.activity.channels[c].speech) voiced += interval.length();
    channels.push_back(Json{{"channel", c}, {"voiced_ms", voiced.count()}});
  }
  struct Entry {
    const conversation::Turn* turn;
    const conversation::Word* word;
  };
  std::vector<Entry> words;
  for (const auto& turn : done.said.transcript.turns)
    for (const auto& word : turn.words) words.push_back({&turn, &word});
  std::ranges::stable_sort(words, {}, [](const Entry& entry) { return entry.word->time.start; });
  Json list = Json::array();
  for (const auto& [turn, word] : words)
    list.push_back(Json{{"channel", turn->channel},
                        {"voice", turn->speaker.empty() ? Json() : Json(turn->speaker)},
                        {"text", word->text},
                        {"start_ms", word->time.start.count()},
                        {"end_ms", word->time.end.count()},
                        {"confidence", word->confidence},
                        {"time_source", to_string(word->time_source)}});
  Json dropped = Json::array();
  for (const auto& stretch : done.said.dropped) dropped.push_back(conversation::to_json(stretch));
  return Json{{"language", done.said.transcript.language},
              {"language_probability", done.said.language_probability},
              {"duration_ms", done.heard.activity.duration.count()},
              {"engine", Json{{"name", transcriber.name()}, {"weights_sha256", transcriber.weights_sha256()}}},
              {"detector", done.heard.detector},
              {"channels", std::move(channels)},
              {"words", std::move(list)},
              {"dropped", std::move(dropped)}};
}

std::string to_text(const conversation::Transcript& transcript) {
  std::string text;
  for (const auto& turn : transcript.turns)
    text += "[" + report::duration_text(turn.time->start) + "–" + report::duration_text(turn.time->end) + "] " +
            conversation::label_text(turn, transcript.language) + ": " + turn.text + "\n";
  return text;
}

std::string render(Transcribed done, const speech::Transcriber& transcriber, const TranscribeOptions& options) {
  if (options.format == "json")
    return base::dump_json(to_json(done, transcriber), options.files.size() == 1 ? 2 : -1) + "\n";
  const auto settled = dialogue::settle(std::move(done.said.transcript), &done.heard.activity).transcript;
  if (options.format == "vtt") return conversation::write_webvtt(settled);
  if (options.format == "srt") return conversation::write_srt(settled);
  return to_text(settled);
}

}  // namespace

ExitCode transcribe(Context& context, const TranscribeOptions& options) {
  Io& io = context.io;
  const auto transcriber = make_transcriber(context.config);
  if (!transcriber) return context.fail(transcriber.error());
  if (!(*transcriber)->available()) return context.fail({ErrorCode::unavailable, no_engine_remedy()});
  const StopOnSignal stop;
  std::size_t failures = 0;
  for (const std::string& file : options.files) {
    auto done = transcribe_one(context, **transcriber, file);
    if (!done) {
      if (stop_requested()) return ExitCode::interrupted;
      ++failures;
      io.err << "cxai: " << file << ": " << done.error().message << '\n';
      continue;
    }
    for (const std::string& warning : done->heard.summary.warnings)
      io.err << "cxai: " << file << ": " << warning << '\n';
    if (options.format != "json" && !done->said.dropped.empty())
      io.err << "cxai: " << file << ": " << done->said.dropped.size()
             << " stretches gave no words; --json lists them with their reasons\n";
    const bool cancelled = done->said.cancelled;
    io.out << render(std::move(*done), **transcriber, options);
    if (cancelled) return ExitCode::interrupted;
  }
  if (failures == 0) return ExitCode::ok;
  return failures == options.files.size() ? ExitCode::failed : ExitCode::some_inputs_failed;
}

}  // namespace cxai::cli
