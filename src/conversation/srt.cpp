#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "conversation/cues.hpp"
#include "conversation/formats.hpp"
#include "conversation/labels.hpp"
#include "conversation/plain_text.hpp"

namespace cxai::conversation {
namespace {

bool is_number(std::string_view line) {
  line = trim(line);
  return !line.empty() && std::ranges::all_of(line, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_time_line(std::string_view line) {
  line = trim(line);
  return !line.empty() && line[0] >= '0' && line[0] <= '9' && line.find("-->") != std::string_view::npos;
}

// Length of a formatting mark at `at`: "<i>", "</font>", "<font color=…>", "{\an8}"; 0 when there is none.
// Other angle brackets ("<url>") are text.
std::size_t mark_at(std::string_view text, std::size_t at) {
  static constexpr std::array<std::string_view, 6> kTags{"b", "i", "u", "s", "font", "br"};
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("{\\")) {
    const std::size_t end = rest.find('}');
    return end == std::string_view::npos ? 0 : end + 1;
  }
  if (!rest.starts_with('<')) return 0;
  const std::size_t end = rest.find('>');
  if (end == std::string_view::npos) return 0;
  std::string name;
  for (std::size_t i = rest.starts_with("</") ? 2 : 1; i < end && !is_space(rest[i]) && rest[i] != '/'; ++i)
    name += rest[i] >= 'A' && rest[i] <= 'Z' ? static_cast<char>(rest[i] - 'A' + 'a') : rest[i];
  return std::ranges::find(kTags, name) == kTags.end() ? 0 : end + 1;
}

std::string plain(std::string_view payload) {
  std::string out;
  for (std::size_t i = 0; i < payload.size();) {
    if (const std::size_t n = mark_at(payload, i)) {
      if (payload.substr(i, 3) == "<br") out += ' ';
      i += n;
    } else if (auto entity = entity_at(payload, i)) {
      out += *entity;
    } else {
      out += payload[i++];
    }
  }
  return squeeze(out);
}

// SRT knows no escapes and most players show them, so only what would be misread is written as one.
std::string escape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t probe = i;
    if (text[i] == '<' && mark_at(text, i) > 0) {
      out += "&lt;";
    } else if (text[i] == '{' && mark_at(text, i) > 0) {
      out += "&#123;";
    } else if (text[i] == '&' && entity_at(text, probe)) {
      out += "&amp;";
    } else if (text[i] == '>' && text.substr(0, i).ends_with("--")) {
      out += "&gt;";
    } else {
      out += text[i];
    }
  }
  return out;
}

// Gives the cues their speakers. A name that is no role counts only when nothing in the file is a certain label
// and it stands before several cues: "Dikkat: …" is a sentence.
void take_speakers(std::vector<Turn>& turns) {
  bool certain = false;
  std::map<std::string, int> names;
  for (const Turn& turn : turns) {
    std::string_view rest;
    const auto label = take_label(turn.text, rest);
    if (!label || rest.empty()) continue;
    certain = certain || label->certain;
    ++names[label->speaker];
  }
  for (Turn& turn : turns) {
    std::string_view rest;
    auto label = take_label(turn.text, rest);
    if (!label || rest.empty() || (!label->certain && (certain || names[label->speaker] < 2))) continue;
    turn.role = label->role;
    turn.speaker = std::move(label->speaker);
    turn.text = std::string(rest);
  }
}

}  // namespace

Result<Transcript> read_srt(std::string_view text) {
  CXAI_TRY(const auto lines, split_lines(text));
  Transcript transcript;
  std::vector<Turn> cues;
  const auto blank = [&](std::size_t i) { return i >= lines.size() || trim(lines[i]).empty(); };
  const auto starts_cue = [&](std::size_t i) {
    return is_time_line(lines[i]) || (is_number(lines[i]) && i + 1 < lines.size() && is_time_line(lines[i + 1]));
  };
  for (std::size_t i = 0; i < lines.size();) {
    if (blank(i)) {
      ++i;
      continue;
    }
    std::string payload;
    if (starts_cue(i)) {
      if (!is_time_line(lines[i])) ++i;
      CXAI_TRY(const Interval time, read_time_line(lines[i], "line " + std::to_string(i + 1)));
      cues.emplace_back().time = time;
      ++i;
    } else if (cues.empty() || is_number(lines[i]) || is_time_line(lines[i])) {
      return fail(ErrorCode::invalid_input, "line " + std::to_string(i + (is_number(lines[i]) ? 2 : 1)) +
                                                ": must be a time line like 00:00:01,000 --> 00:00:02,500");
    }
    for (; !blank(i) && !starts_cue(i); ++i) {
      payload += lines[i];
      payload += '\n';
    }
    cues.back().text += payload;
  }
  for (Turn& cue : cues) cue.text = plain(cue.text);
  std::erase_if(cues, [](const Turn& cue) { return cue.text.empty(); });
  take_speakers(cues);
  transcript.turns = std::move(cues);
  finish_cues(transcript.turns);
  return transcript;
}

std::string write_srt(const Transcript& transcript) {
  std::string out;
  const auto times = cue_times(transcript.turns);
  int number = 0;
  for (std::size_t i = 0; i < transcript.turns.size(); ++i) {
    const Turn& turn = transcript.turns[i];
    std::string text = squeeze(turn.text);
    if (text.empty()) continue;
    std::string_view rest;
    if (turn.role || !turn.speaker.empty() || take_label(text, rest))
      text.insert(0, label_text(turn, transcript.language) + ": ");
    if (number > 0) out += '\n';
    out += std::to_string(++number) + "\n" + clock_text(times[i].start, ',') + " --> " + clock_text(times[i].end, ',');
    out += "\n" + escape(text) + "\n";
  }
  return out;
}

}  // namespace cxai::conversation
