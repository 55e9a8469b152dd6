#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "kernels/attention.hpp"
#include "kernels/cache.hpp"
#include "kernels/linear.hpp"
#include "kernels/rows.hpp"
#include "kernels/team.hpp"

namespace cxai::kernels {
namespace {

std::vector<float> random_floats(std::size_t n, std::uint32_t seed, float scale = 1.0f) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0f, scale);
  std::vector<float> x(n);
  for (float& v : x) v = normal(random);
  return x;
}

// ‖a - b‖ / ‖b‖
double difference(const std::vector<float>& a, const std::vector<float>& b) {
  double d = 0;
  double n = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    d += std::pow(static_cast<double>(a[i]) - b[i], 2);
    n += std::pow(static_cast<double>(b[i]), 2);
  }
  return std::sqrt(d / n);
}

double gelu(double x) {
  return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0)));
}

Machine plain() {
  return {.avx2 = true, .avx512 = false};
}

struct Case {
  Compute compute;
  bool fine;
  Machine machine;
  double tolerance;
};

class LinearTypes : public testing::TestWithParam<Case> {};

TEST_P(LinearTypes, MultipliesAsTheDefinitionDoes) {
  const Case& with = GetParam();
  if (!this_machine().avx2 || (with.machine.avx512 && !this_machine().avx512)) GTEST_SKIP() << "not this processor";
  for (const auto& [rows, in, out] :
       {std::tuple{1, 64, 32}, {3, 100, 70}, {16, 384, 51}, {29, 130, 96}, {61, 512, 33}}) {
    const auto w = random_floats(static_cast<std::size_t>(in * out), 1, 0.1f);
    const auto b = random_floats(static_cast<std::size_t>(out), 2);
    const auto x = random_floats(static_cast<std::size_t>(in * rows), 3);
    const Linear linear(
        with.compute, static_cast<std::size_t>(out), static_cast<std::size_t>(in),
        [&](std::size_t o, std::span<float> row) { std::copy_n(w.data() + o * row.size(), row.size(), row.data()); }, b,
        with.machine);
    Activations ready;
    ready.fine = with.fine;
    linear.prepare(x.data(), static_cast<std::size_t>(in), static_cast<std::size_t>(rows), ready);
    for (const After after : {After::store, After::add, After::gelu}) {
      std::vector<float> expected(static_cast<std::size_t>(rows * out));
      std::vector<float> got(expected.size(), 0.5f);
      for (int r = 0; r < rows; ++r)
        for (int o = 0; o < out; ++o) {
          double sum = b[static_cast<std::size_t>(o)];
          for (int i = 0; i < in; ++i)
            sum +=
                static_cast<double>(x[static_cast<std::size_t>(r * in + i)]) * w[static_cast<std::size_t>(o * in + i)];
          expected[static_cast<std::size_t>(r * out + o)] = static_cast<float>(after == After::add    ? 0.5 + sum
                                                                               : after == After::gelu ? gelu(sum)
                                                                                                      : sum);
        }
      linear.multiply(ready, got.data(), static_cast<std::size_t>(out), after);
      EXPECT_LT(difference(got, expected), with.tolerance) << rows << "x" << in << "x" << out;
      if (out > 32) {  // in two pieces
        std::vector<float> pieces(expected.size(), 0.5f);
        linear.multiply(ready, 0, 32, pieces.data(), static_cast<std::size_t>(out), after);
        linear.multiply(ready, 32, static_cast<std::size_t>(out), pieces.data(), static_cast<std::size_t>(out), after);
        EXPECT_LT(difference(pieces, got), 1e-6);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, LinearTypes,
    testing::Values(Case{Compute::f32, false, plain(), 1e-5}, Case{Compute::int8, false, plain(), 3e-2},
                    Case{Compute::int8, true, plain(), 1e-2}, Case{Compute::bf16, false, {true, true}, 5e-3},
                    Case{Compute::int8, false, {true, true}, 1.5e-2}, Case{Compute::int8, true, {true, true}, 1e-2}));

TEST(Attention, SeesAllRowsAsTheDefinitionDoes) {
  if (!this_machine().avx2) GTEST_SKIP() << "needs AVX2";
  const std::size_t rows = 101;
  const std::size_t heads = 2;
  const std::size_t width = heads * kHead;
  const auto qkv = random_floats(rows * 3 * width, 4);
  std::vector<float> expected(rows * width);
  for (std::size_t h = 0; h < heads; ++h)
    for (std::size_t r = 0; r < rows; ++r) {
      std::vector<double> weight(rows);
      double total = 0;
      for (std::size_t k = 0; k < rows; ++k) {
        double dot = 0;
        for (std::size_t i = 0; i < kHead; ++i)
          dot += static_cast<double>(qkv[r * 3 * width + h * kHead + i]) * qkv[k * 3 * width + width + h * kHead + i];
        total += weight[k] = std::exp(dot / 8);
      }
      for (std::size_t i = 0; i < kHead; ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < rows; ++k) sum += weight[k] * qkv[k * 3 * width + 2 * width + h * kHead + i];
        expected[r * width + h * kHead + i] = static_cast<float>(sum / total);
      }
    }
  for (const auto& [compute, machine, tolerance] :
       {std::tuple{Compute::f32, plain(), 1e-5}, {Compute::bf16, this_machine(), 1e-2}}) {
    if (!machine.supports(compute)) continue;
    EncoderAttention attention(compute, rows, heads, machine);
    for (std::size_t h = 0; h < heads; ++h) attention.pack(qkv.data(), h);
    EncoderAttention::Scratch scratch;
    std::vector<float> got(rows * width);
    attention.attend(qkv.data(), 0, 60, got.data(), width, scratch);
    attention.attend(qkv.data(), 60, rows - 60, got.data() + 60 * width, width, scratch);
    EXPECT_LT(difference(got, expected), tolerance) << to_string(compute);
  }
}

TEST(CrossCache, GivesTheWeightsAndWhatTheySelect) {
  if (!this_machine().avx2) GTEST_SKIP() << "needs AVX2";
  const std::size_t rows = 75;
  const auto keys = random_floats(rows * kHead, 5);
  const auto values = random_floats(rows * kHead, 6);
  const auto query = random_floats(kHead, 7, 3.0f);
  std::vector<float> weights(rows);
  std::vector<float> expected(kHead);
  double total = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    double dot = 0;
    for (std::size_t i = 0; i < kHead; ++i) dot += static_cast<double>(query[i]) * keys[r * kHead + i];
    weights[r] = static_cast<float>(std::exp(dot / 8));
    total += weights[r];
  }
  for (float& w : weights) w = static_cast<float>(w / total);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t i = 0; i < kHead; ++i) expected[i] += weights[r] * values[r * kHead + i];
  for (const auto& [compute, tolerance] : {std::pair{Compute::f32, 2e-3}, {Compute::int8, 2e-2}}) {
    CrossCache cache(compute, 2, 2, rows);
    cache.store_head(1, 1, keys.data(), values.data(), kHead);
    std::vector<float> scores(cache.padded_rows());
    std::vector<float> out(kHead);
    cache.attend(1, 1, query.data(), scores.data(), out.data());
    EXPECT_LT(difference(out, expected), tolerance) << to_string(compute);
    scores.resize(rows);
    EXPECT_LT(difference(scores, weights), tolerance) << to_string(compute);
  }
}

TEST(TokenCache, LooksAtTheSlotsOfItsSequenceOnly) {
  if (!this_machine().avx2) GTEST_SKIP() << "needs AVX2";
  TokenCache cache(1, kHead, 4);
  const auto other = random_floats(kHead, 8);
  const auto key = random_floats(kHead, 9);
  const auto value = random_floats(kHead, 10);
  cache.store(0, 0, other.data(), other.data());
  cache.store(0, 3, key.data(), value.data());
  std::vector<float> scores(4);
  std::vector<float> out(kHead);
  const std::vector<int> slots{3};
  cache.attend(0, key.data(), slots.data(), 1, scores.data(), out.data());
  EXPECT_LT(difference(out, value), 1e-3);
}

TEST(Rows, LayerNormAndSoftmax) {
  if (!this_machine().avx2) GTEST_SKIP() << "needs AVX2";
  for (const std::size_t n : {1UL, 7UL, 8UL, 37UL}) {
    const auto x = random_floats(n, 11, 4.0f);
    std::vector<float> gain(n, 2.0f);
    std::vector<float> bias(n, 1.0f);
    std::vector<float> y(n);
    layer_norm(x.data(), n, gain.data(), bias.data(), y.data());
    double mean = 0;
    for (const float v : y) mean += v;
    EXPECT_NEAR(mean / static_cast<double>(n), 1.0, 1e-4);
    auto p = x;
    softmax(p.data(), n);
    double total = 0;
    for (std::size_t i = 0; i < n; ++i) {
      total += p[i];
      EXPECT_NEAR(std::log(p[i] / p[0]), x[i] - x[0], 1e-4);
    }
    EXPECT_NEAR(total, 1.0, 1e-5);
  }
}

TEST(Team, DoesEveryIndexOnceEveryTime) {
  for (const int threads : {1, 2, 5}) {
    Team team(threads);
    for (std::size_t count : {0UL, 1UL, 3UL, 1000UL})
      for (int again = 0; again < 50; ++again) {
        std::vector<std::atomic<int>> done(count);
        team.each(count, [&](std::size_t i, int worker) {
          ASSERT_LT(worker, threads);
          ++done[i];
        });
        for (const auto& d : done) ASSERT_EQ(d.load(), 1);
      }
  }
}

}  // namespace
}  // namespace cxai::kernels
