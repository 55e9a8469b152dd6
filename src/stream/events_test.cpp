#include "stream/events.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace cxai::stream {
namespace {

Event numbered(int number) {
  return Event{"job", Json{{"number", number}}, "j" + std::to_string(number), ""};
}

TEST(EventBus, DeliversInOrderToEverySubscriber) {
  EventBus bus;
  const auto first = bus.subscribe([] {});
  const auto second = bus.subscribe([] {});
  for (int i = 0; i < 3; ++i) bus.publish(numbered(i));
  for (const auto& subscription : {first.get(), second.get()}) {
    for (int i = 0; i < 3; ++i) {
      const auto event = subscription->pop();
      ASSERT_TRUE(event);
      EXPECT_EQ(event->name, "job");
      EXPECT_EQ(event->data["number"], i);
      EXPECT_EQ(event->job_id, "j" + std::to_string(i));
    }
    EXPECT_FALSE(subscription->pop());
  }
}

TEST(EventBus, NothingFromBeforeTheSubscription) {
  EventBus bus;
  bus.publish(numbered(1));
  const auto late = bus.subscribe([] {});
  EXPECT_FALSE(late->pop());
}

TEST(EventBus, SlowSubscriberLosesTheOldestAndIsTold) {
  EventBus bus;
  const auto slow = bus.subscribe([] {}, 4);
  for (int i = 0; i < 10; ++i) bus.publish(numbered(i));
  const auto lag = slow->pop();
  ASSERT_TRUE(lag);
  EXPECT_EQ(lag->name, kLag);
  EXPECT_EQ(lag->data["missed"], 6);
  for (int i = 6; i < 10; ++i) EXPECT_EQ(slow->pop()->data["number"], i);
  EXPECT_FALSE(slow->pop());
  bus.publish(numbered(10));
  EXPECT_EQ(slow->pop()->data["number"], 10);  // no second marker for the same loss
}

TEST(EventBus, WakesOnceUntilDrained) {
  EventBus bus;
  int wakes = 0;
  const auto subscription = bus.subscribe([&] { ++wakes; });
  bus.publish(numbered(0));
  bus.publish(numbered(1));
  EXPECT_EQ(wakes, 1);
  while (subscription->pop()) {
  }
  bus.publish(numbered(2));
  EXPECT_EQ(wakes, 2);
}

TEST(EventBus, EndedSubscriptionIsNotWokenAndForgotten) {
  EventBus bus;
  int wakes = 0;
  auto subscription = bus.subscribe([&] { ++wakes; });
  EXPECT_EQ(bus.subscribers(), 1U);
  subscription.reset();
  bus.publish(numbered(0));
  EXPECT_EQ(wakes, 0);
  EXPECT_EQ(bus.subscribers(), 0U);
}

TEST(EventBus, SubscriptionOutlivesTheBus) {
  std::unique_ptr<Subscription> subscription;
  {
    EventBus bus;
    subscription = bus.subscribe([] {});
    bus.publish(numbered(7));
  }
  EXPECT_EQ(subscription->pop()->data["number"], 7);
  EXPECT_FALSE(subscription->pop());
}

TEST(EventBus, ManyPublishersAndSubscribersLoseNothing) {
  constexpr int kPublishers = 4;
  constexpr int kEach = 500;
  EventBus bus;
  std::vector<std::unique_ptr<Subscription>> subscriptions;
  std::atomic<int> wakes = 0;
  for (int i = 0; i < 3; ++i) subscriptions.push_back(bus.subscribe([&] { ++wakes; }, kPublishers * kEach));
  std::vector<std::jthread> threads;
  for (int p = 0; p < kPublishers; ++p)
    threads.emplace_back([&bus, p] {
      for (int i = 0; i < kEach; ++i) bus.publish(numbered(p * kEach + i));
    });
  threads.emplace_back([&bus] {  // others come and go meanwhile
    for (int i = 0; i < 200; ++i) {
      const auto passing = bus.subscribe([] {}, 2);
      passing->pop();
    }
  });
  std::vector<std::vector<int>> seen(subscriptions.size());
  for (std::size_t s = 0; s < subscriptions.size(); ++s)
    threads.emplace_back([&, s] {
      while (seen[s].size() < kPublishers * kEach) {
        if (const auto event = subscriptions[s]->pop()) {
          seen[s].push_back(event->data["number"].get<int>());
        } else {
          std::this_thread::yield();
        }
      }
    });
  threads.clear();  // joins
  EXPECT_GT(wakes, 0);
  EXPECT_EQ(seen[0], seen[1]);  // one order for all
  EXPECT_EQ(seen[0], seen[2]);
  std::vector<int> last(kPublishers, -1);
  for (const int number : seen[0]) {  // and each publisher's own order inside it
    EXPECT_GT(number, last[static_cast<std::size_t>(number / kEach)]);
    last[static_cast<std::size_t>(number / kEach)] = number;
  }
}

}  // namespace
}  // namespace cxai::stream
