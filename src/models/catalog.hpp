// The models that are known by name: where they are published, and what their files must be.
//
// Output   names as `cxai models list` shows them: "medium", "medium-q8_0" (one ggml file), "whisper-medium" (a folder
// in
//          the form of Hugging Face), "silero-v6.2.0" (voice activity)
// Threads  immutable
// Source   huggingface.co: ggerganov/whisper.cpp, openai/whisper-*, ggml-org/whisper-vad, each at one revision. A
//          digest stands here only where independent records of the published file agree (docs/decisions/0027)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::models {

enum class ModelForm : std::uint8_t { ggml, hugging_face, voice_activity };
const char* to_string(ModelForm form);  // "ggml", "hugging_face", "voice_activity"

struct CatalogFile {
  std::string path;
  std::uint64_t size_bytes = 0;  // 0: not known beforehand
  std::string sha256;            // empty: not known beforehand; that of the first download is kept
};

struct CatalogModel {
  std::string name;
  ModelForm form{};
  std::string repository;  // "ggerganov/whisper.cpp"
  std::string revision;
  std::vector<CatalogFile> files;

  std::uint64_t size_bytes() const;  // of the files whose size is known
  // Below a host that is laid out as huggingface.co.
  std::string address_path(const CatalogFile& file) const;
};

std::span<const CatalogModel> model_catalog();

// Also by the names other programs use: "turbo", "large", "ggml-tiny.bin", "openai/whisper-tiny". Null: not known.
const CatalogModel* find_in_catalog(std::string_view name);

// The known name most like `name`.
std::optional<std::string> nearest_in_catalog(std::string_view name);

}  // namespace cxai::models
