// The Whisper of this program as a Recognizer.
//
// Errors   of make: those of the model's files; unsupported (the processor cannot compute so; the type is unknown)
// Owns     the model, the engine and its threads
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "speech/recognizer.hpp"

namespace cxai::speech {

struct WhisperOptions {
  std::filesystem::path model;   // a ggml file or a Hugging Face directory
  std::string compute = "auto";  // auto | f32 | bf16 | int8
  int threads = 0;               // 0: one per processor
  std::size_t windows = 16;      // decoded at once, at most
  std::size_t memory_bytes = 0;  // for weights and windows; 0: no limit
};

Result<std::shared_ptr<Recognizer>> make_whisper_recognizer(const WhisperOptions& options);

}  // namespace cxai::speech
