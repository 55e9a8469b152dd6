#include "audio/protocol.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cxai::audio {
namespace {

static_assert(std::endian::native == std::endian::little, "samples are copied as they lie in memory");

constexpr std::string_view kHello{"CXAD\x01", 5};
constexpr std::size_t kHeaderBytes = 5;
constexpr std::size_t kMaxPayloadBytes = 4 + kMaxBlockSamples * kMaxChannels * sizeof(float);
constexpr std::size_t kMaxNameBytes = 64;
constexpr std::int64_t kMaxExpectedMs = 1000LL * 3600 * 24 * 365;

enum class Type : std::uint8_t { info = 1, samples = 2, notice = 3, end = 4, failure = 5 };

template <class T>
void put(std::string& bytes, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  bytes.append(raw, sizeof(T));
}

std::string frame(Type type, std::string_view payload) {
  std::string bytes;
  bytes.reserve(kHeaderBytes + payload.size());
  put(bytes, static_cast<std::uint8_t>(type));
  put(bytes, static_cast<std::uint32_t>(payload.size()));
  return bytes.append(payload);
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ',' ||
         c == '.' || c == '-';
}

std::string clean_name(std::string_view name) {
  std::string out(name.substr(0, kMaxNameBytes));
  std::ranges::replace_if(out, [](char c) { return !is_name_char(c); }, '_');
  return out;
}

// Takes values off the front of a payload; a missing byte makes it, and all that follows, fail.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  T take() {
    T value{};
    if (bytes_.size() < sizeof(T)) {
      ok_ = false;
      return value;
    }
    std::memcpy(&value, bytes_.data(), sizeof(T));
    bytes_.remove_prefix(sizeof(T));
    return value;
  }

  std::string_view take_text() {
    const std::size_t size = take<std::uint8_t>();
    if (size > kMaxNameBytes || bytes_.size() < size) {
      ok_ = false;
      return {};
    }
    const std::string_view text = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return text;
  }

  std::string_view rest() const { return bytes_; }
  bool spent() const { return ok_ && bytes_.empty(); }
  bool ok() const { return ok_; }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

std::unexpected<Error> broken(const char* what) {
  return fail(ErrorCode::corrupt_data, std::string("the decoder's answer breaks its protocol: ") + what);
}

}  // namespace

std::string encode_hello() {
  return std::string(kHello);
}

std::string encode(const Info& info) {
  std::string payload;
  put(payload, static_cast<std::uint8_t>(info.channels));
  put(payload, static_cast<std::uint32_t>(info.source_sample_rate_hz));
  put(payload, static_cast<std::int64_t>(info.expected_duration.count()));
  for (const std::string* name : {&info.container, &info.codec}) {
    const std::string cleaned = clean_name(*name);
    put(payload, static_cast<std::uint8_t>(cleaned.size()));
    payload += cleaned;
  }
  return frame(Type::info, payload);
}

std::string encode(const Samples& samples) {
  std::string payload;
  payload.resize(4 + samples.planar.size() * sizeof(float));
  const auto count = static_cast<std::uint32_t>(samples.count);
  std::memcpy(payload.data(), &count, 4);
  if (!samples.planar.empty())
    std::memcpy(payload.data() + 4, samples.planar.data(), samples.planar.size() * sizeof(float));
  return frame(Type::samples, payload);
}

std::string encode(NoticeCount notice) {
  std::string payload;
  put(payload, static_cast<std::uint8_t>(notice.notice));
  put(payload, notice.count);
  return frame(Type::notice, payload);
}

std::string encode(End) {
  return frame(Type::end, {});
}

std::string encode(Failure failure) {
  const char code = static_cast<char>(failure);
  return frame(Type::failure, {&code, 1});
}

void FrameReader::append(std::span<const char> bytes) {
  buffer_.erase(0, at_);
  at_ = 0;
  buffer_.append(bytes.data(), bytes.size());
}

Result<std::optional<Frame>> FrameReader::next() {
  std::string_view rest = std::string_view(buffer_).substr(at_);
  if (!greeted_) {
    const std::size_t known = std::min(rest.size(), kHello.size());
    if (rest.substr(0, known) != kHello.substr(0, known)) return broken("wrong greeting");
    if (known < kHello.size()) return std::nullopt;
    greeted_ = true;
    at_ += kHello.size();
    rest.remove_prefix(kHello.size());
  }
  if (ended_ && !rest.empty()) return broken("bytes after the end");
  if (rest.size() < kHeaderBytes) return std::nullopt;
  Cursor header(rest);
  const auto type = header.take<std::uint8_t>();
  const auto size = header.take<std::uint32_t>();
  if (size > kMaxPayloadBytes) return broken("a frame is too long");
  if (header.rest().size() < size) return std::nullopt;
  CXAI_TRY(Frame frame, read(type, header.rest().substr(0, size)));
  at_ += kHeaderBytes + size;
  return frame;
}

Result<Frame> FrameReader::read(std::uint8_t type, std::string_view payload) {
  Cursor in(payload);
  switch (static_cast<Type>(type)) {
    case Type::info:
      return read_info(payload);
    case Type::samples:
      return read_samples(payload);
    case Type::notice: {
      const NoticeCount notice{static_cast<Notice>(in.take<std::uint8_t>()), in.take<std::uint32_t>()};
      if (!in.spent() || notice.notice < Notice::packets_skipped || notice.notice > Notice::streams_ignored)
        return broken("an unknown notice");
      return notice;
    }
    case Type::end:
      if (!payload.empty() || channels_ == 0) return broken("a wrong end");
      ended_ = true;
      return End{};
    case Type::failure: {
      const auto failure = static_cast<Failure>(in.take<std::uint8_t>());
      if (!in.spent() || failure < Failure::not_confined || failure > Failure::broken)
        return broken("an unknown failure");
      ended_ = true;
      return failure;
    }
  }
  return broken("an unknown frame");
}

Result<Frame> FrameReader::read_info(std::string_view payload) {
  if (channels_ != 0) return broken("info sent twice");
  Cursor in(payload);
  Info info;
  info.channels = in.take<std::uint8_t>();
  const auto rate = in.take<std::uint32_t>();
  const auto expected = in.take<std::int64_t>();
  info.container = clean_name(in.take_text());
  info.codec = clean_name(in.take_text());
  if (!in.spent()) return broken("info of a wrong length");
  if (info.channels < 1 || info.channels > kMaxChannels || rate < 1 || rate > 10'000'000)
    return broken("impossible channel count or sample rate");
  info.source_sample_rate_hz = static_cast<int>(rate);
  info.expected_duration = Millis(expected < 0 || expected > kMaxExpectedMs ? 0 : expected);
  channels_ = info.channels;
  return info;
}

Result<Frame> FrameReader::read_samples(std::string_view payload) const {
  if (channels_ == 0) return broken("samples before info");
  Cursor in(payload);
  Samples samples;
  samples.count = in.take<std::uint32_t>();
  const std::size_t total = samples.count * static_cast<std::size_t>(channels_);
  if (!in.ok() || samples.count == 0 || samples.count > kMaxBlockSamples || in.rest().size() != total * sizeof(float))
    return broken("samples of a wrong length");
  samples.planar.resize(total);
  std::memcpy(samples.planar.data(), in.rest().data(), total * sizeof(float));
  // The comparisons are written so that a NaN fails the first one and becomes 0.
  for (float& sample : samples.planar) {
    if (!(sample >= -1.0F)) sample = sample < -1.0F ? -1.0F : 0.0F;
    if (sample > 1.0F) sample = 1.0F;
  }
  return samples;
}

}  // namespace cxai::audio
