// Which part of a conversation a question is about.
//
// Input    a position and the analysis' turns; only those of agent and customer count, so that a waiting loop or a
//          menu before the first word does not
// Output   the turns inside, each with the stretch of its text that is
// Threads  pure
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "conversation/analysis.hpp"
#include "scorecards/card.hpp"

namespace cxai::scorecards {

// When the character is said: by the word it belongs to, else in proportion to the text. nullopt: nobody measured.
std::optional<Millis> time_of(const conversation::Turn& turn, std::size_t code_point);

class Stretch {
 public:
  // Without a position: all of it.
  Stretch(const std::optional<Position>& position, const std::vector<conversation::Turn>& turns);

  // Seconds were asked for, and the turns have no times.
  bool unknown() const { return unknown_; }
  // Whether what begins at that character lies inside.
  bool holds(const conversation::Evidence& evidence) const;
  // Turns of agent and customer any part of which lies inside, in order.
  const std::vector<const conversation::Turn*>& turns() const { return inside_; }

 private:
  std::vector<const conversation::Turn*> inside_;
  std::optional<Millis> from_, to_;  // what begins in [from, to]
  bool unknown_ = false;
};

}  // namespace cxai::scorecards
