// A person's request (KVKK art. 11, GDPR art. 15 and 17): found by identifiers, answered within thirty days, with an
// export or with destruction everywhere and a signed certificate.
//
// Input    identifiers of one person; they are hashed at once and never stored
// Output   the request with its clock; matches; documents
// Errors   invalid_input, not_found, conflict (closed already)
// Threads  any
// Source   docs/formats/privacy-api.md, docs/decisions/0048-destruction.md
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "custody/custodian.hpp"
#include "custody/identifiers.hpp"

namespace cxai::custody {

inline constexpr int kAnswerDays = 30;

// What came with the request.
struct RequestWish {
  std::string kind;  // access, erasure
  std::vector<Identifier> identifiers;
  std::string note;                        // masked
  std::optional<Timestamp> received_at{};  // absent: now; not in the future
};

Result<store::PrivacyRequestRow> open_request(Custodian& custodian, const RequestWish& wish, const Order& order);
Result<store::PrivacyRequestRow> find_request(Custodian& custodian, const std::string& id);
// For people and the API. Open requests say how many days are left; negative: overdue.
Json to_json(const store::PrivacyRequestRow& row, Timestamp now);

// A conversation of the person.
struct PersonConversation {
  std::string id;
  std::vector<std::string> found;  // "PHONE (customer)", …
  std::vector<std::string> holds;
  bool as_customer = false;  // by metadata, or said by the customer; false: others said it
};
Result<std::vector<PersonConversation>> conversations_of(Custodian& custodian, const store::PrivacyRequestRow& request);
Json to_json(const PersonConversation& conversation);

// The same without a request, before one is registered; leaves an audit entry (`person.find`), so it needs a reason.
struct PersonSearch {
  std::vector<std::string> labels;  // "PHONE ••33"
  std::vector<PersonConversation> conversations;
};
Result<PersonSearch> find_person(Custodian& custodian, const std::vector<Identifier>& identifiers, const Order& order);

// The person's transcripts: own identifiers in clear, everybody else's masked (`cxai.person-export/1`). The HTML shows
// the same to people. Conversations in `except` stay out. An access request is completed by it.
struct PersonExport {
  Json document;
  std::string html;
};
Result<PersonExport> export_person(Custodian& custodian, const std::string& request_id,
                                   const std::set<std::string>& except, const Order& order);

// Destroys every conversation of the person but those in `except` and those a legal hold keeps, and issues the
// certificate (`cxai.destruction-certificate/1`). May be called again: what was destroyed before stays listed; the
// request is completed once nothing but exceptions is left.
Result<Json> erase_person(Custodian& custodian, const std::string& request_id, const std::set<std::string>& except,
                          const Order& order);

Result<store::PrivacyRequestRow> refuse_request(Custodian& custodian, const std::string& id, const Order& order);

}  // namespace cxai::custody
