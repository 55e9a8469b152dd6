// Trains a router on this machine, as a job that can be stopped, looked at and taken up again.
//
// Input    texts with labels in three parts (split.hpp), and a job's folder
// Output   in the folder: events, step metrics, checkpoints, model.text, calibration.csv, evaluation.json,
//          model.card.md; in the registry: the model. The job is succeeded, failed or cancelled when it returns
// Errors   invalid_input (a label can be read off the texts: which, and what to do) · cancelled (the progress said
//          stop; the job can be taken up again) · conflict (taken up with other data or options) · those of the folder
// Threads  one caller; uses `threads` of its own
// Limits   the same data, options and seed give the same model and the same evaluation, broken off or not
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "learning/text_classifier_trainer.hpp"
#include "routing/evaluation.hpp"
#include "routing/job.hpp"
#include "routing/registry.hpp"
#include "routing/split.hpp"

namespace cxai::routing {

struct TrainingData {
  std::vector<std::string> labels;
  std::vector<MaskedText> texts;
  std::vector<std::uint32_t> label_of;  // of each text
  std::vector<std::uint64_t> group_of;
  std::vector<std::uint32_t> train;  // places in `texts`, repeats included
  std::vector<std::uint32_t> calibration;
  std::vector<std::uint32_t> valid;
  std::vector<ClassSize> sizes;
  std::vector<std::string> rare;
  std::size_t target = 0;
};

// The items of a split whose texts are needed, in ascending order.
std::vector<std::uint32_t> needed_items(const Split& split);

// Puts the texts of needed_items(split) to their labels.
TrainingData training_data(const Split& split, std::span<const Item> items, std::vector<MaskedText> texts);

inline constexpr std::size_t kAutomatic = SIZE_MAX;

struct FinetuneOptions {
  std::string family = "companies";
  std::uint64_t seed = 1;
  std::size_t threads = 0;            // 0: all cores
  std::size_t epochs = 0;             // 0: the trainer's own
  std::size_t hold_out = kAutomatic;  // labels left out of a second training, to see what becomes of strangers
  double target_risk = 0.05;
  double delta = 0.05;
  bool mask_brands = false;  // learn without the words that name a label
  bool allow_leaks = false;
  bool customer_only = false;
};
Json to_json(const FinetuneOptions& options);

struct FinetuneProgress {
  std::string_view phase;  // training, evaluation, strangers
  learning::StepMetrics metrics;
};

struct Finetuned {
  ModelInfo info;
  Json evaluation;
};

// `go_on` is asked after every step.
Result<Finetuned> finetune(JobFolder& folder, const TrainingData& data, const FinetuneOptions& options,
                           const Registry& registry, const base::Clock& clock,
                           const std::function<bool(const FinetuneProgress&)>& go_on);

}  // namespace cxai::routing
