// Weights of hashed features: for each kept feature one signed byte per tag.
//
// Layout   slots of stride() bytes: 4 bytes of check (0: empty), then the weights, filled up to four; open addressing
// Owns     the view borrows its bytes, which must stay
// Threads  any number at once
// Limits   a feature never trained is taken for a trained one with a probability below 1 in 10^8
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cxai::learning {

class FeatureTable {
 public:
  FeatureTable() = default;

  // Errors   corrupt_data (wrong size, or no slot empty)
  static Result<FeatureTable> over(std::string_view bytes, std::size_t tags);

  static constexpr std::size_t stride(std::size_t tags) { return 4 + (tags + 3) / 4 * 4; }

  // The weights of the feature, one per tag; null when it has none.
  const std::int8_t* find(std::uint64_t feature) const {
    const std::uint32_t check = check_of(feature);
    for (std::size_t i = (feature >> 32) & mask_;; i = (i + 1) & mask_) {
      const char* slot = slots_.data() + i * stride_;
      std::uint32_t found = 0;
      std::memcpy(&found, slot, sizeof found);
      if (found == check) return reinterpret_cast<const std::int8_t*>(slot + sizeof found);
      if (found == 0) return nullptr;
    }
  }

  // Fetches the feature's place ahead of find(): the table is larger than the caches near the core.
  void prefetch(std::uint64_t feature) const {
    __builtin_prefetch(slots_.data() + ((feature >> 32) & mask_) * stride_);
  }

  static constexpr std::uint32_t check_of(std::uint64_t feature) { return static_cast<std::uint32_t>(feature) | 1U; }

 private:
  std::string_view slots_;
  std::size_t stride_ = 0;
  std::size_t mask_ = 0;
};

struct FeatureWeights {
  std::uint64_t feature = 0;
  std::vector<std::int8_t> weights;  // one per tag
};

// What FeatureTable::over reads. The same features in the same order give the same bytes.
std::string build_feature_table(std::span<const FeatureWeights> features, std::size_t tags);

}  // namespace cxai::learning
