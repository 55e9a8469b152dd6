#include "routing/router.hpp"

#include <algorithm>

namespace cxai::routing {

std::uint32_t Router::unknown() const {
  const auto& labels = info().labels;
  return static_cast<std::uint32_t>(std::ranges::find(labels, kUnknownLabel) - labels.begin());
}

Result<std::vector<float>> LocalRouter::probabilities(std::span<const MaskedText> texts, const std::stop_token& stop) {
  std::vector<float> all;
  all.reserve(texts.size() * info().labels.size());
  Model::Scratch scratch;
  for (const MaskedText& text : texts) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped on request");
    const auto row = model_.probabilities(*text, scratch);
    all.insert(all.end(), row.begin(), row.end());
  }
  return all;
}

}  // namespace cxai::routing
