#include "store/routing_rows.hpp"

#include "store/conversation_record.hpp"

namespace cxai::store {

Result<> put_routing_label(Database& database, const RoutingLabel& label) {
  if (label.label.empty()) return fail(ErrorCode::invalid_input, "label: must not be empty");
  return database.write([&](soci::session& session) -> Result<> {
    const auto changed = Query(session, "UPDATE conversation SET route_person = ?, route_label = ? WHERE id = ?")
                             .bind(label.label)
                             .bind(label.label)
                             .bind(label.conversation_id)
                             .run();
    if (changed == 0) return fail(ErrorCode::not_found, "there is no such conversation");
    Query(session,
          "INSERT INTO routing_label (conversation_id, label, said, model, given_by, given_at) "
          "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (conversation_id) DO UPDATE SET label = excluded.label, "
          "said = excluded.said, model = excluded.model, given_by = excluded.given_by, given_at = excluded.given_at")
        .bind(label.conversation_id)
        .bind(label.label)
        .bind(label.said)
        .bind(label.model)
        .bind(label.by)
        .bind(to_millis(label.at))
        .run();
    return {};
  });
}

Result<bool> drop_routing_label(Database& database, const std::string& conversation_id) {
  return database.write([&](soci::session& session) -> Result<bool> {
    Query(session, "UPDATE conversation SET route_person = '', route_label = route_said WHERE id = ?")
        .bind(conversation_id)
        .run();
    return Query(session, "DELETE FROM routing_label WHERE conversation_id = ?").bind(conversation_id).run() > 0;
  });
}

Result<std::optional<RoutingLabel>> get_routing_label(Database& database, const std::string& conversation_id) {
  return database.read([&](soci::session& session) -> Result<std::optional<RoutingLabel>> {
    RoutingLabel label;
    std::int64_t at = 0;
    Query query(session,
                "SELECT conversation_id, label, said, model, given_by, given_at FROM routing_label "
                "WHERE conversation_id = ?");
    query.bind(conversation_id).into(label.conversation_id).into(label.label).into(label.said);
    query.into(label.model).into(label.by).into(at);
    if (!query.next()) return std::nullopt;
    label.at = from_millis(at);
    return label;
  });
}

Result<std::vector<LabelPair>> count_label_pairs(Database& database, const std::string& model) {
  return database.read([&](soci::session& session) -> Result<std::vector<LabelPair>> {
    LabelPair pair;
    Query query(session,
                "SELECT said, label, COUNT(*) AS conversations FROM routing_label WHERE model = ? OR ? = '' "
                "GROUP BY said, label ORDER BY conversations DESC, said, label");
    query.bind(model).bind(model).into(pair.said).into(pair.label).into(pair.count);
    std::vector<LabelPair> pairs;
    while (query.next()) pairs.push_back(pair);
    return pairs;
  });
}

Result<std::int64_t> answer_again(Database& database, const std::string& model, double threshold) {
  return database.write([&](soci::session& session) -> Result<std::int64_t> {
    const std::string answer = "CASE WHEN route_confidence > 0 AND route_confidence >= ? THEN route_best ELSE ? END";
    const std::string unknown(kUnknownRoute);
    const auto changed = Query(session, "UPDATE conversation SET route_said = " + answer +
                                            " WHERE route_model = ? AND route_said <> " + answer)
                             .bind(threshold)
                             .bind(unknown)
                             .bind(model)
                             .bind(threshold)
                             .bind(unknown)
                             .run();
    Query(session, "UPDATE conversation SET route_label = route_said WHERE route_model = ? AND route_person = ''")
        .bind(model)
        .run();
    return changed;
  });
}

}  // namespace cxai::store
