#include "audio/listening_copy.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
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

constexpr int kBitsPerSecondPerChannel = 24'000;

struct MuxerDeleter {
  void operator()(AVFormatContext* muxer) const {
    avio_closep(&muxer->pb);
    avformat_free_context(muxer);
  }
};

std::unexpected<Error> cannot_write(const std::filesystem::path& path, int error) {
  return fail(ErrorCode::unavailable,
              path.string() + ": cannot write the listening copy (FFmpeg error " + std::to_string(error) + ")");
}

}  // namespace

struct ListeningCopy::Impl {
  std::filesystem::path path;
  std::filesystem::path partial;
  int channels = 1;
  std::unique_ptr<AVFormatContext, MuxerDeleter> muxer;
  std::unique_ptr<AVCodecContext, CodecDeleter> encoder;
  std::unique_ptr<AVFrame, FrameDeleter> frame{av_frame_alloc()};
  std::unique_ptr<AVPacket, PacketDeleter> packet{av_packet_alloc()};
  std::vector<float> interleaved;  // not yet encoded
  std::int64_t position = 0;       // samples encoded

  int open();
  int encode(std::size_t at, int samples);
  int drain();

  ~Impl() {
    muxer.reset();
    std::error_code ignored;
    if (!partial.empty()) std::filesystem::remove(partial, ignored);
  }
};

// 0, or FFmpeg's error; AVERROR_ENCODER_NOT_FOUND without an Opus encoder.
int ListeningCopy::Impl::open() {
  av_log_set_level(AV_LOG_QUIET);
  const AVCodec* opus = avcodec_find_encoder_by_name("libopus");
  if (!opus) return AVERROR_ENCODER_NOT_FOUND;
  encoder.reset(avcodec_alloc_context3(opus));
  if (!encoder || !frame || !packet) return AVERROR(ENOMEM);
  encoder->sample_rate = kSampleRateHz;
  encoder->sample_fmt = AV_SAMPLE_FMT_FLT;
  encoder->bit_rate = std::int64_t{kBitsPerSecondPerChannel} * channels;
  encoder->thread_count = 1;
  encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  av_channel_layout_default(&encoder->ch_layout, channels);
  av_opt_set(encoder->priv_data, "application", "voip", 0);
  if (const int error = avcodec_open2(encoder.get(), opus, nullptr); error < 0) return error;

  AVFormatContext* made = nullptr;
  if (const int error = avformat_alloc_output_context2(&made, nullptr, "ogg", nullptr); error < 0) return error;
  muxer.reset(made);
  muxer->flags |= AVFMT_FLAG_BITEXACT;  // the same samples make the same file
  AVStream* stream = avformat_new_stream(made, nullptr);
  if (!stream) return AVERROR(ENOMEM);
  stream->time_base = {1, kSampleRateHz};
  if (const int error = avcodec_parameters_from_context(stream->codecpar, encoder.get()); error < 0) return error;
  if (const int error = avio_open(&muxer->pb, ("file:" + partial.string()).c_str(), AVIO_FLAG_WRITE); error < 0)
    return error;
  return std::min(0, avformat_write_header(made, nullptr));
}

int ListeningCopy::Impl::encode(std::size_t at, int samples) {
  frame->nb_samples = samples;
  frame->format = AV_SAMPLE_FMT_FLT;
  frame->sample_rate = kSampleRateHz;
  frame->pts = position;
  if (const int error = av_channel_layout_copy(&frame->ch_layout, &encoder->ch_layout); error < 0) return error;
  if (const int error = av_frame_get_buffer(frame.get(), 0); error < 0) return error;
  const auto values = static_cast<std::size_t>(samples) * static_cast<std::size_t>(channels);
  std::copy_n(interleaved.data() + at, values, reinterpret_cast<float*>(frame->data[0]));
  const int error = avcodec_send_frame(encoder.get(), frame.get());
  av_frame_unref(frame.get());
  if (error < 0) return error;
  position += samples;
  return drain();
}

int ListeningCopy::Impl::drain() {
  while (true) {
    const int error = avcodec_receive_packet(encoder.get(), packet.get());
    if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return 0;
    if (error < 0) return error;
    av_packet_rescale_ts(packet.get(), {1, kSampleRateHz}, muxer->streams[0]->time_base);
    packet->stream_index = 0;
    if (const int written = av_interleaved_write_frame(muxer.get(), packet.get()); written < 0) return written;
  }
}

ListeningCopy::ListeningCopy(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ListeningCopy::~ListeningCopy() = default;

Result<std::unique_ptr<ListeningCopy>> ListeningCopy::create(const std::filesystem::path& path, int channels) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  impl->channels = std::clamp(channels, 1, 2);
  impl->partial = path.string() + ".partial";
  const int error = impl->open();
  if (error == AVERROR_ENCODER_NOT_FOUND)
    return fail(ErrorCode::unsupported, "this FFmpeg has no Opus encoder (libopus)");
  if (error < 0) return cannot_write(path, error);
  return std::unique_ptr<ListeningCopy>(new ListeningCopy(std::move(impl)));
}

Result<> ListeningCopy::write(const Block& block) {
  if (block.channels.empty()) return {};
  Impl& it = *impl_;
  const std::size_t samples = block.channels[0].size();
  for (std::size_t i = 0; i < samples; ++i) {
    it.interleaved.push_back(block.channels[0][i]);
    if (it.channels == 1) continue;
    float mixed = 0;
    for (std::size_t c = 1; c < block.channels.size(); ++c) mixed += block.channels[c][i];
    it.interleaved.push_back(std::clamp(mixed, -1.0F, 1.0F));
  }
  const int frame_samples = it.encoder->frame_size;
  const auto step = static_cast<std::size_t>(frame_samples) * static_cast<std::size_t>(it.channels);
  std::size_t at = 0;
  for (; it.interleaved.size() - at >= step; at += step)
    if (const int error = it.encode(at, frame_samples); error < 0) return cannot_write(it.path, error);
  it.interleaved.erase(it.interleaved.begin(), it.interleaved.begin() + static_cast<std::ptrdiff_t>(at));
  return {};
}

Result<> ListeningCopy::finish() {
  Impl& it = *impl_;
  int error = 0;
  if (!it.interleaved.empty()) error = it.encode(0, static_cast<int>(it.interleaved.size()) / it.channels);
  it.interleaved.clear();
  if (error >= 0) error = avcodec_send_frame(it.encoder.get(), nullptr);
  if (error >= 0) error = it.drain();
  if (error >= 0) error = av_write_trailer(it.muxer.get());
  if (error >= 0) error = avio_closep(&it.muxer->pb);
  if (error < 0) return cannot_write(it.path, error);
  CXAI_TRY_VOID(base::rename_durably(it.partial, it.path));
  it.partial.clear();
  return {};
}

}  // namespace cxai::audio
