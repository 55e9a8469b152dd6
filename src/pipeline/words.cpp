#include "pipeline/words.hpp"

#include <utility>

#include "base/hash.hpp"
#include "conversation/formats.hpp"
#include "pipeline/recognition.hpp"

namespace cxai::pipeline {
namespace {

using conversation::Recipe;

Result<Words> given(const std::string& bytes) {
  Words out;
  CXAI_TRY(out.transcript, conversation::read_transcript(bytes));
  out.sha256 = base::sha256_hex(bytes);
  if (!out.transcript.turns.empty()) out.engine = Recipe::Speech{"given", "", {}};
  return out;
}

Result<Words> recognized_before(const std::string& bytes, const conversation::Analysis& previous) {
  CXAI_TRY(const Json json, base::parse_json(bytes));
  Words out;
  CXAI_TRY(out.transcript, conversation::read_dialogue_json(json));
  base::Reader in(json, "");
  for (const Json& model : in.array("models")) {
    base::Reader part(model, "models");
    out.models.push_back({part.string("name", ""), part.string("sha256", "")});
  }
  out.sha256 = base::sha256_hex(bytes);
  out.engine = previous.recipe.speech;
  out.dropped = previous.dropped;
  return out;
}

Result<Words> recognize_now(const Inputs& inputs, const Options& options, const Heard& heard,
                            const std::function<void(double)>& progress) {
  speech::TranscriptionOptions asked = options.transcriber->defaults();
  if (!inputs.conversation.language.empty()) asked.language = inputs.conversation.language;
  asked.progress = progress;
  audio::DecoderOptions decoder = options.decoder;
  if (decoder.raw_format.empty()) decoder.name_hint = inputs.recording_name;
  decoder.key = inputs.recording->key;
  CXAI_TRY(Recognized said,
           recognize(inputs.recording->path, decoder, heard.activity, *options.transcriber, asked, options.stop));
  if (said.cancelled) return fail(ErrorCode::cancelled, "stopped on request before all was recognised");
  Words out;
  out.engine = speech_recipe(*options.transcriber, asked);
  out.models = std::move(said.models);
  out.dropped = std::move(said.dropped);
  Json kept = conversation::write_dialogue_json(said.transcript);
  kept["models"] = Json::array();
  for (const auto& model : out.models) kept["models"].push_back(Json{{"name", model.name}, {"sha256", model.sha256}});
  out.recognized = base::dump_json(kept);
  out.sha256 = base::sha256_hex(out.recognized);
  out.transcript = std::move(said.transcript);
  return out;
}

}  // namespace

bool needs_engine(const Inputs& inputs, const Options& options) {
  return inputs.recording && !inputs.transcript && !(inputs.recognized && inputs.previous) && options.transcriber &&
         options.transcriber->available();
}

Result<Words> find_words(const Inputs& inputs, const Options& options, const Heard* heard,
                         const std::function<void(double)>& progress) {
  if (inputs.transcript) return given(*inputs.transcript);
  if (inputs.recognized && inputs.previous) return recognized_before(*inputs.recognized, *inputs.previous);
  if (heard && needs_engine(inputs, options)) return recognize_now(inputs, options, *heard, progress);
  return Words{};
}

}  // namespace cxai::pipeline
