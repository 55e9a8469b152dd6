// Handlers of scorecards and evaluations. What each does stands in docs/formats/scorecards.md.
//
// Threads  worker threads, several at once
#pragma once

#include "base/result.hpp"
#include "serve/app.hpp"
#include "serve/request.hpp"

namespace cxai::serve {

// scorecard_routes.cpp
Result<Response> list_scorecards(App& app, const Request& request);
Result<Response> list_scorecard_templates(App& app, const Request& request);
Result<Response> create_scorecard(App& app, const Request& request);
Result<Response> show_scorecard(App& app, const Request& request);
Result<Response> save_draft(App& app, const Request& request);
Result<Response> publish_scorecard(App& app, const Request& request);
Result<Response> archive_scorecard(App& app, const Request& request);
Result<Response> show_agreement(App& app, const Request& request);
Result<Response> show_scorecard_results(App& app, const Request& request);

// evaluation_routes.cpp
Result<Response> list_evaluations(App& app, const Request& request);
Result<Response> begin_evaluation(App& app, const Request& request);
Result<Response> answer_question(App& app, const Request& request);
Result<Response> close_evaluation(App& app, const Request& request);

}  // namespace cxai::serve
