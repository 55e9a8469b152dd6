#include "checkpoint/model_contents.hpp"

#include <algorithm>
#include <string_view>

#include "signal/mel.hpp"

namespace cxai::checkpoint {
namespace {

constexpr int kFftSize = 400;
constexpr int kBins = kFftSize / 2 + 1;
constexpr int kMostLayers = 256;
constexpr int kBlockOfQ8 = 32;  // values that share a scale in every quantised type

class Specs {
 public:
  void add(const std::string& name, std::vector<std::int64_t> shape) { list.push_back({name, std::move(shape)}); }
  void linear(const std::string& name, std::int64_t out, std::int64_t in) {
    add(name + ".weight", {out, in});
    add(name + ".bias", {out});
  }
  void norm(const std::string& name, std::int64_t d) {
    add(name + ".weight", {d});
    add(name + ".bias", {d});
  }
  void attention(const std::string& name, std::int64_t d) {
    linear(name + ".query", d, d);
    add(name + ".key.weight", {d, d});
    linear(name + ".value", d, d);
    linear(name + ".out", d, d);
    norm(name + "_ln", d);
  }
  void mlp(const std::string& block, std::int64_t d) {
    linear(block + ".mlp.0", 4 * d, d);
    linear(block + ".mlp.2", d, 4 * d);
    norm(block + ".mlp_ln", d);
  }

  std::vector<TensorSpec> list;
};

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

std::unexpected<Error> not_whisper(const std::string& what, const std::string& rule, int given) {
  const bool sane = given > 0 && given < (1 << 20);
  return fail(sane ? ErrorCode::unsupported : ErrorCode::corrupt_data,
              what + " must be " + rule + " in a Whisper model, got " + std::to_string(given) +
                  "; use one of the models that `cxai models list` names");
}

}  // namespace

std::vector<TensorSpec> model_tensors(const Dimensions& m) {
  Specs specs;
  const std::int64_t a = m.audio_state;
  specs.add("encoder.positional_embedding", {m.audio_context, a});
  specs.add("encoder.conv1.weight", {a, m.mels, 3});
  specs.add("encoder.conv1.bias", {a});
  specs.add("encoder.conv2.weight", {a, a, 3});
  specs.add("encoder.conv2.bias", {a});
  for (int i = 0; i < m.audio_layers; ++i) {
    const std::string block = "encoder.blocks." + std::to_string(i);
    specs.attention(block + ".attn", a);
    specs.mlp(block, a);
  }
  specs.norm("encoder.ln_post", a);
  const std::int64_t t = m.text_state;
  specs.add("decoder.positional_embedding", {m.text_context, t});
  specs.add("decoder.token_embedding.weight", {m.vocabulary, t});
  for (int i = 0; i < m.text_layers; ++i) {
    const std::string block = "decoder.blocks." + std::to_string(i);
    specs.attention(block + ".attn", t);
    specs.attention(block + ".cross_attn", t);
    specs.mlp(block, t);
  }
  specs.norm("decoder.ln", t);
  return std::move(specs.list);
}

int text_tokens(const Dimensions& dimensions) {
  return dimensions.multilingual() ? 50257 : 50256;
}

bool is_quantised(TensorType type) {
  return type != TensorType::f32 && type != TensorType::f16 && type != TensorType::bf16;
}

std::int64_t tensor_bytes(TensorType type, std::int64_t elements) {
  const std::int64_t blocks = elements / kBlockOfQ8;
  switch (type) {
    case TensorType::f32:
      return elements * 4;
    case TensorType::f16:
    case TensorType::bf16:
      return elements * 2;
    case TensorType::q4_0:
      return blocks * 18;
    case TensorType::q4_1:
      return blocks * 20;
    case TensorType::q5_0:
      return blocks * 22;
    case TensorType::q5_1:
      return blocks * 24;
    case TensorType::q8_0:
      return blocks * 34;
  }
  return 0;
}

Result<> check_dimensions(const Dimensions& m) {
  if (m.vocabulary < 51864 || m.vocabulary > 51866)
    return not_whisper("the size of the vocabulary", "51864, 51865 or 51866", m.vocabulary);
  if (m.mels != 80 && m.mels != 128) return not_whisper("the number of mel bands", "80 or 128", m.mels);
  if (m.audio_context != 1500) return not_whisper("the encoder's context", "1500", m.audio_context);
  if (m.text_context != 448) return not_whisper("the decoder's context", "448", m.text_context);
  if (m.audio_layers < 1 || m.audio_layers > kMostLayers)
    return not_whisper("the encoder's number of layers", "from 1 to 256", m.audio_layers);
  if (m.text_layers < 1 || m.text_layers > kMostLayers)
    return not_whisper("the decoder's number of layers", "from 1 to 256", m.text_layers);
  if (m.audio_heads < 1 || m.audio_heads > 128)
    return not_whisper("the encoder's number of heads", "from 1 to 128", m.audio_heads);
  if (m.text_heads < 1 || m.text_heads > 128)
    return not_whisper("the decoder's number of heads", "from 1 to 128", m.text_heads);
  if (m.audio_state != 64 * m.audio_heads)
    return not_whisper("the encoder's width", "64 times its heads (" + std::to_string(64 * m.audio_heads) + ")",
                       m.audio_state);
  if (m.text_state != 64 * m.text_heads)
    return not_whisper("the decoder's width", "64 times its heads (" + std::to_string(64 * m.text_heads) + ")",
                       m.text_state);
  if (m.text_state != m.audio_state)
    return not_whisper("the decoder's width", "the encoder's (" + std::to_string(m.audio_state) + ")", m.text_state);
  return {};
}

Result<> complete(ModelContents& model) {
  const Dimensions& m = model.dimensions;
  const auto mels = static_cast<std::size_t>(m.mels);
  if (model.mel_filters.empty()) model.mel_filters = signal::mel_filters(mels, kFftSize, 16'000);
  if (model.mel_filters.size() != mels * kBins)
    return fail(ErrorCode::corrupt_data, "the mel filters must be [" + std::to_string(m.mels) + ", 201], got " +
                                             std::to_string(model.mel_filters.size()) +
                                             " values; download the model again");
  // Some English files leave out <|endoftext|>, some list every special token: the text is what counts.
  if (model.vocabulary.size() < 50256)
    return fail(ErrorCode::corrupt_data, "the vocabulary must list " + std::to_string(text_tokens(m)) +
                                             " text tokens, got " + std::to_string(model.vocabulary.size()) +
                                             "; download the model again");
  model.vocabulary.resize(static_cast<std::size_t>(text_tokens(m)));
  for (const auto& [layer, head] : model.alignment_heads)
    if (layer < 0 || layer >= m.text_layers || head < 0 || head >= m.text_heads)
      return fail(ErrorCode::corrupt_data, "the alignment head (" + std::to_string(layer) + ", " +
                                               std::to_string(head) + ") lies outside the decoder's " +
                                               std::to_string(m.text_layers) + " layers of " +
                                               std::to_string(m.text_heads) + " heads; correct or remove it");
  for (const TensorSpec& spec : model_tensors(m)) {
    const auto found = model.tensors.find(spec.name);
    if (found == model.tensors.end())
      return fail(ErrorCode::corrupt_data, "the tensor " + spec.name + " is missing (" +
                                               std::to_string(model.tensors.size()) +
                                               " were found); download the model again");
    auto& shape = found->second.shape;
    while (shape.size() > spec.shape.size() && shape.back() == 1) shape.pop_back();
    if (shape != spec.shape)
      return fail(ErrorCode::corrupt_data, "the tensor " + spec.name + " must be " + shape_text(spec.shape) + ", got " +
                                               shape_text(shape) + "; the file belongs to another model");
  }
  return {};
}

}  // namespace cxai::checkpoint
