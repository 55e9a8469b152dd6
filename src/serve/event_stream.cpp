#include "serve/event_stream.hpp"

#include <utility>

namespace cxai::serve {

std::string event_text(std::string_view name, const Json& data) {
  return "event: " + std::string(name) + "\ndata: " + base::dump_json(data) + "\n\n";
}

Response event_stream(std::unique_ptr<EventSource> source) {
  Response response;
  response.headers.set("Content-Type", "text/event-stream");
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Accel-Buffering", "no");  // asks proxies not to hold events back
  response.body = std::move(source);
  return response;
}

}  // namespace cxai::serve
