#include "pipeline/language_model.hpp"

namespace cxai::pipeline {

Result<Json> language_model_document(const llm::Chat* chat) {
  if (!chat) return Json{{"in_use", false}};
  CXAI_TRY(const llm::Spent spent, chat->spent_today());
  const auto usd = [](std::uint64_t micro) { return static_cast<double>(micro) / 1e6; };
  const llm::BudgetOptions& limits = chat->limits();
  return Json{{"in_use", true},
              {"endpoint", chat->shown_endpoint()},
              {"model", chat->model()},
              {"temperature", chat->temperature()},
              {"sends", Json::array({"turn_ids", "roles", "masked_text"})},
              {"spent_today",
               {{"day", spent.day},
                {"requests", spent.requests},
                {"refused", spent.refused},
                {"tokens_in", spent.tokens.in},
                {"tokens_out", spent.tokens.out},
                {"usd", usd(spent.micro_usd)}}},
              {"limits",
               {{"tokens_a_day", limits.tokens_a_day > 0 ? Json(limits.tokens_a_day) : Json()},
                {"usd_a_day", limits.micro_usd_a_day > 0 ? Json(usd(limits.micro_usd_a_day)) : Json()}}}};
}

}  // namespace cxai::pipeline
