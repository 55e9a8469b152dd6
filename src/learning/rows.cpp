#include "learning/rows.hpp"

#include <cmath>

#include "learning/rows_loops.hpp"

namespace cxai::learning {
namespace {

// Two halves, as every processor has them.
struct Eight {
  using Half = float __attribute__((vector_size(16)));
  Half low;
  Half high;

  static Eight all(float value) { return {Half{value, value, value, value}, Half{value, value, value, value}}; }
  static Eight load(const float* from) {
    Eight eight;
    std::memcpy(&eight, from, sizeof eight);
    return eight;
  }
  static Eight bytes(std::uint64_t given) {
    float numbers[8];
    for (float& number : numbers) {
      number = static_cast<float>(static_cast<std::int8_t>(given));
      given >>= 8;
    }
    return load(numbers);
  }
  void store(float* to) const { std::memcpy(to, this, sizeof *this); }
  Eight root() const {
    Eight roots = *this;
    for (std::size_t k = 0; k < 4; ++k) {
      roots.low[k] = std::sqrt(low[k]);
      roots.high[k] = std::sqrt(high[k]);
    }
    return roots;
  }
  friend Eight operator+(Eight a, Eight b) { return {a.low + b.low, a.high + b.high}; }
  friend Eight operator-(Eight a, Eight b) { return {a.low - b.low, a.high - b.high}; }
  friend Eight operator*(Eight a, Eight b) { return {a.low * b.low, a.high * b.high}; }
  friend Eight operator/(Eight a, Eight b) { return {a.low / b.low, a.high / b.high}; }
};

}  // namespace

const RowArithmetic& portable_row_arithmetic() {
  return RowLoops<Eight>::kAll;
}

const RowArithmetic& row_arithmetic() {
  static const RowArithmetic& best =
      avx2_row_arithmetic() != nullptr ? *avx2_row_arithmetic() : portable_row_arithmetic();
  return best;
}

}  // namespace cxai::learning
