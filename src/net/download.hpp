// Fetches a file that may be large: resumes what broke off, checks size and digest, and shows the file under its name
// only when it is whole and on the disk.
//
// Flow     TARGET.part grows; TARGET.part.etag names the version it is a part of; at the end the part gets the name
// Errors   invalid_input  address; the server says 4xx (401 and 403 are permission_denied, 404 is not_found)
//          unavailable    no connection after all attempts, or not enough room on the disk: what is there stays and
//                         the next call goes on from it
//          corrupt_data   size or digest are not as expected: the part is removed
//          conflict       another process is fetching the same file
//          cancelled      the part stays
// Threads  one per target; the lock on the part keeps other processes off
// Limits   an attempt that brought bytes does not count against the policy's number
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "net/client.hpp"
#include "net/retry.hpp"

namespace cxai::net {

// Kept free on the disk beside what is fetched.
inline constexpr std::uint64_t kRoomToSpare = 64ULL << 20;

struct Download {
  std::string url;
  std::filesystem::path target;     // its folder must be there
  std::uint64_t expected_size = 0;  // 0: unknown
  std::string expected_sha256;      // lower-case digits; empty: unknown
  Timeouts timeouts;
  RetryPolicy retry;
};

struct Downloaded {
  std::uint64_t size_bytes = 0;
  std::string sha256;
};

// `done` of `total` bytes; total 0: not known.
using DownloadProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

Result<Downloaded> download(Client& client, const Download& wanted, Pauser& pauser, const DownloadProgress& progress,
                            const std::stop_token& stop = {});

// Errors: unavailable, saying how much is missing, when `folder` has no room for `bytes` and kRoomToSpare.
Result<> check_room(const std::filesystem::path& folder, std::uint64_t bytes);

}  // namespace cxai::net
