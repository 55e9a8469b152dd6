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

Result<Scribed> Scribe::transcribe(const std::filesystem::path& recording, const std::filesystem::path& name,
                                   speech::TranscriptionOptions options, const std::stop_token& stop) const {
  audio::DecoderOptions decoder = decoder_;
  decoder.name_hint = name;
  CXAI_TRY(const Heard heard, hear(recording, decoder, std::nullopt, nullptr, detector_));
  CXAI_TRY(Recognized said, recognize(recording, decoder, heard.activity, *transcriber_, std::move(options), stop));
  if (said.cancelled) return fail(ErrorCode::cancelled, "stopped on request");
  return Scribed{std::move(said.transcript), said.language_probability, heard.summary.duration};
}

}  // namespace cxai::pipeline
