#include "dialogue/correct.hpp"

#include <algorithm>
#include <array>

namespace cxai::dialogue {
namespace {

using conversation::Role;
using conversation::Transcript;
using conversation::Turn;

Role role_of(const Turn& turn) {
  return turn.role.value_or(Role::other);
}

const VoiceSummary* find(const std::vector<VoiceSummary>& voices, std::string_view name) {
  const auto it = std::ranges::find(voices, name, &VoiceSummary::name);
  return it == voices.end() ? nullptr : &*it;
}

std::unexpected<Error> no_such(const std::vector<VoiceSummary>& voices, std::string_view voice) {
  std::string known;
  for (const VoiceSummary& summary : voices) known += (known.empty() ? "'" : ", '") + summary.name + "'";
  return fail(ErrorCode::not_found,
              "no turn has the voice '" + std::string(voice) + "'; there are " + (known.empty() ? "none" : known));
}

// Whether `voice` is a name that speakers have, or the role of those without one.
bool is_speaker(const Transcript& transcript, std::string_view voice) {
  return std::ranges::find(transcript.turns, voice, &Turn::speaker) != transcript.turns.end();
}

void give(Turn& turn, const VoiceSummary& voice, bool named) {
  turn.speaker = named ? voice.name : "";
  turn.role = voice.role;
  turn.role_probability.reset();
}

}  // namespace

std::string voice_name(const Turn& turn) {
  return turn.speaker.empty() ? conversation::to_string(role_of(turn)) : turn.speaker;
}

std::vector<VoiceSummary> list_voices(const Transcript& transcript) {
  std::vector<VoiceSummary> voices;
  std::vector<std::array<std::size_t, 4>> roles;
  for (const Turn& turn : transcript.turns) {
    const std::string name = voice_name(turn);
    auto it = std::ranges::find(voices, name, &VoiceSummary::name);
    if (it == voices.end()) {
      it = voices.insert(voices.end(), VoiceSummary{.name = name});
      roles.push_back({});
    }
    auto& votes = roles[static_cast<std::size_t>(it - voices.begin())];
    ++votes[static_cast<std::size_t>(role_of(turn))];
    it->role = static_cast<Role>(std::ranges::max_element(votes) - votes.begin());
    ++it->turns;
    it->words += turn.words.size();
    if (turn.time) it->talk += turn.time->length();
  }
  return voices;
}

void swap_roles(Transcript& transcript) {
  for (Turn& turn : transcript.turns) {
    if (turn.role != Role::agent && turn.role != Role::customer) continue;
    turn.role = turn.role == Role::agent ? Role::customer : Role::agent;
    turn.role_probability.reset();
  }
}

Result<> merge_voices(Transcript& transcript, std::string_view from, std::string_view into) {
  const std::vector<VoiceSummary> voices = list_voices(transcript);
  if (!find(voices, from)) return no_such(voices, from);
  const VoiceSummary* const target = find(voices, into);
  if (!target) return no_such(voices, into);
  if (from == into)
    return fail(ErrorCode::invalid_input, "the voice '" + std::string(from) + "' cannot be merged into itself");
  const bool named = is_speaker(transcript, into);
  for (Turn& turn : transcript.turns)
    if (voice_name(turn) == from) give(turn, *target, named);
  return {};
}

Result<> rename_voice(Transcript& transcript, std::string_view voice, std::string_view name) {
  const std::vector<VoiceSummary> voices = list_voices(transcript);
  if (!find(voices, voice)) return no_such(voices, voice);
  if (name.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return fail(ErrorCode::invalid_input, "a voice needs a name that is not empty");
  if (voice == name) return {};
  if (find(voices, name))
    return fail(ErrorCode::invalid_input,
                "another voice is named '" + std::string(name) + "'; merge the two or choose another name");
  for (Turn& turn : transcript.turns)
    if (voice_name(turn) == voice) turn.speaker = name;
  return {};
}

Result<> set_role(Transcript& transcript, std::string_view voice, Role role) {
  const std::vector<VoiceSummary> voices = list_voices(transcript);
  if (!find(voices, voice)) return no_such(voices, voice);
  std::vector<Turn*> turns;  // found before any changes: the role may be what names them
  for (Turn& turn : transcript.turns)
    if (voice_name(turn) == voice) turns.push_back(&turn);
  for (Turn* turn : turns) {
    turn->role = role;
    turn->role_probability.reset();
  }
  return {};
}

Result<> set_voice(Transcript& transcript, std::string_view turn_id, std::string_view voice) {
  const std::vector<VoiceSummary> voices = list_voices(transcript);
  const VoiceSummary* const target = find(voices, voice);
  if (!target) return no_such(voices, voice);
  const auto turn = std::ranges::find(transcript.turns, turn_id, &Turn::id);
  if (turn == transcript.turns.end())
    return fail(ErrorCode::not_found, "there is no turn '" + std::string(turn_id) + "'");
  give(*turn, *target, is_speaker(transcript, voice));
  return {};
}

}  // namespace cxai::dialogue
