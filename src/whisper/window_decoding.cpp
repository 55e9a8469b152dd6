#include "whisper/window_decoding.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/rows.hpp"
#include "whisper/alignment.hpp"

namespace cxai::whisper {
namespace {

constexpr int kFrameMs = 20;
constexpr std::size_t kFrameSamples = 320;
constexpr std::size_t kMostPromptTokens = 223;

}  // namespace

WindowDecoding::WindowDecoding(const Model& model, Slots& slots, const kernels::CrossCache& sound,
                               std::size_t alignment_heads, std::size_t samples, WindowOptions options)
    : model_(model),
      sound_(sound),
      alignment_heads_(alignment_heads),
      frames_(std::min((samples + kFrameSamples - 1) / kFrameSamples, sound.rows())),
      options_(std::move(options)),
      prefix_(slots) {
  const auto& special = model_.tokenizer.special();
  if (options_.temperatures.empty()) options_.temperatures.push_back(0.0);
  if (!options_.prompt.empty()) {
    auto prompt = model_.tokenizer.encode(" " + options_.prompt);
    if (prompt.size() > kMostPromptTokens)
      prompt.erase(prompt.begin(), prompt.end() - static_cast<std::ptrdiff_t>(kMostPromptTokens));
    pending_.push_back(special.start_of_previous);
    pending_.insert(pending_.end(), prompt.begin(), prompt.end());
  }
  pending_.push_back(special.start_of_transcript);
}

int WindowDecoding::most_slots(const Model& model, const WindowOptions& options) {
  return options.rules.sample_length * std::max(1, options.beam) + (options.prompt.empty() ? 8 : 232) +
         (model.weights->dimensions().multilingual() ? 0 : 1);
}

int WindowDecoding::length_limit() const {
  return std::min(options_.rules.sample_length,
                  model_.weights->dimensions().text_context - static_cast<int>(prefix_.size()) - 1);
}

WindowDecoding::Look WindowDecoding::new_look() const {
  if (!options_.word_times) return nullptr;
  return std::make_shared<std::vector<std::uint16_t>>(alignment_heads_ * sound_.rows());
}

void WindowDecoding::add_rows(std::vector<StepRow>& rows) {
  if (phase_ == Phase::listening || phase_ == Phase::starting) {
    if (phase_ == Phase::starting || !model_.weights->dimensions().multilingual()) first_look_ = new_look();
    const std::size_t before = prefix_.size();
    for (std::size_t i = 0; i < pending_.size(); ++i) prefix_.extend();
    const std::span<const int> slots(prefix_.list());
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      const bool last = i + 1 == pending_.size();
      rows.push_back({&sound_, pending_[i], slots.first(before + i + 1), last,
                      last && first_look_ ? first_look_->data() : nullptr});
    }
    return;
  }
  live_looks_.clear();
  for (auto& hypothesis : live_) {
    hypothesis.slots.extend();
    live_looks_.push_back(new_look());
    rows.push_back({&sound_, hypothesis.tokens.back(), hypothesis.slots.list(), true,
                    live_looks_.back() ? live_looks_.back()->data() : nullptr});
  }
}

void WindowDecoding::take(Decoder& decoder, std::size_t first) {
  if (phase_ == Phase::listening || phase_ == Phase::starting) {
    const auto logits = decoder.logits(first + pending_.size() - 1);
    pending_.clear();
    if (phase_ == Phase::listening) {
      hear(logits);
      if (!pending_.empty()) return;
    }
    first_logits_.assign(logits.begin(), logits.end());
    begin_sampling();
    return;
  }
  std::vector<std::pair<Hypothesis, std::vector<float>>> live;
  for (std::size_t i = 0; i < live_.size(); ++i) {
    const auto logits = decoder.logits(first + i);
    live.emplace_back(std::move(live_[i]), std::vector<float>(logits.begin(), logits.end()));
    live.back().first.looks.push_back(live_looks_[i]);
  }
  extend(std::move(live));
}

// What the start of the transcript tells: whether anybody speaks, and in which language.
void WindowDecoding::hear(std::span<float> logits) {
  const auto& special = model_.tokenizer.special();
  std::vector<float> log_probabilities(logits.begin(), logits.end());
  log_softmax(log_probabilities);
  result_.no_speech_probability = std::exp(log_probabilities[static_cast<std::size_t>(special.no_speech)]);
  result_.language = options_.language.empty() ? "en" : options_.language;
  if (!model_.weights->dimensions().multilingual()) return;
  auto token = model_.tokenizer.language_token(options_.language);
  if (!token) {
    const auto begin = log_probabilities.begin() + special.first_language;
    const auto end = begin + static_cast<std::ptrdiff_t>(model_.tokenizer.languages().size());
    const auto likeliest = std::max_element(begin, end);
    double total = 0;
    for (auto it = begin; it != end; ++it) total += std::exp(static_cast<double>(*it - *likeliest));
    token = special.first_language + static_cast<int>(likeliest - begin);
    result_.language = model_.tokenizer.language_code(*token);
    result_.language_probability = 1.0 / total;
  }
  pending_ = {*token, special.transcribe};
  if (!options_.rules.timestamps) pending_.push_back(special.no_timestamps);
  phase_ = Phase::starting;
}

void WindowDecoding::begin_sampling() {
  phase_ = Phase::sampling;
  live_.clear();
  finished_.clear();
  std::vector<std::pair<Hypothesis, std::vector<float>>> live;
  live.emplace_back(Hypothesis{.slots = prefix_, .looks = {first_look_}}, first_logits_);
  extend(std::move(live));
}

// Gives every hypothesis its next token; `live` pairs each with the logits that follow it.
void WindowDecoding::extend(std::vector<std::pair<Hypothesis, std::vector<float>>> live) {
  const double temperature = options_.temperatures[try_];
  const int width = temperature == 0.0 ? std::max(1, options_.beam) : 1;
  const int end = model_.tokenizer.special().end_of_text;
  struct Candidate {
    std::size_t parent;
    Choice choice;
    double sum;
  };
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < live.size(); ++i) {
    auto& [hypothesis, logits] = live[i];
    apply_rules(logits, hypothesis.tokens, model_.tokenizer, options_.rules);
    log_softmax(logits);
    if (width == 1) {
      const Choice choice = choose(logits, temperature, random_);
      candidates.push_back({i, choice, hypothesis.sum + choice.log_probability});
    } else {
      for (const Choice& choice : best(logits, width + 1))
        candidates.push_back({i, choice, hypothesis.sum + choice.log_probability});
    }
  }
  std::ranges::stable_sort(candidates, [](const Candidate& a, const Candidate& b) { return a.sum > b.sum; });
  live_.clear();
  for (const Candidate& candidate : candidates) {
    if (live_.size() == static_cast<std::size_t>(width)) break;
    Hypothesis next = live[candidate.parent].first;
    next.tokens.push_back(candidate.choice.token);
    next.log_probabilities.push_back(candidate.choice.log_probability);
    next.sum = candidate.sum;
    const bool full = static_cast<int>(next.tokens.size()) >= length_limit();
    (candidate.choice.token == end || full ? finished_ : live_).push_back(std::move(next));
  }
  if (live_.empty() || finished_.size() >= static_cast<std::size_t>(width)) conclude();
}

// Takes the best finished hypothesis, or tries again warmer.
void WindowDecoding::conclude() {
  const int end = model_.tokenizer.special().end_of_text;
  const auto best_one = std::ranges::max_element(finished_, {}, &Hypothesis::score);
  std::vector<int> tokens = best_one->tokens;
  if (!tokens.empty() && tokens.back() == end) tokens.pop_back();
  const double mean = best_one->sum / static_cast<double>(tokens.size() + 1);
  const double ratio = compression_ratio(model_.tokenizer.decode(tokens));
  const bool unsure = mean < options_.limits.mean_log_probability;
  const bool silent = result_.no_speech_probability > options_.limits.no_speech_probability && unsure;
  const bool failed = (unsure || ratio > options_.limits.compression_ratio) && !silent;
  if (failed && try_ + 1 < options_.temperatures.size()) {
    ++try_;
    begin_sampling();
    return;
  }
  result_.mean_log_probability = mean;
  result_.compression_ratio = ratio;
  result_.temperature = options_.temperatures[try_];
  if (!silent) {
    tokens_ = std::move(tokens);
    log_probabilities_ = best_one->log_probabilities;
    looks_ = best_one->looks;
  }
  live_.clear();
  finished_.clear();
  phase_ = Phase::done;
}

WindowText WindowDecoding::text() const {
  WindowText out = result_;
  const int end_of_text = model_.tokenizer.special().end_of_text;
  std::vector<int> text;
  std::vector<std::size_t> place;  // in tokens_
  for (std::size_t i = 0; i < tokens_.size(); ++i)
    if (tokens_[i] < end_of_text) {
      text.push_back(tokens_[i]);
      place.push_back(i);
    }
  if (text.empty()) return out;

  // Frames at which each token begins; the row after the last text token tells where it ends.
  std::vector<int> begins;
  const std::size_t rows = text.size() + 1;
  if (options_.word_times && frames_ > 0) {
    const std::size_t context = sound_.rows();
    std::vector<float> attention(alignment_heads_ * rows * frames_);
    for (std::size_t head = 0; head < alignment_heads_; ++head)
      for (std::size_t r = 0; r < rows; ++r) {
        const std::size_t at = r < text.size() ? place[r] : std::min(place.back() + 1, looks_.size() - 1);
        kernels::from_half(looks_[at]->data() + head * context, frames_,
                           attention.data() + (head * rows + r) * frames_);
      }
    begins = align_tokens(attention, alignment_heads_, rows, frames_);
  }
  const auto spoken = segments(tokens_, model_.tokenizer, static_cast<int>(frames_));
  std::size_t done = 0;  // text tokens of the segments before
  for (const TokenSegment& segment : spoken) {
    const auto words = split_words(segment.tokens, model_.tokenizer, out.language);
    const std::size_t letters = std::max<std::size_t>(segment.tokens.size(), 1);
    for (const TokenWord& word : words) {
      const std::size_t first = done + word.first;
      double sum = 0;
      for (std::size_t t = first; t < first + word.count; ++t) sum += log_probabilities_[place[t]];
      int start = 0;
      int stop = 0;
      if (!begins.empty()) {
        start = std::clamp(begins[first], segment.start, std::max(segment.start, segment.end));
        stop = std::clamp(begins[first + word.count], start, std::max(start, segment.end));
      } else {  // spread over the segment by tokens
        const int length = segment.end - segment.start;
        start = segment.start + static_cast<int>(static_cast<std::size_t>(length) * word.first / letters);
        stop = segment.start + static_cast<int>(static_cast<std::size_t>(length) * (word.first + word.count) / letters);
      }
      out.words.push_back({word.text, start * kFrameMs, stop * kFrameMs,
                           std::exp(sum / static_cast<double>(std::max<std::size_t>(word.count, 1)))});
    }
    done += segment.tokens.size();
  }
  return out;
}

}  // namespace cxai::whisper
