// Emoji sequences.
//
// Source   Unicode Technical Standard 51, section 1.4 (ED-17 and the definitions it stands on)
#pragma once

#include <cstddef>
#include <string_view>

namespace cxai::language {

// End of the emoji that starts at `offset`, with its modifiers, joiners and flag partner as one; `offset` when none
// does.
std::size_t emoji_end(std::string_view text, std::size_t offset);

}  // namespace cxai::language
