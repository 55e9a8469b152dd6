// The API behind the HTTP server: each request goes to its row of the route table, if whoever asks may call it.
//
// Threads  see http/service.hpp
#pragma once

#include "http/service.hpp"
#include "serve/app.hpp"

namespace cxai::serve {

class Api final : public http::Service {
 public:
  explicit Api(App& app) : app_(app) {}

  std::expected<std::unique_ptr<http::Exchange>, Response> open(http::Request request) override;
  void add_common_headers(Response& response) override;

 private:
  App& app_;
};

}  // namespace cxai::serve
