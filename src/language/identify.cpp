// Source   naive Bayes over character sequences of one to four, Cavnar & Trenkle 1994 and Dunning 1994 for the idea
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <unordered_map>

#include "language/characters.hpp"
#include "language/language_samples.hpp"
#include "language/stop_words.hpp"
#include "language/text.hpp"
#include "language/words.hpp"

namespace cxai::language {
namespace {

constexpr std::size_t kLanguages = 3;
constexpr std::array<std::string_view, kLanguages> kNames = {"tr", "en", "de"};
constexpr std::size_t kLongest = 4;      // characters in a sequence
constexpr double kSmoothing = 0.3;       // added to every count
constexpr double kStopWordWeight = 3;    // a stop word counts as often as this in the sample
constexpr double kSequenceWeight = 0.4;  // overlapping sequences are not independent evidence
constexpr double kLeastConfidence = 0.6;
constexpr std::size_t kReadAtMost = 4000;  // bytes: more text changes nothing

using Scores = std::array<double, kLanguages>;

// Packs up to four code points below 2^16 into one key; the length is told apart by the zeros in front.
class Sequences {
 public:
  // Calls `use(key, length)` for every sequence inside the word, its edges marked by spaces.
  template <class Use>
  static void of_word(std::string_view word, Use use) {
    std::array<std::uint64_t, kLongest> keys{};
    const auto feed = [&](std::uint64_t c) {
      for (std::size_t n = kLongest - 1; n > 0; --n) keys[n] = keys[n - 1] == 0 ? 0 : (keys[n - 1] << 16U) | c;
      keys[0] = c;
      for (std::size_t n = 0; n < kLongest; ++n) {
        if (keys[n] != 0 && (n > 0 || c != U' ')) use(keys[n], n);
      }
    };
    feed(U' ');
    for (std::size_t i = 0; i < word.size();) feed(std::min<char32_t>(decode(word, i), 0xFFFF));
    feed(U' ');
  }
};

class Model {
 public:
  Model() {
    learn(0, turkish_sample(), turkish_stop_words());
    learn(1, english_sample(), english_stop_words());
    learn(2, german_sample(), german_stop_words());
    for (auto& [key, scores] : sequences_) {
      const std::size_t n = length(key);
      double mean = 0;
      for (std::size_t l = 0; l < kLanguages; ++l) {
        scores[l] = std::log((scores[l] + kSmoothing) / (totals_[l][n] + kSmoothing * kinds_[n]));
        mean += scores[l] / kLanguages;
      }
      for (double& score : scores) score -= mean;
    }
  }

  // Log-odds against the mean of the languages; nothing for what was never seen.
  void add(std::string_view folded_word, Scores& into) const {
    Sequences::of_word(folded_word, [&](std::uint64_t key, std::size_t) {
      const auto it = sequences_.find(key);
      if (it == sequences_.end()) return;
      for (std::size_t l = 0; l < kLanguages; ++l) into[l] += kSequenceWeight * it->second[l];
    });
    for (std::size_t l = 0; l < kLanguages; ++l) {
      if (is_stop_word(folded_word, kNames[l])) into[l] += 1;
    }
  }

 private:
  static std::size_t length(std::uint64_t key) {
    std::size_t n = 0;
    while ((key >>= 16U) != 0) ++n;
    return n;
  }

  void learn(std::size_t language, std::string_view sample, std::string_view stop_words) {
    const std::string folded = fold(sample, kNames[language]);
    for (const Span& word : count_words(folded)) count(language, folded.substr(word.begin, word.end - word.begin), 1);
    for_each_word(stop_words, [&](std::string_view word) { count(language, word, kStopWordWeight); });
  }

  void count(std::size_t language, std::string_view word, double times) {
    Sequences::of_word(word, [&](std::uint64_t key, std::size_t n) {
      const auto [it, fresh] = sequences_.try_emplace(key);
      if (fresh) ++kinds_[n];
      it->second[language] += times;
      totals_[language][n] += times;
    });
  }

  std::unordered_map<std::uint64_t, Scores> sequences_;
  std::array<std::array<double, kLongest>, kLanguages> totals_{};
  std::array<double, kLongest> kinds_{};
};

}  // namespace

LanguageGuess identify(std::string_view text) {
  static const Model model;
  if (text.size() > kReadAtMost) {
    std::size_t cut = kReadAtMost;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80) --cut;
    text = text.substr(0, cut);
  }
  // Each language reads I its own way; the word is folded as English and once more as Turkish when it holds an I.
  Scores scores{};
  for (const Token& token : tokenize(text)) {
    if (token.kind != TokenKind::word) continue;
    const std::string_view word = text.substr(token.begin, token.end - token.begin);
    Scores of_word{};
    model.add(fold(word, ""), of_word);
    if (word.find('I') != std::string_view::npos) {
      Scores turkish{};
      model.add(fold(word, "tr"), turkish);
      of_word[0] = turkish[0];
    }
    for (std::size_t l = 0; l < kLanguages; ++l) scores[l] += of_word[l];
  }
  const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
  double sum = 0;
  for (const double score : scores) sum += std::exp(score - scores[best]);
  const double confidence = 1 / sum;
  if (confidence < kLeastConfidence) return {"", confidence};
  return {std::string(kNames[best]), confidence};
}

}  // namespace cxai::language
