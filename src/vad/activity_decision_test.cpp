#include "vad/activity_decision.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cxai::vad {
namespace {

using conversation::Interval;

constexpr ActivityOptions kPlain{.begin = 0.6F, .go_on = 0.3F, .onset_frames = 5, .look_back_frames = 20};

// Runs of {frames, probability}.
using Runs = std::vector<std::pair<int, float>>;

std::vector<Interval> decide_runs(const Runs& runs, const ActivityOptions& options = kPlain) {
  ActivityDecision decision(options);
  for (const auto& [frames, probability] : runs)
    for (int i = 0; i < frames; ++i) decision.add(probability);
  return decision.finish(decision.frames() * Millis(10));
}

std::vector<std::pair<int, int>> frames(const std::vector<Interval>& intervals) {
  std::vector<std::pair<int, int>> out;
  for (const Interval& one : intervals)
    out.emplace_back(static_cast<int>(one.start.count() / 10), static_cast<int>(one.end.count() / 10));
  return out;
}

using Frames = std::vector<std::pair<int, int>>;

TEST(ActivityDecision, BeginsSurelyGoesOnLightly) {
  EXPECT_EQ(frames(decide_runs({{50, 0}, {40, 0.9F}, {50, 0}})), (Frames{{50, 90}}));
  // Lower frames before and after belong to it; alone they are nothing.
  EXPECT_EQ(frames(decide_runs({{50, 0}, {10, 0.4F}, {40, 0.9F}, {10, 0.4F}, {50, 0}})), (Frames{{50, 110}}));
  EXPECT_TRUE(decide_runs({{50, 0}, {400, 0.5F}, {50, 0}}).empty());
  EXPECT_TRUE(decide_runs({{50, 0}, {4, 0.9F}, {20, 0.5F}, {4, 0.9F}, {50, 0}}).empty());
}

TEST(ActivityDecision, ReachesBackOnlySoFar) {
  EXPECT_EQ(frames(decide_runs({{50, 0}, {100, 0.4F}, {40, 0.9F}, {50, 0}})), (Frames{{135, 190}}));
}

TEST(ActivityDecision, MergesGapsAndDropsBlips) {
  EXPECT_EQ(frames(decide_runs({{50, 0}, {30, 1}, {19, 0}, {30, 1}, {50, 0}})), (Frames{{50, 129}}));
  EXPECT_EQ(frames(decide_runs({{50, 0}, {30, 1}, {20, 0}, {30, 1}, {50, 0}})), (Frames{{50, 80}, {100, 130}}));
  EXPECT_TRUE(decide_runs({{50, 0}, {9, 1}, {50, 0}}).empty());
  EXPECT_EQ(frames(decide_runs({{50, 0}, {10, 1}, {50, 0}})), (Frames{{50, 60}}));
}

TEST(ActivityDecision, PadsStayInsideTheRecording) {
  ActivityOptions padded = kPlain;
  padded.pad_before_frames = 4;
  padded.pad_after_frames = 6;
  EXPECT_EQ(frames(decide_runs({{2, 0}, {30, 1}, {50, 0}, {30, 1}}, padded)), (Frames{{0, 38}, {78, 112}}));
  EXPECT_EQ(frames(decide_runs({{100, 1}}, padded)), (Frames{{0, 100}}));
  EXPECT_TRUE(decide_runs({}, padded).empty());
}

TEST(ActivityDecision, PadsLeaveAGapAGap) {
  ActivityOptions padded = kPlain;
  padded.pad_after_frames = 6;
  EXPECT_EQ(frames(decide_runs({{30, 1}, {19, 0}, {30, 1}, {50, 0}}, padded)), (Frames{{0, 85}}));
  EXPECT_EQ(frames(decide_runs({{30, 1}, {23, 0}, {30, 1}, {50, 0}}, padded)), (Frames{{0, 33}, {53, 89}}));
  EXPECT_EQ(frames(decide_runs({{30, 1}, {27, 0}, {30, 1}, {50, 0}}, padded)), (Frames{{0, 36}, {57, 93}}));
}

TEST(ActivityDecision, WhatWasReadStaysTrue) {
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    ActivityOptions options = kPlain;
    options.pad_before_frames = static_cast<int>(random() % 4);
    options.pad_after_frames = static_cast<int>(random() % 6);
    ActivityDecision decision(options);
    std::vector<Interval> read;
    struct Seen {
      std::size_t closed;
      std::optional<Millis> open_since;
      Millis certain_until;
    };
    std::vector<Seen> seen;
    const int length = 300 + static_cast<int>(random() % 700);
    float level = 0;
    Millis before{};
    for (int i = 0; i < length; ++i) {
      if (random() % 12 == 0) level = static_cast<float>(random() % 1000) / 1000.0F;
      decision.add(level);
      if (random() % 5 != 0) continue;
      const ActivityReading reading = decision.read();
      read.insert(read.end(), reading.speech.begin(), reading.speech.end());
      seen.push_back({read.size(), reading.open_since, reading.certain_until});
      EXPECT_GE(reading.certain_until, before);
      EXPECT_LE(decision.frames() * Millis(10) - reading.certain_until, ActivityDecision::delay(options));
      before = reading.certain_until;
    }
    const auto all = decision.finish(length * Millis(10));
    ASSERT_LE(read.size(), all.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
      EXPECT_EQ(read[i].start, all[i].start);
      EXPECT_EQ(read[i].end, all[i].end);
    }
    for (const Seen& one : seen) {
      if (one.open_since) {
        ASSERT_LT(one.closed, all.size());
        EXPECT_EQ(all[one.closed].start, *one.open_since);
        EXPECT_GE(all[one.closed].end, std::min(one.certain_until, length * Millis(10)));
      } else if (one.closed < all.size()) {
        EXPECT_GE(all[one.closed].start, one.certain_until);
      }
    }
  }
}

}  // namespace
}  // namespace cxai::vad
