#include "cli/language_model.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/files.hpp"
#include "cli/routing_model.hpp"

namespace cxai::cli {
namespace {

constexpr const char* kOpenAi = "https://api.openai.com/v1";

Result<double> number(const base::Config& config, const std::string& key, double largest) {
  const std::string& text = config.text(key);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= 0 && value <= largest) return value;
  return fail(ErrorCode::invalid_input, key + " (" + config.value(key).origin + "): must be a number from 0 to " +
                                            std::to_string(static_cast<std::int64_t>(largest)) + ", got '" + text +
                                            "'");
}

}  // namespace

std::string finetuning_endpoint(const base::Config& config) {
  const std::string& named = config.text("llm.endpoint");
  return named.empty() ? kOpenAi : named;
}

Result<std::string> llm_key(const base::Config& config) {
  const std::string& key = config.text("llm.api_key");
  const std::string& file = config.text("llm.key_file");
  if (!key.empty() || file.empty()) return key;
  constexpr std::uint64_t kLargestKey = 16 << 10;
  auto bytes = base::read_file(file, kLargestKey);
  if (!bytes) return fail("llm.key_file (" + config.value("llm.key_file").origin + "): ", bytes.error());
  bytes->resize(std::min(bytes->size(), bytes->find_first_of("\r\n")));
  if (bytes->empty()) return fail(ErrorCode::invalid_input, "llm.key_file: " + file + ": the first line is empty");
  return std::move(*bytes);
}

Result<std::shared_ptr<llm::Chat>> language_model(const Context& context) {
  const base::Config& config = context.config;
  if (config.text("llm.endpoint").empty() || !config.boolean("llm.read_conversations")) return nullptr;
  llm::ChatOptions options;
  options.server.endpoint = config.text("llm.endpoint");
  CXAI_TRY(options.server.key, llm_key(config));
  const Millis longest(config.integer("llm.timeout_seconds") * 1000);
  options.server.timeouts.idle = longest;
  options.server.timeouts.total = longest;
  options.server.retry.attempts = 3;
  options.model = config.text("llm.model");
  CXAI_TRY(options.temperature, number(config, "llm.temperature", 2));
  options.answer_tokens = static_cast<std::uint64_t>(config.integer("llm.answer_tokens"));
  options.folder = context.data_dir() / "llm";
  options.budget.tokens_a_day = static_cast<std::uint64_t>(config.integer("llm.budget_tokens"));
  CXAI_TRY(const double usd, number(config, "llm.budget_usd", 1e6));
  options.budget.micro_usd_a_day = static_cast<std::uint64_t>(std::llround(usd * 1e6));
  CXAI_TRY(const auto price, prices(config));
  options.budget.price_input = price.input;
  options.budget.price_output = price.output;
  CXAI_TRY(options.budget.utc_offset_minutes, utc_offset_minutes(config.text("centre.time_zone"), context.clock.now()));
  auto chat = llm::Chat::open(std::move(options), net::system_pauser());
  if (!chat) return fail("llm.endpoint (" + config.value("llm.endpoint").origin + "): ", chat.error());
  return std::shared_ptr<llm::Chat>(std::move(*chat));
}

}  // namespace cxai::cli
