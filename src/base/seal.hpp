// Sealed files: written in one go, encrypted and authenticated in chunks, read at any place.
//
// Every file has a random key of its own, which lies in the file's head, wrapped under its owner's key. So a finished
// file changes owner without being written again, and whoever destroys the owner's key destroys the file and all its
// copies.
//
// Output   docs/formats/sealed.md: head (magic, wrapped key), then chunks of 64 KiB, each with its number and whether
// it
//          is the last one bound in
// Errors   corrupt_data (changed, cut short or lengthened), permission_denied (another key), unavailable (disk)
// Limits   memory for one chunk, whatever the length
// Threads  one for each object
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/secret_key.hpp"

namespace cxai::base {

inline constexpr std::size_t kSealChunkBytes = 1 << 16;

// A file, and the key that opens it; without a key it is plain.
struct KeyedFile {
  KeyedFile() = default;
  KeyedFile(std::filesystem::path file, std::optional<SecretKey> opens = std::nullopt)
      : path(std::move(file)), key(std::move(opens)) {}

  std::filesystem::path path;
  std::optional<SecretKey> key;
};

// A finished sealed file that has no owner yet: only who holds this can read it.
struct SealedTemporary {
  KeyedFile file;
  std::string sha256;  // of what was sealed
  std::uint64_t size_bytes = 0;
};

// Removes the file at its end unless finish() was called.
class SealWriter {
 public:
  static Result<SealWriter> create(const std::filesystem::path& path);  // new, mode 0600
  SealWriter(SealWriter&& other) noexcept;
  SealWriter& operator=(SealWriter&&) = delete;
  ~SealWriter();

  Result<> append(std::string_view bytes);
  // Synced. The file belongs to the caller now.
  Result<SealedTemporary> finish();

 private:
  SealWriter(std::filesystem::path path, Fd fd);
  Result<> write_chunk(bool last);

  std::filesystem::path path_;
  Fd fd_;
  SecretKey key_ = SecretKey::random();
  Sha256 hash_;
  std::string chunk_;   // not yet written
  std::string sealed_;  // reused
  std::uint64_t chunks_ = 0;
  std::uint64_t size_ = 0;
};

// Writes the file's key into its head, wrapped under `owner`; `purpose` says which file of which owner it is.
Result<> give_to_owner(const SealedTemporary& file, const SecretKey& owner, std::string_view purpose);
// The key of the file at `path`.
Result<SecretKey> key_from_owner(const std::filesystem::path& path, const SecretKey& owner, std::string_view purpose);

class SealReader {
 public:
  static Result<SealReader> open(const std::filesystem::path& path, const SecretKey& key);
  // Borrows a descriptor that pread() works on; its position moves.
  static Result<SealReader> borrow(int fd, const SecretKey& key);

  std::uint64_t size() const { return size_; }
  // How much was read: less than asked for only at the end.
  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into);

 private:
  SealReader(Fd fd, int borrowed, const SecretKey& key) : owned_(std::move(fd)), fd_(borrowed), key_(key) {}
  Result<> measure();
  Result<> load(std::uint64_t chunk);

  Fd owned_;
  int fd_ = -1;
  SecretKey key_;
  std::uint64_t size_ = 0;
  std::uint64_t chunks_ = 0;
  std::uint64_t loaded_ = UINT64_MAX;  // which chunk `plain_` is
  std::string plain_;
  std::string sealed_;
};

// The whole content, plain or sealed. Errors: also invalid_input (larger than `limit_bytes`), not_found.
Result<std::string> read_file(const KeyedFile& file, std::uint64_t limit_bytes = 256ULL << 20);
// The first bytes, at most `count`.
Result<std::string> read_head(const KeyedFile& file, std::size_t count);
// Seals what lies plain at `source` into a new file at `target`.
Result<SealedTemporary> seal_file(const std::filesystem::path& source, const std::filesystem::path& target);
Result<SealedTemporary> seal_bytes(std::string_view bytes, const std::filesystem::path& target);

}  // namespace cxai::base
