// Owners of FFmpeg's objects, for std::unique_ptr.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace cxai::audio {

struct CodecDeleter {
  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
};
struct FrameDeleter {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct PacketDeleter {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};

}  // namespace cxai::audio
