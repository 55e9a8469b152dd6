// The router a verb was asked for, opened: a model of this machine, or one that answers on a server.
//
// Errors   not_found, invalid_input (no such model, prices that are no numbers, a server's model without --backend) ·
//          those of the registry, the model and the server
// Threads  as Router
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "cli/context.hpp"
#include "cli/routing_files.hpp"
#include "llm/openai.hpp"
#include "routing/chat_format.hpp"
#include "routing/remote_router.hpp"

namespace cxai::cli {

struct RouterChoice {
  std::string model;
  double risk = 0;  // 0: the policy the model has
  double delta = 0.05;
  std::string backend;            // empty: the model's own
  std::filesystem::path answers;  // of a server, kept here; empty: not
};

class OpenRouter final : public routing::Router {
 public:
  OpenRouter(std::unique_ptr<routing::Model> model);
  OpenRouter(std::unique_ptr<llm::OpenAi> server, std::unique_ptr<routing::RemoteRouter> remote);

  const routing::ModelInfo& info() const override { return router().info(); }
  Result<std::vector<float>> probabilities(std::span<const routing::MaskedText> texts,
                                           const std::stop_token& stop) override;
  bool paid() const { return remote_ != nullptr; }
  std::size_t prompt_bytes() const { return remote_ ? remote_->prompt().size() : 0; }

 private:
  const routing::Router& router() const;

  std::unique_ptr<routing::Model> model_;
  std::unique_ptr<routing::LocalRouter> local_;
  std::unique_ptr<llm::OpenAi> server_;
  std::unique_ptr<routing::RemoteRouter> remote_;
};

Result<std::unique_ptr<OpenRouter>> open_router(Context& context, const RouterChoice& choice);

Result<llm::OpenAi> open_server(const Context& context);
Result<routing::Prices> prices(const base::Config& config);

// Says what asking the server costs; an error unless `yes`: the estimate, and what to add.
Result<> confirm_cost(Context& context, const routing::CostEstimate& estimate, bool yes);
// The same for all conversations of a file, estimated from the first few hundred.
Result<> confirm_cost(Context& context, const OpenRouter& router, const RoutingFile& file, bool yes);

// How a policy of this model changes with another risk. Errors: conflict when it was never calibrated.
Result<routing::Policy> policy_at(const routing::ModelInfo& info, const std::vector<routing::Confidence>& calibration,
                                  double risk, double delta);

}  // namespace cxai::cli
