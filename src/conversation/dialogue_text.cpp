#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "conversation/cues.hpp"
#include "conversation/formats.hpp"
#include "conversation/labels.hpp"
#include "conversation/plain_text.hpp"

namespace cxai::conversation {
namespace {

// What stands under one label; its lines are not yet known to be a turn of their own.
struct Block {
  Label label;
  std::string label_text;
  std::optional<Interval> time;
  std::string text;
  std::size_t line = 0;
};

// Cuts "[00:12]", "(00:12 - 00:15)" or "00:12 " from the front. A start without an end has no length.
Result<std::optional<Interval>> take_time(std::string_view& line, std::size_t number) {
  std::string_view rest = trim(line);
  const char open = rest.empty() ? ' ' : rest.front();
  const char close = open == '[' ? ']' : open == '(' ? ')' : ' ';
  std::size_t at = close == ' ' ? 0 : 1;
  const auto start = clock_at(rest, at);
  if (!start) return std::nullopt;
  Interval time{*start, *start};
  std::size_t dash = std::min(rest.find_first_not_of(' ', at), rest.size());
  for (const std::string_view sign : {"-->", "–", "-"}) {
    if (!rest.substr(dash).starts_with(sign)) continue;
    std::size_t second = std::min(rest.find_first_not_of(' ', dash + sign.size()), rest.size());
    const auto end = clock_at(rest, second);
    if (!end) break;
    if (*end < *start)
      return fail(ErrorCode::invalid_input, "line " + std::to_string(number) + ": the turn ends before it starts");
    time.end = *end;
    at = second;
    break;
  }
  if (close != ' ') {
    at = std::min(rest.find_first_not_of(' ', at), rest.size());
    if (at >= rest.size() || rest[at] != close) return std::nullopt;
    ++at;
  } else if (at < rest.size() && !is_space(rest[at])) {
    return std::nullopt;
  }
  line = trim(rest.substr(at));
  return time;
}

void append(std::string& text, std::string_view more) {
  if (!text.empty() && !more.empty()) text += ' ';
  text += more;
}

Result<std::vector<Block>> split_blocks(const std::vector<std::string_view>& lines) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view line = trim(lines[i]);
    if (line.empty()) continue;
    CXAI_TRY(const auto time, take_time(line, i + 1));
    std::string_view rest;
    if (auto label = take_label(line, rest)) {
      Block block{*label, squeeze(line.substr(0, line.size() - rest.size())), time, squeeze(rest), i + 1};
      if (!time && label->time) block.time = Interval{*label->time, *label->time};
      blocks.push_back(std::move(block));
    } else if (blocks.empty()) {
      return fail(ErrorCode::invalid_input, "line " + std::to_string(i + 1) +
                                                ": must begin with who speaks, such as \"Müşteri:\" or \"Temsilci:\"");
    } else {
      append(blocks.back().text, squeeze(line));
    }
  }
  std::erase_if(blocks, [](const Block& block) { return block.text.empty(); });
  return blocks;
}

}  // namespace

// Where roles or numbered speakers stand before the lines, "Adresim: …" is a sentence that goes on; only a
// dialogue without any takes names ("Ayşe Kaya: …") for speakers. The first line always names one.
Result<Transcript> read_dialogue_text(std::string_view text) {
  CXAI_TRY(const auto lines, split_lines(text));
  CXAI_TRY(auto blocks, split_blocks(lines));
  if (blocks.empty()) return fail(ErrorCode::invalid_input, "the dialogue has no lines");
  const bool certain = std::ranges::any_of(blocks, [](const Block& block) { return block.label.certain; });
  Transcript transcript;
  const std::string first = blocks.front().label.speaker;
  for (Block& block : blocks) {
    if (certain && !block.label.certain && !(block.label.speaker == first && !blocks.front().label.certain)) {
      append(transcript.turns.back().text, block.label_text);
      append(transcript.turns.back().text, block.text);
      continue;
    }
    Turn turn;
    turn.role = block.label.role;
    turn.speaker = std::move(block.label.speaker);
    turn.time = block.time;
    turn.text = std::move(block.text);
    transcript.turns.push_back(std::move(turn));
  }
  order_turns(transcript.turns);
  return transcript;
}

std::string write_dialogue_text(const Transcript& transcript, std::string_view language) {
  std::string out;
  for (const Turn& turn : transcript.turns) {
    const std::string text = squeeze(turn.text);
    if (text.empty()) continue;
    if (turn.time) {
      const long long seconds = std::chrono::floor<std::chrono::seconds>(turn.time->start).count();
      char stamp[32];
      if (seconds >= 3600) {
        std::snprintf(stamp, sizeof stamp, "[%lld:%02lld:%02lld] ", seconds / 3600, seconds / 60 % 60, seconds % 60);
      } else {
        std::snprintf(stamp, sizeof stamp, "[%02lld:%02lld] ", seconds / 60, seconds % 60);
      }
      out += stamp;
    }
    out += label_text(turn, language) + ": " + text + "\n";
  }
  return out;
}

Result<Transcript> read_transcript(std::string_view bytes) {
  std::string_view text = bytes;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = trim(text);
  if (text.empty()) return fail(ErrorCode::invalid_input, "the transcript is empty");
  if (text.starts_with("WEBVTT")) return read_webvtt(text);
  if (text.front() == '{') {
    CXAI_TRY(const Json json, base::parse_json(text));
    if (json.contains("turns")) return read_dialogue_json(json);
    for (const char* key : {"segments", "transcription", "words", "text"})
      if (json.contains(key)) return read_whisper_json(json);
    return fail(ErrorCode::invalid_input, "the JSON has none of the keys turns, segments, transcription");
  }
  // An SRT cue starts with its time line, or with a number and then the time line.
  std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  if (line.find("-->") == std::string_view::npos && line.find_first_not_of("0123456789 \t") == std::string_view::npos) {
    const std::string_view rest = trim(text.substr(line.size()));
    line = rest.substr(0, rest.find_first_of("\r\n"));
  }
  std::size_t at = 0;
  if (line.find("-->") != std::string_view::npos && clock_at(line, at)) return read_srt(text);
  return read_dialogue_text(text);
}

}  // namespace cxai::conversation
