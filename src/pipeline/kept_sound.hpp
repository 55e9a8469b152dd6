// What is kept of a conversation's sound once it is known where personal data is said: the redacted copy, the copy for
// those who may hear the original, and, where card data is said, a master without it.
//
// Input    the recording, the plan, what was kept so far, the listening copy that was made while it was heard
// Output   sealed blobs of the conversation. Card data is taken out of the master once: `destroyed` remembers where.
//          Nothing is removed here: once the row is stored, Blobs::keep_only() destroys what it does not name
// Errors   those of write_copies() and Blobs; then what was kept so far still is
// Threads  any number of calls at once, one for each conversation
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "audio/decoder.hpp"
#include "base/result.hpp"
#include "base/seal.hpp"
#include "conversation/conversation.hpp"
#include "pipeline/redaction_plan.hpp"
#include "store/blobs.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

struct KeptSound {
  std::string recording_sha256;  // the master
  std::string listen_sha256, peaks_sha256;
  std::string redacted_sha256, redacted_peaks_sha256;  // empty: nobody knows what is said, so there is none
  std::string destroyed;                               // document; empty: nothing was taken out of the master
  std::vector<std::string> names() const;              // of the blobs, without empty ones
};
KeptSound kept_sound_of(const store::ConversationRow& row);

struct FreshCopy {
  base::SealWriter& sound;  // the listening copy, all of it written
  std::string peaks;
};

// `decoder` reads `recording`, key and name hint included. `facts` become those of the new master where there is one.
Result<KeptSound> keep_sound(store::Blobs& blobs, const std::string& conversation_id, const base::KeyedFile& recording,
                             const audio::DecoderOptions& decoder, const std::optional<RedactionPlan>& plan,
                             KeptSound kept, std::optional<FreshCopy> fresh,
                             std::optional<conversation::Recording>& facts, const std::stop_token& stop);

}  // namespace cxai::pipeline
