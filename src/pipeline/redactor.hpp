// One recording to its redaction plan at once, outside of any conversation: nothing is stored.
//
// Input    a recording, and its transcript or a speech engine
// Output   where personal data is said, and what was found there, for redaction_check.hpp
// Errors   those of hear(), of the transcript's readers and of recognize(); invalid_input without any words to look in
// Threads  any number of calls at once
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/process.hpp"
#include "pipeline/redaction_check.hpp"
#include "pipeline/redaction_plan.hpp"

namespace cxai::pipeline {

struct FoundPersonalData {
  RedactionPlan plan;
  std::vector<SaidValue> said;
  std::vector<std::string> warnings;
  audio::Info recording;
  bool recognized = false;  // the words came from the engine now
};

// Of `options`, listening_copy is not looked at.
Result<FoundPersonalData> find_personal_data(const Inputs& inputs, const Options& options);

}  // namespace cxai::pipeline
