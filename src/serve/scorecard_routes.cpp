#include <algorithm>
#include <cmath>
#include <limits>

#include "base/hash.hpp"
#include "scorecards/comparison.hpp"
#include "scorecards/templates.hpp"
#include "serve/custody_routes.hpp"
#include "serve/documents.hpp"
#include "serve/quality_handlers.hpp"

namespace cxai::serve {
namespace {

std::string scorecard_id_of(const Request& request) {
  return std::string(request.param("id"));
}

store::QualityStore& rows(App& app) {
  return app.services.quality.rows;
}

Result<> note(App& app, const Request& request, const char* action, Json detail) {
  CXAI_TRY_VOID(app.services.custody.audit.note({request.user->id, action, "", "", std::move(detail)}));
  return {};
}

Result<store::ScorecardRow> need_card(App& app, const std::string& id) {
  CXAI_TRY(auto row, rows(app).scorecard(id));
  if (!row) return fail(ErrorCode::not_found, "there is no such scorecard");
  return std::move(*row);
}

const char* state_of(const store::ScorecardRow& row) {
  if (row.archived) return "archived";
  return row.published.empty() ? "draft" : "published";
}

// Thousandths to scores of 0 … 5.
Json mean_score(const store::ScoreGroup& group) {
  Json document = mean_document(std::llround(group.sum), group.sum_of_squares / 1e6, group.n);
  for (const char* key : {"mean", "low", "high"})
    if (document[key].is_number()) document[key] = std::min(5.0, document[key].get<double>() / 1000);
  return document;
}

scorecards::Sums sums(const store::ScoreGroup& group) {
  return {group.n, group.sum / 1000, group.sum_of_squares / 1e6};
}

store::ScoreGroup total(const std::vector<store::ScoreGroup>& groups) {
  store::ScoreGroup all;
  for (const auto& group : groups) {
    all.n += group.n;
    all.sum += group.sum;
    all.sum_of_squares += group.sum_of_squares;
    all.not_compliant += group.not_compliant;
  }
  return all;
}

// The card people see first: the one in use, else the draft.
Result<std::optional<scorecards::Card>> shown_card(App& app, const store::ScorecardRow& row) {
  if (!row.published.empty()) {
    CXAI_TRY(auto card, pipeline::card_of(app.services.quality, row.published));
    return card;
  }
  if (row.draft.is_object()) {
    CXAI_TRY(auto card, scorecards::card_from_json(row.draft));
    return card;
  }
  CXAI_TRY(const auto revisions, rows(app).scorecard_revisions(row.id));
  if (revisions.empty()) return std::nullopt;
  CXAI_TRY(auto card, scorecards::card_from_json(revisions.front().document));
  return card;
}

Result<Json> scorecard_document(App& app, const std::string& id) {
  CXAI_TRY(const auto row, need_card(app, id));
  CXAI_TRY(const auto revisions, rows(app).scorecard_revisions(id));
  Names names(app);
  Json document{{"id", row.id},
                {"name", row.name},
                {"state", state_of(row)},
                {"version", row.draft_version},
                {"draft", row.draft},
                {"draft_by", row.draft_by},
                {"draft_at", base::format_utc(row.draft_at)},
                {"published", nullptr},
                {"revisions", Json::array()}};
  CXAI_TRY_VOID(names.add(document, "draft_by"));
  for (const auto& revision : revisions) {
    if (revision.id == row.published) document["published"] = revision.document;
    Json item{{"id", revision.id},
              {"number", revision.number},
              {"state", revision.archived_at ? "archived" : "published"},
              {"published_by", revision.published_by},
              {"published_at", base::format_utc(revision.published_at)},
              {"archived_at", revision.archived_at ? Json(base::format_utc(*revision.archived_at)) : Json()}};
    CXAI_TRY_VOID(names.add(item, "published_by"));
    document["revisions"].push_back(std::move(item));
  }
  return document;
}

Result<Response> scorecard_response(App& app, const std::string& id, int status = 200) {
  CXAI_TRY(const Json document, scorecard_document(app, id));
  return json_response(document, status);
}

Result<std::int64_t> read_version(const Json& body) {
  base::Reader in(body, "");
  const auto version = in.integer("version", 0, std::numeric_limits<std::int64_t>::max());
  if (!in.ok()) return in.error();
  return version;
}

Result<scorecards::Card> read_card(const Json& body) {
  if (!body.is_object() || !body.contains("card")) return fail(ErrorCode::invalid_input, "card: is required");
  auto card = scorecards::card_from_json(body["card"]);
  if (!card) return fail("card.", card.error());
  return card;
}

}  // namespace

Result<Response> list_scorecards(App& app, const Request&) {
  CXAI_TRY(const auto cards, rows(app).scorecards());
  Json items = Json::array();
  for (const auto& row : cards) {
    CXAI_TRY(const auto card, shown_card(app, row));
    CXAI_TRY(const auto agents, rows(app).scores_by_agent(row.id));
    CXAI_TRY(const auto revisions, rows(app).scorecard_revisions(row.id));
    std::size_t questions = 0;
    if (card)
      for (const auto& section : card->sections) questions += section.questions.size();
    Timestamp changed = row.draft_at;
    if (!revisions.empty()) changed = std::max(changed, revisions.front().published_at);
    items.push_back(Json{{"id", row.id},
                         {"name", row.name},
                         {"state", state_of(row)},
                         {"has_draft", row.draft.is_object()},
                         {"number", revisions.empty() ? Json() : Json(revisions.front().number)},
                         {"kinds", card ? Json(card->kinds) : Json::array()},
                         {"questions", questions},
                         {"changed_at", base::format_utc(changed)},
                         {"evaluations", mean_score(total(agents))}});
  }
  return json_response(Json{{"items", std::move(items)}});
}

Result<Response> list_scorecard_templates(App&, const Request&) {
  CXAI_TRY(const auto list, scorecards::templates());
  Json document{{"items", Json::array()}, {"rubric_items", Json::array()}, {"measures", Json::array()}};
  for (const auto item : scorecards::kRubricItems) document["rubric_items"].push_back(item);
  for (const auto measure : scorecards::kMeasures) document["measures"].push_back(measure);
  for (const auto& entry : list)
    document["items"].push_back(Json{{"name", entry.name}, {"card", scorecards::to_json(entry.card)}});
  return json_response(document);
}

Result<Response> create_scorecard(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  const auto from = in.optional_string("template");
  if (!in.ok()) return in.error();
  scorecards::Card card;
  if (from) {
    CXAI_TRY(card, scorecards::template_card(*from));
  } else {
    CXAI_TRY(card, read_card(body));
  }
  store::ScorecardRow row;
  row.id = base::new_id("sc_");
  row.name = card.name;
  row.created_by = request.user->id;
  row.created_at = app.services.clock.now();
  row.draft = scorecards::to_json(card);
  CXAI_TRY_VOID(
      note(app, request, "scorecard.create", Json{{"scorecard", row.id}, {"template", from ? Json(*from) : Json()}}));
  CXAI_TRY_VOID(rows(app).add_scorecard(row));
  return scorecard_response(app, row.id, 201);
}

Result<Response> show_scorecard(App& app, const Request& request) {
  return scorecard_response(app, scorecard_id_of(request));
}

Result<Response> save_draft(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  CXAI_TRY(const auto version, read_version(body));
  CXAI_TRY(const auto card, read_card(body));
  CXAI_TRY_VOID(need_card(app, scorecard_id_of(request)));
  CXAI_TRY_VOID(note(app, request, "scorecard.draft", Json{{"scorecard", scorecard_id_of(request)}}));
  CXAI_TRY_VOID(rows(app).put_draft(scorecard_id_of(request), {card.name, scorecards::to_json(card), version,
                                                               request.user->id, app.services.clock.now()}));
  return scorecard_response(app, scorecard_id_of(request));
}

Result<Response> publish_scorecard(App& app, const Request& request) {
  CXAI_TRY(const Json body, base::parse_json(request.body));
  CXAI_TRY(const auto version, read_version(body));
  CXAI_TRY(const auto revision,
           rows(app).publish_draft(scorecard_id_of(request), version, request.user->id, app.services.clock.now()));
  CXAI_TRY_VOID(
      note(app, request, "scorecard.publish",
           Json{{"scorecard", scorecard_id_of(request)}, {"revision", revision.id}, {"number", revision.number}}));
  return scorecard_response(app, scorecard_id_of(request));
}

Result<Response> archive_scorecard(App& app, const Request& request) {
  CXAI_TRY_VOID(rows(app).archive_scorecard(scorecard_id_of(request), app.services.clock.now()));
  CXAI_TRY_VOID(note(app, request, "scorecard.archive", Json{{"scorecard", scorecard_id_of(request)}}));
  return scorecard_response(app, scorecard_id_of(request));
}

Result<Response> show_agreement(App& app, const Request& request) {
  CXAI_TRY(const auto row, need_card(app, scorecard_id_of(request)));
  CXAI_TRY(const auto card, shown_card(app, row));
  Json document{{"needed", scorecards::kNeededPairs},
                {"window", scorecards::kWindowPairs},
                {"kappa", scorecards::kNeededKappa},
                {"items", Json::array()}};
  if (!card) return json_response(document);
  CXAI_TRY(const auto list, pipeline::agreements(app.services.quality, row.id, *card));
  const auto number = [](const std::optional<double>& value) {
    return value ? Json(std::round(*value * 1000) / 1000) : Json();
  };
  for (const auto& entry : list) {
    const auto& a = entry.agreement;
    Json item{{"question", entry.question}};
    for (const auto& section : card->sections)
      for (const auto& question : section.questions)
        if (question.id == entry.question) item.update(Json{{"text", question.text}, {"section", section.title}});
    item.update(Json{{"mode", to_string(entry.mode)},
                     {"n", a.n},
                     {"blind", a.blind},
                     {"same", a.same},
                     {"kappa", number(a.kappa)},
                     {"low", number(a.low)},
                     {"high", number(a.high)},
                     {"lock", to_string(a.lock)}});
    document["items"].push_back(std::move(item));
  }
  return json_response(document);
}

Result<Response> show_scorecard_results(App& app, const Request& request) {
  CXAI_TRY(const auto row, need_card(app, scorecard_id_of(request)));
  CXAI_TRY(const auto card, shown_card(app, row));
  CXAI_TRY(const auto agents, rows(app).scores_by_agent(row.id));
  CXAI_TRY(const auto sections, rows(app).scores_by_section(row.id));
  const auto all = total(agents);
  Json document{{"all", mean_score(all)},
                {"not_compliant", all.not_compliant},
                {"needed", scorecards::kNeededScores},
                {"agents", Json::array()},
                {"sections", Json::array()}};
  for (const auto& agent : agents) {
    const auto difference = scorecards::compare(sums(agent), sums(all).without(sums(agent)));
    document["agents"].push_back(Json{{"id", or_null(agent.key)},
                                      {"name", or_null(agent.label)},
                                      {"score", mean_score(agent)},
                                      {"not_compliant", agent.not_compliant},
                                      {"difference", to_string(difference)}});
  }
  // In the card's order, then those that only earlier revisions had.
  const auto add = [&](const store::ScoreGroup& group, Json title) {
    document["sections"].push_back(Json{{"id", group.key}, {"title", std::move(title)}, {"score", mean_score(group)}});
  };
  const auto in_card = [&](const std::string& id) {
    return card && std::ranges::find(card->sections, id, &scorecards::Section::id) != card->sections.end();
  };
  if (card)
    for (const auto& section : card->sections)
      for (const auto& group : sections)
        if (group.key == section.id) add(group, section.title);
  for (const auto& group : sections)
    if (!in_card(group.key)) add(group, Json());
  return json_response(document);
}

}  // namespace cxai::serve
