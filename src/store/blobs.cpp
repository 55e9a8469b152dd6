#include "store/blobs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>

#include "base/files.hpp"
#include "base/hash.hpp"

namespace cxai::store {
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::hours kLeftoverAge{24};
constexpr std::size_t kLongestOwner = 64;
constexpr std::size_t kHeadBytes = 4096;  // more than a head is long; files are not shorter than their head

bool consists_of(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == std::string_view::npos;
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && consists_of(text, "0123456789abcdef");
}

// Owners become names of folders.
bool is_owner(std::string_view text) {
  return text.size() >= 2 && text.size() <= kLongestOwner &&
         consists_of(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
}

std::string purpose_of(const std::string& owner, BlobKind kind, const std::string& sha256) {
  return owner + "/" + to_string(kind) + "/" + sha256;
}

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

// Without its head, in which its key lies, a sealed file cannot be opened by anybody.
Result<> wipe_head(const fs::path& path) {
  const base::Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file) return std::unexpected(base::file_error(path, errno));
  const std::string zeros(kHeadBytes, '\0');
  if (::pwrite(file.get(), zeros.data(), zeros.size(), 0) != static_cast<ssize_t>(zeros.size()) ||
      ::fsync(file.get()) != 0)
    return std::unexpected(base::file_error(path, errno));
  return {};
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

Blobs::Blobs(fs::path folder, Keys& keys) : folder_(std::move(folder)), keys_(keys) {
  // A folder that cannot be made shows itself as the error of the first blob put into it.
  std::error_code ignored;
  if (folder_.has_parent_path()) fs::create_directories(folder_.parent_path(), ignored);
  if (make_folder(folder_) && make_folder(scratch())) remove_leftovers(scratch());
}

fs::path Blobs::scratch() const {
  return folder_ / "scratch";
}

fs::path Blobs::folder_of(const std::string& owner, BlobKind kind) const {
  return folder_ / owner.substr(owner.size() - 2) / owner / to_string(kind);
}

fs::path Blobs::path_of(const std::string& owner, BlobKind kind, const std::string& sha256) const {
  return folder_of(owner, kind) / sha256;
}

Result<base::SealWriter> Blobs::stage() const {
  return base::SealWriter::create(scratch() / base::new_id("staged-"));
}

Result<base::SealedTemporary> Blobs::stage(std::string_view bytes) const {
  return base::seal_bytes(bytes, scratch() / base::new_id("staged-"));
}

Result<base::SealedTemporary> Blobs::stage_file(const fs::path& source) const {
  return base::seal_file(source, scratch() / base::new_id("staged-"));
}

void Blobs::discard(const base::SealedTemporary& staged) {
  std::error_code ignored;
  fs::remove(staged.file.path, ignored);
}

Result<BlobInfo> Blobs::adopt(const std::string& owner, BlobKind kind, const base::SealedTemporary& staged) {
  if (!is_owner(owner)) return fail(ErrorCode::invalid_input, "blob: '" + owner + "' cannot be an owner's id");
  CXAI_TRY(const base::SecretKey key, keys_.make(owner, kind));
  const BlobInfo info{staged.sha256, staged.size_bytes};
  const fs::path target = path_of(owner, kind, info.sha256);
  const std::string purpose = purpose_of(owner, kind, info.sha256);
  if (base::key_from_owner(target, key, purpose)) {
    sync_folder(target.parent_path());  // who wrote it may not have come that far
    discard(staged);
    return info;
  }
  CXAI_TRY_VOID(base::give_to_owner(staged, key, purpose));
  const fs::path of_kind = target.parent_path();
  for (const fs::path& folder : {of_kind.parent_path().parent_path(), of_kind.parent_path(), of_kind})
    CXAI_TRY_VOID(make_folder(folder));
  CXAI_TRY_VOID(base::rename_durably(staged.file.path, target));
  return info;
}

Result<BlobInfo> Blobs::put(const std::string& owner, BlobKind kind, std::string_view bytes) {
  CXAI_TRY(const auto staged, stage(bytes));
  auto info = adopt(owner, kind, staged);
  if (!info) discard(staged);
  return info;
}

bool Blobs::has(const std::string& owner, BlobKind kind, const std::string& sha256) const {
  std::error_code ignored;
  return is_owner(owner) && is_sha256(sha256) && fs::is_regular_file(path_of(owner, kind, sha256), ignored);
}

Result<base::KeyedFile> Blobs::open(const std::string& owner, BlobKind kind, const std::string& sha256) const {
  if (!has(owner, kind, sha256))
    return fail(ErrorCode::not_found, "blob " + sha256 + ": there is none with this content hash");
  CXAI_TRY(const auto key, keys_.find(owner, kind));
  if (!key) return fail(ErrorCode::not_found, "blob " + sha256 + ": its key was destroyed");
  const fs::path path = path_of(owner, kind, sha256);
  CXAI_TRY(const auto file_key, base::key_from_owner(path, *key, purpose_of(owner, kind, sha256)));
  return base::KeyedFile{path, file_key};
}

Result<std::string> Blobs::read(const std::string& owner, BlobKind kind, const std::string& sha256) const {
  CXAI_TRY(const auto file, open(owner, kind, sha256));
  return base::read_file(file, std::numeric_limits<std::uint64_t>::max());
}

Result<std::uint64_t> Blobs::keep_only(const std::string& owner, BlobKind kind,
                                       const std::vector<std::string>& sha256s) {
  if (!is_owner(owner)) return fail(ErrorCode::invalid_input, "blob: '" + owner + "' cannot be an owner's id");
  const fs::path folder = folder_of(owner, kind);
  std::vector<fs::path> others;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (std::ranges::find(sha256s, entry.path().filename().string()) == sha256s.end()) others.push_back(entry.path());
  std::uint64_t bytes = 0;
  for (const fs::path& file : others) {
    std::error_code error;
    bytes += fs::file_size(file, error);
    CXAI_TRY_VOID(wipe_head(file));
    fs::remove(file, error);
    if (error) return fail(ErrorCode::unavailable, file.string() + ": cannot be removed (" + error.message() + ")");
  }
  if (!others.empty()) sync_folder(folder);
  return bytes;
}

std::uint64_t Blobs::size_of(const std::string& owner, BlobKind kind) const {
  std::uint64_t bytes = 0;
  std::error_code ignored;
  if (!is_owner(owner)) return 0;
  for (const auto& entry : fs::directory_iterator(folder_of(owner, kind), ignored))
    if (entry.is_regular_file(ignored)) bytes += entry.file_size(ignored);
  return bytes;
}

Result<std::uint64_t> Blobs::destroy(const std::string& owner, BlobKind kind, const std::string& reason) {
  if (!is_owner(owner)) return fail(ErrorCode::invalid_input, "blob: '" + owner + "' cannot be an owner's id");
  CXAI_TRY_VOID(keys_.destroy(owner, kind, reason));
  const std::uint64_t bytes = size_of(owner, kind);
  const fs::path folder = folder_of(owner, kind);
  std::error_code error;
  fs::remove_all(folder, error);
  if (error)
    return fail(ErrorCode::unavailable, folder.string() + ": cannot be removed (" + error.message() +
                                            "); its key is destroyed, remove the folder by hand");
  // The owner's own folder once it is empty.
  fs::remove(folder.parent_path(), error);
  sync_folder(folder.parent_path().parent_path());
  return bytes;
}

}  // namespace cxai::store
