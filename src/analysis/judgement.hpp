// What is judged of a conversation, and the labels of each judgement. Their order is that of the tags in the bundles.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cxai::analysis {

// Of a customer's turn and of a conversation.
enum Sentiment : std::uint8_t { kNegative, kNeutral, kPositive, kMixed };
inline constexpr std::array<std::string_view, 4> kSentiments = {"negative", "neutral", "positive", "mixed"};

// How far the matter has come once a turn is said: open; half met, or met for now; met.
enum Progress : std::uint8_t { kOpen, kHalf, kMet };
inline constexpr std::array<std::string_view, 3> kProgress = {"open", "partly", "solved"};

enum Resolution : std::uint8_t { kResolved, kUnresolved, kPartly, kCannotTell };
inline constexpr std::array<std::string_view, 4> kResolutions = {"resolved", "unresolved", "partly", "cannot_tell"};

inline constexpr std::array<std::string_view, 8> kMoods = {"angry",    "frustrated", "sad",       "worried",
                                                           "confused", "neutral",    "satisfied", "happy"};

enum Tone : std::uint8_t { kFriendly, kFormal, kNeutralTone, kRobotic, kAggressive };
inline constexpr std::array<std::string_view, 5> kTones = {"friendly", "formal", "neutral", "robotic", "aggressive"};

enum Risk : std::uint8_t { kLowRisk, kMediumRisk, kHighRisk };
inline constexpr std::array<std::string_view, 3> kRisks = {"low", "medium", "high"};

inline constexpr std::array<std::string_view, 5> kStars = {"1", "2", "3", "4", "5"};

inline constexpr std::array<std::string_view, 16> kTopics = {"billing",
                                                             "payment",
                                                             "delivery",
                                                             "return_refund",
                                                             "technical_fault",
                                                             "account_access",
                                                             "card_lost_stolen",
                                                             "fraud",
                                                             "cancellation",
                                                             "new_order_or_subscription",
                                                             "information_request",
                                                             "complaint_about_staff",
                                                             "appointment",
                                                             "damaged_product",
                                                             "warranty",
                                                             "other"};

// Each has a bundle of its own name, and features of its own choice.
enum class Judgement : std::uint8_t {
  sentiment,
  mood,
  agent_tone,
  customer_tone,
  resolution,
  satisfaction,
  churn_risk,
  topic
};
inline constexpr std::size_t kJudgements = 8;

constexpr std::string_view name_of(Judgement judgement) {
  constexpr std::array<std::string_view, kJudgements> kNames = {
      "sentiment", "mood", "agent_tone", "customer_tone", "resolution", "satisfaction", "churn_risk", "topic"};
  return kNames[static_cast<std::size_t>(judgement)];
}

constexpr std::span<const std::string_view> labels_of(Judgement judgement) {
  switch (judgement) {
    case Judgement::sentiment:
      return kSentiments;
    case Judgement::mood:
      return kMoods;
    case Judgement::agent_tone:
    case Judgement::customer_tone:
      return kTones;
    case Judgement::resolution:
      return kResolutions;
    case Judgement::satisfaction:
      return kStars;
    case Judgement::churn_risk:
      return kRisks;
    case Judgement::topic:
      return kTopics;
  }
  return {};
}

}  // namespace cxai::analysis
