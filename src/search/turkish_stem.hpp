// One key for the inflections of a Turkish word, whether typed with Turkish letters or on a plain keyboard.
//
// Input    a folded word in plain ASCII letters (language::ascii_fold), apostrophe suffix cut
// Output   what is left when cases, possessives, plurals and the common verb endings are gone; a key, not a word.
//          The rules take single endings and run until none fits, so that "faturamızın", "fatura" and "faturada" meet
//          even where a bare noun itself looks inflected
// Limits   keeps at least three letters; roots that differ in their Turkish letters alone ("ölü", "olu") share a key
#pragma once

#include <string>
#include <string_view>

namespace cxai::search {

std::string turkish_stem(std::string_view ascii_word);

}  // namespace cxai::search
