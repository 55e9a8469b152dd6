// The arithmetic of the speech engine against values another program made from the same weights and sound, fed the same
// tokens: relative root mean square of the difference of all logits.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "audio/wav.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "support/random_model.hpp"
#include "whisper/decoder.hpp"
#include "whisper/encoder.hpp"
#include "whisper/log_mel.hpp"

namespace cxai::whisper {
namespace {

namespace fs = std::filesystem;

struct Case {
  Compute compute;
  bool own;  // with our kernels, or with the library alone
  double most;
};

double difference(std::span<const float> got, const float* expected) {
  double d = 0;
  double n = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    d += std::pow(static_cast<double>(got[i]) - expected[i], 2);
    n += std::pow(static_cast<double>(expected[i]), 2);
  }
  return std::sqrt(d / n);
}

TEST(WhisperLogits, AgreeWithTheReferenceInEveryType) {
  const char* shared = std::getenv("CXAI_SHARED");
  const fs::path reference = shared ? fs::path(shared) / "reference/whisper" : fs::path();
  if (!fs::exists(reference / "vocabulary-multilingual.bin"))
    GTEST_SKIP() << "CXAI_SHARED names no folder with reference/whisper";
  const base::TempDir folder;
  for (const int seed : {1, 2}) {
    const fs::path file = folder.path() / "model.bin";
    ASSERT_TRUE(support::write_ggml_model(file, {.size = "tiny",
                                                 .type = checkpoint::TensorType::f32,
                                                 .seed = static_cast<std::uint64_t>(seed),
                                                 .gain = 1.6F,
                                                 .vocabulary = reference / "vocabulary-multilingual.bin"}));
    for (const Case& with : {Case{Compute::f32, false, 2e-3}, Case{Compute::bf16, true, 1e-2},
                             Case{Compute::int8, true, 3e-2}, Case{Compute::int8, false, 3e-2}}) {
      kernels::Machine machine = kernels::this_machine();
      if (with.own && !machine.avx512) continue;
      machine.avx512 = with.own;
      const auto model = Model::load(file, with.compute, 2, machine);
      ASSERT_TRUE(model) << model.error().message;
      kernels::Team team(2);
      Encoder encoder(*model, team);
      Decoder decoder(*model, team, 64);
      kernels::CrossCache sound(with.compute, (*model)->decoder.size(), (*model)->heads(), 1500, machine);
      for (const char* call : {"telecom_cozumlenmis", "banking_cozumlenmis"}) {
        const std::string name = "tiny-f32-seed" + std::to_string(seed) + "-" + call;
        const auto listing = base::read_file(reference / (name + ".json"));
        const auto wav_bytes =
            base::read_file(fs::path(shared) / "data/speech/tr-seed-calls" / (std::string(call) + ".wav"));
        const auto logit_bytes = base::read_file(reference / (name + ".logits.f32"));
        ASSERT_TRUE(listing && wav_bytes && logit_bytes);
        const auto steps = Json::parse(*listing);
        std::vector<int> tokens = steps["prompt"].get<std::vector<int>>();
        const std::size_t prompt = tokens.size();
        for (const auto& step : steps["steps"]) tokens.push_back(step["token"].get<int>());
        std::vector<float> expected(logit_bytes->size() / sizeof(float));
        std::memcpy(expected.data(), logit_bytes->data(), logit_bytes->size());

        auto samples = audio::read_wav(*wav_bytes)->channels.front();
        samples.resize(kWindowSamples);
        encoder.run(LogMel(80, (*model)->weights->mel_filters())(samples), sound);
        std::vector<int> slots(tokens.size());
        for (std::size_t i = 0; i < slots.size(); ++i) slots[i] = static_cast<int>(i);
        std::vector<StepRow> rows;
        for (std::size_t i = 0; i < prompt; ++i)
          rows.push_back({&sound, tokens[i], std::span(slots).first(i + 1), i + 1 == prompt, nullptr});
        decoder.step(rows);
        const double first = difference(decoder.logits(prompt - 1), expected.data());
        const std::size_t vocabulary = decoder.logits(prompt - 1).size();
        for (std::size_t i = prompt; i < prompt + 23; ++i) {
          const StepRow row{&sound, tokens[i], std::span(slots).first(i + 1), i + 1 == prompt + 23, nullptr};
          decoder.step({&row, 1});
        }
        const double last = difference(decoder.logits(0), expected.data() + vocabulary);
        std::cout << name << ' ' << to_string(with.compute) << (with.own ? " own" : " library") << ": " << first << ", "
                  << last << '\n';
        EXPECT_LE(first, with.most);
        EXPECT_LE(last, with.most);
      }
    }
  }
}

}  // namespace
}  // namespace cxai::whisper
