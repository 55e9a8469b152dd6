// The network that turns a stretch of speech into a vector of its voice: vectors of one voice point the same way.
//
// Input    [frames, 40] mel bands (features.hpp), less the mean of the recording's speech, divided by 3
// Output   [frames, width()] activations, and pooled over any of them [size()] of length 1
// Errors   corrupt_data (the file is cut short, or its layers do not fit together)
// Threads  immutable: any number of calls at once
// Source   docs/models/voice-embedding.md; time-delay layers with statistics pooling after Snyder et al. 2018
// (x-vectors)
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cxai::voices {

class EmbeddingNetwork {
 public:
  static Result<EmbeddingNetwork> parse(std::string_view bytes);
  // The one that is built into the program.
  static const EmbeddingNetwork& built_in();
  static const std::string& built_in_sha256();

  std::size_t width() const { return layers_.back().out; }
  std::size_t size() const { return embedding_.out; }

  // bands: [frames, 40]; before the first and after the last frame these are repeated. Result: [frames, width()].
  std::vector<float> activations(std::span<const float> bands) const;
  // From sums over the frames of a window: of the activations and of their squares, both [width()].
  std::vector<float> embedding(std::span<const double> sums, std::span<const double> squares, std::size_t frames) const;

 private:
  struct Layer {
    std::size_t in = 0;
    std::size_t out = 0;
    std::vector<int> taps;       // which frames around this one are seen
    std::vector<float> weights;  // [taps * in, out]
    std::vector<float> bias;     // [out]
  };
  std::vector<Layer> layers_;
  Layer embedding_;
};

}  // namespace cxai::voices
