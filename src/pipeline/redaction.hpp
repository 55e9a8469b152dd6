// Writes copies of a recording with a tone over what a plan says, in one more pass over its sound.
//
// Input    any media file the decoder reads; for each copy its stretches and where its bytes go
// Output   the copies, finished, and the drawn shape of each, in which the tone shows
// Errors   those of audio::decode and SoundFile; cancelled. Then no copy is finished
// Threads  one for each call
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "audio/decoder.hpp"
#include "audio/sound_file.hpp"
#include "base/result.hpp"
#include "pipeline/redaction_plan.hpp"

namespace cxai::pipeline {

struct ToneCopy {
  RedactionPlan plan;
  // Called once, when it is known how many channels there are.
  std::function<Result<std::unique_ptr<audio::SoundFile>>(int channels)> open;
  std::string peaks = {};  // filled in: encoded, audio/peaks.hpp
};

Result<audio::Summary> write_copies(const std::filesystem::path& recording, const audio::DecoderOptions& decoder,
                                    std::span<ToneCopy> copies, const std::function<void(double)>& progress = {},
                                    const std::stop_token& stop = {});

}  // namespace cxai::pipeline
