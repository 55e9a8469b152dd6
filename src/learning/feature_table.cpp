#include "learning/feature_table.hpp"

#include <bit>

namespace cxai::learning {

Result<FeatureTable> FeatureTable::over(std::string_view bytes, std::size_t tags) {
  FeatureTable table;
  table.stride_ = stride(tags);
  const std::size_t slots = bytes.size() / table.stride_;
  if (bytes.size() % table.stride_ != 0 || !std::has_single_bit(slots)) {
    return fail(ErrorCode::corrupt_data, "features: the number of slots must be a power of two; train the bundle anew");
  }
  table.slots_ = bytes;
  table.mask_ = slots - 1;
  for (std::size_t i = 0; i < slots; ++i) {
    std::uint32_t check = 0;
    std::memcpy(&check, bytes.data() + i * table.stride_, sizeof check);
    if (check == 0) return table;
  }
  return fail(ErrorCode::corrupt_data, "features: one slot at least must be empty; train the bundle anew");
}

std::string build_feature_table(std::span<const FeatureWeights> features, std::size_t tags) {
  const std::size_t slots = std::bit_ceil(features.size() * 3 / 2 + 2);
  const std::size_t stride = FeatureTable::stride(tags);
  std::string bytes(slots * stride, '\0');
  for (const FeatureWeights& feature : features) {
    const std::uint32_t check = FeatureTable::check_of(feature.feature);
    std::size_t i = (feature.feature >> 32) & (slots - 1);
    for (std::uint32_t found = 1; found != 0; i = (i + 1) & (slots - 1)) {
      std::memcpy(&found, bytes.data() + i * stride, sizeof found);
      if (found == 0) break;
    }
    char* slot = bytes.data() + i * stride;
    std::memcpy(slot, &check, sizeof check);
    std::memcpy(slot + sizeof check, feature.weights.data(), feature.weights.size());
  }
  return bytes;
}

}  // namespace cxai::learning
