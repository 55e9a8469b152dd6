#include "rules/conditions.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "language/text.hpp"

namespace cxai::rules {
namespace {

using Verdict = Finding::Verdict;

constexpr std::size_t kMostPlaces = 10;  // of one condition
constexpr int kNearly = 4;               // times the distance asked for
constexpr double kNearlySilent = 0.5;    // of the length asked for

// Something that was found, and whether it counts.
struct Candidate {
  Place place;
  bool right_speaker = true;
  bool in_window = true;
  bool big_enough = true;
};

// Counts candidates, and says of those that do not count why the first best does not.
class Tally {
 public:
  explicit Tally(Short when_small) : when_small_(when_small) {}

  void add(const Candidate& candidate) {
    if (candidate.right_speaker && candidate.in_window && candidate.big_enough) {
      ++count_;
      keep(places_, candidate.place);
    } else if (static_cast<int>(candidate.right_speaker) + static_cast<int>(candidate.in_window) +
                   static_cast<int>(candidate.big_enough) ==
               2) {
      const Short reason = !candidate.right_speaker ? Short::other_speaker
                           : !candidate.in_window   ? Short::outside_window
                                                    : when_small_;
      if (nearly_.empty()) reason_ = reason;
      if (reason == reason_) keep(nearly_, candidate.place);
    }
  }

  Finding result(int at_least) && {
    Finding finding;
    if (count_ >= at_least) {
      finding.verdict = Verdict::holds;
      finding.places = std::move(places_);
    } else if (count_ > 0) {
      finding.reason = Short::too_few;
      finding.places = std::move(places_);
    } else if (!nearly_.empty()) {
      finding.reason = reason_;
      finding.places = std::move(nearly_);
    }
    return finding;
  }

 private:
  static void keep(std::vector<Place>& places, const Place& place) {
    if (places.size() < kMostPlaces) places.push_back(place);
  }
  Short when_small_;
  Short reason_ = Short::absent;
  int count_ = 0;
  std::vector<Place> places_, nearly_;
};

Place place_in(const conversation::Turn& turn, std::size_t begin, std::size_t end) {
  base::CodePointIndex index(turn.text);
  Place place;
  place.turn = turn.id;
  place.chars.begin = index.at(begin);
  place.chars.end = index.at(end);
  return place;
}

Candidate candidate_in(const Condition& condition, const Subject& subject, const Windows& windows, std::size_t turn,
                       std::size_t begin, std::size_t end) {
  const auto& t = subject.analysis.turns[turn];
  Candidate candidate;
  candidate.place = place_in(t, begin, end);
  candidate.right_speaker = !condition.speaker || t.role == condition.speaker;
  const double part = t.text.empty() ? 0 : static_cast<double>(begin) / static_cast<double>(t.text.size());
  candidate.in_window = windows.holds(condition.window, turn, part);
  return candidate;
}

Finding judge_words(const Condition& condition, const Subject& subject, const Windows& windows,
                    const std::vector<Hit>& hits) {
  Tally tally(Short::too_few);
  for (const Hit& hit : hits) tally.add(candidate_in(condition, subject, windows, hit.turn, hit.begin, hit.end));
  return std::move(tally).result(condition.at_least);
}

Finding judge_near(const Condition& condition, const Subject& subject, const Windows& windows,
                   const std::vector<Hit>& words, const std::vector<Hit>& others) {
  Tally tally(Short::farther_apart);
  std::size_t from = 0;
  for (const Hit& a : words) {
    while (from < others.size() && others[from].turn < a.turn) ++from;
    const Hit* best = nullptr;
    std::size_t distance = 0;
    for (std::size_t i = from; i < others.size() && others[i].turn == a.turn; ++i) {
      const Hit& b = others[i];
      const bool after = b.first > a.last;
      if (!after && (condition.in_order || b.last >= a.first)) continue;  // before it, or the same words
      const std::size_t gap = after ? b.first - a.last : a.first - b.last;
      if (!best || gap < distance) {
        best = &b;
        distance = gap;
      }
    }
    const auto limit = static_cast<std::size_t>(condition.within);
    if (!best || distance > limit * kNearly) continue;
    auto candidate =
        candidate_in(condition, subject, windows, a.turn, std::min(a.begin, best->begin), std::max(a.end, best->end));
    candidate.big_enough = distance <= limit;
    tally.add(candidate);
  }
  return std::move(tally).result(condition.at_least);
}

std::optional<std::int64_t> whole(const Json& json, const char* key) {
  const auto it = json.find(key);
  if (it == json.end() || !it->is_number_integer()) return std::nullopt;
  return it->get<std::int64_t>();
}

bool names(const Json& json, const char* key, const std::optional<conversation::Role>& role) {
  if (!role) return true;
  const auto it = json.find(key);
  return it != json.end() && it->is_string() && it->get<std::string>() == conversation::to_string(*role);
}

// The list of a measure; null: nobody measured it.
const Json* measured(const Subject& subject, const char* key) {
  if (!subject.analysis.measures.is_object()) return nullptr;
  const auto it = subject.analysis.measures.find(key);
  return it != subject.analysis.measures.end() && it->is_array() ? &*it : nullptr;
}

Finding judge_silence(const Condition& condition, const Subject& subject, const Windows& windows) {
  const Json* list = measured(subject, "silence");
  const bool timed = subject.analysis.measures.is_object() && subject.analysis.measures.contains("span_ms") &&
                     !subject.analysis.measures["span_ms"].is_null();
  if (!list || !timed) return {Verdict::unknown, Short::unknown, {}};
  Tally tally(Short::too_short);
  for (const Json& silence : *list) {
    const auto start = whole(silence, "start_ms");
    const auto end = whole(silence, "end_ms");
    if (!start || !end) continue;
    const Millis length(*end - *start);
    if (static_cast<double>(length.count()) < kNearlySilent * static_cast<double>(condition.length.count())) continue;
    Candidate candidate;
    candidate.place.time = conversation::Interval{Millis(*start), Millis(*end)};
    candidate.big_enough = length >= condition.length;
    candidate.right_speaker = names(silence, "last_speaker", condition.speaker);
    candidate.in_window = windows.holds(condition.window, Millis(*start));
    tally.add(candidate);
  }
  return std::move(tally).result(condition.at_least);
}

Finding judge_interruption(const Condition& condition, const Subject& subject, const Windows& windows) {
  const Json* list = measured(subject, "interruption");
  if (!list) return {Verdict::unknown, Short::unknown, {}};
  Tally tally(Short::too_few);
  for (const Json& interruption : *list) {
    const auto at = whole(interruption, "at_ms");
    if (!at) continue;
    Candidate candidate;
    candidate.place.time =
        conversation::Interval{Millis(*at), Millis(*at + whole(interruption, "overlap_ms").value_or(0))};
    if (const auto turn = interruption.find("turn"); turn != interruption.end() && turn->is_string()) {
      const auto found = std::ranges::find(subject.analysis.turns, turn->get<std::string>(), &conversation::Turn::id);
      if (found != subject.analysis.turns.end()) {
        candidate.place.turn = found->id;
        candidate.place.chars = {0, base::count_code_points(found->text)};
      }
    }
    candidate.right_speaker = names(interruption, "by", condition.speaker);
    candidate.in_window = windows.holds(condition.window, Millis(*at));
    tally.add(candidate);
  }
  return std::move(tally).result(condition.at_least);
}

Finding judge_sentiment(const Condition& condition, const Subject& subject, const Windows& windows) {
  const auto& turns = subject.analysis.turns;
  if (subject.analysis.turn_sentiments.empty()) return {Verdict::unknown, Short::unknown, {}};
  Tally tally(Short::too_few);
  for (const auto& sentiment : subject.analysis.turn_sentiments) {
    if (std::ranges::find(condition.values, sentiment.label) == condition.values.end()) continue;
    const auto turn = std::ranges::find(turns, sentiment.turn, &conversation::Turn::id);
    if (turn == turns.end()) continue;
    tally.add(candidate_in(condition, subject, windows, static_cast<std::size_t>(turn - turns.begin()), 0,
                           turn->text.size()));
  }
  return std::move(tally).result(condition.at_least);
}

Finding judge_personal_data(const Condition& condition, const Subject& subject, const Windows& windows) {
  Tally tally(Short::too_few);
  const auto& turns = subject.analysis.turns;
  for (std::size_t t = 0; t < turns.size(); ++t)
    for (const auto& span : turns[t].pii) {
      if (std::ranges::find(condition.values, span.type) == condition.values.end()) continue;
      tally.add(candidate_in(condition, subject, windows, t, base::byte_offset(turns[t].text, span.chars.begin),
                             base::byte_offset(turns[t].text, span.chars.end)));
    }
  return std::move(tally).result(condition.at_least);
}

bool is_one_of(const std::string& value, const std::vector<std::string>& wanted, const std::string& language) {
  const std::string folded = language::fold(value, language);
  return std::ranges::any_of(wanted, [&](const std::string& entry) {
    if (entry.ends_with('*')) return folded.starts_with(language::fold(entry.substr(0, entry.size() - 1), language));
    return folded == language::fold(entry, language);
  });
}

// Without values: it is enough that there is one.
Finding judge_metadata(const Condition& condition, const Subject& subject) {
  const auto fact = subject.facts.find(condition.field);
  if (fact == subject.facts.end()) return {};
  const bool holds = condition.values.empty() || is_one_of(fact->second, condition.values, subject.analysis.language);
  return {holds ? Verdict::holds : Verdict::fails, Short::absent, {}};
}

Finding judge_claim(const Condition& condition, const Subject& subject) {
  const auto* claim = subject.analysis.claim(condition.field);
  if (!claim || claim->state == conversation::ClaimState::abstained) return {Verdict::unknown, Short::unknown, {}};
  const std::string value = claim->value.is_string() ? claim->value.get<std::string>() : base::dump_json(claim->value);
  Finding finding;
  for (const auto& evidence : claim->evidence) {
    if (finding.places.size() >= kMostPlaces) break;
    finding.places.push_back({evidence.turn, evidence.chars, std::nullopt, ""});
  }
  if (std::ranges::find(condition.values, value) != condition.values.end())
    finding.verdict = Verdict::holds;
  else
    finding.places.clear();
  return finding;
}

}  // namespace

Finding judge(const Condition& condition, const Subject& subject, const Windows& windows, const std::vector<Hit>* words,
              const std::vector<Hit>* others) {
  switch (condition.kind) {
    case Kind::phrase:
    case Kind::stem:
      return judge_words(condition, subject, windows, *words);
    case Kind::near:
      return judge_near(condition, subject, windows, *words, *others);
    case Kind::silence:
      return judge_silence(condition, subject, windows);
    case Kind::interruption:
      return judge_interruption(condition, subject, windows);
    case Kind::sentiment:
      return judge_sentiment(condition, subject, windows);
    case Kind::personal_data:
      return judge_personal_data(condition, subject, windows);
    case Kind::metadata:
      return judge_metadata(condition, subject);
    case Kind::claim:
      return judge_claim(condition, subject);
    case Kind::all:
    case Kind::any:
      break;
  }
  base::check_failed("a condition that holds no others", __FILE__, __LINE__);
}

}  // namespace cxai::rules
