// The outcome of anything that can foreseeably fail: a value, or an Error that says what the caller can do.
//
// Not there is no error: functions that look something up return Result<std::optional<T>>.
// A message states the rule, the given value and the remedy; it never holds a customer's words.
// Exceptions live only between a third-party call and the `catch` next to it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace cxai::base {

// Few codes, chosen by what the caller does next.
enum class ErrorCode : std::uint8_t {
  invalid_input,      // the caller gave something wrong: correct it
  not_found,          // the named thing does not exist
  conflict,           // the thing is in another state than the call supposes
  unsupported,        // valid, but not something this build or machine can do
  corrupt_data,       // stored or received bytes break their own format
  unavailable,        // a resource is not there now: try again later
  cancelled,          // stopped on request
  permission_denied,  // the caller may not
};

struct [[nodiscard]] Error {
  ErrorCode code{};
  std::string message;
};

template <class T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message) {
  return std::unexpected<Error>(Error{code, std::move(message)});
}

// The same error with `context` ("file.json: ") in front of its message.
[[nodiscard]] inline std::unexpected<Error> fail(const std::string& context, Error error) {
  error.message.insert(0, context);
  return std::unexpected<Error>(std::move(error));
}

const char* to_string(ErrorCode code);

// Ends the program with file, line and text. For broken invariants, never for input.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace cxai::base

namespace cxai {
using base::Error;
using base::ErrorCode;
using base::fail;
using base::Result;
}  // namespace cxai

#define CXAI_CONCAT_(a, b) a##b
#define CXAI_CONCAT(a, b) CXAI_CONCAT_(a, b)

// CXAI_TRY(auto x, f()) binds the value of f(), or returns its error from the enclosing function.
#define CXAI_TRY(declaration, expression) CXAI_TRY_(CXAI_CONCAT(cxai_try_, __LINE__), declaration, expression)
#define CXAI_TRY_(temporary, declaration, expression)                   \
  auto temporary = (expression);                                        \
  if (!temporary) return std::unexpected(std::move(temporary).error()); \
  declaration = std::move(*temporary)

// CXAI_TRY_VOID(f()) goes on when f() succeeds, or returns its error from the enclosing function.
#define CXAI_TRY_VOID(expression)                                 \
  do {                                                            \
    if (auto cxai_try_result = (expression); !cxai_try_result)    \
      return std::unexpected(std::move(cxai_try_result).error()); \
  } while (false)

#define CXAI_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::cxai::base::check_failed(#condition, __FILE__, __LINE__))
