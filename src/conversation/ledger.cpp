#include "conversation/ledger.hpp"

#include <cmath>

#include "conversation/names.hpp"
#include "conversation/turn_json.hpp"

namespace cxai::conversation {

const char* to_string(DropReason reason) {
  switch (reason) {
    case DropReason::too_quiet:
      return "too_quiet";
    case DropReason::no_speech:
      return "no_speech";
    case DropReason::repetition:
      return "repetition";
    case DropReason::invented_outro:
      return "invented_outro";
    case DropReason::too_fast:
      return "too_fast";
    case DropReason::language_unclear:
      return "language_unclear";
    case DropReason::engine_error:
      return "engine_error";
    case DropReason::cancelled:
      return "cancelled";
  }
  return "no_speech";
}

std::optional<DropReason> drop_reason_from(std::string_view name) {
  return enumerator_named(name, DropReason::cancelled);
}

Json to_json(const DroppedStretch& dropped) {
  Json figures = Json::object();
  for (const auto& [name, value] : dropped.figures) figures[name] = std::round(value * 1000) / 1000;
  return Json{{"channel", dropped.channel},
              {"start_ms", dropped.time.start.count()},
              {"end_ms", dropped.time.end.count()},
              {"reason", to_string(dropped.reason)},
              {"figures", std::move(figures)}};
}

DroppedStretch read_dropped(base::Reader& in) {
  DroppedStretch out;
  out.channel = static_cast<int>(in.integer("channel", 0, 31, 0));
  if (const auto time = read_interval(in))
    out.time = *time;
  else
    in.reject("start_ms", "is required");
  const std::string reason = in.string("reason");
  if (const auto known = drop_reason_from(reason))
    out.reason = *known;
  else
    in.reject("reason",
              "must be too_quiet, no_speech, repetition, invented_outro, too_fast, language_unclear, engine_error or "
              "cancelled");
  if (const Json* figures = in.object("figures"))
    for (const auto& [name, value] : figures->items()) {
      if (value.is_number())
        out.figures.emplace_back(name, value.get<double>());
      else
        in.reject("figures." + name, "must be a number");
    }
  return out;
}

}  // namespace cxai::conversation
