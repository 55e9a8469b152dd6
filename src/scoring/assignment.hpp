// Which row goes with which column so that the sum of the costs is least; each is used at most once.
//
// Input    costs: [rows, columns], row-major, finite
// Output   for each row its column; -1 for the rows left over where there are more rows than columns
// Limits   time grows with the cube of the larger side
// Source   Kuhn 1955 (the Hungarian method), with shortest augmenting paths (Jonker & Volgenant 1987)
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cxai::scoring {

std::vector<int> assign(std::span<const double> costs, std::size_t rows, std::size_t columns);

}  // namespace cxai::scoring
