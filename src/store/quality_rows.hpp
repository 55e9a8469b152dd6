// The tables of quality_store.hpp. Errors, threads: as there.
#pragma once

#include "store/quality_store.hpp"
#include "store/sql.hpp"

namespace cxai::store {

// scorecard_rows.cpp
Result<> insert_scorecard(Database& database, const ScorecardRow& row);
Result<std::vector<ScorecardRow>> select_scorecards(Database& database);
Result<std::optional<ScorecardRow>> select_scorecard(Database& database, const std::string& id);
Result<std::int64_t> put_draft(Database& database, const std::string& scorecard_id, const ScorecardDraft& draft);
Result<ScorecardRevision> publish_draft(Database& database, const std::string& scorecard_id, std::int64_t seen_version,
                                        const std::string& by, Timestamp at);
Result<> archive_scorecard(Database& database, const std::string& scorecard_id, Timestamp at);
Result<std::vector<ScorecardRevision>> select_revisions(Database& database, const std::string& scorecard_id);
Result<std::optional<ScorecardRevision>> select_revision(Database& database, const std::string& id);

// evaluation_rows.cpp
Result<> start_evaluation(Database& database, const EvaluationRow& row, const std::vector<EvaluationAnswer>& machine);
Result<std::vector<EvaluationRow>> select_evaluations(Database& database, const std::string& conversation_id);
Result<std::optional<EvaluationRow>> select_evaluation(Database& database, const std::string& id);
Result<std::vector<EvaluationAnswer>> select_answers(Database& database, const std::string& evaluation_id);
Result<> add_answer(Database& database, const EvaluationAnswer& answer);
Result<> finish_evaluation(Database& database, const std::string& evaluation_id, const EvaluationEnd& end);
Result<std::vector<AnswerPairRow>> select_pairs(Database& database, const std::string& scorecard_id,
                                                const std::string& question_key, int limit);
Result<std::vector<ScoreGroup>> scores_by_agent(Database& database, const std::string& scorecard_id);
Result<std::vector<ScoreGroup>> scores_by_section(Database& database, const std::string& scorecard_id);

}  // namespace cxai::store
