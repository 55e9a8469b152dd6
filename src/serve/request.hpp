// A request as the handlers of the API see it: what came by HTTP, who asks, and the files that came along.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/message.hpp"
#include "pipeline/intake.hpp"
#include "store/store.hpp"

namespace cxai::serve {

using http::EventSource;
using http::json_response;
using http::Method;
using http::no_content;
using http::Response;
using http::text_response;

struct Request : http::Request {
  std::vector<pipeline::UploadedFile> files;  // of routes that take uploads
  std::optional<store::User> user;            // who asks; absent where nobody signed in
  std::string session_sha256;                 // of the token that named the user
};

}  // namespace cxai::serve
