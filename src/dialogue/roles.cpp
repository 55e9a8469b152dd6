#include "dialogue/roles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <string_view>

#include "dialogue/role_features.hpp"

namespace cxai::dialogue {
namespace {

using conversation::Role;
using conversation::SpeechActivity;
using conversation::Transcript;
using conversation::Turn;

// Natural logarithms of how likely a set of voices is before anybody has said a word.
constexpr double kSecondAgent = -1.0;     // a call was passed on, or one person's voice was taken for two
constexpr double kSecondCustomer = -3.0;  // whoever is one voice too many is seldom the customer once more …
constexpr double kThirdParty = 3.0;       // … and more often somebody else
constexpr double kNoAgent = -3.0;
constexpr double kNoCustomer = -3.0;
constexpr double kOneVoice = 3.0;  // one voice was heard: that it is one party

constexpr std::size_t kTryAll = 3;  // more voices than this are settled one after the other
constexpr int kRounds = 3;

constexpr RoleSet kAgentLine = only(Role::agent) | only(Role::ivr);
constexpr RoleSet kCustomerLine = only(Role::customer) | only(Role::other);

std::size_t number_of(Role role) {
  return static_cast<std::size_t>(role);
}

// What the turns of a voice may be when the voice is that role.
RoleSet allowed(Role role, bool by_channel) {
  if (role == Role::agent) return kAgentLine;
  if (role == Role::customer && by_channel) return kCustomerLine;
  return only(role);
}

class Decision {
 public:
  Decision(const Transcript& transcript, const RoleTagger& tagger) : turns_(transcript.turns), tagger_(tagger) {
    std::vector<std::string_view> texts;
    for (const Turn& turn : turns_) texts.emplace_back(turn.text);
    scores_ = tagger.scores(texts);
  }

  // Turns whose role is known keep it, whatever else is asked.
  RoleFit fit(const std::vector<RoleSet>& asked) const {
    std::vector<RoleSet> bound = asked;
    for (std::size_t i = 0; i < turns_.size(); ++i)
      if (turns_[i].role) bound[i] = only(*turns_[i].role);
    return tagger_.fit(scores_, bound);
  }
  RoleFit fit(RoleSet asked) const { return fit(std::vector<RoleSet>(turns_.size(), asked)); }

 private:
  const std::vector<Turn>& turns_;
  const RoleTagger& tagger_;
  std::vector<float> scores_;
};

void take(const RoleFit& fit, RoleDecision& out) {
  double sum = 0;
  for (const RoleProbabilities& turn : fit.turns) {
    const auto best = std::ranges::max_element(turn);
    out.roles.push_back(static_cast<Role>(best - turn.begin()));
    out.probabilities.push_back(std::clamp(*best, 0.0, 1.0));
    sum += out.probabilities.back();
  }
  out.confidence = std::clamp(sum / static_cast<double>(fit.turns.size()), 0.5, 1.0);
}

// Voices told apart: the roles of all of them together.
class Voices {
 public:
  Voices(const Decision& decision, const Transcript& transcript, const std::vector<std::string>& groups,
         bool by_channel)
      : decision_(decision), by_channel_(by_channel) {
    std::map<std::string_view, std::size_t> numbers;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const auto [it, is_new] = numbers.try_emplace(groups[i], numbers.size());
      voice_of_.push_back(it->second);
      if (is_new) known_.emplace_back();
      // An announcement says nothing of whose line it is on.
      const auto role = transcript.turns[i].role;
      if (role && !known_[it->second] && !(by_channel && role == Role::ivr)) known_[it->second] = role;
    }
  }

  void solve(RoleDecision& out) {
    if (known_.size() <= kTryAll) {
      std::vector<Role> roles(known_.size());
      try_all(roles, 0);
    } else {
      try_one_by_one();
    }
    const auto best = std::ranges::max_element(tried_, {}, [](const auto& one) { return one.second.log_sum; });
    RoleFit mean{.turns = std::vector<RoleProbabilities>(voice_of_.size())};
    double all = 0;
    for (const auto& [roles, fit] : tried_) all += std::exp(fit.log_sum - best->second.log_sum);
    for (const auto& [roles, fit] : tried_) {
      const double weight = std::exp(fit.log_sum - best->second.log_sum) / all;
      if (weight < 1e-6) continue;
      for (std::size_t i = 0; i < fit.turns.size(); ++i)
        for (std::size_t r = 0; r < kRoles; ++r) mean.turns[i][r] += weight * fit.turns[i][r];
    }
    // The likeliest roles of all voices, which need not be the likeliest of each turn.
    take(best->second, out);
    double sum = 0;
    for (std::size_t i = 0; i < out.roles.size(); ++i) {
      out.probabilities[i] = std::clamp(mean.turns[i][number_of(out.roles[i])], 0.0, 1.0);
      sum += out.probabilities[i];
    }
    out.confidence = std::clamp(sum / static_cast<double>(out.roles.size()), 0.5, 1.0);
  }

 private:
  double prior(const std::vector<Role>& roles) const {
    std::array<std::size_t, kRoles> count{};
    for (const Role role : roles) ++count[number_of(role)];
    const std::size_t agents = count[number_of(Role::agent)];
    const std::size_t customers = count[number_of(Role::customer)];
    double sum = 0;
    sum += agents == 0 ? kNoAgent : static_cast<double>(agents - 1) * kSecondAgent;
    sum += customers == 0 ? kNoCustomer : static_cast<double>(customers - 1) * kSecondCustomer;
    if (roles.size() > 2) sum += static_cast<double>(count[number_of(Role::other)]) * kThirdParty;
    return sum;
  }

  double score(const std::vector<Role>& roles) {
    const auto [it, is_new] = tried_.try_emplace(roles);
    if (is_new) {
      std::vector<RoleSet> asked;
      for (const std::size_t voice : voice_of_) asked.push_back(allowed(roles[voice], by_channel_));
      it->second = decision_.fit(asked);
      it->second.log_sum += prior(roles);
    }
    return it->second.log_sum;
  }

  bool may_be(std::size_t voice, Role role) const { return !known_[voice] || *known_[voice] == role; }

  void try_all(std::vector<Role>& roles, std::size_t voice) {
    if (voice == roles.size()) {
      score(roles);
      return;
    }
    for (std::size_t r = 0; r < kRoles; ++r) {
      roles[voice] = static_cast<Role>(r);
      if (may_be(voice, roles[voice])) try_all(roles, voice + 1);
    }
  }

  void try_one_by_one() {
    const RoleFit free = decision_.fit(kAnyRole);
    std::vector<RoleProbabilities> sums(known_.size());
    for (std::size_t i = 0; i < voice_of_.size(); ++i)
      for (std::size_t r = 0; r < kRoles; ++r) sums[voice_of_[i]][r] += free.turns[i][r];
    std::vector<Role> roles;
    for (std::size_t v = 0; v < sums.size(); ++v)
      roles.push_back(known_[v].value_or(static_cast<Role>(std::ranges::max_element(sums[v]) - sums[v].begin())));
    double best = score(roles);
    for (int round = 0; round < kRounds; ++round) {
      bool better = false;
      for (std::size_t v = 0; v < roles.size(); ++v)
        for (std::size_t r = 0; r < kRoles; ++r) {
          std::vector<Role> other = roles;
          other[v] = static_cast<Role>(r);
          if (!may_be(v, other[v])) continue;
          if (const double now = score(other); now > best) {
            best = now;
            roles = other;
            better = true;
          }
        }
      if (!better) break;
    }
  }

  const Decision& decision_;
  bool by_channel_;
  std::vector<std::size_t> voice_of_;  // each turn
  std::vector<std::optional<Role>> known_;
  std::map<std::vector<Role>, RoleFit> tried_;
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

std::vector<RoleSet> sets_by_party(const Transcript& transcript, const SpeechActivity& activity) {
  std::vector<RoleSet> sets;
  for (const Turn& turn : transcript.turns) {
    const auto channel = static_cast<std::size_t>(turn.channel);
    const Role party =
        channel < activity.channels.size() ? activity.channels[channel].party.value_or(Role::other) : Role::other;
    sets.push_back(allowed(party, false));
  }
  return sets;
}

}  // namespace

const RoleModel& role_model() {
  static const RoleModel model{kRoleFeatures, RoleTagger::built_in().sha256()};
  return model;
}

RoleDecision decide_roles(const Transcript& transcript, const SpeechActivity* activity, const RoleTagger& tagger) {
  RoleDecision out{.method = "text", .confidence = 0.5};
  if (transcript.turns.empty()) return out;
  const Decision decision(transcript, tagger);
  const bool parties_known = activity && std::ranges::any_of(activity->channels, [](const auto& channel) {
                               return channel.party.has_value();
                             });
  if (parties_known) {
    take(decision.fit(sets_by_party(transcript, *activity)), out);
    out.method = "channel";
    out.confidence = 1.0;
    return out;
  }
  const std::vector<std::string> channels = group(transcript, false);
  const std::vector<std::string> speakers = group(transcript, true);
  if (differ(channels) || differ(speakers)) {
    const bool by_channel = differ(channels);
    out.method = by_channel ? "mixed" : "text";
    Voices(decision, transcript, by_channel ? channels : speakers, by_channel).solve(out);
    return out;
  }
  RoleFit fit = decision.fit(kAnyRole);
  // One voice was heard, so that one party is likelier, unless the words speak for two.
  if (!speakers.front().empty()) {
    const double of_all = fit.log_sum;
    double best = of_all - kOneVoice;
    for (std::size_t r = 0; r < kRoles; ++r)
      if (RoleFit one = decision.fit(only(static_cast<Role>(r))); one.log_sum > best) {
        best = one.log_sum;
        const double odds = std::exp(one.log_sum + kOneVoice - of_all);
        for (RoleProbabilities& turn : one.turns)
          for (double& probability : turn) probability *= odds / (1 + odds);
        fit = std::move(one);
      }
  }
  take(fit, out);
  return out;
}

}  // namespace cxai::dialogue
