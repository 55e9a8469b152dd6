// Byte ranges of stored files, so that a player can seek without loading the whole.
//
// Limits   one range per request; several are answered with the whole file, as the standard allows
// Source   RFC 9110, sections 13 and 14
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/seal.hpp"
#include "http/message.hpp"

namespace cxai::http {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive
};

enum class RangeKind { whole, part, unsatisfiable };
struct RangeChoice {
  RangeKind kind = RangeKind::whole;
  ByteRange range;
};

// What a Range header asks of `size` bytes; anything malformed asks for the whole.
RangeChoice choose_range(std::string_view header, std::uint64_t size);

// True when an If-None-Match header names `etag` or "*".
bool matches_etag(std::string_view header, std::string_view etag);

// 200, 206, 304 or 416 with the file's bytes. `etag` with its quotes. Errors: not_found, unavailable.
Result<Response> file_response(const Request& request, const base::KeyedFile& file, std::string_view etag,
                               std::string_view content_type);

}  // namespace cxai::http
