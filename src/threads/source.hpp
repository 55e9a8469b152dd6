// The bytes of one input as a single view, whatever they come from.
//
// Output   text(): all bytes, at one address for the life of the object
// Errors   not_found, permission_denied, invalid_input (a folder), unavailable (the stream breaks, no room to spool)
// Owns     the mapping, and the nameless temporary file behind it
// Threads  any number may read; forget() beside them too
// Limits   a mapped file must not be made shorter meanwhile: the system ends programs that read behind an end
#pragma once

#include <cstddef>
#include <filesystem>
#include <istream>
#include <string_view>

#include "base/result.hpp"

namespace cxai::threads {

class Source {
 public:
  static Result<Source> map(const std::filesystem::path& path);  // a regular file; others: open and spool
  static Result<Source> spool(std::istream& in);  // into a private temporary file without a name, then mapped
  static Result<Source> hold(std::istream& in);   // in memory: for what must not reach a disk

  Source(Source&& other) noexcept;
  Source& operator=(Source&& other) noexcept;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source();

  std::string_view text() const { return {begin_, size_}; }

  // Lets the system take back the memory behind the first `count` bytes; they are read again from the file when
  // needed. Does nothing where there is no file.
  void forget(std::size_t count) const;

 private:
  Source() = default;
  static Result<Source> map_fd(int fd, std::size_t size);

  char* begin_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_ = 0;
  bool has_file_ = false;
};

}  // namespace cxai::threads
