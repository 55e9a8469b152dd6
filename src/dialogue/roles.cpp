#include "dialogue/roles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "dialogue/settle.hpp"

namespace cxai::dialogue {
namespace {

using conversation::Role;
using conversation::SpeechActivity;
using conversation::Transcript;
using conversation::Turn;

constexpr double kStrongCue = 2.5;    // of a voice that is an agent or a customer beside the first of its kind
constexpr double kFirstSpeaks = 0.6;  // agents greet first, more often than not
constexpr double kMostOfOneTurn = 4.0;

double logistic(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

bool is_machine(const RoleCues& cues) {
  return cues.ivr > 0 && cues.ivr > cues.agent;
}

struct Voice {
  double agent = 0;
  double ivr = 0;
  std::size_t letters = 0;
  std::size_t first_turn = 0;
  std::optional<Role> known;
  Role role = Role::other;
};

using Voices = std::map<std::string, Voice>;

Voices gather(const Transcript& transcript, const std::vector<RoleCues>& cues, const std::vector<std::string>& groups) {
  Voices voices;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto [it, is_new] = voices.try_emplace(groups[i]);
    Voice& voice = it->second;
    if (is_new) voice.first_turn = i;
    voice.agent += cues[i].agent;
    voice.ivr += cues[i].ivr;
    voice.letters += transcript.turns[i].text.size();
    if (transcript.turns[i].role && !voice.known) voice.known = transcript.turns[i].role;
  }
  Voice* first = nullptr;
  for (auto& [name, voice] : voices) {
    if (!voice.known && is_machine({voice.agent, voice.ivr})) voice.known = Role::ivr;
    if (voice.known != Role::ivr && (!first || voice.first_turn < first->first_turn)) first = &voice;
  }
  if (first) first->agent += kFirstSpeaks;
  return voices;
}

// Gives every voice its role by what it says, all together; returns how sure it is that agent and customer are not the
// other way round.
double decide(Voices& voices) {
  Voice* agent = nullptr;
  Voice* customer = nullptr;
  for (auto& [name, voice] : voices) {
    if (!voice.known) continue;
    voice.role = *voice.known;
    if (voice.role == Role::agent) agent = &voice;
    if (voice.role == Role::customer) customer = &voice;
  }
  const bool given = agent || customer;
  if (!agent) {
    for (auto& [name, voice] : voices)
      if (!voice.known && (!agent || voice.agent > agent->agent)) agent = &voice;
    if (agent) agent->role = Role::agent;
  }
  if (!customer) {
    const auto likelier = [](const Voice& one, const Voice& other) {  // rather the customer
      const bool agent_like = one.agent >= kStrongCue;
      const bool other_agent_like = other.agent >= kStrongCue;
      return agent_like != other_agent_like ? other_agent_like : one.letters > other.letters;
    };
    for (auto& [name, voice] : voices)
      if (!voice.known && &voice != agent && (!customer || likelier(voice, *customer))) customer = &voice;
    if (customer) customer->role = Role::customer;
  }
  // Whom a call was passed on to, or a person whose voice was taken for two.
  for (auto& [name, voice] : voices) {
    if (voice.known || &voice == agent || &voice == customer) continue;
    if (voice.agent >= kStrongCue) voice.role = Role::agent;
    if (voice.agent <= -kStrongCue) voice.role = Role::customer;
  }
  if (given) return 1.0;
  return logistic(agent ? agent->agent - (customer ? customer->agent : 0) : 0);
}

// Where nothing tells voices apart: the likeliest sequence of two parties, who mostly take turns.
class TurnTaking {
 public:
  TurnTaking(const Transcript& transcript, const std::vector<RoleCues>& cues) {
    const Turn* before = nullptr;
    for (std::size_t i = 0; i < cues.size(); ++i) {
      if (is_machine(cues[i])) continue;
      const Turn& turn = transcript.turns[i];
      turns_.push_back(i);
      lean_.push_back(std::clamp(cues[i].agent, -kMostOfOneTurn, kMostOfOneTurn) / 2);
      change_.push_back(before ? change(*before, turn) : 0.5);
      before = &turn;
    }
  }

  // Sets the roles of the turns; returns how likely they are right, on average.
  double solve(std::vector<Role>& roles) const {
    const std::size_t count = turns_.size();
    if (count == 0) return 0.5;
    std::vector<std::array<double, 2>> forward(count);
    std::vector<std::array<double, 2>> backward(count, {0, 0});
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t s = 0; s < 2; ++s)
        forward[i][s] = emit(i, s) + (i == 0 ? std::log(s == 0 ? logistic(kFirstSpeaks) : 1 - logistic(kFirstSpeaks))
                                             : sum(forward[i - 1][s] + stay(i), forward[i - 1][1 - s] + go(i)));
    for (std::size_t i = count - 1; i > 0; --i)
      for (std::size_t s = 0; s < 2; ++s)
        backward[i - 1][s] = sum(stay(i) + emit(i, s) + backward[i][s], go(i) + emit(i, 1 - s) + backward[i][1 - s]);
    double right = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double agent = logistic(forward[i][0] + backward[i][0] - forward[i][1] - backward[i][1]);
      roles[turns_[i]] = agent >= 0.5 ? Role::agent : Role::customer;
      right += std::max(agent, 1 - agent);
    }
    return right / static_cast<double>(count);
  }

  // log P(words | two parties) - log P(words | one party).
  double two_rather_than_one() const {
    std::array<double, 2> two{};
    std::array<double, 2> one{};
    for (std::size_t i = 0; i < turns_.size(); ++i) {
      const std::array<double, 2> last = two;
      for (std::size_t s = 0; s < 2; ++s) {
        two[s] = emit(i, s) + (i == 0 ? std::log(0.5) : sum(last[s] + stay(i), last[1 - s] + go(i)));
        one[s] += emit(i, s) + (i == 0 ? std::log(0.5) : 0);
      }
    }
    return sum(two[0], two[1]) - sum(one[0], one[1]);
  }

  // Turns that ask somebody something and are followed by another.
  static int questions(const Transcript& transcript) {
    int count = 0;
    for (std::size_t i = 0; i + 1 < transcript.turns.size(); ++i)
      count += transcript.turns[i].text.ends_with('?') ? 1 : 0;
    return count;
  }

  double total_lean() const {
    double lean = 0;
    for (const double one : lean_) lean += 2 * one;
    return lean;
  }

 private:
  static double change(const Turn& before, const Turn& turn) {
    const bool finished = before.text.ends_with('.') || before.text.ends_with('?') || before.text.ends_with('!');
    const bool at_once = before.time && turn.time && turn.time->start - before.time->end < Millis(400);
    return at_once && !finished ? 0.3 : 0.9;
  }
  static double sum(double a, double b) {
    const double top = std::max(a, b);
    return top + std::log(std::exp(a - top) + std::exp(b - top));
  }
  double emit(std::size_t i, std::size_t state) const { return state == 0 ? lean_[i] : -lean_[i]; }
  double stay(std::size_t i) const { return std::log(1 - change_[i]); }
  double go(std::size_t i) const { return std::log(change_[i]); }

  std::vector<std::size_t> turns_;
  std::vector<double> lean_;    // half the log odds that an agent says this
  std::vector<double> change_;  // probability that this turn is the other party's
};

std::vector<std::string> group(const Transcript& transcript, bool by_speaker) {
  std::vector<std::string> groups;
  for (const Turn& turn : transcript.turns)
    groups.push_back(by_speaker ? turn.speaker : "channel " + std::to_string(turn.channel));
  return groups;
}

bool differ(const std::vector<std::string>& groups) {
  return std::ranges::any_of(groups, [&](const std::string& name) { return name != groups.front(); });
}

}  // namespace

RoleDecision decide_roles(const Transcript& transcript, const SpeechActivity* activity) {
  const auto& turns = transcript.turns;
  RoleDecision out{.roles = std::vector<Role>(turns.size(), Role::other), .method = "text", .confidence = 0.5};
  if (turns.empty()) return out;
  std::vector<RoleCues> cues;
  for (const Turn& turn : turns) cues.push_back(role_cues(turn.text, transcript.language));

  const std::vector<std::string> channels = group(transcript, false);
  const bool parties_known = activity && std::ranges::any_of(activity->channels, [](const auto& channel) {
                               return channel.party.has_value();
                             });
  if (parties_known) {
    out.method = "channel";
    out.confidence = 1.0;
    for (std::size_t i = 0; i < turns.size(); ++i) {
      const auto channel = static_cast<std::size_t>(turns[i].channel);
      const Role party =
          channel < activity->channels.size() ? activity->channels[channel].party.value_or(Role::other) : Role::other;
      out.roles[i] = party == Role::agent && is_machine(cues[i]) ? Role::ivr : party;
    }
    return out;
  }
  const std::vector<std::string> speakers = group(transcript, true);
  if (differ(channels) || differ(speakers)) {
    const bool by_channel = differ(channels);
    const std::vector<std::string>& groups = by_channel ? channels : speakers;
    out.method = by_channel ? "mixed" : "text";
    // A machine that shares the agent's line must not make the line a machine's.
    std::vector<RoleCues> people = cues;
    if (by_channel)
      for (RoleCues& one : people)
        if (is_machine(one)) one = {.agent = one.agent + 1.0};
    Voices voices = gather(transcript, people, groups);
    out.confidence = decide(voices);
    for (std::size_t i = 0; i < turns.size(); ++i) {
      const Role role = voices[groups[i]].role;
      out.roles[i] = role == Role::agent && is_machine(cues[i]) ? Role::ivr : role;
    }
    return out;
  }
  for (std::size_t i = 0; i < turns.size(); ++i)
    if (is_machine(cues[i])) out.roles[i] = Role::ivr;
  const TurnTaking taking(transcript, cues);
  // One voice was heard, so that one party is likelier, unless the words speak for two: what is asked and answered is
  // said by two people whose voices are alike.
  constexpr double kOneVoice = 1.0;
  constexpr double kQuestion = 1.0;
  if (!speakers.front().empty() &&
      taking.two_rather_than_one() + kQuestion * TurnTaking::questions(transcript) < kOneVoice) {
    const double lean = taking.total_lean();
    const Role role = std::abs(lean) < 1.0 ? Role::other : (lean > 0 ? Role::agent : Role::customer);
    for (Role& one : out.roles)
      if (one != Role::ivr) one = role;
    out.confidence = logistic(std::abs(lean));
    return out;
  }
  out.confidence = taking.solve(out.roles);
  return out;
}

}  // namespace cxai::dialogue
