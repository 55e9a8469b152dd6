// One recording to its words at once, outside of any conversation: nothing is stored, nothing masked.
//
// Input    any media file the decoder reads
// Output   turns in time order, as recognize() makes them; a recording without speech gives none
// Errors   those of hear() and recognize(); cancelled
// Threads  any number of calls at once; they share the engine
#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>

#include "audio/decoder.hpp"
#include "base/seal.hpp"
#include "conversation/transcript.hpp"
#include "speech/transcribe.hpp"
#include "vad/voice_activity.hpp"

namespace cxai::pipeline {

struct Scribed {
  conversation::Transcript transcript;
  double language_probability = 1;
  Millis duration{};
};

class Scribe {
 public:
  // `transcriber` has an engine.
  Scribe(std::shared_ptr<const speech::Transcriber> transcriber, audio::DecoderOptions decoder,
         vad::DetectorChoice detector = {});

  const speech::TranscriptionOptions& defaults() const { return transcriber_->defaults(); }
  // `name`: the file's name as its sender knew it; its ending helps with files that do not say what they are.
  Result<Scribed> transcribe(const base::KeyedFile& recording, const std::filesystem::path& name,
                             speech::TranscriptionOptions options, const std::stop_token& stop) const;

 private:
  std::shared_ptr<const speech::Transcriber> transcriber_;
  audio::DecoderOptions decoder_;
  vad::DetectorChoice detector_;
};

}  // namespace cxai::pipeline
