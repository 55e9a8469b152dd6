// What was said in a recording that came without transcript: a second pass over its sound, of which only the stretches
// in which somebody speaks reach the engine.
//
// Input    the recording, and what hear() found in it
// Output   turns in time order without ids and roles (settle() next): by channel where there are several, by voice
//          where there is one; and what gave no words
// Errors   those of audio::decode; the engine's, when it failed on every window
// Threads  any number of calls at once; they share the engine
#pragma once

#include <filesystem>
#include <stop_token>
#include <vector>

#include "audio/decoder.hpp"
#include "base/result.hpp"
#include "conversation/analysis.hpp"
#include "conversation/ledger.hpp"
#include "conversation/transcript.hpp"
#include "speech/transcribe.hpp"

namespace cxai::pipeline {

struct Recognized {
  conversation::Transcript transcript;
  double language_probability = 1;
  std::vector<conversation::DroppedStretch> dropped;
  std::vector<conversation::NamedModel> models;  // that told voices apart
  bool cancelled = false;                        // stopped half-way; the rest stands in `dropped`
};

Result<Recognized> recognize(const std::filesystem::path& recording, const audio::DecoderOptions& decoder,
                             const conversation::SpeechActivity& activity, const speech::Transcriber& transcriber,
                             speech::TranscriptionOptions options, std::stop_token stop = {});

// What the recipe says of an engine and of the options that decide its words.
conversation::Recipe::Speech speech_recipe(const speech::Transcriber& transcriber,
                                           const speech::TranscriptionOptions& options);

}  // namespace cxai::pipeline
