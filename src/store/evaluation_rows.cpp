#include "store/conversation_record.hpp"
#include "store/quality_rows.hpp"

namespace cxai::store {

const char* to_string(AnswerOrigin origin) {
  switch (origin) {
    case AnswerOrigin::machine:
      return "machine";
    case AnswerOrigin::person:
      return "person";
  }
  return "";
}

namespace {

std::int64_t flag(bool value) {
  return value ? 1 : 0;
}

Result<Json> stored_json(const std::string& text, const std::string& what) {
  if (text.empty()) return Json();
  auto json = base::parse_json(text);
  if (!json) return fail(ErrorCode::corrupt_data, "stored " + what + ": " + json.error().message);
  return std::move(*json);
}

struct EvaluationRecord {
  EvaluationRow row;
  std::int64_t started_at = 0, compliant = 1;
  std::optional<std::int64_t> finished_at;
  std::string summary;

  static constexpr const char* kSelect =
      "SELECT id, conversation_id, scorecard_id, revision_id, analysis_id, agent_id, agent_label, evaluator, "
      "started_at, finished_at, score_milli, compliant, summary FROM evaluation ";

  void read_from(Query& query) {
    query.into(row.id).into(row.conversation_id).into(row.scorecard_id).into(row.revision_id).into(row.analysis_id);
    query.into(row.agent_id).into(row.agent_label).into(row.evaluator).into(started_at).into(finished_at);
    query.into(row.score_milli).into(compliant).into(summary);
  }
  Result<EvaluationRow> checked() const {
    EvaluationRow out = row;
    out.started_at = from_millis(started_at);
    if (finished_at) out.finished_at = from_millis(*finished_at);
    out.compliant = compliant != 0;
    CXAI_TRY(out.summary, stored_json(summary, "evaluation " + row.id));
    return out;
  }
};

struct AnswerRecord {
  EvaluationAnswer row;
  std::string origin, evidence;
  std::int64_t counts = 0, saw_machine = 0, at = 0;

  void read_from(Query& query) {
    query.into(row.evaluation_id).into(row.seq).into(row.question).into(origin).into(row.author).into(row.answer);
    query.into(row.note).into(row.reason).into(row.probability).into(row.measured).into(evidence).into(counts);
    query.into(saw_machine).into(at);
  }
  Result<EvaluationAnswer> checked() const {
    EvaluationAnswer out = row;
    out.origin = origin == "machine" ? AnswerOrigin::machine : AnswerOrigin::person;
    out.counts = counts != 0;
    out.saw_machine = saw_machine != 0;
    out.at = from_millis(at);
    CXAI_TRY(out.evidence, stored_json(evidence, "answer of evaluation " + row.evaluation_id));
    return out;
  }
};

Result<std::optional<EvaluationRow>> find_evaluation(soci::session& session, const std::string& id) {
  EvaluationRecord record;
  Query query(session, std::string(EvaluationRecord::kSelect) + "WHERE id = ?");
  query.bind(id);
  record.read_from(query);
  if (!query.next()) return std::nullopt;
  CXAI_TRY(auto row, record.checked());
  return row;
}

Result<> need_open(soci::session& session, const std::string& id) {
  CXAI_TRY(const auto row, find_evaluation(session, id));
  if (!row) return fail(ErrorCode::not_found, "there is no such evaluation");
  if (row->finished_at) return fail(ErrorCode::conflict, "the evaluation is finished; start another one");
  return {};
}

void insert_answer(soci::session& session, const std::string& evaluation_id, const EvaluationAnswer& answer) {
  std::int64_t last = 0;
  {
    Query query(session, "SELECT COALESCE(MAX(seq), 0) FROM evaluation_answer WHERE evaluation_id = ?");
    query.bind(evaluation_id).into(last);
    query.next();
  }
  Query(session,
        "INSERT INTO evaluation_answer (evaluation_id, seq, question, origin, author, answer, note, reason, "
        "probability, measured, evidence, counts, saw_machine, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(evaluation_id)
      .bind(last + 1)
      .bind(answer.question)
      .bind(to_string(answer.origin))
      .bind(answer.author)
      .bind(answer.answer)
      .bind(answer.note)
      .bind(answer.reason)
      .bind(answer.probability)
      .bind(answer.measured)
      .bind(base::dump_json(answer.evidence))
      .bind(flag(answer.counts))
      .bind(flag(answer.saw_machine))
      .bind(to_millis(answer.at))
      .run();
}

}  // namespace

Result<> start_evaluation(Database& database, const EvaluationRow& row, const std::vector<EvaluationAnswer>& machine) {
  return database.write([&](soci::session& session) -> Result<> {
    std::int64_t open = 0;
    {
      Query query(session,
                  "SELECT COUNT(*) FROM evaluation WHERE conversation_id = ? AND scorecard_id = ? AND evaluator = ? "
                  "AND finished_at IS NULL");
      query.bind(row.conversation_id).bind(row.scorecard_id).bind(row.evaluator).into(open);
      query.next();
    }
    if (open > 0) return fail(ErrorCode::conflict, "there is an open evaluation of this conversation already");
    Query(session,
          "INSERT INTO evaluation (id, conversation_id, scorecard_id, revision_id, analysis_id, agent_id, agent_label, "
          "evaluator, started_at, compliant, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, '')")
        .bind(row.id)
        .bind(row.conversation_id)
        .bind(row.scorecard_id)
        .bind(row.revision_id)
        .bind(row.analysis_id)
        .bind(row.agent_id)
        .bind(row.agent_label)
        .bind(row.evaluator)
        .bind(to_millis(row.started_at))
        .run();
    for (const EvaluationAnswer& answer : machine) insert_answer(session, row.id, answer);
    return {};
  });
}

Result<std::vector<EvaluationRow>> select_evaluations(Database& database, const std::string& conversation_id) {
  return database.read([&](soci::session& session) -> Result<std::vector<EvaluationRow>> {
    EvaluationRecord record;
    Query query(session, std::string(EvaluationRecord::kSelect) + "WHERE conversation_id = ? ORDER BY started_at, id");
    query.bind(conversation_id);
    record.read_from(query);
    std::vector<EvaluationRow> rows;
    while (query.next()) {
      CXAI_TRY(auto row, record.checked());
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

Result<std::optional<EvaluationRow>> select_evaluation(Database& database, const std::string& id) {
  return database.read([&](soci::session& session) { return find_evaluation(session, id); });
}

Result<std::vector<EvaluationAnswer>> select_answers(Database& database, const std::string& evaluation_id) {
  return database.read([&](soci::session& session) -> Result<std::vector<EvaluationAnswer>> {
    AnswerRecord record;
    Query query(session,
                "SELECT evaluation_id, seq, question, origin, author, answer, note, reason, probability, measured, "
                "evidence, counts, saw_machine, at FROM evaluation_answer WHERE evaluation_id = ? ORDER BY seq");
    query.bind(evaluation_id);
    record.read_from(query);
    std::vector<EvaluationAnswer> rows;
    while (query.next()) {
      CXAI_TRY(auto row, record.checked());
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

Result<> add_answer(Database& database, const EvaluationAnswer& answer) {
  return database.write([&](soci::session& session) -> Result<> {
    CXAI_TRY_VOID(need_open(session, answer.evaluation_id));
    insert_answer(session, answer.evaluation_id, answer);
    return {};
  });
}

Result<> finish_evaluation(Database& database, const std::string& evaluation_id, const EvaluationEnd& end) {
  return database.write([&](soci::session& session) -> Result<> {
    CXAI_TRY_VOID(need_open(session, evaluation_id));
    Query(session, "UPDATE evaluation SET finished_at = ?, score_milli = ?, compliant = ?, summary = ? WHERE id = ?")
        .bind(to_millis(end.at))
        .bind(end.score_milli)
        .bind(flag(end.compliant))
        .bind(base::dump_json(end.summary))
        .bind(evaluation_id)
        .run();
    for (const auto& [section, milli] : end.sections)
      Query(session, "INSERT INTO evaluation_section (evaluation_id, section, score_milli) VALUES (?, ?, ?)")
          .bind(evaluation_id)
          .bind(section)
          .bind(milli)
          .run();
    for (const AnswerPairRow& pair : end.pairs)
      Query(session,
            "INSERT INTO answer_pair (evaluation_id, scorecard_id, question_key, machine, person, blind, at) "
            "SELECT id, scorecard_id, ?, ?, ?, ?, finished_at FROM evaluation WHERE id = ? "
            "ON CONFLICT (evaluation_id, question_key) DO NOTHING")
          .bind(pair.question_key)
          .bind(pair.machine)
          .bind(pair.person)
          .bind(flag(pair.blind))
          .bind(evaluation_id)
          .run();
    return {};
  });
}

Result<std::vector<AnswerPairRow>> select_pairs(Database& database, const std::string& scorecard_id,
                                                const std::string& question_key, int limit) {
  return database.read([&](soci::session& session) -> Result<std::vector<AnswerPairRow>> {
    AnswerPairRow pair;
    std::int64_t blind = 0;
    Query query(session,
                "SELECT question_key, machine, person, blind FROM answer_pair WHERE scorecard_id = ? AND "
                "question_key = ? ORDER BY at DESC, evaluation_id DESC LIMIT " +
                    std::to_string(limit));
    query.bind(scorecard_id).bind(question_key);
    query.into(pair.question_key).into(pair.machine).into(pair.person).into(blind);
    std::vector<AnswerPairRow> pairs;
    while (query.next()) {
      pair.blind = blind != 0;
      pairs.push_back(pair);
    }
    return pairs;
  });
}

Result<std::vector<ScoreGroup>> scores_by_agent(Database& database, const std::string& scorecard_id) {
  return database.read([&](soci::session& session) -> Result<std::vector<ScoreGroup>> {
    ScoreGroup group;

    Query query(session,
                "SELECT agent_id, MAX(agent_label), COUNT(*), SUM(1.0 * score_milli), "
                "SUM(1.0 * score_milli * score_milli), SUM(1 - compliant) FROM evaluation WHERE scorecard_id = ? AND "
                "finished_at IS NOT NULL AND score_milli IS NOT NULL GROUP BY agent_id ORDER BY 2, 1");
    query.bind(scorecard_id).into(group.key).into(group.label).into(group.n).into(group.sum);
    query.into(group.sum_of_squares).into(group.not_compliant);
    std::vector<ScoreGroup> groups;
    while (query.next()) groups.push_back(group);
    return groups;
  });
}

Result<std::vector<ScoreGroup>> scores_by_section(Database& database, const std::string& scorecard_id) {
  return database.read([&](soci::session& session) -> Result<std::vector<ScoreGroup>> {
    ScoreGroup group;
    Query query(session,
                "SELECT section, COUNT(*), SUM(1.0 * s.score_milli), SUM(1.0 * s.score_milli * s.score_milli) "
                "FROM evaluation_section s JOIN evaluation e ON e.id = s.evaluation_id WHERE e.scorecard_id = ? "
                "GROUP BY section ORDER BY section");
    query.bind(scorecard_id).into(group.key).into(group.n).into(group.sum).into(group.sum_of_squares);
    std::vector<ScoreGroup> groups;
    while (query.next()) groups.push_back(group);
    return groups;
  });
}

}  // namespace cxai::store
