#include "routing/finetune.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <set>
#include <thread>

#include "base/hash.hpp"
#include "learning/hash.hpp"
#include "routing/card.hpp"
#include "routing/leaks.hpp"

namespace cxai::routing {
namespace {

using learning::LabelledText;
using learning::StepMetrics;

constexpr std::chrono::seconds kCheckpointEvery{60};  // of hundreds of megabytes each; most trainings end sooner
constexpr std::size_t kMostHeldOut = 20;
constexpr std::size_t kLeaksNamed = 10;

std::string step_sentence(const StepMetrics& m) {
  char text[160];
  std::snprintf(text, sizeof text, "Step %zu/%zu: training loss=%.4f, training accuracy=%.4f", m.step, m.steps,
                m.train_loss, m.train_accuracy);
  std::string sentence = text;
  if (m.valid_loss && m.valid_accuracy) {
    std::snprintf(text, sizeof text, ", validation loss=%.4f, validation accuracy=%.4f", *m.valid_loss,
                  *m.valid_accuracy);
    sentence += text;
  }
  return sentence;
}

class Run {
 public:
  Run(JobFolder& folder, const TrainingData& data, const FinetuneOptions& options, const Registry& registry,
      const base::Clock& clock, const std::function<bool(const FinetuneProgress&)>& go_on)
      : folder_(folder), data_(data), options_(options), registry_(registry), clock_(clock), go_on_(go_on) {
    threads_ = static_cast<unsigned>(options.threads > 0 ? options.threads
                                                         : std::max(1U, std::thread::hardware_concurrency()));
    if (options.mask_brands) {
      const BrandWords brands(data.labels);
      for (const MaskedText& text : data.texts) masked_.push_back(brands.mask(*text));
    }
  }

  Result<Finetuned> run() {
    folder_.job().trained_examples = data_.train.size();
    if (!folder_.job().started_at) folder_.job().started_at = clock_.now();
    folder_.job().error.clear();
    folder_.job().finished_at.reset();
    CXAI_TRY_VOID(set_status(JobStatus::validating_files));
    CXAI_TRY_VOID(look_for_leaks());
    CXAI_TRY_VOID(set_status(JobStatus::running));
    CXAI_TRY(std::string bundle, train());
    return finish(std::move(bundle));
  }

  // What the error means for the job.
  Error ended(Error error) {
    const bool cancelled = error.code == ErrorCode::cancelled;
    folder_.job().error = cancelled ? "" : error.message;
    folder_.job().finished_at = clock_.now();
    const std::string said = cancelled ? "The job was cancelled; --resume " + folder_.job().id + " takes it up again"
                                       : "The job failed: " + error.message;
    (void)event(cancelled ? "warn" : "error", said);
    (void)set_status(cancelled ? JobStatus::cancelled : JobStatus::failed);
    return error;
  }

 private:
  std::string_view text(std::uint32_t place) const {
    return options_.mask_brands ? std::string_view(masked_[place]) : std::string_view(*data_.texts[place]);
  }

  Result<> event(std::string_view level, std::string message, Json data = nullptr) {
    return folder_.add_event(clock_.now(), level, std::move(message), std::move(data));
  }

  Result<> set_status(JobStatus status) {
    folder_.job().status = status;
    return folder_.save();
  }

  Result<> look_for_leaks() {
    std::vector<TextOf> texts;
    std::set<std::uint32_t> seen;
    for (const std::uint32_t place : data_.train)
      if (seen.insert(place).second) texts.push_back({text(place), data_.label_of[place]});
    leaks_ = find_leaks(texts, data_.labels);
    std::string serious;
    std::size_t count = 0;
    for (const Leak& leak : leaks_) {
      if (!leak.serious) continue;
      if (++count <= kLeaksNamed) serious += "\n  " + to_sentence(leak);
    }
    if (count == 0) return {};
    CXAI_TRY_VOID(event("warn", std::to_string(count) + " labels can be read off the texts by a rule:" + serious));
    if (options_.allow_leaks) return {};
    return fail(ErrorCode::invalid_input,
                std::to_string(count) +
                    " labels can be read off the texts by a rule, so the model would learn little "
                    "else:" +
                    serious +
                    "\nTake these words out (--mask-brands does), or go on with --allow-leaks where they are what the "
                    "texts are about, as with topics");
  }

  learning::TrainerOptions trainer_options(std::uint64_t seed) const {
    learning::TrainerOptions trainer;
    trainer.seed = seed;
    trainer.threads = threads_;
    if (options_.epochs > 0) trainer.epochs = options_.epochs;
    return trainer;
  }

  Result<std::string> train() {
    std::vector<LabelledText> train;
    for (const std::uint32_t place : data_.train) train.push_back({text(place), data_.label_of[place]});
    std::vector<LabelledText> valid;
    for (const std::uint32_t place : data_.valid) valid.push_back({text(place), data_.label_of[place]});
    learning::TextClassifierTrainer trainer(data_.labels, trainer_options(options_.seed));
    std::size_t done = 0;
    CXAI_TRY(const auto checkpoint, folder_.newest_checkpoint(done));
    if (checkpoint) {
      CXAI_TRY_VOID(trainer.resume(*checkpoint));
      CXAI_TRY_VOID(event("info", "The job goes on after step " + std::to_string(done)));
    }
    CXAI_TRY_VOID(folder_.keep_metrics(done));
    std::optional<Error> broken;
    auto saved_at = std::chrono::steady_clock::now();
    const auto report = [&](const StepMetrics& m) {
      auto noted = folder_.add_metrics({m.step, m.train_loss, m.train_accuracy, m.valid_loss, m.valid_accuracy,
                                        m.full_valid_loss, m.full_valid_accuracy});
      if (noted) noted = event("info", step_sentence(m), Json{{"step", m.step}, {"train_loss", m.train_loss}});
      const bool going = go_on_({"training", m});
      const auto now = std::chrono::steady_clock::now();
      if (noted && (!going || m.step == m.steps || now - saved_at >= kCheckpointEvery)) {
        noted = folder_.add_checkpoint(m.step, trainer.checkpoint());
        saved_at = now;
      }
      if (!noted) broken = noted.error();
      return going && !broken;
    };
    auto bundle = trainer.train(train, valid, report);
    if (broken) return std::unexpected(std::move(*broken));
    return bundle;
  }

  Answers answers(const Model& model, std::span<const std::uint32_t> places, const BrandWords* mask = nullptr) const {
    std::vector<std::string_view> texts;
    std::vector<std::uint32_t> truth;
    std::vector<std::uint64_t> groups;
    for (const std::uint32_t place : places) {
      texts.push_back(*data_.texts[place]);
      truth.push_back(data_.label_of[place]);
      groups.push_back(data_.group_of[place]);
    }
    return answers_of(model, texts, truth, groups, threads_, mask);
  }

  ModelInfo info_of(std::vector<std::string> labels) const {
    ModelInfo info;
    info.family = options_.family;
    info.id = folder_.job().id;
    info.created_at = folder_.job().created_at;
    info.labels = std::move(labels);
    info.masks_brands = options_.mask_brands;
    info.customer_only = options_.customer_only;
    info.trained_examples = data_.train.size();
    return info;
  }

  Result<Finetuned> finish(std::string bundle) {
    CXAI_TRY_VOID(event("info", "Training has ended; the model is measured"));
    if (!go_on_({"evaluation", {}})) return fail(ErrorCode::cancelled, "stopped on request");
    ModelInfo info = info_of(data_.labels);
    info.bundle_sha256 = base::sha256_hex(bundle);
    CXAI_TRY(auto model, Model::of(info, bundle, {}));
    const auto calibration = confidences_of(answers(*model, data_.calibration), data_.labels.size(), model->unknown());
    CXAI_TRY(info.policy, choose_policy(calibration, options_.target_risk, options_.delta));
    CXAI_TRY(Json evaluation, evaluate(*model, info));
    info.accuracy = evaluation["valid"]["accuracy"].get<double>();
    const std::string card = model_card(info, evaluation, data_.sizes);
    const std::string document = base::dump_json(evaluation, 2) + "\n";
    const std::string confidences = write_calibration(calibration);
    CXAI_TRY_VOID(folder_.add_result("model.text", bundle));
    CXAI_TRY_VOID(folder_.add_result("calibration.csv", confidences));
    CXAI_TRY_VOID(folder_.add_result("evaluation.json", document));
    CXAI_TRY_VOID(folder_.add_result("model.card.md", card));
    auto& files = folder_.job().result_files;
    if (std::ranges::find(files, "metrics/step_metrics.csv") == files.end())
      files.emplace_back("metrics/step_metrics.csv");
    const auto added = registry_.add(info, {{"model.text", bundle},
                                            {"calibration.csv", confidences},
                                            {"evaluation.json", document},
                                            {"model.card.md", card}});
    // A run that ended between the registry and the job's last line has put it there already.
    if (!added && added.error().code != ErrorCode::conflict) return std::unexpected(added.error());
    folder_.job().fine_tuned_model = info.name();
    folder_.job().finished_at = clock_.now();
    CXAI_TRY_VOID(event("info", "New fine-tuned model created: " + info.name()));
    CXAI_TRY_VOID(event("info", "The job has successfully completed"));
    CXAI_TRY_VOID(set_status(JobStatus::succeeded));
    return Finetuned{std::move(info), std::move(evaluation)};
  }

  Result<Json> evaluate(const Model& model, const ModelInfo& info) {
    const Answers valid = answers(model, data_.valid);
    std::vector<std::string_view> texts;
    for (const std::uint32_t place : data_.valid) texts.push_back(*data_.texts[place]);
    const BrandWords brands(data_.labels);
    Json evaluation{{"schema", "cxai.routing-evaluation/1"},
                    {"model", info.name()},
                    {"labels", data_.labels},
                    {"split",
                     {{"by", "group"},
                      {"train", distinct(data_.train)},
                      {"train_with_repeats", data_.train.size()},
                      {"calibration", data_.calibration.size()},
                      {"valid", data_.valid.size()},
                      {"per_class", data_.target},
                      {"rare_labels_as_unknown", data_.rare}}},
                    {"policy", to_json(info.policy)},
                    {"valid", measure(valid, data_.labels, model.unknown(), info.policy, options_.seed)},
                    {"brands_masked",
                     measure_briefly(answers(model, data_.valid, &brands), data_.labels, model.unknown(), info.policy)},
                    {"slices", measure_slices(valid, texts, data_.labels, model.unknown(), info.policy)}};
    CXAI_TRY(evaluation["open_set"], strangers());
    Json leaks = Json::array();
    for (const Leak& leak : leaks_)
      leaks.push_back(Json{{"kind", to_string(leak.kind)},
                           {"label", leak.label},
                           {"token", leak.token},
                           {"n", leak.texts},
                           {"share", leak.share},
                           {"precision", leak.precision},
                           {"serious", leak.serious}});
    evaluation["leaks"] = std::move(leaks);
    return evaluation;
  }

  static std::size_t distinct(std::span<const std::uint32_t> places) {
    return std::set<std::uint32_t>(places.begin(), places.end()).size();
  }

  // Labels left out, drawn by the seed; empty where too few would be left.
  std::vector<bool> held_out() const {
    std::vector<std::pair<std::uint64_t, std::size_t>> drawn;
    for (std::size_t i = 0; i < data_.labels.size(); ++i)
      if (data_.labels[i] != kUnknownLabel)
        drawn.emplace_back(learning::mix(learning::combine(options_.seed, learning::hash_of(data_.labels[i]))), i);
    std::ranges::sort(drawn);
    std::size_t count = options_.hold_out;
    if (count == kAutomatic) count = drawn.size() < 4 ? 0 : std::max<std::size_t>(1, drawn.size() / 10);
    count = std::min({count, kMostHeldOut, drawn.size() < 3 ? 0 : drawn.size() - 2});
    std::vector<bool> out(data_.labels.size());
    for (std::size_t i = 0; i < count; ++i) out[drawn[i].second] = true;
    return out;
  }

  // Trains again without some labels and asks about exactly these.
  Result<Json> strangers() {
    const std::vector<bool> out = held_out();
    if (std::ranges::find(out, true) == out.end()) return Json();
    std::vector<std::string> labels;
    std::vector<std::string> strange;
    std::vector<std::uint32_t> number(out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      number[i] = static_cast<std::uint32_t>(labels.size());
      (out[i] ? strange : labels).push_back(data_.labels[i]);
    }
    std::vector<LabelledText> train;
    for (const std::uint32_t place : data_.train)
      if (!out[data_.label_of[place]]) train.push_back({text(place), number[data_.label_of[place]]});
    learning::TextClassifierTrainer trainer(labels, trainer_options(options_.seed));
    CXAI_TRY(std::string bundle,
             trainer.train(train, {}, [&](const StepMetrics& m) { return go_on_({"strangers", m}); }));
    CXAI_TRY(const auto model, Model::of(info_of(labels), std::move(bundle), {}));
    const auto asked = [&](std::span<const std::uint32_t> places, bool strangers_wanted) {
      std::vector<std::string_view> texts;
      std::vector<std::uint32_t> truth;
      std::vector<std::uint64_t> groups;
      for (const std::uint32_t place : places) {
        const std::uint32_t label = data_.label_of[place];
        if (out[label] != strangers_wanted) continue;
        texts.push_back(*data_.texts[place]);
        truth.push_back(out[label] ? static_cast<std::uint32_t>(labels.size()) : number[label]);
        groups.push_back(data_.group_of[place]);
      }
      return answers_of(*model, texts, truth, groups, threads_);
    };
    CXAI_TRY(const Policy policy,
             choose_policy(confidences_of(asked(data_.calibration, false), labels.size(), model->unknown()),
                           options_.target_risk, options_.delta));
    std::vector<std::uint32_t> all(data_.texts.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    Json result{{"held_out", strange}, {"policy", to_json(policy)}};
    result["strangers"] = measure_out_of_scope(asked(all, true), labels.size(), model->unknown(), policy);
    result["known"] = measure_briefly(asked(data_.valid, false), labels, model->unknown(), policy);
    return result;
  }

  JobFolder& folder_;
  const TrainingData& data_;
  const FinetuneOptions& options_;
  const Registry& registry_;
  const base::Clock& clock_;
  const std::function<bool(const FinetuneProgress&)>& go_on_;
  unsigned threads_ = 1;
  std::vector<std::string> masked_;  // the texts without brand words, where they are learnt so
  std::vector<Leak> leaks_;
};

}  // namespace

std::vector<std::uint32_t> needed_items(const Split& split) {
  std::vector<std::uint32_t> needed;
  for (std::uint32_t i = 0; i < split.part_of.size(); ++i)
    if (split.part_of[i] != Part::unused) needed.push_back(i);
  return needed;
}

TrainingData training_data(const Split& split, std::span<const Item> items, std::vector<MaskedText> texts) {
  TrainingData data;
  data.labels = split.labels;
  data.sizes = split.sizes;
  data.rare = split.rare;
  data.target = split.target;
  const auto needed = needed_items(split);
  CXAI_CHECK(texts.size() == needed.size());
  std::vector<std::uint32_t> place(items.size());
  for (std::uint32_t i = 0; i < needed.size(); ++i) {
    const std::uint32_t item = needed[i];
    place[item] = i;
    data.label_of.push_back(split.label_of[item]);
    data.group_of.push_back(items[item].group);
    if (split.part_of[item] == Part::calibration) data.calibration.push_back(i);
    if (split.part_of[item] == Part::valid) data.valid.push_back(i);
  }
  for (const std::uint32_t item : split.training) data.train.push_back(place[item]);
  data.texts = std::move(texts);
  return data;
}

Json to_json(const FinetuneOptions& options) {
  return Json{{"seed", options.seed},
              {"epochs", options.epochs > 0 ? options.epochs : learning::TrainerOptions{}.epochs},
              {"mask_brands", options.mask_brands},
              {"customer_only", options.customer_only},
              {"target_risk", options.target_risk},
              {"delta", options.delta}};
}

Result<Finetuned> finetune(JobFolder& folder, const TrainingData& data, const FinetuneOptions& options,
                           const Registry& registry, const base::Clock& clock,
                           const std::function<bool(const FinetuneProgress&)>& go_on) {
  CXAI_TRY_VOID(folder.lock());
  Run run(folder, data, options, registry, clock, go_on);
  auto done = run.run();
  if (!done) return std::unexpected(run.ended(done.error()));
  return done;
}

}  // namespace cxai::routing
