#include "whisper/decoding.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/result.hpp"
#include "whisper/log_softmax_loops.hpp"

namespace cxai::whisper {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

void forbid(std::span<float> logits, int first, int end) {
  if (first < end) std::fill(logits.begin() + first, logits.begin() + end, kNever);
}

float log_sum(std::span<const float> logits) {
  const float highest = highest_of(logits);
  if (highest == kNever) return kNever;
  double sum = 0;
  for (const float x : logits)
    if (x > highest - 40) sum += std::exp(static_cast<double>(x - highest));
  return highest + static_cast<float>(std::log(sum));
}

// Timestamps come in pairs (end of one stretch, start of the next), never go back, and no stretch is empty.
void apply_timestamp_rules(std::span<float> logits, std::span<const int> sampled,
                           const checkpoint::SpecialTokens& special, const DecodingRules& rules) {
  const auto vocabulary = static_cast<int>(logits.size());
  const auto is_timestamp = [&](int token) { return token >= special.first_timestamp; };
  if (sampled.empty()) {
    forbid(logits, 0, special.first_timestamp);
    forbid(logits, std::min(special.first_timestamp + std::max(0, rules.max_initial_timestamp) + 1, vocabulary),
           vocabulary);
    return;
  }
  const bool last = is_timestamp(sampled.back());
  const bool before_last = sampled.size() < 2 || is_timestamp(sampled[sampled.size() - 2]);
  if (last && before_last) forbid(logits, special.first_timestamp, vocabulary);
  if (last && !before_last) forbid(logits, 0, special.end_of_text);
  for (auto token = sampled.rbegin(); token != sampled.rend(); ++token) {
    if (!is_timestamp(*token)) continue;
    const int least = last && !before_last ? *token : *token + 1;
    forbid(logits, special.first_timestamp, std::min(least, vocabulary));
    break;
  }
  // All timestamps together likelier than the likeliest other token: then it is one of them.
  const float timestamps = log_sum(logits.subspan(static_cast<std::size_t>(special.first_timestamp)));
  const float others = highest_of(logits.first(static_cast<std::size_t>(special.first_timestamp)));
  if (timestamps > others) forbid(logits, 0, special.first_timestamp);
}

}  // namespace

void apply_rules(std::span<float> logits, std::span<const int> sampled, const checkpoint::Tokenizer& tokenizer,
                 const DecodingRules& rules) {
  const checkpoint::SpecialTokens& special = tokenizer.special();
  const auto vocabulary = static_cast<int>(logits.size());
  CXAI_CHECK(vocabulary > special.first_timestamp);
  if (static_cast<int>(sampled.size()) >= rules.sample_length) {
    forbid(logits, 0, special.end_of_text);
    forbid(logits, special.end_of_text + 1, vocabulary);
    return;
  }
  forbid(logits, special.end_of_text + 1, special.first_timestamp);
  if (rules.suppress_non_speech)
    for (const int token : tokenizer.non_speech()) logits[static_cast<std::size_t>(token)] = kNever;
  if (rules.suppress_blank && sampled.empty()) {
    for (const int token : tokenizer.encode(" ")) logits[static_cast<std::size_t>(token)] = kNever;
    logits[static_cast<std::size_t>(special.end_of_text)] = kNever;
  }
  if (rules.timestamps)
    apply_timestamp_rules(logits, sampled, special, rules);
  else
    forbid(logits, special.first_timestamp, vocabulary);
}

std::vector<Choice> best(std::span<const float> log_probabilities, int count) {
  std::vector<Choice> found;
  if (count <= 0) return found;
  float least = kNever;  // to beat
  for (std::size_t i = 0; i < log_probabilities.size(); ++i) {
    const float value = log_probabilities[i];
    if (!(value > least)) continue;
    const Choice choice{static_cast<int>(i), static_cast<double>(value)};
    const auto after =
        std::ranges::upper_bound(found, choice.log_probability, std::greater<>{}, &Choice::log_probability);
    found.insert(after, choice);
    if (found.size() > static_cast<std::size_t>(count)) found.pop_back();
    if (found.size() == static_cast<std::size_t>(count)) least = static_cast<float>(found.back().log_probability);
  }
  return found;
}

Choice choose(std::span<const float> log_probabilities, double temperature, std::mt19937_64& random) {
  const auto most = std::ranges::find(log_probabilities, highest_of(log_probabilities));
  if (most == log_probabilities.end() || *most == kNever) return {.token = 0, .log_probability = kNever};
  const auto at = [&](std::size_t i) { return Choice{static_cast<int>(i), static_cast<double>(log_probabilities[i])}; };
  const Choice likeliest = at(static_cast<std::size_t>(most - log_probabilities.begin()));
  if (temperature <= 0) return likeliest;
  const auto least = static_cast<float>(likeliest.log_probability - 30 * temperature);  // the rest is 1e-13 each
  const auto weight = [&](float x) {
    return std::exp((static_cast<double>(x) - likeliest.log_probability) / temperature);
  };
  double total = 0;
  for (const float x : log_probabilities)
    if (x > least) total += weight(x);
  double rest = total * static_cast<double>(random() >> 11) * 0x1p-53;
  for (std::size_t i = 0; i < log_probabilities.size(); ++i) {
    if (!(log_probabilities[i] > least)) continue;
    rest -= weight(log_probabilities[i]);
    if (rest < 0) return at(i);
  }
  return likeliest;
}

double compression_ratio(std::string_view text) {
  if (text.empty()) return 0;
  uLongf size = ::compressBound(static_cast<uLong>(text.size()));
  std::vector<Bytef> compressed(size);
  const int code = ::compress(compressed.data(), &size, reinterpret_cast<const Bytef*>(text.data()),
                              static_cast<uLong>(text.size()));
  CXAI_CHECK(code == Z_OK);
  return static_cast<double>(text.size()) / static_cast<double>(size);
}

std::vector<TokenSegment> segments(std::span<const int> sampled, const checkpoint::Tokenizer& tokenizer,
                                   int window_end) {
  const checkpoint::SpecialTokens& special = tokenizer.special();
  std::vector<TokenSegment> found;
  TokenSegment open;
  for (const int token : sampled) {
    if (token == special.end_of_text) break;
    if (token < special.end_of_text) open.tokens.push_back(token);
    if (token < special.first_timestamp) continue;
    const int time = std::clamp(token - special.first_timestamp, open.start, std::max(open.start, window_end));
    if (!open.tokens.empty()) {
      open.end = time;
      found.push_back(std::move(open));
    }
    open = TokenSegment{.start = time};
  }
  if (!open.tokens.empty()) {
    open.end = std::max(open.start, window_end);
    found.push_back(std::move(open));
  }
  return found;
}

}  // namespace cxai::whisper
