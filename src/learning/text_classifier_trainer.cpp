#include "learning/text_classifier_trainer.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <utility>

#include "base/hash.hpp"
#include "learning/calibration.hpp"
#include "learning/dense.hpp"
#include "learning/hash.hpp"
#include "learning/leaning.hpp"
#include "learning/shuffle.hpp"
#include "learning/text_classifier.hpp"
#include "learning/text_models.hpp"
#include "learning/text_vectors.hpp"

namespace cxai::learning {
namespace {

constexpr std::string_view kMagic = "CXAITXC5";
constexpr std::size_t kDigest = 64;           // SHA-256 in hexadecimal digits
const std::string kNothingYet(kDigest, '0');  // the body of a checkpoint from before training
constexpr std::size_t kSample = 500;          // validation texts measured after every step
constexpr std::size_t kFullEvery = 5;         // steps
constexpr std::size_t kCalibrated = 10'000;   // texts are enough for one slope per kind and one offset per label
constexpr std::size_t kLongText = 250;        // bytes; each holds so many features that rare ones say little
constexpr float kSmoothing = 0.1F;            // of what tells labels apart
constexpr std::size_t kFewTexts = 1500;       // have a fold in five, since every text left out is missed
constexpr std::size_t kFewFeatures = 20'000;  // are all kept
constexpr float kSlopes[TextModels::kKinds] = {1, 2, 0.5F};  // of what is reported, before anything is calibrated

std::vector<std::string_view> texts_of(std::span<const LabelledText> given) {
  std::vector<std::string_view> texts;
  for (const LabelledText& text : given) texts.push_back(text.text);
  return texts;
}

std::vector<std::uint32_t> labels_of(std::span<const LabelledText> given) {
  std::vector<std::uint32_t> labels;
  for (const LabelledText& text : given) labels.push_back(text.label);
  return labels;
}

struct Measured {
  double loss = 0;
  double accuracy = 0;
};

// Of scores [texts, kinds, labels].
Measured measure(std::span<const float> scores, std::size_t labels, std::span<const std::uint32_t> truth) {
  Measured measured;
  std::vector<float> row(labels);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const float* given = scores.data() + i * TextModels::kKinds * labels;
    std::ranges::fill(row, 0.0F);
    for (std::size_t m = 0; m < TextModels::kKinds; ++m) {
      for (std::size_t k = 0; k < labels; ++k) row[k] += kSlopes[m] * given[m * labels + k];
    }
    const auto best = static_cast<std::size_t>(std::ranges::max_element(row) - row.begin());
    softmax(row);
    measured.loss -= std::log(std::max(row[truth[i]], 1e-9F));
    measured.accuracy += best == truth[i] ? 1 : 0;
  }
  const double n = std::max<double>(1, static_cast<double>(truth.size()));
  return {measured.loss / n, measured.accuracy / n};
}

// The texts as numbers, and what is learned from them.
struct Run {
  Run(std::span<const LabelledText> train, std::span<const LabelledText> valid, TrainerOptions options)
      : texts(texts_of(train)),
        labels(labels_of(train)),
        valid_labels(labels_of(valid)),
        vocabulary(texts, {options.words_share, options.min_texts, options.max_features}, options.threads),
        vectors(vocabulary.vectors(texts, options.threads)),
        valid_vectors(vocabulary.vectors(texts_of(valid), options.threads)) {}

  std::vector<std::string_view> texts;
  std::vector<std::uint32_t> labels;
  std::vector<std::uint32_t> valid_labels;
  Vocabulary vocabulary;
  TextVectors vectors;
  TextVectors valid_vectors;
  std::vector<std::uint32_t> fold_of;
  std::optional<TextModels> models;
};

// How much of everything the amount of text is worth: much text needs fewer passes and smaller networks, and little of
// it is worth every word and more folds.
TrainerOptions settled(TrainerOptions options, std::span<const LabelledText> train) {
  std::size_t bytes = 0;
  for (const LabelledText& text : train) bytes += text.text.size();
  struct Plan {
    std::size_t bytes;
    std::size_t networks;
    std::size_t hidden;
    std::size_t epochs;
    std::size_t folds;
    unsigned min_texts;
  };
  static constexpr Plan kPlans[] = {{100'000, 3, 128, 20, 5, 1},   {1'000'000, 3, 128, 20, 3, 1},
                                    {2'000'000, 3, 96, 16, 3, 2},  {5'000'000, 3, 64, 12, 3, 2},
                                    {10'000'000, 2, 48, 10, 2, 2}, {30'000'000, 2, 48, 8, 2, 2},
                                    {100'000'000, 2, 32, 4, 2, 4}, {SIZE_MAX, 2, 32, 3, 2, 5}};
  Plan plan = *std::ranges::find_if(kPlans, [&](const Plan& p) { return bytes <= p.bytes; });
  if (bytes > kLongText * train.size()) {
    plan.hidden = std::min<std::size_t>(plan.hidden, 64);
    plan.min_texts = std::max(plan.min_texts, 2U);
  }
  if (train.size() < kFewTexts) plan.folds = std::max<std::size_t>(plan.folds, 5);
  if (options.networks == 0) options.networks = plan.networks;
  if (options.hidden == 0) options.hidden = plan.hidden;
  if (options.epochs == 0) options.epochs = plan.epochs;
  if (options.folds == 0) options.folds = plan.folds;
  if (options.min_texts == 0) options.min_texts = plan.min_texts;
  return options;
}

// The linear machines as one, each with its slope.
struct Sloped {
  const TextModels& models;
  const std::vector<float>& slopes;

  float linear(const auto& part_of) const {
    float sum = 0;
    for (std::size_t l = 0; l < TextModels::kLinear; ++l) sum += slopes[l] * part_of(models.linear(l));
    return sum;
  }
  float weight(std::size_t feature, std::size_t label) const {
    return linear([&](const OneVsRest& machines) { return machines.weight(feature, label); });
  }
  float bias(std::size_t label) const {
    return linear([&](const OneVsRest& machines) { return machines.bias(label); });
  }
  float of_networks() const { return slopes[TextModels::kLinear]; }
};

// The share of the features that moves answers most: how often one is seen, and how far it then moves the scores. In
// the vocabulary's order.
std::vector<std::uint32_t> worth_keeping(const Run& run, const Sloped& sloped, float share) {
  const TextModels& models = *run.models;
  const std::size_t labels = models.labels();
  std::vector<float> worth;
  for (std::size_t f = 0; f < run.vocabulary.size(); ++f) {
    float linear = 0;
    for (std::size_t k = 0; k < labels; ++k) linear = std::max(linear, std::abs(sloped.weight(f, k)));
    float square = 0;
    for (const ShallowNetwork& network : models.networks()) {
      square += dot(network.input(f).data(), network.input(f).data(), network.hidden());
    }
    const float idf = run.vocabulary.idf()[f];  // falls with the logarithm of how often it is seen
    worth.push_back(std::exp(-0.5F * idf) * idf * (linear + sloped.of_networks() * std::sqrt(square)));
  }
  std::vector<std::uint32_t> kept(worth.size());
  std::iota(kept.begin(), kept.end(), 0U);
  const auto part = static_cast<std::size_t>(std::ceil(share * static_cast<float>(kept.size())));
  const std::size_t count = std::max(part, kFewFeatures);
  if (count >= kept.size()) return kept;
  std::ranges::sort(
      kept, [&](std::uint32_t a, std::uint32_t b) { return worth[a] != worth[b] ? worth[a] > worth[b] : a < b; });
  kept.resize(count);
  std::ranges::sort(kept);
  return kept;
}

}  // namespace

struct TextClassifierTrainer::State {
  std::vector<std::string> labels;
  TrainerOptions options;
  std::string identity;  // digest of texts, labels and options
  std::unique_ptr<Run> run;
  std::string resumed;  // a checkpoint not yet taken up
  std::string trained;  // the bundle, once there is one

  Result<> check(std::span<const LabelledText> train, std::span<const LabelledText> valid) const;
  std::string identify(const TrainerOptions& settled, std::span<const LabelledText> train) const;
  Result<std::string> take_up();
  std::string bundle() const;
};

TextClassifierTrainer::TextClassifierTrainer(std::vector<std::string> labels, TrainerOptions options)
    : state_(std::make_unique<State>()) {
  state_->labels = std::move(labels);
  state_->options = options;
}
TextClassifierTrainer::~TextClassifierTrainer() = default;
TextClassifierTrainer::TextClassifierTrainer(TextClassifierTrainer&&) noexcept = default;
TextClassifierTrainer& TextClassifierTrainer::operator=(TextClassifierTrainer&&) noexcept = default;

Result<> TextClassifierTrainer::State::check(std::span<const LabelledText> train,
                                             std::span<const LabelledText> valid) const {
  if (labels.size() < 2) return fail(ErrorCode::invalid_input, "training: needs at least two labels");
  if (options.hidden % 8 != 0 || !(options.cost > 0) || options.folds == 1 ||
      !(options.words_share >= 0 && options.words_share <= 1) ||
      !(options.kept_features > 0 && options.kept_features <= 1)) {
    return fail(ErrorCode::invalid_input,
                "training: hidden must be a multiple of 8, cost above 0, folds at least 2, "
                "words_share and kept_features within 0 and 1");
  }
  if (train.empty()) return fail(ErrorCode::invalid_input, "training: needs at least one text");
  for (const auto& part : {train, valid}) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part[i].label < labels.size()) continue;
      return fail(ErrorCode::invalid_input, "training: text " + std::to_string(i) + " has label " +
                                                std::to_string(part[i].label) + ", there are " +
                                                std::to_string(labels.size()));
    }
  }
  return {};
}

std::string TextClassifierTrainer::State::identify(const TrainerOptions& settled,
                                                   std::span<const LabelledText> train) const {
  base::Sha256 hash;
  const auto number = [&](auto value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    hash.update(std::string_view(bytes, sizeof value));
  };
  const auto text = [&](std::string_view value) {
    number(value.size());
    hash.update(value);
  };
  text(kTextFeatures);
  for (const std::string& label : labels) text(label);
  number(settled.seed);
  number(settled.epochs);
  number(settled.hidden);
  number(settled.networks);
  number(settled.folds);
  number(settled.min_texts);
  number(settled.cost);
  number(settled.words_share);
  number(settled.max_features);
  number(settled.kept_features);
  for (const LabelledText& example : train) {
    text(example.text);
    number(example.label);
  }
  return hash.hex();
}

// The state of the models, or the bundle: what comes behind the identity. Empty: there was nothing yet.
Result<std::string> TextClassifierTrainer::State::take_up() {
  std::string rest = std::exchange(resumed, std::string());
  if (rest.empty()) return rest;
  rest.erase(0, kMagic.size() + kDigest);
  if (rest == kNothingYet) return std::string();
  if (!rest.starts_with(identity)) {
    return fail(ErrorCode::conflict, "training: the checkpoint is of other texts, labels or options; start anew");
  }
  return rest.erase(0, kDigest);
}

std::string TextClassifierTrainer::checkpoint() const {
  if (!state_->resumed.empty()) return state_->resumed;
  std::string body = state_->identity.empty() ? kNothingYet : state_->identity;
  if (!state_->trained.empty()) {
    body += state_->trained;
  } else if (state_->run && state_->run->models) {
    state_->run->models->save(body);
  }
  return std::string(kMagic) + base::sha256_hex(body) + body;
}

Result<> TextClassifierTrainer::resume(std::string_view checkpoint) {
  if (!checkpoint.starts_with(kMagic) || checkpoint.size() < kMagic.size() + 2 * kDigest ||
      base::sha256_hex(checkpoint.substr(kMagic.size() + kDigest)) != checkpoint.substr(kMagic.size(), kDigest)) {
    return fail(ErrorCode::corrupt_data, "training: not a checkpoint, or damaged; start anew");
  }
  state_->resumed = checkpoint;
  return {};
}

std::string TextClassifierTrainer::State::bundle() const {
  const TextModels& models = *run->models;
  // Texts of all folds alike; enough of them.
  std::vector<float> held_out = models.held_out_scores();
  std::vector<std::uint32_t> truth = run->labels;
  const std::size_t stride = TextModels::kKinds * labels.size();
  if (truth.size() > kCalibrated) {
    std::vector<float> some;
    std::vector<std::uint32_t> of;
    const std::vector<std::uint32_t> order = shuffled(truth.size(), options.seed);
    for (const std::uint32_t i : std::span(order).first(kCalibrated)) {
      some.insert(some.end(), held_out.begin() + static_cast<std::ptrdiff_t>(i * stride),
                  held_out.begin() + static_cast<std::ptrdiff_t>((i + 1) * stride));
      of.push_back(truth[i]);
    }
    held_out = std::move(some);
    truth = std::move(of);
  }
  const Calibration calibration = lean_to_rare(held_out, TextModels::kKinds, labels.size(), truth,
                                               calibrate(held_out, TextModels::kKinds, labels.size(), truth));
  const Sloped sloped{models, calibration.slopes};
  const auto network_slope = sloped.of_networks() / static_cast<float>(models.networks().size());

  TextClassifierParts parts;
  parts.labels = labels;
  parts.offsets = calibration.offsets;
  parts.words_share = options.words_share;
  parts.unknown = run->vocabulary.unknown();
  for (std::size_t k = 0; k < labels.size(); ++k) {
    parts.biases.push_back(sloped.bias(k));
  }
  for (const ShallowNetwork& network : models.networks()) {
    parts.hidden += network.hidden();
    std::ranges::copy(network.input_bias(), std::back_inserter(parts.biases));
    for (std::size_t k = 0; k < labels.size(); ++k) parts.offsets[k] += network_slope * network.output_bias(k);
  }
  for (std::size_t k = 0; k < labels.size(); ++k) {
    for (const ShallowNetwork& network : models.networks()) {
      for (const float weight : network.output(k)) parts.output.push_back(network_slope * weight);
    }
  }
  const std::vector<std::uint32_t> kept = worth_keeping(*run, sloped, options.kept_features);
  return write_text_classifier(parts, kept.size(), [&](std::size_t r) {
    const std::uint32_t f = kept[r];
    TextClassifierParts::Row row{run->vocabulary.keys()[f], run->vocabulary.idf()[f], {}};
    for (std::size_t k = 0; k < labels.size(); ++k) {
      row.weights.push_back(sloped.weight(f, k));
    }
    for (const ShallowNetwork& network : models.networks()) {
      std::ranges::copy(network.input(f), std::back_inserter(row.weights));
    }
    return row;
  });
}

Result<std::string> TextClassifierTrainer::train(std::span<const LabelledText> train,
                                                 std::span<const LabelledText> valid,
                                                 const std::function<bool(const StepMetrics&)>& report) {
  State& state = *state_;
  CXAI_TRY_VOID(state.check(train, valid));
  const TrainerOptions options = settled(state.options, train);
  const std::size_t labels = state.labels.size();
  state.identity = state.identify(options, train);
  CXAI_TRY(const std::string taken_up, state.take_up());
  if (TextClassifier::open(taken_up)) return state.trained = taken_up;
  state.run = std::make_unique<Run>(train, valid, options);
  Run& run = *state.run;
  // The same text twice stands in one fold.
  for (const std::string_view text : run.texts) {
    run.fold_of.push_back(static_cast<std::uint32_t>(mix(hash_of(text) + options.seed) % options.folds));
  }
  run.models.emplace(
      run.vectors, run.labels, run.fold_of, labels, run.vocabulary.size(),
      TextModelsOptions{.seed = options.seed,
                        .threads = options.threads,
                        .epochs = options.epochs,
                        .folds = options.folds,
                        .networks = options.networks,
                        .hidden = options.hidden,
                        .close = {.cost = options.cost},
                        .telling = {.cost = options.cost / 4, .balance = 0.5F, .smoothing = kSmoothing}});
  if (std::string_view rest = taken_up; !rest.empty() && (!run.models->load(rest) || !rest.empty())) {
    return fail(ErrorCode::corrupt_data, "training: the checkpoint is cut short; start anew");
  }

  std::vector<std::uint32_t> all(valid.size());
  std::iota(all.begin(), all.end(), 0U);
  std::vector<std::uint32_t> sample = shuffled(valid.size(), options.seed);
  sample.resize(std::min(sample.size(), kSample));
  std::vector<std::uint32_t> sample_labels;
  for (const std::uint32_t i : sample) sample_labels.push_back(run.valid_labels[i]);

  while (run.models->passes() < options.epochs) {
    const ShallowNetwork::Pass learned = run.models->pass();
    const std::size_t step = run.models->passes();
    StepMetrics metrics{step, options.epochs, learned.loss, learned.accuracy, {}, {}, {}, {}};
    if (!valid.empty()) {
      const Measured some = measure(run.models->scores(run.valid_vectors, sample), labels, sample_labels);
      metrics.valid_loss = some.loss;
      metrics.valid_accuracy = some.accuracy;
      if (step % kFullEvery == 0 || step == options.epochs) {
        const Measured full = measure(run.models->scores(run.valid_vectors, all), labels, run.valid_labels);
        metrics.full_valid_loss = full.loss;
        metrics.full_valid_accuracy = full.accuracy;
      }
    }
    if (step == options.epochs) state.trained = state.bundle();
    if (!report(metrics) && step < options.epochs) {
      return fail(ErrorCode::cancelled, "training: stopped after step " + std::to_string(step));
    }
  }
  if (state.trained.empty()) state.trained = state.bundle();
  return state.trained;
}

}  // namespace cxai::learning
