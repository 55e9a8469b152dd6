// The parts of a scorecard's document.
#pragma once

#include "scorecards/card.hpp"

namespace cxai::scorecards {

Json question_to_json(const Question& question);

}  // namespace cxai::scorecards
