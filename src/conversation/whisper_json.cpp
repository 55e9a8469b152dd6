#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "conversation/cues.hpp"
#include "conversation/formats.hpp"
#include "conversation/plain_text.hpp"
#include "conversation/turn_json.hpp"

namespace cxai::conversation {
namespace {

constexpr Millis kPause{1000};  // between two turns, where only words are given

std::string index_path(std::string_view list, std::size_t i) {
  return std::string(list) + "[" + std::to_string(i) + "]";
}

// A word whose times may be missing: aligners leave them out for numbers.
struct LooseWord {
  Word word;
  bool timed = false;
};

LooseWord read_loose_word(base::Reader& in) {
  LooseWord loose;
  loose.word.text = squeeze(in.has("word") ? in.string("word") : in.string("text"));
  loose.word.time_source = TimeSource::asr;
  if (const auto time = read_interval(in)) {
    loose.word.time = *time;
    loose.timed = true;
  }
  for (const char* key : {"probability", "score", "confidence"})
    if (const auto confidence = in.optional_number(key, 0, 1)) loose.word.confidence = *confidence;
  return loose;
}

// Words without times take the gap between their neighbours; at the edges that of the segment.
std::vector<Word> settle_words(std::vector<LooseWord> loose, const std::optional<Interval>& segment) {
  std::vector<Word> words;
  for (std::size_t i = 0; i < loose.size(); ++i) {
    Word& word = loose[i].word;
    if (word.text.empty()) continue;
    if (!loose[i].timed) {
      const auto next = std::find_if(loose.begin() + static_cast<std::ptrdiff_t>(i), loose.end(),
                                     [](const LooseWord& w) { return w.timed; });
      if (words.empty() && !segment && next == loose.end()) return {};
      const Millis before = !words.empty() ? words.back().time.end : segment ? segment->start : next->word.time.start;
      const Millis after = next != loose.end() ? next->word.time.start : segment ? segment->end : before;
      word.time = {before, std::max(before, after)};
      word.time_source = TimeSource::interpolated;
    }
    words.push_back(std::move(word));
  }
  return words;
}

std::vector<Word> read_words(base::Reader& in, std::string_view key, const std::optional<Interval>& segment) {
  std::vector<LooseWord> loose;
  const auto& list = in.array(key);
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i) {
    base::Reader part(list[i], in.path_of(index_path(key, i)));
    loose.push_back(read_loose_word(part));
    in.adopt(part);
  }
  return settle_words(std::move(loose), segment);
}

Turn read_segment(base::Reader& in, const Json& json) {
  Turn turn;
  read_speaker(in, json, turn);
  turn.time = read_interval(in);
  turn.text = squeeze(in.string("text"));
  if (const auto confidence = in.optional_number("confidence", 0, 1)) {
    turn.confidence = *confidence;
  } else if (const auto log_probability = in.optional_number("avg_logprob", -1e3, 1e3)) {
    turn.confidence = std::min(std::exp(*log_probability), 1.0);
  }
  turn.words = read_words(in, "words", turn.time);
  return turn;
}

// whisper.cpp: {"from", "to"} in milliseconds below "offsets", or as "00:00:01,000" below "timestamps".
std::optional<Interval> read_offsets(base::Reader& in) {
  if (const Json* offsets = in.object("offsets")) {
    base::Reader part(*offsets, in.path_of("offsets"));
    const Interval time{Millis(part.integer("from", 0, kLatestTime.count())),
                        Millis(part.integer("to", 0, kLatestTime.count()))};
    if (time.end < time.start) part.reject("to", "must not be before the start");
    in.adopt(part);
    return time;
  }
  if (const Json* stamps = in.object("timestamps")) {
    base::Reader part(*stamps, in.path_of("timestamps"));
    const auto stamp = [&](const char* key) {
      const std::string text = part.string(key);
      std::size_t at = 0;
      const auto time = clock_at(text, at);
      if (!time || at != text.size()) part.reject(key, "must be a time like 00:00:01,000");
      return time.value_or(Millis{});
    };
    Interval time;
    time.start = stamp("from");
    time.end = stamp("to");
    if (time.end < time.start) part.reject("to", "must not be before the start");
    in.adopt(part);
    return time;
  }
  return std::nullopt;
}

// Tokens become words where one starts with a blank; "[_BEG_]" and its like are marks.
std::vector<Word> read_tokens(base::Reader& in) {
  std::vector<Word> words;
  const auto& tokens = in.array("tokens");
  for (std::size_t i = 0; i < tokens.size() && in.ok(); ++i) {
    base::Reader part(tokens[i], in.path_of(index_path("tokens", i)));
    const std::string text = part.string("text");
    const auto time = read_offsets(part);
    const double confidence = part.number("p", 0, 1, 1.0);
    in.adopt(part);
    const std::string_view shown = trim(text);
    if (shown.empty() || shown.starts_with("[_") || !time) continue;
    if (words.empty() || is_space(text.front())) {
      words.push_back({std::string(shown), *time, confidence, TimeSource::asr});
    } else {
      Word& word = words.back();
      word.text += shown;
      word.time.end = std::max(word.time.end, time->end);
      word.confidence = std::min(word.confidence, confidence);
    }
  }
  return words;
}

// Puts words that stand beside the segments into the one in whose time their middle falls.
void share_words(std::vector<Word> words, std::vector<Turn>& turns) {
  for (Word& word : words) {
    const Millis middle = (word.time.start + word.time.end) / 2;
    const auto turn = std::ranges::find_if(
        turns, [&](const Turn& t) { return t.time && t.time->start <= middle && middle <= t.time->end; });
    if (turn != turns.end()) turn->words.push_back(std::move(word));
  }
}

// Only words: a turn ends where the next word is more than a pause away.
std::vector<Turn> turns_of_words(std::vector<Word> words) {
  std::vector<Turn> turns;
  for (Word& word : words) {
    if (turns.empty() || word.time.start - turns.back().time->end > kPause) {
      turns.emplace_back();
      turns.back().time = word.time;
      turns.back().text = word.text;
    } else {
      turns.back().text += " " + word.text;
      turns.back().time->end = std::max(turns.back().time->end, word.time.end);
    }
    turns.back().words.push_back(std::move(word));
  }
  return turns;
}

void read_whisper_cpp(base::Reader& in, Transcript& transcript) {
  if (const Json* result = in.object("result")) {
    base::Reader part(*result, "result");
    transcript.language = language_code(part.string("language", ""));
    in.adopt(part);
  }
  const auto& list = in.array("transcription");
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i) {
    base::Reader part(list[i], index_path("transcription", i));
    Turn turn;
    if (part.ok()) read_speaker(part, list[i], turn);
    turn.time = read_offsets(part);
    turn.text = squeeze(part.string("text"));
    turn.words = read_tokens(part);
    in.adopt(part);
    transcript.turns.push_back(std::move(turn));
  }
}

void read_segments(base::Reader& in, Transcript& transcript) {
  transcript.language = language_code(in.string("language", ""));
  const auto& list = in.array("segments");
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i) {
    base::Reader part(list[i], index_path("segments", i));
    if (part.ok()) transcript.turns.push_back(read_segment(part, list[i]));
    in.adopt(part);
  }
  const std::string text = squeeze(in.string("text", ""));
  std::vector<Word> words = read_words(in, "words", std::nullopt);
  const bool has_words = std::ranges::any_of(transcript.turns, [](const Turn& turn) { return !turn.words.empty(); });
  if (!transcript.turns.empty()) {
    if (!has_words) share_words(std::move(words), transcript.turns);
  } else if (!words.empty()) {
    transcript.turns = turns_of_words(std::move(words));
  } else if (!text.empty()) {
    transcript.turns.emplace_back().text = text;
  }
}

Json seconds(Millis time) {
  return static_cast<double>(time.count()) / 1000;
}

}  // namespace

Result<Transcript> read_whisper_json(const Json& json) {
  base::Reader in(json, "");
  if (!in.ok()) return in.error();
  Transcript transcript;
  if (in.has("transcription")) {
    read_whisper_cpp(in, transcript);
  } else if (in.has("segments") || in.has("words") || in.has("text")) {
    read_segments(in, transcript);
  } else {
    in.reject("segments", "is required");
  }
  if (!in.ok()) return in.error();
  std::erase_if(transcript.turns, [](const Turn& turn) { return turn.text.empty(); });
  order_turns(transcript.turns);
  return transcript;
}

Json write_whisper_json(const Transcript& transcript) {
  std::string all;
  Json segments = Json::array();
  for (const Turn& turn : transcript.turns) {
    const std::string text = squeeze(turn.text);
    if (text.empty()) continue;
    if (!all.empty()) all += ' ';
    all += text;
    Json segment = Json::object();
    segment["id"] = segments.size();
    segment["start"] = turn.time ? seconds(turn.time->start) : Json();
    segment["end"] = turn.time ? seconds(turn.time->end) : Json();
    segment["text"] = text;
    if (turn.role) segment["role"] = to_string(*turn.role);
    if (!turn.speaker.empty()) segment["speaker"] = turn.speaker;
    segment["confidence"] = turn.confidence;
    segment["words"] = Json::array();
    for (const Word& word : turn.words)
      segment["words"].push_back(Json{{"word", word.text},
                                      {"start", seconds(word.time.start)},
                                      {"end", seconds(word.time.end)},
                                      {"probability", word.confidence}});
    segments.push_back(std::move(segment));
  }
  Json json = Json::object();
  json["task"] = "transcribe";
  json["language"] = transcript.language;
  json["text"] = all;
  json["segments"] = std::move(segments);
  return json;
}

}  // namespace cxai::conversation
