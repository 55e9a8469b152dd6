// The program's log: lines on stderr, never on stdout, never with a customer's words or a secret.
//
// Threads  all functions from any thread
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace cxai::base {

enum class LogLevel : std::uint8_t { debug, info, warning, error, off };

// "debug", "info", "warning", "error", "off". Errors: invalid_input.
Result<LogLevel> log_level_from(std::string_view name);

void set_log_level(LogLevel level);

void log_debug(std::string_view line);
void log_info(std::string_view line);
void log_warning(std::string_view line);
void log_error(std::string_view line);

}  // namespace cxai::base
