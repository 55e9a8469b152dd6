// Store values as the API shows them. Unknown values are null.
//
// Source   docs/formats/http-api.md
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace cxai::serve {

Json row_document(const store::ConversationRow& row);

// The row with what only the page of one conversation shows.
Json conversation_document(const store::ConversationRow& row);

// The rows of a page, where the next one begins and how many there are.
Json page_document(const store::ConversationPage& page);

// `key` and `label` are null for the group of unknown ones.
Json bucket_document(const store::Bucket& bucket);

// Mean of n values in milliseconds with its 95 % interval (Student's t), from their sum in milliseconds and the sum
// of their squares in s². The interval is null when n < 2, the mean when n = 0.
Json mean_document(std::int64_t sum_ms, double sum_of_squares_s2, std::int64_t n);

// Decodes what audio/peaks.hpp writes. Errors: corrupt_data.
Result<Json> peaks_document(std::string_view bytes, std::optional<Millis> duration);

Json or_null(const std::string& text);
template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

}  // namespace cxai::serve
