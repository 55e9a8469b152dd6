// Groups vectors by direction: which windows sound alike.
//
// Input    vectors of length 1, [count, size], in the order of time
// Output   groups as average linkage over the cosine distance 1 - cos makes them
// Limits   time grows with the square of the count up to kMostAtOnce; beyond that, blocks of neighbours are grouped
//          first, so that time grows linearly and memory stays at what the vectors take
// Threads  pure
// Source   nearest-neighbour chain (Benzécri 1982; Murtagh 1983)
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cxai::voices {

inline constexpr std::size_t kMostAtOnce = 1500;

// Groups so that no two groups' mean distance is below `height`. Returns each vector's group, numbered in order of
// appearance.
std::vector<std::size_t> cluster(std::span<const float> vectors, std::size_t size, double height);

}  // namespace cxai::voices
