#include "models/pull.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/files.hpp"
#include "models/manifest.hpp"
#include "net/address.hpp"
#include "net/download.hpp"

namespace cxai::models {
namespace {

namespace fs = std::filesystem;

bool is_address(std::string_view source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// One file of one model on its way into the store.
struct Wanted {
  const CatalogModel& model;
  const CatalogFile& file;
  fs::path target;
  std::string sha256;  // published, or of the first download; empty: whatever comes
};

class Puller {
 public:
  Puller(net::Client& client, net::Pauser& pauser, const ModelProgress& progress, const std::stop_token& stop)
      : client_(client), pauser_(pauser), progress_(progress), stop_(stop) {}

  // From the first source that has it. `source` becomes that one.
  Result<FileDigest> from_any(const Wanted& wanted, const std::vector<std::string>& sources, std::string& source) {
    std::string reasons;
    ErrorCode code = ErrorCode::not_found;
    for (const std::string& next : sources) {
      auto got = is_address(next) ? from_web(wanted, next) : from_folder(wanted, next);
      if (got) {
        std::error_code ignored;
        source = is_address(next) ? net::shown_address(next) : fs::absolute(next, ignored).string();
        return got;
      }
      if (got.error().code == ErrorCode::cancelled || got.error().code == ErrorCode::conflict) return got;
      reasons += "\n  " + got.error().message;
      if (code == ErrorCode::not_found) code = got.error().code;
    }
    return fail(code,
                wanted.model.name + ": no source gave " + wanted.file.path + ":" + reasons + remedy(wanted, sources));
  }

 private:
  static std::string remedy(const Wanted& wanted, const std::vector<std::string>& sources) {
    std::string hosts;
    for (const std::string& source : sources)
      if (is_address(source)) hosts += (hosts.empty() ? "" : ", ") + net::host_of(source);
    std::string text = "\nwhat to do: ";
    if (!hosts.empty()) text += "let this machine reach " + hosts + " (https_proxy is honoured), or ";
    return text + "name a mirror in the setting models.mirrors, or fetch " +
           net::join_address("https://huggingface.co", wanted.model.address_path(wanted.file)) +
           " on another machine and run `cxai models pull " + wanted.model.name + " --from FOLDER`, or copy it to " +
           wanted.target.string() + " and run `cxai models verify " + wanted.model.name + "`";
  }

  Result<FileDigest> from_web(const Wanted& wanted, const std::string& base) {
    auto got = from_address(wanted, net::join_address(base, wanted.model.address_path(wanted.file)));
    if (got || got.error().code != ErrorCode::not_found) return got;
    return from_address(wanted, net::join_address(base, wanted.model.name + "/" + wanted.file.path));
  }

  Result<FileDigest> from_address(const Wanted& wanted, const std::string& url) {
    const net::Download download{
        .url = url, .target = wanted.target, .expected_size = wanted.file.size_bytes, .expected_sha256 = wanted.sha256};
    CXAI_TRY(const net::Downloaded done, net::download(
                                             client_, download, pauser_,
                                             [&](std::uint64_t bytes, std::uint64_t total) {
                                               if (progress_) progress_(wanted.file.path, bytes, total);
                                             },
                                             stop_));
    return FileDigest{done.size_bytes, done.sha256};
  }

  Result<FileDigest> from_folder(const Wanted& wanted, const fs::path& source) {
    const CatalogModel& model = wanted.model;
    const std::vector<fs::path> places{source, source / wanted.file.path, source / model.name / wanted.file.path,
                                       source / model.address_path(wanted.file)};
    const auto place = std::ranges::find_if(
        places, [&](const fs::path& path) { return is_file(path) && (path != source || model.files.size() == 1); });
    if (place == places.end()) return fail(ErrorCode::not_found, source.string() + ": holds no " + wanted.file.path);
    return copy(wanted, *place);
  }

  Result<FileDigest> copy(const Wanted& wanted, const fs::path& from) {
    std::error_code error;
    const auto size = fs::file_size(from, error);
    if (!error) CXAI_TRY_VOID(compare(from, {size, ""}, wanted.file.size_bytes, ""));
    CXAI_TRY_VOID(net::check_room(wanted.target.parent_path(), error ? 0 : size));
    const fs::path part = wanted.target.string() + ".part";
    const base::Fd out(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!out) return std::unexpected(base::file_error(part, errno));
    const auto write = [&](std::string_view bytes) -> Result<> {
      while (!bytes.empty()) {
        const ssize_t n = ::write(out.get(), bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return std::unexpected(base::file_error(part, errno));
        bytes.remove_prefix(static_cast<std::size_t>(n));
      }
      return {};
    };
    auto digest = digest_file(
        from, write,
        [&](std::uint64_t bytes) {
          if (progress_) progress_(wanted.file.path, bytes, size);
        },
        stop_);
    Result<> good = digest ? compare(from, *digest, wanted.file.size_bytes, wanted.sha256)
                           : Result<>(std::unexpected(digest.error()));
    if (good) good = base::rename_durably(part, wanted.target);
    if (!good) {
      fs::remove(part, error);
      return std::unexpected(std::move(good).error());
    }
    return digest;
  }

  net::Client& client_;
  net::Pauser& pauser_;
  const ModelProgress& progress_;
  const std::stop_token& stop_;
};

// The file as it is in the store, if it is what it must be. Bytes are read only when no manifest vouches for them.
Result<std::optional<FileDigest>> already_there(const Wanted& wanted, const StoredFile* noted,
                                                const std::stop_token& stop) {
  std::error_code error;
  const auto size = fs::file_size(wanted.target, error);
  if (error || (wanted.file.size_bytes > 0 && size != wanted.file.size_bytes)) return std::nullopt;
  if (noted && noted->size_bytes == size && (wanted.sha256.empty() || noted->sha256 == wanted.sha256))
    return FileDigest{size, noted->sha256};
  CXAI_TRY(FileDigest found, digest_file(wanted.target, nullptr, nullptr, stop));
  if (wanted.sha256.empty() || found.sha256 != wanted.sha256) return std::nullopt;
  return found;
}

// Everything but the folder itself.
Result<Pulled> pull_into(const fs::path& folder, const CatalogModel& model, const std::vector<std::string>& sources,
                         Puller& puller, const base::Clock& clock, const std::stop_token& stop) {
  CXAI_TRY(const auto manifest, read_manifest(folder));

  Pulled pulled;
  pulled.model = manifest.value_or(StoredModel{});
  pulled.model.name = model.name;
  pulled.model.revision = model.revision;
  pulled.model.files.clear();
  for (const CatalogFile& file : model.files) {
    const StoredFile* noted = nullptr;
    if (manifest)
      if (const auto it = std::ranges::find(manifest->files, file.path, &StoredFile::path); it != manifest->files.end())
        noted = &*it;
    const bool published = !file.sha256.empty();
    const Wanted wanted{model, file, folder / file.path,
                        published ? file.sha256 : (noted ? noted->sha256 : std::string())};
    CXAI_TRY(std::optional<FileDigest> digest, already_there(wanted, noted, stop));
    if (!digest) {
      CXAI_TRY(digest, puller.from_any(wanted, sources, pulled.model.source));
      pulled.fetched = true;
    }
    pulled.model.files.push_back({file.path, digest->size_bytes, digest->sha256, published});
  }
  if (!pulled.fetched && manifest) return pulled;
  if (pulled.model.source.empty()) pulled.model.source = "copied by hand";
  pulled.model.pulled_at = clock.now();
  pulled.model.verified_at = clock.now();
  CXAI_TRY_VOID(write_manifest(folder, pulled.model));
  return pulled;
}

}  // namespace

Result<Pulled> pull_model(const CatalogModel& model, const fs::path& dir, const std::vector<std::string>& sources,
                          net::Client& client, net::Pauser& pauser, const base::Clock& clock,
                          const ModelProgress& progress, const std::stop_token& stop) {
  if (sources.empty())
    return fail(ErrorCode::invalid_input, "no source to pull from: set models.mirrors, or give --from");
  CXAI_TRY(const fs::path folder, model_folder(dir, model.name));
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(ErrorCode::permission_denied, folder.string() + ": cannot be made: " + error.message());
  Puller puller(client, pauser, progress, stop);
  auto pulled = pull_into(folder, model, sources, puller, clock, stop);
  if (!pulled) fs::remove(folder, error);  // where it is empty
  return pulled;
}

}  // namespace cxai::models
