// The speech models on this machine: one folder each below `dir`, with a manifest that says where its files came from
// and what they must be.
//
// Layout   DIR/<name>/<file>, DIR/<name>/manifest.json (docs/formats/models.md)
// Errors   not_found (no such model, which ones there are, how to get it) · corrupt_data (manifest or file is not what
//          it was) · the file system's own
// Threads  any number of readers; two processes that pull the same model at once may fail, never mix their bytes
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace cxai::models {

// What a recogniser opens: the ggml file, or the folder in the form of Hugging Face.
// `name_or_path`: a model's name as `cxai models list` shows it ("medium-q8_0", "whisper-medium"), or a path to a file
// or folder anywhere. Checks sizes, not digests; that is verify_model's work.
Result<std::filesystem::path> find_model(const std::filesystem::path& dir, std::string_view name_or_path);

struct StoredFile {
  std::string path;  // below the model's folder
  std::uint64_t size_bytes = 0;
  std::string sha256;      // 64 lower-case digits
  bool published = false;  // the digest was known beforehand; otherwise it is that of the first download
};

struct StoredModel {
  std::string name;
  std::string source;       // the address or folder it came from; no user or password in it
  std::string revision;     // of the source, where it has one
  Timestamp pulled_at{};    // when the last file was complete
  Timestamp verified_at{};  // when the digests were last found right
  std::vector<StoredFile> files;

  std::uint64_t size_bytes() const;
};

// The models with a manifest, by name. A folder whose manifest does not parse is an entry of `broken`.
struct StoredModels {
  std::vector<StoredModel> models;
  struct Broken {
    std::filesystem::path folder;
    std::string reason;
  };
  std::vector<Broken> broken;
};
Result<StoredModels> list_models(const std::filesystem::path& dir);

// `done` of `total` bytes of the file at hand; total 0: not known.
using ModelProgress = std::function<void(std::string_view file, std::uint64_t done, std::uint64_t total)>;

// Reads every file again and compares it with the manifest and the catalogue. Files copied there by hand, without a
// manifest, are compared with the catalogue and get one. Notes the time in the manifest.
// Errors: not_found, corrupt_data (which file, what was expected, what was found), cancelled.
Result<StoredModel> verify_model(const std::filesystem::path& dir, std::string_view name, const base::Clock& clock,
                                 const ModelProgress& progress, const std::stop_token& stop);

// Removes the model's files, its manifest and parts of downloads; gives the bytes that became free.
Result<std::uint64_t> remove_model(const std::filesystem::path& dir, std::string_view name);

}  // namespace cxai::models
