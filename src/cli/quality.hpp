// Scorecards for the verbs: their store, and what the demonstration centre was scored.
//
// Errors   those of opening a store; for the demonstration also what evaluating gives
#pragma once

#include <memory>

#include "base/result.hpp"
#include "cli/context.hpp"
#include "store/quality_store.hpp"

namespace cxai::cli {

Result<std::unique_ptr<store::QualityStore>> open_quality(const Context& context);

// Publishes a scorecard in the demonstration centre and scores some of its calls by it, as its team leader and its
// manager. Does nothing where there is a scorecard already.
Result<> load_demo_quality(Context& context, store::Store& store);

}  // namespace cxai::cli
