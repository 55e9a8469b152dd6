#include "dialogue/turns.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

namespace cxai::dialogue {
namespace {

using conversation::Interval;
using conversation::Role;
using conversation::SpeechActivity;
using conversation::Turn;
using conversation::VoiceStretch;
using conversation::Word;

constexpr int kNobody = -1;

// The voice heard longest during `time`; where none is heard, the nearest.
int voice_during(const Interval& time, std::span<const VoiceStretch> voices, std::size_t& from) {
  // Stretches of one voice each hardly overlap: what ends 10 s before a word is out of reach for those after it.
  while (from + 1 < voices.size() && voices[from].time.end + Millis(10'000) < time.start) ++from;
  int best = kNobody;
  Millis longest{};
  Millis nearest = Millis::max();
  for (std::size_t i = from; i < voices.size(); ++i) {
    const VoiceStretch& stretch = voices[i];
    const Millis common = std::min(stretch.time.end, time.end) - std::max(stretch.time.start, time.start);
    if (common > longest) {
      longest = common;
      best = stretch.voice;
    }
    if (longest == Millis(0) && -common < nearest) {
      nearest = -common;
      best = stretch.voice;
    }
    if (stretch.time.start > time.end + Millis(10'000) && best != kNobody) break;
  }
  return best;
}

struct Run {
  std::size_t begin, end;
};

std::vector<Run> runs_of(const std::vector<int>& labels) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (runs.empty() || labels[i] != labels[runs.back().begin]) runs.push_back({i, i});
    runs.back().end = i + 1;
  }
  return runs;
}

bool ends_sentence(const std::string& word) {
  return word.ends_with('.') || word.ends_with('?') || word.ends_with('!') || word.ends_with("…");
}

// A single short word between two runs of another voice, with no pause and no end of a sentence around it, was not
// said by somebody else: a true answer stands apart.
void smooth(std::vector<int>& labels, const std::vector<Word>& words, const TurnRules& rules) {
  constexpr Millis kApart{250};
  const std::vector<Run> runs = runs_of(labels);
  for (std::size_t r = 1; r + 1 < runs.size(); ++r) {
    const Run& run = runs[r];
    if (run.end - run.begin != 1 || labels[runs[r - 1].begin] != labels[runs[r + 1].begin]) continue;
    const Word& before = words[run.begin - 1];
    const Word& word = words[run.begin];
    const Word& after = words[run.end];
    const bool apart = word.time.start - before.time.end >= kApart || after.time.start - word.time.end >= kApart ||
                       ends_sentence(before.text) || ends_sentence(word.text);
    if (!apart && word.time.length() < rules.shortest_flip) labels[run.begin] = labels[runs[r - 1].begin];
  }
  // The last word of a sentence often reaches into the next voice's stretch, the first begins in the one before.
  for (const Run& run : runs_of(labels)) {
    if (run.begin == 0 || run.end - run.begin < 2) continue;
    const std::size_t first = run.begin;
    if (ends_sentence(words[first].text) && !ends_sentence(words[first - 1].text) &&
        words[first].time.start - words[first - 1].time.end < kApart &&
        words[first + 1].time.start - words[first].time.end >= words[first].time.start - words[first - 1].time.end)
      labels[first] = labels[first - 1];
  }
}

Turn make_turn(std::vector<Word> words, int channel, std::string speaker) {
  Turn turn;
  turn.channel = channel;
  turn.speaker = std::move(speaker);
  turn.time = Interval{words.front().time.start, words.front().time.end};
  double confidence = 0;
  for (const Word& word : words) {
    if (!turn.text.empty()) turn.text += ' ';
    turn.text += word.text;
    turn.time->end = std::max(turn.time->end, word.time.end);
    confidence += word.confidence;
  }
  turn.confidence = confidence / static_cast<double>(words.size());
  turn.words = std::move(words);
  return turn;
}

}  // namespace

std::vector<Turn> make_turns(std::vector<Word> words, std::span<const VoiceStretch> voices, int channel,
                             const TurnRules& rules) {
  std::ranges::stable_sort(words, {}, [](const Word& word) { return word.time.start; });
  std::vector<int> labels(words.size(), kNobody);
  std::size_t from = 0;
  for (std::size_t i = 0; i < words.size(); ++i) labels[i] = voice_during(words[i].time, voices, from);
  smooth(labels, words, rules);
  std::vector<int> order;  // of appearance
  const auto name = [&](int voice) -> std::string {
    if (voice == kNobody) return "";
    auto it = std::ranges::find(order, voice);
    if (it == order.end()) it = order.insert(order.end(), voice);
    return "voice " + std::to_string(it - order.begin() + 1);
  };
  std::vector<Turn> turns;
  std::size_t begin = 0;
  Millis end{};
  for (std::size_t i = 0; i < words.size(); ++i) {
    end = std::max(end, words[i].time.end);
    if (i + 1 < words.size() && labels[i + 1] == labels[i] && words[i + 1].time.start - end <= rules.longest_pause)
      continue;
    turns.push_back(make_turn({std::make_move_iterator(words.begin() + static_cast<std::ptrdiff_t>(begin)),
                               std::make_move_iterator(words.begin() + static_cast<std::ptrdiff_t>(i + 1))},
                              channel, name(labels[i])));
    begin = i + 1;
  }
  return turns;
}

Result<> name_parties(const std::map<std::string, std::string>& metadata, SpeechActivity& activity) {
  constexpr std::pair<const char*, Role> kKeys[] = {{"agent_channel", Role::agent},
                                                    {"customer_channel", Role::customer}};
  for (const auto& [key, party] : kKeys) {
    const auto found = metadata.find(key);
    if (found == metadata.end()) continue;
    const std::string& value = found->second;
    std::size_t channel = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), channel);
    if (error != std::errc() || end != value.data() + value.size() || channel >= activity.channels.size() ||
        activity.channels.size() != 2)
      return fail(ErrorCode::invalid_input,
                  std::string(key) + " must be 0 or 1 and the recording must have two channels: it is '" + value +
                      "' and the recording has " + std::to_string(activity.channels.size()) +
                      "; correct the metadata or leave the key out");
    const Role other = party == Role::agent ? Role::customer : Role::agent;
    if (activity.channels[channel].party == other)
      return fail(ErrorCode::invalid_input,
                  "agent_channel and customer_channel must differ: both are " + value + "; leave one of them out");
    activity.channels[channel].party = party;
    activity.channels[1 - channel].party = other;
  }
  return {};
}

}  // namespace cxai::dialogue
