// From the sound of a call to its words: windows, engine, guards, ledger.
//
// Input    when somebody speaks on each channel, then all channels' samples in order: 16 kHz, float32 in [-1, 1]
// Output   words per channel in order, with times in the recording, and every stretch that gave none, with its reason
// Errors   invalid_input (channels do not match) · the engine's own, when it failed on every window
// Owns     nothing of the samples: they are copied into windows as they come
// Threads  a Transcriber may be used from any number of threads; a TranscriptionRun belongs to one
// Limits   a run holds two windows a channel and those under way (TranscriptionOptions::in_flight), 1.92 MB each,
//          however long the call is
// Repeats  the same sound, activity, options and engine give the same words and ledger
//
//   TranscriptionRun run = transcriber.begin(activity, options, stop);
//   for (each block) CXAI_TRY_VOID(run.feed(block.channels));
//   CXAI_TRY(Transcription words, run.finish());
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "conversation/ledger.hpp"
#include "conversation/transcript.hpp"
#include "speech/guards.hpp"
#include "speech/recognizer.hpp"
#include "speech/windows.hpp"

namespace cxai::speech {

struct TranscriptionOptions {
  std::string language;    // "tr", …; empty: decided once per call, by the first windows' majority
  std::string vocabulary;  // names the engine should know how to spell; empty: none
  int beam = 1;
  bool carry_context = false;  // give each window the words before it; one window of a channel at a time then
  bool word_times = true;
  std::vector<double> temperatures = RecognitionOptions{}.temperatures;
  std::size_t in_flight = 32;  // windows of this call at the engine at once; three while its language is decided
  WindowOptions windows;
  GuardLimits guards;
  // Called from feed() and finish(), also while they wait, at least every second: how much is done, 0 … 1.
  std::function<void(double)> progress;
};

struct Transcription {
  std::string language;                                   // empty: the engine did not say
  double language_probability = 1;                        // 1 where it was given
  std::vector<std::vector<conversation::Word>> channels;  // [channel]
  std::vector<conversation::DroppedStretch> dropped;      // by start, then channel
  bool cancelled = false;                                 // what had not been recognised by then stands in `dropped`
};

class TranscriptionRun {
 public:
  ~TranscriptionRun();
  TranscriptionRun(TranscriptionRun&&) noexcept;
  TranscriptionRun& operator=(TranscriptionRun&&) noexcept;

  // The next samples of every channel, all of one length. Waits while the engine is busy; after a stop it does nothing.
  Result<> feed(std::span<const std::span<const float>> channels);
  // Waits for the last window. The run is spent.
  Result<Transcription> finish();

 private:
  friend class Transcriber;
  struct State;
  explicit TranscriptionRun(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Transcriber {
 public:
  // `recognizer` may be null: no engine; then available() is false and begin() must not be called.
  explicit Transcriber(std::shared_ptr<Recognizer> recognizer, TranscriptionOptions defaults = {});

  bool available() const { return recognizer_ != nullptr; }
  // For speech that is not a recording yet.
  const std::shared_ptr<Recognizer>& recognizer() const { return recognizer_; }
  std::string name() const;  // for the recipe; empty without engine
  std::string weights_sha256() const;
  const TranscriptionOptions& defaults() const { return defaults_; }

  // A call of activity.channels.size() channels.
  TranscriptionRun begin(const conversation::SpeechActivity& activity, TranscriptionOptions options,
                         std::stop_token stop = {}) const;
  // A call whose samples are at hand, [channel].
  Result<Transcription> transcribe(const std::vector<std::vector<float>>& channels,
                                   const conversation::SpeechActivity& activity, TranscriptionOptions options,
                                   std::stop_token stop = {}) const;

 private:
  std::shared_ptr<Recognizer> recognizer_;
  TranscriptionOptions defaults_;
};

}  // namespace cxai::speech
