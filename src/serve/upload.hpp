// Receives the body of an upload piece by piece into sealed temporary files below the blobs' scratch folder: nothing of
// it touches the disk in the clear.
//
// Input    multipart/form-data with the fields of an UploadForm; or one file as the raw body, where the form allows it
// Output   the finished files
// Errors   invalid_input (unknown, repeated or missing field, empty body, missing filename),
//          unavailable (disk full)
// Owns     the files until the object ends: what nobody moved away by then is removed
// Limits   `max_file_bytes` each, small fields 1 MiB; too_large() tells when a limit was the reason
// Threads  one at a time; blocks on the disk
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/seal.hpp"
#include "http/multipart.hpp"
#include "pipeline/intake.hpp"
#include "store/blobs.hpp"

namespace cxai::serve {

// What a multipart body may hold.
struct UploadForm {
  std::span<const std::string_view> files;   // at least one must come, each at most once
  std::span<const std::string_view> fields;  // small texts, kept as files; may be empty; "x[]" may be repeated
  bool raw_body = false;                     // one file without a form is fine as well
};
extern const UploadForm kConversationForm;   // recording, transcript, metadata
extern const UploadForm kTranscriptionForm;  // of POST /v1/audio/transcriptions

class Upload final : private http::PartSink {
 public:
  static constexpr std::uint64_t kMaxMetadataBytes = 1 << 20;  // of a small field

  // `content_type` as sent; `filename` from the query, for raw bodies.
  static Result<std::unique_ptr<Upload>> begin(const store::Blobs& blobs, std::uint64_t max_file_bytes,
                                               std::string_view content_type, std::string_view filename,
                                               const UploadForm& form);
  ~Upload() override;

  Result<> feed(std::string_view bytes);
  Result<std::vector<pipeline::UploadedFile>> finish();
  bool too_large() const { return too_large_; }

 private:
  Upload(const store::Blobs& blobs, std::uint64_t max_file_bytes, const UploadForm& form);
  bool is_small(std::string_view field) const;
  Result<> open_file(pipeline::UploadedFile file, std::uint64_t limit_bytes);
  Result<> write(std::string_view bytes);
  Result<> close_file();

  Result<> begin_part(const http::PartHead& head) override;
  Result<> part_data(std::string_view bytes) override { return write(bytes); }
  Result<> end_part() override { return close_file(); }

  const store::Blobs& blobs_;
  std::uint64_t max_file_bytes_;
  const UploadForm& form_;
  std::optional<http::MultipartReader> multipart_;  // absent: raw body
  std::vector<pipeline::UploadedFile> files_;
  std::optional<base::SealWriter> open_;
  std::uint64_t written_ = 0;
  std::uint64_t limit_ = 0;
  bool too_large_ = false;
};

}  // namespace cxai::serve
