#include "models/store.hpp"

#include <algorithm>

#include "models/catalog.hpp"
#include "models/manifest.hpp"

namespace cxai::models {
namespace {

namespace fs = std::filesystem;

bool is_regular_file_at(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::string canonical(std::string_view name) {
  const CatalogModel* known = find_in_catalog(name);
  return known ? known->name : std::string(name);
}

std::vector<std::string> folders_in(const fs::path& dir) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(dir, error))
    if (entry.is_directory(error) && !entry.path().filename().string().starts_with('.'))
      names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

Error no_such_model(const fs::path& dir, std::string_view name) {
  std::string message = "no speech model '" + std::string(name) + "' in " + dir.string();
  std::string there;
  for (const std::string& folder : folders_in(dir)) there += (there.empty() ? "" : ", ") + folder;
  message += there.empty() ? " (none is there)" : " (there: " + there + ")";
  if (const CatalogModel* known = find_in_catalog(name))
    message += "; `cxai models pull " + known->name + "` fetches it";
  else if (const auto near = nearest_in_catalog(name))
    message += "; did you mean '" + *near + "'? `cxai models list` shows all that can be fetched";
  else
    message += "; give a path, or a name that `cxai models list` shows";
  return {ErrorCode::not_found, message};
}

Result<> check_size(const fs::path& path, std::uint64_t size_bytes) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) return fail(ErrorCode::corrupt_data, path.string() + " is missing; `cxai models pull` fetches it again");
  if (size_bytes > 0 && size != size_bytes)
    return fail(ErrorCode::corrupt_data, path.string() + ": has " + std::to_string(size) + " bytes, but must have " +
                                             std::to_string(size_bytes) + "; `cxai models pull` fetches it again");
  return {};
}

// The sizes of what the manifest lists; without one, of what the catalogue says.
Result<> check_sizes(const fs::path& folder, const std::string& name) {
  CXAI_TRY(const auto manifest, read_manifest(folder));
  if (manifest) {
    for (const StoredFile& file : manifest->files) CXAI_TRY_VOID(check_size(folder / file.path, file.size_bytes));
  } else if (const CatalogModel* known = find_in_catalog(name)) {
    for (const CatalogFile& file : known->files) CXAI_TRY_VOID(check_size(folder / file.path, file.size_bytes));
  }
  return {};
}

// What a recogniser opens in a model's folder.
Result<fs::path> opened(const fs::path& folder) {
  std::vector<fs::path> ggml;
  bool tensors = false;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".bin") ggml.push_back(entry.path());
    tensors = tensors || entry.path().extension() == ".safetensors";
  }
  if (tensors && is_regular_file_at(folder / "config.json")) return folder;
  if (ggml.size() == 1) return ggml.front();
  return fail(ErrorCode::corrupt_data, folder.string() +
                                           ": holds neither config.json with .safetensors nor exactly one .bin file; "
                                           "`cxai models pull` fetches what is missing");
}

// What is known of the files of a model copied here by hand.
Result<StoredModel> assume(const fs::path& dir, const std::string& name, const base::Clock& clock) {
  const CatalogModel* known = find_in_catalog(name);
  const fs::path folder = dir / name;
  if (!is_folder(folder)) return std::unexpected(no_such_model(dir, name));
  if (!known)
    return fail(ErrorCode::not_found, folder.string() + ": has no " + kManifestName +
                                          ", and no model of that name is known, so there is nothing to compare with; "
                                          "such a model is used by its path, without verification");
  StoredModel model{.name = name, .source = "copied by hand", .revision = known->revision, .pulled_at = clock.now()};
  for (const CatalogFile& file : known->files) {
    if (!is_regular_file_at(folder / file.path))
      return fail(ErrorCode::not_found, (folder / file.path).string() + " is missing");
    model.files.push_back({file.path, file.size_bytes, file.sha256, !file.sha256.empty()});
  }
  return model;
}

std::string without_manifest(const fs::path& folder, const std::string& name) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".part")
      return "its download has not ended; `cxai models pull " + name + "` goes on with it";
  return "has no " + std::string(kManifestName) + "; `cxai models verify " + name +
         "` compares its files with what is published and writes one";
}

// A folder of folders is something else that is kept here, such as trained routers.
bool holds_files(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (!entry.is_directory(error)) return true;
  return fs::is_empty(folder, error);
}

}  // namespace

std::uint64_t StoredModel::size_bytes() const {
  std::uint64_t sum = 0;
  for (const StoredFile& file : files) sum += file.size_bytes;
  return sum;
}

Result<fs::path> find_model(const fs::path& dir, std::string_view name_or_path) {
  if (name_or_path.empty()) return fail(ErrorCode::invalid_input, "a speech model needs a name or a path");
  const std::string name = canonical(name_or_path);
  if (name.find('/') != std::string::npos) {
    const fs::path path(name);
    if (is_regular_file_at(path) || is_folder(path)) return path;
    return fail(ErrorCode::not_found, name + ": no such file or folder");
  }
  CXAI_TRY(const fs::path folder, model_folder(dir, name));
  if (!is_folder(folder)) return std::unexpected(no_such_model(dir, name_or_path));
  CXAI_TRY_VOID(check_sizes(folder, name));
  return opened(folder);
}

Result<StoredModels> list_models(const fs::path& dir) {
  StoredModels stored;
  for (const std::string& name : folders_in(dir)) {
    auto manifest = read_manifest(dir / name);
    if (!manifest)
      stored.broken.push_back({dir / name, manifest.error().message});
    else if (*manifest)
      stored.models.push_back(**std::move(manifest));
    else if (holds_files(dir / name))
      stored.broken.push_back({dir / name, without_manifest(dir / name, name)});
  }
  return stored;
}

Result<StoredModel> verify_model(const fs::path& dir, std::string_view given, const base::Clock& clock,
                                 const ModelProgress& progress, const std::stop_token& stop) {
  const std::string name = canonical(given);
  CXAI_TRY(const fs::path folder, model_folder(dir, name));
  CXAI_TRY(const auto manifest, read_manifest(folder));
  StoredModel model;
  if (manifest) {
    model = *manifest;
  } else {
    CXAI_TRY(model, assume(dir, name, clock));
  }
  const CatalogModel* known = find_in_catalog(name);
  for (StoredFile& file : model.files) {
    // What is published counts more than what stands beside the file.
    if (known) {
      const auto published = std::ranges::find(known->files, file.path, &CatalogFile::path);
      if (published != known->files.end() && !published->sha256.empty()) {
        file.size_bytes = published->size_bytes;
        file.sha256 = published->sha256;
        file.published = true;
      }
    }
    const fs::path path = folder / file.path;
    CXAI_TRY(const FileDigest found, digest_file(
                                         path, nullptr,
                                         [&](std::uint64_t done) {
                                           if (progress) progress(file.path, done, file.size_bytes);
                                         },
                                         stop));
    if (auto same = compare(path, found, file.size_bytes, file.sha256); !same)
      return fail(ErrorCode::corrupt_data,
                  same.error().message + "; `cxai models remove " + name + "` and pull it again");
    file.size_bytes = found.size_bytes;
    file.sha256 = found.sha256;
  }
  model.verified_at = clock.now();
  CXAI_TRY_VOID(write_manifest(folder, model));
  return model;
}

Result<std::uint64_t> remove_model(const fs::path& dir, std::string_view given) {
  const std::string name = canonical(given);
  CXAI_TRY(const fs::path folder, model_folder(dir, name));
  if (!is_folder(folder)) return std::unexpected(no_such_model(dir, given));
  std::uint64_t freed = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.is_regular_file(error)) freed += entry.file_size(error);
  fs::remove_all(folder, error);
  if (error) return fail(ErrorCode::permission_denied, folder.string() + ": cannot be removed: " + error.message());
  return freed;
}

}  // namespace cxai::models
