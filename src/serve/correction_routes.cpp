#include "base/log.hpp"
#include "pipeline/corrections.hpp"
#include "pipeline/job_document.hpp"
#include "serve/access.hpp"
#include "serve/handlers.hpp"

namespace cxai::serve {
namespace {

Result<conversation::Analysis> current_analysis(App& app, const store::ConversationRow& row) {
  std::optional<Json> document;
  if (!row.analysis_id.empty()) {
    CXAI_TRY(document, app.services.store.analysis(row.analysis_id));
  }
  if (!document) return fail(ErrorCode::conflict, "the conversation has no analysis yet; wait until it is ready");
  return conversation::analysis_from_json(*document);
}

// Queues the new analysis and answers with its job.
Result<Response> queue(App& app, const Request& request, const store::ConversationRow& row,
                       const conversation::Analysis& current, const std::optional<conversation::Correction>& next) {
  CXAI_TRY(const Json payload, pipeline::correction_job(current, next));
  CXAI_TRY(const std::string id, app.services.store.queue_again(row.conversation.id, payload));
  base::log_info("user " + request.user->id +
                 (next ? std::string(" corrected (") + to_string(next->kind) + ")"
                       : std::string(" took back the last correction of")) +
                 " conversation " + row.conversation.id);
  CXAI_TRY(const auto job, app.services.store.job(id));
  if (!job) return fail(ErrorCode::not_found, "there is no such job");
  return json_response(pipeline::job_document(*job), 202);
}

}  // namespace

Result<Response> add_correction(App& app, const Request& request) {
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  CXAI_TRY(const Json body, base::parse_json(request.body));
  base::Reader in(body, "");
  auto correction = conversation::read_correction(in);
  const auto seen = in.optional_string("analysis_id");
  if (!in.ok()) return in.error();
  if (seen && *seen != row.analysis_id)
    return fail(ErrorCode::conflict, "analysis_id: there is a newer analysis; load the conversation again");
  correction.by = request.user->id;
  correction.at = app.services.clock.now();
  CXAI_TRY(const auto current, current_analysis(app, row));
  return queue(app, request, row, current, correction);
}

Result<Response> undo_correction(App& app, const Request& request) {
  CXAI_TRY(const auto row, visible_conversation(app, *request.user, std::string(request.param("id"))));
  CXAI_TRY(const auto current, current_analysis(app, row));
  return queue(app, request, row, current, std::nullopt);
}

}  // namespace cxai::serve
