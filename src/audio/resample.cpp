#include "audio/resample.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

namespace cxai::audio {
namespace {

struct SwrDeleter {
  void operator()(SwrContext* swr) const { swr_free(&swr); }
};

bool in_range(int rate_hz) {
  return rate_hz >= 1'000 && rate_hz <= 384'000;
}

}  // namespace

Result<std::vector<float>> resample(std::span<const float> samples, int from_hz, int to_hz) {
  if (!in_range(from_hz) || !in_range(to_hz))
    return fail(ErrorCode::invalid_input, "a sample rate must be from 1000 to 384000, got " + std::to_string(from_hz) +
                                              " and " + std::to_string(to_hz));
  if (from_hz == to_hz) return std::vector<float>(samples.begin(), samples.end());
  AVChannelLayout mono{};
  mono.order = AV_CHANNEL_ORDER_UNSPEC;
  mono.nb_channels = 1;
  SwrContext* raw = nullptr;
  const int made =
      swr_alloc_set_opts2(&raw, &mono, AV_SAMPLE_FMT_FLTP, to_hz, &mono, AV_SAMPLE_FMT_FLTP, from_hz, 0, nullptr);
  const std::unique_ptr<SwrContext, SwrDeleter> swr(raw);
  if (made < 0 || swr_init(raw) < 0) return fail(ErrorCode::unavailable, "cannot make a resampler");

  const std::size_t wanted =
      (samples.size() * static_cast<std::size_t>(to_hz) + static_cast<std::size_t>(from_hz) / 2) /
      static_cast<std::size_t>(from_hz);
  constexpr std::size_t kPiece = 1 << 16;
  std::vector<float> out(wanted + 256);
  std::size_t filled = 0;
  const auto convert = [&](const float* from, std::size_t count) {
    auto* to = reinterpret_cast<std::uint8_t*>(out.data() + filled);
    const auto* input = reinterpret_cast<const std::uint8_t*>(from);
    const int made_now = swr_convert(raw, &to, static_cast<int>(std::min(out.size() - filled, std::size_t{1} << 30)),
                                     from ? &input : nullptr, static_cast<int>(count));
    filled += made_now > 0 ? static_cast<std::size_t>(made_now) : 0;
  };
  for (std::size_t at = 0; at < samples.size(); at += kPiece)
    convert(samples.data() + at, std::min(kPiece, samples.size() - at));
  convert(nullptr, 0);
  out.resize(filled);
  out.resize(wanted, 0.0F);
  return out;
}

}  // namespace cxai::audio
