// JSON values, parsing with limits, and a reader that names the field that is wrong.
//
// Json keeps the order in which keys were written, so documents print as their definition shows them.
// Threads  values are plain data; a Reader belongs to one thread
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cxai::base {

using Json = nlohmann::ordered_json;

// Parses UTF-8 text. Errors: invalid_input with line and column; nesting deeper than 64 is refused.
Result<Json> parse_json(std::string_view text);

// Serialises without throwing: bytes that are not UTF-8 become U+FFFD. `indent` < 0 means one line.
std::string dump_json(const Json& value, int indent = -1);

// Reads an object field by field. The first thing that is wrong is kept, with its path
// ("turns[3].start_ms: must be a whole number of at least 0, got \"x\""); later reads return defaults.
//
//   Reader in(json, "dialogue");
//   turn.text = in.string("text");
//   turn.channel = in.integer("channel", 0, 31, 0);
//   if (!in.ok()) return in.error();
class Reader {
 public:
  // Borrows `value`; `path` is what messages start with, e.g. "turns[3]" (empty: the top level).
  Reader(const Json& value, std::string path);

  bool ok() const { return !error_; }
  std::unexpected<Error> error() const { return std::unexpected<Error>(*error_); }
  const std::string& path() const { return path_; }
  bool has(std::string_view key) const;  // present and not null

  std::string string(std::string_view key);  // required
  std::string string(std::string_view key, std::string fallback);
  std::optional<std::string> optional_string(std::string_view key);
  std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max);  // required
  std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max, std::int64_t fallback);
  std::optional<std::int64_t> optional_integer(std::string_view key, std::int64_t min, std::int64_t max);
  double number(std::string_view key, double min, double max);  // required, finite
  double number(std::string_view key, double min, double max, double fallback);
  std::optional<double> optional_number(std::string_view key, double min, double max);
  bool boolean(std::string_view key, bool fallback);

  // The array below `key`; missing or null reads as empty unless `required`.
  const std::vector<Json>& array(std::string_view key, bool required = false);
  // The object below `key`, as a Reader's input; null when missing.
  const Json* object(std::string_view key);

  // Keeps `message` as this reader's error unless it has one already.
  void reject(std::string_view key, const std::string& message);
  // Takes over the error of a reader of a part.
  void adopt(const Reader& part);
  std::string path_of(std::string_view key) const;

 private:
  const Json* find(std::string_view key) const;
  const Json* need(std::string_view key);

  const Json* value_;
  std::string path_;
  std::optional<Error> error_;
};

}  // namespace cxai::base

namespace cxai {
using base::Json;
}
