// The note beside a stored model that says where its files came from and what they are (docs/formats/models.md), and
// the reading of files to compare them with it.
//
// Errors   not_found · corrupt_data (the manifest does not parse: the field and the rule) · the file system's own
// Threads  pure, but for the files
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "models/catalog.hpp"
#include "models/store.hpp"

namespace cxai::models {

inline constexpr const char* kManifestName = "manifest.json";

// nullopt: the folder has none.
Result<std::optional<StoredModel>> read_manifest(const std::filesystem::path& folder);
Result<> write_manifest(const std::filesystem::path& folder, const StoredModel& model);

// The folder of a model. Errors: invalid_input for what is no name ("../x").
Result<std::filesystem::path> model_folder(const std::filesystem::path& dir, std::string_view name);

struct FileDigest {
  std::uint64_t size_bytes = 0;
  std::string sha256;
};

// Reads a file once; `piece` (may be empty) is given its bytes in order. Errors: cancelled, and those of `piece`.
Result<FileDigest> digest_file(const std::filesystem::path& path,
                               const std::function<Result<>(std::string_view)>& piece,
                               const std::function<void(std::uint64_t)>& progress, const std::stop_token& stop);

// Says how `found` differs from what is known of the file; nothing known, nothing differs.
Result<> compare(const std::filesystem::path& path, const FileDigest& found, std::uint64_t size_bytes,
                 std::string_view sha256);

}  // namespace cxai::models
