#include <cmath>

#include "analysis/measures.hpp"

namespace cxai::analysis {
namespace {

Json millis(const std::optional<Millis>& value) {
  return value ? Json(value->count()) : Json(nullptr);
}

template <class T, class F>
Json per_party(const PerParty<T>& value, F&& f) {
  return Json{{"agent", f(value.agent)}, {"customer", f(value.customer)}};
}

template <class T>
Json counts(const PerParty<T>& value) {
  return per_party(value, [](const T& v) { return Json(v); });
}

// Four decimals are more than any of these measures knows.
Json ratio(double value, double of) {
  return of > 0 ? Json(std::round(value / of * 1e4) / 1e4) : Json(nullptr);
}

Json per_minute(const Measures& m, const PerParty<std::int64_t>& count) {
  if (!m.talk) return nullptr;
  const auto rate = [&](Role role) -> Json {
    const double minutes = static_cast<double>(m.talk->operator[](role).count()) / 60'000.0;
    return minutes > 0 ? Json(std::round(static_cast<double>(count[role]) / minutes * 10) / 10) : Json(nullptr);
  };
  return Json{{"agent", rate(Role::agent)}, {"customer", rate(Role::customer)}};
}

Json gap(const ReplyGap& value) {
  return Json{{"median", millis(value.median)}, {"p90", millis(value.p90)}, {"n", value.n}};
}

const char* to_string(SpeechSource source) {
  switch (source) {
    case SpeechSource::voice_activity:
      return "voice_activity";
    case SpeechSource::turn_times:
      return "turn_times";
    case SpeechSource::none:
      return "none";
  }
  return "none";
}

}  // namespace

Json to_json(const Measures& m) {
  Json out;
  out["speech_source"] = to_string(m.source);
  out["recording_ms"] = millis(m.recording);
  out["span_ms"] = millis(m.span);
  const auto ms = [](Millis value) { return Json(value.count()); };
  if (m.talk) {
    const auto agent = static_cast<double>(m.talk->agent.count());
    const auto customer = static_cast<double>(m.talk->customer.count());
    const double span = m.span ? static_cast<double>(m.span->count()) : 0;
    out["talk_ms"] = per_party(*m.talk, ms);
    out["talk_share"] =
        Json{{"agent", ratio(agent, agent + customer)}, {"customer", ratio(customer, agent + customer)}};
    out["talk_pct_of_call"] = Json{{"agent", ratio(agent, span)}, {"customer", ratio(customer, span)}};
  } else {
    out["talk_ms"] = out["talk_share"] = out["talk_pct_of_call"] = nullptr;
  }
  out["overlap_ms"] = millis(m.overlap);
  out["non_talk_ms"] = millis(m.non_talk);
  out["ivr_ms"] = m.ivr.count();
  out["silence"] = Json::array();
  for (const Silence& s : m.silence)
    out["silence"].push_back(
        Json{{"start_ms", s.time.start.count()},
             {"end_ms", s.time.end.count()},
             {"duration_ms", s.time.length().count()},
             {"last_speaker", s.last_speaker ? Json(conversation::to_string(*s.last_speaker)) : Json()},
             {"muted_ms", s.muted.count()}});
  out["silence_total_ms"] = m.span ? Json(silence_total(m).count()) : Json(nullptr);
  if (m.interruption) {
    PerParty<std::int64_t> count;
    out["interruption"] = Json::array();
    for (const Interruption& i : *m.interruption) {
      ++count[i.by];
      out["interruption"].push_back(Json{{"by", conversation::to_string(i.by)},
                                         {"at_ms", i.at.count()},
                                         {"turn", i.turn.empty() ? Json() : Json(i.turn)},
                                         {"overlap_ms", i.remaining.count()}});
    }
    out["interruption_count"] = counts(count);
  } else {
    out["interruption"] = out["interruption_count"] = nullptr;
  }
  out["longest_monologue_ms"] = m.longest_monologue ? per_party(*m.longest_monologue, ms) : Json(nullptr);
  out["reply_gap_ms"] = m.reply_gap ? per_party(*m.reply_gap, gap) : Json(nullptr);
  out["turns"] = counts(m.turns);
  out["words"] = counts(m.words);
  out["sentences"] = counts(m.sentences);
  out["words_per_minute"] = per_minute(m, m.words);
  out["syllables_per_minute"] = per_minute(m, m.syllables);
  out["time_to_resolution_ms"] = nullptr;
  out["hold_ms"] = millis(m.hold);
  out["hold_source"] = m.hold ? Json("call_metadata") : Json(nullptr);
  // Hold is part of the recording; after-call work is not.
  const std::optional<Millis> handled = m.recording ? m.recording : m.span;
  const bool whole = handled && m.after_call_work;
  out["aht_ms"] = whole ? Json((*handled + *m.after_call_work).count()) : Json(nullptr);
  out["aht_partial_ms"] = whole ? Json(nullptr) : millis(handled);
  return out;
}

}  // namespace cxai::analysis
