// Listens to one recording once, as it is decoded: voice activity, muted lines, the drawn shape, the listening copy.
//
// Threads  one
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/decoder.hpp"
#include "audio/peaks.hpp"
#include "audio/sound_file.hpp"
#include "base/result.hpp"
#include "conversation/transcript.hpp"
#include "vad/voice_activity.hpp"

namespace cxai::pipeline {

struct Heard {
  audio::Summary summary;
  conversation::SpeechActivity activity;  // one channel when the recording says the same thing twice
  std::string detector;                   // name/version of the voice activity detector
  std::string peaks;                      // encoded
};

// `listening_copy` takes the copy's bytes; empty: not wanted. `progress`: 0 … 1. `detector`: of voice activity.
// Errors: those of audio::decode and SoundFile.
Result<Heard> hear(const std::filesystem::path& recording, const audio::DecoderOptions& options,
                   const audio::SoundFile::Append& listening_copy, const std::function<void(double)>& progress,
                   const vad::DetectorChoice& detector = {});

}  // namespace cxai::pipeline
