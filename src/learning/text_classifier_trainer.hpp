// Trains a text classifier: linear support vector machines and shallow networks over the same sparse texts, put
// together and calibrated on what models of other texts say.
//
// Input    texts with their labels; `valid` is only measured
// Output   a bundle for text_classifier.hpp
// Errors   invalid_input (no texts, fewer than two labels, a label out of range) · cancelled (the report said stop) ·
//          conflict (a checkpoint of other texts, labels or options) · corrupt_data (no checkpoint)
// Threads  one caller; uses `threads` of its own. The same texts, options and seed give the same bytes at any number
// Source   one_vs_rest.hpp, shallow_network.hpp, calibration.hpp; Stone 1974 (cross-validation)
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cxai::learning {

struct LabelledText {
  std::string_view text;
  std::uint32_t label = 0;
};

struct TrainerOptions {
  std::uint64_t seed = 1;
  std::size_t threads = 0;   // 0: all cores
  std::size_t epochs = 0;    // 0: as many as the amount of text is worth
  std::size_t hidden = 0;    // units of each network; a multiple of eight. 0: as above
  std::size_t networks = 0;  // 0: as above
  std::size_t folds = 0;     // for the calibration: texts of one are judged by models of the others. 0: as above
  unsigned min_texts = 0;    // features of fewer texts are not kept. 0: as above
  float cost = 4;            // of an error of the linear part, against large weights; its telling half pays a quarter
  float words_share = 0.5F;  // of the length of a text's vector; the rest belongs to pieces of words
  std::size_t max_features = 400'000;  // those of the most texts are kept
  float kept_features = 0.5F;          // share of them that goes into the bundle, of many: those that move answers most
};

// Reported after every step.
struct StepMetrics {
  std::size_t step = 0;  // from 1; a step is a pass over the training texts
  std::size_t steps = 0;
  double train_loss = 0;             // of the networks, before they learned from the text, with parts of it left out
  double train_accuracy = 0;         // likewise
  std::optional<double> valid_loss;  // on the same few validation texts every time
  std::optional<double> valid_accuracy;
  std::optional<double> full_valid_loss;  // on all of them, every fifth step and at the end
  std::optional<double> full_valid_accuracy;
};

class TextClassifierTrainer {
 public:
  TextClassifierTrainer(std::vector<std::string> labels, TrainerOptions options);
  ~TextClassifierTrainer();
  TextClassifierTrainer(TextClassifierTrainer&&) noexcept;
  TextClassifierTrainer& operator=(TextClassifierTrainer&&) noexcept;

  // `report` is asked after every step whether to go on; when it says no, train() fails with cancelled.
  Result<std::string> train(std::span<const LabelledText> train, std::span<const LabelledText> valid,
                            const std::function<bool(const StepMetrics&)>& report);

  // What resume() goes on from, in another object with the same labels and options, with the same result as an
  // unbroken run. Good at any time, from within `report` too. It holds all weights of all models, hundreds of megabytes
  // where there is much text, until the last step is reported; from then on it holds the bundle, and a run resumed from
  // it is over at once.
  std::string checkpoint() const;
  Result<> resume(std::string_view checkpoint);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cxai::learning
