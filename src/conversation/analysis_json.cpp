#include <string>
#include <unordered_map>
#include <utility>

#include "conversation/analysis.hpp"
#include "conversation/names.hpp"
#include "conversation/turn_json.hpp"

namespace cxai::conversation {
namespace {

// The reader's enumerator named below `key`; rejects a name that is none, listing those that are.
template <class Enum>
Enum read_enum(base::Reader& in, std::string_view key, Enum last) {
  const std::string name = in.string(key);
  if (const auto found = enumerator_named(name, last)) return *found;
  std::string rule = "must be one of";
  for (int i = 0; i <= static_cast<int>(last); ++i)
    rule += std::string(i ? ", " : " ") + to_string(static_cast<Enum>(i));
  in.reject(key, rule);
  return last;
}

// Reads the objects of a list one by one, each under its own path.
template <class ReadItem>
void read_each(base::Reader& in, std::string_view key, bool required, ReadItem read_item) {
  const auto& list = in.array(key, required);
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i) {
    base::Reader part(list[i], in.path_of(key) + "[" + std::to_string(i) + "]");
    if (part.ok()) read_item(part, list[i]);
    in.adopt(part);
  }
}

// Reads the object below `key` when it is there.
template <class ReadPart>
void read_part(base::Reader& in, std::string_view key, ReadPart read) {
  const Json* json = in.object(key);
  if (!json) return;
  base::Reader part(*json, in.path_of(key));
  read(part);
  in.adopt(part);
}

Json recipe_to_json(const Recipe& recipe) {
  Json json = Json::object();
  json["speech"] = nullptr;
  if (recipe.speech) {
    json["speech"] = Json{{"name", recipe.speech->name}, {"weights_sha256", recipe.speech->weights_sha256}};
    if (!recipe.speech->options.is_null()) json["speech"]["options"] = recipe.speech->options;
  }
  json["roles"] =
      recipe.roles ? Json{{"method", recipe.roles->method}, {"confidence", recipe.roles->confidence}} : Json();
  json["llm"] = nullptr;
  if (const auto& llm = recipe.llm)
    json["llm"] = Json{{"name", llm->name},
                       {"prompt", llm->prompt},
                       {"prompt_sha256", llm->prompt_sha256},
                       {"temperature", llm->temperature}};
  json["models"] = Json::array();
  for (const NamedModel& model : recipe.models)
    json["models"].push_back(Json{{"name", model.name}, {"sha256", model.sha256}});
  json["rules_revision"] = recipe.rules_revision;
  json["scorecard_revision"] = recipe.scorecard_revision;
  json["definitions"] = recipe.definitions;
  json["code_version"] = recipe.code_version;
  return json;
}

Recipe read_recipe(base::Reader& in) {
  Recipe recipe;
  read_part(in, "speech", [&](base::Reader& part) {
    recipe.speech = Recipe::Speech{part.string("name"), part.string("weights_sha256", ""), {}};
    if (const Json* options = part.object("options")) recipe.speech->options = *options;
  });
  read_part(in, "roles", [&](base::Reader& part) {
    recipe.roles = Recipe::Roles{part.string("method"), part.number("confidence", 0, 1, 1.0)};
  });
  read_part(in, "llm", [&](base::Reader& part) {
    recipe.llm = Recipe::Llm{part.string("name"), part.string("prompt", ""), part.string("prompt_sha256", ""),
                             part.number("temperature", 0, 2, 0)};
  });
  read_each(in, "models", false, [&](base::Reader& part, const Json&) {
    recipe.models.push_back({part.string("name"), part.string("sha256", "")});
  });
  recipe.rules_revision = in.string("rules_revision", "");
  recipe.scorecard_revision = in.string("scorecard_revision", "");
  recipe.definitions = in.string("definitions", "metrics/1");
  recipe.code_version = in.string("code_version", "");
  return recipe;
}

Json claim_to_json(const Claim& claim) {
  Json evidence = Json::array();
  for (const Evidence& e : claim.evidence)
    evidence.push_back(Json{{"turn", e.turn}, {"chars", Json::array({e.chars.begin, e.chars.end})}});
  Json json = Json::object();
  json["field"] = claim.field;
  json["value"] = claim.value;
  json["probability"] = claim.probability ? Json(*claim.probability) : Json();
  json["method"] = to_string(claim.method);
  json["evidence"] = std::move(evidence);
  json["state"] = to_string(claim.state);
  if (claim.confirmed_by) json["confirmed_by"] = to_string(*claim.confirmed_by);
  return json;
}

Claim read_claim(base::Reader& in, const Json& json) {
  Claim claim;
  claim.field = in.string("field");
  claim.value = json.value("value", Json());
  claim.probability = in.optional_number("probability", 0, 1);
  claim.method = read_enum(in, "method", Method::human);
  read_each(in, "evidence", false, [&](base::Reader& part, const Json&) {
    claim.evidence.push_back({part.string("turn"), read_span(part, "chars")});
  });
  claim.state = read_enum(in, "state", ClaimState::corrected);
  if (in.has("confirmed_by")) claim.confirmed_by = read_enum(in, "confirmed_by", Method::human);
  return claim;
}

}  // namespace

Json to_json(const Analysis& analysis) {
  std::unordered_map<std::string_view, const Analysis::TurnSentiment*> sentiments;
  for (const auto& sentiment : analysis.turn_sentiments) sentiments.emplace(sentiment.turn, &sentiment);
  Json json = Json::object();
  json["schema"] = kAnalysisSchema;
  json["conversation_id"] = analysis.conversation_id;
  json["analysis_id"] = analysis.analysis_id;
  json["supersedes"] = analysis.supersedes ? Json(*analysis.supersedes) : Json();
  json["created_at"] = base::format_utc(analysis.created_at);
  json["status"] = to_string(analysis.status);
  json["language"] = analysis.language;
  json["skipped"] = Json::array();
  for (const Skipped& skipped : analysis.skipped)
    json["skipped"].push_back(Json{{"feature", skipped.feature}, {"reason", skipped.reason}});
  if (!analysis.dropped.empty()) {
    json["dropped"] = Json::array();
    for (const DroppedStretch& dropped : analysis.dropped) json["dropped"].push_back(to_json(dropped));
  }
  if (!analysis.corrections.empty()) {
    json["corrections"] = Json::array();
    for (const Correction& correction : analysis.corrections) json["corrections"].push_back(to_json(correction));
  }
  json["inputs"] = Json{{"audio_sha256", analysis.inputs.audio_sha256},
                        {"transcript_id", analysis.inputs.transcript_id},
                        {"transcript_sha256", analysis.inputs.transcript_sha256}};
  if (const auto& offset = analysis.inputs.utc_offset) json["inputs"]["utc_offset"] = offset->count();
  json["recipe"] = recipe_to_json(analysis.recipe);
  json["turns"] = Json::array();
  for (const Turn& turn : analysis.turns) {
    Json item = turn_to_json(turn);
    if (const auto found = sentiments.find(turn.id); found != sentiments.end())
      item["sentiment"] = Json{{"label", found->second->label}, {"probability", found->second->probability}};
    json["turns"].push_back(std::move(item));
  }
  json["measures"] = analysis.measures;
  json["claims"] = Json::array();
  for (const Claim& claim : analysis.claims) json["claims"].push_back(claim_to_json(claim));
  json["routing"] = analysis.routing;
  return json;
}

Result<Analysis> analysis_from_json(const Json& json) {
  base::Reader in(json, "");
  const std::string schema = in.string("schema");
  if (!in.ok()) return in.error();
  if (schema != kAnalysisSchema)
    return fail(ErrorCode::unsupported, "schema: this version reads " + std::string(kAnalysisSchema) + " only");
  Analysis out;
  out.conversation_id = in.string("conversation_id");
  out.analysis_id = in.string("analysis_id");
  out.supersedes = in.optional_string("supersedes");
  const auto created = base::parse_utc(in.string("created_at"));
  const auto year = created ? std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*created)).year()
                            : std::chrono::year(0);
  if (!created || year < std::chrono::year(1) || year > std::chrono::year(9999)) {
    in.reject("created_at", "must be a time like 2026-03-14T09:26:53.589Z");
  } else {
    out.created_at = *created;
  }
  out.status = read_enum(in, "status", AnalysisStatus::failed);
  out.language = in.string("language", "");
  read_each(in, "skipped", false, [&](base::Reader& part, const Json&) {
    out.skipped.push_back({part.string("feature"), part.string("reason")});
  });
  read_each(in, "dropped", false, [&](base::Reader& part, const Json&) { out.dropped.push_back(read_dropped(part)); });
  read_each(in, "corrections", false,
            [&](base::Reader& part, const Json&) { out.corrections.push_back(read_correction(part)); });
  read_part(in, "inputs", [&](base::Reader& part) {
    out.inputs = {part.string("audio_sha256", ""), part.string("transcript_id", ""),
                  part.string("transcript_sha256", "")};
    if (const auto offset = part.optional_integer("utc_offset", -1080, 1080))
      out.inputs.utc_offset = std::chrono::minutes(*offset);
  });
  read_part(in, "recipe", [&](base::Reader& part) { out.recipe = read_recipe(part); });
  read_each(in, "turns", true, [&](base::Reader& part, const Json& item) {
    out.turns.push_back(read_turn(part, item));
    read_part(part, "sentiment", [&](base::Reader& sentiment) {
      out.turn_sentiments.push_back(
          {out.turns.back().id, sentiment.string("label"), sentiment.number("probability", 0, 1)});
    });
  });
  if (const Json* measures = in.object("measures")) out.measures = *measures;
  read_each(in, "claims", false,
            [&](base::Reader& part, const Json& item) { out.claims.push_back(read_claim(part, item)); });
  if (const Json* routing = in.object("routing")) out.routing = *routing;
  if (!in.ok()) return in.error();
  CXAI_TRY_VOID(validate(out));
  return out;
}

}  // namespace cxai::conversation
