#include "pipeline/redactor.hpp"

#include <algorithm>
#include <utility>

#include "dialogue/settle.hpp"
#include "dialogue/turns.hpp"
#include "pipeline/hearing.hpp"
#include "pipeline/words.hpp"
#include "privacy/masker.hpp"

namespace cxai::pipeline {
namespace {

constexpr double kRedactorDecodeShare = 0.05;  // where the engine is asked

}  // namespace

Result<FoundPersonalData> find_personal_data(const Inputs& inputs, const Options& options) {
  if (!inputs.recording) return fail(ErrorCode::invalid_input, "only a recording has sound to redact");
  const auto report = [&](const char* stage, double done) {
    if (options.progress) options.progress(stage, done);
  };
  const double decode_share = needs_engine(inputs, options) ? kRedactorDecodeShare : 1.0;
  audio::DecoderOptions decoder = options.decoder;
  if (decoder.raw_format.empty()) decoder.name_hint = inputs.recording_name;
  decoder.key = inputs.recording->key;
  CXAI_TRY(Heard heard, hear(
                            inputs.recording->path, decoder, {},
                            [&](double part) { report("decode", decode_share * part); }, options.detector));
  CXAI_TRY_VOID(dialogue::name_parties(inputs.conversation.metadata, heard.activity));
  CXAI_TRY(Words words, find_words(inputs, options, &heard,
                                   [&](double part) { report("speech", decode_share + (1 - decode_share) * part); }));
  const bool heard_speech =
      std::ranges::any_of(heard.activity.channels, [](const auto& channel) { return !channel.speech.empty(); });
  if (words.transcript.turns.empty() && !words.engine && heard_speech)
    return fail(ErrorCode::invalid_input, "somebody speaks in this recording, and there is no transcript to say what");
  auto settled = dialogue::settle(std::move(words.transcript), &heard.activity);

  FoundPersonalData out;
  out.recognized = !words.recognized.empty();
  std::vector<std::string> turn_ids;
  for (const auto& turn : settled.transcript.turns) turn_ids.push_back(turn.id);
  const auto masked = privacy::Masker().mask(std::move(settled.transcript), [&](const privacy::TakenOut& find) {
    out.said.push_back({turn_ids[find.turn], std::string(find.type), std::string(find.value)});
  });
  out.plan = plan_redaction(masked, heard.activity, words.dropped);
  out.warnings = std::move(heard.summary.warnings);
  out.recording = std::move(heard.summary.info);
  return out;
}

}  // namespace cxai::pipeline
