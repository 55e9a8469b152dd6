#include "checkpoint/weights.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "checkpoint/ggml_file.hpp"
#include "checkpoint/hugging_face.hpp"
#include "checkpoint/known_models.hpp"
#include "checkpoint/model_contents.hpp"
#include "checkpoint/safetensors_file.hpp"
#include "support/encode_floats.hpp"
#include "support/random_model.hpp"

namespace cxai::checkpoint {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr std::size_t kFileTypeAt = 44;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

std::vector<float> floats_of(const TensorView& tensor) {
  std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
  read_floats(tensor, 0, values);
  return values;
}

// Root of the mean square difference over that of `expected`.
double difference(const std::vector<float>& values, const std::vector<float>& expected) {
  double wrong = 0;
  double all = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    wrong += std::pow(static_cast<double>(values[i] - expected[i]), 2);
    all += std::pow(static_cast<double>(expected[i]), 2);
  }
  return std::sqrt(wrong / all);
}

class ModelFiles : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { folder_ = new base::TempDir; }
  static void TearDownTestSuite() { delete folder_; }

  static fs::path ggml(TensorType type) {
    const fs::path path = folder_->path() / (std::to_string(static_cast<int>(type)) + ".bin");
    if (!fs::exists(path)) check(support::write_ggml_model(path, {.size = "nano", .type = type}));
    return path;
  }
  static fs::path hugging_face(TensorType type, int shards) {
    const fs::path path = folder_->path() / ("hf" + std::to_string(static_cast<int>(type)) + std::to_string(shards));
    if (!fs::exists(path))
      check(support::write_hugging_face_model(path, {.size = "nano", .type = type, .shards = shards}));
    return path;
  }
  static fs::path folder() { return folder_->path(); }
  static std::string content(const fs::path& path) { return *base::read_file(path); }

  // Without waiting for the disk.
  static void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
  // The files of a directory in another one.
  static void link(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::create_directory(to);
    for (const auto& entry : fs::directory_iterator(from))
      fs::create_symlink(entry.path(), to / entry.path().filename());
  }

 private:
  static void check(const Result<>& written) { ASSERT_TRUE(written) << written.error().message; }
  static inline base::TempDir* folder_ = nullptr;
};

TEST_F(ModelFiles, GgmlTellsSizesNamesAndTensors) {
  const auto weights = Weights::open(ggml(TensorType::f32));
  ASSERT_TRUE(weights) << weights.error().message;
  const Dimensions& m = (*weights)->dimensions();
  EXPECT_EQ(m.vocabulary, 51865);
  EXPECT_EQ(m.audio_state, 64);
  EXPECT_EQ(m.text_layers, 1);
  EXPECT_TRUE(m.multilingual());
  EXPECT_EQ(m.languages(), 99);
  EXPECT_EQ((*weights)->name(), "whisper-1+1x64");
  EXPECT_EQ((*weights)->vocabulary().size(), 50257U);
  EXPECT_EQ((*weights)->mel_filters().size(), 80U * 201);
  EXPECT_THAT((*weights)->tensor("encoder.conv1.bias").shape, ElementsAre(64));  // [64, 1] in the file
  EXPECT_THAT((*weights)->tensor("encoder.conv1.weight").shape, ElementsAre(64, 80, 3));
  EXPECT_THAT((*weights)->tensor("decoder.token_embedding.weight").shape, ElementsAre(51865, 64));
  EXPECT_EQ((*weights)->sha256(), base::sha256_hex(content(ggml(TensorType::f32))));
}

TEST_F(ModelFiles, EveryTypeHoldsTheSameNumbers) {
  const auto exact = *Weights::open(ggml(TensorType::f32));
  for (const auto& [type, most] : {std::pair{TensorType::f16, 3e-4},
                                   {TensorType::q8_0, 0.008},
                                   {TensorType::q5_1, 0.05},
                                   {TensorType::q5_0, 0.05},
                                   {TensorType::q4_1, 0.1},
                                   {TensorType::q4_0, 0.1}}) {
    const auto weights = Weights::open(ggml(type));
    ASSERT_TRUE(weights) << weights.error().message;
    for (const char* name : {"decoder.blocks.0.cross_attn.key.weight", "encoder.blocks.0.mlp.2.weight"}) {
      const TensorView& tensor = (*weights)->tensor(name);
      EXPECT_EQ(tensor.type, type);
      const double wrong = difference(floats_of(tensor), floats_of(exact->tensor(name)));
      EXPECT_LT(wrong, most) << name << ' ' << static_cast<int>(type);
      EXPECT_GT(wrong, most / 1000);
    }
    EXPECT_EQ(floats_of((*weights)->tensor("decoder.ln.bias")), floats_of(exact->tensor("decoder.ln.bias")));
  }
}

TEST_F(ModelFiles, ReadsStretches) {
  const auto weights = *Weights::open(ggml(TensorType::q5_0));
  const TensorView& tensor = weights->tensor("encoder.blocks.0.mlp.0.weight");
  const auto all = floats_of(tensor);
  std::vector<float> part(96);
  read_floats(tensor, 64 * 7 + 32, part);
  EXPECT_TRUE(std::ranges::equal(part, std::span(all).subspan(64 * 7 + 32, 96)));
}

TEST_F(ModelFiles, HuggingFaceHoldsTheSame) {
  const auto exact = *Weights::open(ggml(TensorType::f32));
  for (const auto& [type, shards, most] : {std::tuple{TensorType::f32, 1, 0.0},
                                           {TensorType::f32, 3, 0.0},
                                           {TensorType::f16, 1, 3e-4},
                                           {TensorType::bf16, 2, 3e-3}}) {
    const auto weights = Weights::open(hugging_face(type, shards));
    ASSERT_TRUE(weights) << weights.error().message;
    EXPECT_EQ((*weights)->vocabulary(), exact->vocabulary());
    EXPECT_EQ((*weights)->mel_filters(), exact->mel_filters());
    for (const TensorSpec& spec : model_tensors(exact->dimensions())) {
      const auto& tensor = (*weights)->tensor(spec.name);
      EXPECT_EQ(tensor.shape, spec.shape) << spec.name;
      EXPECT_LE(difference(floats_of(tensor), floats_of(exact->tensor(spec.name))), most) << spec.name;
    }
  }
  EXPECT_EQ((*Weights::open(hugging_face(TensorType::f16, 1)))->sha256(),
            base::sha256_hex(content(hugging_face(TensorType::f16, 1) / "model.safetensors")));
}

TEST_F(ModelFiles, GenerationConfigNamesAlignmentHeads) {
  const fs::path path = hugging_face(TensorType::f16, 2);
  EXPECT_THAT((*Weights::open(path))->alignment_heads(), ElementsAre());
  write(path / "generation_config.json", R"({"alignment_heads": [[0, 0]]})");
  EXPECT_THAT((*Weights::open(path))->alignment_heads(), ElementsAre(Pair(0, 0)));
  write(path / "generation_config.json", R"({"alignment_heads": [[1, 0]]})");
  const auto outside = Weights::open(path);
  ASSERT_FALSE(outside);
  EXPECT_THAT(outside.error().message, HasSubstr("alignment head (1, 0)"));
}

// Ends a file after every one of some lengths: never a crash, always the file's name and a remedy.
TEST_F(ModelFiles, CutShort) {
  const std::string whole = content(ggml(TensorType::q8_0));
  const fs::path path = folder() / "cut.bin";
  for (const std::size_t size : {std::size_t{0}, std::size_t{3}, std::size_t{4}, std::size_t{47}, std::size_t{60},
                                 std::size_t{70'000}, std::size_t{200'000}, whole.size() / 2, whole.size() - 1}) {
    write(path, whole.substr(0, size));
    const auto weights = Weights::open(path);
    ASSERT_FALSE(weights) << size;
    EXPECT_EQ(weights.error().code, ErrorCode::corrupt_data);
    EXPECT_THAT(weights.error().message, HasSubstr("cut.bin: at byte "));
    EXPECT_THAT(weights.error().message, AnyOf(HasSubstr("download it again"), HasSubstr("download the file again")))
        << size;
  }
}

TEST_F(ModelFiles, OtherFormatsAndVersions) {
  const std::string whole = content(ggml(TensorType::q8_0));
  const auto reads = [&](std::size_t at, std::int32_t value) {
    std::string changed = whole;
    std::memcpy(changed.data() + at, &value, 4);
    auto model = read_ggml(bytes_of(changed));
    return model ? Error{} : model.error();
  };
  EXPECT_EQ(reads(0, 0x46554747).code, ErrorCode::unsupported);
  EXPECT_THAT(reads(0, 0x46554747).message, HasSubstr("GGUF"));
  EXPECT_EQ(reads(0, 17).code, ErrorCode::corrupt_data);
  EXPECT_EQ(reads(4, 32000).code, ErrorCode::unsupported);
  EXPECT_EQ(reads(4, -5).code, ErrorCode::corrupt_data);
  EXPECT_THAT(reads(8, 750).message, HasSubstr("encoder's context must be 1500"));
  EXPECT_THAT(reads(12, 96).message, HasSubstr("encoder's width must be 64 times its heads (64)"));
  EXPECT_THAT(reads(40, 64).message, HasSubstr("mel bands must be 80 or 128"));
  EXPECT_THAT(reads(kFileTypeAt, 1007).message, HasSubstr("version 1, must be version 2"));
  EXPECT_EQ(reads(kFileTypeAt, 7).code, ErrorCode::unsupported);
}

TEST_F(ModelFiles, VocabularyOnlyFilesHaveNoTensors) {
  const std::string whole = content(ggml(TensorType::q8_0));
  const std::size_t tensors = whole.find("encoder.positional_embedding") - 20;  // two sizes, three numbers before it
  const fs::path path = folder() / "vocabulary.bin";
  write(path, whole.substr(0, tensors));
  EXPECT_TRUE(read_ggml(bytes_of(whole.substr(0, tensors))));
  const auto weights = Weights::open(path);
  ASSERT_FALSE(weights);
  EXPECT_THAT(weights.error().message, HasSubstr("encoder.positional_embedding is missing (0 were found)"));
}

TEST_F(ModelFiles, DamagedTensors) {
  const std::string whole = content(ggml(TensorType::q8_0));
  const std::size_t name = whole.find("decoder.blocks.0.attn.query.weight");
  const auto reads = [&](std::size_t at, std::int32_t value) {
    std::string changed = whole;
    std::memcpy(changed.data() + at, &value, 4);
    auto model = read_ggml(bytes_of(changed));
    if (model)
      if (auto done = complete(*model); !done) return done.error();
    return model ? Error{} : model.error();
  };
  EXPECT_THAT(reads(name - 20, 9).message, HasSubstr("dimensions must be from 0 to 4, got 9"));
  EXPECT_THAT(reads(name - 16, 1 << 20).message, HasSubstr("name must be from 0 to 128"));
  EXPECT_THAT(reads(name - 12, 14).message, HasSubstr("decoder.blocks.0.attn.query.weight is of type 14"));
  EXPECT_EQ(reads(name - 12, 14).code, ErrorCode::unsupported);
  EXPECT_THAT(reads(name - 8, 33).message, HasSubstr("multiple of 32"));
  EXPECT_THAT(reads(name - 8, 0).message, HasSubstr("sizes must be from 1 to 2^28"));
  EXPECT_THAT(reads(name - 4, 1 << 28).message, HasSubstr("the file has"));
  EXPECT_THAT(reads(name, 0x78787878).message, HasSubstr("decoder.blocks.0.attn.query.weight is missing"));
}

TEST_F(ModelFiles, EarlyConvertersLostBytes) {
  std::string whole = content(ggml(TensorType::q8_0));
  // Token 188 is byte 0: make it the replacement character of the same model.
  const auto before = read_ggml(bytes_of(whole));
  ASSERT_TRUE(before);
  EXPECT_EQ(before->vocabulary[188], std::string(1, '\0'));
  const std::size_t filters = 56 + 80 * 201 * 4;
  const std::size_t token = filters + 4 + 188 * 5;
  const std::int32_t length = 3;
  std::string changed = whole.substr(0, token);
  changed.append(reinterpret_cast<const char*>(&length), 4).append("\uFFFD").append(whole.substr(token + 5));
  const auto after = read_ggml(bytes_of(changed));
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->vocabulary, before->vocabulary);
}

TEST_F(ModelFiles, DirectoriesThatLackSomething) {
  const fs::path source = hugging_face(TensorType::f16, 1);
  for (const std::string name : {"config.json", "model.safetensors", "tokenizer.json"}) {
    const fs::path path = folder() / ("without-" + name);
    link(source, path);
    fs::remove(path / name);
    const auto weights = Weights::open(path);
    ASSERT_FALSE(weights);
    EXPECT_EQ(weights.error().code, ErrorCode::not_found);
    EXPECT_THAT(weights.error().message, HasSubstr(name));
    EXPECT_THAT(weights.error().message, HasSubstr("a model's directory holds"));
  }
  const auto nothing = Weights::open(folder() / "nothing.bin");
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::not_found);
}

TEST_F(ModelFiles, DirectoriesThatDoNotFit) {
  const fs::path source = hugging_face(TensorType::f16, 1);
  const auto with = [&](const char* name, const std::string& text) {
    const fs::path path = folder() / "changed";
    link(source, path);
    fs::remove(path / name);
    write(path / name, text);
    const auto weights = Weights::open(path);
    return weights ? Error{} : weights.error();
  };
  EXPECT_EQ(with("config.json", R"({"model_type": "bert"})").code, ErrorCode::unsupported);
  EXPECT_THAT(with("config.json", R"({"model_type": "whisper"})").message, HasSubstr("config.json: vocab_size"));
  EXPECT_THAT(with("config.json", "{").message, HasSubstr("config.json: not valid JSON"));
  EXPECT_THAT(with("preprocessor_config.json", R"({"feature_size": 128})").message,
              HasSubstr("preprocessor_config.json: feature_size must be 80, got 128"));
  EXPECT_THAT(with("tokenizer.json", R"({"model": {"vocab": {"a": 7}}})").message,
              HasSubstr("50257 text tokens, got 8"));
  EXPECT_THAT(with("tokenizer.json", R"({"model": {"vocab": {"東": 7}}})").message, HasSubstr("stands for no byte"));
  EXPECT_THAT(with("tokenizer.json", R"({"model": {"vocab": {"a": 99999999}}})").message, HasSubstr("from 0 to 51865"));
  EXPECT_THAT(with("model.safetensors", "12345678").message, HasSubstr("the header must be at most"));
  EXPECT_EQ(with("vocab.json", "[").code, ErrorCode{});  // tokenizer.json is there
}

TEST(Safetensors, OffsetsAreChecked) {
  const auto read = [](const std::string& header, std::size_t data) {
    const std::uint64_t length = header.size();
    std::string file(reinterpret_cast<const char*>(&length), sizeof length);
    file += header + std::string(data, '\x01');
    auto tensors = read_safetensors(bytes_of(file));
    return tensors ? std::to_string(tensors->size()) : tensors.error().message;
  };
  EXPECT_EQ(read(R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}})", 8), "1");
  EXPECT_EQ(read(R"({"__metadata__": {"x": "y"}, "a": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}})", 8),
            "0");
  EXPECT_THAT(read(R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}})", 7),
              HasSubstr("0 to 8 of the data"));
  EXPECT_THAT(read(R"({"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}})", 8), HasSubstr("needs 12 bytes"));
  EXPECT_THAT(read(R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}})", 8), HasSubstr("8 to 0"));
  EXPECT_THAT(read(R"({"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}})", 8),
              HasSubstr("from 1 to 2^28"));
  EXPECT_THAT(read(R"({"a": {"dtype": "F32", "shape": [268435456, 268435456, 268435456], "data_offsets": [0, 8]}})", 8),
              HasSubstr("2^32 together"));
  EXPECT_THAT(read(R"({"a": 1})", 8), HasSubstr("must be an object"));
  EXPECT_THAT(read("[]", 8), HasSubstr("must be a JSON object"));
}

TEST(VocabularyJson, TokensByIdInBytes) {
  const auto tokens = read_vocabulary_json(R"({"!": 0, "Ġa": 1, "ÅŁ": 3, "<|tr|>": 4})");
  ASSERT_TRUE(tokens) << tokens.error().message;
  EXPECT_THAT(*tokens, ElementsAre("!", " a", "", "ş", ""));
  const auto nested =
      read_vocabulary_json(R"({"added_tokens": [{"id": 9}], "model": {"vocab": {"b": 1}, "x": {"c": 5}}})");
  ASSERT_TRUE(nested);
  EXPECT_THAT(*nested, ElementsAre("", "b"));
}

TEST(HuggingFaceName, IsTheDirectorysOwn) {
  EXPECT_EQ(hugging_face_name("encoder.positional_embedding"), "model.encoder.embed_positions.weight");
  EXPECT_EQ(hugging_face_name("encoder.conv2.bias"), "model.encoder.conv2.bias");
  EXPECT_EQ(hugging_face_name("encoder.blocks.11.attn.query.weight"),
            "model.encoder.layers.11.self_attn.q_proj.weight");
  EXPECT_EQ(hugging_face_name("decoder.blocks.0.cross_attn_ln.bias"),
            "model.decoder.layers.0.encoder_attn_layer_norm.bias");
  EXPECT_EQ(hugging_face_name("decoder.blocks.3.mlp.2.weight"), "model.decoder.layers.3.fc2.weight");
  EXPECT_EQ(hugging_face_name("decoder.token_embedding.weight"), "model.decoder.embed_tokens.weight");
  EXPECT_EQ(hugging_face_name("encoder.ln_post.weight"), "model.encoder.layer_norm.weight");
}

TEST(KnownModels, ByTheirSizes) {
  EXPECT_EQ(model_name(*support::dimensions_of("tiny.en")), "whisper-tiny.en");
  EXPECT_EQ(model_name(*support::dimensions_of("medium")), "whisper-medium");
  EXPECT_EQ(model_name(*support::dimensions_of("turbo")), "whisper-large-v3-turbo");
  EXPECT_EQ(model_name(*support::dimensions_of("toy")), "whisper-2+2x128");
  EXPECT_THAT(known_alignment_heads(*support::dimensions_of("tiny")),
              ElementsAre(Pair(2, 2), Pair(3, 0), Pair(3, 2), Pair(3, 3), Pair(3, 4), Pair(3, 5)));
  EXPECT_THAT(known_alignment_heads(*support::dimensions_of("large")), ElementsAre());  // v1 or v2
  for (const char* size : {"tiny", "tiny.en", "base", "small", "medium", "large-v3", "turbo"}) {
    const Dimensions m = *support::dimensions_of(size);
    for (const auto& [layer, head] : known_alignment_heads(m)) {
      EXPECT_LT(layer, m.text_layers);
      EXPECT_LT(head, m.text_heads);
    }
  }
}

TEST(ReadFloats, EveryHalfPrecisionNumber) {
  std::vector<std::uint16_t> halves(65536);
  for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = static_cast<std::uint16_t>(i);
  const TensorView tensor{TensorType::f16, {65536}, std::as_bytes(std::span(halves))};
  const auto values = floats_of(tensor);
  for (std::size_t i = 0; i < halves.size(); ++i) {
    const int exponent = static_cast<int>(i >> 10 & 31);
    const int fraction = static_cast<int>(i & 1023);
    const float sign = i & 0x8000 ? -1.0F : 1.0F;
    if (exponent == 31) {
      EXPECT_EQ(std::isnan(values[i]), fraction != 0);
      EXPECT_EQ(std::isinf(values[i]), fraction == 0);
    } else {
      const float expected = exponent ? std::ldexp(static_cast<float>(1024 + fraction), exponent - 25)
                                      : std::ldexp(static_cast<float>(fraction), -24);
      ASSERT_EQ(values[i], sign * expected) << i;
      ASSERT_EQ(support::to_half(values[i]), i);
    }
  }
}

TEST(ReadFloats, QuantisedNumbersByTheirLayout) {
  // A block by hand: scale 2, fifth bits for values 0 and 31, number i in place i.
  std::string block("\x00\x40", 2);
  block.append("\x01\x00\x00\x80", 4);
  for (int i = 0; i < 16; ++i) block += static_cast<char>((i & 15) | ((15 - i) << 4));
  const TensorView tensor{TensorType::q5_0, {32}, bytes_of(block)};
  const auto values = floats_of(tensor);
  EXPECT_EQ(values[0], 2.0F * (0 + 16 - 16));
  EXPECT_EQ(values[1], 2.0F * (1 - 16));
  EXPECT_EQ(values[16], 2.0F * (15 - 16));
  EXPECT_EQ(values[31], 2.0F * (0 + 16 - 16));
  const TensorView small{TensorType::q4_0, {32}, bytes_of(block).first(2 + 16)};
  EXPECT_EQ(floats_of(small)[0], 2.0F * (1 - 8));  // 0x01 is now the first number
}

}  // namespace
}  // namespace cxai::checkpoint
