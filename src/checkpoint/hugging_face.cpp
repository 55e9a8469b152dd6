#include "checkpoint/hugging_face.hpp"

#include <array>
#include <optional>
#include <set>
#include <utility>

#include "base/files.hpp"
#include "base/json.hpp"
#include "checkpoint/known_models.hpp"
#include "checkpoint/safetensors_file.hpp"

namespace cxai::checkpoint {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kLargestJson = 64ULL << 20;
constexpr std::string_view kNeeds = "; a model's directory holds config.json, model.safetensors and tokenizer.json";

Result<std::string> read_text(const fs::path& path) {
  auto text = base::read_file(path, kLargestJson);
  if (!text && text.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_found, text.error().message + std::string(kNeeds));
  return text;
}

Result<Json> read_json(const fs::path& path) {
  CXAI_TRY(const std::string text, read_text(path));
  auto json = base::parse_json(text);
  if (!json) return fail(ErrorCode::corrupt_data, path.string() + ": " + json.error().message);
  return json;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::unexpected<Error> corrupt(const fs::path& path, const std::string& message) {
  return fail(ErrorCode::corrupt_data, path.string() + ": " + message);
}

Result<Dimensions> read_config(const fs::path& path) {
  CXAI_TRY(const Json json, read_json(path));
  base::Reader in(json, "");
  const std::string type = in.string("model_type");
  if (in.ok() && type != "whisper")
    return fail(ErrorCode::unsupported, path.string() + ": model_type must be \"whisper\"; give a Whisper model");
  const auto integer = [&](std::string_view key) { return static_cast<int>(in.integer(key, 1, 1 << 20)); };
  Dimensions m;
  m.vocabulary = integer("vocab_size");
  m.audio_context = integer("max_source_positions");
  m.audio_state = m.text_state = integer("d_model");
  m.audio_heads = integer("encoder_attention_heads");
  m.audio_layers = integer("encoder_layers");
  m.text_context = integer("max_target_positions");
  m.text_heads = integer("decoder_attention_heads");
  m.text_layers = integer("decoder_layers");
  m.mels = integer("num_mel_bins");
  if (!in.ok()) return corrupt(path, in.error().error().message);
  if (auto fits = check_dimensions(m); !fits) return fail(path.string() + ": ", std::move(fits).error());
  return m;
}

// The sound must be prepared as it is here.
Result<> check_preprocessor(const fs::path& path, const Dimensions& m) {
  if (!is_there(path)) return {};
  CXAI_TRY(const Json json, read_json(path));
  base::Reader in(json, "");
  for (const auto& [key, expected] : std::to_array<std::pair<std::string_view, int>>(
           {{"feature_size", m.mels}, {"hop_length", 160}, {"n_fft", 400}, {"sampling_rate", 16'000}})) {
    const auto value = in.optional_integer(key, 1, 1 << 20);
    if (value && *value != expected)
      return fail(ErrorCode::unsupported, path.string() + ": " + std::string(key) + " must be " +
                                              std::to_string(expected) + ", got " + std::to_string(*value));
  }
  if (!in.ok()) return corrupt(path, in.error().error().message);
  return {};
}

Result<std::vector<std::pair<int, int>>> read_alignment_heads(const fs::path& path, const Dimensions& m) {
  std::vector<std::pair<int, int>> heads = known_alignment_heads(m);
  if (!is_there(path)) return heads;
  CXAI_TRY(const Json json, read_json(path));
  base::Reader in(json, "");
  const auto& pairs = in.array("alignment_heads");
  if (!in.ok()) return corrupt(path, in.error().error().message);
  if (!pairs.empty()) heads.clear();
  const auto is_index = [](const Json& value) { return value.is_number_integer() && value >= 0 && value < 1024; };
  for (const Json& pair : pairs) {
    if (!pair.is_array() || pair.size() != 2 || !is_index(pair[0]) || !is_index(pair[1]))
      return corrupt(path, "alignment_heads must hold pairs [layer, head]");
    heads.emplace_back(pair[0].get<int>(), pair[1].get<int>());
  }
  return heads;
}

Result<std::vector<std::string>> read_vocabulary(const fs::path& directory) {
  const fs::path path =
      is_there(directory / "tokenizer.json") ? directory / "tokenizer.json" : directory / "vocab.json";
  if (!is_there(path))
    return fail(ErrorCode::not_found,
                directory.string() + ": neither tokenizer.json nor vocab.json is there" + std::string(kNeeds));
  CXAI_TRY(const std::string text, read_text(path));
  auto vocabulary = read_vocabulary_json(text);
  if (!vocabulary) return fail(path.string() + ": ", std::move(vocabulary).error());
  return vocabulary;
}

// Names of the weights' files, in order.
Result<std::set<std::string>> weight_files(const fs::path& directory) {
  if (is_there(directory / "model.safetensors")) return std::set<std::string>{"model.safetensors"};
  const fs::path index = directory / "model.safetensors.index.json";
  if (!is_there(index))
    return fail(ErrorCode::not_found, directory.string() +
                                          ": neither model.safetensors nor model.safetensors.index.json is there" +
                                          std::string(kNeeds));
  CXAI_TRY(const Json json, read_json(index));
  const Json* const map = json.is_object() && json.contains("weight_map") ? &json["weight_map"] : nullptr;
  if (!map || !map->is_object()) return corrupt(index, "weight_map must be an object");
  std::set<std::string> names;
  for (const auto& [tensor, file] : map->items()) {
    const auto* const name = file.get_ptr<const std::string*>();
    if (!name || name->empty() || fs::path(*name).filename() != *name || name->starts_with("."))
      return corrupt(index, "weight_map must name files of the same directory");
    names.insert(*name);
  }
  return names;
}

std::optional<std::string_view> replaced(std::string_view part) {
  constexpr auto kNames = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"attn.query", "self_attn.q_proj"},
      {"attn.key", "self_attn.k_proj"},
      {"attn.value", "self_attn.v_proj"},
      {"attn.out", "self_attn.out_proj"},
      {"attn_ln", "self_attn_layer_norm"},
      {"cross_attn.query", "encoder_attn.q_proj"},
      {"cross_attn.key", "encoder_attn.k_proj"},
      {"cross_attn.value", "encoder_attn.v_proj"},
      {"cross_attn.out", "encoder_attn.out_proj"},
      {"cross_attn_ln", "encoder_attn_layer_norm"},
      {"mlp.0", "fc1"},
      {"mlp.2", "fc2"},
      {"mlp_ln", "final_layer_norm"},
      {"ln_post", "layer_norm"},
      {"ln", "layer_norm"},
      {"token_embedding", "embed_tokens"},
  });
  for (const auto& [ours, theirs] : kNames)
    if (ours == part) return theirs;
  return std::nullopt;
}

const TensorView* find(const TensorMap& tensors, const std::string& name) {
  if (const auto found = tensors.find(name); found != tensors.end()) return &found->second;
  // Some files were saved from the model without its head.
  if (const auto bare = tensors.find(name.substr(sizeof "model." - 1)); bare != tensors.end()) return &bare->second;
  // The output layer is the embedding of the tokens, and may be all that was saved of it.
  if (name == "model.decoder.embed_tokens.weight")
    if (const auto head = tensors.find("proj_out.weight"); head != tensors.end()) return &head->second;
  return nullptr;
}

}  // namespace

std::string hugging_face_name(std::string_view name) {
  const std::size_t side = name.find('.');  // after "encoder" or "decoder"
  const std::string start = "model." + std::string(name.substr(0, side));
  std::string_view rest = name.substr(side + 1);
  if (rest == "positional_embedding") return start + ".embed_positions.weight";
  std::string layer;
  if (rest.starts_with("blocks.")) {
    const std::size_t end = rest.find('.', sizeof "blocks." - 1);
    layer = "layers." + std::string(rest.substr(sizeof "blocks." - 1, end - sizeof "blocks." + 1)) + ".";
    rest.remove_prefix(end + 1);
  }
  const std::size_t last = rest.rfind('.');  // before "weight" or "bias"
  const std::string_view part = rest.substr(0, last);
  return start + "." + layer + std::string(replaced(part).value_or(part)) + std::string(rest.substr(last));
}

Result<ModelContents> read_hugging_face(const fs::path& directory, std::vector<MappedFile>& files) {
  ModelContents model;
  CXAI_TRY(model.dimensions, read_config(directory / "config.json"));
  CXAI_TRY_VOID(check_preprocessor(directory / "preprocessor_config.json", model.dimensions));
  CXAI_TRY(model.alignment_heads, read_alignment_heads(directory / "generation_config.json", model.dimensions));
  CXAI_TRY(model.vocabulary, read_vocabulary(directory));
  CXAI_TRY(const auto names, weight_files(directory));
  TensorMap stored;
  for (const std::string& name : names) {
    const fs::path path = directory / name;
    CXAI_TRY(MappedFile file, MappedFile::open(path));
    auto tensors = read_safetensors(file.bytes());
    if (!tensors) return fail(path.string() + ": ", std::move(tensors).error());
    stored.merge(*tensors);
    files.push_back(std::move(file));
  }
  for (const TensorSpec& spec : model_tensors(model.dimensions))
    if (const TensorView* const view = find(stored, hugging_face_name(spec.name)))
      model.tensors.emplace(spec.name, *view);
  return model;
}

}  // namespace cxai::checkpoint
