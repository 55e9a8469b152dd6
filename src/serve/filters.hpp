// Query parameters of lists and statistics, read into the store's filter.
//
// Errors   invalid_input naming the parameter; permission_denied (see access.hpp)
// Source   docs/formats/http-api.md, conversations
#pragma once

#include "base/result.hpp"
#include "serve/app.hpp"
#include "serve/request.hpp"
#include "store/store.hpp"

namespace cxai::serve {

// Narrowed to what the user may see. Words of `q` are looked up in the index, in the user's language first; words
// no conversation has there are taken as a part of an id, a file or a name.
Result<store::ConversationFilter> read_filter(App& app, const Request& request);

Result<store::Page> read_page(const Request& request);

// A whole number parameter within bounds, or `fallback` when absent.
Result<std::int64_t> read_number(const Request& request, const std::string& name, std::int64_t min, std::int64_t max,
                                 std::int64_t fallback);

// "a,b,,c" -> a, b, c
std::vector<std::string> split_list(std::string_view text);

// Errors: invalid_input when the request has a parameter that `known` (names with spaces between) does not list.
Result<> check_known(const Request& request, std::string_view known);

}  // namespace cxai::serve
