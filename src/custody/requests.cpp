#include "custody/requests.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/hash.hpp"
#include "conversation/formats.hpp"
#include "custody/certificate.hpp"
#include "custody/destruction.hpp"
#include "custody/person_page.hpp"

namespace cxai::custody {
namespace {

constexpr const char* kReceived = "received";
constexpr const char* kErasing = "erasing";
constexpr const char* kCompleted = "completed";
constexpr const char* kRefused = "refused";

bool is_open(const store::PrivacyRequestRow& row) {
  return row.state == kReceived || row.state == kErasing;
}

std::vector<std::string> hashes_of(const store::PrivacyRequestRow& row) {
  std::vector<std::string> hashes;
  for (const Json& identifier : row.document["identifiers"]) hashes.push_back(identifier["hash"].get<std::string>());
  return hashes;
}

void add_history(Custodian& custodian, store::PrivacyRequestRow& row, const Order& order, std::string what) {
  row.document["history"].push_back(Json{{"at", base::format_utc(custodian.clock.now())},
                                         {"by", order.actor},
                                         {"what", std::move(what)},
                                         {"reason", order.reason}});
}

void close(Custodian& custodian, store::PrivacyRequestRow& row, const char* state) {
  row.state = state;
  row.closed_at = custodian.clock.now();
}

Result<store::PrivacyRequestRow> open_row(Custodian& custodian, const std::string& id) {
  CXAI_TRY(auto row, find_request(custodian, id));
  if (!is_open(row)) return fail(ErrorCode::conflict, "the request " + id + " is " + row.state + " already");
  return row;
}

Json export_of(const store::ConversationRow& row, const conversation::Transcript& transcript) {
  const auto& c = row.conversation;
  Json turns = Json::array();
  for (const auto& turn : transcript.turns)
    turns.push_back(Json{{"role", turn.role ? Json(conversation::to_string(*turn.role)) : Json()},
                         {"start_ms", turn.time ? Json(turn.time->start.count()) : Json()},
                         {"text", turn.text}});
  return Json{{"id", c.id},
              {"kind", conversation::to_string(c.kind)},
              {"started_at", base::format_utc(c.started_at.value_or(c.created_at))},
              {"company", c.company},
              {"language", c.language},
              {"turns", std::move(turns)}};
}

// In the order of their ids.
Result<std::vector<PersonConversation>> conversations_with(Custodian& custodian,
                                                           const std::vector<std::string>& hashes) {
  CXAI_TRY(const auto matches, custodian.store.conversations_of(hashes));
  std::vector<PersonConversation> list;
  for (const auto& match : matches) {
    if (list.empty() || list.back().id != match.conversation_id) list.push_back({match.conversation_id, {}, {}, false});
    list.back().found.push_back(match.type + " (" + match.origin + ")");
    list.back().as_customer = list.back().as_customer || match.origin == "metadata" || match.origin == "customer";
  }
  for (auto& conversation : list) {
    CXAI_TRY(const auto holds, custodian.store.holds_on(conversation.id));
    for (const auto& hold : holds) conversation.holds.push_back(hold.id);
  }
  return list;
}

}  // namespace

Result<store::PrivacyRequestRow> open_request(Custodian& custodian, const RequestWish& wish, const Order& order) {
  if (wish.kind != "access" && wish.kind != "erasure")
    return fail(ErrorCode::invalid_input, "kind: must be access or erasure, got '" + wish.kind + "'");
  CXAI_TRY(const auto known, look_up(custodian, wish.identifiers));
  const Timestamp now = custodian.clock.now();
  if (wish.received_at && *wish.received_at > now)
    return fail(ErrorCode::invalid_input, "received_at: must not lie in the future");
  store::PrivacyRequestRow row;
  row.id = base::new_id("pr_");
  row.kind = wish.kind;
  row.state = kReceived;
  row.received_at = wish.received_at.value_or(now);
  row.due_at = row.received_at + std::chrono::days(kAnswerDays);
  row.document = Json{{"identifiers", Json::array()}, {"note", wish.note}, {"history", Json::array()}};
  for (const Known& identifier : known)
    row.document["identifiers"].push_back(
        Json{{"type", identifier.type}, {"hash", identifier.hash}, {"label", identifier.label}});
  add_history(custodian, row, order, kReceived);
  CXAI_TRY_VOID(custodian.audit.note(
      {order.actor, "request.open", "", order.reason, Json{{"request", row.id}, {"kind", row.kind}}}));
  CXAI_TRY_VOID(custodian.store.put_request(row));
  return row;
}

Result<store::PrivacyRequestRow> find_request(Custodian& custodian, const std::string& id) {
  CXAI_TRY(auto row, custodian.store.request(id));
  if (!row) return fail(ErrorCode::not_found, "there is no request " + id);
  return std::move(*row);
}

Json to_json(const store::PrivacyRequestRow& row, Timestamp now) {
  Json labels = Json::array();
  for (const Json& identifier : row.document["identifiers"]) labels.push_back(identifier["label"]);
  const auto left = std::chrono::floor<std::chrono::days>(row.due_at - now).count();
  return Json{{"id", row.id},
              {"kind", row.kind},
              {"state", row.state},
              {"received_at", base::format_utc(row.received_at)},
              {"due_at", base::format_utc(row.due_at)},
              {"days_left", is_open(row) ? Json(left) : Json()},
              {"overdue", is_open(row) && now > row.due_at},
              {"closed_at", row.closed_at ? Json(base::format_utc(*row.closed_at)) : Json()},
              {"identifiers", std::move(labels)},
              {"note", row.document.value("note", "")},
              {"history", row.document["history"]},
              {"has_certificate", row.document.contains("certificate")}};
}

Result<std::vector<PersonConversation>> conversations_of(Custodian& custodian,
                                                         const store::PrivacyRequestRow& request) {
  return conversations_with(custodian, hashes_of(request));
}

Result<PersonSearch> find_person(Custodian& custodian, const std::vector<Identifier>& identifiers, const Order& order) {
  if (order.reason.empty()) return fail(ErrorCode::invalid_input, "reason: looking a person up needs one");
  CXAI_TRY(const auto known, look_up(custodian, identifiers));
  PersonSearch search;
  std::vector<std::string> hashes;
  for (const Known& identifier : known) {
    hashes.push_back(identifier.hash);
    search.labels.push_back(identifier.label);
  }
  CXAI_TRY_VOID(custodian.audit.note({order.actor, "person.find", "", order.reason, Json{{"person", search.labels}}}));
  CXAI_TRY(search.conversations, conversations_with(custodian, hashes));
  return search;
}

Json to_json(const PersonConversation& conversation) {
  return Json{{"id", conversation.id},
              {"found", conversation.found},
              {"as_customer", conversation.as_customer},
              {"holds", conversation.holds}};
}

Result<PersonExport> export_person(Custodian& custodian, const std::string& request_id,
                                   const std::set<std::string>& except, const Order& order) {
  CXAI_TRY(auto request, find_request(custodian, request_id));
  if (request.state == kRefused) return fail(ErrorCode::conflict, "the request " + request_id + " is refused");
  CXAI_TRY(const auto found, conversations_of(custodian, request));
  const auto own_hashes = hashes_of(request);
  const std::set<std::string> own(own_hashes.begin(), own_hashes.end());
  Json conversations = Json::array();
  Json without_text = Json::array();
  for (const auto& match : found) {
    if (except.contains(match.id)) continue;
    CXAI_TRY(const auto row, custodian.store.conversation(match.id));
    if (!row) continue;
    CXAI_TRY(const auto transcript, custodian.own_transcript(*row, own));
    if (transcript)
      conversations.push_back(export_of(*row, *transcript));
    else
      without_text.push_back(match.id);
    CXAI_TRY_VOID(
        custodian.audit.note({order.actor, "original.export", match.id, order.reason, Json{{"request", request_id}}}));
  }
  PersonExport out;
  out.document =
      Json{{"schema", "cxai.person-export/1"},          {"request", request_id},
           {"centre", custodian.centre_name},           {"created_at", base::format_utc(custodian.clock.now())},
           {"conversations", std::move(conversations)}, {"without_text", std::move(without_text)}};
  out.html = person_page(out.document);
  if (request.kind == "access" && is_open(request)) {
    add_history(custodian, request, order, "exported");
    close(custodian, request, kCompleted);
    CXAI_TRY_VOID(custodian.store.put_request(request));
  }
  return out;
}

Result<Json> erase_person(Custodian& custodian, const std::string& request_id, const std::set<std::string>& except,
                          const Order& order) {
  CXAI_TRY(auto request, open_row(custodian, request_id));
  if (request.kind != "erasure")
    return fail(ErrorCode::conflict, "the request " + request_id + " asks for access; open one of kind erasure");
  if (order.reason.empty()) return fail(ErrorCode::invalid_input, "reason: erasing needs one");
  CXAI_TRY(const auto found, conversations_of(custodian, request));
  if (request.state != kErasing) {
    request.state = kErasing;
    request.document["erased"] = Json::array();
    add_history(custodian, request, order, kErasing);
    CXAI_TRY_VOID(custodian.store.put_request(request));
  }
  Json kept = Json::array();
  bool held = false;
  for (const auto& match : found) {
    if (except.contains(match.id)) {
      kept.push_back(Json{{"conversation_id", match.id}, {"why", "excepted"}});
      continue;
    }
    if (!match.holds.empty()) {
      held = true;
      kept.push_back(Json{{"conversation_id", match.id}, {"why", "legal hold " + match.holds.front()}});
      continue;
    }
    const Cause cause{"request " + request_id, "KVKK m.7, m.11; GDPR art. 17", request_id};
    CXAI_TRY(const auto done, destroy(custodian, match.id, Part::everything, cause, order));
    request.document["erased"].push_back(
        Json{{"conversation_id", match.id}, {"at", base::format_utc(done.at)}, {"bytes", done.bytes}});
    CXAI_TRY_VOID(custodian.store.put_request(request));
  }
  CXAI_TRY(const Json certificate, issue_certificate(custodian, request, request.document["erased"], std::move(kept)));
  request.document["certificate"] = certificate;
  add_history(custodian, request, order, held ? "erased but for what a legal hold keeps" : "erased");
  if (!held) close(custodian, request, kCompleted);
  CXAI_TRY_VOID(custodian.store.put_request(request));
  return certificate;
}

Result<store::PrivacyRequestRow> refuse_request(Custodian& custodian, const std::string& id, const Order& order) {
  if (order.reason.empty()) return fail(ErrorCode::invalid_input, "reason: refusing a request needs one");
  CXAI_TRY(auto request, open_row(custodian, id));
  CXAI_TRY_VOID(custodian.audit.note({order.actor, "request.refuse", "", order.reason, Json{{"request", id}}}));
  add_history(custodian, request, order, kRefused);
  close(custodian, request, kRefused);
  CXAI_TRY_VOID(custodian.store.put_request(request));
  return request;
}

}  // namespace cxai::custody
