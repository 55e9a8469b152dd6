#include "models/manifest.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"

namespace cxai::models {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSchema = "cxai.model/1";
constexpr std::int64_t kLargestFile = 1LL << 46;

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// A file name inside the model's folder.
bool is_plain_name(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.size() <= 200 && text.find('/') == std::string_view::npos;
}

Timestamp read_time(base::Reader& in, std::string_view key) {
  const auto time = base::parse_utc(in.string(key));
  if (!time) in.reject(key, "must be a time like 2026-03-14T09:26:53Z");
  return time.value_or(Timestamp{});
}

StoredFile read_file_entry(base::Reader& in) {
  StoredFile file;
  file.path = in.string("path");
  if (in.ok() && !is_plain_name(file.path)) in.reject("path", "must be a file name in the model's folder");
  file.size_bytes = static_cast<std::uint64_t>(in.integer("size_bytes", 0, kLargestFile));
  file.sha256 = in.string("sha256");
  if (in.ok() && !is_digest(file.sha256)) in.reject("sha256", "must be 64 hexadecimal digits in lower case");
  file.published = in.boolean("published", false);
  return file;
}

}  // namespace

Result<std::optional<StoredModel>> read_manifest(const fs::path& folder) {
  const fs::path path = folder / kManifestName;
  auto text = base::read_file(path, 1 << 20);
  if (!text && text.error().code == ErrorCode::not_found) return std::nullopt;
  if (!text) return std::unexpected(std::move(text).error());
  const auto broken = [&](const Error& error) {
    return fail(ErrorCode::corrupt_data,
                path.string() + ": " + error.message + "; remove the file and run `cxai models verify`");
  };
  const auto json = base::parse_json(*text);
  if (!json) return broken(json.error());
  base::Reader in(*json, "");
  if (in.ok() && in.string("schema") != kSchema) in.reject("schema", std::string("must be ") + kSchema);
  StoredModel model;
  model.name = in.string("name");
  model.source = in.string("source");
  model.revision = in.string("revision", "");
  model.pulled_at = read_time(in, "pulled_at");
  model.verified_at = read_time(in, "verified_at");
  const auto& files = in.array("files", true);
  for (std::size_t i = 0; i < files.size() && in.ok(); ++i) {
    base::Reader part(files[i], "files[" + std::to_string(i) + "]");
    model.files.push_back(read_file_entry(part));
    in.adopt(part);
  }
  if (in.ok() && model.files.empty()) in.reject("files", "must name at least one file");
  if (!in.ok()) return broken(in.error().error());
  return model;
}

Result<> write_manifest(const fs::path& folder, const StoredModel& model) {
  Json json = Json::object();
  json["schema"] = kSchema;
  json["name"] = model.name;
  json["source"] = model.source;
  json["revision"] = model.revision;
  json["pulled_at"] = base::format_utc(model.pulled_at);
  json["verified_at"] = base::format_utc(model.verified_at);
  json["files"] = Json::array();
  for (const StoredFile& file : model.files)
    json["files"].push_back(Json{
        {"path", file.path}, {"size_bytes", file.size_bytes}, {"sha256", file.sha256}, {"published", file.published}});
  return base::write_file_atomic(folder / kManifestName, base::dump_json(json, 2) + "\n");
}

Result<fs::path> model_folder(const fs::path& dir, std::string_view name) {
  const bool plain = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  });
  if (!plain || !is_plain_name(name))
    return fail(ErrorCode::invalid_input,
                "'" + std::string(name) + "' is no model's name: letters, digits, '.', '-' and '_' make one");
  return dir / name;
}

Result<FileDigest> digest_file(const fs::path& path, const std::function<Result<>(std::string_view)>& piece,
                               const std::function<void(std::uint64_t)>& progress, const std::stop_token& stop) {
  const base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::unexpected(base::file_error(path, errno));
  struct stat info{};
  if (::fstat(fd.get(), &info) == 0 && S_ISDIR(info.st_mode)) return std::unexpected(base::file_error(path, EISDIR));
  ::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  base::Sha256 hash;
  FileDigest digest;
  std::string buffer(1 << 20, '\0');
  while (true) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, path.string() + ": stopped on request");
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(base::file_error(path, errno));
    if (n == 0) break;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(n));
    hash.update(bytes);
    digest.size_bytes += bytes.size();
    if (piece) CXAI_TRY_VOID(piece(bytes));
    if (progress) progress(digest.size_bytes);
  }
  digest.sha256 = hash.hex();
  return digest;
}

Result<> compare(const fs::path& path, const FileDigest& found, std::uint64_t size_bytes, std::string_view sha256) {
  if (size_bytes > 0 && found.size_bytes != size_bytes)
    return fail(ErrorCode::corrupt_data, path.string() + ": has " + std::to_string(found.size_bytes) +
                                             " bytes, but must have " + std::to_string(size_bytes));
  if (!sha256.empty() && found.sha256 != sha256)
    return fail(ErrorCode::corrupt_data,
                path.string() + ": its SHA-256 is " + found.sha256 + ", but must be " + std::string(sha256));
  return {};
}

}  // namespace cxai::models
