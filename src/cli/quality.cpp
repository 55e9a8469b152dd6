#include "cli/quality.hpp"

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "pipeline/quality.hpp"
#include "scorecards/templates.hpp"
#include "store/sql_quality_store.hpp"

namespace cxai::cli {
namespace {

constexpr int kConnections = 4;

struct DemoEvaluation {
  std::string call;
  std::string by;  // login
  std::vector<pipeline::GivenAnswer> answers;
};

Result<std::vector<DemoEvaluation>> read_evaluations(const Json& document) {
  std::vector<DemoEvaluation> list;
  base::Reader in(document, "evaluations.json");
  for (const Json& item : in.array("items", true)) {
    base::Reader part(item, "items[" + std::to_string(list.size()) + ']');
    DemoEvaluation evaluation{part.string("call"), part.string("by"), {}};
    for (const Json& answer : part.array("answers", true)) {
      base::Reader given(answer, part.path() + ".answers");
      evaluation.answers.push_back({given.string("question"), given.string("answer"), given.string("note", "")});
      part.adopt(given);
    }
    in.adopt(part);
    list.push_back(std::move(evaluation));
  }
  if (!in.ok()) return in.error();
  return list;
}

Result<std::optional<store::ConversationRow>> call_named(store::Store& store, const std::string& name) {
  store::ConversationFilter filter;
  filter.text = name;
  CXAI_TRY(auto page, store.conversations(filter, {}));
  for (auto& row : page.rows)
    if (row.conversation.source == name || row.conversation.source.starts_with(name + '.')) return std::move(row);
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<store::QualityStore>> open_quality(const Context& context) {
  return store::open_sql_quality_store({.database = context.database(), .connections = kConnections}, context.clock);
}

Result<> load_demo_quality(Context& context, store::Store& store) {
  CXAI_TRY(const auto rows, open_quality(context));
  CXAI_TRY(const auto known, rows->scorecards());
  if (!known.empty()) return {};
  const auto* file = base::embedded::find(base::embedded::demo_files(), "evaluations.json");
  CXAI_CHECK(file != nullptr);
  CXAI_TRY(const Json document, base::parse_json(file->bytes));
  CXAI_TRY(const auto evaluations, read_evaluations(document));
  CXAI_TRY(const auto card, scorecards::template_card(document.value("template", "")));
  CXAI_TRY(const auto manager, store.user_by_login("yonetici"));
  CXAI_CHECK(manager.has_value());
  const pipeline::QualityDesk desk{store, *rows, context.clock};
  store::ScorecardRow row;
  row.id = base::new_id("sc_");
  row.name = card.name;
  row.created_by = manager->id;
  row.created_at = context.clock.now();
  row.draft = scorecards::to_json(card);
  CXAI_TRY_VOID(rows->add_scorecard(row));
  CXAI_TRY_VOID(rows->publish_draft(row.id, 1, manager->id, context.clock.now()));
  for (const DemoEvaluation& evaluation : evaluations) {
    CXAI_TRY(const auto user, store.user_by_login(evaluation.by));
    CXAI_TRY(const auto call, call_named(store, evaluation.call));
    // A call that could not be taken in was said before.
    if (!user || !call || call->state != store::ConversationState::ready) continue;
    CXAI_TRY(const auto begun, pipeline::start_evaluation(desk, *call, row.id, user->id));
    for (const auto& answer : evaluation.answers)
      CXAI_TRY_VOID(pipeline::give_answer(desk, begun.id, user->id, answer));
    CXAI_TRY_VOID(pipeline::finish_evaluation(desk, begun.id, user->id));
  }
  return {};
}

}  // namespace cxai::cli
