// The OpenAPI 3.1 document, made from the route table.
#pragma once

#include <span>

#include "base/json.hpp"
#include "serve/router.hpp"

namespace cxai::serve {

Json openapi_document(std::span<const Route> routes);

// components.schemas, by hand: openapi_schemas.cpp
Json openapi_schemas();

}  // namespace cxai::serve
