#include "threads/source.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "base/files.hpp"

namespace cxai::threads {
namespace {

constexpr std::size_t kChunkBytes = 1U << 20;

std::unexpected<Error> out_of(const char* what, int error_number) {
  return fail(ErrorCode::unavailable, std::string(what) + ": " + std::generic_category().message(error_number));
}

bool write_all(int fd, const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t n = ::write(fd, bytes, count);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes += n;
    count -= static_cast<std::size_t>(n);
  }
  return true;
}

// A file that no other program can open and that is gone when it is closed.
base::Fd nameless_file(const std::filesystem::path& folder) {
  base::Fd fd(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600));
  if (fd) return fd;
  std::string name = folder / "cxai-XXXXXX";
  fd = base::Fd(::mkostemp(name.data(), O_CLOEXEC));
  if (fd) ::unlink(name.c_str());
  return fd;
}

}  // namespace

Source::Source(Source&& other) noexcept
    : begin_(std::exchange(other.begin_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)),
      has_file_(other.has_file_) {}

Source& Source::operator=(Source&& other) noexcept {
  std::swap(begin_, other.begin_);
  std::swap(size_, other.size_);
  std::swap(mapped_, other.mapped_);
  std::swap(has_file_, other.has_file_);
  return *this;
}

Source::~Source() {
  if (mapped_ > 0) ::munmap(begin_, mapped_);
}

Result<Source> Source::map_fd(int fd, std::size_t size) {
  Source source;
  source.has_file_ = true;
  if (size == 0) return source;
  void* const address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (address == MAP_FAILED) return out_of("the file cannot be mapped", errno);
  source.begin_ = static_cast<char*>(address);
  source.size_ = source.mapped_ = size;
  return source;
}

Result<Source> Source::map(const std::filesystem::path& path) {
  const base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return std::unexpected(base::file_error(path, errno));
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return std::unexpected(base::file_error(path, errno));
  if (S_ISDIR(status.st_mode)) return fail(ErrorCode::invalid_input, path.string() + ": is a folder, give a file");
  if (S_ISREG(status.st_mode)) return map_fd(fd.get(), static_cast<std::size_t>(status.st_size));
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::unavailable, path.string() + ": cannot be read");
  return spool(in);
}

Result<Source> Source::spool(std::istream& in) {
  std::error_code error;
  auto folder = std::filesystem::temp_directory_path(error);
  if (error) folder = "/tmp";
  const base::Fd fd = nameless_file(folder);
  if (!fd) return out_of("the input cannot be kept in the temporary folder (TMPDIR)", errno);
  const auto chunk = std::make_unique_for_overwrite<char[]>(kChunkBytes);
  std::size_t size = 0;
  for (;;) {
    in.read(chunk.get(), kChunkBytes);
    const auto count = static_cast<std::size_t>(in.gcount());
    if (count == 0) break;
    if (!write_all(fd.get(), chunk.get(), count))
      return out_of("the input cannot be kept in the temporary folder (TMPDIR)", errno);
    size += count;
  }
  if (in.bad()) return fail(ErrorCode::unavailable, "the CSV could not be read to its end");
  return map_fd(fd.get(), size);
}

Result<Source> Source::hold(std::istream& in) {
  Source source;
  for (;;) {
    if (source.mapped_ - source.size_ < kChunkBytes) {
      // Pages are moved, not copied, and exist only once they are written.
      const std::size_t wanted = std::max<std::size_t>(2 * source.mapped_, 4 * kChunkBytes);
      void* const address = source.mapped_ == 0 ? ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE,
                                                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
                                                : ::mremap(source.begin_, source.mapped_, wanted, MREMAP_MAYMOVE);
      if (address == MAP_FAILED) return out_of("the input does not fit into memory", errno);
      source.begin_ = static_cast<char*>(address);
      source.mapped_ = wanted;
    }
    in.read(source.begin_ + source.size_, kChunkBytes);
    const auto count = static_cast<std::size_t>(in.gcount());
    if (count == 0) break;
    source.size_ += count;
  }
  if (in.bad()) return fail(ErrorCode::unavailable, "the CSV could not be read to its end");
  return source;
}

void Source::forget(std::size_t count) const {
  if (!has_file_ || begin_ == nullptr) return;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  if (const std::size_t whole = std::min(count, size_) / page * page; whole > 0)
    ::madvise(begin_, whole, MADV_DONTNEED);
}

}  // namespace cxai::threads
