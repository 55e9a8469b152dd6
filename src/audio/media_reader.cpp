#include "audio/media_reader.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/log.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

#include "audio/ffmpeg_ptr.hpp"
#include "base/seal.hpp"

namespace cxai::audio {
namespace {

constexpr int kIoBufferBytes = 1 << 16;
constexpr std::size_t kFlushSamples = 4096;
static_assert(kFlushSamples <= kMaxBlockSamples);
// A container that only looked like one is believed from here on when the file's name says it has no header.
constexpr int kCertainScore = AVPROBE_SCORE_EXTENSION;
constexpr int kMaxPacketErrorsInARow = 10'000;
constexpr int kMaxSourceChannels = 64;  // what libswresample can hold

struct IoDeleter {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};
struct FormatDeleter {
  void operator()(AVFormatContext* format) const { avformat_close_input(&format); }
};
struct ResamplerDeleter {
  void operator()(SwrContext* swr) const { swr_free(&swr); }
};

// Where the bytes come from: the descriptor itself, or what is sealed in it.
struct Source {
  int fd = -1;
  std::optional<base::SealReader> sealed;
  std::uint64_t at = 0;  // of what is sealed
};

int read_some(void* opaque, std::uint8_t* buffer, int size) {
  auto& source = *static_cast<Source*>(opaque);
  const auto wanted = static_cast<std::size_t>(size);
  if (source.sealed) {
    const auto got = source.sealed->read_at(source.at, {reinterpret_cast<char*>(buffer), wanted});
    if (!got) return AVERROR(EIO);
    source.at += *got;
    return *got == 0 ? AVERROR_EOF : static_cast<int>(*got);
  }
  while (true) {
    const ssize_t n = ::read(source.fd, buffer, wanted);
    if (n > 0) return static_cast<int>(n);
    if (n == 0) return AVERROR_EOF;
    if (errno != EINTR) return AVERROR(errno);
  }
}

std::int64_t seek_sealed(Source& source, std::int64_t offset, int whence) {
  const auto size = static_cast<std::int64_t>(source.sealed->size());
  if ((whence & AVSEEK_SIZE) != 0) return size;
  const int from = whence & ~AVSEEK_FORCE;
  if (from == SEEK_CUR) offset += static_cast<std::int64_t>(source.at);
  if (from == SEEK_END) offset += size;
  if (offset < 0) return AVERROR(EINVAL);
  source.at = static_cast<std::uint64_t>(offset);
  return offset;
}

std::int64_t seek(void* opaque, std::int64_t offset, int whence) {
  auto& source = *static_cast<Source*>(opaque);
  if (source.sealed) return seek_sealed(source, offset, whence);
  if ((whence & AVSEEK_SIZE) != 0) {
    const off_t here = ::lseek(source.fd, 0, SEEK_CUR);
    const off_t size = ::lseek(source.fd, 0, SEEK_END);
    if (here < 0 || size < 0 || ::lseek(source.fd, here, SEEK_SET) < 0) return AVERROR(errno);
    return size;
  }
  const off_t at = ::lseek(source.fd, offset, whence & ~AVSEEK_FORCE);
  return at < 0 ? AVERROR(errno) : at;
}

// Playlists and the like would open other files.
int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EPERM);
}

class MediaReader {
 public:
  MediaReader(Source source, const MediaOutput& output) : source_(std::move(source)), output_(output) {}

  MediaOutcome run(const RawHint& raw) {
    outcome_.failure = open(raw);
    if (!outcome_.failure) decode();
    return std::move(outcome_);
  }

 private:
  std::optional<Failure> open(const RawHint& raw);
  const AVInputFormat* choose_format(const RawHint& raw, bool& unknown);
  void decode();
  bool receive_frames();
  bool prepare(const AVFrame& frame);
  void convert(const AVFrame* frame);
  void append(int produced);
  void flush(std::size_t at_least);
  void notice(Notice kind, std::int64_t count);
  Millis expected_duration() const;

  Source source_;
  const MediaOutput& output_;
  MediaOutcome outcome_;
  std::unique_ptr<AVIOContext, IoDeleter> io_;
  std::unique_ptr<AVFormatContext, FormatDeleter> format_;  // freed before io_
  std::unique_ptr<AVCodecContext, CodecDeleter> codec_;
  std::unique_ptr<AVFrame, FrameDeleter> frame_{av_frame_alloc()};
  std::unique_ptr<SwrContext, ResamplerDeleter> swr_;
  int stream_ = -1;
  int swr_rate_ = 0;
  int swr_channels_ = 0;
  int swr_format_ = AV_SAMPLE_FMT_NONE;
  Info info_;
  std::vector<std::vector<float>> scratch_;  // what swr writes: every channel of the source
  std::vector<std::vector<float>> pending_;  // not yet given out: the channels of info_
  std::int64_t samples_out_ = 0;
  std::int64_t packets_skipped_ = 0;
  std::int64_t format_changes_ = 0;
  int most_channels_ = 0;
};

// Null without `unknown`: FFmpeg recognises nothing.
const AVInputFormat* MediaReader::choose_format(const RawHint& raw, bool& unknown) {
  const AVInputFormat* named = nullptr;
  if (raw.use != RawHint::Use::none) {
    named = av_find_input_format(raw.format.c_str());
    unknown = named == nullptr;
    if (unknown || raw.use == RawHint::Use::always) return named;
  }
  const AVInputFormat* detected = nullptr;
  const int score = av_probe_input_buffer2(io_.get(), &detected, "", nullptr, 0, 0);
  if (score < 0) detected = nullptr;
  if (named && (!detected || score <= kCertainScore)) return named;
  return detected;
}

std::optional<Failure> MediaReader::open(const RawHint& raw) {
  auto* buffer = static_cast<unsigned char*>(av_malloc(kIoBufferBytes));
  if (!buffer) return Failure::broken;
  io_.reset(avio_alloc_context(buffer, kIoBufferBytes, 0, &source_, read_some, nullptr, seek));
  if (!io_) {
    av_free(buffer);
    return Failure::broken;
  }
  bool unknown = false;
  const AVInputFormat* input = choose_format(raw, unknown);
  if (unknown) return Failure::unknown_raw;
  if (!input) return Failure::not_media;

  AVFormatContext* format = avformat_alloc_context();
  if (!format) return Failure::broken;
  format->pb = io_.get();
  format->flags |= AVFMT_FLAG_CUSTOM_IO;
  format->io_open = refuse_to_open;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "protocol_whitelist", "", 0);
  if (raw.use != RawHint::Use::none && std::string_view(input->name) == raw.format)
    av_dict_set_int(&options, "sample_rate", raw.sample_rate_hz, 0);
  const int opened = avformat_open_input(&format, "", input, &options);  // frees `format` when it fails
  av_dict_free(&options);
  if (opened < 0) return Failure::not_media;
  format_.reset(format);
  if (avformat_find_stream_info(format, nullptr) < 0) return Failure::not_media;

  const AVCodec* decoder = nullptr;
  stream_ = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, &decoder, 0);
  if (stream_ == AVERROR_DECODER_NOT_FOUND) return Failure::no_decoder;
  if (stream_ < 0) return Failure::no_audio;
  int audio_streams = 0;
  for (unsigned i = 0; i < format->nb_streams; ++i) {
    AVStream& stream = *format->streams[i];
    if (stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO) ++audio_streams;
    if (static_cast<int>(i) != stream_) stream.discard = AVDISCARD_ALL;
  }
  notice(Notice::streams_ignored, audio_streams - 1);

  const AVStream& stream = *format->streams[stream_];
  codec_.reset(avcodec_alloc_context3(decoder));
  if (!codec_ || avcodec_parameters_to_context(codec_.get(), stream.codecpar) < 0) return Failure::broken;
  codec_->thread_count = 1;
  codec_->pkt_timebase = stream.time_base;
  const int ready = avcodec_open2(codec_.get(), decoder, nullptr);
  if (ready == AVERROR(ENOSYS) || ready == AVERROR_PATCHWELCOME) return Failure::no_decoder;
  if (ready < 0) return Failure::broken;
  info_.container = input->name;
  info_.codec = decoder->name;
  if (const char* name = avcodec_get_name(decoder->id)) info_.codec = name;
  return std::nullopt;
}

Millis MediaReader::expected_duration() const {
  // A guess from the bit rate is not a claim.
  if (format_->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE) return Millis(0);
  const AVStream& stream = *format_->streams[stream_];
  if (stream.duration != AV_NOPTS_VALUE && stream.duration > 0)
    return Millis(av_rescale_q(stream.duration, stream.time_base, {1, 1000}));
  if (format_->duration != AV_NOPTS_VALUE && format_->duration > 0)
    return Millis(format_->duration / (AV_TIME_BASE / 1000));
  return Millis(0);
}

void MediaReader::notice(Notice kind, std::int64_t count) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (count > 0) outcome_.notices.push_back({kind, static_cast<std::uint32_t>(std::min(count, kMost))});
}

void MediaReader::decode() {
  const std::unique_ptr<AVPacket, PacketDeleter> packet(av_packet_alloc());
  if (!packet || !frame_) {
    outcome_.failure = Failure::broken;
    return;
  }
  int errors_in_a_row = 0;
  bool damaged = false;
  while (errors_in_a_row < kMaxPacketErrorsInARow) {
    const int got = av_read_frame(format_.get(), packet.get());
    if (got < 0) {
      damaged = damaged || got != AVERROR_EOF;
      break;
    }
    if (packet->stream_index == stream_) {
      const int sent = avcodec_send_packet(codec_.get(), packet.get());
      const bool bad = !receive_frames() || (sent < 0 && sent != AVERROR(EAGAIN));
      packets_skipped_ += bad ? 1 : 0;
      errors_in_a_row = bad ? errors_in_a_row + 1 : 0;
    }
    av_packet_unref(packet.get());
  }
  avcodec_send_packet(codec_.get(), nullptr);
  receive_frames();
  if (swr_) convert(nullptr);
  flush(1);

  if (samples_out_ == 0) {
    outcome_.failure = packets_skipped_ > 0 || damaged ? Failure::broken : Failure::empty;
    return;
  }
  notice(Notice::packets_skipped, packets_skipped_);
  notice(Notice::channels_dropped, most_channels_ - info_.channels);
  notice(Notice::format_changed, format_changes_);
  const std::int64_t missing = info_.expected_duration.count() - samples_out_ * 1000 / kSampleRateHz;
  if (missing > 1000 && missing > info_.expected_duration.count() / 20) notice(Notice::ends_early, missing);
}

// Takes what the decoder has. False: it reported an error, or a frame could not be used.
bool MediaReader::receive_frames() {
  bool good = true;
  while (true) {
    const int got = avcodec_receive_frame(codec_.get(), frame_.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return good;
    if (got < 0) return false;
    if (prepare(*frame_)) {
      convert(frame_.get());
    } else {
      good = false;
    }
    av_frame_unref(frame_.get());
  }
}

// Makes the resampler fit the frame, and announces the recording before its first samples.
bool MediaReader::prepare(const AVFrame& frame) {
  const int channels = frame.ch_layout.nb_channels;
  if (channels < 1 || channels > kMaxSourceChannels || frame.sample_rate < 1 || frame.nb_samples < 1) return false;
  if (swr_ && frame.sample_rate == swr_rate_ && channels == swr_channels_ && frame.format == swr_format_) return true;
  if (swr_) {
    convert(nullptr);
    if (frame.sample_rate != swr_rate_ || channels != swr_channels_) ++format_changes_;
  }
  // The same unspecified layout on both sides: swr then mixes nothing, whatever the channels are called.
  AVChannelLayout layout{};
  layout.order = AV_CHANNEL_ORDER_UNSPEC;
  layout.nb_channels = channels;
  SwrContext* swr = nullptr;
  const int made = swr_alloc_set_opts2(&swr, &layout, AV_SAMPLE_FMT_FLTP, kSampleRateHz, &layout,
                                       static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  swr_.reset(swr);
  if (made < 0 || swr_init(swr) < 0) {
    swr_.reset();
    return false;
  }
  swr_rate_ = frame.sample_rate;
  swr_channels_ = channels;
  swr_format_ = frame.format;
  most_channels_ = std::max(most_channels_, channels);
  scratch_.resize(static_cast<std::size_t>(channels));
  if (info_.channels == 0) {
    info_.channels = std::min(channels, kMaxChannels);
    info_.source_sample_rate_hz = frame.sample_rate;
    info_.expected_duration = expected_duration();
    pending_.resize(static_cast<std::size_t>(info_.channels));
    output_.begin(info_);
  }
  return true;
}

// Null: gives out what the resampler still holds.
void MediaReader::convert(const AVFrame* frame) {
  const int capacity = swr_get_out_samples(swr_.get(), frame ? frame->nb_samples : 0);
  if (capacity <= 0) return;
  std::vector<std::uint8_t*> planes;
  for (auto& channel : scratch_) {
    if (channel.size() < static_cast<std::size_t>(capacity)) channel.resize(static_cast<std::size_t>(capacity));
    planes.push_back(reinterpret_cast<std::uint8_t*>(channel.data()));
  }
  const auto** input = frame ? const_cast<const std::uint8_t**>(frame->extended_data) : nullptr;
  const int produced = swr_convert(swr_.get(), planes.data(), capacity, input, frame ? frame->nb_samples : 0);
  if (produced > 0) append(produced);
}

void MediaReader::append(int produced) {
  const auto count = static_cast<std::size_t>(produced);
  for (std::size_t c = 0; c < pending_.size(); ++c) {
    if (c < scratch_.size()) {
      pending_[c].insert(pending_[c].end(), scratch_[c].begin(), scratch_[c].begin() + produced);
    } else {
      pending_[c].insert(pending_[c].end(), count, 0.0F);  // the source has fewer channels than it began with
    }
  }
  samples_out_ += produced;
  flush(kFlushSamples);
}

void MediaReader::flush(std::size_t at_least) {
  if (pending_.empty()) return;
  std::size_t done = 0;
  Samples samples;
  while (pending_[0].size() - done >= at_least) {
    samples.count = std::min(pending_[0].size() - done, kFlushSamples);
    samples.planar.clear();
    for (const auto& channel : pending_) {
      const auto from = channel.begin() + static_cast<std::ptrdiff_t>(done);
      samples.planar.insert(samples.planar.end(), from, from + static_cast<std::ptrdiff_t>(samples.count));
    }
    output_.samples(samples);
    done += samples.count;
  }
  for (auto& channel : pending_) channel.erase(channel.begin(), channel.begin() + static_cast<std::ptrdiff_t>(done));
}

}  // namespace

MediaOutcome read_media(int fd, const std::optional<base::SecretKey>& key, const RawHint& raw,
                        const MediaOutput& output) {
  av_log_set_level(AV_LOG_QUIET);
  Source source{fd, std::nullopt, 0};
  if (key) {
    auto sealed = base::SealReader::borrow(fd, *key);
    if (!sealed) return {Failure::broken, {}};
    source.sealed = std::move(*sealed);
  }
  return MediaReader(std::move(source), output).run(raw);
}

}  // namespace cxai::audio
