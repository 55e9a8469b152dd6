// The readers of Whisper's model files against public data: the generator of random models gives the bytes that the
// reference values were made with, and the multilingual vocabulary gives the tokens of Whisper's own tokenizer.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "checkpoint/ggml_file.hpp"
#include "checkpoint/tokenizer.hpp"
#include "support/random_model.hpp"

namespace cxai::whisper {
namespace {

namespace fs = std::filesystem;

fs::path vocabulary_file() {
  const char* shared = std::getenv("CXAI_SHARED");
  return shared ? fs::path(shared) / "reference/whisper/vocabulary-multilingual.bin" : fs::path();
}

class WhisperFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(vocabulary_file())) GTEST_SKIP() << "CXAI_SHARED names no folder with reference/whisper";
  }
  base::TempDir folder_;
};

TEST_F(WhisperFiles, RandomModelsAreTheReferences) {
  const fs::path file = folder_.path() / "tiny.bin";
  for (const auto& [type, seed, sha256] :
       {std::tuple{checkpoint::TensorType::f32, 1, "127a8de61f8d60fc37eb0ca6920a6613c6cbf46e995d3a6b7dcf23119501820b"},
        std::tuple{checkpoint::TensorType::f16, 2,
                   "538310236872cd65dd98c9be4b8e75853ec525d6a7ebe688d9746f61ae199759"}}) {
    const support::RandomModel model{.size = "tiny",
                                     .type = type,
                                     .seed = static_cast<std::uint64_t>(seed),
                                     .gain = 1.6F,
                                     .vocabulary = vocabulary_file()};
    ASSERT_TRUE(support::write_ggml_model(file, model));
    const auto weights = checkpoint::Weights::open(file);
    ASSERT_TRUE(weights) << weights.error().message;
    EXPECT_EQ((*weights)->sha256(), sha256);
    EXPECT_EQ((*weights)->name(), "whisper-tiny");
    EXPECT_EQ((*weights)->alignment_heads().size(), 6U);
  }
}

TEST_F(WhisperFiles, TokensAreWhispers) {
  const fs::path file = folder_.path() / "tiny.bin";
  ASSERT_TRUE(support::write_ggml_model(file, {.size = "nano", .vocabulary = vocabulary_file()}));
  const auto weights = checkpoint::Weights::open(file);
  ASSERT_TRUE(weights) << weights.error().message;
  const checkpoint::Tokenizer tokenizer(*weights);
  // Byte-pair encoding by definition over OpenAI's multilingual.tiktoken.
  const std::vector<std::pair<std::string, std::vector<int>>> expected{
      {"Merhaba, Ayşe'nin IBAN'ı neydi? 1.234,50 TL",
       {45757, 42016, 11,    9081, 1165, 68, 6,    22955, 40385, 1770, 6,
        699,   408,   49484, 30,   502,  13, 9356, 19,    11,    2803, 40277}},
      {"Guten Tag, ich möchte meine Straße ändern: 10,50 Euro!",
       {38, 7886, 11204, 11, 1893, 14570, 10946, 43817, 47775, 25, 1266, 11, 2803, 3010, 0}},
      {"It's 3 o'clock, we'll see;  two  blanks\n\tand a tab ",
       {3522, 311, 805, 277, 6, 9023, 11, 321, 603, 536, 26, 220, 732, 220, 8247, 82, 198, 197, 474, 257, 4421, 220}}};
  for (const auto& [text, tokens] : expected) {
    EXPECT_EQ(tokenizer.encode(text), tokens) << text;
    EXPECT_EQ(tokenizer.decode(tokens), text);
  }
  // The published list of tokens to suppress begins with these; the file's vocabulary has lost the bytes of some notes.
  const std::vector<int> first(tokenizer.non_speech().begin(), tokenizer.non_speech().begin() + 22);
  EXPECT_EQ(first,
            (std::vector<int>{1, 2, 7, 8, 9, 10, 14, 25, 26, 27, 28, 29, 31, 58, 59, 60, 61, 62, 63, 90, 91, 92}));
}

}  // namespace
}  // namespace cxai::whisper
