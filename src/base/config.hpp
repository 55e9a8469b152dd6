// The settings of one run: defaults < TOML file < environment (CXAI_*) < flags, each value with its origin.
//
// Errors   invalid_input naming file or variable, the key, the rule and, for an unknown key, the nearest known one
// Threads  immutable once loaded
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace cxai::base {

enum class SettingType : std::uint8_t { text, integer, boolean };
enum class Secrecy : std::uint8_t { open, secret };

struct Setting {
  std::string key;  // "server.port"; the variable is CXAI_SERVER_PORT
  SettingType type = SettingType::text;
  std::string fallback;
  std::string help;
  std::int64_t min = INT64_MIN;  // of an integer
  std::int64_t max = INT64_MAX;
  Secrecy secrecy = Secrecy::open;
};

// Every setting the program knows, in the order `config show` prints them.
std::span<const Setting> known_settings();

class Config {
 public:
  struct Value {
    std::string text;
    std::string origin;  // "default", "/etc/cxai/cxai.toml:7", "CXAI_SERVER_PORT", "--port"
  };
  struct Flag {
    std::string key;
    std::string value;
    std::string flag;  // as the user wrote it, for messages
  };

  // `file` is read when given and must exist then. `environment` holds all variables; others than CXAI_* are ignored.
  static Result<Config> load(const std::optional<std::filesystem::path>& file,
                             const std::map<std::string, std::string>& environment, const std::vector<Flag>& flags);

  const std::string& text(std::string_view key) const;
  std::int64_t integer(std::string_view key) const;
  bool boolean(std::string_view key) const;
  const Value& value(std::string_view key) const;

 private:
  Result<> set(const std::string& key, const std::string& text, const std::string& origin);
  std::map<std::string, Value, std::less<>> values_;
};

// The variables of this process.
std::map<std::string, std::string> process_environment();

// The known word with the fewest edits, if at most two of them, or a third of the word, differ.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace cxai::base
