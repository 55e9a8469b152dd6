#include "stream/events.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace cxai::stream {

struct Subscription::Queue {
  Queue(std::function<void()> callback, std::size_t limit) : wake(std::move(callback)), capacity(limit) {}

  void push(const std::shared_ptr<const Event>& event) {
    const std::scoped_lock lock(mutex);
    const bool was_empty = events.empty();
    if (events.size() == capacity) {
      events.pop_front();
      ++missed;
    }
    events.push_back(event);
    if (was_empty && wake) wake();
  }

  std::mutex mutex;
  std::function<void()> wake;
  std::size_t capacity;
  std::deque<std::shared_ptr<const Event>> events;
  std::uint64_t missed = 0;
};

struct Subscription::Listeners {
  std::mutex mutex;
  std::vector<std::shared_ptr<Queue>> queues;
};

Subscription::Subscription(std::shared_ptr<Queue> queue, std::shared_ptr<Listeners> listeners)
    : queue_(std::move(queue)), listeners_(std::move(listeners)) {}

Subscription::~Subscription() {
  const std::scoped_lock lock(listeners_->mutex);
  std::erase(listeners_->queues, queue_);
}

std::optional<Event> Subscription::pop() {
  const std::scoped_lock lock(queue_->mutex);
  if (queue_->missed > 0) {
    const auto missed = std::exchange(queue_->missed, 0);
    return Event{kLag, Json{{"missed", missed}}, "", ""};
  }
  if (queue_->events.empty()) return std::nullopt;
  Event event = *queue_->events.front();
  queue_->events.pop_front();
  return event;
}

EventBus::EventBus() : listeners_(std::make_shared<Subscription::Listeners>()) {}
EventBus::~EventBus() = default;

std::unique_ptr<Subscription> EventBus::subscribe(std::function<void()> wake, std::size_t capacity) {
  auto queue = std::make_shared<Subscription::Queue>(std::move(wake), std::max<std::size_t>(capacity, 1));
  const std::scoped_lock lock(listeners_->mutex);
  listeners_->queues.push_back(queue);
  return std::unique_ptr<Subscription>(new Subscription(std::move(queue), listeners_));
}

void EventBus::publish(Event event) {
  const auto shared = std::make_shared<const Event>(std::move(event));
  const std::scoped_lock lock(listeners_->mutex);
  for (const auto& queue : listeners_->queues) queue->push(shared);
}

std::size_t EventBus::subscribers() const {
  const std::scoped_lock lock(listeners_->mutex);
  return listeners_->queues.size();
}

}  // namespace cxai::stream
