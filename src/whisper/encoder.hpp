// The encoder: the picture of 30 s of sound to what the decoder looks at.
//
// Input    log mel [3000, mels], as log_mel.hpp makes it
// Output   the keys and values of every decoder layer, in a CrossCache
// Owns     its working memory, about 60 MB at medium; reused from window to window
// Threads  one encoder for one team; models are shared
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kernels/attention.hpp"
#include "kernels/buffer.hpp"
#include "kernels/cache.hpp"
#include "kernels/team.hpp"
#include "whisper/model.hpp"

namespace cxai::whisper {

class Encoder {
 public:
  Encoder(std::shared_ptr<const Model> model, kernels::Team& team);

  void run(std::span<const float> log_mel, kernels::CrossCache& to);

 private:
  // Rows [first, last) that one thread takes through a layer by itself.
  struct Block {
    std::size_t first = 0;
    std::size_t last = 0;
    std::size_t rows() const { return last - first; }
  };
  struct Worker {
    kernels::Activations ready;
    kernels::Buffer<float> rows;    // [block, d]
    kernels::Buffer<float> hidden;  // [block, 4 d]
    kernels::EncoderAttention::Scratch attention;
  };

  void stem(std::span<const float> log_mel);
  void layer(const EncoderLayer& layer);
  void keys_values(kernels::CrossCache& to);
  void norm_rows(const float* x, const Norm& norm, std::size_t rows, float* to) const;

  std::shared_ptr<const Model> model_;
  kernels::Team& team_;
  std::size_t context_;  // 1500
  std::size_t width_;
  std::size_t heads_;
  std::vector<Block> blocks_;
  std::vector<Worker> workers_;
  std::vector<kernels::Activations> encoded_ready_;  // a block each
  kernels::EncoderAttention attention_;
  kernels::Buffer<float> padded_mel_;  // [3002, mels]
  kernels::Buffer<float> convolved_;   // [3001, d]
  kernels::Buffer<float> x_;           // [1500, d]
  kernels::Buffer<float> wide_;        // [1500, 3 d]
  kernels::Buffer<float> encoded_;     // [1500, d]
};

}  // namespace cxai::whisper
