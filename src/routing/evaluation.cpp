#include "routing/evaluation.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include "language/text.hpp"
#include "language/words.hpp"
#include "learning/metrics.hpp"

namespace cxai::routing {
namespace {

constexpr std::size_t kBlock = 128;
constexpr std::size_t kPoints = 50;  // of the curve
constexpr std::size_t kPairs = 50;   // confusions told

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// One text as judged: what was most probable, and what the policy answers.
struct Verdict {
  std::uint32_t truth = 0;
  std::uint32_t best = 0;  // most probable of all labels
  float best_probability = 0;
  std::uint32_t answer = 0;  // under the policy; unknown where nothing is answered
  float confidence = 0;
};

std::vector<Verdict> verdicts_of(const Answers& answers, std::size_t labels, std::uint32_t unknown, double threshold) {
  std::vector<Verdict> all(answers.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto row = std::span(answers.probabilities).subspan(i * labels, labels);
    const Routed routed = routed_from(row, unknown, threshold);
    all[i] = {answers.truth[i], routed.top[0].first, routed.top[0].second, routed.label,
              routed.top[0].first == unknown ? 0.0F : routed.probability};
  }
  return all;
}

learning::ClassificationQuality quality_of(const std::vector<Verdict>& verdicts, std::size_t labels) {
  std::vector<std::uint32_t> truth;
  std::vector<std::uint32_t> said;
  for (const Verdict& v : verdicts) {
    truth.push_back(v.truth);
    said.push_back(v.best);
  }
  return learning::classification_quality(truth, said, labels + 1);  // and Unknown, where it is no label
}

Json risk_coverage(const std::vector<Verdict>& verdicts) {
  std::vector<float> confidences;
  std::vector<std::uint8_t> correct;
  for (const Verdict& v : verdicts) {
    confidences.push_back(v.confidence);
    correct.push_back(v.best == v.truth ? 1 : 0);
  }
  const auto curve = learning::risk_coverage(confidences, correct);
  Json points = Json::array();
  double next = 0;
  for (const auto& point : curve.points) {
    if (point.threshold <= 0 || point.coverage < next) continue;
    points.push_back(Json{{"coverage", point.coverage}, {"risk", point.risk}, {"threshold", point.threshold}});
    next = point.coverage + 1.0 / kPoints;
  }
  return Json{{"area", curve.area}, {"points", std::move(points)}};
}

Json briefly(const std::vector<Verdict>& verdicts, std::size_t labels, std::uint32_t unknown) {
  std::size_t answered = 0;
  std::size_t wrong = 0;
  for (const Verdict& v : verdicts) {
    if (v.answer == unknown) continue;
    ++answered;
    if (v.answer != v.truth) ++wrong;
  }
  const auto quality = quality_of(verdicts, labels);
  return Json{{"n", verdicts.size()},
              {"accuracy", quality.accuracy},
              {"macro_f1", quality.macro_f1},
              {"answered", answered},
              {"coverage", share(answered, verdicts.size())},
              {"risk", answered > 0 ? Json(share(wrong, answered)) : Json()}};
}

}  // namespace

Answers answers_of(const Model& model, std::span<const std::string_view> texts, std::span<const std::uint32_t> truth,
                   std::span<const std::uint64_t> groups, unsigned threads, const BrandWords* mask) {
  const std::size_t labels = model.info().labels.size();
  Answers answers;
  answers.probabilities.resize(texts.size() * labels);
  answers.truth.assign(truth.begin(), truth.end());
  answers.groups.assign(groups.begin(), groups.end());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    Model::Scratch scratch;
    for (std::size_t begin = next.fetch_add(kBlock); begin < texts.size(); begin = next.fetch_add(kBlock))
      for (std::size_t i = begin; i < std::min(texts.size(), begin + kBlock); ++i) {
        const auto row =
            mask ? model.probabilities(mask->mask(texts[i]), scratch) : model.probabilities(texts[i], scratch);
        std::ranges::copy(row, answers.probabilities.begin() + static_cast<std::ptrdiff_t>(i * labels));
      }
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  others.clear();
  return answers;
}

std::vector<Confidence> confidences_of(const Answers& answers, std::size_t labels, std::uint32_t unknown) {
  std::vector<Confidence> all;
  for (const Verdict& v : verdicts_of(answers, labels, unknown, 0)) all.push_back({v.confidence, v.best == v.truth});
  return all;
}

Json measure_briefly(const Answers& answers, const std::vector<std::string>& labels, std::uint32_t unknown,
                     const Policy& policy) {
  return briefly(verdicts_of(answers, labels.size(), unknown, policy.threshold), labels.size(), unknown);
}

Json measure(const Answers& answers, const std::vector<std::string>& labels, std::uint32_t unknown,
             const Policy& policy, std::uint64_t seed) {
  const auto verdicts = verdicts_of(answers, labels.size(), unknown, policy.threshold);
  const auto quality = quality_of(verdicts, labels.size());
  Json json = briefly(verdicts, labels.size(), unknown);
  std::vector<double> right;
  std::vector<float> sure;
  std::vector<std::uint8_t> correct;
  for (const Verdict& v : verdicts) {
    correct.push_back(v.best == v.truth ? 1 : 0);
    right.push_back(correct.back());
    sure.push_back(v.best_probability);
  }
  if (!verdicts.empty()) {
    const auto interval = learning::bootstrap_by_group(right, answers.groups, 1000, seed);
    json["accuracy_interval"] = Json::array({interval.low, interval.high});
  }
  json["expected_calibration_error"] = learning::expected_calibration_error(sure, correct);
  const auto name = [&](std::uint32_t label) { return label < labels.size() ? labels[label] : kUnknownLabel; };
  json["per_class"] = Json::array();
  for (std::uint32_t i = 0; i < labels.size(); ++i) {
    const auto& one = quality.labels[i];
    json["per_class"].push_back(Json{{"label", labels[i]},
                                     {"n", one.n},
                                     {"precision", one.predicted > 0 ? Json(one.precision()) : Json()},
                                     {"recall", one.n > 0 ? Json(one.recall()) : Json()},
                                     {"f1", one.n > 0 ? Json(one.f1()) : Json()}});
  }
  json["confusions"] = Json::array();
  for (const auto& pair : std::span(quality.confusions).first(std::min(quality.confusions.size(), kPairs)))
    json["confusions"].push_back(Json{{"truth", name(pair.truth)}, {"said", name(pair.predicted)}, {"n", pair.count}});
  std::size_t unknown_said = 0;
  std::size_t unknown_right = 0;
  std::size_t unknown_n = 0;
  for (const Verdict& v : verdicts) {
    if (v.truth == unknown) ++unknown_n;
    if (v.answer != unknown) continue;
    ++unknown_said;
    if (v.truth == unknown) ++unknown_right;
  }
  json["unknown"] = Json{{"said", unknown_said},
                         {"precision", unknown_said > 0 ? Json(share(unknown_right, unknown_said)) : Json()},
                         {"n", unknown_n},
                         {"recall", unknown_n > 0 ? Json(share(unknown_right, unknown_n)) : Json()}};
  json["risk_coverage"] = risk_coverage(verdicts);
  return json;
}

Json measure_slices(const Answers& answers, std::span<const std::string_view> texts,
                    const std::vector<std::string>& labels, std::uint32_t unknown, const Policy& policy) {
  const auto verdicts = verdicts_of(answers, labels.size(), unknown, policy.threshold);
  std::map<std::string, std::vector<Verdict>> slices;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto language = language::identify(texts[i]).language;
    slices["language: " + (language.empty() ? "not clear" : language)].push_back(verdicts[i]);
    const std::size_t words = language::count_words(texts[i]).size();
    slices[words <= 10    ? "words: up to 10"
           : words <= 30  ? "words: 11 to 30"
           : words <= 100 ? "words: 31 to 100"
                          : "words: over 100"]
        .push_back(verdicts[i]);
  }
  Json all = Json::array();
  for (const auto& [name, part] : slices) {
    Json json{{"slice", name}};
    json.update(briefly(part, labels.size(), unknown));
    all.push_back(std::move(json));
  }
  return all;
}

Json measure_out_of_scope(const Answers& answers, std::size_t labels, std::uint32_t unknown, const Policy& policy) {
  std::size_t refused = 0;
  for (const Verdict& v : verdicts_of(answers, labels, unknown, policy.threshold))
    if (v.answer == unknown) ++refused;
  return Json{{"n", answers.size()}, {"recall", share(refused, answers.size())}};
}

}  // namespace cxai::routing
