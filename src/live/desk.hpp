// All calls that are being spoken now: takes their streams in, shows them to those who watch, hands their recordings
// on.
//
// Output   a view of every call, with masked text only; at the end of each its recording, handed over once
// Owns     the running calls and the folder of their recordings; borrows what Services names
// Threads  all functions from any thread; a LiveStream from one at a time
// Limits   `max_streams` calls at once; the newest `kMostTurns` turns of each are shown. What could not be handed over
//          stays in the folder and is tried again at the next start
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "conversation/masked.hpp"
#include "conversation/transcript.hpp"
#include "live/live_call.hpp"
#include "live/transcriber.hpp"

namespace cxai::live {

using MaskedText = conversation::Masked<conversation::Transcript>;

struct DeskOptions {
  std::filesystem::path folder;
  std::size_t max_streams = 200;
  speech::RecognitionOptions recognition;
};

struct DeskServices {
  vad::DetectorChoice detectors;
  speech::Recognizer* engine = nullptr;  // null: no text
  std::function<MaskedText(conversation::Transcript)> mask;
  // Takes a finished recording in, as any other. On success its files may be gone.
  std::function<Result<>(const SpooledCall& call, const std::string& name)> hand_over;
  const base::Clock& clock;
  std::function<void(const std::string& line)> log;  // any thread; never words or metadata
};

// What those who watch may know of a call.
struct CallView {
  std::string id;
  std::string call_id;
  std::string agent_id;
  std::string agent_name;
  std::string direction;
  Timestamp started_at{};
  Millis duration{};
  std::optional<Millis> silent_since;
  bool overlapping = false;
  std::vector<LiveCall::TrackState> tracks;
  std::optional<MaskedText> text;  // of stretches of speech that are over; channel is the track
  bool has_engine = false;
};

// What the sender of a stream may hear in return, when it asked for events. Text is masked.
struct StreamEvent {
  Event event;
  std::optional<conversation::Role> party;
};

class Desk;
struct RunningCall;

// One stream. Its end, or its destructor, ends the call.
class LiveStream {
 public:
  ~LiveStream();
  LiveStream(const LiveStream&) = delete;
  LiveStream& operator=(const LiveStream&) = delete;

  struct Packet {
    bool binary = false;
    std::string_view bytes;
  };
  // Errors: invalid_input (not the protocol), unavailable (no room for another call, disk full). The stream is over
  // then; what was heard is kept.
  Result<> receive(std::span<const Packet> packets);
  std::vector<StreamEvent> take_events();
  bool stopped() const;              // the sender said that it was all
  void close(std::string_view how);  // "completed" or "dropped"; hands over

 private:
  friend class Desk;
  LiveStream(Desk& desk, std::optional<std::string> agent_id, std::function<void()> wake)
      : desk_(desk), agent_id_(std::move(agent_id)), wake_(std::move(wake)) {}
  Result<> handle(Message message);

  Desk& desk_;
  std::optional<std::string> agent_id_;
  std::function<void()> wake_;
  MessageReader reader_;
  std::shared_ptr<RunningCall> call_;
  std::vector<Message> messages_;  // reused
};

class Desk {
 public:
  static constexpr std::size_t kMostTurns = 40;

  Desk(DeskOptions options, DeskServices services);
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  // Hands over what an earlier process left behind. The number of calls.
  Result<int> recover();

  // `agent_id`: the only agent whose calls may come on it. `wake`, from any thread: take_events() has something.
  std::unique_ptr<LiveStream> open(std::optional<std::string> agent_id = {}, std::function<void()> wake = {});

  std::vector<CallView> calls() const;  // oldest first, without text
  std::optional<CallView> call(const std::string& id) const;

  // `wake` is called after changes, at most once a second unless calls came or went, until the result is destroyed.
  class Watch;
  std::shared_ptr<Watch> watch(std::function<void()> wake);

 private:
  friend class LiveStream;
  Result<std::shared_ptr<RunningCall>> begin(StreamStart start, const std::optional<std::string>& agent_id,
                                             std::function<void()> wake);
  void ask_engine(const std::shared_ptr<RunningCall>& call);
  void finish(const std::shared_ptr<RunningCall>& call, std::string_view how);
  void hand_over(const SpooledCall& call);
  void note_change(bool calls_changed);

  const DeskOptions options_;
  const DeskServices services_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<RunningCall>> calls_;  // by id, which ascends with time
  std::size_t seats_ = 0;                                      // calls, and those being made
  std::vector<std::weak_ptr<Watch>> watches_;
  Timestamp last_wake_{};
  std::unique_ptr<Transcriber> transcriber_;  // last: goes first
};

}  // namespace cxai::live
