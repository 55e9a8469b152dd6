// What lists and statistics show of an analysis.
#pragma once

#include "analysis/measures.hpp"
#include "conversation/analysis.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

store::ConversationRow::Facts facts_of(const conversation::Analysis& analysis, const analysis::Measures& measures);

}  // namespace cxai::pipeline
