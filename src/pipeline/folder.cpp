#include "pipeline/folder.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace cxai::pipeline {
namespace {

namespace fs = std::filesystem;

// Notes, tables, pictures and programs that stand beside recordings. Everything else is tried as a recording, since
// names of recordings tell little and the decoder knows better.
constexpr std::array<std::string_view, 44> kOther{
    ".md",  ".tsv",  ".log",  ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".html",   ".htm",     ".xml",
    ".png", ".jpg",  ".jpeg", ".gif", ".svg", ".webp", ".zip", ".gz",   ".xz",     ".bz2",     ".7z",
    ".tar", ".py",   ".sh",   ".cpp", ".hpp", ".h",    ".c",   ".js",   ".ts",     ".css",     ".yaml",
    ".yml", ".toml", ".ini",  ".sql", ".db",  ".onnx", ".bin", ".rttm", ".sha256", ".license", ".npz"};
constexpr std::array<std::string_view, 8> kOtherNames{"license",   "copying", "readme", "notice",
                                                      "changelog", "authors", "thumbs", "makefile"};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

bool is_hidden(const fs::path& file) {
  return file.filename().string().starts_with('.');
}

// What recording, transcript and metadata of one conversation have in common.
fs::path stem_of(const fs::path& file, FileKind kind) {
  fs::path stem = file.parent_path() / file.stem();
  if (kind == FileKind::metadata) stem = stem.parent_path() / stem.stem();
  return stem;
}

struct Entry {
  fs::path path;
  fs::path name;  // as shown
};

Result<std::vector<Entry>> list_files(const fs::path& path) {
  std::vector<Entry> files;
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) return fail(ErrorCode::not_found, path.string() + ": no such file or folder");
  if (!fs::is_directory(status)) return std::vector<Entry>{{path, path.filename()}};
  auto it = fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, error);
  if (error) return fail(ErrorCode::permission_denied, path.string() + ": cannot read the folder");
  for (; it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (error) break;
    if (is_hidden(it->path())) {
      if (it->is_directory()) it.disable_recursion_pending();
      continue;
    }
    if (it->is_regular_file(error)) files.push_back({it->path(), fs::relative(it->path(), path, error)});
  }
  std::ranges::sort(files, {}, &Entry::path);
  return files;
}

}  // namespace

FileKind file_kind(const fs::path& file) {
  const std::string name = lower(file.filename().string());
  const std::string ending = lower(file.extension().string());
  if (name.ends_with(".meta.json")) return FileKind::metadata;
  if (std::ranges::find(kOtherNames, lower(file.stem().string())) != kOtherNames.end()) return FileKind::other;
  if (ending == ".csv") return FileKind::messages;
  if (ending == ".vtt" || ending == ".srt" || ending == ".json" || ending == ".txt") return FileKind::transcript;
  if (std::ranges::find(kOther, ending) != kOther.end()) return FileKind::other;
  return FileKind::recording;
}

Result<Found> find_conversations(const std::vector<fs::path>& paths) {
  Found found;
  for (const fs::path& path : paths) {
    CXAI_TRY(const auto files, list_files(path));
    std::map<fs::path, std::size_t> of_stem;  // the bundle that sidecars of this name belong to
    std::vector<Bundle> bundles;
    const auto add = [&](const Entry& file, FileKind kind, Bundle bundle) {
      of_stem.emplace(stem_of(file.path, kind), bundles.size());
      bundle.source = file.name.string();
      bundles.push_back(std::move(bundle));
    };
    // Recordings first, so that a transcript of the same name finds its recording; metadata last.
    for (const Entry& file : files)
      if (file_kind(file.path) == FileKind::recording) add(file, FileKind::recording, {.recording = file.path});
    for (const Entry& file : files) {
      const FileKind kind = file_kind(file.path);
      if (kind == FileKind::messages) bundles.push_back({.source = file.name.string(), .messages = file.path});
      if (kind != FileKind::transcript) continue;
      const auto owner = of_stem.find(stem_of(file.path, kind));
      if (owner != of_stem.end() && !bundles[owner->second].transcript)
        bundles[owner->second].transcript = file.path;
      else
        add(file, kind, {.transcript = file.path});
    }
    for (const Entry& file : files) {
      const FileKind kind = file_kind(file.path);
      const auto owner = kind == FileKind::metadata ? of_stem.find(stem_of(file.path, kind)) : of_stem.end();
      if (owner != of_stem.end())
        bundles[owner->second].metadata = file.path;
      else if (kind == FileKind::metadata || kind == FileKind::other)
        found.passed_over.push_back(file.name.string());
    }
    std::ranges::stable_sort(bundles, {}, &Bundle::source);
    std::ranges::move(bundles, std::back_inserter(found.bundles));
  }
  return found;
}

}  // namespace cxai::pipeline
