#include "privacy/training_masker.hpp"

#include <vector>

#include "privacy/authority.hpp"
#include "privacy/placeholders.hpp"

namespace cxai::privacy {

MaskedText TrainingMasker::mask(std::span<const std::string> turns) {
  const std::vector<std::string_view> views(turns.begin(), turns.end());
  const auto finds = detector_.find(views);
  std::string text;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    if (i > 0) text += '\n';
    text += finds[i].empty() ? turns[i] : mask_for_training(turns[i], finds[i]);
  }
  return MaskingAuthority::declare_masked(std::move(text));
}

}  // namespace cxai::privacy
