#include "http/problem.hpp"

#include <string>

namespace cxai::http {

Response problem(int status, std::string_view code, std::string_view detail) {
  const Json document{
      {"type", "about:blank"}, {"title", reason(status)}, {"status", status}, {"code", code}, {"detail", detail}};
  Response response = text_response(status, base::dump_json(document), "application/problem+json");
  if (status == 503) response.headers.set("Retry-After", "5");
  return response;
}

Response problem(const Error& error, std::string_view request_id) {
  const int status = http_status(error.code);
  if (status < 500) return problem(status, base::to_string(error.code), error.message);
  const std::string what = status == 503 ? "the server cannot answer now; try again in a few seconds"
                                         : "the server could not answer; the operator finds the reason in the log";
  return problem(status, base::to_string(error.code), what + " (request " + std::string(request_id) + ")");
}

}  // namespace cxai::http
