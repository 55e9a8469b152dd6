// The audit chain: who did what to whose data, when and why. Rows are only added, and each is bound to the one before.
//
// Contract  a row's hash is keyed (the key lies with the keys, not with the data) and covers the row and the hash
// before
//           it; how far the chain reaches is remembered beside the keys, so that missing rows at the end are seen too
// Errors    those of the store
// Threads   all functions from any thread
// Source    docs/decisions/0047-audit-chain.md
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "store/custody_store.hpp"
#include "store/keys.hpp"

namespace cxai::custody {

struct AuditEntry {
  std::string actor;   // a user's id; "cli:<login name>"; "system"
  std::string action;  // "original.read", "original.listen", "privacy.erase", …: docs/formats/privacy-api.md
  std::string conversation_id = {};
  std::string reason = {};  // masked
  Json detail = Json::object();
};

struct AuditVerdict {
  std::int64_t rows = 0;                // that are as they were written
  std::optional<std::int64_t> bad_row;  // the first that is not, or is missing
  std::string what;                     // is wrong with it
};

class AuditLog {
 public:
  AuditLog(store::CustodyStore& store, store::Keys& keys, const base::Clock& clock)
      : store_(store), keys_(keys), clock_(clock) {}

  // Durable before it returns: what is done afterwards is on record.
  Result<> note(AuditEntry entry);
  Result<AuditVerdict> verify();

 private:
  store::CustodyStore& store_;
  store::Keys& keys_;
  const base::Clock& clock_;
  std::mutex mutex_;  // the anchor never goes back
};

Json to_json(const store::AuditRow& row);

}  // namespace cxai::custody
