// The stop word lists, for is_stop_word and for language identification.
#pragma once

#include <string_view>

namespace cxai::language {

// Folded words parted by single spaces or line breaks.
std::string_view turkish_stop_words();
std::string_view english_stop_words();
std::string_view german_stop_words();

// Calls `use` with each word of such a list.
template <class Use>
void for_each_word(std::string_view list, Use use) {
  static constexpr std::string_view kSpace = " \n";
  for (std::size_t i = list.find_first_not_of(kSpace); i != std::string_view::npos;) {
    const std::size_t end = list.find_first_of(kSpace, i);
    use(list.substr(i, end - i));
    i = list.find_first_not_of(kSpace, end);
  }
}

}  // namespace cxai::language
