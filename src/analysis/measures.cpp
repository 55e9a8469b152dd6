#include "analysis/measures.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "language/text.hpp"

namespace cxai::analysis {
namespace {

using conversation::Masked;
using conversation::SpeechActivity;
using conversation::Transcript;
using conversation::Turn;

constexpr std::array kParties{Role::agent, Role::customer};
constexpr Role other_party(Role role) {
  return role == Role::agent ? Role::customer : Role::agent;
}

// A stretch in which one party has the floor.
struct Utterance {
  Role role{};
  Interval time;
  bool backchannel = false;
  const Turn* turn = nullptr;
};

struct Speech {
  PerParty<Intervals> party;
  Intervals ivr;
  Intervals all;         // of everyone
  bool parties = false;  // party is known
  bool two_channels = false;
};

Intervals turn_times(const Transcript& transcript, Role role) {
  Intervals times;
  for (const Turn& turn : transcript.turns)
    if (turn.role == role && turn.time) times.push_back(*turn.time);
  return normalise(std::move(times));
}

const SpeechActivity::Channel* channel_of(const SpeechActivity& activity, Role role) {
  for (const auto& channel : activity.channels)
    if (channel.party == role) return &channel;
  return nullptr;
}

Speech gather(const Transcript& transcript, const SpeechActivity* activity, Measures& out) {
  Speech speech;
  const bool timed = std::ranges::any_of(transcript.turns, [](const Turn& turn) { return turn.time.has_value(); });
  speech.two_channels = activity && activity->channels.size() >= 2;
  const auto* agent = speech.two_channels ? channel_of(*activity, Role::agent) : nullptr;
  const auto* customer = speech.two_channels ? channel_of(*activity, Role::customer) : nullptr;
  if (agent && customer) {
    out.source = SpeechSource::voice_activity;
    speech.ivr = intersect(turn_times(transcript, Role::ivr), normalise(agent->speech));
    speech.party.agent = subtract(normalise(agent->speech), speech.ivr);
    speech.party.customer = normalise(customer->speech);
    speech.parties = true;
  } else if (timed && !speech.two_channels) {
    // On one channel voice activity cannot tell the parties apart; the turns can.
    out.source = SpeechSource::turn_times;
    speech.party.agent = turn_times(transcript, Role::agent);
    speech.party.customer = turn_times(transcript, Role::customer);
    speech.ivr = unite(turn_times(transcript, Role::ivr), turn_times(transcript, Role::other));
    speech.parties = true;
  } else if (activity) {
    out.source = SpeechSource::voice_activity;
  }
  speech.all = unite(unite(speech.party.agent, speech.party.customer), speech.ivr);
  if (activity && out.source == SpeechSource::voice_activity)
    for (const auto& channel : activity->channels) speech.all = unite(speech.all, normalise(channel.speech));
  return speech;
}

std::vector<Utterance> utterances(const Transcript& transcript, const Speech& speech) {
  std::vector<Utterance> list;
  for (const Turn& turn : transcript.turns) {
    if (!turn.time || (turn.role != Role::agent && turn.role != Role::customer)) continue;
    const bool backchannel =
        turn.time->length() < kBackchannelLimit && is_backchannel_text(turn.text, transcript.language);
    list.push_back({*turn.role, *turn.time, backchannel, &turn});
  }
  if (list.empty() && speech.parties)
    for (const Role role : kParties)
      for (const Interval& time : speech.party[role])
        list.push_back({role, time, time.length() < kBackchannelLimit, nullptr});
  std::ranges::stable_sort(list, {}, [](const Utterance& u) { return u.time.start; });
  return list;
}

std::optional<Role> last_speaker(const Speech& speech, Millis at) {
  std::optional<Role> last;
  Millis latest{-1};
  for (const Role role : kParties)
    for (const Interval& time : speech.party[role])
      if (time.end <= at && time.end > latest) {
        latest = time.end;
        last = role;
      }
  return last;
}

std::vector<Silence> silences(const Speech& speech, const SpeechActivity* activity) {
  Intervals muted;
  if (activity && !activity->channels.empty()) {
    muted = normalise(activity->channels.front().muted);
    for (const auto& channel : activity->channels) muted = intersect(muted, normalise(channel.muted));
  }
  std::vector<Silence> out;
  for (std::size_t i = 1; i < speech.all.size(); ++i) {
    const Interval gap{speech.all[i - 1].end, speech.all[i].start};
    if (gap.length() >= kStoredSilence)
      out.push_back({gap, last_speaker(speech, gap.start), length(intersect({gap}, muted))});
  }
  return out;
}

// B starts while A speaks, A had at least 500 ms left, and what B says is no backchannel.
std::vector<Interruption> interruptions(const Speech& speech, const std::vector<Utterance>& said) {
  std::vector<Interruption> out;
  for (const Role by : kParties) {
    const Intervals& other = speech.party[other_party(by)];
    for (const Interval& start : speech.party[by]) {
      const auto over = std::ranges::find_if(
          other, [&](const Interval& time) { return time.start < start.start && start.start < time.end; });
      if (over == other.end() || over->end - start.start < kInterruptionRemainder) continue;
      // The turn this stretch of speech belongs to: the one it shares most time with.
      const Utterance* turn = nullptr;
      Millis most{};
      for (const Utterance& u : said) {
        const Millis shared = std::min(u.time.end, start.end) - std::max(u.time.start, start.start);
        if (u.role == by && shared > most) {
          most = shared;
          turn = &u;
        }
      }
      if (turn ? turn->backchannel : start.length() < kBackchannelLimit) continue;
      // A turn that was already under way goes on; it does not interrupt anew.
      if (turn && turn->turn && start.start - turn->time.start > kInterruptionRemainder) continue;
      out.push_back({by, start.start, turn && turn->turn ? turn->turn->id : "", over->end - start.start});
    }
  }
  std::ranges::sort(out, {}, &Interruption::at);
  return out;
}

PerParty<Millis> longest_monologues(const std::vector<Utterance>& said) {
  PerParty<Millis> longest;
  std::optional<Role> holder;
  Interval run;
  for (const Utterance& u : said) {
    if (u.backchannel && holder && u.role != *holder) continue;
    if (holder == u.role) {
      run.end = std::max(run.end, u.time.end);
    } else {
      holder = u.role;
      run = u.time;
    }
    longest[u.role] = std::max(longest[u.role], run.length());
  }
  return longest;
}

ReplyGap summarise(std::vector<Millis> gaps) {
  ReplyGap out;
  out.n = gaps.size();
  if (gaps.empty()) return out;
  std::ranges::sort(gaps);
  const std::size_t middle = gaps.size() / 2;
  out.median = gaps.size() % 2 == 1 ? gaps[middle] : (gaps[middle - 1] + gaps[middle]) / 2;
  out.p90 = gaps[(gaps.size() * 9 + 9) / 10 - 1];  // nearest rank
  return out;
}

PerParty<ReplyGap> reply_gaps(const std::vector<Utterance>& said) {
  PerParty<std::vector<Millis>> gaps;
  const Utterance* before = nullptr;
  for (const Utterance& u : said) {
    if (u.backchannel) continue;
    if (before && before->role != u.role) gaps[u.role].push_back(u.time.start - before->time.end);
    before = &u;
  }
  return {summarise(std::move(gaps.agent)), summarise(std::move(gaps.customer))};
}

void count_text(const Transcript& transcript, Measures& out) {
  for (const Turn& turn : transcript.turns) {
    if (turn.role != Role::agent && turn.role != Role::customer) continue;
    ++out.turns[*turn.role];
    const conversation::TextCounts counts = turn.counts.value_or(
        conversation::TextCounts{language::count_words(turn.text).size(), language::count_sentences(turn.text).size(),
                                 language::count_syllables(turn.text, transcript.language)});
    out.words[*turn.role] += static_cast<std::int64_t>(counts.words);
    out.sentences[*turn.role] += static_cast<std::int64_t>(counts.sentences);
    out.syllables[*turn.role] += static_cast<std::int64_t>(counts.syllables);
  }
}

}  // namespace

bool is_backchannel_text(std::string_view text, std::string_view language) {
  static const std::unordered_set<std::string> kWords{
      "hı",   "hıhı",  "hıhım", "hım", "hmm",  "hm",  "mhm", "evet", "tamam",    "anladım",    "peki", "tabii",
      "tabi", "olur",  "aynen", "yes", "yeah", "yep", "ok",  "okay", "right",    "uh",         "huh",  "sure",
      "ja",   "genau", "gut",   "aha", "mm",   "ah",  "ha",  "klar", "verstehe", "verstanden", "see",  "i"};
  const auto words = language::count_words(text);
  if (words.empty() || words.size() > 2) return false;
  return std::ranges::all_of(words, [&](const auto& word) {
    return kWords.contains(language::fold(text.substr(word.begin, word.end - word.begin), language));
  });
}

Measures measure(const Masked<Transcript>& masked, const SpeechActivity* activity, const CallFacts& facts) {
  const Transcript& transcript = *masked;
  Measures out;
  const auto skip = [&](const char* feature, const char* reason) { out.skipped.push_back({feature, reason}); };
  if (activity) out.recording = activity->duration;
  out.hold = facts.hold;
  out.after_call_work = facts.after_call_work;
  count_text(transcript, out);

  const Speech speech = gather(transcript, activity, out);
  const char* no_parties = out.source == SpeechSource::none ? "no_times" : "parties_not_told_apart";
  if (!speech.all.empty()) {
    out.span = speech.all.back().end - speech.all.front().start;
    out.non_talk = *out.span - length(speech.all);
    out.silence = silences(speech, activity);
  }
  out.ivr = length(speech.ivr);
  const auto said = utterances(transcript, speech);
  if (speech.parties) {
    out.talk = {length(speech.party.agent), length(speech.party.customer)};
    out.longest_monologue = longest_monologues(said);
    out.reply_gap = reply_gaps(said);
  } else {
    skip("talk", no_parties);
    skip("longest_monologue", no_parties);
    skip("reply_gap", no_parties);
  }
  if (speech.two_channels && speech.parties) {
    out.overlap = length(intersect(speech.party.agent, speech.party.customer));
    out.interruption = interruptions(speech, said);
  } else if (speech.two_channels) {
    out.overlap = length(intersect(normalise(activity->channels[0].speech), normalise(activity->channels[1].speech)));
    skip("interruption", no_parties);
  } else {
    const char* reason = activity ? "mono_no_overlap" : "no_recording";
    skip("overlap", reason);
    skip("interruption", reason);
  }
  if (!out.hold) skip("hold", "no_call_metadata");
  if (!out.after_call_work) skip("aht", "no_call_metadata");
  return out;
}

Millis silence_total(const Measures& measures, Millis threshold) {
  Millis sum{};
  for (const Silence& silence : measures.silence)
    if (silence.time.length() >= threshold) sum += silence.time.length();
  return sum;
}

}  // namespace cxai::analysis
