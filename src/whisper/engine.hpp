// The speech model at work: windows of many calls go in, their words come out, each weight read once per step for all.
//
// Input    windows of at most 30 s: mono PCM, float32 in [-1, 1], 16 000 samples per second
// Output   WindowText, or an error, to the callback of the window: always called once, from a thread of the engine or
//          from submit() itself; it must be quick and not throw
// Errors   invalid_input (empty, too long, NaN; a language the model does not know) · cancelled
// Owns     a team of threads, the encoder's and decoder's working memory, a cache per window under way
// Limits   EngineOptions; submit() waits while twice as many windows wait as can be under way
// Threads  submit() from any number of threads; the log mel of a window is made by the thread that submits it
// Order    windows are taken first come, first served; a finished window's place is taken by the next at once
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "whisper/model.hpp"
#include "whisper/window_decoding.hpp"

namespace cxai::whisper {

struct EngineOptions {
  int threads = 0;               // 0: one per processor
  std::size_t windows = 16;      // decoded at once, at most
  std::size_t memory_bytes = 0;  // for weights and windows; fewer windows are taken when it is short. 0: no limit
};

class Engine {
 public:
  Engine(std::shared_ptr<const Model> model, EngineOptions options);
  // What is queued or under way ends with cancelled.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  using Done = std::function<void(Result<WindowText>)>;
  void submit(std::vector<float> samples, WindowOptions options, std::stop_token stop, Done done);

  const Model& model() const { return *model_; }
  std::size_t windows() const { return windows_; }

  // Bytes of one window under way.
  static std::size_t window_bytes(const Model& model);

 private:
  struct Job {
    std::vector<float> log_mel;
    std::size_t samples = 0;
    WindowOptions options;
    std::stop_token stop;
    Done done;
  };
  struct Active;
  void work(const std::stop_token& stop);
  std::optional<Job> next(const std::stop_token& stop, bool wait);

  std::shared_ptr<const Model> model_;
  int threads_;
  std::size_t windows_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> queue_;
  std::jthread worker_;  // last: it uses all of the above
};

}  // namespace cxai::whisper
