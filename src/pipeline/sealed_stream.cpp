#include "pipeline/sealed_stream.hpp"

#include <fstream>
#include <ios>
#include <streambuf>
#include <vector>

namespace cxai::pipeline {
namespace {

class SealedBuffer final : public std::streambuf {
 public:
  explicit SealedBuffer(base::SealReader reader) : reader_(std::move(reader)) {}

 private:
  int_type underflow() override {
    const auto got = reader_.read_at(at_, bytes_);
    // A stream turns what is thrown in here into its badbit.
    if (!got) throw std::ios_base::failure(got.error().message);
    if (*got == 0) return traits_type::eof();
    at_ += *got;
    setg(bytes_.data(), bytes_.data(), bytes_.data() + *got);
    return traits_type::to_int_type(*gptr());
  }

  base::SealReader reader_;
  std::uint64_t at_ = 0;
  std::vector<char> bytes_ = std::vector<char>(base::kSealChunkBytes);
};

class SealedStream final : public std::istream {
 public:
  explicit SealedStream(base::SealReader reader) : std::istream(nullptr), buffer_(std::move(reader)) {
    rdbuf(&buffer_);
  }

 private:
  SealedBuffer buffer_;
};

}  // namespace

Result<std::unique_ptr<std::istream>> open_stream(const base::KeyedFile& file) {
  if (file.key) {
    CXAI_TRY(auto reader, base::SealReader::open(file.path, *file.key));
    return std::make_unique<SealedStream>(std::move(reader));
  }
  auto plain = std::make_unique<std::ifstream>(file.path, std::ios::binary);
  if (!*plain) return fail(ErrorCode::not_found, "cannot read the file");
  return plain;
}

}  // namespace cxai::pipeline
