// Silero VAD from a weights file the user has pulled: 32 ms of 16 kHz sound -> probability of voice in them.
//
// Input    a ggml file of versions 5 and 6 for 16 kHz (as whisper.cpp's scripts make them; f32 or f16)
// Errors   not_found · permission_denied · corrupt_data (no such file, cut off) · unsupported (other sizes)
// Threads  the network is immutable; one State per thread and stream
// Source   github.com/snakers4/silero-vad (MIT): a short-time Fourier transform as a convolution, four convolutions, an
//          LSTM, a dense layer
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cxai::vad {

class SileroNetwork {
 public:
  static constexpr std::size_t kWindow = 512;  // samples judged at once

  static Result<SileroNetwork> load(const std::filesystem::path& path);
  static Result<SileroNetwork> parse(std::string_view bytes, const std::string& name);

  struct State {
    std::vector<float> samples;  // context of 64, window of 512, mirrored tail of 64
    std::vector<float> hidden;
    std::vector<float> cell;
    std::vector<float> gates;
    std::array<std::vector<float>, 5> maps;  // [positions, channels] after the transform and each convolution
  };
  State start() const;

  // samples [kWindow] -> probability.
  float step(std::span<const float> samples, State& state) const;

  const std::string& version() const { return version_; }  // "6.2.0"

 private:
  struct Convolution {
    std::size_t in = 0;
    std::size_t out = 0;
    std::size_t stride = 1;
    std::array<std::vector<float>, 3> taps;  // [in, out] each
    std::vector<float> bias;
  };
  using Tensors = std::map<std::string, std::vector<float>, std::less<>>;
  Result<> take(Tensors tensors, const std::string& name);
  static void convolve(const Convolution& layer, std::span<const float> in, std::span<float> out);

  std::string version_;
  std::vector<float> transform_;  // [256, 258]
  std::array<Convolution, 4> convolutions_;
  std::vector<float> of_input_;   // [128, 512]
  std::vector<float> of_hidden_;  // [128, 512]
  std::vector<float> gate_bias_;  // [512]
  std::vector<float> out_;        // [128]
  float out_bias_ = 0;
};

}  // namespace cxai::vad
