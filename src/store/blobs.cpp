#include "store/blobs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <functional>
#include <limits>

#include "base/files.hpp"
#include "base/hash.hpp"

namespace cxai::store {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kChunk = 1 << 18;
constexpr std::chrono::hours kLeftoverAge{24};

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<> write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(base::file_error(path, errno));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

// Hands the file's bytes to `take`, piece by piece.
Result<> read_chunks(const fs::path& path, const std::function<Result<>(std::string_view)>& take) {
  const base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::unexpected(base::file_error(path, errno));
  std::string buffer(kChunk, '\0');
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(base::file_error(path, errno));
    if (n == 0) return {};
    CXAI_TRY_VOID(take(std::string_view(buffer).substr(0, static_cast<std::size_t>(n))));
  }
}

// A new file that disappears unless it was given its name.
class Temporary {
 public:
  explicit Temporary(const fs::path& folder) : path_((folder / "blob-XXXXXX").string()) {
    fd_ = base::Fd(::mkostemp(path_.data(), O_CLOEXEC));
    error_ = fd_ ? 0 : errno;
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (fd_) ::unlink(path_.c_str());  // no longer there under this name once it was moved
  }

  Result<> append(std::string_view bytes) {
    if (!fd_) return std::unexpected(base::file_error(path_, error_));
    return write_all(fd_.get(), bytes, path_);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  base::Fd fd_;
  int error_ = 0;
};

void sync_folder(const fs::path& folder) {
  const base::Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) ::fsync(fd.get());
}

// Makes `folder` (mode 0700), and its entry in the folder above durable.
Result<> make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0)
    sync_folder(folder.parent_path());
  else if (errno != EEXIST)
    return std::unexpected(base::file_error(folder, errno));
  return {};
}

// Gives a finished temporary its name, unless the content is there already.
Result<> place(const fs::path& temporary, const fs::path& target) {
  std::error_code ignored;
  if (fs::is_regular_file(target, ignored)) {
    sync_folder(target.parent_path());  // who wrote it may not have come that far
    ::unlink(temporary.c_str());
    return {};
  }
  if (::chmod(temporary.c_str(), 0600) != 0) return std::unexpected(base::file_error(temporary, errno));
  CXAI_TRY_VOID(make_folder(target.parent_path()));
  return base::rename_durably(temporary, target);
}

void remove_leftovers(const fs::path& scratch) {
  std::error_code ignored;
  const auto oldest = fs::file_time_type::clock::now() - kLeftoverAge;
  for (const auto& entry : fs::directory_iterator(scratch, ignored)) {
    const auto written = fs::last_write_time(entry.path(), ignored);
    if (!ignored && written < oldest) fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace

Blobs::Blobs(fs::path folder) : folder_(std::move(folder)) {
  // A folder that cannot be made shows itself as the error of the first blob put into it.
  std::error_code ignored;
  if (folder_.has_parent_path()) fs::create_directories(folder_.parent_path(), ignored);
  if (make_folder(folder_) && make_folder(scratch())) remove_leftovers(scratch());
}

fs::path Blobs::scratch() const {
  return folder_ / "scratch";
}

fs::path Blobs::path_of(const std::string& sha256) const {
  if (!is_sha256(sha256)) return {};
  return folder_ / sha256.substr(0, 2) / sha256.substr(2);
}

bool Blobs::has(const std::string& sha256) const {
  std::error_code ignored;
  return is_sha256(sha256) && fs::is_regular_file(path_of(sha256), ignored);
}

Result<std::string> Blobs::read(const std::string& sha256) const {
  if (!has(sha256)) return fail(ErrorCode::not_found, "blob " + sha256 + ": there is none with this content hash");
  return base::read_file(path_of(sha256), std::numeric_limits<std::uint64_t>::max());
}

Result<BlobInfo> Blobs::put(std::string_view bytes) {
  const BlobInfo info{base::sha256_hex(bytes), bytes.size()};
  Temporary temporary(scratch());
  if (!has(info.sha256)) CXAI_TRY_VOID(temporary.append(bytes));
  CXAI_TRY_VOID(place(temporary.path(), path_of(info.sha256)));
  return info;
}

Result<BlobInfo> Blobs::put_file(const fs::path& source) {
  Temporary temporary(scratch());
  CXAI_TRY_VOID(temporary.append({}));
  base::Sha256 hash;
  BlobInfo info;
  CXAI_TRY_VOID(read_chunks(source, [&](std::string_view chunk) {
    hash.update(chunk);
    info.size_bytes += chunk.size();
    return temporary.append(chunk);
  }));
  info.sha256 = hash.hex();
  CXAI_TRY_VOID(place(temporary.path(), path_of(info.sha256)));
  return info;
}

Result<BlobInfo> Blobs::adopt(const fs::path& temporary) {
  base::Sha256 hash;
  BlobInfo info;
  CXAI_TRY_VOID(read_chunks(temporary, [&](std::string_view chunk) -> Result<> {
    hash.update(chunk);
    info.size_bytes += chunk.size();
    return {};
  }));
  info.sha256 = hash.hex();
  CXAI_TRY_VOID(place(temporary, path_of(info.sha256)));
  return info;
}

}  // namespace cxai::store
