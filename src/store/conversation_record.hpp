// A row of the table `conversation`, and the one list of its columns.
//
// Errors   corrupt_data when a stored document or word does not parse
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/sql.hpp"
#include "store/store.hpp"

namespace cxai::store {

struct ConversationRecord {
  std::string id, kind, source, lookup, language;
  std::optional<std::int64_t> started_at;
  std::int64_t at = 0;
  std::optional<std::int64_t> duration_ms;
  std::string agent_id, agent_name, agent_label, team, company, direction, customer_ref;
  std::optional<std::int64_t> surveyed_csat_milli;
  std::optional<std::int64_t> hold_ms, after_call_work_ms;
  std::string metadata, recording;
  std::int64_t created_at = 0;
  std::string recording_sha256, transcript_sha256, state, failure, analysis_id, listen_sha256, peaks_sha256;
  std::string sentiment, resolution, topic;
  std::optional<std::int64_t> silence_ms, overlap_ms, talk_agent_ms, talk_customer_ms;
  std::optional<std::int64_t> words_agent, words_customer, turns;
  std::string first_words;
  std::string details_sha256, words_sha256, redacted_sha256, redacted_peaks_sha256, destroyed_sound;
  std::string route_label, route_said, route_best, route_second;
  double route_confidence = 0;
  std::string route_top, route_model, route_person;
};

ConversationRecord to_record(const ConversationRow& row);
Result<ConversationRow> from_record(const ConversationRecord& record);

// "id, kind, …", in the order in which bind_record and into_record go.
const std::string& record_columns();
std::size_t record_column_count();
void bind_record(Query& query, const ConversationRecord& record);
void into_record(Query& query, ConversationRecord& record);

// The row with that id, inside a transaction.
Result<std::optional<ConversationRow>> find_conversation(soci::session& session, const std::string& id);
// Writes all columns of the row with the same id.
void update_conversation(soci::session& session, const ConversationRow& row);

// Text as it is compared when somebody looks for a part of it: letters of the Latin alphabets the product speaks
// without case, dotted and dotless i alike.
std::string fold_for_lookup(std::string_view text);

std::int64_t to_millis(Timestamp time);
Timestamp from_millis(std::int64_t millis);

}  // namespace cxai::store
