// The shipped network: mel bands of two frames -> dense -> two recurrent layers -> probability of voice in two frames
// that were seen `delay_steps` before.
//
// Input    a weights file (docs/models/voice-activity.md), or the one built into the program
// Errors   corrupt_data: not such a file, cut off, or of another version
// Threads  the network is immutable; one State per thread and stream
// Source   gated recurrent unit: Cho et al. 2014, with the reset gate after the product (as cuDNN and PyTorch)
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cxai::vad {

class ActivityNetwork {
 public:
  static Result<ActivityNetwork> parse(std::string_view bytes);
  static const ActivityNetwork& shipped();

  struct State {
    std::vector<float> dense;
    std::vector<float> first;   // hidden state of the first recurrent layer
    std::vector<float> second;  // of the second
    std::vector<float> gates;   // scratch: of the input, of the hidden state
  };
  State start() const;

  std::size_t mels() const { return mels_; }
  std::size_t frames_per_step() const { return frames_; }
  std::size_t delay_steps() const { return delay_steps_; }

  // features [frames_per_step, mels], row-major -> probabilities [frames_per_step], each in [0, 1].
  void step(std::span<const float> features, State& state, std::span<float> probabilities) const;

 private:
  struct Dense {
    std::vector<float> weights;  // [in, out]
    std::vector<float> bias;
  };
  struct Recurrent {
    Dense input;   // [in, 3 · hidden]: reset, update, new
    Dense hidden;  // [hidden, 3 · hidden]
  };
  static void advance(const Recurrent& layer, std::span<const float> in, std::span<float> hidden,
                      std::vector<float>& gates);

  std::size_t mels_ = 0;
  std::size_t frames_ = 0;
  std::size_t delay_steps_ = 0;
  Dense dense_;
  Recurrent first_;
  Recurrent second_;
  Dense out_;
};

}  // namespace cxai::vad
