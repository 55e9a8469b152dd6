#include "live/live_call.hpp"

#include <algorithm>
#include <utility>

#include "speech/guards.hpp"

namespace cxai::live {
namespace {

constexpr Millis kPad{200};       // of sound around a stretch, for the engine
constexpr Millis kRecent{2'000};  // longer than any detector's delay and the pad
constexpr std::int64_t kBlockMillis = 1'000;

std::size_t wide_samples(Millis time) {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, time.count())) * speech::kSampleRateHz / 1000;
}

Millis wide_time(std::size_t samples) {
  return Millis(static_cast<std::int64_t>(samples) * 1000 / speech::kSampleRateHz);
}

// What the engine invents where nobody speaks, by the limits of the whole recording's transcript.
bool is_invented(const speech::Recognition& heard) {
  const speech::GuardLimits limits;
  if (heard.compression_ratio > limits.compression_ratio) return true;
  if (heard.no_speech_probability > limits.no_speech_probability &&
      heard.mean_log_probability < limits.mean_log_probability)
    return true;
  return speech::outro_of(join(heard.words)) == speech::Outro::credit;
}

}  // namespace

const char* to_string(EventKind kind) {
  switch (kind) {
    case EventKind::speech_started:
      return "speech_started";
    case EventKind::speech_ended:
      return "speech_ended";
    case EventKind::silence_started:
      return "silence_started";
    case EventKind::silence_ended:
      return "silence_ended";
    case EventKind::overlap_started:
      return "overlap_started";
    case EventKind::overlap_ended:
      return "overlap_ended";
    case EventKind::partial:
      return "partial";
    case EventKind::stable:
      return "stable";
    case EventKind::dtmf:
      return "dtmf";
    case EventKind::mark:
      return "mark";
  }
  return "mark";
}

LiveCall::LiveCall(const StreamStart& start, Spool spool, const vad::DetectorChoice& detectors, bool has_engine)
    : sample_rate_hz_(start.sample_rate_hz), has_engine_(has_engine), spool_(std::move(spool)) {
  for (const auto& party : start.tracks) tracks_.emplace_back(sample_rate_hz_, detectors.make_streaming(), party);
  block_.resize(tracks_.size());
}

Millis LiveCall::time_of(std::int64_t samples) const {
  return Millis(samples * 1000 / sample_rate_hz_);
}

Millis LiveCall::duration() const {
  return time_of(tracks_.front().buffer.taken());
}

std::optional<Millis> LiveCall::silent_since() const {
  return active_ == 0 ? std::optional(quiet_since_) : std::nullopt;
}

std::vector<LiveCall::TrackState> LiveCall::tracks() const {
  std::vector<TrackState> states;
  for (const Track& track : tracks_) {
    const Millis open = track.speaking_since ? std::max(Millis(0), track.certain - *track.speaking_since) : Millis(0);
    states.push_back({track.party, track.speaking_since.has_value(), track.talk + open, time_of(track.buffer.filled()),
                      time_of(track.buffer.dropped()), track.unheard});
  }
  return states;
}

void LiveCall::add(Event event) {
  event.known = duration();
  events_.push_back(std::move(event));
}

std::vector<Event> LiveCall::take_events() {
  return std::exchange(events_, {});
}

Result<> LiveCall::take(Media media) {
  Track& track = tracks_[static_cast<std::size_t>(media.track)];
  const auto at = media.at ? std::optional(media.at->count() * sample_rate_hz_ / 1000) : std::nullopt;
  return track.buffer.put(at, std::move(media.samples));
}

void LiveCall::take(const Dtmf& dtmf) {
  add({EventKind::dtmf, dtmf.track, duration(), {}, {}, "", 0});
}

void LiveCall::take(const Mark& mark) {
  add({EventKind::mark, -1, duration(), {}, {}, mark.name, 0});
}

Result<> LiveCall::advance() {
  std::int64_t furthest = 0;
  for (const Track& track : tracks_) furthest = std::max(furthest, track.buffer.end());
  const std::int64_t lag = kMostLag.count() * sample_rate_hz_ / 1000;
  std::int64_t available = furthest;
  for (Track& track : tracks_) {
    if (track.buffer.end() < furthest - lag) track.buffer.fill_until(furthest - lag);
    available = std::min(available, track.buffer.end());
  }
  return spool_and_detect(available - tracks_.front().buffer.taken());
}

Result<> LiveCall::spool_and_detect(std::int64_t count) {
  const std::int64_t most = kBlockMillis * sample_rate_hz_ / 1000;
  while (count > 0) {
    const std::int64_t n = std::min(count, most);
    count -= n;
    interleaved_.resize(static_cast<std::size_t>(n) * tracks_.size());
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
      block_[i].clear();
      tracks_[i].buffer.take(n, block_[i]);
      for (std::size_t k = 0; k < block_[i].size(); ++k) interleaved_[k * tracks_.size() + i] = block_[i][k];
    }
    CXAI_TRY_VOID(spool_.append(interleaved_));
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
      Track& track = tracks_[i];
      wide_.clear();
      if (sample_rate_hz_ == 8000)
        track.doubler.feed(block_[i], wide_);
      else
        for (const std::int16_t sample : block_[i]) wide_.push_back(static_cast<float>(sample) / 32768.0F);
      track.detector->feed(wide_);
      track.heard += static_cast<std::int64_t>(wide_.size());
      if (has_engine_) extend_stretch(static_cast<int>(i));
      read(static_cast<int>(i));
    }
    Millis certain = Millis::max();
    for (const Track& track : tracks_) certain = std::min(certain, track.certain);
    sweep(certain);
  }
  return {};
}

void LiveCall::read(int index) {
  Track& track = tracks_[static_cast<std::size_t>(index)];
  const vad::ActivityReading reading = track.detector->read();
  track.certain = reading.certain_until;
  for (const auto& speech : reading.speech) {
    if (!track.speaking_since) started(index, speech.start);
    ended(index, speech.end);
  }
  if (reading.open_since && !track.speaking_since) started(index, *reading.open_since);
}

void LiveCall::started(int index, Millis at) {
  Track& track = tracks_[static_cast<std::size_t>(index)];
  track.speaking_since = at;
  boundaries_.push_back({at, index, true});
  add({EventKind::speech_started, index, at, {}, {}, "", 0});
  if (has_engine_) begin_stretch(track, at);
}

void LiveCall::ended(int index, Millis at) {
  Track& track = tracks_[static_cast<std::size_t>(index)];
  const Millis since = *track.speaking_since;
  track.talk += at - since;
  track.last_end = at;
  track.speaking_since.reset();
  boundaries_.push_back({at, index, false});
  add({EventKind::speech_ended, index, since, at, {}, "", 0});
  if (has_engine_) end_stretch(track, at);
}

// Silence and overlap follow from both tracks, so they are known up to the time certain on all.
void LiveCall::sweep(Millis certain) {
  std::ranges::stable_sort(
      boundaries_, [](const Boundary& a, const Boundary& b) { return a.at != b.at ? a.at < b.at : a.on < b.on; });
  std::size_t done = 0;
  for (; done < boundaries_.size() && boundaries_[done].at <= certain; ++done) {
    const Boundary& boundary = boundaries_[done];
    if (boundary.on) {
      if (active_ == 0 && !silence_told_ && boundary.at - quiet_since_ >= kSilence)
        add({EventKind::silence_started, -1, quiet_since_, {}, {}, "", 0});
      if (active_ == 0 && boundary.at - quiet_since_ >= kSilence)
        add({EventKind::silence_ended, -1, quiet_since_, boundary.at, {}, "", 0});
      silence_told_ = false;
      if (++active_ == 2) {
        overlap_since_ = boundary.at;
        add({EventKind::overlap_started, -1, boundary.at, {}, {}, "", 0});
      }
    } else {
      if (active_ == 2) add({EventKind::overlap_ended, -1, overlap_since_, boundary.at, {}, "", 0});
      if (--active_ == 0) quiet_since_ = boundary.at;
    }
  }
  boundaries_.erase(boundaries_.begin(), boundaries_.begin() + static_cast<std::ptrdiff_t>(done));
  swept_ = certain;
  if (active_ == 0 && !silence_told_ && boundaries_.empty() && certain - quiet_since_ >= kSilence) {
    silence_told_ = true;
    add({EventKind::silence_started, -1, quiet_since_, {}, {}, "", 0});
  }
}

Result<> LiveCall::end() {
  std::int64_t furthest = 0;
  for (const Track& track : tracks_) furthest = std::max(furthest, track.buffer.furthest());
  for (Track& track : tracks_) track.buffer.fill_until(furthest);
  const Result<> written = spool_and_detect(furthest - tracks_.front().buffer.taken());
  const Millis total = duration();
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    Track& track = tracks_[i];
    for (const auto& speech : track.detector->finish()) {
      if (speech.end <= track.last_end) continue;
      if (!track.speaking_since) started(static_cast<int>(i), speech.start);
      ended(static_cast<int>(i), speech.end);
    }
    if (track.speaking_since) ended(static_cast<int>(i), std::max(total, *track.speaking_since));
    track.certain = total;
  }
  sweep(Millis::max());
  return written;
}

// ---- for the engine ------------------------------------------------------------------------------------------

void LiveCall::extend_stretch(int index) {
  Track& track = tracks_[static_cast<std::size_t>(index)];
  track.recent.insert(track.recent.end(), wide_.begin(), wide_.end());
  const std::size_t keep = wide_samples(kRecent);
  if (track.recent.size() > keep)
    track.recent.erase(track.recent.begin(), track.recent.end() - static_cast<std::ptrdiff_t>(keep));
  if (track.stretches.empty() || track.stretches.back().over) return;
  Stretch& open = track.stretches.back();
  open.samples.insert(open.samples.end(), wide_.begin(), wide_.end());
  if (open.samples.size() < wide_samples(kLongestStretch)) return;
  // Somebody speaks without a pause: the next stretch goes on where this one ends.
  open.over = true;
  open.end = open.start + wide_time(open.samples.size());
  track.stretches.push_back({next_stretch_++, open.end, {}, {}, false, 0, {}});
}

void LiveCall::begin_stretch(Track& track, Millis at) {
  const auto oldest = track.heard - static_cast<std::int64_t>(track.recent.size());
  const auto wanted = static_cast<std::int64_t>(wide_samples(at - kPad));
  const std::int64_t from = std::clamp(wanted, oldest, track.heard);
  Stretch stretch{next_stretch_++, wide_time(static_cast<std::size_t>(from)), {}, {}, false, 0, {}};
  stretch.samples.assign(track.recent.begin() + (from - oldest), track.recent.end());
  track.stretches.push_back(std::move(stretch));
  while (track.stretches.size() > kMostWaiting) {
    const auto victim = track.stretches.begin() + (track.asking ? 1 : 0);
    track.unheard += victim->end - victim->start;
    track.stretches.erase(victim);
  }
}

void LiveCall::end_stretch(Track& track, Millis at) {
  if (track.stretches.empty() || track.stretches.back().over) return;
  Stretch& open = track.stretches.back();
  open.over = true;
  open.end = at;
  const std::size_t length = wide_samples(at + kPad - open.start);
  if (open.samples.size() > length) open.samples.resize(length);
}

std::optional<Window> LiveCall::next_window() {
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    Track& track = tracks_[i];
    if (track.asking || track.stretches.empty()) continue;
    Stretch& first = track.stretches.front();
    if (!first.over && first.samples.size() < first.asked + wide_samples(kNextHypothesis)) continue;
    if (first.over && first.samples.empty()) {
      track.stretches.pop_front();
      continue;
    }
    first.asked = first.samples.size();
    track.asking = true;
    return Window{static_cast<int>(i), first.id, first.over, first.samples};
  }
  return std::nullopt;
}

void LiveCall::hear(const Window& window, Result<speech::Recognition> heard) {
  Track& track = tracks_[static_cast<std::size_t>(window.track)];
  track.asking = false;
  if (track.stretches.empty() || track.stretches.front().id != window.stretch) return;
  Stretch& stretch = track.stretches.front();
  if (!heard) {
    // Busy: the next call of next_window() asks again. Anything else will not get better.
    if (!window.last || heard.error().code == ErrorCode::conflict) return;
    track.unheard += stretch.end - stretch.start;
    track.stretches.pop_front();
    return;
  }
  if (is_invented(*heard)) heard->words.clear();
  for (auto& word : heard->words) {
    word.time.start += stretch.start;
    word.time.end += stretch.start;
  }
  if (window.last) {
    if (!heard->words.empty())
      add({EventKind::stable,
           window.track,
           heard->words.front().time.start,
           heard->words.back().time.end,
           {},
           join(heard->words),
           0});
    track.stretches.pop_front();
    return;
  }
  stretch.words.add(std::move(heard->words));
  std::string text = join(stretch.words.settled());
  const std::size_t settled = text.size();
  if (!stretch.words.open().empty()) text.append(text.empty() ? "" : " ").append(join(stretch.words.open()));
  if (!text.empty()) add({EventKind::partial, window.track, stretch.start, {}, {}, std::move(text), settled});
}

bool LiveCall::waits_for_engine() const {
  return std::ranges::any_of(tracks_, [](const Track& track) { return track.asking || !track.stretches.empty(); });
}

}  // namespace cxai::live
