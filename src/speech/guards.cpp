#include "speech/guards.hpp"

#include <algorithm>
#include <utility>

namespace cxai::speech {
namespace {

using conversation::DroppedStretch;
using conversation::DropReason;
using conversation::Interval;

constexpr std::size_t kLongestLoop = 8;  // words
constexpr double kSlackSeconds = 0.4;    // a word may reach a little over the sound found
constexpr Millis kSentencePause{700};

using Figures = std::vector<std::pair<std::string, double>>;

// How often words must come in a row before nobody says that: a customer does say "evet evet evet evet".
std::size_t too_often(std::size_t length) {
  return length == 1 ? 8 : length == 2 ? 5 : 4;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool ends_sentence(std::string_view word) {
  return word.ends_with('.') || word.ends_with('!') || word.ends_with('?') || word.ends_with("…");
}

class Guard {
 public:
  Guard(const Window& window, std::vector<PlacedWord> words, const Verdict& verdict, const GuardLimits& limits)
      : window_(window),
        words_(std::move(words)),
        verdict_(verdict),
        limits_(limits),
        spoken_for_(window.pieces.size()) {
    gone_.resize(words_.size());
  }

  Guarded run() {
    if (!whole_window()) {
      loops();
      outside();
      outros();
      pace();
    }
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (gone_[i]) continue;
      spoken_for_[words_[i].piece] = true;
      out_.words.push_back(std::move(words_[i].word));
    }
    for (std::size_t p = 0; p < window_.pieces.size(); ++p)
      if (!spoken_for_[p])
        drop(window_.pieces[p].time, DropReason::no_speech,
             {{"no_speech_probability", verdict_.no_speech_probability}, {"level_db", level(p)}});
    std::ranges::stable_sort(out_.dropped, {}, [](const DroppedStretch& d) { return d.time; });
    return std::move(out_);
  }

 private:
  void drop(Interval time, DropReason reason, Figures figures) {
    out_.dropped.push_back({window_.channel, time, reason, std::move(figures)});
  }

  // Words [first, last) go; the ledger has their time, or the whole of a piece that has no others.
  void drop_words(std::size_t first, std::size_t last, DropReason reason, const Figures& figures) {
    for (std::size_t i = first; i < last;) {
      const std::size_t piece = words_[i].piece;
      std::size_t end = i;
      while (end < last && words_[end].piece == piece) gone_[end++] = true;
      const bool alone = std::ranges::none_of(words_, [&](const PlacedWord& w) {
        return w.piece == piece && !gone_[static_cast<std::size_t>(&w - words_.data())];
      });
      drop(alone ? window_.pieces[piece].time : Interval{words_[i].word.time.start, words_[end - 1].word.time.end},
           reason, figures);
      spoken_for_[piece] = true;
      i = end;
    }
  }

  bool drop_everything(DropReason reason, const Figures& figures) {
    std::fill(gone_.begin(), gone_.end(), true);
    for (std::size_t p = 0; p < window_.pieces.size(); ++p) {
      drop(window_.pieces[p].time, reason, figures);
      spoken_for_[p] = true;
    }
    return true;
  }

  bool whole_window() {
    const double unsure = verdict_.mean_log_probability;
    if (verdict_.no_speech_probability > limits_.no_speech_probability && unsure < limits_.mean_log_probability)
      return drop_everything(DropReason::no_speech, {{"no_speech_probability", verdict_.no_speech_probability},
                                                     {"mean_log_probability", unsure}});
    if (verdict_.language_probability < limits_.language_probability && unsure < limits_.language_log_probability)
      return drop_everything(DropReason::language_unclear, {{"language_probability", verdict_.language_probability},
                                                            {"mean_log_probability", unsure}});
    return false;
  }

  void loops() {
    std::vector<std::string> folded;
    for (const PlacedWord& word : words_) {
      folded.push_back(fold_phrase(word.word.text));
      if (folded.back().empty()) folded.back() = word.word.text;  // another script
    }
    bool found = false;
    for (Loop loop = find_loop(folded, 0); loop.times > 0;) {
      const std::size_t end = loop.first + loop.length * loop.times;
      drop_words(loop.first, end, DropReason::repetition,
                 {{"words", static_cast<double>(loop.length)}, {"times", static_cast<double>(loop.times)}});
      found = true;
      loop = find_loop(folded, end);
    }
    if (!found && !words_.empty() && verdict_.compression_ratio > limits_.compression_ratio)
      drop_words(0, words_.size(), DropReason::repetition, {{"compression_ratio", verdict_.compression_ratio}});
  }

  void outside() {
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (!gone_[i] && words_[i].outside > limits_.outside)
        drop_words(i, i + 1, DropReason::no_speech, {{"outside_ms", static_cast<double>(words_[i].outside.count())}});
  }

  void outros() {
    for (std::size_t first = 0; first < words_.size();) {
      if (gone_[first]) {
        ++first;
        continue;
      }
      std::size_t last = first + 1;
      while (last < words_.size() && !gone_[last] && words_[last].piece == words_[first].piece &&
             !ends_sentence(words_[last - 1].word.text) &&
             words_[last].word.time.start - words_[last - 1].word.time.end < kSentencePause)
        ++last;
      judge_sentence(first, last);
      first = last;
    }
  }

  void judge_sentence(std::size_t first, std::size_t last) {
    std::string text;
    double confidence = 0;
    for (std::size_t i = first; i < last; ++i) {
      text += words_[i].word.text + " ";
      confidence += words_[i].word.confidence;
    }
    const Outro outro = outro_of(text);
    if (outro == Outro::none) return;
    const auto count = static_cast<double>(last - first);
    confidence /= count;
    const std::size_t p = words_[first].piece;
    const bool alone = std::ranges::count(words_, p, &PlacedWord::piece) == static_cast<std::ptrdiff_t>(last - first);
    const Interval heard{words_[first].heard_at.start, words_[last - 1].heard_at.end};
    const double loudness = alone ? level(p) : window_.loudest_db(heard);
    const double loudest = window_.loudest_db({Millis(0), window_.length()});
    const Millis voiced = alone ? window_.pieces[p].voiced : heard.length();
    const double pace = count / (static_cast<double>(std::max<std::int64_t>(voiced.count(), 1)) / 1000);
    const bool doubtful = (outro == Outro::credit && alone) || confidence < limits_.outro_confidence ||
                          verdict_.no_speech_probability >= limits_.outro_no_speech_probability ||
                          loudness < limits_.quiet_db || loudness < loudest - limits_.below_window_db ||
                          pace > limits_.outro_words_per_second;
    if (doubtful)
      drop_words(first, last, DropReason::invented_outro,
                 {{"confidence", confidence},
                  {"no_speech_probability", verdict_.no_speech_probability},
                  {"level_db", loudness},
                  {"words_per_second", pace}});
  }

  // More than anybody says in the time the piece has.
  void pace() {
    for (std::size_t p = 0; p < window_.pieces.size(); ++p) {
      double count = 0;
      double characters = 0;
      for (std::size_t i = 0; i < words_.size(); ++i)
        if (!gone_[i] && words_[i].piece == p) {
          ++count;
          characters += static_cast<double>(code_points(words_[i].word.text));
        }
      const double seconds = static_cast<double>(window_.pieces[p].voiced.count()) / 1000 + kSlackSeconds;
      if (count / seconds <= limits_.words_per_second && characters / seconds <= limits_.characters_per_second)
        continue;
      for (std::size_t i = 0; i < words_.size(); ++i)
        if (words_[i].piece == p) gone_[i] = true;
      spoken_for_[p] = true;
      drop(window_.pieces[p].time, DropReason::too_fast,
           {{"words", count},
            {"characters", characters},
            {"voiced_ms", static_cast<double>(window_.pieces[p].voiced.count())}});
    }
  }

  double level(std::size_t piece) const {
    const Piece& p = window_.pieces[piece];
    return window_.loudest_db({p.at, p.at + p.time.length()});
  }

  const Window& window_;
  std::vector<PlacedWord> words_;
  const Verdict& verdict_;
  const GuardLimits& limits_;
  std::vector<bool> gone_;        // [words]
  std::vector<bool> spoken_for_;  // [pieces]: has words, or stands in the ledger
  Guarded out_;
};

}  // namespace

Loop find_loop(const std::vector<std::string>& words, std::size_t from) {
  for (std::size_t first = from; first < words.size(); ++first)
    for (std::size_t length = 1; length <= kLongestLoop && first + length < words.size(); ++length) {
      std::size_t end = first + length;
      while (end < words.size() && words[end] == words[end - length]) ++end;
      const std::size_t times = (end - first) / length;
      if (times >= too_often(length)) return {first, length, times};
    }
  return {};
}

Guarded guard(const Window& window, std::vector<PlacedWord> words, const Verdict& verdict, const GuardLimits& limits) {
  return Guard(window, std::move(words), verdict, limits).run();
}

}  // namespace cxai::speech
