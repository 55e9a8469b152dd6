#include "learning/text_classifier_trainer.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <utility>

#include "base/hash.hpp"
#include "learning/calibration.hpp"
#include "learning/hash.hpp"
#include "learning/one_vs_rest.hpp"
#include "learning/parallel.hpp"
#include "learning/softmax.hpp"
#include "learning/text_classifier.hpp"
#include "learning/text_vectors.hpp"

namespace cxai::learning {
namespace {

constexpr std::string_view kMagic = "CXAITXC1";
constexpr std::size_t kDigest = 64;
constexpr float kReportedSlope = 3;  // scores to probabilities before they are calibrated
constexpr std::size_t kSample = 500;  // validation texts measured after every step

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

std::vector<std::uint32_t> shuffled(std::size_t count, std::uint64_t seed) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[mix(seed += 0x9E3779B97F4A7C15U) % i]);
  return order;
}

struct Measured {
  double loss = 0;
  double accuracy = 0;
};

// Of scores [count, stride].
Measured measure(std::span<const float> scores, std::size_t stride, std::size_t labels,
                 std::span<const std::uint32_t> truth) {
  Measured measured;
  std::vector<float> row(labels);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    for (std::size_t k = 0; k < labels; ++k) row[k] = kReportedSlope * scores[i * stride + k];
    const auto best = static_cast<std::size_t>(std::ranges::max_element(row) - row.begin());
    softmax(row);
    measured.loss -= std::log(std::max(row[truth[i]], 1e-9F));
    measured.accuracy += best == truth[i] ? 1 : 0;
  }
  const double n = std::max<double>(1, static_cast<double>(truth.size()));
  return {measured.loss / n, measured.accuracy / n};
}

}  // namespace

struct TextClassifierTrainer::State {
  std::vector<std::string> labels;
  TrainerOptions options;
  std::string identity;  // digest of texts, labels and options
  std::size_t epoch = 0;
  std::vector<OneVsRest> models;  // the first learns from all texts, each other from all but its fold
  std::string resumed;            // a checkpoint not yet taken up

  Result<> check(std::span<const LabelledText> train, std::span<const LabelledText> valid) const;
  std::string identify(std::span<const LabelledText> train) const;
  Result<> take_up();
  std::string bundle(const Vocabulary& vocabulary, const Calibration& calibration) const;
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

std::string TextClassifierTrainer::State::identify(std::span<const LabelledText> train) const {
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
  number(options.seed);
  number(options.epochs);
  number(options.cost);
  number(options.words_share);
  number(options.folds);
  number(options.min_texts);
  number(options.max_features);
  for (const LabelledText& example : train) {
    text(example.text);
    number(example.label);
  }
  return hash.hex();
}

Result<> TextClassifierTrainer::State::take_up() {
  const std::string bytes = std::exchange(resumed, std::string());
  if (bytes.empty()) return {};
  std::string_view rest = std::string_view(bytes).substr(kMagic.size() + kDigest);
  if (rest.substr(0, kDigest) != identity) {
    return fail(ErrorCode::conflict, "training: the checkpoint is of other texts, labels or options; start anew");
  }
  rest.remove_prefix(kDigest);
  const auto take = [&](auto& value) {
    if (rest.size() < sizeof value) return false;
    std::memcpy(&value, rest.data(), sizeof value);
    rest.remove_prefix(sizeof value);
    return true;
  };
  std::uint64_t done = 0;
  bool whole = take(done) && done <= options.epochs;
  for (OneVsRest& model : models) {
    for (std::size_t b = 0; whole && b < model.blocks(); ++b) {
      std::vector<float> duals(model.duals(b).size());
      std::uint32_t place = 0;
      for (whole = take(place); whole && place != 0xFFFFFFFFU; whole = take(place)) {
        whole = place < duals.size() && take(duals[place]);
        if (!whole) break;
      }
      if (whole) model.set_duals(b, std::move(duals));
    }
  }
  if (!whole || !rest.empty()) return fail(ErrorCode::corrupt_data, "training: the checkpoint is cut short; start anew");
  epoch = done;
  return {};
}

std::string TextClassifierTrainer::checkpoint() const {
  if (!state_->resumed.empty()) return state_->resumed;
  std::string body = state_->identity;
  const auto put = [&](auto value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    body.append(bytes, sizeof value);
  };
  put(static_cast<std::uint64_t>(state_->epoch));
  for (const OneVsRest& model : state_->models) {
    for (std::size_t b = 0; b < model.blocks(); ++b) {
      const std::vector<float>& duals = model.duals(b);
      for (std::size_t i = 0; i < duals.size(); ++i) {
        if (duals[i] == 0) continue;
        put(static_cast<std::uint32_t>(i));
        put(duals[i]);
      }
      put(0xFFFFFFFFU);
    }
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

std::string TextClassifierTrainer::State::bundle(const Vocabulary& vocabulary, const Calibration& calibration) const {
  TextClassifierParts parts;
  parts.labels = labels;
  parts.offsets = calibration.offsets;
  parts.slope = calibration.slope;
  parts.words_share = options.words_share;
  for (std::size_t k = 0; k < labels.size(); ++k) parts.bias.push_back(models.front().bias(k));
  for (std::size_t f = 0; f < vocabulary.size(); ++f) {
    TextClassifierRow row{vocabulary.keys()[f], vocabulary.idf()[f], 0, std::vector<std::int8_t>(labels.size())};
    float largest = 0;
    for (std::size_t k = 0; k < labels.size(); ++k) {
      largest = std::max(largest, std::abs(models.front().weight(f, k)));
    }
    row.scale = largest / 127;
    for (std::size_t k = 0; largest > 0 && k < labels.size(); ++k) {
      row.weights[k] = static_cast<std::int8_t>(std::lround(models.front().weight(f, k) / row.scale));
    }
    parts.rows.push_back(std::move(row));
  }
  return write_text_classifier(parts);
}

Result<std::string> TextClassifierTrainer::train(std::span<const LabelledText> train,
                                                 std::span<const LabelledText> valid,
                                                 const std::function<bool(const StepMetrics&)>& report) {
  State& state = *state_;
  const TrainerOptions& options = state.options;
  CXAI_TRY_VOID(state.check(train, valid));
  state.identity = state.identify(train);
  const std::vector<std::string_view> texts = texts_of(train);
  const std::vector<std::uint32_t> labels = labels_of(train);
  const Vocabulary vocabulary(texts, {options.words_share, options.min_texts, options.max_features}, options.threads);
  const TextVectors vectors = vocabulary.vectors(texts, options.threads);
  const TextVectors valid_vectors = vocabulary.vectors(texts_of(valid), options.threads);
  const std::vector<std::uint32_t> valid_labels = labels_of(valid);

  // The same text twice stands in one fold.
  const std::size_t folds = std::max<std::size_t>(options.folds, 2);
  std::vector<std::vector<std::uint32_t>> held_out(folds);
  std::vector<std::vector<std::uint32_t>> members(folds + 1);
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    const std::size_t fold = mix(hash_of(texts[i]) + options.seed) % folds;
    held_out[fold].push_back(i);
    members[0].push_back(i);
    for (std::size_t f = 0; f < folds; ++f) {
      if (f != fold) members[f + 1].push_back(i);
    }
  }
  state.models.clear();
  state.epoch = 0;
  for (auto& member : members) {
    state.models.emplace_back(vectors, labels, std::move(member), state.labels.size(), vocabulary.size(), options.cost);
  }
  CXAI_TRY_VOID(state.take_up());

  const std::size_t blocks = state.models.front().blocks();
  const std::size_t stride = blocks * OneVsRest::kLanes;
  const auto scores_of = [&](const OneVsRest& model, const TextVectors& of, std::span<const std::uint32_t> which) {
    std::vector<float> scores(which.size() * stride);
    parallel(options.threads, (which.size() + 255) / 256, [&](std::size_t chunk) {
      for (std::size_t i = chunk * 256; i < std::min(which.size(), (chunk + 1) * 256); ++i) {
        model.score(of[which[i]], std::span(scores).subspan(i * stride, stride));
      }
    });
    return scores;
  };
  std::vector<std::uint32_t> all_valid(valid.size());
  std::iota(all_valid.begin(), all_valid.end(), 0U);
  std::vector<std::uint32_t> sample = shuffled(valid.size(), options.seed ^ 0x5A);
  sample.resize(std::min(sample.size(), kSample));
  std::vector<std::uint32_t> sample_labels;
  for (const std::uint32_t i : sample) sample_labels.push_back(valid_labels[i]);

  std::vector<float> train_scores(texts.size() * stride);
  while (state.epoch < options.epochs) {
    std::vector<std::vector<std::uint32_t>> orders;
    for (std::size_t m = 0; m <= folds; ++m) {
      std::size_t size = texts.size() - (m == 0 ? 0 : held_out[m - 1].size());
      orders.push_back(shuffled(size, combine(options.seed, state.epoch * (folds + 1) + m)));
    }
    parallel(options.threads, blocks * (folds + 1), [&](std::size_t task) {
      const std::size_t m = task / blocks;
      state.models[m].pass(task % blocks, orders[m], m == 0 ? std::span(train_scores) : std::span<float>());
    });
    ++state.epoch;
    const Measured learned = measure(train_scores, stride, state.labels.size(), labels);
    StepMetrics metrics{state.epoch, options.epochs, learned.loss, learned.accuracy, {}, {}, {}, {}};
    if (!valid.empty()) {
      const Measured some = measure(scores_of(state.models.front(), valid_vectors, sample), stride,
                                    state.labels.size(), sample_labels);
      metrics.valid_loss = some.loss;
      metrics.valid_accuracy = some.accuracy;
      if (state.epoch % 5 == 0 || state.epoch == options.epochs) {
        const Measured full = measure(scores_of(state.models.front(), valid_vectors, all_valid), stride,
                                      state.labels.size(), valid_labels);
        metrics.full_valid_loss = full.loss;
        metrics.full_valid_accuracy = full.accuracy;
      }
    }
    if (!report(metrics) && state.epoch < options.epochs) {
      return fail(ErrorCode::cancelled, "training: stopped after step " + std::to_string(state.epoch));
    }
  }

  std::vector<float> judged;
  std::vector<std::uint32_t> truth;
  for (std::size_t f = 0; f < folds; ++f) {
    const std::vector<float> scores = scores_of(state.models[f + 1], vectors, held_out[f]);
    judged.insert(judged.end(), scores.begin(), scores.end());
    for (const std::uint32_t i : held_out[f]) truth.push_back(labels[i]);
  }
  const Calibration calibration = calibrate(judged, stride, state.labels.size(), truth);
  return state.bundle(vocabulary, calibration);
}

}  // namespace cxai::learning
