// Random numbers and orders that are the same for the same seed on every machine.
//
// Source   Steele, Lea, Flood 2014 (a counter through a finaliser); Durstenfeld 1964 (shuffle)
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "learning/hash.hpp"

namespace cxai::learning {

inline std::uint64_t next_random(std::uint64_t& state) {
  return mix(state += 0x9E3779B97F4A7C15U);
}

// 0 … count - 1 in an order of the seed's.
inline std::vector<std::uint32_t> shuffled(std::size_t count, std::uint64_t seed) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[next_random(seed) % i]);
  return order;
}

}  // namespace cxai::learning
