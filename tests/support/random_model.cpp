#include "support/random_model.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>

#include "base/files.hpp"
#include "base/json.hpp"
#include "checkpoint/byte_alphabet.hpp"
#include "checkpoint/ggml_file.hpp"
#include "checkpoint/hugging_face.hpp"
#include "checkpoint/model_contents.hpp"
#include "signal/mel.hpp"
#include "support/encode_floats.hpp"

namespace cxai::support {
namespace {

namespace fs = std::filesystem;
using checkpoint::Dimensions;
using checkpoint::TensorSpec;
using checkpoint::TensorType;

constexpr std::size_t kChunk = std::size_t{1} << 18;
constexpr std::size_t kHeaderBytes = 48;

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(0x9E3779B97F4A7C15ULL ^ seed) {}

  // Sum of four uniforms, variance 1: exact on every machine.
  float normal() {
    float sum = uniform();
    sum += uniform();
    sum += uniform();
    sum += uniform();
    return (sum - 2.0F) * 1.7320508F;
  }

 private:
  float uniform() {  // [0, 1)
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return static_cast<float>((state_ * 2685821657736338717ULL) >> 40) / 16777216.0F;
  }
  std::uint64_t state_;
};

enum class Kind : std::uint8_t { matrix, embedding, bias, norm_gain, norm_bias };

Kind kind_of(const std::string& name) {
  const bool weight = name.ends_with(".weight");
  if (name.find("embedding") != std::string::npos) return Kind::embedding;
  if (name.find("ln") != std::string::npos) return weight ? Kind::norm_gain : Kind::norm_bias;
  return weight ? Kind::matrix : Kind::bias;
}

TensorType type_of(const TensorSpec& spec, TensorType asked) {
  const Kind kind = kind_of(spec.name);
  const bool wide = kind == Kind::matrix || spec.name == "decoder.token_embedding.weight";
  if (!wide) return TensorType::f32;
  return checkpoint::is_quantised(asked) && spec.shape.size() != 2 ? TensorType::f16 : asked;
}

// The values of one tensor, a chunk at a time.
void generate(const TensorSpec& spec, float gain, Random& random,
              const std::function<void(std::span<const float>)>& use) {
  const Kind kind = kind_of(spec.name);
  std::size_t count = 1;
  for (const std::int64_t size : spec.shape) count *= static_cast<std::size_t>(size);
  const float fan_in = static_cast<float>(count / static_cast<std::size_t>(spec.shape[0]));
  const float scale = gain / std::sqrt(fan_in);
  std::vector<float> values;
  for (std::size_t done = 0; done < count; done += values.size()) {
    values.resize(std::min(count - done, kChunk));
    for (float& x : values) {
      const float normal = random.normal();
      switch (kind) {
        case Kind::matrix:
          x = normal * scale;
          break;
        case Kind::embedding:
          x = normal * 0.02F;
          break;
        case Kind::bias:
          x = normal * 0.05F;
          break;
        case Kind::norm_gain:
          x = 1 + 0.1F * normal;
          break;
        case Kind::norm_bias:
          x = 0.1F * normal;
          break;
      }
    }
    use(values);
  }
}

class Out {
 public:
  explicit Out(const fs::path& path) : path_(path), file_(path, std::ios::binary) {}
  void bytes(const void* data, std::size_t size) {
    file_.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
  }
  void integer(std::int64_t value) {
    const auto narrow = static_cast<std::int32_t>(value);
    bytes(&narrow, sizeof narrow);
  }
  void text(std::string_view text) { bytes(text.data(), text.size()); }
  void floats(std::span<const float> values, TensorType type) {
    buffer_.clear();
    encode_floats(values, type, buffer_);
    bytes(buffer_.data(), buffer_.size());
  }
  Result<> close() {
    file_.close();
    if (!file_) return fail(ErrorCode::unavailable, path_.string() + ": could not be written; is the disk full?");
    return {};
  }

 private:
  fs::path path_;
  std::ofstream file_;
  std::vector<std::byte> buffer_;
};

struct GgmlType {
  int tensor;
  int file;
};

std::optional<GgmlType> ggml_type(TensorType type) {
  switch (type) {
    case TensorType::f32:
      return GgmlType{0, 0};
    case TensorType::f16:
      return GgmlType{1, 1};
    case TensorType::q4_0:
      return GgmlType{2, 2002};
    case TensorType::q4_1:
      return GgmlType{3, 2003};
    case TensorType::q5_0:
      return GgmlType{6, 2008};
    case TensorType::q5_1:
      return GgmlType{7, 2009};
    case TensorType::q8_0:
      return GgmlType{8, 2007};
    case TensorType::bf16:
      break;
  }
  return std::nullopt;
}

// Filters and tokens as they stand in the file.
Result<std::string> vocabulary_section(const fs::path& path, Dimensions& m) {
  CXAI_TRY(std::string file, base::read_file(path));
  auto model = checkpoint::read_ggml(std::as_bytes(std::span(file)));
  if (!model) return fail(path.string() + ": ", std::move(model).error());
  if (!model->tensors.empty()) return fail(ErrorCode::invalid_input, path.string() + ": must hold no tensors");
  m.vocabulary = model->dimensions.vocabulary;
  m.audio_context = model->dimensions.audio_context;
  m.text_context = model->dimensions.text_context;
  m.mels = model->dimensions.mels;
  return file.substr(kHeaderBytes);
}

std::string computed_section(const Dimensions& m) {
  std::string section;
  const auto integer = [&](std::size_t value) {
    const auto narrow = static_cast<std::int32_t>(value);
    section.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
  };
  const auto filters = signal::mel_filters(static_cast<std::size_t>(m.mels), 400, 16'000);
  integer(static_cast<std::size_t>(m.mels));
  integer(201);
  section.append(reinterpret_cast<const char*>(filters.data()), filters.size() * sizeof(float));
  const auto vocabulary = small_vocabulary(m);
  integer(vocabulary.size());
  for (const std::string& token : vocabulary) {
    integer(token.size());
    section += token;
  }
  return section;
}

Result<Dimensions> dimensions(const RandomModel& model) {
  const auto m = dimensions_of(model.size);
  if (!m)
    return fail(
        ErrorCode::invalid_input,
        "the size must be nano, toy, tiny, tiny.en, base, small, medium, large, large-v3 or turbo, got " + model.size);
  return *m;
}

Json config_json(const Dimensions& m) {
  return {{"model_type", "whisper"},
          {"d_model", m.audio_state},
          {"vocab_size", m.vocabulary},
          {"num_mel_bins", m.mels},
          {"max_source_positions", m.audio_context},
          {"max_target_positions", m.text_context},
          {"encoder_layers", m.audio_layers},
          {"encoder_attention_heads", m.audio_heads},
          {"encoder_ffn_dim", 4 * m.audio_state},
          {"decoder_layers", m.text_layers},
          {"decoder_attention_heads", m.text_heads},
          {"decoder_ffn_dim", 4 * m.text_state}};
}

std::string tokenizer_json(const Dimensions& m) {
  // Written by hand: a document of 50,000 keys is slow to build.
  std::string text = R"({"version": "1.0", "added_tokens": [], "model": {"type": "BPE", "vocab": {)";
  const auto vocabulary = small_vocabulary(m);
  bool first = true;
  for (std::size_t id = 0; id < vocabulary.size(); ++id) {
    if (vocabulary[id].empty()) continue;
    text +=
        (first ? "" : ", ") + base::dump_json(checkpoint::text_of_bytes(vocabulary[id])) + ": " + std::to_string(id);
    first = false;
  }
  return text + ", \"<|endoftext|>\": " + std::to_string(checkpoint::text_tokens(m)) + "}, \"merges\": []}}";
}

Result<> write_shard(const fs::path& path, std::span<const TensorSpec> specs, const RandomModel& model,
                     Random& random) {
  Json header = {{"__metadata__", {{"format", "pt"}}}};
  std::int64_t offset = 0;
  for (const TensorSpec& spec : specs) {
    std::int64_t count = 1;
    for (const std::int64_t size : spec.shape) count *= size;
    const TensorType type = type_of(spec, model.type);
    const std::int64_t end = offset + checkpoint::tensor_bytes(type, count);
    header[checkpoint::hugging_face_name(spec.name)] = {{"dtype", type == TensorType::f32   ? "F32"
                                                                  : type == TensorType::f16 ? "F16"
                                                                                            : "BF16"},
                                                        {"shape", spec.shape},
                                                        {"data_offsets", {offset, end}}};
    offset = end;
  }
  const std::string text = base::dump_json(header);
  const std::uint64_t length = text.size();
  Out out(path);
  out.bytes(&length, sizeof length);
  out.text(text);
  for (const TensorSpec& spec : specs)
    generate(spec, model.gain, random,
             [&](std::span<const float> values) { out.floats(values, type_of(spec, model.type)); });
  return out.close();
}

}  // namespace

std::optional<Dimensions> dimensions_of(std::string_view size) {
  struct Size {
    int state, audio_layers, text_layers, vocabulary, mels;
  };
  static const std::map<std::string_view, Size> kSizes{
      {"nano", {64, 1, 1, 51865, 80}},          {"toy", {128, 2, 2, 51865, 80}},
      {"tiny", {384, 4, 4, 51865, 80}},         {"tiny.en", {384, 4, 4, 51864, 80}},
      {"base", {512, 6, 6, 51865, 80}},         {"small", {768, 12, 12, 51865, 80}},
      {"medium", {1024, 24, 24, 51865, 80}},    {"large", {1280, 32, 32, 51865, 80}},
      {"large-v3", {1280, 32, 32, 51866, 128}}, {"turbo", {1280, 32, 4, 51866, 128}}};
  const auto found = kSizes.find(size);
  if (found == kSizes.end()) return std::nullopt;
  const Size& s = found->second;
  return Dimensions{s.vocabulary, 1500,    s.state,      s.state / 64,  s.audio_layers,
                    448,          s.state, s.state / 64, s.text_layers, s.mels};
}

std::vector<std::string> small_vocabulary(const Dimensions& m) {
  std::vector<std::string> tokens;
  for (int id = 0; id < 256; ++id) tokens.emplace_back(1, static_cast<char>(checkpoint::byte_of_token(id)));
  std::vector<std::string> letters;
  for (char c = 'a'; c <= 'z'; ++c) letters.emplace_back(1, c);
  for (const char* letter : {"ç", "ğ", "ı", "ö", "ş", "ü", "İ", "Ş", "ä", "ß"}) {
    letters.emplace_back(letter);
    tokens.emplace_back(letter);
  }
  for (const std::string& letter : letters) tokens.push_back(" " + letter);
  for (const std::string& first : letters)
    for (const std::string& second : letters) tokens.push_back(first + second);
  tokens.resize(static_cast<std::size_t>(checkpoint::text_tokens(m)));
  return tokens;
}

Result<> write_ggml_model(const fs::path& file, const RandomModel& model) {
  CXAI_TRY(Dimensions m, dimensions(model));
  const auto type = ggml_type(model.type);
  if (!type) return fail(ErrorCode::invalid_input, "a ggml model must be f32, f16, q4_0, q4_1, q5_0, q5_1 or q8_0");
  std::string section;
  if (model.vocabulary.empty()) {
    section = computed_section(m);
  } else {
    CXAI_TRY(section, vocabulary_section(model.vocabulary, m));
  }
  Out out(file);
  for (const int value : {0x67676d6c, m.vocabulary, m.audio_context, m.audio_state, m.audio_heads, m.audio_layers,
                          m.text_context, m.text_state, m.text_heads, m.text_layers, m.mels, type->file})
    out.integer(value);
  out.text(section);
  Random random(model.seed);
  for (TensorSpec& spec : checkpoint::model_tensors(m)) {
    const TensorType stored = type_of(spec, model.type);
    if (spec.name.find("conv") != std::string::npos && spec.shape.size() == 1) spec.shape.push_back(1);
    out.integer(static_cast<std::int64_t>(spec.shape.size()));
    out.integer(static_cast<std::int64_t>(spec.name.size()));
    out.integer(ggml_type(stored)->tensor);
    for (auto size = spec.shape.rbegin(); size != spec.shape.rend(); ++size) out.integer(*size);
    out.text(spec.name);
    generate(spec, model.gain, random, [&](std::span<const float> values) { out.floats(values, stored); });
  }
  return out.close();
}

Result<> write_hugging_face_model(const fs::path& directory, const RandomModel& model) {
  CXAI_TRY(const Dimensions m, dimensions(model));
  if (checkpoint::is_quantised(model.type))
    return fail(ErrorCode::invalid_input, "a Hugging Face model must be f32, f16 or bf16");
  std::error_code ignored;
  fs::create_directories(directory, ignored);
  CXAI_TRY_VOID(base::write_file_atomic(directory / "config.json", base::dump_json(config_json(m), 2)));
  CXAI_TRY_VOID(base::write_file_atomic(directory / "tokenizer.json", tokenizer_json(m)));
  const auto specs = checkpoint::model_tensors(m);
  const auto shards = static_cast<std::size_t>(std::max(1, model.shards));
  Random random(model.seed);
  if (shards == 1) return write_shard(directory / "model.safetensors", specs, model, random);
  Json map = Json::object();
  for (std::size_t s = 0; s < shards; ++s) {
    const std::size_t first = specs.size() * s / shards;
    const std::size_t end = specs.size() * (s + 1) / shards;
    const std::string name = "model-" + std::to_string(s + 1) + "-of-" + std::to_string(shards) + ".safetensors";
    CXAI_TRY_VOID(write_shard(directory / name, std::span(specs).subspan(first, end - first), model, random));
    for (std::size_t i = first; i < end; ++i) map[checkpoint::hugging_face_name(specs[i].name)] = name;
  }
  return base::write_file_atomic(directory / "model.safetensors.index.json",
                                 base::dump_json(Json{{"metadata", Json::object()}, {"weight_map", map}}, 2));
}

}  // namespace cxai::support
