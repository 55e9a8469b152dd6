// @mentions, signatures and addresses in messages: what gives away the company or the person behind a text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "conversation/transcript.hpp"

namespace cxai::threads {

struct Stretch {
  std::size_t begin = 0;  // byte offsets
  std::size_t end = 0;
};

// The next "@name" at or after `at`, which moves past it; the sign counts only where no word stands before it.
std::optional<Stretch> next_mention(std::string_view text, std::size_t& at);

// The text as it may be learned from and classified: without @mentions, web addresses as "<url>", and without the
// signature at the end of an agent's message ("^AB", "- Sam"). Names of persons are the room privacy's to take out.
std::string without_leaks(std::string_view text, conversation::Role role);

}  // namespace cxai::threads
