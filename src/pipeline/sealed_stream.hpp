// A file, plain or sealed, as a standard stream.
//
// Errors   those of opening; a sealed file that breaks in the middle ends the stream with badbit
// Threads  one
#pragma once

#include <istream>
#include <memory>

#include "base/result.hpp"
#include "base/seal.hpp"

namespace cxai::pipeline {

Result<std::unique_ptr<std::istream>> open_stream(const base::KeyedFile& file);

}  // namespace cxai::pipeline
