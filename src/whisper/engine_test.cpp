#include "whisper/engine.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <future>
#include <limits>

#include "support/random_model.hpp"
#include "whisper/encoder.hpp"
#include "whisper/log_mel.hpp"

namespace cxai::whisper {
namespace {

namespace fs = std::filesystem;

std::vector<float> hum(double hz, std::size_t samples) {
  std::vector<float> sound(samples);
  for (std::size_t i = 0; i < samples; ++i)
    sound[i] = static_cast<float>(0.2 * std::sin(2 * 3.14159265 * hz * static_cast<double>(i) / 16'000) +
                                  0.05 * std::sin(0.37 * static_cast<double>(i)));
  return sound;
}

class EngineTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = fs::temp_directory_path() / ("cxai_engine_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    for (const char* size : {"toy", "tiny.en"})
      ASSERT_TRUE(support::write_ggml_model(
          folder_ / size, {.size = size, .type = checkpoint::TensorType::f16, .seed = 3, .gain = 1.6f}));
  }
  static void TearDownTestSuite() { fs::remove_all(folder_); }
  void SetUp() override {
    if (!kernels::this_machine().avx2) GTEST_SKIP() << "needs AVX2";
  }

  static std::shared_ptr<const Model> model(Compute compute, const char* size = "toy",
                                            kernels::Machine machine = kernels::this_machine()) {
    auto loaded = Model::load(folder_ / size, compute, 2, machine);
    EXPECT_TRUE(loaded) << loaded.error().message;
    return *loaded;
  }

  static std::future<Result<WindowText>> submit(Engine& engine, std::vector<float> samples, WindowOptions options,
                                                std::stop_token stop = {}) {
    auto promise = std::make_shared<std::promise<Result<WindowText>>>();
    engine.submit(std::move(samples), std::move(options), std::move(stop),
                  [promise](Result<WindowText> text) { promise->set_value(std::move(text)); });
    return promise->get_future();
  }

  // One try, short: random weights would fill every window.
  static WindowOptions brief() {
    WindowOptions options;
    options.temperatures = {0.0};
    options.rules.sample_length = 12;
    options.limits.mean_log_probability = -100;
    return options;
  }

  static fs::path folder_;
};

fs::path EngineTest::folder_;

std::string joined(const WindowText& text) {
  std::string all = text.language + ":";
  for (const auto& word : text.words)
    all += word.text + "@" + std::to_string(word.start_ms) + "-" + std::to_string(word.end_ms) + " ";
  return all;
}

TEST_F(EngineTest, WindowsTogetherSayWhatEachSaysAlone) {
  const auto loaded = model(Compute::f32);
  std::vector<std::string> alone;
  {
    Engine engine(loaded, {.threads = 1, .windows = 1});
    for (int i = 0; i < 5; ++i) {
      auto text = submit(engine, hum(100 + 90 * i, 16'000U * static_cast<unsigned>(3 + i)), brief()).get();
      ASSERT_TRUE(text) << text.error().message;
      alone.push_back(joined(*text));
    }
  }
  Engine engine(loaded, {.threads = 2, .windows = 3});
  std::vector<std::future<Result<WindowText>>> together;
  for (int i = 0; i < 5; ++i)
    together.push_back(submit(engine, hum(100 + 90 * i, 16'000U * static_cast<unsigned>(3 + i)), brief()));
  for (std::size_t i = 0; i < together.size(); ++i) {
    auto text = together[i].get();
    ASSERT_TRUE(text);
    EXPECT_EQ(joined(*text), alone[i]);
  }
}

TEST_F(EngineTest, WordsLieInTheWindowInOrder) {
  for (const Compute compute : {Compute::f32, Compute::int8}) {
    Engine engine(model(compute), {.threads = 2});
    auto text = submit(engine, hum(300, 16'000 * 8), brief()).get();
    ASSERT_TRUE(text);
    ASSERT_FALSE(text->words.empty());
    int last = 0;
    for (const TimedWord& word : text->words) {
      EXPECT_GE(word.start_ms, last);
      EXPECT_GE(word.end_ms, word.start_ms);
      EXPECT_LE(word.end_ms, 8'000);
      EXPECT_GT(word.confidence, 0.0);
      EXPECT_LE(word.confidence, 1.0);
      last = word.start_ms;
    }
    EXPECT_GT(text->language_probability, 0.0);
    EXPECT_LE(text->language_probability, 1.0);
    EXPECT_FALSE(text->language.empty());
  }
}

TEST_F(EngineTest, KeepsTheLanguageItIsGiven) {
  Engine engine(model(Compute::f32), {.threads = 1});
  WindowOptions options = brief();
  options.language = "tr";
  auto text = submit(engine, hum(200, 32'000), options).get();
  ASSERT_TRUE(text);
  EXPECT_EQ(text->language, "tr");
  EXPECT_EQ(text->language_probability, 1.0);
}

TEST_F(EngineTest, BeamsAndPromptsEndToo) {
  Engine engine(model(Compute::f32), {.threads = 2});
  WindowOptions options = brief();
  options.beam = 4;
  options.prompt = "abc def";
  auto beam = submit(engine, hum(250, 48'000), options).get();
  ASSERT_TRUE(beam);
  auto again = submit(engine, hum(250, 48'000), options).get();
  ASSERT_TRUE(again);
  EXPECT_EQ(joined(*again), joined(*beam));
  EXPECT_TRUE(std::isfinite(beam->mean_log_probability));
  EXPECT_LT(beam->mean_log_probability, 0.0);
}

TEST_F(EngineTest, TriesWarmerWhenUnsureAndThenGivesWhatItHas) {
  Engine engine(model(Compute::f32), {.threads = 1});
  WindowOptions options = brief();
  options.temperatures = {0.0, 0.4, 0.8};
  options.limits.mean_log_probability = 0.0;  // never reached
  options.limits.no_speech_probability = 1.0;
  auto text = submit(engine, hum(250, 48'000), options).get();
  ASSERT_TRUE(text);
  EXPECT_DOUBLE_EQ(text->temperature, 0.8);
}

TEST_F(EngineTest, UnsureAndSilentGivesNoWords) {
  Engine engine(model(Compute::f32), {.threads = 1});
  WindowOptions options = brief();
  options.limits.mean_log_probability = 0.0;
  options.limits.no_speech_probability = -1.0;
  auto text = submit(engine, hum(250, 48'000), options).get();
  ASSERT_TRUE(text);
  EXPECT_TRUE(text->words.empty());
}

TEST_F(EngineTest, EnglishOnlyModelsNeedNoLanguage) {
  Engine engine(model(Compute::int8, "tiny.en"), {.threads = 2});
  WindowOptions options = brief();
  options.rules.sample_length = 4;
  auto text = submit(engine, hum(250, 48'000), options).get();
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(text->language, "en");
}

TEST_F(EngineTest, RefusesWhatIsNoWindow) {
  Engine engine(model(Compute::f32), {.threads = 1});
  EXPECT_EQ(submit(engine, {}, brief()).get().error().code, ErrorCode::invalid_input);
  EXPECT_EQ(submit(engine, std::vector<float>(480'001), brief()).get().error().code, ErrorCode::invalid_input);
  EXPECT_EQ(submit(engine, {std::numeric_limits<float>::quiet_NaN()}, brief()).get().error().code,
            ErrorCode::invalid_input);
  WindowOptions options = brief();
  options.language = "xx";
  const auto refused = submit(engine, hum(100, 1'000), options).get();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("xx"), std::string::npos);
}

TEST_F(EngineTest, StopsWhenAskedAndWhenItGoes) {
  const auto loaded = model(Compute::f32);
  std::vector<std::future<Result<WindowText>>> left;
  {
    Engine engine(loaded, {.threads = 1, .windows = 1});
    std::stop_source source;
    source.request_stop();
    EXPECT_EQ(submit(engine, hum(100, 16'000), brief(), source.get_token()).get().error().code, ErrorCode::cancelled);
    for (int i = 0; i < 2; ++i) left.push_back(submit(engine, hum(100, 16'000), brief()));
  }
  for (auto& future : left) {
    const auto text = future.get();  // every promise is kept
    if (!text) {
      EXPECT_EQ(text.error().code, ErrorCode::cancelled);
    }
  }
}

TEST_F(EngineTest, TakesFewerWindowsWhereMemoryIsShort) {
  const auto loaded = model(Compute::f32);
  const std::size_t room = loaded->bytes() + 3 * Engine::window_bytes(*loaded);
  EXPECT_EQ(Engine(loaded, {.threads = 1, .windows = 16, .memory_bytes = room}).windows(), 3U);
  EXPECT_EQ(Engine(loaded, {.threads = 1, .windows = 16, .memory_bytes = 1}).windows(), 1U);
}

// The types agree with each other: what differs is rounding.
TEST_F(EngineTest, TypesAndMachinesAgree) {
  const auto sound = hum(220, 480'000);
  std::vector<std::vector<float>> logits;
  kernels::Machine plain = kernels::this_machine();
  plain.avx512 = false;
  struct Case {
    Compute compute;
    kernels::Machine machine;
    double tolerance;
  };
  for (const Case& with : {Case{Compute::f32, plain, 0}, Case{Compute::f32, kernels::this_machine(), 1e-4},
                           Case{Compute::bf16, kernels::this_machine(), 2e-2},
                           Case{Compute::int8, kernels::this_machine(), 4e-2}, Case{Compute::int8, plain, 6e-2}}) {
    if (!with.machine.supports(with.compute)) continue;
    const auto loaded = model(with.compute, "toy", with.machine);
    kernels::Team team(2);
    Encoder encoder(loaded, team);
    Decoder decoder(loaded, team, 8);
    kernels::CrossCache cache(with.compute, loaded->decoder.size(), loaded->heads(), 1500, with.machine);
    encoder.run(LogMel(80, loaded->weights->mel_filters())(sound), cache);
    const std::vector<int> slots{0, 1, 2, 3};
    std::vector<StepRow> rows;
    for (std::size_t i = 0; i < slots.size(); ++i)
      rows.push_back({&cache, 60 + static_cast<int>(i), std::span(slots).first(i + 1), i == 3, nullptr});
    decoder.step(rows);
    const auto got = decoder.logits(3);
    if (with.tolerance == 0) {
      logits.emplace_back(got.begin(), got.end());
      continue;
    }
    double difference = 0;
    double size = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
      difference += std::pow(static_cast<double>(got[i]) - logits.front()[i], 2);
      size += std::pow(static_cast<double>(logits.front()[i]), 2);
    }
    EXPECT_LT(std::sqrt(difference / size), with.tolerance) << to_string(with.compute);
  }
}

}  // namespace
}  // namespace cxai::whisper
