#include "pipeline/routing_text.hpp"

#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "threads/mentions.hpp"

namespace cxai::pipeline {
namespace {

constexpr std::size_t kEnds = 32;  // turns read from either end of a long conversation

}  // namespace

privacy::MaskedText routing_text(const conversation::Transcript& transcript, WhoseTurns whose) {
  using conversation::Role;
  std::vector<std::string> turns;
  const std::size_t n = transcript.turns.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (n > 2 * kEnds && i >= kEnds && i < n - kEnds) continue;
    const auto& turn = transcript.turns[i];
    const Role role = turn.role.value_or(Role::customer);
    if (whose == WhoseTurns::customers && role != Role::customer) continue;
    turns.push_back(threads::without_leaks(turn.text, role));
  }
  return privacy::TrainingMasker().mask(turns);
}

privacy::MaskedText routing_text(const std::string& text) {
  return privacy::TrainingMasker().mask(
      threads::without_leaks(base::make_valid_utf8(text), conversation::Role::customer));
}

}  // namespace cxai::pipeline
