#include "live/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace cxai::live {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeader = 44;
constexpr std::uint64_t kMaxBytes = 0xFFFFFFFFULL - kHeader;

void put(std::array<char, kHeader>& header, std::size_t at, std::uint32_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) header[at + i] = static_cast<char>(value >> (8 * i) & 0xFF);
}

// `data_bytes` of 0xFFFFFFFF says "until the end of the file", as streaming writers do.
std::array<char, kHeader> wav_header(int sample_rate_hz, int channels, std::uint64_t data_bytes) {
  std::array<char, kHeader> header{};
  std::memcpy(header.data(), "RIFF....WAVEfmt ", 16);
  std::memcpy(header.data() + 36, "data", 4);
  const auto rate = static_cast<std::uint32_t>(sample_rate_hz);
  const auto tracks = static_cast<std::uint32_t>(channels);
  const auto size = static_cast<std::uint32_t>(std::min<std::uint64_t>(data_bytes, 0xFFFFFFFFULL));
  put(header, 4, size == 0xFFFFFFFFU ? size : size + kHeader - 8, 4);
  put(header, 16, 16, 4);
  put(header, 20, 1, 2);
  put(header, 22, tracks, 2);
  put(header, 24, rate, 4);
  put(header, 28, rate * tracks * 2, 4);
  put(header, 32, tracks * 2, 2);
  put(header, 34, 16, 2);
  put(header, 40, size, 4);
  return header;
}

Result<> write_all(int fd, const char* bytes, std::size_t size, const fs::path& path) {
  while (size > 0) {
    const ssize_t n = ::write(fd, bytes, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::unexpected(base::file_error(path, errno));
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return {};
}

Result<> complete_header(int fd, const fs::path& path, int sample_rate_hz, int channels, std::uint64_t bytes) {
  const auto header = wav_header(sample_rate_hz, channels, bytes);
  if (::pwrite(fd, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()) || ::fdatasync(fd) != 0)
    return std::unexpected(base::file_error(path, errno));
  return {};
}

// One file of a process that ended. False: it holds no sound.
Result<bool> repair(const fs::path& path) {
  CXAI_TRY(const std::string head, base::read_head(path, kHeader));
  std::error_code error;
  const std::uint64_t size = fs::file_size(path, error);
  if (error || head.size() < kHeader || size <= kHeader || !head.starts_with("RIFF")) return false;
  const auto number = [&](std::size_t at, std::size_t bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
      value |= static_cast<std::uint32_t>(static_cast<unsigned char>(head[at + i])) << (8 * i);
    return value;
  };
  const auto channels = static_cast<int>(number(22, 2));
  if (channels < 1 || channels > 2) return false;
  const base::Fd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!fd) return std::unexpected(base::file_error(path, errno));
  const std::uint64_t frame = 2 * static_cast<std::uint64_t>(channels);
  const std::uint64_t bytes = (size - kHeader) / frame * frame;  // the last write may have been cut
  if (::ftruncate(fd.get(), static_cast<off_t>(kHeader + bytes)) != 0)
    return std::unexpected(base::file_error(path, errno));
  CXAI_TRY_VOID(complete_header(fd.get(), path, static_cast<int>(number(24, 4)), channels, bytes));
  return bytes > 0;
}

}  // namespace

Result<Spool> Spool::create(const fs::path& folder, const std::string& id, int sample_rate_hz, int channels,
                            const Json& metadata) {
  Spool spool;
  spool.call_ = {id, folder / (id + ".wav"), folder / (id + ".json")};
  spool.sample_rate_hz_ = sample_rate_hz;
  spool.channels_ = channels;
  CXAI_TRY_VOID(spool.describe(metadata));  // makes the folder
  const fs::path& path = spool.call_.recording;
  spool.fd_ = base::Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!spool.fd_) return std::unexpected(base::file_error(path, errno));
  const auto header = wav_header(sample_rate_hz, channels, 0xFFFFFFFFULL);
  CXAI_TRY_VOID(write_all(spool.fd_.get(), header.data(), header.size(), path));
  return spool;
}

Result<> Spool::append(std::span<const std::int16_t> interleaved) {
  static_assert(std::endian::native == std::endian::little, "WAV is little-endian");
  const std::size_t size = interleaved.size_bytes();
  if (bytes_ + size > kMaxBytes)
    return fail(ErrorCode::unavailable, "the call is longer than a WAV file of 4 GiB can hold; start a new stream");
  CXAI_TRY_VOID(write_all(fd_.get(), static_cast<const char*>(static_cast<const void*>(interleaved.data())), size,
                          call_.recording));
  bytes_ += size;
  return {};
}

Result<> Spool::describe(const Json& metadata) {
  return base::write_file_atomic(call_.metadata, base::dump_json(metadata, 1) + "\n");
}

Result<SpooledCall> Spool::finish() {
  CXAI_TRY_VOID(complete_header(fd_.get(), call_.recording, sample_rate_hz_, channels_, bytes_));
  fd_.reset();
  return call_;
}

Result<std::vector<SpooledCall>> Spool::recover(const fs::path& folder) {
  std::vector<SpooledCall> calls;
  std::error_code error;
  if (!fs::exists(folder, error)) return calls;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const fs::path& path = entry.path();
    SpooledCall call{path.stem().string(), path, fs::path(path).replace_extension(".json")};
    if (path.extension() == ".json" && !fs::exists(fs::path(path).replace_extension(".wav"))) fs::remove(path, error);
    if (path.extension() != ".wav") continue;
    CXAI_TRY(const bool has_sound, repair(path));
    if (has_sound)
      calls.push_back(std::move(call));
    else
      remove(call);
  }
  std::ranges::sort(calls, {}, &SpooledCall::id);
  return calls;
}

void Spool::remove(const SpooledCall& call) {
  std::error_code ignored;
  fs::remove(call.recording, ignored);
  fs::remove(call.metadata, ignored);
}

}  // namespace cxai::live
