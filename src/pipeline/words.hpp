// Where a conversation's words come from: the transcript that came along, the speech engine, or what the engine gave
// when the conversation was analysed before.
//
// Threads  any number of calls at once
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "conversation/analysis.hpp"
#include "conversation/transcript.hpp"
#include "pipeline/hearing.hpp"
#include "pipeline/process.hpp"

namespace cxai::pipeline {

struct Words {
  conversation::Transcript transcript;
  std::string sha256;                                  // of the transcript's bytes; empty: there is none
  std::optional<conversation::Recipe::Speech> engine;  // absent: nobody recognised anything
  std::vector<conversation::NamedModel> models;        // that told voices apart
  std::vector<conversation::DroppedStretch> dropped;
  std::string recognized;  // bytes to keep; empty unless recognised now
};

// `heard` is null without recording. `progress` follows the engine, 0 … 1.
// Errors: those of the readers and of recognize(); cancelled.
Result<Words> find_words(const Inputs& inputs, const Options& options, const Heard* heard,
                         const std::function<void(double)>& progress);

// Whether find_words would ask the engine, which is most of the work then.
bool needs_engine(const Inputs& inputs, const Options& options);

}  // namespace cxai::pipeline
