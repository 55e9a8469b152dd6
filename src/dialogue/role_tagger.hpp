// How likely each role is at each turn, by the words alone: a linear chain over the turns of a conversation.
//
// Input    the texts of the turns in order, before masking; which roles each turn may have
// Output   probabilities of agent, customer, ivr and other for each turn, and how well these roles fit altogether
// Owns     a tagger borrows its bundle, which must stay
// Threads  any number at once
//
// A tag says the role of a turn and whether the turn before had it too, so that the words at the seam of two turns can
// speak for or against a change of party.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "conversation/transcript.hpp"
#include "learning/tagger.hpp"

namespace cxai::dialogue {

inline constexpr std::size_t kRoles = 4;  // conversation::Role
inline constexpr std::array<std::string_view, 2 * kRoles> kRoleTags{
    "agent", "agent again", "customer", "customer again", "ivr", "ivr again", "other", "other again"};

constexpr learning::Tag role_tag(conversation::Role role, bool again) {
  return static_cast<learning::Tag>(2 * static_cast<std::size_t>(role) + (again ? 1 : 0));
}

// One bit per role.
using RoleSet = std::uint8_t;
constexpr RoleSet only(conversation::Role role) {
  return static_cast<RoleSet>(1U << static_cast<unsigned>(role));
}
inline constexpr RoleSet kAnyRole = (1U << kRoles) - 1;

using RoleProbabilities = std::array<double, kRoles>;

struct RoleFit {
  std::vector<RoleProbabilities> turns;  // of each turn, adding up to 1
  double log_sum = 0;                    // of two fits of the same turns, the difference is that of their log odds
};

class RoleTagger {
 public:
  static const RoleTagger& built_in();
  // Errors   corrupt_data, unsupported: as learning::Tagger::open
  static Result<RoleTagger> open(std::string_view bundle);

  // Scores [turns, tags] of the words, for fit().
  std::vector<float> scores(const std::vector<std::string_view>& turns) const;

  // `allowed` holds at least one role for each turn.
  RoleFit fit(std::span<const float> scores, std::span<const RoleSet> allowed) const;

  const std::string& sha256() const { return sha256_; }

 private:
  learning::Tagger tagger_;
  std::vector<float> transitions_;  // those that no tag allows made impossible
  std::string sha256_;
};

}  // namespace cxai::dialogue
