// Text between the tags of HTML, XML and WebVTT.
//
// Threads  pure
#pragma once

#include <string>
#include <string_view>

namespace cxai::base {

// & < > " as entities: safe between tags and inside an attribute in double quotes.
std::string escape_markup(std::string_view text);

}  // namespace cxai::base
