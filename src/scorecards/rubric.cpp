#include "scorecards/rubric.hpp"

#include <cstdint>

#include "scorecards/card.hpp"

namespace cxai::scorecards {
namespace {

using conversation::Analysis;
using conversation::Evidence;

std::optional<Evidence> read_evidence(const Analysis& analysis, const Json& json) {
  if (!json.is_object() || !json.contains("turn") || !json["turn"].is_string()) return std::nullopt;
  if (!json.contains("chars") || !json["chars"].is_array() || json["chars"].size() != 2) return std::nullopt;
  for (const Json& edge : json["chars"])
    if (!edge.is_number_integer() || edge.get<std::int64_t>() < 0) return std::nullopt;
  Evidence evidence{json["turn"].get<std::string>(),
                    {json["chars"][0].get<std::size_t>(), json["chars"][1].get<std::size_t>()}};
  if (!conversation::evidence_text(analysis, evidence)) return std::nullopt;
  return evidence;
}

std::optional<RubricItem> read_item(const Analysis& analysis, const Json& json) {
  if (!json.is_object() || !json.contains("answer") || !json["answer"].is_string()) return std::nullopt;
  RubricItem item;
  item.answer = json["answer"].get<std::string>();
  if (item.answer != kYes && item.answer != kNo && item.answer != kNa) return std::nullopt;
  if (json.contains("probability") && json["probability"].is_number())
    item.probability = json["probability"].get<double>();
  if (json.contains("evidence"))
    if (auto evidence = read_evidence(analysis, json["evidence"])) item.evidence.push_back(std::move(*evidence));
  return item;
}

}  // namespace

std::optional<RubricItem> rubric_item(const Analysis& analysis, std::string_view name) {
  for (const char* field : {"professionalism", "empathy"}) {
    const auto* claim = analysis.claim(field);
    if (!claim || !claim->value.is_object() || !claim->value.contains("items")) continue;
    const Json& items = claim->value["items"];
    if (items.is_object() && items.contains(name)) return read_item(analysis, items[std::string(name)]);
  }
  return std::nullopt;
}

}  // namespace cxai::scorecards
