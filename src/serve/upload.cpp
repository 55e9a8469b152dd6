#include "serve/upload.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "serve/request.hpp"

namespace cxai::serve {
namespace {

constexpr std::array<std::string_view, 2> kCallFiles{"recording", "transcript"};
constexpr std::array<std::string_view, 1> kCallFields{"metadata"};
constexpr std::array<std::string_view, 1> kSpeechFiles{"file"};
constexpr std::array<std::string_view, 10> kSpeechFields{"model",
                                                         "language",
                                                         "prompt",
                                                         "response_format",
                                                         "temperature",
                                                         "timestamp_granularities[]",
                                                         "timestamp_granularities",
                                                         "stream",
                                                         "chunking_strategy",
                                                         "include[]"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string listed(const UploadForm& form) {
  std::string text;
  for (const auto names : {form.files, form.fields})
    for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

}  // namespace

const UploadForm kConversationForm{kCallFiles, kCallFields, true};
const UploadForm kTranscriptionForm{kSpeechFiles, kSpeechFields, false};

Upload::Upload(const store::Blobs& blobs, std::uint64_t max_file_bytes, const UploadForm& form)
    : blobs_(blobs), max_file_bytes_(max_file_bytes), form_(form) {}

bool Upload::is_small(std::string_view field) const {
  return is_one_of(form_.fields, field);
}

Upload::~Upload() {
  for (const auto& file : files_)
    if (file.sealed) store::Blobs::discard(*file.sealed);
}

Result<std::unique_ptr<Upload>> Upload::begin(const store::Blobs& blobs, std::uint64_t max_file_bytes,
                                              std::string_view content_type, std::string_view filename,
                                              const UploadForm& form) {
  auto upload = std::unique_ptr<Upload>(new Upload(blobs, max_file_bytes, form));
  const std::string_view type = http::trim(content_type.substr(0, content_type.find(';')));
  if (http::equals_ignoring_case(type, "multipart/form-data")) {
    CXAI_TRY(const std::string boundary, http::boundary_of(content_type));
    upload->multipart_.emplace(boundary, static_cast<http::PartSink&>(*upload));
    return upload;
  }
  if (!form.raw_body) return fail(ErrorCode::invalid_input, "send multipart/form-data with the field file");
  const std::string name = http::clean_filename(filename);
  if (name.empty())
    return fail(ErrorCode::invalid_input,
                "send multipart/form-data, or one file as the body with its name: ?filename=call.wav");
  CXAI_TRY_VOID(upload->open_file({"", name, std::string(type), {}}, max_file_bytes));
  return upload;
}

Result<> Upload::open_file(pipeline::UploadedFile file, std::uint64_t limit_bytes) {
  CXAI_TRY(auto writer, blobs_.stage());
  open_.emplace(std::move(writer));
  files_.push_back(std::move(file));
  written_ = 0;
  limit_ = limit_bytes;
  return {};
}

Result<> Upload::write(std::string_view bytes) {
  if (bytes.size() > limit_ - written_) {
    too_large_ = true;
    return fail(ErrorCode::invalid_input, "a file is larger than the limit of " + std::to_string(limit_) + " bytes");
  }
  written_ += bytes.size();
  return open_->append(bytes);
}

Result<> Upload::close_file() {
  if (written_ == 0 && !is_small(files_.back().field))
    return fail(ErrorCode::invalid_input, "the file '" + files_.back().filename + "' is empty");
  CXAI_TRY(files_.back().sealed, open_->finish());
  files_.back().path = files_.back().sealed->file.path;
  open_.reset();
  return {};
}

Result<> Upload::begin_part(const http::PartHead& head) {
  const bool small = is_small(head.name);
  if (!small && !is_one_of(form_.files, head.name))
    return fail(ErrorCode::invalid_input, "the form has an unknown field; it takes " + listed(form_));
  const bool repeats = head.name.ends_with("[]");
  if (!repeats && std::ranges::find(files_, head.name, &pipeline::UploadedFile::field) != files_.end())
    return fail(ErrorCode::invalid_input, "the form has the field " + head.name + " twice; send one call at a time");
  return open_file({head.name, head.filename.empty() ? head.name : head.filename, head.content_type, {}},
                   small ? std::min(kMaxMetadataBytes, max_file_bytes_) : max_file_bytes_);
}

Result<> Upload::feed(std::string_view bytes) {
  return multipart_ ? multipart_->feed(bytes) : write(bytes);
}

Result<std::vector<pipeline::UploadedFile>> Upload::finish() {
  if (!multipart_) {
    CXAI_TRY_VOID(close_file());
    return files_;
  }
  CXAI_TRY_VOID(multipart_->finish());
  const bool content = std::ranges::any_of(files_, [&](const auto& file) { return !is_small(file.field); });
  if (!content) {
    std::string names;
    for (const std::string_view name : form_.files) names += (names.empty() ? "" : " or ") + std::string(name);
    return fail(ErrorCode::invalid_input, "the form must have a file in the field " + names);
  }
  return files_;
}

}  // namespace cxai::serve
