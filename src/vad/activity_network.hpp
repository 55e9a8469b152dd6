// The shipped networks: mel bands of two frames -> dense -> two recurrent layers -> probability of voice in two frames.
// One judges as the sound arrives, `delay_steps` late. The other is for recordings: its second layer runs backwards in
// time over what the first one heard, so every frame is judged by what came before and by what follows.
//
// Input    a weights file (docs/models/voice-activity.md), or one built into the program
// Errors   corrupt_data: not such a file, cut off, or of another version
// Threads  the network is immutable; one State per thread and stream
// Source   gated recurrent unit: Cho et al. 2014, with the reset gate after the product (as cuDNN and PyTorch);
//          both directions: Schuster and Paliwal 1997
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
  static const ActivityNetwork& live();
  static const ActivityNetwork& of_recordings();

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
  bool both_ways() const { return both_ways_; }
  std::size_t units() const { return first_.hidden.weights.size() / first_.hidden.bias.size(); }

  // features [frames_per_step, mels], row-major -> state.first [units].
  void hear(std::span<const float> features, State& state) const;
  // What was heard last -> probabilities [frames_per_step], each in [0, 1], of the frames `delay_steps` before.
  // Only of a network that is not both_ways().
  void judge(State& state, std::span<float> probabilities) const;
  // heard [steps, units] -> probabilities [steps, frames_per_step]. Only of a network that is both_ways().
  void judge_backwards(std::span<const float> heard, State& state, std::span<float> probabilities) const;

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
  void decide(const State& state, std::span<float> probabilities) const;

  bool both_ways_ = false;
  std::size_t mels_ = 0;
  std::size_t frames_ = 0;
  std::size_t delay_steps_ = 0;
  Dense dense_;
  Recurrent first_;
  Recurrent second_;
  Dense out_;
};

}  // namespace cxai::vad
