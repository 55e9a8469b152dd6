// How good a router is on conversations it has not seen: everything definitions.md, section 5 lists.
//
// Input    the probabilities of all labels for every text, and the truth
// Output   a document "cxai.routing-evaluation/1" (docs/formats/routing-model.md); shares in [0, 1], each with its n
// Threads  pure; the same input gives the same bytes
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "routing/model.hpp"

namespace cxai::routing {

// What a model said of some texts.
struct Answers {
  std::vector<float> probabilities;   // [texts, labels], row-major
  std::vector<std::uint32_t> truth;   // labels.size(): Unknown where that is no class
  std::vector<std::uint64_t> groups;  // for the intervals
  std::size_t size() const { return truth.size(); }
};

// Runs a model over texts with `threads` threads; `mask` (may be null) changes each text first.
Answers answers_of(const Model& model, std::span<const std::string_view> texts, std::span<const std::uint32_t> truth,
                   std::span<const std::uint64_t> groups, unsigned threads, const BrandWords* mask = nullptr);

std::vector<Confidence> confidences_of(const Answers& answers, std::size_t labels, std::uint32_t unknown);

// Accuracy, macro-F1, calibration, classes, confusions, risk and coverage, and what the policy answers.
Json measure(const Answers& answers, const std::vector<std::string>& labels, std::uint32_t unknown,
             const Policy& policy, std::uint64_t seed);

// The short form: n, accuracy, macro-F1, coverage and risk under the policy.
Json measure_briefly(const Answers& answers, const std::vector<std::string>& labels, std::uint32_t unknown,
                     const Policy& policy);

// The same for parts of the texts: by language and by length.
Json measure_slices(const Answers& answers, std::span<const std::string_view> texts,
                    const std::vector<std::string>& labels, std::uint32_t unknown, const Policy& policy);

// What became of texts whose label the model never saw: n, and the share that was answered Unknown.
Json measure_out_of_scope(const Answers& answers, std::size_t labels, std::uint32_t unknown, const Policy& policy);

}  // namespace cxai::routing
