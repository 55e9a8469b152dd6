#include "demo/demo.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "audio/resample.hpp"
#include "base/embedded.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "conversation/formats.hpp"
#include "demo/mix.hpp"
#include "demo/timeline.hpp"
#include "demo/voice.hpp"

namespace cxai::demo {
namespace {

using conversation::Role;

constexpr Millis kTail{500};

const std::string& voice_of(const DemoCall& call, Role role) {
  if (role == Role::agent) return call.voices.agent;
  return role == Role::ivr ? call.voices.ivr : call.voices.customer;
}

// "Elif Özdemir" -> "elif-ozdemir"
std::string slug(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kLetters{{{"ç", "c"},
                                                                                    {"Ç", "c"},
                                                                                    {"ğ", "g"},
                                                                                    {"Ğ", "g"},
                                                                                    {"ı", "i"},
                                                                                    {"İ", "i"},
                                                                                    {"ö", "o"},
                                                                                    {"Ö", "o"},
                                                                                    {"ş", "s"},
                                                                                    {"Ş", "s"},
                                                                                    {"ü", "u"},
                                                                                    {"Ü", "u"},
                                                                                    {"ä", "a"},
                                                                                    {"Ä", "a"},
                                                                                    {"ß", "ss"},
                                                                                    {"é", "e"},
                                                                                    {"â", "a"},
                                                                                    {"î", "i"}}};
  std::string out;
  while (!name.empty()) {
    const auto letter = std::ranges::find_if(kLetters, [&](const auto& one) { return name.starts_with(one.first); });
    if (letter != kLetters.end()) {
      out += letter->second;
      name.remove_prefix(letter->first.size());
      continue;
    }
    const char c = name.front();
    name.remove_prefix(1);
    if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c + ('a' - 'A')));
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != '-') {
      out.push_back('-');
    }
  }
  while (out.ends_with('-')) out.pop_back();
  return out;
}

Timestamp started_at(const DemoCall& call, const SpeakOptions& options) {
  using std::chrono::days;
  const auto today = std::chrono::floor<days>(options.now + options.utc_offset);
  Timestamp start = today + days(call.day) + call.time_of_day - options.utc_offset;
  if (start > options.now) start -= days(1);
  return start;
}

// FNV-1a: the same noise for the same call everywhere.
std::uint32_t seed_of(std::string_view id) {
  std::uint32_t hash = 2166136261U;
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

Json metadata_of(const DemoCall& call, const SpeakOptions& options) {
  Json json = Json::object();
  json["kind"] = "call";
  json["language"] = call.language;
  json["started_at"] = base::format_utc(started_at(call, options));
  json["agent_id"] = agent_id(call);
  json["agent_name"] = call.agent;
  json["team"] = call.team;
  json["company"] = call.company;
  json["direction"] = "inbound";
  if (!call.customer.empty()) json["customer_ref"] = slug(call.customer);
  return json;
}

Result<std::vector<float>> spoken(const DemoCall& call, const DemoTurn& turn, const SpeakOptions& options) {
  CXAI_TRY(const audio::Pcm pcm,
           speak_text(options.espeak, voice_of(call, turn.role), options.words_per_minute, turn.text));
  CXAI_TRY(const auto samples, audio::resample(pcm.channels[0], pcm.sample_rate_hz, kLineRateHz));
  std::vector<float> speech = trim(samples);
  if (speech.empty())
    return fail(ErrorCode::invalid_input,
                call.id + ".txt:" + std::to_string(turn.line) + ": there is nothing to speak in this turn");
  return speech;
}

}  // namespace

std::string agent_id(const DemoCall& call) {
  return slug(call.agent);
}

Result<std::vector<DemoCall>> demo_calls() {
  std::vector<DemoCall> calls;
  for (const auto& file : base::embedded::demo_files()) {
    if (!file.path.starts_with("calls/") || !file.path.ends_with(".txt")) continue;
    CXAI_TRY(DemoCall call, parse_call(file.path, file.bytes));
    calls.push_back(std::move(call));
  }
  if (calls.empty()) return fail(ErrorCode::unsupported, "this program was built without demonstration calls");
  return calls;
}

Result<> speak(const DemoCall& call, const std::filesystem::path& folder, const SpeakOptions& options) {
  std::vector<PlacedSpeech> speech;
  std::vector<Millis> lengths;
  for (const DemoTurn& turn : call.turns) {
    CXAI_TRY(auto samples, spoken(call, turn, options));
    lengths.push_back(length_of(samples));
    speech.push_back({channel_of(turn.role), static_cast<int>(turn.role), Millis(0), std::move(samples)});
  }
  const auto times = place(call.turns, lengths);
  conversation::Transcript transcript{call.language, {}};
  Millis end{};
  for (std::size_t i = 0; i < times.size(); ++i) {
    speech[i].start = times[i].start;
    end = std::max(end, times[i].end);
    conversation::Turn turn;
    turn.id = "t" + std::to_string(i);
    turn.role = call.turns[i].role;
    turn.channel = speech[i].channel;
    turn.time = times[i];
    turn.text = call.turns[i].text;
    transcript.turns.push_back(std::move(turn));
  }
  CXAI_TRY_VOID(audio::write_wav(folder / (call.id + ".wav"), mix(std::move(speech), end + kTail, seed_of(call.id))));
  CXAI_TRY_VOID(base::write_file_atomic(folder / (call.id + ".json"),
                                        base::dump_json(conversation::write_dialogue_json(transcript), 1) + "\n"));
  return base::write_file_atomic(folder / (call.id + ".meta.json"),
                                 base::dump_json(metadata_of(call, options), 1) + "\n");
}

}  // namespace cxai::demo
