#include "base/json.hpp"

#include <cmath>

namespace cxai::base {
namespace {

constexpr int kMaxDepth = 64;

// What a message shows of a wrong value: its type, and the value itself only when it is a number or a boolean,
// since text may be a customer's.
std::string describe(const Json& value) {
  if (value.is_number() || value.is_boolean()) return value.dump();
  return value.type_name();
}

std::string number_rule(double min, double max) {
  const bool open = max >= 1e15;
  Json low = min;
  Json high = max;
  if (std::floor(min) == min && std::abs(min) < 1e15) low = static_cast<std::int64_t>(min);
  if (std::floor(max) == max && std::abs(max) < 1e15) high = static_cast<std::int64_t>(max);
  return open ? "of at least " + low.dump() : "from " + low.dump() + " to " + high.dump();
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  // A cheap scan for nesting first, so that hostile input cannot exhaust the parser's stack.
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kMaxDepth) return fail(ErrorCode::invalid_input, "JSON is nested deeper than 64 levels");
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  try {
    return Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& e) {
    std::size_t line = 1;
    std::size_t column = 1;
    for (std::size_t i = 0; i + 1 < e.byte && i < text.size(); ++i) {
      if (text[i] == '\n') {
        ++line;
        column = 1;
      } else {
        ++column;
      }
    }
    return fail(ErrorCode::invalid_input,
                "not valid JSON at line " + std::to_string(line) + ", column " + std::to_string(column));
  } catch (const Json::exception&) {
    return fail(ErrorCode::invalid_input, "not valid JSON: a number is out of range");
  }
}

std::string dump_json(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Reader::Reader(const Json& value, std::string path) : value_(&value), path_(std::move(path)) {
  if (!value.is_object())
    error_ = Error{ErrorCode::invalid_input,
                   (path_.empty() ? "the document" : path_) + ": must be an object, got " + describe(value)};
}

std::string Reader::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

const Json* Reader::find(std::string_view key) const {
  if (error_ || !value_->is_object()) return nullptr;
  const auto it = value_->find(key);
  return it == value_->end() || it->is_null() ? nullptr : &*it;
}

const Json* Reader::need(std::string_view key) {
  const Json* found = find(key);
  if (!found && !error_) reject(key, "is required");
  return found;
}

bool Reader::has(std::string_view key) const {
  return find(key) != nullptr;
}

void Reader::reject(std::string_view key, const std::string& message) {
  if (!error_) error_ = Error{ErrorCode::invalid_input, path_of(key) + ": " + message};
}

void Reader::adopt(const Reader& part) {
  if (!error_ && part.error_) error_ = part.error_;
}

std::optional<std::string> Reader::optional_string(std::string_view key) {
  const Json* found = find(key);
  if (!found) return std::nullopt;
  if (!found->is_string()) {
    reject(key, "must be text, got " + describe(*found));
    return std::nullopt;
  }
  return found->get<std::string>();
}

std::string Reader::string(std::string_view key) {
  if (!need(key)) return {};
  return optional_string(key).value_or("");
}

std::string Reader::string(std::string_view key, std::string fallback) {
  return optional_string(key).value_or(std::move(fallback));
}

std::optional<std::int64_t> Reader::optional_integer(std::string_view key, std::int64_t min, std::int64_t max) {
  const Json* found = find(key);
  if (!found) return std::nullopt;
  const std::string rule = "must be a whole number " + number_rule(static_cast<double>(min), static_cast<double>(max));
  double number = 0;
  if (found->is_number()) number = found->get<double>();
  if (!found->is_number() || std::floor(number) != number || number < static_cast<double>(min) ||
      number > static_cast<double>(max)) {
    reject(key, rule + ", got " + describe(*found));
    return std::nullopt;
  }
  return found->is_number_integer() ? found->get<std::int64_t>() : static_cast<std::int64_t>(number);
}

std::int64_t Reader::integer(std::string_view key, std::int64_t min, std::int64_t max) {
  if (!need(key)) return min;
  return optional_integer(key, min, max).value_or(min);
}

std::int64_t Reader::integer(std::string_view key, std::int64_t min, std::int64_t max, std::int64_t fallback) {
  return optional_integer(key, min, max).value_or(fallback);
}

std::optional<double> Reader::optional_number(std::string_view key, double min, double max) {
  const Json* found = find(key);
  if (!found) return std::nullopt;
  const double number = found->is_number() ? found->get<double>() : std::numeric_limits<double>::quiet_NaN();
  if (!(number >= min && number <= max)) {
    reject(key, "must be a number " + number_rule(min, max) + ", got " + describe(*found));
    return std::nullopt;
  }
  return number;
}

double Reader::number(std::string_view key, double min, double max) {
  if (!need(key)) return min;
  return optional_number(key, min, max).value_or(min);
}

double Reader::number(std::string_view key, double min, double max, double fallback) {
  return optional_number(key, min, max).value_or(fallback);
}

bool Reader::boolean(std::string_view key, bool fallback) {
  const Json* found = find(key);
  if (!found) return fallback;
  if (!found->is_boolean()) {
    reject(key, "must be true or false, got " + describe(*found));
    return fallback;
  }
  return found->get<bool>();
}

const std::vector<Json>& Reader::array(std::string_view key, bool required) {
  static const std::vector<Json> kEmpty;
  const Json* found = required ? need(key) : find(key);
  if (!found) return kEmpty;
  if (!found->is_array()) {
    reject(key, "must be a list, got " + describe(*found));
    return kEmpty;
  }
  return found->get_ref<const Json::array_t&>();
}

const Json* Reader::object(std::string_view key) {
  const Json* found = find(key);
  if (found && !found->is_object()) {
    reject(key, "must be an object, got " + describe(*found));
    return nullptr;
  }
  return found;
}

}  // namespace cxai::base
