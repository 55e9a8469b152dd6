// Builds the desk of live calls from the settings and hands its recordings to the intake.
//
// Owns     nothing: what it is given must outlive the desk
// Threads  one
#pragma once

#include <memory>

#include "base/result.hpp"
#include "cli/context.hpp"
#include "live/desk.hpp"
#include "pipeline/intake.hpp"
#include "speech/transcribe.hpp"

namespace cxai::cli {

std::unique_ptr<live::Desk> make_desk(const Context& context, pipeline::Intake& intake,
                                      const std::shared_ptr<const speech::Transcriber>& transcriber,
                                      const vad::DetectorChoice& detector);

}  // namespace cxai::cli
