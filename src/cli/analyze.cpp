#include <istream>
#include <iterator>
#include <ostream>

#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/language_model.hpp"
#include "cli/speech_engine.hpp"
#include "cli/verbs.hpp"
#include "pipeline/folder.hpp"
#include "pipeline/process.hpp"
#include "report/terminal.hpp"

namespace cxai::cli {
namespace {

constexpr std::uint64_t kTranscriptLimitBytes = 64ULL << 20;

Result<pipeline::Inputs> read_inputs(const std::string& file, const AnalyzeOptions& options, Io& io) {
  pipeline::Inputs inputs;
  inputs.conversation.source = file;
  if (file == "-") {
    inputs.transcript = std::string(std::istreambuf_iterator<char>(io.in), {});
  } else if (pipeline::file_kind(file) == pipeline::FileKind::transcript) {
    CXAI_TRY(inputs.transcript, base::read_file(file, kTranscriptLimitBytes));
  } else {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return fail(ErrorCode::not_found, "no such file");
    inputs.recording = std::filesystem::path(file);
    inputs.recording_name = std::filesystem::path(file).filename().string();
  }
  if (!options.transcript.empty()) {
    if (inputs.transcript)
      return fail(ErrorCode::invalid_input, "--transcript goes with a recording, and this is a transcript itself");
    auto bytes = base::read_file(options.transcript, kTranscriptLimitBytes);
    if (!bytes) return std::unexpected(std::move(bytes).error());
    inputs.transcript = std::move(*bytes);
  }
  inputs.conversation.kind = inputs.recording ? conversation::Kind::call : conversation::Kind::chat;
  if (!options.metadata.empty()) {
    CXAI_TRY(const std::string bytes, base::read_file(options.metadata, 1 << 20));
    CXAI_TRY(const Json json, base::parse_json(bytes));
    CXAI_TRY_VOID(conversation::read_metadata(json, inputs.conversation));
  }
  return inputs;
}

Result<pipeline::Processed> process_one(Context& context, const std::string& file, const AnalyzeOptions& options,
                                        const speech::Transcriber& transcriber, llm::Chat* language_model) {
  CXAI_TRY(pipeline::Inputs inputs, read_inputs(file, options, context.io));
  pipeline::Options processing;
  processing.decoder = context.decoder();
  CXAI_TRY(processing.detector, context.detector());
  processing.transcriber = &transcriber;
  processing.language_model = language_model;
  processing.agent_affect = context.agent_affect();
  CXAI_TRY(const int offset, utc_offset_minutes(context.config.text("centre.time_zone"), context.clock.now()));
  processing.utc_offset = std::chrono::minutes(offset);
  CXAI_TRY(processing.routing, routing_desk(context, nullptr)->in_use());
  return pipeline::process(std::move(inputs), processing, context.clock);
}

}  // namespace

ExitCode analyze(Context& context, const AnalyzeOptions& options) {
  Io& io = context.io;
  if (!options.transcript.empty() && options.files.size() > 1) {
    io.err << "cxai: --transcript belongs to one recording; analyse the files one by one, or `cxai ingest` a folder "
              "in which each transcript stands beside its recording\n";
    return ExitCode::usage;
  }
  const auto transcriber = make_transcriber(context.config);
  if (!transcriber) return context.fail(transcriber.error());
  const auto language_model = cli::language_model(context);
  if (!language_model) return context.fail(language_model.error());
  std::size_t failures = 0;
  for (const std::string& file : options.files) {
    const auto processed = process_one(context, file, options, **transcriber, language_model->get());
    if (!processed) {
      ++failures;
      io.err << "cxai: " << file << ": " << processed.error().message << '\n';
      continue;
    }
    for (const std::string& warning : processed->warnings) io.err << "cxai: " << file << ": " << warning << '\n';
    if (options.json) {
      io.out << base::dump_json(conversation::to_json(processed->analysis), options.files.size() == 1 ? 2 : -1) << '\n';
    } else {
      report::TerminalOptions terminal;
      terminal.colour = io.out_is_terminal && !options.plain && !io.environment.contains("NO_COLOR");
      terminal.width = io.width;
      terminal.language = options.language.empty() ? context.config.text("centre.language") : options.language;
      io.out << report::terminal_report(processed->analysis, processed->conversation, terminal);
    }
  }
  if (failures == 0) return ExitCode::ok;
  return failures == options.files.size() ? ExitCode::failed : ExitCode::some_inputs_failed;
}

}  // namespace cxai::cli
