#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace cxai::base {
namespace fs = std::filesystem;

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

int Fd::release() {
  return std::exchange(fd_, -1);
}

void Fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Error file_error(const fs::path& path, int error_number) {
  ErrorCode code = ErrorCode::unavailable;
  if (error_number == ENOENT || error_number == ENOTDIR) code = ErrorCode::not_found;
  if (error_number == EACCES || error_number == EPERM || error_number == EROFS) code = ErrorCode::permission_denied;
  if (error_number == EISDIR || error_number == ENAMETOOLONG) code = ErrorCode::invalid_input;
  return Error{code, path.string() + ": " + std::strerror(error_number)};
}

Result<std::string> read_file(const fs::path& path, std::uint64_t limit_bytes) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::unexpected(file_error(path, errno));
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return std::unexpected(file_error(path, errno));
  if (S_ISDIR(info.st_mode)) return std::unexpected(file_error(path, EISDIR));
  std::string bytes;
  if (S_ISREG(info.st_mode)) bytes.reserve(static_cast<std::size_t>(info.st_size) + 1);
  char buffer[1 << 16];
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(file_error(path, errno));
    if (n == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(n));
    if (bytes.size() > limit_bytes)
      return fail(ErrorCode::invalid_input,
                  path.string() + ": larger than the limit of " + std::to_string(limit_bytes >> 20) + " MiB");
  }
}

Result<std::string> read_head(const fs::path& path, std::size_t count) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::unexpected(file_error(path, errno));
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t n = ::read(fd.get(), bytes.data() + filled, count - filled);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(file_error(path, errno));
    if (n == 0) break;
    filled += static_cast<std::size_t>(n);
  }
  bytes.resize(filled);
  return bytes;
}

Result<> rename_durably(const fs::path& from, const fs::path& to) {
  const Fd file(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0) return std::unexpected(file_error(from, errno));
  if (::rename(from.c_str(), to.c_str()) != 0) return std::unexpected(file_error(to, errno));
  const fs::path folder = to.has_parent_path() ? to.parent_path() : fs::path(".");
  const Fd dir(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (dir) ::fsync(dir.get());
  return {};
}

Result<> write_file_atomic(const fs::path& path, std::string_view bytes) {
  std::error_code ignored;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), ignored);
  std::string temporary = path.string() + ".XXXXXX";
  const Fd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) return std::unexpected(file_error(path, errno));
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int error = errno;
      ::unlink(temporary.c_str());
      return std::unexpected(file_error(path, error));
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  auto renamed = rename_durably(temporary, path);
  if (!renamed) ::unlink(temporary.c_str());
  return renamed;
}

TempDir::TempDir() {
  std::string pattern = (fs::temp_directory_path() / "cxai-XXXXXX").string();
  CXAI_CHECK(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace cxai::base
