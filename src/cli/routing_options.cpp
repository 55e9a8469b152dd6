#include "cli/routing_options.hpp"

#include <CLI/CLI.hpp>

namespace cxai::cli {
namespace {

enum class Labels : std::uint8_t { none, wanted };

CLI::Range share() {
  return CLI::Range(1e-6, 1.0 - 1e-6);
}

void add_input(CLI::App& app, RoutingInput& input, Labels labels) {
  app.add_option("data", input.files, "CSV of messages; other CSV or JSON lines with --text; - reads a pipe");
  app.add_option("--datasets", input.datasets, "the data are the CSV files of this folder; results lie beside it")
      ->type_name("DIR");
  app.add_option("--text", input.columns.text, "column with the text, of data that are no messages")
      ->type_name("COLUMN");
  if (labels == Labels::none) return;
  app.add_option("--label", input.columns.label, "column with the label")->type_name("COLUMN");
  app.add_option("--group", input.columns.group, "column whose equal values never stand on two sides of a split")
      ->type_name("COLUMN");
  app.add_option("--unknown", input.columns.unknown, "a label that means none of them; several")->type_name("LABEL");
}

void add_labelled(CLI::App& app, CertifyVerb& verb) {
  add_input(app, verb.input, Labels::wanted);
  app.add_option("--model", verb.model, "name, name/id or id; otherwise the champion");
  app.add_option("--threads", verb.threads, "0: one per core");
  app.add_flag("--yes", verb.yes, "spend what the server costs");
  app.add_flag("--json", verb.json, "print as JSON");
}

void add_backend(CLI::App& app, std::string& backend) {
  app.add_option("--backend", backend, "local, or openai: the server llm.endpoint names")
      ->check(CLI::IsMember({"local", "openai"}));
}

}  // namespace

void add_options(CLI::App& app, FinetuneVerb& verb) {
  add_input(app, verb.input, Labels::wanted);
  app.add_option("--from-store", verb.from_store,
                 "learn from the conversations kept here: label (given by people), company, team or topic")
      ->type_name("FIELD")
      ->check(CLI::IsMember({"label", "company", "team", "topic"}));
  app.add_option("--name", verb.name, "of the model: what the labels are");
  app.add_option("--turns", verb.input.columns.turns, "of messages: all, or what customers say")
      ->check(CLI::IsMember({"all", "customer"}));
  app.add_option("--valid", verb.valid, "share held back to measure")->check(share());
  app.add_option("--calibration", verb.calibration, "share held back to choose the threshold; 0: chosen")
      ->check(CLI::Range(0.0, 0.8));
  app.add_option("--per-class", verb.per_class, "examples of each label to learn from; 0: chosen");
  app.add_option("--min-examples", verb.min_examples, "labels with fewer count as Unknown");
  app.add_option("--epochs", verb.epochs, "passes over the examples; 0: chosen");
  app.add_option("--hold-out", verb.hold_out,
                 "labels left out of a second training, to see what becomes of strangers; 0: none");
  app.add_option("--risk", verb.risk, "share of wrong answers to promise")->check(share());
  app.add_option("--delta", verb.delta, "chance that the promise fails")->check(share());
  app.add_option("--seed", verb.seed, "the same data and seed give the same model");
  app.add_option("--threads", verb.threads, "0: one per core");
  app.add_flag("--mask-brands", verb.mask_brands, "learn without the words that name a label");
  app.add_flag("--allow-leaks", verb.allow_leaks, "go on where labels can be read off the texts");
  app.add_flag("--no-promote", verb.no_promote, "leave the champion as it is");
  app.add_option("--resume", verb.resume, "take up a job that was stopped")->type_name("ID");
  add_backend(app, verb.backend);
  app.add_flag("--yes", verb.yes, "spend what the server costs");
  app.add_flag("--json", verb.json, "print job and evaluation as JSON");
}

void add_options(CLI::App& app, StatusVerb& verb) {
  app.add_option("id", verb.id, "of a job");
  app.add_flag("--follow", verb.follow, "print events as they come, until the job ends");
  app.add_flag("--json", verb.json, "print as JSON");
}

void add_options(CLI::App& app, ApplyVerb& verb) {
  add_input(app, verb.input, Labels::none);
  app.add_option("--output", verb.output, "folder of the results")->type_name("DIR");
  app.add_option("--model", verb.model, "name, name/id or id; otherwise the champion");
  app.add_option("--risk", verb.risk, "answer at another risk than the model was made for")->check(share());
  app.add_option("--delta", verb.delta, "chance that the promise fails")->check(share());
  app.add_option("--language", verb.language, "of the chart: tr, en or de")->check(CLI::IsMember({"tr", "en", "de"}));
  app.add_option("--threads", verb.threads, "0: one per core");
  add_backend(app, verb.backend);
  app.add_flag("--yes", verb.yes, "spend what the server costs");
  app.add_flag("--json", verb.json, "print the summary as JSON");
}

void add_certify_options(CLI::App& app, CertifyVerb& verb) {
  add_labelled(app, verb);
  app.add_option("--risk", verb.risk, "share of wrong answers to promise")->check(share());
  app.add_option("--delta", verb.delta, "chance that the promise fails")->check(share());
  app.add_flag("--use", verb.use, "answer under it from now on");
}

void add_evaluate_options(CLI::App& app, CertifyVerb& verb) {
  add_labelled(app, verb);
}

}  // namespace cxai::cli
