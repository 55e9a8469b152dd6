// What the readers of model files have in common: the parts of a model as found, and the rules it must keep.
//
// Errors   corrupt_data   sizes no model has, a tensor missing or of another shape
//          unsupported    a model that is not one of Whisper's
//          Messages lack the file's name: the caller puts it in front.
// Threads  pure
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "checkpoint/weights.hpp"

namespace cxai::checkpoint {

using TensorMap = std::map<std::string, TensorView, std::less<>>;

struct ModelContents {
  Dimensions dimensions;
  std::vector<float> mel_filters;  // empty: the files hold none
  std::vector<std::string> vocabulary;
  std::vector<std::pair<int, int>> alignment_heads;
  TensorMap tensors;
};

struct TensorSpec {
  std::string name;
  std::vector<std::int64_t> shape;
};

// Every tensor of a model of these dimensions, in the order of ggml files.
std::vector<TensorSpec> model_tensors(const Dimensions& dimensions);

// Ids of the vocabulary that are text: 50 256 in the English models, 50 257 in the others.
int text_tokens(const Dimensions& dimensions);

// Bytes of `elements` values (whole blocks of 32 where the type is quantised).
std::int64_t tensor_bytes(TensorType type, std::int64_t elements);
bool is_quantised(TensorType type);

Result<> check_dimensions(const Dimensions& dimensions);

// That filters, vocabulary and tensors are there and fit the dimensions. Makes the filters where there are none, and
// takes ones of length 1 off the shapes' ends (biases of convolutions are [d, 1] in some files).
Result<> complete(ModelContents& model);

}  // namespace cxai::checkpoint
