// Every handler of the route table, by subject. What each does stands in docs/formats/http-api.md.
//
// Threads  worker threads, several at once
#pragma once

#include "base/result.hpp"
#include "serve/app.hpp"
#include "serve/request.hpp"

namespace cxai::serve {

// session_routes.cpp
Result<Response> sign_in(App& app, const Request& request);
Result<Response> show_session(App& app, const Request& request);
Result<Response> change_session(App& app, const Request& request);
Result<Response> sign_out(App& app, const Request& request);

// conversation_routes.cpp
Result<Response> list_conversations(App& app, const Request& request);
Result<Response> show_conversation(App& app, const Request& request);
Result<Response> list_analyses(App& app, const Request& request);
Result<Response> show_analysis(App& app, const Request& request);
Result<Response> take_conversations(App& app, const Request& request);
Result<Response> list_agents(App& app, const Request& request);
Result<Response> list_facets(App& app, const Request& request);

// correction_routes.cpp
Result<Response> add_correction(App& app, const Request& request);
Result<Response> undo_correction(App& app, const Request& request);

// media_routes.cpp
Result<Response> send_audio(App& app, const Request& request);
Result<Response> send_peaks(App& app, const Request& request);
Result<Response> send_transcript(App& app, const Request& request);

// export.cpp
Result<Response> export_conversations(App& app, const Request& request);

// statistics.cpp
Result<Response> show_overview(App& app, const Request& request);

// job_routes.cpp
Result<Response> list_jobs(App& app, const Request& request);
Result<Response> show_job(App& app, const Request& request);

// event_routes.cpp
Result<Response> follow_job(App& app, const Request& request);
Result<Response> follow_centre(App& app, const Request& request);

// live_routes.cpp
Result<Response> stream_live(App& app, const Request& request);
Result<Response> stream_live_with_token(App& app, const Request& request);
Result<Response> list_live_calls(App& app, const Request& request);
Result<Response> show_live_call(App& app, const Request& request);
Result<Response> follow_live_calls(App& app, const Request& request);
Result<Response> follow_live_call(App& app, const Request& request);

// transcription_routes.cpp
Result<Response> transcribe_upload(App& app, const Request& request);
// An error of that route in the form OpenAI's clients read.
Response as_openai_error(Response problem);

// original_routes.cpp
Result<Response> read_original(App& app, const Request& request);
Result<Response> show_consent(App& app, const Request& request);
Result<Response> record_consent(App& app, const Request& request);
Result<Response> list_audit(App& app, const Request& request);
Result<Response> verify_audit(App& app, const Request& request);

// privacy_routes.cpp
Result<Response> list_requests(App& app, const Request& request);
Result<Response> open_request(App& app, const Request& request);
Result<Response> show_request(App& app, const Request& request);
Result<Response> list_request_conversations(App& app, const Request& request);
Result<Response> find_person(App& app, const Request& request);
Result<Response> export_request(App& app, const Request& request);
Result<Response> erase_request(App& app, const Request& request);
Result<Response> refuse_request(App& app, const Request& request);
Result<Response> show_certificate(App& app, const Request& request);
Result<Response> check_certificate(App& app, const Request& request);
Result<Response> list_retention(App& app, const Request& request);
Result<Response> set_retention(App& app, const Request& request);
Result<Response> drop_retention(App& app, const Request& request);
Result<Response> plan_retention(App& app, const Request& request);
Result<Response> run_retention(App& app, const Request& request);
Result<Response> list_destructions(App& app, const Request& request);
Result<Response> list_holds(App& app, const Request& request);
Result<Response> place_hold(App& app, const Request& request);
Result<Response> release_hold(App& app, const Request& request);

// routing_routes.cpp
Result<Response> classify_texts(App& app, const Request& request);
Result<Response> list_routers(App& app, const Request& request);
Result<Response> promote_router(App& app, const Request& request);
Result<Response> roll_back_router(App& app, const Request& request);
Result<Response> show_routing_evaluation(App& app, const Request& request);
Result<Response> choose_routing_risk(App& app, const Request& request);
Result<Response> count_routing_labels(App& app, const Request& request);
Result<Response> list_unknown(App& app, const Request& request);
Result<Response> list_routing_jobs(App& app, const Request& request);
Result<Response> give_feedback(App& app, const Request& request);

// operations.cpp
Result<Response> show_language_model(App& app, const Request& request);
Result<Response> show_health(App& app, const Request& request);
Result<Response> show_readiness(App& app, const Request& request);
Result<Response> show_metrics(App& app, const Request& request);
Result<Response> show_openapi(App& app, const Request& request);
Result<Response> send_asset(App& app, const Request& request);

}  // namespace cxai::serve
