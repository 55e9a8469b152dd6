// How a server's language model is taught and asked to route: the prompt, the training lines, the request, the answer.
//
// Input    masked texts only
// Threads  pure
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "routing/model.hpp"

namespace cxai::routing {

// Of a text sent to a server, at most this much.
inline constexpr std::size_t kLongestSentBytes = 12'000;

std::string system_prompt(std::span<const std::string> labels);

// One line of a training file, with its line end.
std::string training_line(const std::string& prompt, const MaskedText& text, std::string_view label);

Json chat_request(const std::string& model, const std::string& prompt, const MaskedText& text);

// The label an answer names, apart from case, blanks and quotes; labels.size() where it names none.
std::uint32_t label_in(std::string_view answer, std::span<const std::string> labels);

// About so many tokens: a token is taken for three bytes, which is on the safe side for Turkish.
std::uint64_t estimated_tokens(std::size_t bytes);

// What it costs, in US dollars per million tokens.
struct Prices {
  double training = 0;
  double input = 0;
  double output = 0;
};

struct CostEstimate {
  std::uint64_t texts = 0;
  std::uint64_t tokens = 0;
  double usd = 0;
};
CostEstimate training_cost(std::uint64_t texts, std::uint64_t bytes, std::size_t epochs, const Prices& prices);
CostEstimate asking_cost(std::uint64_t texts, std::uint64_t bytes, const Prices& prices);
std::string to_sentence(const CostEstimate& estimate);

}  // namespace cxai::routing
