// Live calls as documents: for those who watch, and for the sender of a stream.
//
// Rule     text is masked; besides no run of three and more digits is shown, since of a number that is being dictated
//          only the first digits may have come
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "live/desk.hpp"

namespace cxai::serve {

Json live_call_document(const live::CallView& view);  // with "turns" when the view has text
Json event_document(const live::StreamEvent& event);

// "1234 56 kaç" -> "••• kaç"; blanks, dots and dashes between digits belong to the number.
std::string hide_numbers(std::string_view text);

}  // namespace cxai::serve
