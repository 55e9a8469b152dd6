#include "dialogue/settle.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/utf8.hpp"
#include "dialogue/roles.hpp"
#include "language/text.hpp"

namespace cxai::dialogue {
namespace {

using conversation::Interval;
using conversation::Role;
using conversation::SpeechActivity;
using conversation::Transcript;
using conversation::Turn;

void put_in_order(Transcript& transcript) {
  auto& turns = transcript.turns;
  if (std::ranges::all_of(turns, [](const Turn& turn) { return turn.time.has_value(); }))
    std::ranges::stable_sort(turns, {}, [](const Turn& turn) { return turn.time->start; });
  for (std::size_t i = 0; i < turns.size(); ++i) turns[i].id = "t" + std::to_string(i);
}

Millis common(const Interval& a, const Interval& b) {
  return std::max(Millis(0), std::min(a.end, b.end) - std::max(a.start, b.start));
}

Millis speech_within(const SpeechActivity::Channel& channel, const Interval& time) {
  Millis sum{};
  auto it = std::ranges::lower_bound(channel.speech, time.start, {}, &Interval::end);
  for (; it != channel.speech.end() && it->start < time.end; ++it) sum += common(*it, time);
  return sum;
}

// The channel on which most is said during `time`; -1 when nobody speaks.
int loudest_channel(const SpeechActivity& activity, const Interval& time) {
  int best = -1;
  Millis most{};
  for (std::size_t c = 0; c < activity.channels.size(); ++c) {
    const Millis said = speech_within(activity.channels[c], time);
    if (said > most) {
      most = said;
      best = static_cast<int>(c);
    }
  }
  return best;
}

// Which party speaks on which channel: the pairing under which most speech falls into that party's turns.
void match_channels(const Transcript& transcript, SpeechActivity& activity) {
  if (activity.channels.size() < 2) return;
  constexpr std::array kParties{Role::agent, Role::customer};
  std::vector<std::array<double, 2>> said(activity.channels.size(), {0, 0});
  for (const Turn& turn : transcript.turns) {
    if (!turn.time || !turn.role) continue;
    for (std::size_t p = 0; p < kParties.size(); ++p)
      if (*turn.role == kParties[p] || (*turn.role == Role::ivr && kParties[p] == Role::agent))
        for (std::size_t c = 0; c < said.size(); ++c)
          said[c][p] += static_cast<double>(speech_within(activity.channels[c], *turn.time).count());
  }
  double best = 0;
  std::size_t agent = 0;
  std::size_t customer = 0;
  for (std::size_t a = 0; a < said.size(); ++a)
    for (std::size_t b = 0; b < said.size(); ++b)
      if (a != b && said[a][0] + said[b][1] > best) {
        best = said[a][0] + said[b][1];
        agent = a;
        customer = b;
      }
  if (best <= 0) return;
  activity.channels[agent].party = Role::agent;
  activity.channels[customer].party = Role::customer;
}

// A transcript that knows nothing of the channels of its recording: each turn is where most was said during it.
void place_on_channels(Transcript& transcript, const SpeechActivity& activity) {
  auto& turns = transcript.turns;
  if (activity.channels.size() < 2) return;
  if (std::ranges::any_of(turns, [&](const Turn& turn) { return turn.channel != turns.front().channel; })) return;
  for (Turn& turn : turns)
    if (turn.time)
      if (const int channel = loudest_channel(activity, *turn.time); channel >= 0) turn.channel = channel;
}

}  // namespace

Settled settle(Transcript transcript, SpeechActivity* activity) {
  put_in_order(transcript);
  Settled out;
  out.roles.method = "given";
  const bool all_given = std::ranges::all_of(transcript.turns, [](const Turn& turn) { return turn.role.has_value(); });
  if (!all_given) {
    if (activity) place_on_channels(transcript, *activity);
    const RoleDecision decision = decide_roles(transcript, activity);
    out.roles = {decision.method, decision.confidence};
    for (std::size_t i = 0; i < decision.roles.size(); ++i)
      if (Turn& turn = transcript.turns[i]; !turn.role) {
        turn.role = decision.roles[i];
        turn.role_probability = decision.probabilities[i];
      }
  }
  if (activity) {
    match_channels(transcript, *activity);
    for (Turn& turn : transcript.turns)
      for (std::size_t c = 0; c < activity->channels.size(); ++c)
        if (activity->channels[c].party && (activity->channels[c].party == turn.role ||
                                            (turn.role == Role::ivr && activity->channels[c].party == Role::agent)))
          turn.channel = static_cast<int>(c);
  }
  for (Turn& turn : transcript.turns) {
    if (turn.words.empty()) turn.words = interpolate_words(turn);
    turn.counts = {language::count_words(turn.text).size(), language::count_sentences(turn.text).size(),
                   language::count_syllables(turn.text, transcript.language)};
  }
  out.transcript = std::move(transcript);
  return out;
}

std::vector<conversation::Word> interpolate_words(const Turn& turn) {
  std::vector<conversation::Word> words;
  if (!turn.time) return words;
  const auto spans = language::count_words(turn.text);
  double letters = 0;
  std::vector<double> sizes;
  for (const auto& span : spans) {
    sizes.push_back(1.0 + static_cast<double>(base::count_code_points(
                              std::string_view(turn.text).substr(span.begin, span.end - span.begin))));
    letters += sizes.back();
  }
  double before = 0;
  const auto length = static_cast<double>(turn.time->length().count());
  const auto at = [&](double part) { return turn.time->start + Millis(std::llround(length * part / letters)); };
  for (std::size_t i = 0; i < spans.size(); ++i) {
    // Punctuation that touches a word belongs to what is shown for it.
    std::size_t end = i + 1 < spans.size() ? spans[i + 1].begin : turn.text.size();
    while (end > spans[i].end && turn.text[end - 1] == ' ') --end;
    const std::size_t gap = turn.text.find(' ', spans[i].end);
    end = std::min(end, gap == std::string::npos ? turn.text.size() : std::max(gap, spans[i].end));
    words.push_back({turn.text.substr(spans[i].begin, end - spans[i].begin),
                     {at(before), at(before + sizes[i])},
                     turn.confidence,
                     conversation::TimeSource::interpolated});
    before += sizes[i];
  }
  return words;
}

}  // namespace cxai::dialogue
