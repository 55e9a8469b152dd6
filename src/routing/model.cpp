#include "routing/model.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "learning/selection.hpp"

namespace cxai::routing {
namespace {

constexpr const char* kSchema = "cxai.routing-model/1";
constexpr std::string_view kCalibrationHeader = "confidence,correct\n";
constexpr std::uint64_t kLargestBundle = 4ULL << 30;

Policy policy_from(const Json& json, base::Reader& whole) {
  base::Reader in(json, whole.path_of("policy"));
  Policy policy;
  policy.target_risk = in.number("target_risk", 0, 1);
  policy.delta = in.number("delta", 0, 1);
  policy.threshold = in.number("threshold", 0, 2);
  policy.coverage = in.number("coverage", 0, 1);
  policy.upper_bound = in.number("upper_bound", 0, 1);
  policy.calibration_n = static_cast<std::uint64_t>(in.integer("calibration_n", 0, INT64_MAX));
  whole.adopt(in);
  return policy;
}

Result<std::string> read_part(const std::filesystem::path& folder, const char* name) {
  return base::read_file(folder / name, kLargestBundle);
}

}  // namespace

Json to_json(const Policy& policy) {
  return Json{{"target_risk", policy.target_risk}, {"delta", policy.delta},
              {"threshold", policy.threshold},     {"coverage", policy.coverage},
              {"upper_bound", policy.upper_bound}, {"calibration_n", policy.calibration_n}};
}

Json to_json(const ModelInfo& info) {
  Json json{{"schema", kSchema},
            {"family", info.family},
            {"id", info.id},
            {"backend", info.backend},
            {"remote_model", info.remote_model.empty() ? Json() : Json(info.remote_model)},
            {"created_at", base::format_utc(info.created_at)},
            {"labels", info.labels},
            {"masks_brands", info.masks_brands},
            {"customer_only", info.customer_only},
            {"trained_examples", info.trained_examples},
            {"bundle_sha256", info.bundle_sha256},
            {"accuracy", info.accuracy ? Json(*info.accuracy) : Json()},
            {"policy", to_json(info.policy)}};
  return json;
}

Result<ModelInfo> model_info_from(const Json& json) {
  base::Reader in(json, "");
  if (const std::string schema = in.string("schema"); in.ok() && schema != kSchema)
    return fail(ErrorCode::unsupported, "schema: must be " + std::string(kSchema) + "; use a newer program");
  ModelInfo info;
  info.family = in.string("family");
  info.id = in.string("id");
  info.backend = in.string("backend", "local");
  info.remote_model = in.string("remote_model", "");
  if (const auto time = base::parse_utc(in.string("created_at"))) info.created_at = *time;
  for (const Json& label : in.array("labels", true))
    if (label.is_string()) info.labels.push_back(label.get<std::string>());
  info.masks_brands = in.boolean("masks_brands", false);
  info.customer_only = in.boolean("customer_only", false);
  info.trained_examples = static_cast<std::uint64_t>(in.integer("trained_examples", 0, INT64_MAX, 0));
  info.bundle_sha256 = in.string("bundle_sha256", "");
  info.accuracy = in.optional_number("accuracy", 0, 1);
  if (const Json* policy = in.object("policy")) info.policy = policy_from(*policy, in);
  if (!in.ok()) return fail(ErrorCode::corrupt_data, in.error().error().message);
  return info;
}

Result<Policy> choose_policy(const std::vector<Confidence>& confidences, double target_risk, double delta) {
  std::vector<float> values;
  std::vector<std::uint8_t> correct;
  for (const Confidence& one : confidences) {
    if (one.confidence <= 0) continue;  // the model itself said Unknown: no threshold answers these
    values.push_back(one.confidence);
    correct.push_back(one.correct ? 1 : 0);
  }
  CXAI_TRY(const auto selection, learning::choose_threshold(values, correct, target_risk, delta));
  const double kept =
      confidences.empty() ? 0 : static_cast<double>(values.size()) / static_cast<double>(confidences.size());
  return Policy{target_risk,       delta, selection.threshold, selection.coverage * kept, selection.upper_bound,
                confidences.size()};
}

Routed routed_from(std::span<const float> probabilities, std::uint32_t unknown, double threshold) {
  Routed routed;
  std::uint32_t best = unknown;
  for (std::uint32_t i = 0; i < probabilities.size(); ++i) {
    if (i != unknown && (best == unknown || probabilities[i] > probabilities[best])) best = i;
    std::pair<std::uint32_t, float> one{i, probabilities[i]};
    for (auto& place : routed.top)
      if (one.second > place.second) std::swap(one, place);
  }
  routed.probability = best < probabilities.size() ? probabilities[best] : 0;
  const bool answered =
      best != unknown && routed.top[0].first != unknown && routed.probability > 0 && routed.probability >= threshold;
  routed.label = answered ? best : unknown;
  return routed;
}

Model::Model(ModelInfo info, std::string bundle, std::vector<Confidence> calibration)
    : info_(std::move(info)), bundle_(std::move(bundle)), calibration_(std::move(calibration)) {
  const auto it = std::ranges::find(info_.labels, kUnknownLabel);
  unknown_ = static_cast<std::uint32_t>(it - info_.labels.begin());
  if (info_.masks_brands) brands_.emplace(info_.labels);
}

Result<std::unique_ptr<Model>> Model::of(ModelInfo info, std::string bundle, std::vector<Confidence> calibration) {
  std::unique_ptr<Model> model(new Model(std::move(info), std::move(bundle), std::move(calibration)));
  CXAI_TRY(model->classifier_, learning::TextClassifier::open(model->bundle_));
  if (model->classifier_->labels() != model->info_.labels)
    return fail(ErrorCode::corrupt_data, "the labels of model.json are not those of the bundle");
  return model;
}

Result<std::unique_ptr<Model>> Model::open(const std::filesystem::path& folder) {
  const auto named = [&](const char* file, Error error) {
    return fail((folder / file).string() + ": ", std::move(error));
  };
  CXAI_TRY(const std::string text, read_part(folder, "model.json"));
  const auto json = base::parse_json(text);
  if (!json) return named("model.json", {ErrorCode::corrupt_data, json.error().message});
  auto info = model_info_from(*json);
  if (!info) return named("model.json", info.error());
  if (info->backend != "local")
    return fail(ErrorCode::unsupported, info->name() + " answers on a server; use --backend " + info->backend);
  CXAI_TRY(std::string bundle, read_part(folder, "model.text"));
  if (base::sha256_hex(bundle) != info->bundle_sha256)
    return named("model.text", {ErrorCode::corrupt_data, "its digest is not the one model.json says"});
  CXAI_TRY(const std::string csv, read_part(folder, "calibration.csv"));
  auto calibration = read_calibration(csv);
  if (!calibration) return named("calibration.csv", calibration.error());
  auto model = of(std::move(*info), std::move(bundle), std::move(*calibration));
  if (!model) return named("model.text", model.error());
  return model;
}

std::span<const float> Model::probabilities(std::string_view text, Scratch& scratch) const {
  scratch.probabilities.resize(info_.labels.size());
  if (brands_) {
    classifier_->classify(brands_->mask(text), scratch.buffers, scratch.probabilities);
  } else {
    classifier_->classify(text, scratch.buffers, scratch.probabilities);
  }
  return scratch.probabilities;
}

Routed Model::route(const MaskedText& text, Scratch& scratch) const {
  return routed_from(probabilities(*text, scratch), unknown_, info_.policy.threshold);
}

std::string write_calibration(const std::vector<Confidence>& confidences) {
  std::string csv(kCalibrationHeader);
  char line[48];
  for (const Confidence& one : confidences) {
    std::snprintf(line, sizeof line, "%.9g,%d\n", one.confidence, one.correct ? 1 : 0);
    csv += line;
  }
  return csv;
}

Result<std::vector<Confidence>> read_calibration(std::string_view csv) {
  if (!csv.starts_with(kCalibrationHeader)) return fail(ErrorCode::corrupt_data, "line 1: must be confidence,correct");
  std::vector<Confidence> all;
  std::size_t line = 1;
  for (std::size_t begin = kCalibrationHeader.size(); begin < csv.size();) {
    const std::size_t end = std::min(csv.find('\n', begin), csv.size());
    ++line;
    Confidence one;
    const auto [rest, error] = std::from_chars(csv.data() + begin, csv.data() + end, one.confidence);
    const std::string_view tail(rest, static_cast<std::size_t>(csv.data() + end - rest));
    if (error != std::errc() || !(one.confidence >= 0 && one.confidence <= 1) || (tail != ",0" && tail != ",1"))
      return fail(ErrorCode::corrupt_data,
                  "line " + std::to_string(line) + ": must be a number from 0 to 1, a comma, and 0 or 1");
    one.correct = tail == ",1";
    all.push_back(one);
    begin = end + 1;
  }
  return all;
}

}  // namespace cxai::routing
