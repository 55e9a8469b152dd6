#include <algorithm>

#include "pipeline/details.hpp"
#include "serve/access.hpp"
#include "serve/custody_routes.hpp"
#include "serve/documents.hpp"
#include "serve/quality_handlers.hpp"

namespace cxai::serve {
namespace {

constexpr std::size_t kLongestNote = 2000;  // bytes

Result<Json> said_document(Names& names, const store::EvaluationAnswer* said) {
  if (!said) return Json();
  Json document{{"answer", or_null(said->answer)},     {"author", said->author},
                {"at", base::format_utc(said->at)},    {"note", or_null(said->note)},
                {"reason", or_null(said->reason)},     {"probability", or_null(said->probability)},
                {"measured", or_null(said->measured)}, {"counts", said->counts},
                {"saw_machine", said->saw_machine},    {"evidence", said->evidence}};
  if (said->origin == store::AnswerOrigin::person) CXAI_TRY_VOID(names.add(document, "author"));
  return document;
}

// What the machine says to a question that only people answer stays hidden until the evaluation is finished, so that
// their agreement means something.
bool is_hidden(const store::EvaluationRow& row, const scorecards::Question& question,
               const pipeline::Standing& beside) {
  return !row.finished_at && question.mode == scorecards::Mode::manual && beside.machine;
}

Result<Json> evaluation_document(App& app, const Request& request, const store::EvaluationRow& row) {
  const auto& desk = app.services.quality;
  CXAI_TRY(const auto revision, desk.rows.scorecard_revision(row.revision_id));
  if (!revision) return fail(ErrorCode::corrupt_data, "evaluation " + row.id + " has no revision");
  CXAI_TRY(const auto card, scorecards::card_from_json(revision->document));
  CXAI_TRY(const auto answers, desk.rows.evaluation_answers(row.id));
  const auto beside = pipeline::standings(answers);
  Names names(app);
  Json document{{"id", row.id},
                {"conversation_id", row.conversation_id},
                {"scorecard_id", row.scorecard_id},
                {"revision", Json{{"id", revision->id}, {"number", revision->number}}},
                {"analysis_id", row.analysis_id},
                {"evaluator", row.evaluator},
                {"mine", row.evaluator == request.user->id},
                {"started_at", base::format_utc(row.started_at)},
                {"finished_at", row.finished_at ? Json(base::format_utc(*row.finished_at)) : Json()},
                {"card", revision->document}};
  CXAI_TRY_VOID(names.add(document, "evaluator"));
  document["score"] =
      row.finished_at ? row.summary : scorecards::to_json(scorecards::score(card, pipeline::counting_answers(beside)));
  document["answers"] = Json::array();
  for (const auto& section : card.sections)
    for (const auto& question : section.questions) {
      const auto found = beside.find(question.id);
      const pipeline::Standing standing = found == beside.end() ? pipeline::Standing{} : found->second;
      const bool hidden = is_hidden(row, question, standing);
      Json item{{"question", question.id}, {"hidden", hidden}};
      CXAI_TRY(item["machine"], said_document(names, hidden ? nullptr : standing.machine));
      CXAI_TRY(item["person"], said_document(names, standing.person));
      item["before"] = Json::array();
      for (const auto& answer : answers) {
        if (answer.question != question.id || answer.origin != store::AnswerOrigin::person) continue;
        if (&answer == standing.person) continue;
        CXAI_TRY(Json earlier, said_document(names, &answer));
        item["before"].push_back(std::move(earlier));
      }
      document["answers"].push_back(std::move(item));
    }
  return document;
}

// The evaluation of this conversation, which the user may see.
Result<store::EvaluationRow> need_evaluation(App& app, const Request& request) {
  const std::string conversation(request.param("id"));
  CXAI_TRY_VOID(visible_conversation(app, *request.user, conversation));
  CXAI_TRY(auto row, app.services.quality.rows.evaluation(std::string(request.param("evaluation"))));
  if (!row || row->conversation_id != conversation) return fail(ErrorCode::not_found, "there is no such evaluation");
  return std::move(*row);
}

Result<Response> evaluation_response(App& app, const Request& request, const std::string& id, int status = 200) {
  CXAI_TRY(const auto row, app.services.quality.rows.evaluation(id));
  if (!row) return fail(ErrorCode::not_found, "there is no such evaluation");
  CXAI_TRY(const Json document, evaluation_document(app, request, *row));
  return json_response(document, status);
}

Result<> note(App& app, const Request& request, const char* action, const store::EvaluationRow& row) {
  Json detail{{"evaluation", row.id}, {"scorecard", row.scorecard_id}, {"revision", row.revision_id}};
  if (row.score_milli) detail["score"] = static_cast<double>(*row.score_milli) / 1000;
  CXAI_TRY_VOID(
      app.services.custody.audit.note({request.user->id, action, row.conversation_id, "", std::move(detail)}));
  return {};
}

}  // namespace

Result<Response> list_evaluations(App& app, const Request& request) {
  CXAI_TRY(const auto conversation, visible_conversation(app, *request.user, std::string(request.param("id"))));
  auto& rows = app.services.quality.rows;
  CXAI_TRY(const auto all, rows.evaluations_of(conversation.conversation.id));
  Json document{{"items", Json::array()}, {"cards", Json::array()}};
  for (const auto& row : all) {
    // What a colleague has not finished is nobody's business yet.
    if (!row.finished_at && row.evaluator != request.user->id) continue;
    CXAI_TRY(Json item, evaluation_document(app, request, row));
    document["items"].push_back(std::move(item));
  }
  if (!may_score(*request.user)) return json_response(document);
  CXAI_TRY(const auto cards, rows.scorecards());
  const std::string kind = to_string(conversation.conversation.kind);
  for (const auto& row : cards) {
    if (row.published.empty()) continue;
    CXAI_TRY(const auto card, pipeline::card_of(app.services.quality, row.published));
    if (!card.kinds.empty() && std::ranges::find(card.kinds, kind) == card.kinds.end()) continue;
    document["cards"].push_back(Json{{"id", row.id}, {"name", card.name}});
  }
  return json_response(document);
}

Result<Response> begin_evaluation(App& app, const Request& request) {
  CXAI_TRY(const auto conversation, visible_conversation(app, *request.user, std::string(request.param("id"))));
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  const std::string scorecard = in.string("scorecard_id");
  if (!in.ok()) return in.error();
  CXAI_TRY(const auto all, app.services.quality.rows.evaluations_of(conversation.conversation.id));
  for (const auto& row : all)
    if (!row.finished_at && row.scorecard_id == scorecard && row.evaluator == request.user->id)
      return evaluation_response(app, request, row.id);
  CXAI_TRY(const auto row, pipeline::start_evaluation(app.services.quality, conversation, scorecard, request.user->id));
  CXAI_TRY_VOID(note(app, request, "evaluation.start", row));
  return evaluation_response(app, request, row.id, 201);
}

Result<Response> answer_question(App& app, const Request& request) {
  CXAI_TRY(const auto row, need_evaluation(app, request));
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  pipeline::GivenAnswer given;
  given.question = in.string("question");
  if (!body.is_object() || !body.contains("answer")) in.reject("answer", "is required; null takes an answer back");
  given.answer = in.optional_string("answer");
  const std::string words = in.string("note", "");
  if (words.size() > kLongestNote) in.reject("note", "may have 2000 bytes");
  if (!in.ok()) return in.error();
  given.note = pipeline::masked_text(words);
  CXAI_TRY_VOID(pipeline::give_answer(app.services.quality, row.id, request.user->id, given));
  return evaluation_response(app, request, row.id);
}

Result<Response> close_evaluation(App& app, const Request& request) {
  CXAI_TRY(const auto row, need_evaluation(app, request));
  CXAI_TRY(const auto finished, pipeline::finish_evaluation(app.services.quality, row.id, request.user->id));
  CXAI_TRY_VOID(note(app, request, "evaluation.finish", finished));
  return evaluation_response(app, request, row.id);
}

}  // namespace cxai::serve
