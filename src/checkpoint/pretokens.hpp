// Splits text where no token may cross: before a blank and a word, between letters, digits and signs.
//
// Input    valid UTF-8
// Output   the pieces in order; joined they are the text
// Threads  pure
// Source   GPT-2's pattern: 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
#pragma once

#include <string_view>
#include <vector>

namespace cxai::checkpoint {

std::vector<std::string_view> split_pretokens(std::string_view text);

}  // namespace cxai::checkpoint
