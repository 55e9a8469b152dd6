// Takes jobs from the store's queue, runs the conductor, stores the outcome, tells the event bus.
//
// Contract  at least once: a job whose worker died is handed out again; storing is idempotent, so nothing is done
//           twice. Input that can never be read fails at once; trouble of the machine is tried three times.
// Threads   start and stop from one thread; the callbacks come from the workers' threads
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "audio/decoder.hpp"
#include "base/clock.hpp"
#include "pipeline/kept_sound.hpp"
#include "pipeline/process.hpp"
#include "pipeline/rule_desk.hpp"
#include "store/blobs.hpp"
#include "store/store.hpp"
#include "stream/events.hpp"

namespace cxai::pipeline {

enum class WhenIdle : std::uint8_t { wait, stop };  // for more jobs, or once the queue is empty

struct WorkerOptions {
  int count = 1;
  audio::DecoderOptions decoder;
  vad::DetectorChoice detector;                            // of voice activity
  std::shared_ptr<const speech::Transcriber> transcriber;  // null: recordings without transcript stay without words
  std::shared_ptr<RoutingDesk> routing;                    // null: nothing is routed
  std::shared_ptr<llm::Chat> language_model;               // null: none is asked
  analysis::AgentAffect agent_affect = analysis::AgentAffect::off;
  std::chrono::minutes utc_offset{180};  // of the centre's clock
  WhenIdle when_idle = WhenIdle::wait;
  std::function<void(const store::Job&)> on_end;  // a job that succeeded or failed for good
};

class Workers {
 public:
  Workers(store::Store& store, store::Blobs& blobs, stream::EventBus& events, const base::Clock& clock,
          WorkerOptions options);
  ~Workers();  // stop()
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void start();
  void wake();  // a job was queued
  void stop();  // after the jobs under way; what recognises speech is interrupted and goes back to the queue
  void join();  // until the queue is empty (WhenIdle::stop)

  // What has kept the store from handing out jobs for five seconds now, or from taking the end of one.
  std::optional<Error> trouble();

 private:
  void run();
  void note_claim(const std::optional<Error>& error);
  void handle(const store::Job& job);
  Result<> work(const store::Job& job);
  Result<> analyze(const store::Job& job);
  void forget_other_sound(const std::string& id, const KeptSound& kept, const std::string& destroyed_before);
  void progress(const store::Job& job, const char* stage, double done);
  void tell(const std::string& job_id, const std::string& conversation_id);

  store::Store& store_;
  store::Blobs& blobs_;
  stream::EventBus& events_;
  const base::Clock& clock_;
  WorkerOptions options_;
  std::string name_;
  RuleDesk rules_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopping_ = false;
  std::stop_source stop_;
  std::uint64_t wakes_ = 0;
  int failed_claims_ = 0;  // in a row
  std::optional<Error> last_failure_;
  std::optional<Error> lost_job_;  // one that could neither be finished nor given back
  std::atomic<int> busy_ = 0;
};

}  // namespace cxai::pipeline
