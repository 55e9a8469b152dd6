// What the units of this room work with, and on whose behalf.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "conversation/transcript.hpp"
#include "custody/audit.hpp"
#include "store/blobs.hpp"
#include "store/store.hpp"

namespace cxai::custody {

// Threads  any: the members lock for themselves
struct Custodian {
  store::Store& store;
  store::Blobs& blobs;
  const base::Clock& clock;
  AuditLog& audit;
  std::string centre_name;  // issues certificates

  // The turns of a conversation as a person may have them: their own identifiers (hashes of the blind index) in clear,
  // everybody else's masked. Null: its text is destroyed or was never there.
  std::function<Result<std::optional<conversation::Transcript>>(const store::ConversationRow& row,
                                                                const std::set<std::string>& own)>
      own_transcript;
};

// Who acts, and why; both go into the audit chain. The reason is masked already.
struct Order {
  std::string actor;
  std::string reason;
};

}  // namespace cxai::custody
