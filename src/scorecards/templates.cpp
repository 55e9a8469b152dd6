#include "scorecards/templates.hpp"

#include "base/embedded.hpp"

namespace cxai::scorecards {

Result<std::vector<Template>> templates() {
  std::vector<Template> list;
  for (const auto& file : base::embedded::scorecard_templates()) {
    std::string name(file.path.substr(0, file.path.rfind('.')));
    CXAI_TRY(const Json json, base::parse_json(file.bytes));
    auto card = card_from_json(json);
    if (!card) return fail(ErrorCode::corrupt_data, name + ": " + card.error().message);
    list.push_back({std::move(name), std::move(*card)});
  }
  return list;
}

Result<Card> template_card(std::string_view name) {
  CXAI_TRY(auto list, templates());
  for (Template& entry : list)
    if (entry.name == name) return std::move(entry.card);
  return fail(ErrorCode::not_found, "there is no such template");
}

}  // namespace cxai::scorecards
