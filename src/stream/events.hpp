// The in-process event bus: what happened, told to everyone who listens right now.
//
// Input    events, published from any thread
// Output   for each subscriber a bounded queue in publishing order, the same order for all
// Limits   a full queue drops its oldest event; the next pop() says how many are missing with an event named "lag"
// Threads  all functions from any thread; a subscription's pop() from one thread at a time
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/json.hpp"

namespace cxai::stream {

struct Event {
  std::string name;             // "job", "conversation"; "lag" is made by the bus
  Json data;                    // as sent to listeners; only masked text
  std::string job_id;           // the job it is about; empty: none
  std::string conversation_id;  // the conversation it is about, for those who may see some only; empty: none
};

inline constexpr const char* kLag = "lag";  // data: {"missed": n}

// Ends with its destructor; after that `wake` is never called again. May outlive the bus.
class Subscription {
 public:
  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

  std::optional<Event> pop();  // the oldest waiting event; nullopt: none

 private:
  friend class EventBus;
  struct Queue;
  struct Listeners;
  Subscription(std::shared_ptr<Queue> queue, std::shared_ptr<Listeners> listeners);
  std::shared_ptr<Queue> queue_;
  std::shared_ptr<Listeners> listeners_;
};

class EventBus {
 public:
  EventBus();
  ~EventBus();
  EventBus(const EventBus&) = delete;
  EventBus& operator=(const EventBus&) = delete;

  // `wake` is called by the publishing thread when the queue stops being empty. It must not block, throw, or call
  // the bus or the subscription; it hands over to the subscriber's own thread.
  std::unique_ptr<Subscription> subscribe(std::function<void()> wake, std::size_t capacity = 256);
  void publish(Event event);
  std::size_t subscribers() const;

 private:
  std::shared_ptr<Subscription::Listeners> listeners_;
};

}  // namespace cxai::stream
