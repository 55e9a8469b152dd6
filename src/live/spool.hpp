// Keeps the sound of a running call on disk as it comes: one WAV file that grows, and what is known about the call.
//
// Contract  what append() returned from survives the end of the process; the header says a length only at the end, and
//           recover() writes it for files whose process ended before
// Errors    unavailable (disk full), permission_denied
// Owns      the open file; the files on disk belong to whoever hands them on and removes them
// Limits    4 GiB: 18 hours of two tracks at 16 kHz; then append() fails
// Threads   one; recover() before anything is spooled in the folder
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace cxai::live {

struct SpooledCall {
  std::string id;
  std::filesystem::path recording;  // WAV, 16-bit PCM
  std::filesystem::path metadata;   // JSON, as conversation::read_metadata takes it
};

class Spool {
 public:
  // Makes `folder` where it is missing, and in it <id>.wav and <id>.json.
  static Result<Spool> create(const std::filesystem::path& folder, const std::string& id, int sample_rate_hz,
                              int channels, const Json& metadata);

  Result<> append(std::span<const std::int16_t> interleaved);
  Result<> describe(const Json& metadata);  // in place of what create() was told
  Result<SpooledCall> finish();             // writes the header, syncs
  std::uint64_t bytes() const { return bytes_; }

  // Every call in the folder whose process ended, with its header made right; those without sound are removed.
  static Result<std::vector<SpooledCall>> recover(const std::filesystem::path& folder);
  static void remove(const SpooledCall& call);

 private:
  SpooledCall call_;
  base::Fd fd_;
  int sample_rate_hz_ = 0;
  int channels_ = 0;
  std::uint64_t bytes_ = 0;  // of sound
};

}  // namespace cxai::live
