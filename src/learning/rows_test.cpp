#include "learning/rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace cxai::learning {
namespace {

class Rows : public testing::TestWithParam<const RowArithmetic*> {
 protected:
  void SetUp() override {
    if (GetParam() == nullptr) GTEST_SKIP() << "this processor lacks AVX2";
  }
  std::vector<float> numbers(std::size_t count) {
    std::vector<float> all(count);
    for (float& one : all) one = uniform_(random_);
    return all;
  }
  const RowArithmetic& rows() const { return *GetParam(); }

  std::mt19937 random_{7};
  std::uniform_real_distribution<float> uniform_{-1, 1};
};

// What each says must be what plain loops say, to the last bit.
TEST_P(Rows, AddRowsAndAreAddedTo) {
  for (const std::size_t width : {8U, 16U, 48U, 128U}) {
    for (const std::size_t count : {0U, 1U, 5U, 40U}) {
      std::vector<float> table = numbers(20 * width);
      const std::vector<float> factors = numbers(count);
      std::vector<std::uint32_t> which(count);
      for (std::uint32_t& row : which) row = static_cast<std::uint32_t>(random_() % 20);
      std::vector<float> sums = numbers(width);
      std::vector<float> expected = sums;
      std::vector<float> table_expected = table;
      for (std::size_t r = 0; r < count; ++r) {
        for (std::size_t w = 0; w < width; ++w) expected[w] += table[which[r] * width + w] * factors[r];
      }
      rows().add_rows(table.data(), width, {which, factors}, sums.data());
      EXPECT_EQ(sums, expected);
      for (std::size_t r = 0; r < count; ++r) {
        for (std::size_t w = 0; w < width; ++w) table_expected[which[r] * width + w] += sums[w] * factors[r];
      }
      rows().add_to_rows(table.data(), width, {which, factors}, sums.data());
      EXPECT_EQ(table, table_expected);
    }
  }
}

TEST_P(Rows, AreAddedToByBytes) {
  for (const std::size_t count : {0U, 1U, 5U, 40U}) {
    std::vector<float> table = numbers(20 * 8);
    std::vector<std::int8_t> bytes(20 * 8);
    for (std::int8_t& byte : bytes) byte = static_cast<std::int8_t>(random_());
    const std::vector<float> factors = numbers(count);
    std::vector<std::uint32_t> which(count);
    for (std::uint32_t& row : which) row = static_cast<std::uint32_t>(random_() % 20);
    const std::vector<float> step = numbers(8);
    std::vector<float> expected = table;
    for (std::size_t r = 0; r < count; ++r) {
      for (std::size_t w = 0; w < 8; ++w) {
        const auto byte = static_cast<float>(bytes[which[r] * 8 + w]);
        expected[which[r] * 8 + w] += step[w] * factors[r] * (byte * byte);
      }
    }
    rows().add_to_rows_by_bytes(table.data(), bytes.data(), {which, factors}, step.data());
    EXPECT_EQ(table, expected);
  }
}

TEST_P(Rows, Multiply) {
  for (const std::size_t width : {1U, 8U, 20U, 64U}) {
    const std::vector<float> table = numbers(5 * width);
    const std::vector<float> x = numbers(width);
    std::vector<float> out(5, 1.0F);
    rows().multiply(table.data(), width, 5, x.data(), out.data());
    for (std::size_t r = 0; r < 5; ++r) {
      double expected = 1;
      for (std::size_t w = 0; w < width; ++w) expected += static_cast<double>(table[r * width + w] * x[w]);
      EXPECT_NEAR(out[r], expected, 1e-5);
    }
  }
}

TEST_P(Rows, LearnRow) {
  std::vector<float> row = numbers(16);
  const std::vector<float> x = numbers(16);
  std::vector<float> squares(16, 0.5F);
  std::vector<float> gradient(16, 2.0F);
  const std::vector<float> before = row;
  rows().learn_row(0.3F, 0.1F, x.data(), 16, row.data(), squares.data(), gradient.data());
  for (std::size_t w = 0; w < 16; ++w) {
    const float own = x[w] * 0.3F;
    EXPECT_EQ(gradient[w], 2.0F + before[w] * 0.3F);
    EXPECT_EQ(squares[w], 0.5F + own * own);
    EXPECT_EQ(row[w], before[w] - 0.1F * own / std::sqrt(squares[w]));
  }
}

TEST_P(Rows, AddBytes) {
  for (const auto& [first, second] : std::vector<std::pair<std::size_t, std::size_t>>{
           {2, 3}, {8, 0}, {3, 8}, {8, 8}, {77, 128}, {13, 0}, {13, 1}, {7, 2}, {0, 24}, {150, 192}}) {
    for (const std::size_t count : {0U, 1U, 4U, 7U}) {
      const std::size_t width = first + second;
      std::vector<std::vector<std::int8_t>> bytes(count, std::vector<std::int8_t>(width));
      std::vector<RowArithmetic::Bytes> given;
      for (auto& row : bytes) {
        for (std::int8_t& byte : row) byte = static_cast<std::int8_t>(random_());
        given.push_back({row.data(), uniform_(random_), uniform_(random_)});
      }
      std::vector<float> sums = numbers(width);
      std::vector<float> expected = sums;
      for (const auto& row : given) {
        for (std::size_t w = 0; w < width; ++w) {
          expected[w] += static_cast<float>(row.bytes[w]) * (w < first ? row.first_factor : row.second_factor);
        }
      }
      rows().add_bytes(given, first, second, sums.data());
      EXPECT_EQ(sums, expected) << first << " and " << second;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(OfEveryProcessor, Rows, testing::Values(&portable_row_arithmetic(), avx2_row_arithmetic()));

}  // namespace
}  // namespace cxai::learning
