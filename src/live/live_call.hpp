// One call while it is spoken: orders its packets, keeps its sound, and says what happens as it happens.
//
// Input    media packets of one or two tracks; hypotheses of the speech engine, where there is one
// Output   the sound, in order, to the spool; events; stretches of speech that want to be heard by the engine
// Errors   invalid_input (media.timestamp far ahead), those of the spool. What was spooled before stays
// Owns     its detectors and its spool
// Threads  one at a time; no clock: time is that of the sound
// Limits   memory at 8 kHz: about 100 KiB for each track besides the detector; with an engine besides at most
//          `kMostWaiting` stretches of 28 s of 16 kHz float32 (1.8 MB each) for each track. A track that is more than
//          500 ms behind the other is filled with silence
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "live/doubler.hpp"
#include "live/jitter_buffer.hpp"
#include "live/local_agreement.hpp"
#include "live/messages.hpp"
#include "live/spool.hpp"
#include "speech/recognizer.hpp"
#include "vad/voice_activity.hpp"

namespace cxai::live {

enum class EventKind : std::uint8_t {
  speech_started,
  speech_ended,
  silence_started,  // nobody has spoken for five seconds; `at` is when it began
  silence_ended,
  overlap_started,
  overlap_ended,
  partial,  // `text`: what is heard so far of the stretch under way; its settled part is `settled` bytes long
  stable,   // `text`: all of a stretch of speech; it does not change again
  dtmf,     // a key was pressed; which one is nobody's business
  mark,
};
const char* to_string(EventKind kind);

struct Event {
  EventKind kind{};
  int track = -1;  // of what concerns one track
  Millis at{};     // when it happened, in the call's time
  Millis until{};  // of what has an end: speech_ended, silence_ended, overlap_ended, stable
  Millis known{};  // how much of the call had been heard when it was known
  std::string text;
  std::size_t settled = 0;
};

// A stretch of speech for the engine.
struct Window {
  int track = 0;
  std::uint64_t stretch = 0;
  bool last = false;  // the stretch is over: the hypothesis will be its text
  std::vector<float> samples;
};

class LiveCall {
 public:
  static constexpr Millis kSilence{5'000};
  static constexpr Millis kMostLag{500};
  static constexpr Millis kNextHypothesis{1'000};
  static constexpr Millis kLongestStretch{28'000};
  static constexpr std::size_t kMostWaiting = 4;

  struct TrackState {
    std::optional<conversation::Role> party;
    bool speaking = false;
    Millis talk{};     // so far
    Millis filled{};   // silence in place of what did not come
    Millis dropped{};  // came too late
    Millis unheard{};  // speech the engine had no time for
  };

  LiveCall(const StreamStart& start, Spool spool, const vad::DetectorChoice& detectors, bool has_engine);

  Result<> take(Media media);
  void take(const Dtmf& dtmf);
  void take(const Mark& mark);
  // Handles what take() brought: sound to the spool and the detectors.
  Result<> advance();
  // The sound is over: what waits is handled, open stretches end.
  Result<> end();
  Result<SpooledCall> close_spool() { return spool_.finish(); }
  Result<> describe(const Json& metadata) { return spool_.describe(metadata); }

  std::optional<Window> next_window();  // at most one per track is under way
  void hear(const Window& window, Result<speech::Recognition> heard);
  bool waits_for_engine() const;

  std::vector<Event> take_events();

  Millis duration() const;
  std::optional<Millis> silent_since() const;  // nobody speaks
  bool overlapping() const { return active_ > 1; }
  std::vector<TrackState> tracks() const;

 private:
  struct Stretch {
    std::uint64_t id = 0;
    Millis start{};
    Millis end{};
    std::vector<float> samples;
    bool over = false;
    std::size_t asked = 0;  // samples of the last window
    LocalAgreement words;
  };
  struct Track {
    Track(int sample_rate_hz, std::unique_ptr<vad::StreamingDetector> d, std::optional<conversation::Role> p)
        : party(p), buffer(sample_rate_hz), detector(std::move(d)) {}
    std::optional<conversation::Role> party;
    JitterBuffer buffer;
    Doubler doubler;
    std::unique_ptr<vad::StreamingDetector> detector;
    Millis certain{};
    std::optional<Millis> speaking_since;
    Millis last_end{};
    Millis talk{};
    Millis unheard{};
    // for the engine
    std::vector<float> recent;  // 16 kHz, the end is the newest; while nobody speaks only its last second is kept
    std::int64_t heard = 0;     // 16 kHz samples fed so far
    std::deque<Stretch> stretches;
    bool asking = false;
  };
  struct Boundary {
    Millis at{};
    int track = 0;
    bool on = false;
  };

  Result<> spool_and_detect(std::int64_t count);
  void read(int index);
  void started(int index, Millis at);
  void ended(int index, Millis at);
  void sweep(Millis certain);
  void add(Event event);
  void begin_stretch(Track& track, Millis at);
  void end_stretch(Track& track, Millis at);
  void extend_stretch(int index);
  Millis time_of(std::int64_t samples) const;

  int sample_rate_hz_;
  bool has_engine_;
  Spool spool_;
  std::vector<Track> tracks_;
  std::vector<Boundary> boundaries_;  // not yet swept
  int active_ = 0;                    // tracks with speech at `swept_`
  Millis swept_{};
  Millis quiet_since_{};
  bool silence_told_ = false;
  Millis overlap_since_{};
  std::uint64_t next_stretch_ = 0;
  std::vector<Event> events_;
  // reused
  std::vector<std::vector<std::int16_t>> block_;
  std::vector<std::int16_t> interleaved_;
  std::vector<float> wide_;
};

}  // namespace cxai::live
