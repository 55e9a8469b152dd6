// The words of a report in Turkish, English and German.
#pragma once

#include <string>
#include <string_view>

namespace cxai::report {

// The term for an identifier of our documents ("resolution", "cannot_tell", "talk_ms"); languages other than en and
// de read Turkish. An identifier without a term is returned with blanks for underscores.
std::string term(std::string_view identifier, std::string_view language);

}  // namespace cxai::report
