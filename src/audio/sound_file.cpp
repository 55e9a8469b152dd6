#include "audio/sound_file.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <utility>
#include <vector>

#include "audio/ffmpeg_ptr.hpp"
#include "base/files.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/log.h>
#include <libavutil/opt.h>
}

namespace cxai::audio {
namespace {

struct Form {
  SoundFormat format;
  const char* name;
  const char* ending;
  const char* media_type;
  const char* muxer;    // FFmpeg's names
  const char* encoder;  //
  AVSampleFormat samples;
  int bits_per_second_per_channel;  // 0: lossless
  int max_channels;
};

constexpr std::array kForms{
    Form{SoundFormat::wav, "wav", ".wav", "audio/wav", "wav", "pcm_s16le", AV_SAMPLE_FMT_S16, 0, kMaxChannels},
    Form{SoundFormat::flac, "flac", ".flac", "audio/flac", "flac", "flac", AV_SAMPLE_FMT_S16, 0, kMaxChannels},
    Form{SoundFormat::opus, "opus", ".ogg", "audio/ogg", "ogg", "libopus", AV_SAMPLE_FMT_FLT, 24'000, 2},
    Form{SoundFormat::mp3, "mp3", ".mp3", "audio/mpeg", "mp3", "libmp3lame", AV_SAMPLE_FMT_FLTP, 32'000, 2},
};

const Form& form_of(SoundFormat format) {
  return *std::ranges::find(kForms, format, &Form::format);
}

constexpr int kSamplesPerFrame = 1024;  // where the encoder does not mind
constexpr int kStreamBufferBytes = 1 << 14;

std::int16_t to_int16(float sample) {
  if (std::isnan(sample)) return 0;
  return static_cast<std::int16_t>(std::lrint(std::clamp(sample * 32768.0F, -32768.0F, 32767.0F)));
}

}  // namespace

struct SoundFile::Impl {
  Form form{};
  std::filesystem::path path;  // empty: a stream
  std::filesystem::path partial;
  Append append;
  std::optional<Error> append_error;
  int channels = 1;
  AVFormatContext* muxer = nullptr;
  std::unique_ptr<AVCodecContext, CodecDeleter> encoder;
  std::unique_ptr<AVFrame, FrameDeleter> frame{av_frame_alloc()};
  std::unique_ptr<AVPacket, PacketDeleter> packet{av_packet_alloc()};
  std::vector<float> interleaved;  // not yet encoded
  std::int64_t position = 0;       // samples encoded

  int open();
  int open_output();
  void close_output();
  int encode(std::size_t at, int samples);
  void fill(std::size_t at, int samples);
  int drain();
  std::unexpected<Error> cannot_write(int error) const;

  ~Impl() {
    close_output();
    avformat_free_context(muxer);
    std::error_code ignored;
    if (!partial.empty()) std::filesystem::remove(partial, ignored);
  }
};

std::unexpected<Error> SoundFile::Impl::cannot_write(int error) const {
  if (append_error) return std::unexpected(*append_error);
  if (error == AVERROR_ENCODER_NOT_FOUND)
    return fail(ErrorCode::unsupported, "this FFmpeg has no encoder for " + std::string(form.name) + " (" +
                                            form.encoder + "); choose another format: wav, flac, opus, mp3");
  return fail(ErrorCode::unavailable, (path.empty() ? std::string(form.name) : path.string()) +
                                          ": cannot write the sound (FFmpeg error " + std::to_string(error) + ")");
}

// 0, or FFmpeg's error.
int SoundFile::Impl::open() {
  av_log_set_level(AV_LOG_QUIET);
  const AVCodec* codec = avcodec_find_encoder_by_name(form.encoder);
  if (!codec) return AVERROR_ENCODER_NOT_FOUND;
  encoder.reset(avcodec_alloc_context3(codec));
  if (!encoder || !frame || !packet) return AVERROR(ENOMEM);
  encoder->sample_rate = kSampleRateHz;
  encoder->sample_fmt = form.samples;
  encoder->bit_rate = std::int64_t{form.bits_per_second_per_channel} * channels;
  encoder->time_base = {1, kSampleRateHz};
  encoder->thread_count = 1;
  av_channel_layout_default(&encoder->ch_layout, channels);
  if (form.format == SoundFormat::opus) av_opt_set(encoder->priv_data, "application", "voip", 0);

  if (const int error = avformat_alloc_output_context2(&muxer, nullptr, form.muxer, nullptr); error < 0) return error;
  muxer->flags |= AVFMT_FLAG_BITEXACT;
  if (form.format == SoundFormat::wav) av_opt_set(muxer->priv_data, "rf64", "auto", 0);
  if (muxer->oformat->flags & AVFMT_GLOBALHEADER) encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  if (const int error = avcodec_open2(encoder.get(), codec, nullptr); error < 0) return error;
  AVStream* stream = avformat_new_stream(muxer, nullptr);
  if (!stream) return AVERROR(ENOMEM);
  stream->time_base = {1, kSampleRateHz};
  if (const int error = avcodec_parameters_from_context(stream->codecpar, encoder.get()); error < 0) return error;
  if (const int error = open_output(); error < 0) return error;
  return std::min(0, avformat_write_header(muxer, nullptr));
}

int SoundFile::Impl::open_output() {
  if (!path.empty()) {
    const base::Fd file(::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file) return AVERROR(errno);
    return avio_open(&muxer->pb, ("file:" + partial.string()).c_str(), AVIO_FLAG_WRITE);
  }
  auto* buffer = static_cast<unsigned char*>(av_malloc(kStreamBufferBytes));
  if (!buffer) return AVERROR(ENOMEM);
  const auto write = [](void* self, std::uint8_t* bytes, int size) {
    auto& it = *static_cast<Impl*>(self);
    if (auto appended =
            it.append(std::string_view(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)));
        !appended) {
      it.append_error = std::move(appended).error();
      return AVERROR(EIO);
    }
    return size;
  };
  muxer->pb = avio_alloc_context(buffer, kStreamBufferBytes, 1, this, nullptr, write, nullptr);
  if (!muxer->pb) {
    av_free(buffer);
    return AVERROR(ENOMEM);
  }
  muxer->pb->seekable = 0;
  muxer->flags |= AVFMT_FLAG_CUSTOM_IO;
  return 0;
}

void SoundFile::Impl::close_output() {
  if (!muxer || !muxer->pb) return;
  if (!path.empty()) {
    avio_closep(&muxer->pb);
    return;
  }
  av_freep(&muxer->pb->buffer);
  avio_context_free(&muxer->pb);
}

// Puts the samples into the frame, in the encoder's form.
void SoundFile::Impl::fill(std::size_t at, int samples) {
  const float* from = interleaved.data() + at;
  const auto count = static_cast<std::size_t>(samples);
  const auto width = static_cast<std::size_t>(channels);
  if (form.samples == AV_SAMPLE_FMT_FLT) {
    std::copy_n(from, count * width, reinterpret_cast<float*>(frame->data[0]));
  } else if (form.samples == AV_SAMPLE_FMT_S16) {
    std::transform(from, from + count * width, reinterpret_cast<std::int16_t*>(frame->data[0]), to_int16);
  } else {
    for (std::size_t c = 0; c < width; ++c) {
      auto* plane = reinterpret_cast<float*>(frame->extended_data[c]);
      for (std::size_t i = 0; i < count; ++i) plane[i] = from[i * width + c];
    }
  }
}

int SoundFile::Impl::encode(std::size_t at, int samples) {
  frame->nb_samples = samples;
  frame->format = form.samples;
  frame->sample_rate = kSampleRateHz;
  frame->pts = position;
  if (const int error = av_channel_layout_copy(&frame->ch_layout, &encoder->ch_layout); error < 0) return error;
  if (const int error = av_frame_get_buffer(frame.get(), 0); error < 0) return error;
  fill(at, samples);
  const int error = avcodec_send_frame(encoder.get(), frame.get());
  av_frame_unref(frame.get());
  if (error < 0) return error;
  position += samples;
  return drain();
}

int SoundFile::Impl::drain() {
  while (true) {
    const int error = avcodec_receive_packet(encoder.get(), packet.get());
    if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return 0;
    if (error < 0) return error;
    av_packet_rescale_ts(packet.get(), {1, kSampleRateHz}, muxer->streams[0]->time_base);
    packet->stream_index = 0;
    if (const int written = av_interleaved_write_frame(muxer, packet.get()); written < 0) return written;
    if (append_error) return AVERROR(EIO);
  }
}

SoundFile::SoundFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SoundFile::~SoundFile() = default;

Result<std::unique_ptr<SoundFile>> SoundFile::create(const std::filesystem::path& path, SoundFormat format,
                                                     int channels) {
  auto impl = std::make_unique<Impl>();
  impl->form = form_of(format);
  impl->path = path;
  impl->partial = path.string() + ".partial";
  impl->channels = std::clamp(channels, 1, impl->form.max_channels);
  if (const int error = impl->open(); error < 0) return impl->cannot_write(error);
  return std::unique_ptr<SoundFile>(new SoundFile(std::move(impl)));
}

Result<std::unique_ptr<SoundFile>> SoundFile::stream(Append append, SoundFormat format, int channels) {
  if (format == SoundFormat::wav)
    return fail(ErrorCode::unsupported, "WAV needs a file: its head holds the length; choose flac, opus or mp3");
  auto impl = std::make_unique<Impl>();
  impl->form = form_of(format);
  impl->append = std::move(append);
  impl->channels = std::clamp(channels, 1, impl->form.max_channels);
  if (const int error = impl->open(); error < 0) return impl->cannot_write(error);
  return std::unique_ptr<SoundFile>(new SoundFile(std::move(impl)));
}

Result<> SoundFile::write(const Block& block) {
  if (block.channels.empty()) return {};
  Impl& it = *impl_;
  const auto width = static_cast<std::size_t>(it.channels);
  const std::size_t apart = std::min(block.channels.size(), width);  // the last of them takes what is left over
  const std::size_t samples = block.channels[0].size();
  for (std::size_t i = 0; i < samples; ++i) {
    for (std::size_t c = 0; c < width; ++c) it.interleaved.push_back(c < apart ? block.channels[c][i] : 0.0F);
    if (width == 1 || block.channels.size() <= width) continue;
    float mixed = it.interleaved.back();
    for (std::size_t c = width; c < block.channels.size(); ++c) mixed += block.channels[c][i];
    it.interleaved.back() = std::clamp(mixed, -1.0F, 1.0F);
  }
  const int frame_samples = it.encoder->frame_size > 0 ? it.encoder->frame_size : kSamplesPerFrame;
  const std::size_t step = static_cast<std::size_t>(frame_samples) * width;
  std::size_t at = 0;
  for (; it.interleaved.size() - at >= step; at += step)
    if (const int error = it.encode(at, frame_samples); error < 0) return it.cannot_write(error);
  it.interleaved.erase(it.interleaved.begin(), it.interleaved.begin() + static_cast<std::ptrdiff_t>(at));
  return {};
}

Result<> SoundFile::finish() {
  Impl& it = *impl_;
  int error = 0;
  if (!it.interleaved.empty()) error = it.encode(0, static_cast<int>(it.interleaved.size()) / it.channels);
  it.interleaved.clear();
  if (error >= 0) error = avcodec_send_frame(it.encoder.get(), nullptr);
  if (error >= 0) error = it.drain();
  if (error >= 0) error = av_write_trailer(it.muxer);
  if (error >= 0 && it.path.empty()) avio_flush(it.muxer->pb);
  if (error >= 0 && !it.path.empty()) error = avio_closep(&it.muxer->pb);
  if (error < 0 || it.append_error) return it.cannot_write(error);
  if (it.path.empty()) return {};
  CXAI_TRY_VOID(base::rename_durably(it.partial, it.path));
  it.partial.clear();
  return {};
}

const char* to_string(SoundFormat format) {
  return form_of(format).name;
}

std::optional<SoundFormat> sound_format_from(std::string_view name) {
  if (name == "ogg") return SoundFormat::opus;
  const auto it = std::ranges::find(kForms, name, [](const Form& form) { return std::string_view(form.name); });
  return it == kForms.end() ? std::nullopt : std::optional(it->format);
}

std::optional<SoundFormat> sound_format_of(const std::filesystem::path& file) {
  std::string ending = file.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return ending.empty() ? std::nullopt : sound_format_from(std::string_view(ending).substr(1));
}

std::string ending_of(SoundFormat format) {
  return form_of(format).ending;
}

const char* media_type_of(SoundFormat format) {
  return form_of(format).media_type;
}

}  // namespace cxai::audio
