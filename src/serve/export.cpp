#include "serve/handlers.hpp"
namespace cxai::serve {
Result<Response> export_conversations(App&, const Request&) {
  return fail(ErrorCode::unsupported, "x");
}
}  // namespace cxai::serve
