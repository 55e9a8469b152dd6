// Reading and writing whole files so that a crash leaves the old content or the new, never a half.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cxai::base {

// Errors: not_found, permission_denied, invalid_input (larger than `limit_bytes`, or a folder).
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes = 256ULL << 20);

// The first bytes of a file, at most `count`. Errors: as read_file.
Result<std::string> read_head(const std::filesystem::path& path, std::size_t count);

// Writes beside the target, syncs, renames, syncs the folder. Creates missing folders. Mode 0600.
Result<> write_file_atomic(const std::filesystem::path& path, std::string_view bytes);

// Syncs file and folder, then gives `from` the name `to`. Both on one file system.
Result<> rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

// errno as an Error about `path`.
Error file_error(const std::filesystem::path& path, int error_number);

// An owned file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release();
  void reset();

 private:
  int fd_ = -1;
};

// A fresh folder below the system's temporary one, removed with its content at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace cxai::base
