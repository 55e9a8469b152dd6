#include "pipeline/scribe.hpp"

#include <utility>

#include "pipeline/hearing.hpp"
#include "pipeline/recognition.hpp"

namespace cxai::pipeline {

Scribe::Scribe(std::shared_ptr<const speech::Transcriber> transcriber, audio::DecoderOptions decoder,
               vad::DetectorChoice detector)
    : transcriber_(std::move(transcriber)), decoder_(std::move(decoder)), detector_(std::move(detector)) {
  CXAI_CHECK(transcriber_ && transcriber_->available());
}

Result<Scribed> Scribe::transcribe(const base::KeyedFile& recording, const std::filesystem::path& name,
                                   speech::TranscriptionOptions options, const std::stop_token& stop) const {
  audio::DecoderOptions decoder = decoder_;
  decoder.name_hint = name;
  decoder.key = recording.key;
  CXAI_TRY(const Heard heard, hear(recording.path, decoder, {}, nullptr, detector_));
  CXAI_TRY(Recognized said,
           recognize(recording.path, decoder, heard.activity, *transcriber_, std::move(options), stop));
  if (said.cancelled) return fail(ErrorCode::cancelled, "stopped on request");
  return Scribed{std::move(said.transcript), said.language_probability, heard.summary.duration};
}

}  // namespace cxai::pipeline
