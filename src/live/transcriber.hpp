// Stands between live calls and the speech engine: takes windows without waiting, brings back what was heard.
//
// Input    windows, from any thread
// Output   for each the engine's answer, told to the window's owner from a thread of this object
// Errors   conflict: `kMostWaiting` windows wait already; the caller keeps its samples and asks again later
// Owns     two threads; borrows the engine
// Threads  ask() from any thread; the answers come one at a time
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/result.hpp"
#include "speech/recognizer.hpp"

namespace cxai::live {

class Transcriber {
 public:
  using Answer = std::function<void(Result<speech::Recognition>)>;
  static constexpr std::size_t kMostWaiting = 64;

  Transcriber(speech::Recognizer& engine, speech::RecognitionOptions options);
  ~Transcriber();  // what is under way is cancelled; every owner still gets an answer
  Transcriber(const Transcriber&) = delete;
  Transcriber& operator=(const Transcriber&) = delete;

  Result<> ask(std::vector<float> samples, Answer answer);

 private:
  struct Asked {
    std::vector<float> samples;
    Answer answer;
  };
  struct Promised {
    std::future<Result<speech::Recognition>> heard;
    Answer answer;
  };
  void hand_over();
  void collect();

  speech::Recognizer& engine_;
  const speech::RecognitionOptions options_;
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Asked> waiting_;
  std::deque<Promised> promised_;
  bool stopping_ = false;
  bool handing_over_ = true;  // the first thread still runs
  std::thread sender_;
  std::thread collector_;
};

}  // namespace cxai::live
