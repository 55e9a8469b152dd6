// A trained router as it lies on the disk, and what it answers (docs/formats/routing-model.md).
//
// Layout   FOLDER/model.json, model.text (the bundle), calibration.csv, evaluation.json, model.card.md
// Input    masked texts
// Output   for each the most probable label, or Unknown where the model says so or the probability of its best label is
//          below the policy's threshold
// Errors   not_found · corrupt_data (which file, which field) · unsupported (another schema)
// Threads  immutable once opened; each thread its own Scratch
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "conversation/masked.hpp"
#include "learning/text_classifier.hpp"
#include "routing/brand_words.hpp"
#include "routing/split.hpp"

namespace cxai::routing {

using MaskedText = conversation::Masked<std::string>;

// With probability 1 - delta at most `target_risk` of the answered are wrong; definitions.md, section 5.
struct Policy {
  double target_risk = 0.05;
  double delta = 0.05;
  double threshold = 2;    // above 1: nothing is answered
  double coverage = 0;     // share of the calibration's examples that are answered
  double upper_bound = 1;  // of the risk among them
  std::uint64_t calibration_n = 0;
};
Json to_json(const Policy& policy);

// What the threshold is chosen from: how sure the model was of its best label, 0 where it said Unknown.
struct Confidence {
  float confidence = 0;
  bool correct = false;
};

// The policy these confidences allow. Errors: invalid_input (risk or delta not between 0 and 1).
Result<Policy> choose_policy(const std::vector<Confidence>& confidences, double target_risk, double delta);

struct ModelInfo {
  std::string family;             // "companies": what the labels are
  std::string id;                 // of the job that made it
  std::string backend = "local";  // local, openai
  std::string remote_model;       // the server's name; of openai
  Timestamp created_at{};
  std::vector<std::string> labels;  // Unknown, where it is one, last
  bool masks_brands = false;        // brand words were masked in training and are before answering
  bool customer_only = false;       // reads what customers say, of messages
  std::uint64_t trained_examples = 0;
  std::string bundle_sha256;
  std::optional<double> accuracy;  // on the part held back
  Policy policy;

  std::string name() const { return family + "/" + id; }
};
Json to_json(const ModelInfo& info);
Result<ModelInfo> model_info_from(const Json& json);

inline constexpr std::size_t kTop = 3;
struct Routed {
  std::uint32_t label = 0;  // in labels(); labels().size(): Unknown by abstention or without such a class
  float probability = 0;    // of the best label that is not Unknown
  std::array<std::pair<std::uint32_t, float>, kTop> top{};  // the most probable first; probability 0: none
};

// The parts of an answer from the probabilities of all labels.
Routed routed_from(std::span<const float> probabilities, std::uint32_t unknown, double threshold);

class Model {
 public:
  static Result<std::unique_ptr<Model>> open(const std::filesystem::path& folder);
  // Of a bundle just trained.
  static Result<std::unique_ptr<Model>> of(ModelInfo info, std::string bundle, std::vector<Confidence> calibration);

  const ModelInfo& info() const { return info_; }
  const std::vector<Confidence>& calibration() const { return calibration_; }
  // The number of the label Unknown; labels().size() where the model has no such class.
  std::uint32_t unknown() const { return unknown_; }
  // Answers at another risk from now on.
  void use(const Policy& policy) { info_.policy = policy; }

  struct Scratch {
    learning::TextClassifier::Scratch buffers;
    std::vector<float> probabilities;
  };
  // Probabilities of all labels; valid until the next call with this scratch.
  std::span<const float> probabilities(std::string_view text, Scratch& scratch) const;
  Routed route(const MaskedText& text, Scratch& scratch) const;
  std::string_view label_text(std::uint32_t label) const {
    return label < info_.labels.size() ? std::string_view(info_.labels[label]) : kUnknownLabel;
  }

 private:
  Model(ModelInfo info, std::string bundle, std::vector<Confidence> calibration);

  ModelInfo info_;
  std::string bundle_;
  std::optional<learning::TextClassifier> classifier_;  // borrows bundle_
  std::vector<Confidence> calibration_;
  std::optional<BrandWords> brands_;
  std::uint32_t unknown_ = 0;
};

std::string write_calibration(const std::vector<Confidence>& confidences);
Result<std::vector<Confidence>> read_calibration(std::string_view csv);

}  // namespace cxai::routing
