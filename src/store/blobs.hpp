// Sealed files of the conversations, below one folder: blobs/xx/<owner>/sound|text/<SHA-256 of the content>.
//
// Contract  what lies on the disk is encrypted under keys that lie elsewhere (store/keys.hpp); a file is written once,
//           never changed, and goes with destroy()
// Errors    unavailable (disk full), not_found, conflict (the owner's content was destroyed), corrupt_data
// Threads   all functions from any thread
// Source    docs/formats/sealed.md
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/seal.hpp"
#include "store/keys.hpp"

namespace cxai::store {

struct BlobInfo {
  std::string sha256;  // of the content
  std::uint64_t size_bytes = 0;
};

class Blobs {
 public:
  Blobs(std::filesystem::path folder, Keys& keys);  // makes it, mode 0700; borrows the keys

  // What comes in before its owner is known: sealed below scratch() under a key that only the result holds. What is not
  // adopted is removed with discard(), or a day later at a start.
  Result<base::SealWriter> stage() const;
  Result<base::SealedTemporary> stage(std::string_view bytes) const;
  Result<base::SealedTemporary> stage_file(const std::filesystem::path& source) const;  // plain; stays as it is
  static void discard(const base::SealedTemporary& staged);

  // Gives a staged file to its owner. The same content twice is one file.
  Result<BlobInfo> adopt(const std::string& owner, BlobKind kind, const base::SealedTemporary& staged);
  Result<BlobInfo> put(const std::string& owner, BlobKind kind, std::string_view bytes);

  bool has(const std::string& owner, BlobKind kind, const std::string& sha256) const;
  // The file and the key that opens it. Errors: not_found also when the key was destroyed.
  Result<base::KeyedFile> open(const std::string& owner, BlobKind kind, const std::string& sha256) const;
  Result<std::string> read(const std::string& owner, BlobKind kind, const std::string& sha256) const;

  // Destroys the owner's other files of that kind: the key in their head first, then the file. The bytes they held.
  // A backup's copy of such a file lasts as long as the owner's key.
  Result<std::uint64_t> keep_only(const std::string& owner, BlobKind kind, const std::vector<std::string>& sha256s);

  // How many bytes the owner's files of that kind hold on the disk.
  std::uint64_t size_of(const std::string& owner, BlobKind kind) const;
  // The key first, then the files: from the first moment on nothing can be read any more. Repeats do no harm.
  Result<std::uint64_t> destroy(const std::string& owner, BlobKind kind, const std::string& reason);

  // Where temporaries on the same file system go.
  std::filesystem::path scratch() const;
  Keys& keys() const { return keys_; }

 private:
  std::filesystem::path folder_of(const std::string& owner, BlobKind kind) const;
  std::filesystem::path path_of(const std::string& owner, BlobKind kind, const std::string& sha256) const;

  std::filesystem::path folder_;
  Keys& keys_;
};

}  // namespace cxai::store
