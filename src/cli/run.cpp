#include "cli/run.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <functional>
#include <iostream>
#include <optional>

#include "audio/decoder.hpp"
#include "base/config.hpp"
#include "base/log.hpp"
#include "cli/privacy.hpp"
#include "cli/routing_options.hpp"
#include "cli/rules.hpp"
#include "cli/verbs.hpp"

namespace cxai::cli {
namespace {

// Options every verb takes.
struct Common {
  std::string config_file;
  std::string data;
  std::vector<std::string> set;
  std::string log_level;
};

std::optional<std::filesystem::path> config_file(const Common& common, const Io& io) {
  if (!common.config_file.empty()) return common.config_file;
  if (const auto it = io.environment.find("CXAI_CONFIG"); it != io.environment.end()) return it->second;
  for (const char* path : {"cxai.toml", "/etc/cxai/cxai.toml"})
    if (std::filesystem::exists(path)) return path;
  return std::nullopt;
}

Result<base::Config> load_config(const Common& common, std::vector<base::Config::Flag> flags, const Io& io) {
  for (const std::string& assignment : common.set) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos)
      return fail(ErrorCode::invalid_input, "--set takes key=value, got '" + assignment + "'");
    flags.push_back({assignment.substr(0, equals), assignment.substr(equals + 1), "--set"});
  }
  if (!common.data.empty()) flags.push_back({"data.dir", common.data, "--data"});
  if (!common.log_level.empty()) flags.push_back({"log.level", common.log_level, "--log-level"});
  return base::Config::load(config_file(common, io), io.environment, flags);
}

int terminal_width() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

ExitCode run(const std::vector<std::string>& arguments, Io& io) {
  CLI::App app{"CX AI: a contact centre's conversations, turned into dialogue, masked, analysed and shown."};
  app.name("cxai");
  app.set_version_flag("--version", std::string("cxai ") + CXAI_VERSION);
  app.require_subcommand(1);
  Common common;
  std::vector<base::Config::Flag> flags;
  std::function<ExitCode(Context&)> action;
  const auto add = [&](CLI::App& parent, const char* name, const char* help) {
    CLI::App* verb = parent.add_subcommand(name, help);
    verb->add_option("--config", common.config_file, "settings file (TOML)")->type_name("FILE");
    verb->add_option("--data", common.data, "folder of the database and the recordings")->type_name("DIR");
    verb->add_option("--set", common.set, "one setting: key=value (see `cxai config show`)")->type_name("KEY=VALUE");
    verb->add_option("--log-level", common.log_level, "debug, info, warning, error or off")->type_name("LEVEL");
    return verb;
  };

  const auto setting_option = [&](CLI::App& verb, const char* flag, const char* key, const char* help,
                                  const char* type) {
    verb.add_option_function<std::string>(
            flag, [&flags, flag, key](const std::string& value) { flags.push_back({key, value, flag}); }, help)
        ->type_name(type);
  };

  AnalyzeOptions analyze_options;
  auto* analyze_verb = add(app, "analyze", "report on one conversation at once, without the store");
  analyze_verb
      ->add_option("files", analyze_options.files,
                   "recordings, dialogue JSON, WebVTT, SRT or text; - reads standard input")
      ->required();
  analyze_verb->add_option("--transcript", analyze_options.transcript, "the transcript of the recording");
  analyze_verb->add_option("--metadata", analyze_options.metadata, "call metadata (JSON)");
  analyze_verb->add_option("--language", analyze_options.language, "of the report: tr, en or de")
      ->check(CLI::IsMember({"tr", "en", "de"}));
  analyze_verb->add_flag("--json", analyze_options.json, "print the analysis document (several files: one a line)");
  analyze_verb->add_flag("--plain", analyze_options.plain, "no colours");
  analyze_verb->callback([&] { action = [&](Context& context) { return analyze(context, analyze_options); }; });

  TranscribeOptions transcribe_options;
  auto* transcribe_verb = add(app, "transcribe", "write down what is said in recordings, with times");
  transcribe_verb->add_option("files", transcribe_options.files, "recordings")->required();
  transcribe_verb->add_option("--format", transcribe_options.format, "txt (turns with times), json, vtt or srt")
      ->check(CLI::IsMember({"txt", "json", "vtt", "srt"}));
  transcribe_verb->add_flag_callback(
      "--json", [&] { transcribe_options.format = "json"; }, "words, and what gave none (several files: one a line)");
  setting_option(*transcribe_verb, "--engine", "speech.engine", "auto, whisper or remote", "ENGINE");
  setting_option(*transcribe_verb, "--model", "speech.model", "model by name or path", "MODEL");
  setting_option(*transcribe_verb, "--language", "speech.language", "of the recordings; auto: decided for each",
                 "CODE");
  setting_option(*transcribe_verb, "--threads", "speech.threads", "threads of the engine; 0: one per core", "N");
  setting_option(*transcribe_verb, "--compute", "speech.compute", "auto, f32, bf16 or int8", "TYPE");
  transcribe_verb->callback(
      [&] { action = [&](Context& context) { return transcribe(context, transcribe_options); }; });

  RedactOptions redact_options;
  auto* redact_verb = add(app, "redact", "copy a recording with a tone wherever personal data is said");
  redact_verb->add_option("recording", redact_options.recording, "recording in any format")->required();
  redact_verb->add_option("--transcript", redact_options.transcript,
                          "what is said in it, with times (otherwise: the file beside it, else the speech engine)");
  redact_verb->add_option("--output", redact_options.output, "the copy (otherwise: call.redacted.wav beside call.wav)");
  redact_verb->add_option("--format", redact_options.format, "of the copy: wav, flac, opus or mp3")
      ->check(CLI::IsMember({"wav", "flac", "opus", "ogg", "mp3"}));
  auto* destroy_flag = redact_verb->add_flag("--destroy-in-master", redact_options.destroy_in_master,
                                             "put a recording without card data in place of the original");
  redact_verb->add_option("--master", redact_options.master, "write the recording without card data there")
      ->excludes(destroy_flag);
  redact_verb
      ->add_flag("--verify{required}", redact_options.verify,
                 "listen to the copy again; nothing is left if a value is still heard (=if-possible: without "
                 "an engine the copy stays, unverified)")
      ->check(CLI::IsMember({"required", "if-possible"}));
  redact_verb->add_option("--language", redact_options.language, "of what is printed: tr, en or de")
      ->check(CLI::IsMember({"tr", "en", "de"}));
  redact_verb->add_flag("--json", redact_options.json, "print the stretches as JSON");
  setting_option(*redact_verb, "--engine", "speech.engine", "auto, whisper or remote", "ENGINE");
  setting_option(*redact_verb, "--model", "speech.model", "model by name or path", "MODEL");
  redact_verb->callback([&] { action = [&](Context& context) { return redact(context, redact_options); }; });

  AnonymizeOptions anonymize_options;
  auto* anonymize_verb = add(app, "anonymize", "take personal data out of text, JSON lines, CSV columns, transcripts");
  anonymize_verb->add_option("files", anonymize_options.files, "files; - reads standard input")->default_val("-");
  anonymize_verb
      ->add_option("--format", anonymize_options.format, "text, jsonl, csv or transcript; by the name if absent")
      ->check(CLI::IsMember({"text", "jsonl", "csv", "transcript"}));
  anonymize_verb->add_option("--fields", anonymize_options.fields, "fields of JSON lines that hold text")
      ->delimiter(',');
  anonymize_verb->add_option("--columns", anonymize_options.columns, "columns of CSV that hold text")->delimiter(',');
  anonymize_verb->add_option("--report", anonymize_options.report, "HTML page that shows every span in context")
      ->type_name("FILE");
  anonymize_verb->add_flag("--spans", anonymize_options.spans, "leave the text and add the spans to each JSON line");
  anonymize_verb->add_flag("--training", anonymize_options.training, "plain words (Person, Phone, …) for training");
  anonymize_verb->callback([&] { action = [&](Context& context) { return anonymize(context, anonymize_options); }; });

  IngestOptions ingest_options;
  auto* ingest_verb = add(app, "ingest", "take files and folders into the store and analyse them");
  ingest_verb
      ->add_option("paths", ingest_options.paths,
                   "recordings with transcripts beside them, transcripts, CSVs of messages, folders")
      ->required();
  ingest_verb->add_flag("--json", ingest_options.json, "print the summary as JSON");
  ingest_verb->callback([&] { action = [&](Context& context) { return ingest(context, ingest_options); }; });

  std::string host;
  std::string port;
  auto* serve_verb = add(app, "serve", "serve the dashboard and the API, and analyse what is queued");
  serve_verb->add_option("--host", host, "address to listen on")->type_name("ADDRESS");
  serve_verb->add_option("--port", port, "port to listen on; 0 picks a free one")->type_name("PORT");
  serve_verb->callback([&] {
    if (!host.empty()) flags.push_back({"server.host", host, "--host"});
    if (!port.empty()) flags.push_back({"server.port", port, "--port"});
    action = [](Context& context) { return serve(context); };
  });

  add(app, "demo", "load the demonstration centre: spoken calls and tweets")->callback([&] {
    action = [](Context& context) { return demo(context); };
  });

  bool json = false;
  auto* doctor_verb = add(app, "doctor", "check that this machine has what the product needs");
  doctor_verb->add_flag("--json", json, "print the checks as JSON");
  doctor_verb->callback([&] { action = [&](Context& context) { return doctor(context, json); }; });

  auto* config_verb = app.add_subcommand("config", "settings");
  config_verb->require_subcommand(1);
  auto* show_verb = add(*config_verb, "show", "every setting with its value and where it comes from");
  show_verb->add_flag("--json", json, "print as JSON");
  show_verb->callback([&] { action = [&](Context& context) { return config_show(context, json); }; });

  bool dry_run = false;
  auto* migrate_verb = add(app, "migrate", "bring the database to this version");
  migrate_verb->add_flag("--dry-run", dry_run, "only list what is missing");
  migrate_verb->add_flag("--json", json, "print as JSON");
  migrate_verb->callback([&] { action = [&](Context& context) { return migrate(context, dry_run, json); }; });

  ModelOptions models;
  auto* models_verb = app.add_subcommand("models", "speech models and routers: listing, fetching, choosing");
  models_verb->require_subcommand(1);
  auto* models_list_verb = add(*models_verb, "list", "all known models, and which are installed");
  models_list_verb->add_flag("--json", json, "print as JSON");
  models_list_verb->callback([&] { action = [&](Context& context) { return models_list(context, json); }; });
  auto* pull_verb = add(*models_verb, "pull", "fetch models, or go on with what broke off");
  pull_verb->add_option("names", models.names, "as `cxai models list` shows them")->required();
  pull_verb->add_option("--from", models.from, "mirror, folder or file to take them from; several are tried in turn")
      ->type_name("ADDRESS|PATH");
  pull_verb->add_flag("--json", models.json, "print what is there now as JSON");
  pull_verb->callback([&] { action = [&](Context& context) { return models_pull(context, models); }; });
  auto* verify_verb = add(*models_verb, "verify", "read installed models again and compare their digests");
  verify_verb->add_option("names", models.names, "models; none: all that are installed");
  verify_verb->add_flag("--json", models.json, "print as JSON");
  verify_verb->callback([&] { action = [&](Context& context) { return models_verify(context, models); }; });
  auto* remove_verb = add(*models_verb, "remove", "remove installed models");
  remove_verb->add_option("names", models.names, "models")->required();
  remove_verb->add_flag("--json", models.json, "print as JSON");
  remove_verb->callback([&] { action = [&](Context& context) { return models_remove(context, models); }; });
  std::string router;
  auto* promote_verb = add(*models_verb, "promote", "make a trained router the one that answers");
  promote_verb->add_option("model", router, "name/id or id, as `cxai models list` shows it")->required();
  promote_verb->add_flag("--json", json, "print as JSON");
  promote_verb->callback([&] { action = [&](Context& context) { return models_promote(context, router, json); }; });
  auto* rollback_verb = add(*models_verb, "rollback", "make the router answer that did before");
  rollback_verb->add_option("name", router, "of the model, where there are several kinds");
  rollback_verb->add_flag("--json", json, "print as JSON");
  rollback_verb->callback([&] { action = [&](Context& context) { return models_rollback(context, router, json); }; });

  SpeechActivityOptions activity;
  auto* speech_verb = app.add_subcommand("speech", "what is heard in a recording");
  speech_verb->require_subcommand(1);
  auto* activity_verb = add(*speech_verb, "activity", "when somebody speaks on each channel of a recording");
  activity_verb->add_option("file", activity.file, "recording in any format")->required();
  activity_verb->add_flag("--json", activity.json, "print as JSON");
  activity_verb->callback([&] { action = [&](Context& context) { return speech_activity(context, activity); }; });
  SpeechVoicesOptions voices;
  auto* voices_verb = add(*speech_verb, "voices", "which voice speaks when on each channel of a recording");
  voices_verb->add_option("file", voices.file, "recording in any format")->required();
  voices_verb->add_option("--voices", voices.voices, "how many there are on each channel (otherwise: as heard)")
      ->check(CLI::Range(1, 64));
  voices_verb->add_flag("--json", voices.json, "print as JSON");
  voices_verb->callback([&] { action = [&](Context& context) { return speech_voices(context, voices); }; });

  ThreadsOptions threads;
  auto* threads_verb = app.add_subcommand("threads", "conversations from messages with replies between them");
  threads_verb->require_subcommand(1);
  auto* build_verb = add(*threads_verb, "build", "every path of replies in a CSV of messages, on standard output");
  build_verb->add_option("file", threads.file, "CSV of messages; - reads standard input")->required();
  build_verb->add_option("--format", threads.format, "of the conversations: jsonl or csv")
      ->check(CLI::IsMember({"jsonl", "csv"}));
  build_verb->add_flag("--clean", threads.clean,
                       "take out mentions, signatures, addresses and personal data, as for training");
  build_verb->add_flag("--json", threads.json, "the counts on stderr as JSON");
  build_verb->callback([&] { action = [&](Context& context) { return threads_build(context, threads); }; });

  FinetuneVerb finetune_options;
  auto* finetune_verb = add(app, "finetune", "learn which company, team or topic conversations belong to");
  add_options(*finetune_verb, finetune_options);
  finetune_verb->callback([&] { action = [&](Context& context) { return finetune(context, finetune_options); }; });
  StatusVerb status_options;
  auto* status_verb = add(app, "status", "training jobs, or one of them with metrics, checkpoints and events");
  add_options(*status_verb, status_options);
  status_verb->callback([&] { action = [&](Context& context) { return status(context, status_options); }; });
  ApplyVerb apply_options;
  auto* apply_verb = add(app, "apply", "route the conversations of a file: output.csv, analyze.png, analyze.svg");
  add_options(*apply_verb, apply_options);
  apply_verb->callback([&] { action = [&](Context& context) { return apply(context, apply_options); }; });
  CertifyVerb certify_options;
  auto* certify_verb = add(app, "certify", "what error rate can be promised, and how much is answered then");
  add_certify_options(*certify_verb, certify_options);
  certify_verb->callback([&] { action = [&](Context& context) { return certify(context, certify_options); }; });
  auto* evaluate_verb = add(app, "evaluate", "how good a router is on labelled data");
  add_evaluate_options(*evaluate_verb, certify_options);
  evaluate_verb->callback([&] { action = [&](Context& context) { return evaluate(context, certify_options); }; });

  AuditOptions audit;
  auto* audit_verb = app.add_subcommand("audit", "who did what to whose data, when and why");
  audit_verb->require_subcommand(1);
  auto* audit_list_verb = add(*audit_verb, "list", "entries of the audit chain, newest first");
  audit_list_verb->add_option("--conversation", audit.conversation, "of this conversation")->type_name("ID");
  audit_list_verb->add_option("--actor", audit.actor, "of this user")->type_name("ID");
  audit_list_verb->add_option("--action", audit.action, "of this kind: original.read, destroy.everything, …");
  audit_list_verb->add_option("--limit", audit.limit, "how many")->check(CLI::Range(1, 1'000'000));
  audit_list_verb->add_flag("--json", audit.json, "print as JSON");
  audit_list_verb->callback([&] { action = [&](Context& context) { return audit_list(context, audit); }; });
  auto* audit_verify_verb = add(*audit_verb, "verify", "check that no entry was changed or removed");
  audit_verify_verb->add_flag("--json", json, "print as JSON");
  audit_verify_verb->callback([&] { action = [&](Context& context) { return audit_verify(context, json); }; });

  PrivacyOptions privacy;
  auto* privacy_verb = app.add_subcommand("privacy", "the privacy desk: requests, retention, legal holds, keys");
  privacy_verb->require_subcommand(1);
  const auto persons = [&](CLI::App* verb, bool required) {
    auto* option = verb->add_option("person", privacy.persons,
                                    "identifiers of one person: e-mail, telephone number, TCKN, or TYPE:value");
    if (required) option->required();
  };
  const auto reason = [&](CLI::App* verb, bool required) {
    auto* option = verb->add_option("--reason", privacy.reason, "why; goes into the audit chain");
    if (required) option->required();
  };
  const auto except = [&](CLI::App* verb) {
    verb->add_option("--except", privacy.except, "conversations to leave out")->type_name("ID");
  };
  const auto runs = [&](CLI::App* verb, ExitCode (*work)(Context&, const PrivacyOptions&)) {
    verb->add_flag("--json", privacy.json, "print as JSON");
    verb->callback([&, work] { action = [&, work](Context& context) { return work(context, privacy); }; });
  };
  auto* find_verb = add(*privacy_verb, "find", "the conversations of a person");
  persons(find_verb, true);
  reason(find_verb, true);
  runs(find_verb, privacy_find);
  auto* requests_verb = add(*privacy_verb, "requests", "people's requests that wait for an answer");
  requests_verb->add_flag("--all", privacy.all, "closed ones too");
  runs(requests_verb, privacy_requests);
  auto* request_verb = add(*privacy_verb, "request", "register a person's request; its clock runs for 30 days");
  persons(request_verb, false);
  request_verb->add_option("--kind", privacy.kind, "access or erasure")->check(CLI::IsMember({"access", "erasure"}));
  request_verb->add_option("--note", privacy.note, "what was asked");
  request_verb->add_option("--id", privacy.id, "show this request instead");
  runs(request_verb, privacy_request);
  auto* refuse_verb = add(*privacy_verb, "refuse", "refuse a request");
  refuse_verb->add_option("id", privacy.id, "of the request")->required();
  reason(refuse_verb, true);
  runs(refuse_verb, privacy_refuse);
  auto* export_verb = add(*privacy_verb, "export", "a person's own transcripts, with others masked");
  persons(export_verb, false);
  export_verb->add_option("--request", privacy.id, "of this request (otherwise one is registered)")->type_name("ID");
  export_verb->add_option("--out", privacy.out, "file; .html for reading, otherwise JSON")->type_name("FILE");
  except(export_verb);
  reason(export_verb, true);
  runs(export_verb, privacy_export);
  auto* erase_verb = add(*privacy_verb, "erase", "destroy everything of a person; prints the certificate");
  persons(erase_verb, false);
  erase_verb->add_option("--request", privacy.id, "of this request (otherwise one is registered)")->type_name("ID");
  erase_verb->add_flag("--yes", privacy.apply, "do it; without, it only says what would go");
  erase_verb->add_option("--out", privacy.out, "where to write the certificate")->type_name("FILE");
  except(erase_verb);
  reason(erase_verb, false);
  runs(erase_verb, privacy_erase);
  auto* certificate_verb =
      add(*privacy_verb, "verify-certificate", "is a certificate of erasure genuine and this centre's?");
  certificate_verb->add_option("file", privacy.file, "the certificate")->required();
  runs(certificate_verb, privacy_verify_certificate);
  auto* retention_verb = add(*privacy_verb, "retention", "what is kept too long; with --yes it is destroyed");
  retention_verb->add_flag("--yes", privacy.apply, "destroy; without, it only says what would go");
  reason(retention_verb, false);
  runs(retention_verb, privacy_retention);
  auto* classes_verb = add(*privacy_verb, "classes", "retention classes: how long what is kept, on what basis");
  classes_verb->add_option("--put", privacy.file, "a class as JSON")->type_name("FILE");
  classes_verb->add_option("--drop", privacy.id, "the class of this name")->type_name("NAME");
  runs(classes_verb, privacy_classes);
  auto* hold_verb = add(*privacy_verb, "hold", "keep a conversation, or all of a person, whatever is due");
  persons(hold_verb, false);
  hold_verb->add_option("--conversation", privacy.id, "this conversation")->type_name("ID");
  reason(hold_verb, true);
  runs(hold_verb, privacy_hold);
  auto* holds_verb = add(*privacy_verb, "holds", "legal holds");
  holds_verb->add_flag("--all", privacy.all, "released ones too");
  runs(holds_verb, privacy_holds);
  auto* release_verb = add(*privacy_verb, "release", "release a legal hold");
  release_verb->add_option("id", privacy.id, "of the hold")->required();
  reason(release_verb, true);
  runs(release_verb, privacy_release);
  auto* rotate_verb = add(*privacy_verb, "rotate-key", "wrap all keys under a new master key");
  rotate_verb->add_flag("--json", json, "print as JSON");
  rotate_verb->callback([&] { action = [&](Context& context) { return privacy_rotate_key(context, json); }; });

  RulesOptions rules;
  auto* rules_verb = app.add_subcommand("rules", "categories of conversations: try, publish, carry back");
  rules_verb->require_subcommand(1);
  const auto rules_runs = [&](CLI::App* verb, ExitCode (*work)(Context&, const RulesOptions&)) {
    verb->add_flag("--json", rules.json, "print as JSON");
    verb->callback([&, work] { action = [&, work](Context& context) { return work(context, rules); }; });
  };
  auto* rules_show_verb = add(*rules_verb, "show", "the book in use; with --json the book itself, to be changed");
  rules_show_verb->add_option("revision", rules.revision, "an earlier book");
  rules_runs(rules_show_verb, rules_show);
  auto* rules_check_verb = add(*rules_verb, "check", "say what is wrong with a book, and what to do about it");
  rules_check_verb->add_option("file", rules.file, "the book (JSON); - reads standard input")->required();
  rules_runs(rules_check_verb, rules_check);
  auto* rules_preview_verb = add(*rules_verb, "preview", "what a book would find, and what it misses by one condition");
  rules_preview_verb->add_option("file", rules.file, "the book (JSON); - reads standard input")->required();
  rules_preview_verb->add_option("--conversations", rules.conversations, "so many of the newest")
      ->check(CLI::Range(1, 5000));
  rules_preview_verb->add_option("--samples", rules.samples, "shown of each category")->check(CLI::Range(0, 20));
  rules_runs(rules_preview_verb, rules_preview);
  auto* rules_publish_verb = add(*rules_verb, "publish", "put a book into use; an entry in the audit chain");
  auto* rules_file = rules_publish_verb->add_option("file", rules.file, "the book (JSON); - reads standard input");
  rules_publish_verb->add_option("--revision", rules.revision, "an earlier book again (see `cxai rules history`)")
      ->type_name("ID")
      ->excludes(rules_file);
  rules_publish_verb->add_option("--note", rules.note, "what has changed, for people");
  rules_runs(rules_publish_verb, rules_publish);
  rules_runs(add(*rules_verb, "history", "what was published, the newest first"), rules_history);
  rules_runs(add(*rules_verb, "backfill", "carry the book in use back over all conversations; says what changed"),
             rules_backfill);

  ReanalyzeOptions again;
  auto* again_verb = add(app, "reanalyze", "analyse all stored conversations by today's recipe; earlier analyses stay");
  again_verb->add_flag("--verify", again.verify,
                       "change nothing: does the same recipe still say the same, byte for byte? (3: not everywhere)");
  again_verb->add_flag("--json", again.json, "print as JSON");
  again_verb->callback([&] { action = [&](Context& context) { return reanalyze(context, again); }; });

  UserOptions user;
  auto* users_verb = app.add_subcommand("users", "who may sign in");
  users_verb->require_subcommand(1);
  auto* list_verb = add(*users_verb, "list", "all users");
  list_verb->add_flag("--json", json, "print as JSON");
  list_verb->callback([&] { action = [&](Context& context) { return users_list(context, json); }; });
  auto* add_verb = add(*users_verb, "add", "add a user or change one; reads the password from standard input");
  add_verb->add_option("login", user.login, "what the user types to sign in")->required();
  add_verb->add_option("--name", user.name, "the person's name");
  add_verb->add_option("--role", user.role, "admin, manager, team_leader, agent or privacy_officer");
  add_verb->add_option("--right", user.rights, "beyond those of the role: originals, privacy, audit, models; several")
      ->check(CLI::IsMember({"originals", "privacy", "audit"}));
  add_verb->add_option("--agent", user.agent, "agent id whose conversations an agent sees");
  add_verb->callback([&] { action = [&](Context& context) { return users_add(context, user); }; });

  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& e) {
    const int code = app.exit(e, io.out, io.err);
    return code == 0 ? ExitCode::ok : ExitCode::usage;
  }

  const base::SystemClock clock;
  auto config = load_config(common, flags, io);
  if (!config) {
    io.err << "cxai: " << config.error().message << '\n';
    return ExitCode::usage;
  }
  const auto level = base::log_level_from(config->text("log.level"));
  if (!level) {
    io.err << "cxai: log.level: " << level.error().message << '\n';
    return ExitCode::usage;
  }
  base::set_log_level(*level);
  Context context{io, std::move(*config), clock};
  return action(context);
}

int run_main(int argc, char** argv) {
  int status = 0;
  if (audio::run_decoder_child_if_asked(argc, argv, status)) return status;
  std::signal(SIGPIPE, SIG_IGN);
  Io io{std::cin,
        std::cout,
        std::cerr,
        ::isatty(STDOUT_FILENO) == 1,
        ::isatty(STDERR_FILENO) == 1,
        terminal_width(),
        base::process_environment()};
  const auto code = run(std::vector<std::string>(argv + 1, argv + argc), io);
  std::cout.flush();
  return static_cast<int>(code);
}

}  // namespace cxai::cli
