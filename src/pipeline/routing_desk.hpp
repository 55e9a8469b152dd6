// Which trained router answers in this centre, and under which promise; what people may look at and decide about it.
//
// Owns     the model in use, as long as somebody holds it; borrows the store, whose settings "routing.risk" and
// "routing.family" people choose Output   `in_use` for the line of stages and for single texts; documents for the
// fronts (docs/formats/routing-api.md) Errors   not_found, conflict and corrupt_data as routing/registry.hpp; those of
// the store Threads  all functions from any thread Limits   a champion that another process names is in use within a
// second; a server's model never routes by itself:
//          texts would leave the machine unasked
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "conversation/transcript.hpp"
#include "routing/model.hpp"
#include "routing/registry.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

// A router and the promise it answers under. Immutable.
struct Router {
  std::shared_ptr<const routing::Model> model;
  routing::Policy policy;
};

struct RouterInUse {
  std::shared_ptr<const Router> router;  // null: none
  std::string why_not = "no_model";      // then: no_model, model_on_server, model_broken
};

struct RoutingDeskOptions {
  std::filesystem::path models;  // the registry
  std::filesystem::path jobs;    // of training
  std::string family;  // what routes; empty: the one last promoted here, else "companies" where there is such a
                       // model, else the first by name
};

// The dial: how many of the answers may be wrong, and how sure that is.
struct RiskChoice {
  double target_risk = 0.05;
  double delta = 0.05;
  std::string by;  // user id
  Timestamp at{};
};

class RoutingDesk {
 public:
  // Without a store the model's own promise holds.
  RoutingDesk(RoutingDeskOptions options, store::Store* store, const base::Clock& clock)
      : options_(std::move(options)), registry_(options_.models), store_(store), clock_(clock) {}

  Result<RouterInUse> in_use();

  // Labels texts by the router in use. Errors: conflict (none is).
  Result<Json> classify(const std::vector<std::string>& texts);

  // The models of the family, the champion named, and the promise that holds.
  Result<Json> models();
  // How good a model was measured to be, and what every risk of the dial would mean. Empty: the champion.
  Result<Json> evaluation(const std::string& model);
  Result<Json> jobs(std::size_t limit) const;
  // All labels the model in use knows, Unknown left out.
  Result<std::vector<std::string>> labels();

  // Conversations are routed to the labels of this family from now on.
  Result<> choose_family(const std::string& family);
  // By name; its family routes from now on. Errors: not_found.
  Result<routing::ModelInfo> promote(const std::string& model);
  Result<routing::ModelInfo> roll_back();
  // Turns the dial; what was routed is answered anew. Gives the promise and how many answers changed.
  Result<Json> choose_risk(const RiskChoice& choice);

 private:
  Result<std::string> family() const;
  Result<std::optional<routing::RegisteredModel>> champion() const;
  Result<std::optional<RiskChoice>> risk() const;
  Result<routing::Policy> policy_of(const routing::RegisteredModel& model) const;
  Result<routing::RegisteredModel> find(const std::string& model) const;
  Result<RouterInUse> load() const;
  Result<std::int64_t> settle();  // forgets what was read; the answers are those of the promise that holds now

  RoutingDeskOptions options_;
  routing::Registry registry_;
  store::Store* store_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::optional<RouterInUse> known_;
  std::string stamp_;  // of the files and settings it was read from
  std::chrono::steady_clock::time_point looked_{};
};

// What a router says of a conversation, as the analysis holds it (docs/formats/analysis.md) and as lists see it.
struct RoutedConversation {
  Json document;
  store::ConversationRow::Routing row;
};
RoutedConversation route(const Router& router, const conversation::Transcript& unmasked);

}  // namespace cxai::pipeline
