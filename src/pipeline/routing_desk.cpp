#include "pipeline/routing_desk.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/files.hpp"
#include "base/log.hpp"
#include "pipeline/routing_text.hpp"
#include "routing/job.hpp"

namespace cxai::pipeline {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookAgain = 1s;
constexpr const char* kRiskSetting = "routing.risk";
constexpr const char* kFamilySetting = "routing.family";
constexpr std::string_view kUsualFamily = "companies";
// What the dial can be set to.
constexpr double kRisks[] = {0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06,
                             0.07,  0.08, 0.1,   0.12, 0.15,  0.2,  0.25, 0.3};

double rounded(double value) {
  return std::round(value * 1e6) / 1e6;
}

Json top_of(const routing::Model& model, const routing::Routed& routed) {
  Json top = Json::array();
  for (const auto& [label, probability] : routed.top)
    if (probability > 0) top.push_back(Json::array({std::string(model.label_text(label)), rounded(probability)}));
  return top;
}

Json policy_document(const routing::Policy& policy, const std::string& model) {
  return Json{{"target_risk", policy.target_risk},     {"delta", policy.delta},
              {"upper_bound", policy.upper_bound},     {"coverage", policy.coverage},
              {"calibration_n", policy.calibration_n}, {"model", model}};
}

Json promise_document(const routing::Policy& policy) {
  Json document = routing::to_json(policy);
  document["answers"] = policy.threshold <= 1;
  return document;
}

Result<Json> read_document(const std::filesystem::path& file) {
  CXAI_TRY(const std::string text, base::read_file(file));
  auto json = base::parse_json(text);
  if (!json) return fail(ErrorCode::corrupt_data, file.string() + ": " + json.error().message);
  return json;
}

Result<std::vector<routing::Confidence>> calibration_of(const routing::RegisteredModel& model) {
  CXAI_TRY(const std::string csv, base::read_file(model.folder / "calibration.csv"));
  return routing::read_calibration(csv);
}

std::string stamp_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(file, error);
  if (error) return "-";
  return std::to_string(time.time_since_epoch().count());
}

}  // namespace

RoutedConversation route(const Router& router, const conversation::Transcript& unmasked) {
  const routing::Model& model = *router.model;
  const auto text = routing_text(unmasked, model.info().customer_only ? WhoseTurns::customers : WhoseTurns::all);
  routing::Model::Scratch scratch;
  const auto probabilities = model.probabilities(*text, scratch);
  const auto routed = routing::routed_from(probabilities, model.unknown(), router.policy.threshold);
  RoutedConversation out;
  auto& row = out.row;
  row.said = row.label = std::string(model.label_text(routed.label));
  row.model = model.info().name();
  const Json top = top_of(model, routed);
  row.top = base::dump_json(top);
  for (const auto& [label, probability] : routed.top) {
    if (probability <= 0 || label == model.unknown()) continue;
    std::string& place = row.best.empty() ? row.best : row.second;
    if (place.empty()) place = std::string(model.label_text(label));
  }
  if (routed.top[0].first != model.unknown()) row.confidence = static_cast<double>(routed.probability);
  out.document = Json{{"label", row.said},
                      {"top", top},
                      {"threshold", router.policy.threshold},
                      {"policy", policy_document(router.policy, row.model)}};
  return out;
}

Result<std::string> RoutingDesk::family() const {
  if (!options_.family.empty()) return options_.family;
  if (store_) {
    CXAI_TRY(const auto chosen, store_->setting(kFamilySetting));
    if (chosen) return *chosen;
  }
  CXAI_TRY(const auto all, registry_.list());
  std::set<std::string> families;
  for (const auto& model : all) families.insert(model.info.family);
  if (families.empty() || families.contains(std::string(kUsualFamily))) return std::string(kUsualFamily);
  return *families.begin();
}

Result<std::optional<routing::RegisteredModel>> RoutingDesk::champion() const {
  CXAI_TRY(const std::string name, family());
  CXAI_TRY(const auto all, registry_.list());
  for (const auto& model : all)
    if (model.info.family == name && model.champion) return model;
  return std::nullopt;
}

Result<std::optional<RiskChoice>> RoutingDesk::risk() const {
  if (!store_) return std::nullopt;
  CXAI_TRY(const auto text, store_->setting(kRiskSetting));
  if (!text) return std::nullopt;
  CXAI_TRY(const Json json, base::parse_json(*text));
  base::Reader in(json, kRiskSetting);
  RiskChoice choice;
  choice.target_risk = in.number("target_risk", 0, 1);
  choice.delta = in.number("delta", 0, 1);
  choice.by = in.string("by", "");
  if (const auto at = base::parse_utc(in.string("at", ""))) choice.at = *at;
  if (!in.ok()) return fail(ErrorCode::corrupt_data, in.error().error().message);
  return choice;
}

Result<routing::Policy> RoutingDesk::policy_of(const routing::RegisteredModel& model) const {
  CXAI_TRY(const auto choice, risk());
  if (!choice) return model.info.policy;
  CXAI_TRY(const auto calibration, calibration_of(model));
  if (calibration.empty()) return model.info.policy;
  return routing::choose_policy(calibration, choice->target_risk, choice->delta);
}

Result<routing::RegisteredModel> RoutingDesk::find(const std::string& name) const {
  if (!name.empty()) return registry_.find(name);
  CXAI_TRY(auto model, champion());
  if (!model)
    return fail(ErrorCode::not_found, "no router is trained yet; `cxai finetune FILE` trains one on labelled texts");
  return std::move(*model);
}

Result<RouterInUse> RoutingDesk::load() const {
  CXAI_TRY(const auto model, champion());
  if (!model) return RouterInUse{};
  if (model->info.backend != "local") return RouterInUse{nullptr, "model_on_server"};
  auto opened = routing::Model::open(model->folder);
  if (!opened) {
    base::log_warning("the router does not answer: " + opened.error().message);
    return RouterInUse{nullptr, "model_broken"};
  }
  CXAI_TRY(const auto policy, policy_of(*model));
  return RouterInUse{std::make_shared<const Router>(Router{std::move(*opened), policy}), ""};
}

Result<RouterInUse> RoutingDesk::in_use() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (known_ && now - looked_ < kLookAgain) return *known_;
  CXAI_TRY(const auto model, champion());
  std::string stamp;
  if (model)
    stamp = model->info.name() + stamp_of(model->folder / "model.json") + stamp_of(model->folder / "model.text");
  if (store_) {
    CXAI_TRY(const auto text, store_->setting(kRiskSetting));
    stamp += text.value_or("");
  }
  if (!known_ || stamp != stamp_) {
    CXAI_TRY(known_, load());
    stamp_ = stamp;
  }
  looked_ = now;
  return *known_;
}

Result<std::int64_t> RoutingDesk::settle() {
  {
    const std::lock_guard lock(mutex_);
    known_.reset();
  }
  CXAI_TRY(const auto now, in_use());
  if (!now.router || !store_) return 0;
  return store_->answer_again(now.router->model->info().name(), now.router->policy.threshold);
}

Result<Json> RoutingDesk::classify(const std::vector<std::string>& texts) {
  CXAI_TRY(const auto now, in_use());
  if (!now.router)
    return fail(ErrorCode::conflict,
                "no router answers here (" + now.why_not + "); `cxai finetune FILE` trains one on labelled texts");
  const routing::Model& model = *now.router->model;
  routing::Model::Scratch scratch;
  Json items = Json::array();
  for (const std::string& text : texts) {
    const auto masked = routing_text(text);
    const auto routed =
        routing::routed_from(model.probabilities(*masked, scratch), model.unknown(), now.router->policy.threshold);
    items.push_back(Json{{"label", std::string(model.label_text(routed.label))},
                         {"probability", rounded(routed.probability)},
                         {"top", top_of(model, routed)}});
  }
  return Json{
      {"model", model.info().name()}, {"promise", promise_document(now.router->policy)}, {"items", std::move(items)}};
}

Result<Json> RoutingDesk::models() {
  CXAI_TRY(const std::string name, family());
  CXAI_TRY(const auto now, in_use());
  std::vector<std::string> broken;
  CXAI_TRY(const auto all, registry_.list(&broken));
  Json items = Json::array();
  for (const auto& model : all) {
    if (model.info.family != name) continue;
    Json item = routing::to_json(model.info);
    item.erase("schema");
    item["name"] = model.info.name();
    item["champion"] = model.champion;
    const auto evaluation = read_document(model.folder / "evaluation.json");
    const Json valid = evaluation && evaluation->contains("valid") ? (*evaluation)["valid"] : Json::object();
    for (const char* figure : {"n", "accuracy_interval", "macro_f1", "expected_calibration_error"})
      item[figure] = valid.contains(figure) ? valid[figure] : Json();
    items.push_back(std::move(item));
  }
  CXAI_TRY(const auto choice, risk());
  Json dial;
  if (choice)
    dial = Json{{"target_risk", choice->target_risk},
                {"delta", choice->delta},
                {"by", choice->by},
                {"at", base::format_utc(choice->at)}};
  return Json{{"family", name},
              {"in_use", now.router ? Json(now.router->model->info().name()) : Json()},
              {"why_not", now.router ? Json() : Json(now.why_not)},
              {"promise", now.router ? promise_document(now.router->policy) : Json()},
              {"dial", std::move(dial)},
              {"broken", broken},
              {"items", std::move(items)}};
}

Result<Json> RoutingDesk::evaluation(const std::string& name) {
  CXAI_TRY(const auto model, find(name));
  CXAI_TRY(const auto policy, policy_of(model));
  CXAI_TRY(const auto calibration, calibration_of(model));
  Json dial = Json::array();
  if (!calibration.empty())
    for (const double risk : kRisks) {
      CXAI_TRY(const auto point, routing::choose_policy(calibration, risk, policy.delta));
      dial.push_back(promise_document(point));
    }
  Json document{{"model", model.info.name()},
                {"promise", promise_document(policy)},
                {"dial", std::move(dial)},
                {"evaluation", nullptr}};
  std::error_code error;
  if (std::filesystem::exists(model.folder / "evaluation.json", error)) {
    CXAI_TRY(document["evaluation"], read_document(model.folder / "evaluation.json"));
  }
  return document;
}

Result<Json> RoutingDesk::jobs(std::size_t limit) const {
  CXAI_TRY(const auto all, routing::list_jobs(options_.jobs));
  Json items = Json::array();
  for (const auto& job : all) {
    if (items.size() == limit) break;
    Json item = routing::to_json(job);
    item.erase("request");  // where the data lay
    items.push_back(std::move(item));
  }
  return Json{{"items", std::move(items)}};
}

Result<std::vector<std::string>> RoutingDesk::labels() {
  CXAI_TRY(const auto now, in_use());
  std::vector<std::string> labels;
  if (!now.router) return labels;
  for (const auto& label : now.router->model->info().labels)
    if (label != routing::kUnknownLabel) labels.push_back(label);
  return labels;
}

Result<> RoutingDesk::choose_family(const std::string& family) {
  CXAI_CHECK(store_ != nullptr);
  return store_->put_setting(kFamilySetting, family);
}

Result<routing::ModelInfo> RoutingDesk::promote(const std::string& name) {
  CXAI_TRY(const auto model, registry_.find(name));
  CXAI_TRY_VOID(registry_.promote(model.info, clock_.now(), "promoted"));
  CXAI_TRY_VOID(choose_family(model.info.family));
  CXAI_TRY_VOID(settle());
  return model.info;
}

Result<routing::ModelInfo> RoutingDesk::roll_back() {
  CXAI_TRY(const std::string name, family());
  CXAI_TRY(const auto model, registry_.rollback(name, clock_.now()));
  CXAI_TRY_VOID(settle());
  return model.info;
}

Result<Json> RoutingDesk::choose_risk(const RiskChoice& choice) {
  CXAI_TRY(const auto model, find(""));
  CXAI_TRY(const auto calibration, calibration_of(model));
  if (calibration.empty())
    return fail(ErrorCode::conflict, model.info.name() + " was never calibrated; `cxai certify --use --model " +
                                         model.info.name() + " DATA` does it on labelled data");
  CXAI_TRY(const auto policy, routing::choose_policy(calibration, choice.target_risk, choice.delta));
  CXAI_CHECK(store_ != nullptr);
  CXAI_TRY_VOID(store_->put_setting(kRiskSetting, base::dump_json(Json{{"target_risk", choice.target_risk},
                                                                       {"delta", choice.delta},
                                                                       {"by", choice.by},
                                                                       {"at", base::format_utc(choice.at)}})));
  CXAI_TRY(const auto changed, settle());
  return Json{{"model", model.info.name()}, {"promise", promise_document(policy)}, {"changed", changed}};
}

}  // namespace cxai::pipeline
