// Web addresses, as far as a client has to look into them.
//
// Threads  pure
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cxai::net {

// An http or https address with a host. Errors: invalid_input saying what is missing.
Result<> check_address(std::string_view url);

// The address as it may be shown and logged: without user, password, query and fragment.
std::string shown_address(std::string_view url);

// "huggingface.co", "localhost:8080"; "" where there is none.
std::string host_of(std::string_view url);

// `base` and `path` with exactly one '/' between them.
std::string join_address(std::string_view base, std::string_view path);

}  // namespace cxai::net
