// The door of the pipeline for files that came in from outside: it recognises them, keeps their bytes and queues
// their analysis. What happens behind it is the pipeline's business alone.
//
// Threads  accept() from any thread
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/seal.hpp"

namespace cxai::pipeline {

struct UploadedFile {
  std::string field;           // "recording", "transcript", "metadata"; empty: a file alone, known by its content
  std::string filename;        // as the sender named it, without folders, valid UTF-8
  std::string content_type;    // as the sender said; may be empty or wrong
  std::filesystem::path path;  // a finished temporary
  // Sealed while it came (`path` is its file); absent: plain.
  std::optional<base::SealedTemporary> sealed = {};

  base::KeyedFile file() const { return sealed ? sealed->file : base::KeyedFile(path); }
};

struct IntakeResult {
  struct Item {
    std::string conversation_id;
    std::string job_id;
    bool already_there = false;  // the same content came before; nothing was done
    std::string source;          // masked
  };
  struct Failure {
    std::string source;                // masked
    std::optional<std::int64_t> line;  // of a table of messages
    std::string detail;
  };
  std::vector<Item> items;
  std::vector<Failure> failures;
};

class Intake {
 public:
  virtual ~Intake() = default;

  // The files of one request belong together: a recording with its transcript and metadata, or one file alone.
  // May move the files away (Blobs::adopt()); the caller removes those that remain.
  // Errors: invalid_input, unsupported, unavailable: nothing was taken in.
  virtual Result<IntakeResult> accept(std::vector<UploadedFile> files) = 0;
};

}  // namespace cxai::pipeline
