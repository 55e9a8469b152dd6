#include "scoring/diarization_errors.hpp"

#include <algorithm>
#include <map>

#include "scoring/assignment.hpp"

namespace cxai::scoring {
namespace {

using conversation::Interval;

struct Event {
  Millis time;
  enum Kind : std::uint8_t { truth, found, scored, collar } kind;
  std::size_t speaker = 0;
  int change = 0;  // +1 begins, -1 ends
};

using Ids = std::map<std::string, std::size_t>;

Ids number(const std::vector<SpeakerTurn>& turns) {
  Ids ids;
  for (const SpeakerTurn& turn : turns) ids.emplace(turn.speaker, 0);
  std::size_t next = 0;
  for (auto& [name, id] : ids) id = next++;
  return ids;
}

void add(std::vector<Event>& events, Event::Kind kind, std::size_t speaker, const Interval& time) {
  if (time.end <= time.start) return;
  events.push_back({time.start, kind, speaker, 1});
  events.push_back({time.end, kind, speaker, -1});
}

// Calls visit(length, truth, found) for every stretch in which nothing changes and which is scored. The two are how
// many turns of each speaker are open: a speaker counts once however many.
template <class Visit>
void sweep(std::vector<Event>& events, std::size_t truths, std::size_t founds, Visit visit) {
  std::ranges::stable_sort(events, {}, &Event::time);
  std::vector<int> truth(truths, 0);
  std::vector<int> found(founds, 0);
  int scored = 0;
  int collars = 0;
  Millis before{};
  for (const Event& event : events) {
    if (event.time > before && scored > 0 && collars == 0) visit(event.time - before, truth, found);
    before = event.time;
    switch (event.kind) {
      case Event::truth:
        truth[event.speaker] += event.change;
        break;
      case Event::found:
        found[event.speaker] += event.change;
        break;
      case Event::scored:
        scored += event.change;
        break;
      case Event::collar:
        collars += event.change;
        break;
    }
  }
}

int count_open(const std::vector<int>& turns) {
  return static_cast<int>(std::ranges::count_if(turns, [](int open) { return open > 0; }));
}

}  // namespace

double DiarizationErrors::rate() const {
  return speech.count() == 0 ? 0.0 : static_cast<double>(errors().count()) / static_cast<double>(speech.count());
}

DiarizationErrors& DiarizationErrors::operator+=(const DiarizationErrors& other) {
  speech += other.speech;
  missed += other.missed;
  false_alarm += other.false_alarm;
  confusion += other.confusion;
  return *this;
}

DiarizationErrors diarization_errors(const std::vector<SpeakerTurn>& truth, const std::vector<SpeakerTurn>& found,
                                     const std::vector<Interval>& scored, const DiarizationRules& rules) {
  DiarizationErrors out;
  const Ids truths = number(truth);
  const Ids founds = number(found);
  std::vector<Event> events;
  for (const SpeakerTurn& turn : truth) add(events, Event::truth, truths.at(turn.speaker), turn.time);
  for (const SpeakerTurn& turn : found) add(events, Event::found, founds.at(turn.speaker), turn.time);
  if (events.empty()) return out;
  if (scored.empty()) {
    const auto [first, last] = std::ranges::minmax_element(events, {}, &Event::time);
    add(events, Event::scored, 0, {first->time, last->time});
  }
  for (const Interval& stretch : scored) add(events, Event::scored, 0, stretch);

  std::vector<double> common(truths.size() * founds.size(), 0);
  sweep(events, truths.size(), founds.size(), [&](Millis length, const auto& open_truth, const auto& open_found) {
    for (std::size_t t = 0; t < open_truth.size(); ++t)
      for (std::size_t f = 0; f < open_found.size(); ++f)
        if (open_truth[t] > 0 && open_found[f] > 0)
          common[t * founds.size() + f] -= static_cast<double>(length.count());
  });
  std::vector<int> match = assign(common, truths.size(), founds.size());
  for (const auto& [name, t] : truths) {
    if (match[t] < 0 || common[t * founds.size() + static_cast<std::size_t>(match[t])] >= 0) {
      match[t] = -1;
      continue;
    }
    const auto* const other = &*std::ranges::find(founds, static_cast<std::size_t>(match[t]), &Ids::value_type::second);
    out.matched.emplace_back(name, other->first);
  }

  if (rules.collar > Millis(0))
    for (const SpeakerTurn& turn : truth)
      for (const Millis edge : {turn.time.start, turn.time.end})
        add(events, Event::collar, 0, {edge - rules.collar, edge + rules.collar});
  sweep(events, truths.size(), founds.size(), [&](Millis length, const auto& open_truth, const auto& open_found) {
    const int in_truth = count_open(open_truth);
    const int in_found = count_open(open_found);
    if (rules.skip_overlaps && in_truth > 1) return;
    int right = 0;
    for (std::size_t t = 0; t < open_truth.size(); ++t)
      if (open_truth[t] > 0 && match[t] >= 0 && open_found[static_cast<std::size_t>(match[t])] > 0) ++right;
    out.speech += length * in_truth;
    out.missed += length * std::max(0, in_truth - in_found);
    out.false_alarm += length * std::max(0, in_found - in_truth);
    out.confusion += length * (std::min(in_truth, in_found) - right);
  });
  return out;
}

}  // namespace cxai::scoring
