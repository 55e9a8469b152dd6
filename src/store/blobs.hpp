// Content-addressed files below one folder: blobs/ab/cdef… named by SHA-256, written once, never changed.
//
// Threads  all functions from any thread
// Errors   unavailable (disk full), not_found
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cxai::store {

struct BlobInfo {
  std::string sha256;
  std::uint64_t size_bytes = 0;
};

class Blobs {
 public:
  explicit Blobs(std::filesystem::path folder);  // makes it, mode 0700

  Result<BlobInfo> put(std::string_view bytes);
  Result<BlobInfo> put_file(const std::filesystem::path& source);  // streams a copy
  // Moves a finished temporary file (made below scratch()) into place; hashes it while reading.
  Result<BlobInfo> adopt(const std::filesystem::path& temporary);
  // Where temporaries on the same file system go. Leftovers older than a day are removed at start.
  std::filesystem::path scratch() const;

  std::filesystem::path path_of(const std::string& sha256) const;
  bool has(const std::string& sha256) const;
  Result<std::string> read(const std::string& sha256) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace cxai::store
