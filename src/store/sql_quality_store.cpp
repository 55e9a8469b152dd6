#include "store/sql_quality_store.hpp"

#include "store/quality_rows.hpp"

namespace cxai::store {
namespace {

// Hands every call to the unit that knows its tables.
class SqlQualityStore final : public QualityStore {
 public:
  explicit SqlQualityStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  Result<> add_scorecard(const ScorecardRow& row) override { return insert_scorecard(*database_, row); }
  Result<std::vector<ScorecardRow>> scorecards() override { return select_scorecards(*database_); }
  Result<std::optional<ScorecardRow>> scorecard(const std::string& id) override {
    return select_scorecard(*database_, id);
  }
  Result<std::int64_t> put_draft(const std::string& scorecard_id, const ScorecardDraft& draft) override {
    return store::put_draft(*database_, scorecard_id, draft);
  }
  Result<ScorecardRevision> publish_draft(const std::string& scorecard_id, std::int64_t seen_version,
                                          const std::string& by, Timestamp at) override {
    return store::publish_draft(*database_, scorecard_id, seen_version, by, at);
  }
  Result<> archive_scorecard(const std::string& scorecard_id, Timestamp at) override {
    return store::archive_scorecard(*database_, scorecard_id, at);
  }
  Result<std::vector<ScorecardRevision>> scorecard_revisions(const std::string& scorecard_id) override {
    return select_revisions(*database_, scorecard_id);
  }
  Result<std::optional<ScorecardRevision>> scorecard_revision(const std::string& id) override {
    return select_revision(*database_, id);
  }
  Result<> start_evaluation(const EvaluationRow& row, const std::vector<EvaluationAnswer>& machine) override {
    return store::start_evaluation(*database_, row, machine);
  }
  Result<std::vector<EvaluationRow>> evaluations_of(const std::string& conversation_id) override {
    return select_evaluations(*database_, conversation_id);
  }
  Result<std::optional<EvaluationRow>> evaluation(const std::string& id) override {
    return select_evaluation(*database_, id);
  }
  Result<std::vector<EvaluationAnswer>> evaluation_answers(const std::string& evaluation_id) override {
    return select_answers(*database_, evaluation_id);
  }
  Result<> add_answer(const EvaluationAnswer& answer) override { return store::add_answer(*database_, answer); }
  Result<> finish_evaluation(const std::string& evaluation_id, const EvaluationEnd& end) override {
    return store::finish_evaluation(*database_, evaluation_id, end);
  }
  Result<std::vector<AnswerPairRow>> answer_pairs(const std::string& scorecard_id, const std::string& question_key,
                                                  int limit) override {
    return select_pairs(*database_, scorecard_id, question_key, limit);
  }
  Result<std::vector<ScoreGroup>> scores_by_agent(const std::string& scorecard_id) override {
    return store::scores_by_agent(*database_, scorecard_id);
  }
  Result<std::vector<ScoreGroup>> scores_by_section(const std::string& scorecard_id) override {
    return store::scores_by_section(*database_, scorecard_id);
  }

 private:
  std::unique_ptr<Database> database_;
};

}  // namespace

Result<std::unique_ptr<QualityStore>> open_sql_quality_store(const SqlStoreOptions& options, const base::Clock& clock) {
  CXAI_TRY_VOID(migrate(options, clock, true));
  CXAI_TRY(auto database, Database::open(options.database, options.connections, options.busy_timeout));
  return std::make_unique<SqlQualityStore>(std::move(database));
}

}  // namespace cxai::store
