#include "routing/chat_format.hpp"

#include <algorithm>
#include <cstdio>

#include "routing/brand_words.hpp"

namespace cxai::routing {
namespace {

constexpr std::size_t kTokensPerMessage = 8;  // of the form around the text
constexpr std::size_t kAnswerTokens = 8;

Json message(const char* role, std::string_view text) {
  return Json{{"role", role}, {"content", text}};
}

std::string_view shortened(std::string_view text) {
  std::size_t keep = std::min(text.size(), kLongestSentBytes);
  while (keep > 0 && keep < text.size() && (static_cast<unsigned char>(text[keep]) & 0xC0) == 0x80) --keep;
  return text.substr(0, keep);
}

CostEstimate cost(std::uint64_t texts, std::uint64_t tokens, double price) {
  return {texts, tokens, static_cast<double>(tokens) / 1e6 * price};
}

}  // namespace

std::string system_prompt(std::span<const std::string> labels) {
  std::string prompt =
      "You route customer service conversations. Answer with exactly one of the labels below and nothing else. Answer "
      "Unknown when the conversation fits none of them or does not say enough.\nLabels: ";
  bool unknown = false;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    prompt += (i > 0 ? "; " : "") + labels[i];
    unknown = unknown || labels[i] == kUnknownLabel;
  }
  return unknown ? prompt : prompt + "; " + kUnknownLabel;
}

std::string training_line(const std::string& prompt, const MaskedText& text, std::string_view label) {
  const Json line{{"messages", Json::array({message("system", prompt), message("user", shortened(*text)),
                                            message("assistant", label)})}};
  return base::dump_json(line) + "\n";
}

Json chat_request(const std::string& model, const std::string& prompt, const MaskedText& text) {
  return Json{{"model", model},
              {"messages", Json::array({message("system", prompt), message("user", shortened(*text))})},
              {"temperature", 0},
              {"max_completion_tokens", 40},
              {"logprobs", true}};
}

std::uint32_t label_in(std::string_view answer, std::span<const std::string> labels) {
  constexpr std::string_view kAround = " \t\r\n\"'.`*";
  const std::size_t begin = answer.find_first_not_of(kAround);
  if (begin == std::string_view::npos) return static_cast<std::uint32_t>(labels.size());
  answer = answer.substr(begin, answer.find_last_not_of(kAround) - begin + 1);
  const auto exact = std::ranges::find(labels, answer);
  if (exact != labels.end()) return static_cast<std::uint32_t>(exact - labels.begin());
  const std::string plain = plain_form(answer);
  for (std::uint32_t i = 0; i < labels.size(); ++i)
    if (plain_form(labels[i]) == plain) return i;
  return static_cast<std::uint32_t>(labels.size());
}

std::uint64_t estimated_tokens(std::size_t bytes) {
  return (bytes + 2) / 3;
}

CostEstimate training_cost(std::uint64_t texts, std::uint64_t bytes, std::size_t epochs, const Prices& prices) {
  const std::uint64_t once = estimated_tokens(bytes) + texts * 3 * kTokensPerMessage;
  return cost(texts, once * epochs, prices.training);
}

CostEstimate asking_cost(std::uint64_t texts, std::uint64_t bytes, const Prices& prices) {
  const std::uint64_t asked = estimated_tokens(bytes) + texts * 2 * kTokensPerMessage;
  CostEstimate estimate = cost(texts, asked, prices.input);
  estimate.usd += static_cast<double>(texts * kAnswerTokens) / 1e6 * prices.output;
  return estimate;
}

std::string to_sentence(const CostEstimate& estimate) {
  char text[160];
  std::snprintf(text, sizeof text, "%llu texts, about %llu tokens, about %.2f US dollars",
                static_cast<unsigned long long>(estimate.texts), static_cast<unsigned long long>(estimate.tokens),
                estimate.usd);
  return text;
}

}  // namespace cxai::routing
