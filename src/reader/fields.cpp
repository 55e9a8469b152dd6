#include "reader/fields.hpp"

#include <array>
#include <initializer_list>
#include <utility>

namespace cxai::reader {
namespace {

constexpr std::array<std::string_view, 4> kSentiments{"positive", "neutral", "negative", "mixed"};
constexpr std::array<std::string_view, 4> kResolutions{"resolved", "unresolved", "partly", "cannot_tell"};
constexpr std::array<std::string_view, 8> kMoods{"angry",    "frustrated", "sad",       "worried",
                                                 "confused", "neutral",    "satisfied", "happy"};
constexpr std::array<std::string_view, 3> kRisks{"low", "medium", "high"};
constexpr std::array<std::string_view, 16> kTopics{"billing",
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
constexpr std::array<std::string_view, 5> kTones{"friendly", "formal", "neutral", "robotic", "aggressive"};
constexpr std::array<std::string_view, 3> kEmpathy{"acknowledged", "apologised", "named_feeling"};
constexpr std::array<std::string_view, 6> kProfessionalism{"greeting",   "introduced", "verified_identity",
                                                           "next_steps", "closing",    kNoRudeLanguage};

constexpr std::array kLabelFields{
    LabelField{"sentiment", kSentiments, Whose::customer}, LabelField{"resolution", kResolutions, Whose::anybody},
    LabelField{"topic", kTopics, Whose::anybody}, LabelField{"mood", kMoods, Whose::customer},
    LabelField{"churn_risk", kRisks, Whose::customer}};
constexpr std::array kRubricFields{RubricField{"empathy", kEmpathy}, RubricField{"professionalism", kProfessionalism}};

Json text() {
  return Json{{"type", "string"}};
}

Json text_or_null() {
  return Json{{"type", Json::array({"string", "null"})}};
}

Json one_of(std::span<const std::string_view> values, bool or_null) {
  Json all = Json::array();
  for (const auto value : values) all.push_back(value);
  if (or_null) all.push_back(nullptr);
  return Json{{"type", or_null ? Json::array({"string", "null"}) : Json("string")}, {"enum", std::move(all)}};
}

Json object(std::initializer_list<std::pair<std::string_view, Json>> properties) {
  Json shape{{"type", "object"}, {"properties", Json::object()}, {"required", Json::array()}};
  for (const auto& [name, property] : properties) {
    shape["properties"][std::string(name)] = property;
    shape["required"].push_back(name);
  }
  shape["additionalProperties"] = false;
  return shape;
}

void add(Json& shape, std::string_view name, Json property) {
  shape["properties"][std::string(name)] = std::move(property);
  shape["required"].push_back(name);
}

Json list_of(Json items) {
  return Json{{"type", "array"}, {"items", std::move(items)}};
}

Json quotes() {
  return list_of(object({{"turn", text()}, {"quote", text()}}));
}

Json judged(Json value) {
  return object({{"value", std::move(value)}, {"quotes", quotes()}});
}

}  // namespace

std::span<const LabelField> label_fields() {
  return kLabelFields;
}

std::span<const std::string_view> tones() {
  return kTones;
}

std::span<const RubricField> rubric_fields() {
  return kRubricFields;
}

Json answer_shape(AgentTone agent) {
  Json shape = object({});
  for (const LabelField& field : kLabelFields) add(shape, field.name, judged(one_of(field.values, true)));
  Json tone = object({});
  if (agent == AgentTone::asked) add(tone, "agent", judged(one_of(kTones, true)));
  add(tone, "customer", judged(one_of(kTones, true)));
  add(shape, "tone", std::move(tone));
  add(shape, "problem", judged(text_or_null()));
  add(shape, "solutions", list_of(object({{"text", text()}, {"turn", text()}, {"quote", text()}})));
  Json stars{{"type", Json::array({"integer", "null"})}, {"enum", Json::array({1, 2, 3, 4, 5, nullptr})}};
  add(shape, "satisfaction", object({{"value", std::move(stars)}, {"sentence", text_or_null()}, {"quotes", quotes()}}));
  constexpr std::array<std::string_view, 3> kAnswers{"yes", "no", "na"};
  for (const RubricField& field : kRubricFields) {
    Json items = object({});
    for (const auto item : field.items)
      add(items, item, object({{"answer", one_of(kAnswers, false)}, {"quotes", quotes()}}));
    add(shape, field.name, std::move(items));
  }
  add(shape, "follow_up", judged(Json{{"type", Json::array({"boolean", "null"})}}));
  constexpr std::array<std::string_view, 2> kParties{"agent", "customer"};
  add(shape, "commitments", list_of(object({{"who", one_of(kParties, false)}, {"turn", text()}, {"quote", text()}})));
  add(shape, "summary", judged(text_or_null()));
  return shape;
}

}  // namespace cxai::reader
