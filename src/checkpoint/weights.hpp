// The weights of a Whisper model as they lie in its files, mapped, not copied.
//
// Input    a ggml `.bin` file (f32, f16, q8_0, q5_0, also q5_1, q4_0, q4_1), or a Hugging Face directory with
//          config.json, model.safetensors (or model.safetensors.index.json and its shards; F32, F16, BF16),
//          and its tokenizer file (tokenizer.json, or vocab.json); generation_config.json and preprocessor_config.json
//          are read where they are there
// Output   tensors by Whisper's own names ("encoder.blocks.0.attn.query.weight"), whatever the file calls them
// Errors   not_found      no such file, or a directory that lacks one of the files above: which
//          corrupt_data   magic, sizes or offsets that do not fit: the file, the place, what was expected
//          unsupported    another model type or format version, a tensor type not listed
// Limits   sizes from the file are checked against the file's length before anything is allocated. The files stay
// mapped:
//          one that is cut short while a model is open ends the program (SIGBUS) when the missing part is read, so put
//          new files beside the old ones and rename
// Threads  immutable once loaded
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace cxai::checkpoint {

// Sizes of a model, as its file states them.
struct Dimensions {
  int vocabulary = 0;     // 51864 (English only), 51865 or 51866 (large-v3, turbo)
  int audio_context = 0;  // 1500
  int audio_state = 0;    // d of the encoder: 384 … 1280
  int audio_heads = 0;
  int audio_layers = 0;
  int text_context = 0;  // 448
  int text_state = 0;
  int text_heads = 0;
  int text_layers = 0;
  int mels = 0;  // 80 or 128

  bool multilingual() const { return vocabulary >= 51865; }
  int languages() const { return vocabulary - 51765 - (multilingual() ? 1 : 0); }  // 99 or 100
};

enum class TensorType : std::uint8_t { f32, f16, bf16, q4_0, q4_1, q5_0, q5_1, q8_0 };

// A tensor inside a mapped file. `shape` is row-major, outermost first: a linear layer is [out, in], a convolution
// [out, in, kernel]. `data` lies in the mapped file at any alignment.
struct TensorView {
  TensorType type{};
  std::vector<std::int64_t> shape;
  std::span<const std::byte> data;

  std::int64_t elements() const;
};

// `count` values of `tensor` from element `first` on, as float. Quantised types: first and count are multiples of 32.
void read_floats(const TensorView& tensor, std::int64_t first, std::span<float> out);

class Weights {
 public:
  // `path`: a ggml file or a Hugging Face directory.
  static Result<std::shared_ptr<const Weights>> open(const std::filesystem::path& path);
  virtual ~Weights() = default;

  virtual const Dimensions& dimensions() const = 0;
  // Every tensor that a model of these dimensions needs was there with the right shape when opened.
  virtual const TensorView& tensor(std::string_view name) const = 0;
  // Mel filters [mels, 201]; from the file, or computed where it holds none.
  virtual const std::vector<float>& mel_filters() const = 0;
  // The bytes of every text token, by id; special tokens come after them and have none here.
  virtual const std::vector<std::string>& vocabulary() const = 0;
  // Pairs (layer, head) of the decoder whose cross attention follows the time (for word times); from
  // generation_config.json, or known for the model's size; empty: all heads of the upper half of the layers.
  virtual const std::vector<std::pair<int, int>>& alignment_heads() const = 0;
  virtual std::string name() const = 0;    // "whisper-medium" by its dimensions
  virtual std::string sha256() const = 0;  // of the file, or of the directory's weight files; computed when first asked
};

}  // namespace cxai::checkpoint
