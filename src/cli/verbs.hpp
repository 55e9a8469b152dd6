// One function per verb, each in its own file. A verb's options are plain structs filled by the parser in run.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/context.hpp"

namespace cxai::cli {

struct AnalyzeOptions {
  std::vector<std::string> files;  // "-": standard input
  std::string transcript;          // empty: none
  std::string metadata;            // empty: none
  std::string language;            // of the report: tr, en, de
  bool json = false;
  bool plain = false;  // no colours
};
ExitCode analyze(Context& context, const AnalyzeOptions& options);

struct TranscribeOptions {
  std::vector<std::string> files;
  std::string format = "txt";  // txt, json, vtt, srt
};
ExitCode transcribe(Context& context, const TranscribeOptions& options);

struct RedactOptions {
  std::string recording;
  std::string transcript;          // empty: the one beside the recording, else the speech engine's
  std::string output;              // empty: call.redacted.wav beside call.wav
  std::string format;              // wav, flac, opus, ogg, mp3; empty: by the output's ending, else the recording's
  std::string master;              // where to write the recording without card data; empty: nowhere
  bool destroy_in_master = false;  // in place of the recording
  std::string verify;              // empty: no; required, if-possible
  std::string language;            // of what is printed: tr, en, de
  bool json = false;
};
ExitCode redact(Context& context, const RedactOptions& options);

struct AnonymizeOptions {
  std::vector<std::string> files;              // "-": standard input
  std::string format;                          // text, jsonl, csv, transcript; empty: by the file's name
  std::vector<std::string> fields = {"text"};  // of JSON lines
  std::vector<std::string> columns;            // of CSV
  std::string report;                          // empty: none
  bool spans = false;                          // add spans instead of masking
  bool training = false;                       // plain words instead of placeholders
};
ExitCode anonymize(Context& context, const AnonymizeOptions& options);

struct IngestOptions {
  std::vector<std::string> paths;
  bool json = false;
};
ExitCode ingest(Context& context, const IngestOptions& options);

struct SpeechActivityOptions {
  std::string file;
  bool json = false;
};
ExitCode speech_activity(Context& context, const SpeechActivityOptions& options);

struct SpeechVoicesOptions {
  std::string file;
  std::size_t voices = 0;  // on each channel; 0: as many as are heard
  bool json = false;
};
ExitCode speech_voices(Context& context, const SpeechVoicesOptions& options);

struct ThreadsOptions {
  std::string file;              // CSV of messages; "-": standard input
  std::string format = "jsonl";  // jsonl, csv
  bool clean = false;            // without what gives away company or people
  bool json = false;             // the counts on stderr
};
ExitCode threads_build(Context& context, const ThreadsOptions& options);

ExitCode serve(Context& context);

ExitCode demo(Context& context);
ExitCode doctor(Context& context, bool json);
ExitCode config_show(Context& context, bool json);
ExitCode migrate(Context& context, bool dry_run, bool json);

struct ModelOptions {
  std::vector<std::string> names;
  std::vector<std::string> from;  // addresses or folders; empty: the setting models.mirrors
  bool json = false;
};
ExitCode models_list(Context& context, bool json);
ExitCode models_pull(Context& context, const ModelOptions& options);
ExitCode models_verify(Context& context, const ModelOptions& options);  // no names: all that are installed
ExitCode models_remove(Context& context, const ModelOptions& options);

struct UserOptions {
  std::string login;
  std::string name;
  std::string role = "manager";
  std::string agent;
  std::vector<std::string> rights;  // beyond those of the role
};
ExitCode users_list(Context& context, bool json);
ExitCode users_add(Context& context, const UserOptions& options);  // the password comes from standard input

// Takes the conversations in and analyses them, with a progress bar and a list of failures.
struct IngestSummary {
  std::size_t conversations = 0;  // analysed
  std::size_t already_there = 0;
  std::size_t passed_over = 0;
  struct Failure {
    std::string source;
    std::string detail;
  };
  std::vector<Failure> failures;
};
Result<IngestSummary> ingest_into(Context& context, Centre& centre, const std::vector<std::string>& paths,
                                  const std::string& label);

}  // namespace cxai::cli
