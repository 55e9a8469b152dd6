// What is known of the published models from their sizes alone.
//
// Threads  pure
// Source   alignment heads: openai/whisper, chosen by its authors for each model. large-v1 and large-v2 have the same
//          sizes and other heads, so neither is known.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checkpoint/weights.hpp"

namespace cxai::checkpoint {

// "whisper-small.en"; "whisper-large" for v1 and v2; "whisper-32+2x1280" (layers, width) for a size not published.
std::string model_name(const Dimensions& dimensions);

// Empty where they are not known.
std::vector<std::pair<int, int>> known_alignment_heads(const Dimensions& dimensions);

}  // namespace cxai::checkpoint
