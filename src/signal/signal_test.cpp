#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "signal/fft.hpp"
#include "signal/mel.hpp"

namespace cxai::signal {
namespace {

TEST(RealFft, AgreesWithTheDefinition) {
  std::mt19937 random(5);
  for (const std::size_t size : {2U, 16U, 400U, 512U}) {
    std::vector<float> samples(size);
    for (float& x : samples) x = static_cast<float>(random() % 2001) / 1000 - 1;
    RealFft fft(size);
    ASSERT_EQ(fft.bins(), size / 2 + 1);
    std::vector<std::complex<float>> spectrum(fft.bins());
    std::vector<float> power(fft.bins());
    fft.forward(samples, spectrum);
    fft.power(samples, power);
    for (std::size_t b = 0; b < fft.bins(); ++b) {
      std::complex<double> sum;
      for (std::size_t i = 0; i < size; ++i)
        sum += std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(b * i % size) / static_cast<double>(size)) *
               static_cast<double>(samples[i]);
      EXPECT_NEAR(static_cast<double>(spectrum[b].real()), sum.real(), 1e-4) << size << ' ' << b;
      EXPECT_NEAR(static_cast<double>(spectrum[b].imag()), sum.imag(), 1e-4) << size << ' ' << b;
      EXPECT_NEAR(static_cast<double>(power[b]), std::norm(sum), 1e-3 * (1 + std::norm(sum)));
    }
  }
}

TEST(RealFft, MovesWithItsPlan) {
  RealFft first(8);
  RealFft second = std::move(first);
  std::vector<float> power(second.bins());
  second.power(std::vector<float>(8, 1.0F), power);
  EXPECT_FLOAT_EQ(power[0], 64.0F);
}

TEST(MelFilters, TrianglesOfUnitArea) {
  // Area over hertz: sum times the width of a bin, where a triangle covers many bins.
  const std::size_t bins = 4097;
  const auto filters = mel_filters(40, 8192, 16'000);
  ASSERT_EQ(filters.size(), 40 * bins);
  for (std::size_t m = 0; m < 40; ++m) {
    double area = 0;
    for (std::size_t b = 0; b < bins; ++b) area += static_cast<double>(filters[m * bins + b]) * 16'000 / 8192;
    EXPECT_NEAR(area, 1.0, 0.01) << m;
  }
}

TEST(MelFilters, WhispersOwn) {
  // Published values: librosa.filters.mel(sr=16000, n_fft=400, n_mels=80).
  const auto filters = mel_filters(80, 400, 16'000);
  EXPECT_NEAR(filters[0 * 201 + 1], 0.02486259F, 1e-6F);
  EXPECT_NEAR(filters[1 * 201 + 1], 0.00199082F, 1e-6F);
  EXPECT_NEAR(filters[1 * 201 + 2], 0.02287177F, 1e-6F);
  for (std::size_t m = 0; m < 80; ++m) {
    EXPECT_EQ(filters[m * 201], 0.0F);
    EXPECT_NEAR(filters[m * 201 + 200], 0.0F, 1e-6F);
  }
}

TEST(HannWindow, PeriodicAndSymmetric) {
  const auto window = hann_window(400);
  EXPECT_EQ(window[0], 0.0F);
  EXPECT_FLOAT_EQ(window[200], 1.0F);
  EXPECT_FLOAT_EQ(window[100], 0.5F);
  for (std::size_t i = 1; i < 400; ++i) EXPECT_NEAR(window[i], window[400 - i], 1e-6F);
}

}  // namespace
}  // namespace cxai::signal
