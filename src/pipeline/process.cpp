#include "pipeline/process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "analysis/analyze.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "conversation/formats.hpp"
#include "dialogue/settle.hpp"
#include "language/words.hpp"
#include "pipeline/hearing.hpp"
#include "privacy/masker.hpp"
#include "search/terms.hpp"

namespace cxai::pipeline {
namespace {

using conversation::Analysis;
using conversation::Conversation;
using conversation::Role;
using conversation::Transcript;

// Decoding is nine tenths of the work.
constexpr double kDecodeShare = 0.9;

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

std::string claim_text(const Analysis& analysis, std::string_view field) {
  const auto* claim = analysis.claim(field);
  return claim && claim->state != conversation::ClaimState::abstained && claim->value.is_string()
             ? claim->value.get<std::string>()
             : std::string();
}

store::ConversationRow::Facts facts_of(const Analysis& analysis, const analysis::Measures& m) {
  store::ConversationRow::Facts facts;
  facts.sentiment = claim_text(analysis, "sentiment");
  facts.resolution = claim_text(analysis, "resolution");
  facts.topic = claim_text(analysis, "topic");
  if (m.span) facts.silence_ms = analysis::silence_total(m).count();
  if (m.overlap) facts.overlap_ms = m.overlap->count();
  if (m.talk) {
    facts.talk_agent_ms = m.talk->agent.count();
    facts.talk_customer_ms = m.talk->customer.count();
  }
  if (!analysis.turns.empty()) {
    facts.words_agent = m.words.agent;
    facts.words_customer = m.words.customer;
    facts.turns = static_cast<std::int64_t>(analysis.turns.size());
  }
  for (const auto& turn : analysis.turns)
    if (turn.role == Role::customer) {
      facts.first_words = turn.text.substr(0, base::byte_offset(turn.text, 200));
      break;
    }
  return facts;
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
  Processed out;
  out.conversation = std::move(inputs.conversation);
  Conversation& conversation = out.conversation;

  // audio, speech
  std::optional<Heard> heard;
  if (inputs.recording) {
    report(options, "decode", 0);
    audio::DecoderOptions decoder = options.decoder;
    if (decoder.raw_format.empty()) decoder.name_hint = inputs.recording_name;
    CXAI_TRY(heard, hear(*inputs.recording, decoder, options.listening_copy,
                         [&](double part) { report(options, "decode", kDecodeShare * part); }));
    std::uint64_t size = 0;
    CXAI_TRY(const std::string sha256, hash_file(*inputs.recording, size));
    inputs.recording_sha256 = sha256;
    conversation.recording = recording_of(*heard, sha256, size);
    conversation.duration = heard->summary.duration;
    out.warnings = heard->summary.warnings;
    out.peaks = heard->peaks;
  }

  // dialogue
  report(options, "transcript", kDecodeShare);
  Transcript transcript;
  if (inputs.transcript) {
    CXAI_TRY(transcript, conversation::read_transcript(*inputs.transcript));
  }
  transcript.language = language_of(transcript, conversation);
  conversation.language = transcript.language;
  auto settled = dialogue::settle(std::move(transcript), heard ? &heard->activity : nullptr);
  if (!conversation.duration && !settled.transcript.turns.empty() && settled.transcript.turns.back().time)
    conversation.duration = settled.transcript.turns.back().time->end;

  // privacy, analysis
  report(options, "analyze", kDecodeShare + 0.05);
  const bool has_words = !settled.transcript.turns.empty();
  const auto masked = privacy::Masker().mask(std::move(settled.transcript));
  auto analyzed =
      analysis::analyze(masked, heard ? &heard->activity : nullptr, {conversation.hold, conversation.after_call_work});
  Analysis& analysis = analyzed.analysis;
  const std::string transcript_sha256 = inputs.transcript ? base::sha256_hex(*inputs.transcript) : "";
  if (conversation.id.empty()) conversation.id = conversation_id(inputs.recording_sha256, transcript_sha256);
  analysis.conversation_id = conversation.id;
  analysis.created_at = clock.now();
  analysis.inputs.audio_sha256 = inputs.recording_sha256;
  if (inputs.transcript) {
    analysis.inputs.transcript_sha256 = transcript_sha256;
    analysis.inputs.transcript_id = "s_" + transcript_sha256.substr(0, 20);
  }
  if (has_words) {
    analysis.recipe.roles = settled.roles;
    analysis.recipe.speech = conversation::Recipe::Speech{"given", ""};
  } else if (!inputs.transcript) {
    analysis.skipped.push_back({"transcript", "no_speech_engine"});
  }
  if (heard) analysis.recipe.models.push_back({heard->detector, ""});
  analysis.recipe.models.push_back({privacy::Masker::name(), ""});
  if (!out.warnings.empty()) analysis.skipped.push_back({"part_of_recording", "media_damaged"});
  // The id names inputs and recipe, so that a second run after a crash makes the same analysis, not another one.
  Json identity = conversation::to_json(analysis);
  identity.erase("created_at");
  analysis.analysis_id = base::content_id("a_", base::dump_json(identity));
  CXAI_TRY_VOID(conversation::validate(analysis));

  // what lists and the index see
  out.facts = facts_of(analysis, analyzed.measures);
  out.terms = search::index_terms(masked);
  out.analysis = std::move(analysis);
  report(options, "analyze", 1);
  return out;
}

}  // namespace cxai::pipeline
