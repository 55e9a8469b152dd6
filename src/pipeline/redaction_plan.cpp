#include "pipeline/redaction_plan.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/utf8.hpp"
#include "privacy/pii.hpp"

namespace cxai::pipeline {
namespace {

using conversation::DroppedStretch;
using conversation::DropReason;
using conversation::Interval;
using conversation::PiiSpan;
using conversation::SpeechActivity;
using conversation::TimeSource;
using conversation::Turn;
using conversation::Word;
using privacy::PiiType;

struct Placeholder {
  std::size_t begin = 0;  // byte offset
  PiiType type{};
};

// "[TCKN_1]" and the like, whoever wrote them: what was masked before it came here is said in the sound as well.
std::vector<Placeholder> placeholders_in(std::string_view text) {
  std::vector<Placeholder> found;
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    const std::size_t end = text.find(']', at);
    if (end == std::string_view::npos) break;
    const std::string_view inside = text.substr(at + 1, end - at - 1);
    if (const auto type = privacy::pii_type_from(inside.substr(0, inside.rfind('_')))) found.push_back({at, *type});
  }
  return found;
}

// The find's own words were timed, not spread over the turn, and their time can be true.
bool is_measured(const PiiSpan& find, const Turn& turn) {
  if (!find.time || find.time->length() <= Millis(0)) return false;
  if (turn.time && (find.time->start < turn.time->start - RedactionPlan::kMargin ||
                    find.time->end > turn.time->end + RedactionPlan::kMargin))
    return false;
  return std::ranges::none_of(turn.words, [&](const Word& word) {
    return word.time == *find.time && word.time_source == TimeSource::interpolated;
  });
}

Millis speech_within(const SpeechActivity::Channel& channel, const Interval& time) {
  Millis sum{};
  auto it = std::ranges::lower_bound(channel.speech, time.start, {}, &Interval::end);
  for (; it != channel.speech.end() && it->start < time.end; ++it)
    sum += std::max(Millis(0), std::min(it->end, time.end) - std::max(it->start, time.start));
  return sum;
}

std::optional<int> channel_of(const Turn& turn, const Interval& time, const SpeechActivity& activity) {
  const auto channel = static_cast<std::size_t>(turn.channel);
  if (activity.channels.size() < 2 || turn.channel < 0 || channel >= activity.channels.size()) return std::nullopt;
  if (speech_within(activity.channels[channel], time) * 2 < time.length()) return std::nullopt;
  return turn.channel;
}

// Somebody may have said something there; the other reasons mean that nobody did.
bool may_be_speech(DropReason reason) {
  switch (reason) {
    case DropReason::repetition:
    case DropReason::too_fast:
    case DropReason::language_unclear:
    case DropReason::engine_error:
    case DropReason::cancelled:
      return true;
    case DropReason::too_quiet:
    case DropReason::no_speech:
    case DropReason::invented_outro:
      return false;
  }
  return true;
}

class Planner {
 public:
  explicit Planner(const SpeechActivity& activity) : activity_(activity) { plan_.duration = activity.duration; }

  void add(const Turn& turn) {
    for (const PiiSpan& find : turn.pii) {
      const auto type = privacy::pii_type_from(find.type);
      if (is_measured(find, turn))
        put(turn, type.value_or(PiiType::other_id), find.spoken, *find.time, RedactedSpan::Extent::words);
      else
        put_turn(turn, type.value_or(PiiType::other_id), find.spoken);
    }
    const auto in_text = placeholders_in(turn.text);
    base::CodePointIndex index(turn.text);
    for (const Placeholder& placeholder : in_text) {
      const std::size_t begin = index.at(placeholder.begin);
      const bool told = std::ranges::any_of(
          turn.pii, [&](const PiiSpan& find) { return find.chars.begin <= begin && begin < find.chars.end; });
      if (!told) put_turn(turn, placeholder.type, false);
    }
    if (!in_text.empty()) return;
    for (const Word& word : turn.words)
      for (const Placeholder& placeholder : placeholders_in(word.text)) put_turn(turn, placeholder.type, false);
  }

  void add(const DroppedStretch& stretch) {
    RedactedSpan span;
    span.time = with_margins(stretch.time);
    if (activity_.channels.size() > 1) span.channel = stretch.channel;
    span.type = kUnheard;
    span.extent = RedactedSpan::Extent::turn;
    plan_.spans.push_back(std::move(span));
  }

  RedactionPlan finish() {
    std::ranges::stable_sort(plan_.spans, {}, [](const RedactedSpan& span) { return span.time; });
    return std::move(plan_);
  }

 private:
  Interval with_margins(const Interval& time) const {
    return {std::clamp(time.start - RedactionPlan::kMargin, Millis(0), plan_.duration),
            std::clamp(time.end + RedactionPlan::kMargin, Millis(0), plan_.duration)};
  }

  void put_turn(const Turn& turn, PiiType type, bool spoken) {
    if (turn.time && turn.time->length() > Millis(0))
      put(turn, type, spoken, *turn.time, RedactedSpan::Extent::turn);
    else
      put(turn, type, spoken, {Millis(0), plan_.duration}, RedactedSpan::Extent::recording);
  }

  void put(const Turn& turn, PiiType type, bool spoken, const Interval& time, RedactedSpan::Extent extent) {
    RedactedSpan span;
    span.time = with_margins(time);
    if (extent != RedactedSpan::Extent::recording) span.channel = channel_of(turn, time, activity_);
    span.type = privacy::name_of(type);
    span.turn = turn.id;
    span.extent = extent;
    span.spoken = spoken;
    plan_.spans.push_back(std::move(span));
  }

  const SpeechActivity& activity_;
  RedactionPlan plan_;
};

}  // namespace

bool RedactedSpan::destroyed() const {
  return type == privacy::name_of(PiiType::card) || type == privacy::name_of(PiiType::cvv);
}

const char* to_string(RedactedSpan::Extent extent) {
  switch (extent) {
    case RedactedSpan::Extent::words:
      return "words";
    case RedactedSpan::Extent::turn:
      return "turn";
    case RedactedSpan::Extent::recording:
      return "recording";
  }
  return "";
}

bool RedactionPlan::destroys() const {
  return std::ranges::any_of(spans, &RedactedSpan::destroyed);
}

RedactionPlan RedactionPlan::card_data() const {
  RedactionPlan out;
  out.duration = duration;
  std::ranges::copy_if(spans, std::back_inserter(out.spans), &RedactedSpan::destroyed);
  return out;
}

RedactionPlan plan_redaction(const privacy::MaskedTranscript& transcript, const SpeechActivity& activity,
                             std::span<const DroppedStretch> dropped) {
  Planner planner(activity);
  for (const Turn& turn : transcript->turns) planner.add(turn);
  for (const DroppedStretch& stretch : dropped)
    if (may_be_speech(stretch.reason)) planner.add(stretch);
  return planner.finish();
}

Json to_json(const RedactedSpan& span) {
  return Json{{"turn", span.turn},
              {"type", span.type},
              {"channel", span.channel ? Json(*span.channel) : Json()},
              {"start_ms", span.time.start.count()},
              {"end_ms", span.time.end.count()},
              {"extent", to_string(span.extent)},
              {"spoken", span.spoken},
              {"destroyed_in_master", span.destroyed()}};
}

}  // namespace cxai::pipeline
