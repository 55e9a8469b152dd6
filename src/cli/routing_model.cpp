#include "cli/routing_model.hpp"

#include <charconv>
#include <ostream>

#include "base/files.hpp"
#include "cli/language_model.hpp"
#include "cli/routing.hpp"

namespace cxai::cli {
namespace {

constexpr std::size_t kSample = 300;  // conversations looked at for an estimate

}  // namespace

OpenRouter::OpenRouter(std::unique_ptr<routing::Model> model)
    : model_(std::move(model)), local_(std::make_unique<routing::LocalRouter>(*model_)) {}

OpenRouter::OpenRouter(std::unique_ptr<llm::OpenAi> server, std::unique_ptr<routing::RemoteRouter> remote)
    : server_(std::move(server)), remote_(std::move(remote)) {}

const routing::Router& OpenRouter::router() const {
  if (remote_) return *remote_;
  return *local_;
}

Result<std::vector<float>> OpenRouter::probabilities(std::span<const routing::MaskedText> texts,
                                                     const std::stop_token& stop) {
  return remote_ ? remote_->probabilities(texts, stop) : local_->probabilities(texts, stop);
}

Result<routing::Policy> policy_at(const routing::ModelInfo& info, const std::vector<routing::Confidence>& calibration,
                                  double risk, double delta) {
  if (calibration.empty())
    return fail(ErrorCode::conflict, info.name() + " was never calibrated; `cxai certify --use --model " + info.name() +
                                         " DATA` does it on labelled data");
  return routing::choose_policy(calibration, risk, delta);
}

Result<std::unique_ptr<OpenRouter>> open_router(Context& context, const RouterChoice& choice) {
  CXAI_TRY(auto found, routing_registry(context.config).find(choice.model));
  if (!choice.backend.empty() && choice.backend != found.info.backend)
    return fail(ErrorCode::invalid_input, found.info.name() + " answers with --backend " + found.info.backend);
  if (found.info.backend == "local") {
    CXAI_TRY(auto model, routing::Model::open(found.folder));
    if (choice.risk > 0) {
      CXAI_TRY(const auto policy, policy_at(model->info(), model->calibration(), choice.risk, choice.delta));
      model->use(policy);
    }
    return std::make_unique<OpenRouter>(std::move(model));
  }
  if (choice.backend.empty())
    return fail(ErrorCode::invalid_input, found.info.name() +
                                              " answers on a server, which costs money and sends masked "
                                              "texts there; add --backend openai to use it");
  CXAI_TRY(llm::OpenAi opened, open_server(context));
  auto server = std::make_unique<llm::OpenAi>(std::move(opened));
  CXAI_TRY(const std::string csv, base::read_file(found.folder / "calibration.csv"));
  CXAI_TRY(const auto calibration, routing::read_calibration(csv));
  if (choice.risk > 0) {
    CXAI_TRY(found.info.policy, policy_at(found.info, calibration, choice.risk, choice.delta));
  }
  CXAI_TRY(auto remote,
           routing::RemoteRouter::open(
               found.info, *server, static_cast<std::size_t>(context.config.integer("llm.in_flight")), choice.answers));
  return std::make_unique<OpenRouter>(std::move(server), std::move(remote));
}

Result<llm::OpenAi> open_server(const Context& context) {
  llm::OpenAiOptions options;
  options.endpoint = finetuning_endpoint(context.config);
  CXAI_TRY(options.key, llm_key(context.config));
  auto server = llm::OpenAi::open(std::move(options), net::system_pauser());
  if (!server) return fail("llm.endpoint (" + context.config.value("llm.endpoint").origin + "): ", server.error());
  return server;
}

Result<routing::Prices> prices(const base::Config& config) {
  routing::Prices all;
  for (const auto& [key, to] : {std::pair("llm.price_training", &all.training),
                                std::pair("llm.price_input", &all.input), std::pair("llm.price_output", &all.output)}) {
    const std::string& text = config.text(key);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *to);
    if (error != std::errc() || end != text.data() + text.size() || *to < 0)
      return fail(ErrorCode::invalid_input, std::string(key) + " (" + config.value(key).origin +
                                                "): must be a number of at least 0, as in 0.30, got '" + text + "'");
  }
  return all;
}

Result<> confirm_cost(Context& context, const routing::CostEstimate& estimate, bool yes) {
  const std::string said = routing::to_sentence(estimate) + ", at " + finetuning_endpoint(context.config);
  context.io.err << "estimate: " << said << '\n';
  if (yes) return {};
  return fail(ErrorCode::conflict, "nothing was sent; add --yes to spend this");
}

Result<> confirm_cost(Context& context, const OpenRouter& router, const RoutingFile& file, bool yes) {
  CXAI_TRY(const auto price, prices(context.config));
  const auto& conversations = file.conversations();
  const std::size_t looked_at = std::min(kSample, conversations.size());
  ConversationText maker(router.info().customer_only);
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < looked_at; ++i)
    bytes += std::min(routing::kLongestSentBytes, file.text(conversations[i], maker)->size());
  if (looked_at > 0) bytes = bytes * conversations.size() / looked_at;
  bytes += router.prompt_bytes() * conversations.size();
  return confirm_cost(context, routing::asking_cost(conversations.size(), bytes, price), yes);
}

}  // namespace cxai::cli
