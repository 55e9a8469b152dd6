// Server-Sent Events as text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "serve/request.hpp"

namespace cxai::serve {

inline constexpr std::string_view kKeepAlive = ": keep-alive\n\n";

std::string event_text(std::string_view name, const Json& data);
Response event_stream(std::unique_ptr<EventSource> source);

}  // namespace cxai::serve
