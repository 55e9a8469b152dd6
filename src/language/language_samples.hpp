// Text from which the language model counts its character sequences. Written for this purpose.
#pragma once

#include <string_view>

namespace cxai::language {

std::string_view turkish_sample();
std::string_view english_sample();
std::string_view german_sample();

}  // namespace cxai::language
