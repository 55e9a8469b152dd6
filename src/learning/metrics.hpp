// How good a classifier is, from what it said and what was true.
//
// Input    per text the true label, and a probability for each label ([texts, labels], row-major); labels below
// `labels` Threads  all functions from any thread Source   Geifman, Uziel, El-Yaniv 2019 (area under the risk-coverage
// curve); Guo et al. 2017 (expected calibration
//          error); Efron 1979 (bootstrap)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cxai::learning {

struct LabelQuality {
  std::size_t n = 0;          // texts that have the label
  std::size_t predicted = 0;  // texts that were given it
  std::size_t right = 0;      // both
  double precision() const { return predicted == 0 ? 0 : static_cast<double>(right) / static_cast<double>(predicted); }
  double recall() const { return n == 0 ? 0 : static_cast<double>(right) / static_cast<double>(n); }
  double f1() const {
    return n + predicted == 0 ? 0 : 2 * static_cast<double>(right) / static_cast<double>(n + predicted);
  }
};

struct Confusion {
  std::uint32_t truth = 0;
  std::uint32_t predicted = 0;
  std::size_t count = 0;
};

struct ClassificationQuality {
  std::size_t n = 0;
  double accuracy = 0;
  double macro_f1 = 0;                // over the labels that some text has or was given
  std::vector<LabelQuality> labels;   // one per label
  std::vector<Confusion> confusions;  // the most frequent first; right answers left out
};

ClassificationQuality classification_quality(std::span<const std::uint32_t> truth,
                                             std::span<const std::uint32_t> predicted, std::size_t labels);

struct Answer {
  std::uint32_t label = 0;
  float confidence = 0;  // its probability
};

// The likeliest label of every row; of equals the first.
std::vector<Answer> answers(std::span<const float> probabilities, std::size_t labels);

// Answering only the surest texts: what share is answered, and what share of those is wrong. Equal confidences are
// answered together.
struct RiskCoverage {
  double coverage = 0;
  double risk = 0;
  double threshold = 0;
};
struct RiskCoverageCurve {
  std::vector<RiskCoverage> points;  // coverage ascending
  double area = 0;                   // mean risk over all coverages; 0 is best
};
RiskCoverageCurve risk_coverage(std::span<const float> confidences, std::span<const std::uint8_t> correct);

// The largest coverage of the curve at which the risk is not above `risk`; 0 when there is none.
double coverage_at(const RiskCoverageCurve& curve, double risk);

// Mean distance between confidence and share of right answers over `bins` equal parts of 0 … 1.
double expected_calibration_error(std::span<const float> confidences, std::span<const std::uint8_t> correct,
                                  std::size_t bins = 15);

struct Interval {
  double low = 0;
  double high = 0;
};

// 95 % interval of the mean of `values` when whole groups are drawn anew: texts of one group, such as the conversations
// of one thread, are no independent evidence. `groups` holds a number for each value.
Interval bootstrap_by_group(std::span<const double> values, std::span<const std::uint64_t> groups,
                            std::size_t rounds = 1000, std::uint64_t seed = 1);

}  // namespace cxai::learning
