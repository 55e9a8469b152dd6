// Who answers which label a text has: a model on this machine, or one on a server.
//
// Input    masked texts
// Output   [texts, labels] row-major, probabilities that sum to at most 1
// Errors   cancelled · of a server: unavailable, permission_denied, invalid_input, corrupt_data
// Threads  any number of calls at once
#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "routing/model.hpp"

namespace cxai::routing {

class Router {
 public:
  virtual ~Router() = default;
  virtual const ModelInfo& info() const = 0;
  virtual Result<std::vector<float>> probabilities(std::span<const MaskedText> texts, const std::stop_token& stop) = 0;

  // The number of the label Unknown; as many as there are labels where it is none.
  std::uint32_t unknown() const;
};

// Borrows the model.
class LocalRouter final : public Router {
 public:
  explicit LocalRouter(const Model& model) : model_(model) {}
  const ModelInfo& info() const override { return model_.info(); }
  Result<std::vector<float>> probabilities(std::span<const MaskedText> texts, const std::stop_token& stop) override;

 private:
  const Model& model_;
};

}  // namespace cxai::routing
