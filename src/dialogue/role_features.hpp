// What the words of a turn, and of the turns beside it, say about who speaks: hashed features for the role tagger.
//
// Input    the texts of the turns of one conversation in order, any of Turkish, English and German, clean or as
//          recognised; nothing has been masked yet
// Output   the features of each turn. They are the same for "Faturam", "FATURAM" and "faturam": case and accents are
//          left out, so that the language need not be known
// Threads  pure
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace cxai::dialogue {

// Part of the bundle (docs/formats/tagger.md): another name, another training.
inline constexpr std::string_view kRoleFeatures = "roles/1";

std::vector<std::vector<std::uint64_t>> role_features(const std::vector<std::string_view>& turns);

}  // namespace cxai::dialogue
