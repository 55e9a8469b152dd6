// What a language model is asked about a conversation: the fields, their values, and the shape of its answer.
//
// Threads  pure
// Source   docs/definitions.md, section 2; docs/formats/analysis.md
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/json.hpp"
#include "conversation/transcript.hpp"

namespace cxai::reader {

// Whose words are evidence for a field.
enum class Whose : std::uint8_t { anybody, customer, agent };

// A field with one value of a few.
struct LabelField {
  std::string_view name;
  std::span<const std::string_view> values;
  Whose whose;
};
std::span<const LabelField> label_fields();

std::span<const std::string_view> tones();

// A field whose score follows from questions about the agent that are answered yes, no or na.
struct RubricField {
  std::string_view name;
  std::span<const std::string_view> items;
};
std::span<const RubricField> rubric_fields();
// Everywhere else it is "yes" that says something was done; here it is "no".
inline constexpr std::string_view kNoRudeLanguage = "no_rude_language";

// Longest texts and lists taken from a model, in code points and entries.
inline constexpr std::size_t kLongestSentence = 300;
inline constexpr std::size_t kLongestSummary = 900;
inline constexpr std::size_t kLongestQuote = 400;
inline constexpr std::size_t kMostQuotes = 8;
inline constexpr std::size_t kMostEntries = 12;

// Whether the agent's tone is asked for, too.
enum class AgentTone : std::uint8_t { left_out, asked };

// JSON Schema of the answer: every property required, no others.
Json answer_shape(AgentTone agent);

}  // namespace cxai::reader
