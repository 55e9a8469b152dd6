// What the store keeps of how people's data is held: the blind index, holds, classes, requests, the audit chain, what
// was destroyed. Rows only; the rules live in the room custody.
//
// Contract, threads, errors  as store.hpp
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "store/blind_index.hpp"
#include "store/keys.hpp"

namespace cxai::store {

struct PersonMatch {
  std::string conversation_id;
  std::string type;
  std::string origin;
};

struct Consent {
  std::string notice;   // given, not_given; empty: unknown
  std::string consent;  // given, refused, withdrawn, not_needed; empty: unknown
  std::string basis;    // as the centre words it
  std::string recorded_by;
  Timestamp recorded_at{};
};

struct AuditRow {
  std::int64_t seq = 0;  // from 1, without gaps
  Timestamp at{};
  std::string actor;
  std::string action;
  std::string conversation_id;
  std::string reason;
  Json detail = Json::object();
  std::string previous;  // hash of the row before; empty at the first
  std::string hash;
};

struct AuditFilter {
  std::string conversation_id, actor, action;  // empty: any
  std::optional<std::int64_t> before;          // seq <
  std::optional<std::int64_t> after;           // seq >
  bool ascending = false;
  int limit = 100;
};

struct RetentionClassRow {
  std::string name;
  std::int64_t position = 0;  // the first class whose filter matches is the one
  Json document;
};

struct LegalHold {
  std::string id;
  std::string conversation_id;  // or
  std::string person;           // a hash of the blind index
  std::string label;            // what is held, for people, masked
  std::string reason;
  std::string placed_by;
  Timestamp placed_at{};
  std::string released_by;
  std::optional<Timestamp> released_at;
  std::string release_reason;
};

struct PrivacyRequestRow {
  std::string id;
  std::string kind;
  std::string state;
  Timestamp received_at{};
  Timestamp due_at{};
  std::optional<Timestamp> closed_at;
  Json document;
};

struct Destruction {
  std::string id;
  Timestamp at{};
  std::string conversation_id;
  std::string what;  // sound, text, everything
  std::string reason;
  std::string basis;
  std::string actor;
  std::string request_id;
  std::int64_t bytes = 0;
};

// Rows in descending order of id, which ascends with time, before `cursor` (empty: the newest).
struct RowPage {
  int limit = 100;  // 1 … 1000
  std::string cursor;
};

class CustodyStore {
 public:
  virtual ~CustodyStore() = default;

  // people
  virtual Result<std::vector<PersonMatch>> conversations_of(const std::vector<std::string>& hashes) = 0;
  virtual Result<std::vector<PersonKey>> person_keys(const std::string& conversation_id) = 0;
  virtual Result<> put_consent(const std::string& conversation_id, const Consent& consent) = 0;
  virtual Result<std::optional<Consent>> consent(const std::string& conversation_id) = 0;

  // audit. `seal` gives the hash of a row whose other members are filled in.
  using AuditSeal = std::function<std::string(const AuditRow& row)>;
  virtual Result<AuditRow> append_audit(AuditRow row, const AuditSeal& seal) = 0;
  virtual Result<std::vector<AuditRow>> audit(const AuditFilter& filter) = 0;

  // retention and holds
  virtual Result<> put_retention_class(const RetentionClassRow& row) = 0;  // by name: makes or replaces
  virtual Result<bool> drop_retention_class(const std::string& name) = 0;
  virtual Result<std::vector<RetentionClassRow>> retention_classes() = 0;  // by position, then name
  virtual Result<> put_hold(const LegalHold& hold) = 0;                    // by id: makes or replaces
  virtual Result<std::optional<LegalHold>> hold(const std::string& id) = 0;
  virtual Result<std::vector<LegalHold>> holds(bool released_too, const RowPage& page) = 0;
  // The holds that keep this conversation now, its own or of a person in it.
  virtual Result<std::vector<LegalHold>> holds_on(const std::string& conversation_id) = 0;
  virtual Result<> put_destruction(const Destruction& destruction) = 0;  // by id: once
  virtual Result<std::vector<Destruction>> destructions(const RowPage& page) = 0;
  virtual Result<std::int64_t> drop_destructions(Timestamp before) = 0;

  // requests
  virtual Result<> put_request(const PrivacyRequestRow& row) = 0;  // by id: makes or replaces
  virtual Result<std::optional<PrivacyRequestRow>> request(const std::string& id) = 0;
  virtual Result<std::vector<PrivacyRequestRow>> requests(const std::vector<std::string>& states,
                                                          const RowPage& page) = 0;

  // destruction of rows. What was deleted stands nowhere in the database afterwards.
  // Everything of the conversation but the account of its destruction: row, analyses, index, jobs. False: there is
  // none.
  virtual Result<bool> erase_conversation(const std::string& id) = 0;
  // Forgets the names of its sealed files of that kind, once they are destroyed.
  virtual Result<> forget_originals(const std::string& id, BlobKind kind) = 0;
};

}  // namespace cxai::store
