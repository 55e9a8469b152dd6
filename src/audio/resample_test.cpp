#include "audio/resample.hpp"

#include <gtest/gtest.h>

#include "audio/test_signals.hpp"

namespace cxai::audio {
namespace {

TEST(Resample, KeepsLengthAndPitchAndDropsWhatDoesNotFit) {
  for (const auto& [from, to] : {std::pair{22050, 8000}, std::pair{8000, 16000}, std::pair{48000, 16000}}) {
    const auto out = resample(tone(1000, 1.0, from), from, to);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->size(), static_cast<std::size_t>(to));
    EXPECT_NEAR(level_at(*out, 1000, to), 0.5, 0.01);
  }
  const auto alias = resample(tone(6000, 1.0, 22050), 22050, 8000);
  ASSERT_TRUE(alias);
  EXPECT_LT(level_at(*alias, 2000, 8000), 0.01);
}

TEST(Resample, HandlesNothingAndTheSameRate) {
  EXPECT_TRUE(resample({}, 8000, 16000)->empty());
  EXPECT_EQ(*resample(tone(5, 0.1, 8000), 8000, 8000), tone(5, 0.1, 8000));
}

TEST(Resample, RefusesImpossibleRates) {
  const auto out = resample({}, 0, 16000);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace cxai::audio
