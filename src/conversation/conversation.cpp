#include "conversation/conversation.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "conversation/names.hpp"
#include "conversation/plain_text.hpp"

namespace cxai::conversation {
namespace {

constexpr std::int64_t kLongestMs = 30LL * 24 * 3600 * 1000;

constexpr std::array<std::string_view, 12> kKnown{"customer_ref", "surveyed_csat", "kind",       "language",
                                                  "started_at",   "agent_id",      "agent_name", "team",
                                                  "company",      "direction",     "hold_ms",    "after_call_work_ms"};

// Ids are often written as numbers; both are read as text.
void read_text(base::Reader& in, const base::Json& json, const char* key, std::string& into) {
  if (!in.has(key)) return;
  const auto& value = *json.find(key);
  into = value.is_number_integer() ? value.dump() : in.string(key);
}

}  // namespace

const char* to_string(Kind kind) {
  switch (kind) {
    case Kind::call:
      return "call";
    case Kind::chat:
      return "chat";
    case Kind::tweet:
      return "tweet";
  }
  return "call";
}

std::optional<Kind> kind_from(std::string_view name) {
  return enumerator_named(name, Kind::tweet);
}

Result<> read_metadata(const base::Json& json, Conversation& into) {
  base::Reader in(json, "");
  if (!in.ok()) return in.error();
  Conversation out = into;

  if (const auto kind = in.optional_string("kind")) {
    if (const auto known = kind_from(*kind)) {
      out.kind = *known;
    } else {
      in.reject("kind", "must be call, chat or tweet");
    }
  }
  if (const auto language = in.optional_string("language")) {
    out.language = language_code(*language);
    if (out.language.empty() && !language->empty()) in.reject("language", "must be a code such as tr, en or de");
  }
  if (const auto started = in.optional_string("started_at")) {
    if (const auto time = base::parse_utc(*started)) {
      out.started_at = *time;
    } else {
      in.reject("started_at", "must be a time like 2026-03-14T09:26:53Z");
    }
  }
  read_text(in, json, "agent_id", out.agent_id);
  read_text(in, json, "agent_name", out.agent_name);
  read_text(in, json, "team", out.team);
  read_text(in, json, "company", out.company);
  if (const auto direction = in.optional_string("direction")) {
    if (*direction != "inbound" && *direction != "outbound" && !direction->empty())
      in.reject("direction", "must be inbound or outbound");
    out.direction = *direction;
  }
  read_text(in, json, "customer_ref", out.customer_ref);
  if (const auto csat = in.optional_number("surveyed_csat", 1, 5)) out.surveyed_csat = *csat;
  if (const auto hold = in.optional_integer("hold_ms", 0, kLongestMs)) out.hold = Millis(*hold);
  if (const auto work = in.optional_integer("after_call_work_ms", 0, kLongestMs)) out.after_call_work = Millis(*work);
  for (const auto& [key, value] : json.items()) {
    if (value.is_null() || std::ranges::find(kKnown, key) != kKnown.end()) continue;
    out.metadata[key] = value.is_string() ? value.get<std::string>() : base::dump_json(value);
  }
  if (!in.ok()) return in.error();
  into = std::move(out);
  return {};
}

}  // namespace cxai::conversation
