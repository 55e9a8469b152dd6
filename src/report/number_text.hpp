// Numbers as readers of a language write them.
//
// Threads  pure
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cxai::report {

// 12345 as "12.345" (tr, de) or "12,345" (others).
std::string count_text(std::int64_t number, std::string_view language);

// With `decimals` digits behind the decimal mark.
std::string number_text(double number, int decimals, std::string_view language);

// 0.125 as "%12,5" (tr), "12,5 %" (de) or "12.5%" (others).
std::string percent_text(double share, int decimals, std::string_view language);

}  // namespace cxai::report
