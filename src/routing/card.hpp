// The card of a model: what it is for, how good it is, under which promise it answers, for people who read.
//
// Output   Markdown, in English
// Threads  pure
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "routing/model.hpp"
#include "routing/split.hpp"

namespace cxai::routing {

std::string model_card(const ModelInfo& info, const Json& evaluation, const std::vector<ClassSize>& sizes);

// The promise of a policy in one sentence; language: tr, en, de.
std::string promise(const Policy& policy, std::string_view language);

}  // namespace cxai::routing
