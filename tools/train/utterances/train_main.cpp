// Trains where unpunctuated turns are cut: cxai-train-utterances [--epochs N] [--least N] TRAIN… --dev DEV… OUT
//
// Input    dialogues (JSON lines, tests/quality/dialogues); turns with punctuation teach, their marks taken away
// Output   OUT, for src/language/models/utterances.txt; precision, recall and F1 of the cuts in DEV on stderr
// Source   averaged perceptron: Collins 2002
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.hpp"
#include "language/utterances.hpp"

namespace {

using namespace cxai;

struct Example {
  std::string language;
  std::vector<language::GapWord> words;
  std::vector<bool> cut;    // behind each word
  std::vector<bool> comma;  // a part of a sentence ends there
};

bool read_turn(const std::string& text, const std::string& language, Example& out) {
  std::size_t ends = 0;
  out.language = language;
  for (const language::Span& span : language::sentences(text, language)) {
    const std::string sentence = text.substr(span.begin, span.end - span.begin);
    const std::size_t before = out.words.size();
    ends += sentence.find_last_of(".?!") != std::string::npos ? 1 : 0;
    for (language::GapWord& word : language::gap_words(sentence, language)) {
      out.words.push_back(std::move(word));
      out.cut.push_back(false);
      out.comma.push_back(false);
    }
    std::size_t at = before;
    for (std::size_t from = 0; from < sentence.size();) {
      const std::size_t end = std::min(sentence.find_first_of(",;:", from), sentence.size());
      at += language::gap_words(sentence.substr(from, end - from), language).size();
      if (end < sentence.size() && at > before && at - 1 < out.comma.size()) out.comma[at - 1] = true;
      from = end + 1;
    }
    // Behind a finite verb a comma parts what speech says as two sentences.
    for (std::size_t i = before; i < out.words.size(); ++i)
      if (out.comma[i] && out.words[i].shape.find('f') != std::string::npos) out.cut[i] = true;
    if (!out.cut.empty()) out.cut.back() = true;
  }
  return ends > 0 && out.words.size() > 1;
}

std::vector<Example> read(const std::vector<std::string>& paths) {
  std::vector<Example> out;
  for (const std::string& path : paths) {
    std::vector<std::filesystem::path> files{path};
    if (std::filesystem::is_directory(path)) {
      files.clear();
      for (const auto& entry : std::filesystem::directory_iterator(path)) files.push_back(entry.path());
      std::ranges::sort(files);
    }
    for (const auto& name : files) {
      std::ifstream file(name);
      for (std::string line; std::getline(file, line);) {
        const auto json = base::parse_json(line);
        if (!json || json->value("register", "") != "clean") continue;
        for (const auto& turn : (*json)["turns"]) {
          Example one;
          if (read_turn(turn["text"].get<std::string>(), (*json)["language"].get<std::string>(), one))
            out.push_back(std::move(one));
        }
      }
    }
  }
  return out;
}

constexpr double kBias = 1.5;
constexpr double kLeastWeight = 0.01;  // of the largest

using Weights = std::unordered_map<std::uint64_t, double>;

double sum(const Weights& weights, const std::vector<std::uint64_t>& features) {
  double sum = 0;
  for (const std::uint64_t feature : features)
    if (const auto found = weights.find(feature); found != weights.end()) sum += found->second;
  return sum;
}

void measure(const Weights& weights, const std::vector<Example>& examples) {
  std::map<std::string, std::array<std::size_t, 5>> counts;  // right, wrong, missed, turns, wrong at commas
  for (const Example& one : examples) {
    auto& count = counts[one.language];
    ++count[3];
    std::size_t since = 0;
    for (std::size_t i = 0; i + 1 < one.words.size(); ++i) {
      ++since;
      const bool cut =
          one.words.size() > 5 && sum(weights, language::gap_features(one.words, i, since, one.language)) > 0;
      if (cut && one.cut[i]) ++count[0];
      if (cut && !one.cut[i] && !one.comma[i]) ++count[1];
      if (cut && !one.cut[i] && one.comma[i]) ++count[4];
      if (!cut && one.cut[i]) ++count[2];
      if (cut) since = 0;
    }
  }
  for (const auto& [language, count] : counts) {
    const double precision =
        static_cast<double>(count[0]) / static_cast<double>(std::max<std::size_t>(1, count[0] + count[1]));
    const double recall =
        static_cast<double>(count[0]) / static_cast<double>(std::max<std::size_t>(1, count[0] + count[2]));
    std::cerr << language << ": " << count[0] + count[2] << " cuts in " << count[3] << " turns, " << count[4]
              << " more at commas, precision " << precision << ", recall " << recall << ", F1 "
              << 2 * precision * recall / (precision + recall) << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> train;
  std::vector<std::string> dev;
  std::vector<std::string>* into = &train;
  std::size_t epochs = 6;
  std::size_t least = 2;
  for (int i = 1; i + 1 < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--epochs") {
      epochs = std::strtoul(argv[++i], nullptr, 10);
    } else if (word == "--least") {
      least = std::strtoul(argv[++i], nullptr, 10);
    } else if (word == "--dev") {
      into = &dev;
    } else {
      into->push_back(word);
    }
  }
  if (train.empty()) {
    std::cerr << "usage: cxai-train-utterances [--epochs N] [--least N] TRAIN… --dev DEV… OUT\n";
    return 2;
  }
  std::vector<Example> examples = read(train);
  const std::vector<Example> tests = read(dev);
  std::cerr << examples.size() << " turns\n";
  std::unordered_map<std::uint64_t, std::size_t> seen;
  for (const Example& one : examples) {
    std::size_t since = 0;
    for (std::size_t i = 0; i + 1 < one.words.size(); ++i) {
      for (const std::uint64_t feature : language::gap_features(one.words, i, ++since, one.language)) ++seen[feature];
      if (one.cut[i]) since = 0;
    }
  }
  Weights weights;
  Weights sums;  // weight times the step it was changed at, for the mean
  std::mt19937_64 random(1);
  double step = 1;
  for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
    std::ranges::shuffle(examples, random);
    for (const Example& one : examples) {
      std::size_t since = 0;
      for (std::size_t i = 0; i + 1 < one.words.size(); ++i, ++step) {
        ++since;
        auto features = language::gap_features(one.words, i, since, one.language);
        std::erase_if(features, [&](std::uint64_t feature) { return seen[feature] < least; });
        if (one.comma[i] && !one.cut[i]) continue;  // either would do
        const double score = sum(weights, features);
        const double aim = one.cut[i] ? 1 : -1;
        if (score * aim <= 1) {  // a margin
          for (const std::uint64_t feature : features) {
            weights[feature] += aim;
            sums[feature] += aim * step;
          }
        }
        if (one.cut[i]) since = 0;
      }
    }
  }
  Weights means;
  for (const auto& [feature, weight] : weights) means[feature] = weight - sums[feature] / step;
  // The first feature of every gap is that of its language alone: a missed cut is worse than one too many.
  for (const char* const language : {"tr", "en", "de"})
    means[language::gap_features({{}, {}}, 0, 1, language).front()] += kBias;
  double largest = 1e-9;
  for (const auto& [feature, weight] : means) largest = std::max(largest, std::abs(weight));
  std::erase_if(means, [&](const auto& one) { return std::abs(one.second) < kLeastWeight * largest; });
  measure(means, tests);
  std::map<std::uint64_t, long> rounded;
  for (const auto& [feature, weight] : means)
    if (const long value = std::lround(weight / largest * 999); value != 0) rounded[feature] = value;
  std::ofstream file(argv[argc - 1]);
  for (const auto& [feature, value] : rounded) file << std::hex << feature << ' ' << std::dec << value << '\n';
  std::cerr << rounded.size() << " features\n";
  return file ? 0 : 1;
}
