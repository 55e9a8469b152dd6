// What hasty spellings stand for, by language; folded words, sorted by nothing.
#pragma once

#include <string_view>

namespace cxai::language {

// The replacement, or an empty view.
std::string_view chat_word(std::string_view folded, std::string_view language);

}  // namespace cxai::language
