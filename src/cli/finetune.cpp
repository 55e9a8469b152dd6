// `cxai finetune`: trains a router as a job that can be looked at, stopped and taken up again.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ostream>
#include <sstream>
#include <thread>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "cli/interruptible.hpp"
#include "cli/routing.hpp"
#include "cli/routing_model.hpp"
#include "cli/routing_store.hpp"
#include "routing/card.hpp"
#include "routing/finetune.hpp"
#include "routing/remote_finetune.hpp"

namespace cxai::cli {
namespace {

namespace fs = std::filesystem;

// What a job was asked for, so that it can be taken up again.
Json request_of(const FinetuneVerb& verb, const std::vector<std::string>& files) {
  Json names = Json::array();
  for (const std::string& file : files) names.push_back(fs::absolute(file).lexically_normal().string());
  const RoutingColumns& columns = verb.input.columns;
  return Json{
      {"files", std::move(names)},
      {"datasets",
       verb.input.datasets.empty() ? Json() : Json(fs::absolute(verb.input.datasets).lexically_normal().string())},
      {"text", columns.text},
      {"label", columns.label},
      {"group", columns.group},
      {"unknown", columns.unknown},
      {"turns", columns.turns},
      {"from_store", verb.from_store},
      {"name", verb.name},
      {"valid", verb.valid},
      {"calibration", verb.calibration},
      {"per_class", verb.per_class},
      {"min_examples", verb.min_examples},
      {"epochs", verb.epochs},
      {"hold_out", verb.hold_out},
      {"seed", verb.seed},
      {"risk", verb.risk},
      {"delta", verb.delta},
      {"mask_brands", verb.mask_brands},
      {"allow_leaks", verb.allow_leaks},
      {"no_promote", verb.no_promote}};
}

Result<FinetuneVerb> verb_from(const Json& request, FinetuneVerb verb) {
  base::Reader in(request, "request");
  const auto size = [&](const char* key) { return static_cast<std::size_t>(in.integer(key, 0, INT64_MAX, 0)); };
  verb.input = {};
  for (const Json& file : in.array("files", true))
    if (file.is_string()) verb.input.files.push_back(file.get<std::string>());
  verb.input.datasets = in.string("datasets", "");
  verb.input.columns.text = in.string("text", "");
  verb.input.columns.label = in.string("label", "");
  verb.input.columns.group = in.string("group", "");
  for (const Json& label : in.array("unknown"))
    if (label.is_string()) verb.input.columns.unknown.push_back(label.get<std::string>());
  verb.input.columns.turns = in.string("turns", "all");
  verb.from_store = in.string("from_store", "");
  verb.name = in.string("name");
  verb.valid = in.number("valid", 0, 1);
  verb.calibration = in.number("calibration", 0, 1);
  verb.per_class = size("per_class");
  verb.min_examples = size("min_examples");
  verb.epochs = size("epochs");
  verb.hold_out = in.integer("hold_out", -1, INT64_MAX);
  verb.seed = size("seed");
  verb.risk = in.number("risk", 0, 1);
  verb.delta = in.number("delta", 0, 1);
  verb.mask_brands = in.boolean("mask_brands", false);
  verb.allow_leaks = verb.allow_leaks || in.boolean("allow_leaks", false);
  verb.no_promote = verb.no_promote || in.boolean("no_promote", false);
  if (!in.ok()) return std::unexpected(in.error().error());
  return verb;
}

// Steps on stderr: one line that is drawn again on a terminal, a line for each elsewhere.
class Steps {
 public:
  explicit Steps(Io& io) : io_(io) {}
  ~Steps() {
    if (drawn_) io_.err << '\n' << std::flush;
  }
  bool operator()(const routing::FinetuneProgress& progress) {
    char line[200];
    const auto& m = progress.metrics;
    if (progress.phase == "training") {
      int length = std::snprintf(line, sizeof line, "step %zu/%zu  train loss %.4f  accuracy %.4f", m.step, m.steps,
                                 m.train_loss, m.train_accuracy);
      if (m.valid_loss && m.valid_accuracy)
        std::snprintf(line + length, sizeof line - static_cast<std::size_t>(length), "  valid loss %.4f  accuracy %.4f",
                      *m.valid_loss, *m.valid_accuracy);
    } else if (progress.phase == "strangers") {
      std::snprintf(line, sizeof line, "without some labels, to see what becomes of strangers: step %zu/%zu", m.step,
                    m.steps);
    } else {
      std::snprintf(line, sizeof line, "measuring");
    }
    if (io_.err_is_terminal) {
      io_.err << '\r' << line << "\033[K" << std::flush;
      drawn_ = true;
    } else if (progress.phase != "strangers" || m.step == m.steps) {
      io_.err << line << '\n';
    }
    return !stop_requested();
  }

 private:
  Io& io_;
  bool drawn_ = false;
};

void say_split(Io& io, const routing::Split& split, const RoutingData& data) {
  io.err << data.items().size() << " conversations, " << split.labels.size() << " labels";
  if (!split.rare.empty()) io.err << "; " << split.rare.size() << " labels with too few examples count as Unknown";
  if (data.unlabelled() > 0) io.err << "; " << data.unlabelled() << " rows without a label left out";
  io.err << "; up to " << split.target << " of each are learnt from\n";
}

void say_result(Io& io, const routing::Finetuned& done, const routing::JobFolder& folder) {
  const Json& valid = done.evaluation["valid"];
  const Json& masked = done.evaluation["brands_masked"];
  char line[256];
  std::snprintf(line, sizeof line, "accuracy %.4f  macro-F1 %.4f  (n = %zu); with brand words masked %.4f\n",
                valid["accuracy"].get<double>(), valid["macro_f1"].get<double>(), valid["n"].get<std::size_t>(),
                masked["accuracy"].get<double>());
  io.out << folder.job().id << "  succeeded\n" << "model " << done.info.name() << '\n' << line;
  const Json& open_set = done.evaluation["open_set"];
  if (open_set.is_object()) {
    std::snprintf(line, sizeof line, "of %zu conversations with labels it never saw %.1f %% are answered Unknown\n",
                  open_set["strangers"]["n"].get<std::size_t>(), open_set["strangers"]["recall"].get<double>() * 100);
    io.out << line;
  }
  io.out << routing::promise(done.info.policy, "en") << '\n' << "folder " << folder.path().string() << '\n';
}

class FinetuneRun {
 public:
  FinetuneRun(Context& context, FinetuneVerb verb, std::stop_token stop)
      : context_(context), verb_(std::move(verb)), stop_(std::move(stop)) {}

  Result<ExitCode> run() {
    const fs::path jobs = jobs_dir(context_.config);
    std::optional<routing::JobFolder> folder;
    if (!verb_.resume.empty()) {
      CXAI_TRY(auto opened, routing::JobFolder::open(jobs, verb_.resume));
      if (opened.job().status == routing::JobStatus::succeeded)
        return fail(ErrorCode::conflict,
                    "job " + verb_.resume + " has succeeded already: " + opened.job().fine_tuned_model);
      CXAI_TRY(verb_, verb_from(opened.job().request, verb_));
      folder.emplace(std::move(opened));
    }
    CXAI_TRY_VOID(routing::check_family(verb_.name));
    RoutingColumns columns = verb_.input.columns;
    std::vector<std::string> named;  // by people; the centre's conversations are read after them
    const bool has_files = !verb_.input.files.empty() || !verb_.input.datasets.empty();
    if (has_files || verb_.from_store.empty()) {
      named = verb_.input.files;
      if (!folder) {
        CXAI_TRY(named, routing_inputs(verb_.input.files, verb_.input.datasets));
      }
    }
    std::vector<std::string> files = named;
    std::istringstream kept;
    if (!verb_.from_store.empty()) {
      CXAI_TRY(std::string lines, kept_conversations(has_files, columns));
      kept.str(std::move(lines));
      files.push_back("-");
    }
    if (columns.text.empty()) columns.label = "company";  // messages: their companies
    if (columns.label.empty()) return fail(ErrorCode::invalid_input, "--text needs --label: the column to learn");
    Io io{verb_.from_store.empty() ? context_.io.in : kept, context_.io.out, context_.io.err};
    CXAI_TRY(const auto data, RoutingData::open(io, files, columns));
    routing::SplitOptions split_options;
    split_options.valid = verb_.valid;
    split_options.calibration = verb_.calibration;
    split_options.per_class = verb_.per_class;
    split_options.min_examples = verb_.min_examples;
    split_options.seed = verb_.seed;
    CXAI_TRY(const auto split, routing::split_items(data.names(), data.items(), split_options));
    say_split(context_.io, split, data);
    if (!folder) {
      CXAI_TRY(auto created, create(jobs, named));
      folder.emplace(std::move(created));
    }
    context_.io.err << "job " << folder->job().id << '\n';
    CXAI_TRY(auto texts,
             data.texts(routing::needed_items(split), thread_count(verb_.threads), columns.turns == "customer"));
    const auto training = routing::training_data(split, data.items(), std::move(texts));
    if (folder->job().backend == "openai") {
      CXAI_TRY_VOID(train_there(*folder, training));
    } else {
      CXAI_TRY_VOID(train(*folder, training));
    }
    return data.bad_rows() > 0 ? ExitCode::some_inputs_failed : ExitCode::ok;
  }

 private:
  // The centre's labelled conversations as rows with the columns the files have.
  Result<std::string> kept_conversations(bool has_files, RoutingColumns& columns) {
    if (has_files && columns.text.empty())
      return fail(ErrorCode::invalid_input,
                  "--from-store goes with files that have --text and --label, not with messages");
    if (!has_files) columns.text = "text", columns.label = "label", columns.group = "group";
    return labelled_texts(
        context_, {.field = verb_.from_store,
                   .family = verb_.name,
                   .whose = columns.turns == "customer" ? pipeline::WhoseTurns::customers : pipeline::WhoseTurns::all,
                   .text_key = columns.text,
                   .label_key = columns.label,
                   .group_key = columns.group});
  }

  routing::FinetuneOptions options() const {
    routing::FinetuneOptions options;
    options.family = verb_.name;
    options.seed = verb_.seed;
    options.threads = verb_.threads;
    options.epochs = verb_.epochs;
    options.hold_out = verb_.hold_out < 0 ? routing::kAutomatic : static_cast<std::size_t>(verb_.hold_out);
    options.target_risk = verb_.risk;
    options.delta = verb_.delta;
    options.mask_brands = verb_.mask_brands;
    options.allow_leaks = verb_.allow_leaks;
    options.customer_only = verb_.input.columns.turns == "customer";
    return options;
  }

  Result<routing::JobFolder> create(const fs::path& jobs, const std::vector<std::string>& files) {
    routing::Job job;
    job.id = base::new_id("ftjob-");
    job.backend = verb_.backend;
    const bool local = verb_.backend == "local";
    job.model = local ? std::string(learning::kTextFeatures) : context_.config.text("llm.model");
    job.hyperparameters =
        local ? routing::to_json(options()) : Json{{"seed", verb_.seed}, {"n_epochs", epochs_there()}};
    job.request = request_of(verb_, files);
    job.created_at = context_.clock.now();
    CXAI_TRY(auto folder, routing::JobFolder::create(jobs, std::move(job)));
    CXAI_TRY_VOID(folder.add_event(context_.clock.now(), "info", "Created fine-tuning job: " + folder.job().id));
    return folder;
  }

  Result<> train(routing::JobFolder& folder, const routing::TrainingData& data) {
    const routing::Registry registry = routing_registry(context_.config);
    Result<routing::Finetuned> done = fail(ErrorCode::cancelled, "");
    {
      Steps steps(context_.io);
      done = routing::finetune(folder, data, options(), registry, context_.clock, std::ref(steps));
    }
    if (!done && done.error().code == ErrorCode::cancelled)
      return fail(ErrorCode::cancelled, "stopped; `cxai finetune --resume " + folder.job().id + "` goes on from there");
    if (!done) return std::unexpected(done.error());
    if (!verb_.no_promote) CXAI_TRY_VOID(registry.promote(done->info, context_.clock.now(), "trained"));
    CXAI_TRY_VOID(copy_metrics(folder));
    if (verb_.json) {
      context_.io.out << base::dump_json(
                             Json{{"job", routing::to_json(folder.job())}, {"evaluation", done->evaluation}}, 2)
                      << '\n';
    } else {
      say_result(context_.io, *done, folder);
    }
    return {};
  }

  // The server's own choice is not known beforehand, and the estimate needs a number.
  std::size_t epochs_there() const { return verb_.epochs > 0 ? verb_.epochs : 3; }

  Result<> train_there(routing::JobFolder& folder, const routing::TrainingData& data) {
    CXAI_TRY(llm::OpenAi server, open_server(context_));
    if (folder.job().remote_id.empty()) {
      CXAI_TRY(const auto price, prices(context_.config));
      const auto files = routing::remote_files(data);
      const auto texts = static_cast<std::size_t>(std::ranges::count(files.training, '\n'));
      const auto estimate = routing::training_cost(texts, files.training.size(), epochs_there(), price);
      if (auto agreed = confirm_cost(context_, estimate, verb_.yes); !agreed) {
        Error error = agreed.error();
        error.message += " (`cxai finetune --resume " + folder.job().id + " --yes`)";
        return std::unexpected(std::move(error));
      }
    }
    routing::RemoteOptions options;
    options.family = verb_.name;
    options.base_model = folder.job().model;
    options.epochs = epochs_there();
    options.seed = verb_.seed;
    options.poll = Millis(context_.config.integer("llm.poll_seconds") * 1000);
    options.customer_only = verb_.input.columns.turns == "customer";
    const routing::Registry registry = routing_registry(context_.config);
    const std::function<void(std::string_view)> say = [&](std::string_view line) { context_.io.err << line << '\n'; };
    const auto info = routing::remote_finetune(folder, data, options, server, net::system_pauser(), registry,
                                               context_.clock, say, stop_);
    if (!info && (info.error().code == ErrorCode::cancelled || info.error().code == ErrorCode::unavailable))
      return fail(info.error().code, info.error().message + "; `cxai finetune --resume " + folder.job().id +
                                         " --yes` finds the server's job again");
    if (!info) return std::unexpected(info.error());
    if (!verb_.no_promote) CXAI_TRY_VOID(registry.promote(*info, context_.clock.now(), "trained"));
    CXAI_TRY_VOID(copy_metrics(folder));
    if (verb_.json) {
      context_.io.out << base::dump_json(Json{{"job", routing::to_json(folder.job())}}, 2) << '\n';
    } else {
      context_.io.out << folder.job().id << "  succeeded\nmodel " << info->name() << "\nserver's model "
                      << info->remote_model << '\n';
    }
    return {};
  }

  // Beside the folder of datasets, where the caller of a container looks.
  Result<> copy_metrics(const routing::JobFolder& folder) const {
    if (verb_.input.datasets.empty()) return {};
    CXAI_TRY(const std::string metrics, folder.metrics());
    return base::write_file_atomic(beside(verb_.input.datasets, "metrics") / "step_metrics.csv", metrics);
  }

  Context& context_;
  FinetuneVerb verb_;
  std::stop_token stop_;
};

}  // namespace

fs::path jobs_dir(const base::Config& config) {
  return fs::path(config.text("data.dir")) / "jobs";
}

routing::Registry routing_registry(const base::Config& config) {
  return routing::Registry(models_dir(config) / "routing");
}

fs::path beside(const std::string& datasets, const char* name) {
  fs::path folder = fs::path(datasets).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  return folder.parent_path() / name;
}

unsigned thread_count(std::size_t asked) {
  return asked > 0 ? static_cast<unsigned>(asked) : std::max(1U, std::thread::hardware_concurrency());
}

ExitCode finetune(Context& context, const FinetuneVerb& verb) {
  const Interruptible interruptible;
  const auto code = FinetuneRun(context, verb, interruptible.token()).run();
  return code ? *code : context.fail(code.error());
}

}  // namespace cxai::cli
