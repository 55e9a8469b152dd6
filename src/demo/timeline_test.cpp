#include "demo/timeline.hpp"

#include <gtest/gtest.h>

namespace cxai::demo {
namespace {

using conversation::Interval;
using conversation::Role;
using namespace std::chrono_literals;

DemoTurn turn(Role role, Millis gap, bool overlap = false) {
  return {.role = role, .overlap = overlap, .gap = gap, .text = "x"};
}

TEST(Timeline, PutsGapsAfterWhoeverFinishedLast) {
  const DemoTurn turns[] = {turn(Role::agent, 400ms), turn(Role::customer, 800ms), turn(Role::customer, 7s)};
  const Millis lengths[] = {2000ms, 1000ms, 500ms};
  EXPECT_EQ(place(turns, lengths), (std::vector<Interval>{{400ms, 2400ms}, {3200ms, 4200ms}, {11'200ms, 11'700ms}}));
}

TEST(Timeline, BeginsAnOverlapBeforeTheOtherPartyEnds) {
  const DemoTurn turns[] = {turn(Role::agent, 0ms), turn(Role::customer, 600ms, true), turn(Role::agent, 400ms)};
  const Millis lengths[] = {2000ms, 300ms, 1000ms};
  // The customer is done before the agent is; the next gap counts from the agent's end.
  EXPECT_EQ(place(turns, lengths), (std::vector<Interval>{{0ms, 2000ms}, {1400ms, 1700ms}, {2400ms, 3400ms}}));
}

TEST(Timeline, NeverLetsAChannelOverlapItself) {
  const DemoTurn turns[] = {turn(Role::customer, 0ms), turn(Role::agent, 0ms), turn(Role::customer, 0ms),
                            turn(Role::customer, 5000ms, true), turn(Role::agent, 9000ms, true)};
  const Millis lengths[] = {1000ms, 1000ms, 1000ms, 500ms, 100ms};
  const auto placed = place(turns, lengths);
  EXPECT_EQ(placed[3], (Interval{3000ms, 3500ms}));  // no earlier than the customer's own end
  EXPECT_EQ(placed[4], (Interval{3000ms, 3100ms}));  // no earlier than what it overlaps
}

TEST(Timeline, GivesAnnouncementsTheAgentsChannel) {
  EXPECT_EQ(channel_of(Role::agent), 0);
  EXPECT_EQ(channel_of(Role::ivr), 0);
  EXPECT_EQ(channel_of(Role::customer), 1);
}

}  // namespace
}  // namespace cxai::demo
