// One window as a request to an OpenAI-compatible transcription server, and its answer as a Recognition.
//
// Output   words with the times the server gives; where it gives times of segments only, the words share their
// segment's
//          time by their length, and their time_source says `interpolated`. Punctuation that stands in the segments
//          but not at the words is put back
// Errors   corrupt_data: the answer breaks the format; the field and the rule
// Threads  pure
// Source   OpenAI API reference, "Create transcription", verbose_json; words also inside segments and with
//          `probability`, as faster-whisper's and whisper.cpp's servers write them
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "net/client.hpp"
#include "speech/recognizer.hpp"

namespace cxai::speech {

// Where an endpoint takes transcriptions: "http://host" and "http://host/v1" become ".../v1/audio/transcriptions"; an
// address that ends in "/transcriptions" or "/inference" is taken as it is.
std::string transcription_address(std::string_view endpoint);

// A 16-bit mono WAV of 16 000 samples per second.
std::string wav_bytes(std::span<const float> samples);

// Everything but the address and the key. Of the temperatures the first is sent: such servers try the others
// themselves. `beam` has no field there.
net::Request transcription_request(std::span<const float> window, const RecognitionOptions& options,
                                   const std::string& model);

// `length`: of the window; times beyond it are cut there.
Result<Recognition> read_transcription(std::string_view json, Millis length, const RecognitionOptions& options);

}  // namespace cxai::speech
