#include "base/seal.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace cxai::base {
namespace {

constexpr std::string_view kMagic = "CXSEAL01";
constexpr std::size_t kHead = kMagic.size() + kWrappedKeyBytes;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kSealedChunk = kSealChunkBytes + kTag;

using Nonce = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES>;

// A file's key seals nothing else, so that number and end are a nonce that never comes twice.
Nonce nonce_of(std::uint64_t chunk, bool last) {
  Nonce nonce{};
  for (std::size_t i = 0; i < 8; ++i) nonce[i] = static_cast<unsigned char>(chunk >> (8 * i));
  nonce[8] = last ? 1 : 0;
  return nonce;
}

Result<> write_at(int fd, std::string_view bytes, std::uint64_t at, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(file_error(path, errno));
    bytes.remove_prefix(static_cast<std::size_t>(n));
    at += static_cast<std::uint64_t>(n);
  }
  return {};
}

// Fills `into` unless the file ends before.
Result<std::size_t> read_from(int fd, std::uint64_t at, std::span<char> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t n = ::pread(fd, into.data() + done, into.size() - done, static_cast<off_t>(at + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(ErrorCode::unavailable, "a sealed file cannot be read");
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

std::unexpected<Error> corrupt(const char* what) {
  return fail(ErrorCode::corrupt_data, std::string("sealed file: ") + what + "; restore it from a backup");
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

SealWriter::SealWriter(std::filesystem::path path, Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {
  chunk_.reserve(kSealChunkBytes);
}

SealWriter::SealWriter(SealWriter&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      fd_(std::move(other.fd_)),
      key_(other.key_),
      hash_(other.hash_),
      chunk_(std::move(other.chunk_)),
      sealed_(std::move(other.sealed_)),
      chunks_(other.chunks_),
      size_(other.size_) {}

SealWriter::~SealWriter() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<SealWriter> SealWriter::create(const std::filesystem::path& path) {
  CXAI_CHECK(sodium_init() >= 0);
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return std::unexpected(file_error(path, errno));
  SealWriter writer(path, std::move(fd));
  const std::string head = std::string(kMagic) + std::string(kWrappedKeyBytes, '\0');
  CXAI_TRY_VOID(write_at(writer.fd_.get(), head, 0, path));
  return writer;
}

Result<> SealWriter::append(std::string_view bytes) {
  hash_.update(bytes);
  size_ += bytes.size();
  while (!bytes.empty()) {
    // A full chunk waits until more comes: only then is it known not to be the last.
    if (chunk_.size() == kSealChunkBytes) CXAI_TRY_VOID(write_chunk(false));
    const std::size_t taken = std::min(bytes.size(), kSealChunkBytes - chunk_.size());
    chunk_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
  }
  return {};
}

Result<> SealWriter::write_chunk(bool last) {
  sealed_.resize(chunk_.size() + kTag);
  const Nonce nonce = nonce_of(chunks_, last);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(sealed_), nullptr, bytes_of(std::as_const(chunk_)), chunk_.size(),
                                             nullptr, 0, nullptr, nonce.data(), key_.bytes().data());
  CXAI_TRY_VOID(write_at(fd_.get(), sealed_, kHead + chunks_ * kSealedChunk, path_));
  ++chunks_;
  chunk_.clear();
  return {};
}

Result<SealedTemporary> SealWriter::finish() {
  CXAI_TRY_VOID(write_chunk(true));
  if (::fdatasync(fd_.get()) != 0) return std::unexpected(file_error(path_, errno));
  fd_.reset();
  return SealedTemporary{{std::exchange(path_, {}), key_}, hash_.hex(), size_};
}

Result<> give_to_owner(const SealedTemporary& file, const SecretKey& owner, std::string_view purpose) {
  const std::filesystem::path& path = file.file.path;
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd) return std::unexpected(file_error(path, errno));
  CXAI_CHECK(file.file.key.has_value());
  CXAI_TRY_VOID(write_at(fd.get(), wrap_key(*file.file.key, owner, purpose), kMagic.size(), path));
  if (::fdatasync(fd.get()) != 0) return std::unexpected(file_error(path, errno));
  return {};
}

Result<SecretKey> key_from_owner(const std::filesystem::path& path, const SecretKey& owner, std::string_view purpose) {
  CXAI_TRY(const std::string head, read_head(path, kHead));
  if (head.size() < kHead || !head.starts_with(kMagic)) return corrupt("it does not begin with CXSEAL01");
  return unwrap_key(std::string_view(head).substr(kMagic.size()), owner, purpose);
}

Result<SealReader> SealReader::open(const std::filesystem::path& path, const SecretKey& key) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::unexpected(file_error(path, errno));
  const int number = fd.get();
  SealReader reader(std::move(fd), number, key);
  CXAI_TRY_VOID(reader.measure());
  return reader;
}

Result<SealReader> SealReader::borrow(int fd, const SecretKey& key) {
  SealReader reader({}, fd, key);
  CXAI_TRY_VOID(reader.measure());
  return reader;
}

// The length is believed only once the last chunk says that it is the last.
Result<> SealReader::measure() {
  CXAI_CHECK(sodium_init() >= 0);
  // A confined process may seek but not ask for the file's facts.
  const off_t end = ::lseek(fd_, 0, SEEK_END);
  if (end < 0) return fail(ErrorCode::unavailable, "a sealed file cannot be read");
  const auto length = static_cast<std::uint64_t>(end);
  std::array<char, kMagic.size()> magic{};
  CXAI_TRY(const std::size_t got, read_from(fd_, 0, magic));
  if (got < magic.size() || std::string_view(magic.data(), magic.size()) != kMagic)
    return corrupt("it does not begin with CXSEAL01");
  if (length < kHead + kTag) return corrupt("it is cut short");
  const std::uint64_t body = length - kHead;
  chunks_ = (body + kSealedChunk - 1) / kSealedChunk;
  if (body - (chunks_ - 1) * kSealedChunk < kTag) return corrupt("it is cut short");
  size_ = body - chunks_ * kTag;
  return load(chunks_ - 1);
}

Result<> SealReader::load(std::uint64_t chunk) {
  if (chunk == loaded_) return {};
  sealed_.resize(kSealedChunk);
  CXAI_TRY(const std::size_t got, read_from(fd_, kHead + chunk * kSealedChunk, sealed_));
  if (got < kTag) return corrupt("it is cut short");
  plain_.resize(got - kTag);
  loaded_ = UINT64_MAX;
  const Nonce nonce = nonce_of(chunk, chunk + 1 == chunks_);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(plain_), nullptr, nullptr, bytes_of(std::as_const(sealed_)),
                                                 got, nullptr, 0, nonce.data(), key_.bytes().data()) != 0)
    return corrupt("a chunk was changed, or the key is another's");
  loaded_ = chunk;
  return {};
}

Result<std::size_t> SealReader::read_at(std::uint64_t offset, std::span<char> into) {
  std::size_t done = 0;
  while (done < into.size() && offset + done < size_) {
    const std::uint64_t at = offset + done;
    CXAI_TRY_VOID(load(at / kSealChunkBytes));
    const auto begin = static_cast<std::size_t>(at % kSealChunkBytes);
    if (begin >= plain_.size()) return corrupt("a chunk is shorter than the file says");
    const std::size_t n = std::min(into.size() - done, plain_.size() - begin);
    std::copy_n(plain_.data() + begin, n, into.data() + done);
    done += n;
  }
  return done;
}

Result<std::string> read_file(const KeyedFile& file, std::uint64_t limit_bytes) {
  if (!file.key) return read_file(file.path, limit_bytes);
  CXAI_TRY(SealReader reader, SealReader::open(file.path, *file.key));
  if (reader.size() > limit_bytes)
    return fail(ErrorCode::invalid_input,
                file.path.string() + ": larger than the limit of " + std::to_string(limit_bytes) + " bytes");
  std::string bytes(static_cast<std::size_t>(reader.size()), '\0');
  CXAI_TRY(const std::size_t got, reader.read_at(0, bytes));
  bytes.resize(got);
  return bytes;
}

Result<std::string> read_head(const KeyedFile& file, std::size_t count) {
  if (!file.key) return read_head(file.path, count);
  CXAI_TRY(SealReader reader, SealReader::open(file.path, *file.key));
  std::string bytes(count, '\0');
  CXAI_TRY(const std::size_t got, reader.read_at(0, bytes));
  bytes.resize(got);
  return bytes;
}

Result<SealedTemporary> seal_file(const std::filesystem::path& source, const std::filesystem::path& target) {
  const Fd fd(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::unexpected(file_error(source, errno));
  CXAI_TRY(SealWriter writer, SealWriter::create(target));
  std::string buffer(1 << 18, '\0');
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(file_error(source, errno));
    if (n == 0) return writer.finish();
    CXAI_TRY_VOID(writer.append(std::string_view(buffer).substr(0, static_cast<std::size_t>(n))));
  }
}

Result<SealedTemporary> seal_bytes(std::string_view bytes, const std::filesystem::path& target) {
  CXAI_TRY(SealWriter writer, SealWriter::create(target));
  CXAI_TRY_VOID(writer.append(bytes));
  return writer.finish();
}

}  // namespace cxai::base
