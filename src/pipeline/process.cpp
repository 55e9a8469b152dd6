#include "pipeline/process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>

#include "analysis/analyze.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "conversation/formats.hpp"
#include "dialogue/roles.hpp"
#include "dialogue/settle.hpp"
#include "dialogue/turns.hpp"
#include "language/words.hpp"
#include "pipeline/beside.hpp"
#include "pipeline/corrections.hpp"
#include "pipeline/facts.hpp"
#include "pipeline/hearing.hpp"
#include "pipeline/words.hpp"
#include "privacy/masker.hpp"
#include "reader/reading.hpp"
#include "search/terms.hpp"

namespace cxai::pipeline {
namespace {

using conversation::Analysis;
using conversation::Conversation;
using conversation::Role;
using conversation::Transcript;

// Parts of the whole work: decoding where the words are there, recognising where they are not.
constexpr double kHeardShare = 0.9;
constexpr double kDecodeShare = 0.05;

Result<std::string> hash_file(const std::filesystem::path& path, std::uint64_t& size) {
  const base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::unexpected(base::file_error(path, errno));
  base::Sha256 hash;
  std::array<char, 1 << 16> buffer;
  size = 0;
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0) return std::unexpected(base::file_error(path, errno));
    if (n == 0) return hash.hex();
    hash.update(std::string_view(buffer.data(), static_cast<std::size_t>(n)));
    size += static_cast<std::uint64_t>(n);
  }
}

conversation::Recording recording_of(const Heard& heard, const std::string& sha256, std::uint64_t size) {
  conversation::Recording recording;
  recording.sha256 = sha256;
  recording.size_bytes = size;
  recording.media_type = heard.summary.info.media_type;
  recording.codec = heard.summary.info.codec;
  recording.sample_rate_hz = heard.summary.info.source_sample_rate_hz;
  recording.channels = heard.summary.info.channels;
  recording.duration = heard.summary.duration;
  return recording;
}

std::string language_of(const Transcript& transcript, const Conversation& conversation) {
  if (!transcript.language.empty()) return transcript.language;
  if (!conversation.language.empty()) return conversation.language;
  std::string all;
  for (const auto& turn : transcript.turns) all += turn.text + "\n";
  return language::identify(all).language;
}

// Sound that ought to have words, had the engine not failed on it.
bool has_gaps(const std::vector<conversation::DroppedStretch>& dropped) {
  return std::ranges::any_of(
      dropped, [](const auto& stretch) { return stretch.reason == conversation::DropReason::engine_error; });
}

std::vector<std::optional<Role>> roles_of(const Transcript& transcript) {
  std::vector<std::optional<Role>> roles;
  for (const auto& turn : transcript.turns) roles.push_back(turn.role);
  return roles;
}

void report(const Options& options, const char* stage, double done) {
  if (options.progress) options.progress(stage, done);
}

}  // namespace

std::string conversation_id(const std::string& recording_sha256, const std::string& transcript_sha256) {
  return base::content_id("c_", recording_sha256 + "\n" + transcript_sha256);
}

Result<Processed> process(Inputs inputs, const Options& options, const base::Clock& clock) {
  if (!inputs.recording && !inputs.transcript)
    return fail(ErrorCode::invalid_input, "a conversation needs a recording or a transcript");
  const double decode_share = needs_engine(inputs, options) ? kDecodeShare : kHeardShare;

  // audio
  Processed out;
  std::optional<Heard> heard;
  if (inputs.recording) {
    report(options, "decode", 0);
    audio::DecoderOptions decoder = options.decoder;
    if (decoder.raw_format.empty()) decoder.name_hint = inputs.recording_name;
    decoder.key = inputs.recording->key;
    CXAI_TRY(heard, hear(
                        inputs.recording->path, decoder, options.listening_copy,
                        [&](double part) { report(options, "decode", decode_share * part); }, options.detector));
    std::uint64_t size = 0;
    if (inputs.recording->key) {
      CXAI_TRY(const auto sealed, base::SealReader::open(inputs.recording->path, *inputs.recording->key));
      size = sealed.size();
    } else {
      CXAI_TRY(inputs.recording_sha256, hash_file(inputs.recording->path, size));
    }
    inputs.conversation.recording = recording_of(*heard, inputs.recording_sha256, size);
    inputs.conversation.duration = heard->summary.duration;
    out.warnings = heard->summary.warnings;
    out.peaks = heard->peaks;
  }

  // speech, voices
  CXAI_TRY(Words words, find_words(inputs, options, heard ? &*heard : nullptr, [&](double part) {
             report(options, "speech", decode_share + (kHeardShare - decode_share) * part);
           }));
  out.recognized = std::move(words.recognized);
  out.conversation = std::move(inputs.conversation);
  Conversation& conversation = out.conversation;

  // dialogue
  report(options, "transcript", kHeardShare);
  words.transcript.language = language_of(words.transcript, conversation);
  conversation.language = words.transcript.language;
  // What metadata say goes before what the transcript says; the transcript may know the clocks of the place besides.
  std::optional<base::WrittenTime>& started = words.transcript.started_at;
  if (!conversation.started_at && started) conversation.started_at = started->instant;
  if (conversation.started_at && (!started || started->instant != *conversation.started_at))
    started = base::WrittenTime{*conversation.started_at, std::nullopt};
  std::chrono::minutes offset = options.utc_offset;
  if (started && started->ahead) offset = *started->ahead;
  conversation::SpeechActivity* const activity = heard ? &heard->activity : nullptr;
  if (activity) CXAI_TRY_VOID(dialogue::name_parties(conversation.metadata, *activity));
  auto settled = dialogue::settle(std::move(words.transcript), activity);
  if (!inputs.corrections.empty()) {
    CXAI_TRY_VOID(apply_corrections(inputs.corrections, settled.transcript));
    if (activity)
      for (auto& channel : activity->channels) channel.party.reset();
    settled = dialogue::settle(std::move(settled.transcript), activity);
  }
  if (!conversation.duration && !settled.transcript.turns.empty() && settled.transcript.turns.back().time)
    conversation.duration = settled.transcript.turns.back().time->end;

  // routing reads what privacy masks for it, so it goes before the turns are given away; privacy, analysis
  report(options, "analyze", kHeardShare + 0.05);
  const bool has_words = !settled.transcript.turns.empty();
  if (has_words) out.words = base::dump_json(conversation::write_dialogue_json(settled.transcript));
  const std::vector<std::optional<Role>> speakers = roles_of(settled.transcript);
  const auto note_person = [&](const privacy::TakenOut& find) {
    const auto& role = speakers[find.turn];
    const char* origin = role == Role::customer ? "customer" : role == Role::agent ? "agent" : "other";
    if (auto key = store::person_key(*options.index, find.type, find.value, origin)) out.people.push_back(*key);
  };
  std::optional<RoutedConversation> routed;
  if (has_words && options.routing.router) routed = route(*options.routing.router, settled.transcript);
  const auto masked = options.index ? privacy::Masker().mask(std::move(settled.transcript), note_person)
                                    : privacy::Masker().mask(std::move(settled.transcript));
  const bool speaks =
      activity && std::ranges::any_of(activity->channels, [](const auto& channel) { return !channel.speech.empty(); });
  if (activity && (has_words || words.engine || !speaks))
    out.redaction = plan_redaction(masked, *activity, words.dropped);
  analysis::CallFacts facts{conversation.hold, conversation.after_call_work, std::nullopt};
  // Days are those of the clock that the conversation was written down by, else of the centre's.
  if (conversation.started_at)
    facts.started_at = language::LocalMinutes(
        std::chrono::floor<std::chrono::minutes>(conversation.started_at->time_since_epoch() + offset));
  auto analyzed = analysis::analyze(masked, activity, facts, options.agent_affect);
  Analysis& analysis = analyzed.analysis;
  if (has_words && options.language_model) {
    report(options, "reader", kHeardShare + 0.07);
    reader::ReadingOptions reading;
    if (options.agent_affect == analysis::AgentAffect::on) reading.agent = reader::AgentTone::asked;
    reading.at = facts.started_at;
    CXAI_TRY(auto read, reader::read_conversation(*options.language_model, masked, reading, options.stop));
    put_beside(analysis, std::move(read));
  }
  if (conversation.id.empty())
    conversation.id = conversation_id(inputs.recording_sha256, inputs.transcript ? words.sha256 : "");
  analysis.conversation_id = conversation.id;
  analysis.created_at = clock.now();
  if (inputs.previous) analysis.supersedes = inputs.previous->analysis_id;
  analysis.corrections = std::move(inputs.corrections);
  analysis.inputs.audio_sha256 = inputs.recording_sha256;
  if (conversation.started_at) analysis.inputs.utc_offset = offset;
  if (!words.sha256.empty()) {
    analysis.inputs.transcript_sha256 = words.sha256;
    analysis.inputs.transcript_id = "s_" + words.sha256.substr(0, 20);
  }
  if (has_words) analysis.recipe.roles = settled.roles;
  if (has_words && settled.roles.method != "given")
    analysis.recipe.models.push_back({std::string(dialogue::role_model().name), dialogue::role_model().sha256});
  analysis.recipe.speech = words.engine;
  analysis.dropped = std::move(words.dropped);
  if (!has_words && !inputs.transcript)
    analysis.skipped.push_back({"transcript", words.engine ? "no_words" : "no_speech_engine"});
  if (routed) {
    analysis.routing = routed->document;
    analysis.recipe.models.push_back(
        {options.routing.router->model->info().name(), options.routing.router->model->info().bundle_sha256});
    out.routing = std::move(routed->row);
  } else if (has_words) {
    analysis.skipped.push_back({"routing", options.routing.why_not});
  }
  if (has_gaps(analysis.dropped)) {
    analysis.skipped.push_back({"part_of_transcript", "engine_error"});
    analysis.status = conversation::AnalysisStatus::partial;
  }
  if (heard) analysis.recipe.models.push_back({heard->detector, ""});
  std::ranges::copy(words.models, std::back_inserter(analysis.recipe.models));
  analysis.recipe.models.push_back({privacy::Masker::name(), ""});
  if (!out.warnings.empty()) analysis.skipped.push_back({"part_of_recording", "media_damaged"});
  if (options.rules) analysis.recipe.rules_revision = options.rules->revision;
  // The id names inputs and recipe, so that a second run after a crash makes the same analysis, not another one.
  Json identity = conversation::to_json(analysis);
  identity.erase("created_at");
  analysis.analysis_id = base::content_id("a_", base::dump_json(identity));
  CXAI_TRY_VOID(conversation::validate(analysis));

  // what lists and the index see
  out.facts = facts_of(analysis, analyzed.measures);
  out.terms = search::index_terms(masked);
  if (options.rules) {
    rules::Evaluator evaluator(options.rules->evaluator);
    out.rules = read_by_rules(options.rules->revision, evaluator, analysis, conversation);
  }
  out.analysis = std::move(analysis);
  report(options, "analyze", 1);
  return out;
}

}  // namespace cxai::pipeline
