// What the store keeps of scorecards and evaluations. Rows and documents; what they mean lives in the room scorecards.
//
// Contract  revisions and answers are only inserted; a finished evaluation does not change
// Errors    as store.hpp; conflict where the thing is in another state than the call supposes
// Threads   as store.hpp
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace cxai::store {

struct ScorecardRow {
  std::string id;
  std::string name;
  std::string created_by;
  Timestamp created_at{};
  Json draft;                      // null: none
  std::int64_t draft_version = 0;  // of the last change
  std::string draft_by;
  Timestamp draft_at{};
  std::string published;  // id of the revision in use; empty: none
  bool archived = false;
};

struct ScorecardRevision {
  std::string id;  // of the content
  std::string scorecard_id;
  std::int64_t number = 0;
  Json document;
  std::string published_by;
  Timestamp published_at{};
  std::optional<Timestamp> archived_at;  // nullopt: in use
};

struct ScorecardDraft {
  std::string name;
  Json document;
  std::int64_t seen_version = 0;  // the version it was made from
  std::string by;
  Timestamp at{};
};

struct EvaluationRow {
  std::string id;
  std::string conversation_id, scorecard_id, revision_id, analysis_id;
  std::string agent_id, agent_label;
  std::string evaluator;  // user id
  Timestamp started_at{};
  std::optional<Timestamp> finished_at;
  std::optional<std::int64_t> score_milli;  // thousandths of 0 … 5
  bool compliant = true;
  Json summary;  // null while open
};

enum class AnswerOrigin : std::uint8_t { machine, person };
const char* to_string(AnswerOrigin origin);

struct EvaluationAnswer {
  std::string evaluation_id;
  std::int64_t seq = 0;  // given by the store
  std::string question;
  AnswerOrigin origin = AnswerOrigin::person;
  std::string author;
  std::string answer;
  std::string note;
  std::string reason;
  std::optional<double> probability, measured;
  Json evidence = Json::array();
  bool counts = false;
  bool saw_machine = false;
  Timestamp at{};
};

struct AnswerPairRow {
  std::string question_key;
  std::string machine;
  std::string person;
  bool blind = true;
};

// How an evaluation ended; stored in one transaction.
struct EvaluationEnd {
  std::optional<std::int64_t> score_milli;
  bool compliant = true;
  Json summary;
  std::vector<std::pair<std::string, std::int64_t>> sections;  // id, thousandths of 0 … 5
  std::vector<AnswerPairRow> pairs;
  Timestamp at{};
};

// Scores of finished evaluations, in thousandths of 0 … 5.
struct ScoreGroup {
  std::string key;    // agent's or section's id; empty: not known
  std::string label;  // agent's name
  std::int64_t n = 0;
  double sum = 0;
  double sum_of_squares = 0;
  std::int64_t not_compliant = 0;  // of agents
};

class QualityStore {
 public:
  virtual ~QualityStore() = default;

  virtual Result<> add_scorecard(const ScorecardRow& row) = 0;
  virtual Result<std::vector<ScorecardRow>> scorecards() = 0;  // by creation
  virtual Result<std::optional<ScorecardRow>> scorecard(const std::string& id) = 0;
  // Takes the draft's place, or is the first. Gives the new version. Errors: not_found; conflict (somebody changed it
  // since `seen_version`).
  virtual Result<std::int64_t> put_draft(const std::string& scorecard_id, const ScorecardDraft& draft) = 0;
  // The draft becomes the revision in use, the one before is archived. Errors: not_found; conflict (no draft, or
  // another version).
  virtual Result<ScorecardRevision> publish_draft(const std::string& scorecard_id, std::int64_t seen_version,
                                                  const std::string& by, Timestamp at) = 0;
  // The card is no longer offered. Errors: not_found; conflict (it is archived already).
  virtual Result<> archive_scorecard(const std::string& scorecard_id, Timestamp at) = 0;
  virtual Result<std::vector<ScorecardRevision>> scorecard_revisions(
      const std::string& scorecard_id) = 0;  // newest first
  virtual Result<std::optional<ScorecardRevision>> scorecard_revision(const std::string& id) = 0;

  // With what the machine answered at its start. Errors: conflict (this evaluator has an open one of the card and the
  // conversation; or there is no such conversation or revision).
  virtual Result<> start_evaluation(const EvaluationRow& row, const std::vector<EvaluationAnswer>& machine) = 0;
  virtual Result<std::vector<EvaluationRow>> evaluations_of(const std::string& conversation_id) = 0;  // oldest first
  virtual Result<std::optional<EvaluationRow>> evaluation(const std::string& id) = 0;
  virtual Result<std::vector<EvaluationAnswer>> evaluation_answers(const std::string& evaluation_id) = 0;  // by seq
  // Errors: not_found; conflict (it is finished).
  virtual Result<> add_answer(const EvaluationAnswer& answer) = 0;
  virtual Result<> finish_evaluation(const std::string& evaluation_id, const EvaluationEnd& end) = 0;

  // Newest first, at most `limit`.
  virtual Result<std::vector<AnswerPairRow>> answer_pairs(const std::string& scorecard_id,
                                                          const std::string& question_key, int limit) = 0;
  virtual Result<std::vector<ScoreGroup>> scores_by_agent(const std::string& scorecard_id) = 0;    // by label
  virtual Result<std::vector<ScoreGroup>> scores_by_section(const std::string& scorecard_id) = 0;  // by id
};

}  // namespace cxai::store
