#include "rules/subject.hpp"

namespace cxai::rules {

std::map<std::string, std::string> facts_of(const conversation::Conversation& c) {
  std::map<std::string, std::string> facts = c.metadata;
  const auto put = [&](const char* key, const std::string& value) {
    if (!value.empty()) facts[key] = value;
  };
  put("kind", conversation::to_string(c.kind));
  put("language", c.language);
  put("agent", c.agent_id);
  put("agent_name", c.agent_name);
  put("team", c.team);
  put("company", c.company);
  put("direction", c.direction);
  put("customer_ref", c.customer_ref);
  return facts;
}

Json to_json(const Place& place) {
  Json json = Json::object();
  if (!place.turn.empty()) {
    json["turn"] = place.turn;
    json["chars"] = Json::array({place.chars.begin, place.chars.end});
  }
  if (place.time) json["ms"] = Json::array({place.time->start.count(), place.time->end.count()});
  json["condition"] = place.condition;
  return json;
}

Result<Place> place_from_json(const Json& json) {
  base::Reader in(json, "evidence");
  Place place;
  place.turn = in.string("turn", "");
  place.condition = in.string("condition", "");
  const auto pair = [&](const char* key) -> std::optional<std::pair<std::int64_t, std::int64_t>> {
    const auto& list = in.array(key);
    if (list.empty()) return std::nullopt;
    if (list.size() != 2 || !list[0].is_number_integer() || !list[1].is_number_integer()) {
      in.reject(key, "must be two whole numbers");
      return std::nullopt;
    }
    return std::pair(list[0].get<std::int64_t>(), list[1].get<std::int64_t>());
  };
  if (const auto chars = pair("chars"))
    place.chars = {static_cast<std::size_t>(chars->first), static_cast<std::size_t>(chars->second)};
  if (const auto ms = pair("ms")) place.time = conversation::Interval{Millis(ms->first), Millis(ms->second)};
  if (!in.ok()) return in.error();
  return place;
}

}  // namespace cxai::rules
