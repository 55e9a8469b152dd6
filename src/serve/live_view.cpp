#include "serve/live_view.hpp"

namespace cxai::serve {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_separator(char c) {
  return c == ' ' || c == '.' || c == '-' || c == '/';
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json party_of(const std::optional<conversation::Role>& party) {
  return party ? Json(conversation::to_string(*party)) : Json();
}

}  // namespace

std::string hide_numbers(std::string_view text) {
  std::string shown;
  std::size_t at = 0;
  while (at < text.size()) {
    if (!is_digit(text[at])) {
      shown += text[at++];
      continue;
    }
    std::size_t digits = 0;
    std::size_t end = at;
    for (std::size_t i = at; i < text.size(); ++i) {
      if (is_digit(text[i])) {
        ++digits;
        end = i + 1;
      } else if (!is_separator(text[i]) || i > end + 1) {
        break;
      }
    }
    shown += digits >= 3 ? std::string_view("•••") : text.substr(at, end - at);
    at = end;
  }
  return shown;
}

Json live_call_document(const live::CallView& view) {
  Json tracks = Json::array();
  for (const auto& track : view.tracks)
    tracks.push_back(Json{{"party", party_of(track.party)},
                          {"speaking", track.speaking},
                          {"talk_ms", track.talk.count()},
                          {"filled_ms", track.filled.count()},
                          {"dropped_ms", track.dropped.count()},
                          {"unheard_ms", track.unheard.count()}});
  Json document{{"id", view.id},
                {"call_id", text_or_null(view.call_id)},
                {"agent", view.agent_id.empty() && view.agent_name.empty()
                              ? Json()
                              : Json{{"id", text_or_null(view.agent_id)}, {"name", text_or_null(view.agent_name)}}},
                {"direction", text_or_null(view.direction)},
                {"started_at", base::format_utc(view.started_at)},
                {"duration_ms", view.duration.count()},
                {"silent_since_ms", view.silent_since ? Json(view.silent_since->count()) : Json()},
                {"overlapping", view.overlapping},
                {"tracks", std::move(tracks)},
                {"has_text", view.has_engine}};
  if (!view.text) return document;
  Json turns = Json::array();
  for (const auto& turn : (*view.text)->turns)
    turns.push_back(Json{{"id", turn.id},
                         {"track", turn.channel},
                         {"party", party_of(turn.role)},
                         {"start_ms", turn.time ? turn.time->start.count() : 0},
                         {"end_ms", turn.time ? turn.time->end.count() : 0},
                         {"text", hide_numbers(turn.text)}});
  document["turns"] = std::move(turns);
  return document;
}

Json event_document(const live::StreamEvent& stream_event) {
  const live::Event& event = stream_event.event;
  Json document{{"event", live::to_string(event.kind)}};
  if (event.track >= 0) {
    document["track"] = event.track;
    document["party"] = party_of(stream_event.party);
  }
  document["at_ms"] = event.at.count();
  if (event.until > Millis(0)) document["until_ms"] = event.until.count();
  document["known_ms"] = event.known.count();
  if (event.kind == live::EventKind::stable) document["text"] = hide_numbers(event.text);
  if (event.kind == live::EventKind::mark) document["name"] = event.text;
  return document;
}

}  // namespace cxai::serve
