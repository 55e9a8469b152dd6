// Chooses and builds the speech engine that the settings ask for: the one place that knows all of them.
//
// Output   a Transcriber; available() is false where the settings say none, or `auto` finds neither servers nor a model
// Errors   invalid_input   a setting that is none of its words, an unreadable vocabulary
//          not_found       a model that is not there, with the ones that are; the engine's own
// Threads  any
#pragma once

#include <memory>
#include <string>

#include "base/config.hpp"
#include "base/result.hpp"
#include "speech/transcribe.hpp"

namespace cxai::cli {

Result<std::shared_ptr<const speech::Transcriber>> make_transcriber(const base::Config& config);

// What to do where a recording is to be recognised and there is no engine.
std::string no_engine_remedy();

}  // namespace cxai::cli
