#include <string>
#include <utility>

#include "conversation/cues.hpp"
#include "conversation/formats.hpp"
#include "conversation/labels.hpp"
#include "conversation/plain_text.hpp"

namespace cxai::conversation {
namespace {

bool has_arrow(std::string_view line) {
  return line.find("-->") != std::string_view::npos;
}

// Cuts "<v.agent Ayşe Kaya>" at the '<'; nullopt when the sign is only a sign.
std::optional<std::string_view> tag_at(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return std::nullopt;
  const char c = text[at + 1];
  const bool starts = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/';
  const std::size_t end = text.find('>', at);
  if (!starts || end == std::string_view::npos) return std::nullopt;
  return text.substr(at + 1, end - at - 1);
}

std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (auto entity = entity_at(text, i)) {
      out += *entity;
    } else {
      out += text[i++];
    }
  }
  return out;
}

// Who speaks after the tag "v.class annotation". A class that names a role (or "speaker") leaves the annotation
// as the plain name, so that a role and a name can stand together.
void take_voice(std::string_view tag, Turn& turn) {
  const std::size_t space = std::min(tag.find_first_of(" \t\n"), tag.size());
  const std::string name = squeeze(decode(tag.substr(space)));
  std::string_view classes = tag.substr(0, space);
  bool plain = false;
  std::optional<Role> role;
  while (const std::size_t dot = classes.rfind('.') + 1) {
    plain = plain || classes.substr(dot) == "speaker";
    if (const auto named = role_from(classes.substr(dot))) role = named;
    classes = classes.substr(0, dot - 1);
  }
  if (role || plain) {
    turn.role = role;
    turn.speaker = name;
  } else {
    Label label = read_label(name);
    turn.role = label.role;
    turn.speaker = std::move(label.speaker);
  }
}

// One turn per voice in the cue.
void read_payload(std::string_view payload, Interval time, std::vector<Turn>& turns) {
  Turn turn;
  turn.time = time;
  const auto close = [&] {
    turn.text = squeeze(turn.text);
    if (!turn.text.empty()) turns.push_back(turn);
    turn.text.clear();
    turn.role.reset();
    turn.speaker.clear();
  };
  for (std::size_t i = 0; i < payload.size();) {
    if (payload[i] == '<') {
      if (const auto tag = tag_at(payload, i)) {
        const bool voice = tag->starts_with('v') && (tag->size() == 1 || (*tag)[1] == '.' || is_space((*tag)[1]));
        if (voice || *tag == "/v") close();
        if (voice) take_voice(*tag, turn);
        i += tag->size() + 2;
        continue;
      }
    }
    if (auto entity = entity_at(payload, i)) {
      turn.text += *entity;
    } else {
      turn.text += payload[i++];
    }
  }
  close();
}

std::string escape_cue(std::string_view text) {
  std::string out;
  for (const char c : squeeze(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string voice_tag(const Turn& turn) {
  const std::string name = squeeze(turn.speaker);
  if (name.empty()) return turn.role ? std::string("<v ") + role_name(*turn.role, "en") + ">" : "";
  const Label own = read_label(name);
  std::string tag = "<v";
  if (own.role != turn.role || own.speaker != name)
    tag += std::string(".") + (turn.role ? to_string(*turn.role) : "speaker");
  std::string shown = escape_cue(name);
  // A sign before the closing '>' could make an arrow of it.
  if (shown.ends_with('-')) shown.replace(shown.size() - 1, 1, "&#45;");
  return tag + " " + shown + ">";
}

}  // namespace

Result<Transcript> read_webvtt(std::string_view text) {
  CXAI_TRY(const auto lines, split_lines(text));
  if (lines.empty() || !(trim(lines[0]) == "WEBVTT" || (lines[0].starts_with("WEBVTT") && is_space(lines[0][6]))))
    return fail(ErrorCode::invalid_input, "line 1: a WebVTT file starts with WEBVTT");
  Transcript transcript;
  std::size_t i = 1;
  for (; i < lines.size() && !trim(lines[i]).empty() && !has_arrow(lines[i]); ++i)
    if (lines[i].starts_with("Language:")) transcript.language = language_code(lines[i].substr(9));

  while (i < lines.size()) {
    const std::string_view first = trim(lines[i]);
    if (first.empty()) {
      ++i;
      continue;
    }
    const std::string_view word = first.substr(0, first.find_first_of(" \t"));
    const bool comment = !has_arrow(first) && (word == "NOTE" || first == "STYLE" || first == "REGION");
    // An identifier may stand above the time line.
    if (!comment && !has_arrow(first)) {
      if (i + 1 >= lines.size() || !has_arrow(lines[i + 1]))
        return fail(ErrorCode::invalid_input,
                    "line " + std::to_string(i + 2) + ": a time line must follow the cue identifier");
      ++i;
    }
    if (!comment) {
      CXAI_TRY(const Interval time, read_time_line(lines[i], "line " + std::to_string(i + 1)));
      std::string payload;
      for (++i; i < lines.size() && !trim(lines[i]).empty() && !has_arrow(lines[i]); ++i) {
        payload += lines[i];
        payload += '\n';
      }
      read_payload(payload, time, transcript.turns);
    } else {
      while (i < lines.size() && !trim(lines[i]).empty()) ++i;
    }
  }
  finish_cues(transcript.turns);
  return transcript;
}

std::string write_webvtt(const Transcript& transcript) {
  std::string out = "WEBVTT\n";
  if (!transcript.language.empty() && language_code(transcript.language) == transcript.language)
    out += "Language: " + transcript.language + "\n";
  const auto times = cue_times(transcript.turns);
  for (std::size_t i = 0; i < transcript.turns.size(); ++i) {
    const Turn& turn = transcript.turns[i];
    const std::string text = escape_cue(turn.text);
    if (text.empty()) continue;
    out += "\n" + clock_text(times[i].start, '.') + " --> " + clock_text(times[i].end, '.') + "\n";
    out += voice_tag(turn) + text + "\n";
  }
  return out;
}

}  // namespace cxai::conversation
