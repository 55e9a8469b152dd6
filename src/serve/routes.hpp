// The route table: every address the server answers.
#pragma once

#include <span>

#include "serve/router.hpp"

namespace cxai::serve {

std::span<const Route> routes();

}  // namespace cxai::serve
