// What the models of the analysis learn from, made of labelled dialogues and turns.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/conversation_features.hpp"
#include "analysis/judgement.hpp"
#include "analysis/reading.hpp"
#include "analysis/signals.hpp"
#include "quality/labelled_dialogues.hpp"
#include "task.hpp"

namespace cxai {

struct Learnt {
  const LabelledDialogue* dialogue = nullptr;
  analysis::Reading reading;
  analysis::Signals signals;
  std::size_t part() const { return static_cast<std::size_t>(dialogue->key % kParts); }
  bool whole() const { return dialogue->labels.contains("resolution"); }
  // Of the mix that conversations have; the other sets hold more of what is rare and hard, or are single turns.
  bool usual() const {
    static constexpr std::array<std::string_view, 5> kOthers = {"tr-6.", "tr-7.", "en-3.", "de-3.", "endings."};
    return whole() &&
           std::ranges::none_of(kOthers, [&](std::string_view set) { return dialogue->source.starts_with(set); });
  }
};

inline std::vector<Learnt> read_all(const std::vector<LabelledDialogue>& dialogues) {
  std::vector<Learnt> all;
  all.reserve(dialogues.size());
  for (const LabelledDialogue& dialogue : dialogues)
    all.push_back({&dialogue, analysis::Reading(dialogue.transcript), {}});
  return all;
}

inline std::optional<std::size_t> place_in(std::span<const std::string_view> labels, const base::Json& object,
                                           const char* key) {
  if (!object.is_object() || !object.contains(key)) return std::nullopt;
  const base::Json& value = object[key];
  const std::string text = value.is_string()           ? value.get<std::string>()
                           : value.is_number_integer() ? std::to_string(value.get<int>())
                                                       : std::string();
  const auto found = std::ranges::find(labels, text);
  if (found == labels.end()) return std::nullopt;
  return static_cast<std::size_t>(found - labels.begin());
}

// The labelled answer; nullopt where there is none.
inline std::optional<std::size_t> answer_of(const LabelledDialogue& dialogue, analysis::Judgement judgement) {
  using analysis::Judgement;
  const auto labels = analysis::labels_of(judgement);
  const base::Json& all = dialogue.labels;
  switch (judgement) {
    case Judgement::agent_tone:
    case Judgement::customer_tone: {
      if (!all.is_object() || !all.contains("tone")) return std::nullopt;
      return place_in(labels, all["tone"], judgement == Judgement::agent_tone ? "agent" : "customer");
    }
    case Judgement::sentiment:
    case Judgement::mood:
    case Judgement::resolution:
    case Judgement::satisfaction:
    case Judgement::churn_risk:
    case Judgement::topic:
      return place_in(labels, all, std::string(analysis::name_of(judgement)).c_str());
  }
  return std::nullopt;
}

inline std::optional<std::size_t> sentiment_of(const LabelledDialogue& dialogue, std::size_t turn) {
  const auto found = std::ranges::find(analysis::kSentiments, dialogue.sentiments[turn]);
  if (found == analysis::kSentiments.end()) return std::nullopt;
  return static_cast<std::size_t>(found - analysis::kSentiments.begin());
}

// A turn on its own stands nowhere in a conversation, so it teaches its words alone.
inline std::optional<Example> sentiment_example(const Learnt& learnt) {
  Example example;
  example.part = learnt.part();
  example.usual = learnt.usual();
  bool labelled = true;
  const auto use = [&](std::size_t turn, std::span<const std::uint64_t> features) {
    const auto tag = sentiment_of(*learnt.dialogue, turn);
    labelled = labelled && tag;
    example.add(features, tag.value_or(0));
  };
  if (learnt.whole()) {
    analysis::for_sentiment_turns(learnt.reading, use);
  } else {
    analysis::Features features;
    analysis::add_turn_alone(learnt.reading.turns()[0], conversation::Role::customer, features);
    use(0, features.list());
  }
  if (!labelled || example.tags.empty()) return std::nullopt;
  return example;
}

inline std::optional<Example> progress_example(const Learnt& learnt) {
  if (!learnt.whole()) return std::nullopt;
  Example example;
  example.part = learnt.part();
  example.usual = learnt.usual();
  const base::Json& labels = learnt.dialogue->labels;
  const bool solved = labels.contains("solved_turn") && labels["solved_turn"].is_number_integer();
  const std::size_t at = solved ? labels["solved_turn"].get<std::size_t>() : 0;
  const std::size_t state = !solved                            ? analysis::kOpen
                            : labels["resolution"] == "partly" ? analysis::kHalf
                                                               : analysis::kMet;
  analysis::for_progress_turns(learnt.reading, [&](std::size_t turn, std::span<const std::uint64_t> features) {
    example.add(features, turn >= at ? state : static_cast<std::size_t>(analysis::kOpen));
  });
  return example;
}

inline std::optional<Example> judgement_example(const Learnt& learnt, analysis::Judgement judgement) {
  const auto answer = answer_of(*learnt.dialogue, judgement);
  if (!answer) return std::nullopt;
  Example example;
  example.part = learnt.part();
  example.usual = learnt.usual();
  analysis::Features features;
  analysis::add_conversation(learnt.reading, learnt.signals, judgement, features);
  example.add(features.list(), *answer);
  return example;
}

}  // namespace cxai
