// The rows of a file again, byte for byte, each with what was answered behind it.
//
// Output   the header with company,probability,top3; every good row as it stands with its three values, quoted where
//          they must be, in the file's own separator and line ends
// Errors   unavailable when the output takes no more
// Threads  one
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "threads/csv.hpp"

namespace cxai::cli {

struct AppendedValues {
  std::string company;
  std::string probability;
  std::string top3;
};

// `values_of` is asked for every row below the header that reads, in order; false leaves the row out.
// The reader stands behind its row.
Result<std::uint64_t> write_with_values(std::string_view text, char separator,
                                        const std::function<bool(threads::CsvReader&, AppendedValues&)>& values_of,
                                        std::ostream& out);

}  // namespace cxai::cli
