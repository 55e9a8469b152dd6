#include "serve/openapi.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "http/problem.hpp"

namespace cxai::serve {
namespace {

struct Parameter {
  std::string_view name;
  std::string_view description;
  std::string_view type = "string";
};

constexpr Parameter kParameters[] = {
    {"kind", "call, chat, tweet; several with commas"},
    {"state", "states, with commas between"},
    {"language", "tr, en, de; several with commas; - is unknown"},
    {"agent", "agent ids, with commas; - is unknown"},
    {"team", "teams, with commas; - is unknown"},
    {"company", "companies, with commas; - is unknown"},
    {"sentiment", "positive, neutral, negative, mixed, -; several with commas"},
    {"resolution", "resolved, partly, unresolved, cannot_tell, -; several with commas"},
    {"topic", "topics, with commas; - is unknown"},
    {"label", "labels of routing, with commas; - is not routed"},
    {"said", "labels the router answered, with commas"},
    {"second", "labels the router guessed next, with commas"},
    {"category", "names of categories of the rules, with commas"},
    {"revision", "id of a book of rules"},
    {"analysis", "id of an analysis of the conversation"},
    {"model", "name of a router; the one in use where it is left out"},
    {"from", "UTC instant, inclusive"},
    {"to", "UTC instant, exclusive"},
    {"min_duration_ms", "shortest length", "integer"},
    {"max_duration_ms", "longest length", "integer"},
    {"min_silence_ms", "least sum of silences", "integer"},
    {"q", "words, all of which occur, inflected or not; or a part of the id, file or agent name"},
    {"sort", "started_at, duration, silence, agent, sentiment or resolution"},
    {"order", "asc or desc"},
    {"limit", "1 to 1000", "integer"},
    {"cursor", "next_cursor of the page before"},
    {"format", "csv or xlsx"},
    {"lang", "language of the column names: tr, en or de"},
    {"filename", "name of the file that is the raw body"},
    {"original", "true: the original sound; file: the recording as it is kept (right originals, an audit entry)"},
    {"reason", "why the original is listened to; goes into the audit chain"},
    {"conversation", "entries about this conversation"},
    {"actor", "entries of this user"},
    {"action", "entries of this kind"},
    {"released", "1: released holds too"},
    {"name", "of a retention class"},
    {"id", "as lists give it"},
    {"evaluation", "as the conversation's list gives it"},
    {"token", "the setting live.token"},
    {"file", "path of a file of the dashboard"},
};

Json parameter(std::string_view name, std::string_view place) {
  const auto* known = std::ranges::find(kParameters, name, &Parameter::name);
  Json description{{"name", name}, {"in", place}, {"required", place == "path"}};
  if (place == "path" && name == "format") {
    description["schema"] = {{"enum", {"vtt", "srt", "txt", "json"}}};
  } else if (known != std::end(kParameters)) {
    description["description"] = known->description;
    description["schema"] = {{"type", known->type}};
  }
  return description;
}

Json parameters(const Route& route) {
  Json list = Json::array();
  std::string_view pattern = route.pattern;
  for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{')) {
    pattern.remove_prefix(open + 1);
    std::string_view name = pattern.substr(0, pattern.find('}'));
    if (name.ends_with("...")) name.remove_suffix(3);
    list.push_back(parameter(name, "path"));
  }
  std::string_view query = route.query;
  while (!query.empty()) {
    const auto end = std::min(query.find(' '), query.size());
    list.push_back(parameter(query.substr(0, end), "query"));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return list;
}

Json reference(std::string_view schema) {
  return Json{{"$ref", "#/components/schemas/" + std::string(schema)}};
}

Json content(std::string_view type, const Json& schema) {
  Json media = Json::object();
  media[std::string(type)] = {{"schema", schema}};
  return media;
}

Json transcription_form(const Json& bytes) {
  const Json text{{"type", "string"}};
  return Json{{"type", "object"},
              {"required", {"file"}},
              {"properties",
               {{"file", bytes},
                {"model", text},
                {"language", text},
                {"prompt", text},
                {"response_format", {{"enum", {"json", "text", "srt", "verbose_json", "vtt"}}}},
                {"temperature", {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}},
                {"timestamp_granularities[]", {{"type", "array"}, {"items", {{"enum", {"word", "segment"}}}}}}}}};
}

Json body_of(const Route& route) {
  if (route.body == BodyKind::json)
    return Json{{"required", true}, {"content", content("application/json", reference(route.body_schema))}};
  const Json bytes{{"type", "string"}, {"format", "binary"}};
  if (route.body == BodyKind::transcription)
    return Json{{"required", true}, {"content", content("multipart/form-data", transcription_form(bytes))}};
  const Json form{{"type", "object"},
                  {"properties", {{"recording", bytes}, {"transcript", bytes}, {"metadata", {{"type", "object"}}}}}};
  Json types = content("multipart/form-data", form);
  types["*/*"] = {{"schema", bytes}};
  return Json{{"required", true}, {"content", types}};
}

Json responses(const Route& route) {
  Json success{{"description", http::reason(route.answer.status)}};
  if (!route.answer.content_type.empty())
    success["content"] = content(route.answer.content_type,
                                 route.answer.schema.empty() ? Json::object() : reference(route.answer.schema));
  Json all = Json::object();
  all[std::to_string(route.answer.status)] = success;
  all["default"] = {{"description", "what went wrong"},
                    {"content", content("application/problem+json", reference("Problem"))}};
  return all;
}

const char* access_name(Access access) {
  switch (access) {
    case Access::open:
      return "open";
    case Access::session:
      return "session";
    case Access::staff:
      return "staff";
    case Access::quality:
      return "quality";
    case Access::originals:
      return "originals";
    case Access::privacy:
      return "privacy";
    case Access::audit:
      return "audit";
    case Access::models:
      return "models";
  }
  return "";
}

std::string operation_path(std::string_view pattern) {
  std::string path(pattern);
  if (const auto dots = path.find("..."); dots != std::string::npos) path.erase(dots, 3);
  return path;
}

}  // namespace

Json openapi_document(std::span<const Route> routes) {
  Json document{{"openapi", "3.1.0"},
                {"info", {{"title", "CX AI"}, {"version", CXAI_VERSION}}},
                {"servers", Json::array({{{"url", "/"}}})},
                {"paths", Json::object()}};
  for (const Route& route : routes) {
    Json operation{{"summary", route.summary}, {"parameters", parameters(route)}};
    if (route.body != BodyKind::none) operation["requestBody"] = body_of(route);
    operation["responses"] = responses(route);
    if (route.access == Access::open) {
      operation["security"] = Json::array();
    } else {
      operation["security"] = Json::array({{{"cookie", Json::array()}}, {{"bearer", Json::array()}}});
      operation["x-access"] = access_name(route.access);
    }
    document["paths"][operation_path(route.pattern)][http::lower_ascii(to_string(route.method))] = std::move(operation);
  }
  document["components"] = {{"schemas", openapi_schemas()},
                            {"securitySchemes",
                             {{"cookie", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "cxai_session"}}},
                              {"bearer", {{"type", "http"}, {"scheme", "bearer"}}}}}};
  return document;
}

}  // namespace cxai::serve
