#include "base/config.hpp"

#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "base/files.hpp"

namespace cxai::base {
namespace {

// Variables with our prefix that are not settings: which file to read, and what only tests look at.
constexpr std::array<std::string_view, 4> kOtherVariables{"CXAI_CONFIG", "CXAI_ACCEPT", "CXAI_SHARED", "CXAI_BINARY"};

const std::vector<Setting>& settings() {
  using enum SettingType;
  static const std::vector<Setting> kSettings{
      {"data.dir", text, "data", "folder of the database and the recordings"},
      {"keys.dir", text, "", "folder of the keys of sealed originals; empty: data.dir with .keys behind it"},
      {"master.key", text, "", "master key in place of the file master.key in keys.dir", INT64_MIN, INT64_MAX,
       Secrecy::secret},
      {"server.host", text, "127.0.0.1", "address to listen on; 0.0.0.0 for all"},
      {"server.port", integer, "8000", "port to listen on; 0 picks a free one", 0, 65535},
      {"server.threads", integer, "2", "threads that serve HTTP", 1, 256},
      {"server.max_upload_mib", integer, "1024", "largest file accepted, in MiB", 1, 1 << 20},
      {"server.secure_cookie", boolean, "false", "true behind HTTPS: browsers then send the cookie over HTTPS only"},
      {"workers.count", integer, "0", "conversations analysed at once; 0 is one per processor core", 0, 256},
      {"decoder.wall_seconds", integer, "1200", "longest time to decode one file", 1, 86'400},
      {"decoder.stall_seconds", integer, "30", "longest time the decoder may stay silent", 1, 3'600},
      {"decoder.memory_mib", integer, "1024", "memory the decoder may use", 64, 65'536},
      {"speech.engine", text, "auto", "what turns sound into words: auto, none, whisper or remote"},
      {"speech.activity", text, "own", "what finds speech: own, energy, or a file of Silero VAD weights (ggml)"},
      {"speech.model", text, "auto", "Whisper model by name or path; the server's model name for remote"},
      {"speech.compute", text, "auto", "arithmetic of the model: auto, f32, bf16 or int8"},
      {"speech.threads", integer, "0", "threads of the speech engine; 0 is one per processor core", 0, 256},
      {"speech.memory_mib", integer, "0", "memory for the model and the windows under way; 0: no limit", 0, 1 << 20},
      {"speech.language", text, "auto", "language of all recordings (tr, en, de, …); auto: decided for each"},
      {"speech.vocabulary", text, "", "brand and product names the engine should spell right, or @FILE"},
      {"speech.beam", integer, "1", "hypotheses kept while decoding; 1 is fastest", 1, 8},
      {"speech.context", boolean, "false", "true: each window is given the words before it"},
      {"speech.endpoints", text, "", "servers of the remote engine, separated by commas"},
      {"speech.api_key", text, "", "key for these servers", INT64_MIN, INT64_MAX, Secrecy::secret},
      {"llm.endpoint", text, "", "OpenAI-compatible server that reads masked conversations; empty: none does"},
      {"llm.read_conversations", boolean, "true", "false: llm.endpoint serves --backend openai alone"},
      {"llm.api_key", text, "", "key for this server", INT64_MIN, INT64_MAX, Secrecy::secret},
      {"llm.key_file", text, "", "file whose first line is the key, where llm.api_key is empty"},
      {"llm.model", text, "gpt-4o-mini-2024-07-18", "model that reads conversations, or is fine-tuned, there"},
      {"llm.temperature", text, "0", "0: the likeliest answer; up to 2"},
      {"llm.timeout_seconds", integer, "120", "longest time to wait for one answer", 1, 3'600},
      {"llm.answer_tokens", integer, "4096", "longest answer about one conversation", 256, 1 << 20},
      {"llm.budget_tokens", integer, "0", "tokens a day, asked and answered; 0: no limit", 0, INT64_MAX},
      {"llm.budget_usd", text, "10", "US dollars a day, at the prices below; 0: no limit"},
      {"llm.in_flight", integer, "8", "requests to this server at once", 1, 256},
      {"llm.poll_seconds", integer, "10", "how often a job there is looked at", 0, 3'600},
      {"llm.price_training", text, "3.00", "US dollars per million tokens learnt from, for the estimate"},
      {"llm.price_input", text, "0.30", "US dollars per million tokens asked, for the estimate"},
      {"llm.price_output", text, "1.20", "US dollars per million tokens answered, for the estimate"},
      {"models.dir", text, "", "folder of the speech models; empty: `models` in data.dir"},
      {"models.mirrors", text, "https://huggingface.co", "where models are pulled from, separated by commas"},
      {"routing.family", text, "",
       "what conversations are routed to; empty: companies, else the first that is trained"},
      {"analysis.agent_affect", boolean, "false", "true: what agents say is read for feelings, from the text alone"},
      {"centre.name", text, "CX AI", "name of the contact centre, shown on every page"},
      {"centre.time_zone", text, "Europe/Istanbul", "IANA name of the time zone days and hours are counted in"},
      {"centre.language", text, "tr", "language of a new user: tr, en or de"},
      {"live.max_streams", integer, "200", "calls that may be streamed in at once; 0: none", 0, 10'000},
      {"live.token", text, "", "lets telephone systems stream calls in without a session; empty: sessions only",
       INT64_MIN, INT64_MAX, Secrecy::secret},
      {"log.level", text, "info", "debug, info, warning, error or off"},
  };
  return kSettings;
}

std::vector<std::string> known_keys() {
  std::vector<std::string> keys;
  for (const Setting& setting : settings()) keys.push_back(setting.key);
  return keys;
}

std::string variable_of(std::string_view key) {
  std::string name = "CXAI_";
  for (const char c : key) name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return name;
}

const Setting* find_setting(std::string_view key) {
  const auto it = std::ranges::find(settings(), key, &Setting::key);
  return it == settings().end() ? nullptr : &*it;
}

std::unexpected<Error> unknown(const std::string& origin, const std::string& name,
                               const std::vector<std::string>& known) {
  std::string message = origin + ": unknown setting '" + name + "'";
  if (const auto near = nearest(name, known)) message += "; did you mean '" + *near + "'?";
  return fail(ErrorCode::invalid_input, message + " `cxai config show` lists all settings");
}

struct TomlEntry {
  std::string key;
  std::string text;
  std::string origin;
};

// Flattens nested tables into dotted keys.
Result<> flatten(const toml::table& table, const std::string& prefix, const std::string& file,
                 std::vector<TomlEntry>& out) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    const std::string origin = file + ":" + std::to_string(node.source().begin.line);
    if (const auto* inner = node.as_table()) {
      CXAI_TRY_VOID(flatten(*inner, key + ".", file, out));
    } else if (const auto* text = node.as_string()) {
      out.push_back({key, text->get(), origin});
    } else if (const auto* integer = node.as_integer()) {
      out.push_back({key, std::to_string(integer->get()), origin});
    } else if (const auto* boolean = node.as_boolean()) {
      out.push_back({key, boolean->get() ? "true" : "false", origin});
    } else {
      return fail(ErrorCode::invalid_input, origin + ": '" + key + "' must be text, a whole number or true/false");
    }
  }
  return {};
}

Result<std::vector<TomlEntry>> read_toml(const std::filesystem::path& file) {
  CXAI_TRY(const std::string bytes, read_file(file, 1 << 20));
  std::vector<TomlEntry> entries;
  try {
    const toml::table table = toml::parse(bytes);
    CXAI_TRY_VOID(flatten(table, "", file.string(), entries));
  } catch (const toml::parse_error& e) {
    return fail(ErrorCode::invalid_input, file.string() + ":" + std::to_string(e.source().begin.line) +
                                              ": not valid TOML: " + std::string(e.description()));
  }
  return entries;
}

}  // namespace

std::span<const Setting> known_settings() {
  return settings();
}

Result<Config> Config::load(const std::optional<std::filesystem::path>& file,
                            const std::map<std::string, std::string>& environment, const std::vector<Flag>& flags) {
  Config config;
  for (const Setting& setting : settings()) config.values_[setting.key] = {setting.fallback, "default"};
  if (file) {
    CXAI_TRY(const auto entries, read_toml(*file));
    for (const TomlEntry& entry : entries) {
      if (!find_setting(entry.key)) return unknown(entry.origin, entry.key, known_keys());
      CXAI_TRY_VOID(config.set(entry.key, entry.text, entry.origin));
    }
  }
  std::map<std::string, std::string> key_of_variable;
  std::vector<std::string> variables;
  for (const Setting& setting : settings()) {
    variables.push_back(variable_of(setting.key));
    key_of_variable[variables.back()] = setting.key;
  }
  for (const auto& [name, text] : environment) {
    if (!name.starts_with("CXAI_") || std::ranges::find(kOtherVariables, name) != kOtherVariables.end()) continue;
    const auto key = key_of_variable.find(name);
    if (key == key_of_variable.end()) return unknown("environment", name, variables);
    CXAI_TRY_VOID(config.set(key->second, text, name));
  }
  for (const Flag& flag : flags) {
    if (!find_setting(flag.key)) return unknown(flag.flag, flag.key, known_keys());
    CXAI_TRY_VOID(config.set(flag.key, flag.value, flag.flag));
  }
  return config;
}

Result<> Config::set(const std::string& key, const std::string& text, const std::string& origin) {
  const Setting& setting = *find_setting(key);
  const auto reject = [&](const std::string& rule) {
    const std::string given = setting.secrecy == Secrecy::secret ? "the given value" : "'" + text + "'";
    return fail(ErrorCode::invalid_input, origin + ": " + key + " must be " + rule + ", got " + given);
  };
  if (setting.type == SettingType::integer) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < setting.min || number > setting.max)
      return reject("a whole number from " + std::to_string(setting.min) + " to " + std::to_string(setting.max));
  }
  if (setting.type == SettingType::boolean && text != "true" && text != "false") return reject("true or false");
  values_[key] = {text, origin};
  return {};
}

const Config::Value& Config::value(std::string_view key) const {
  const auto it = values_.find(key);
  CXAI_CHECK(it != values_.end());
  return it->second;
}

const std::string& Config::text(std::string_view key) const {
  return value(key).text;
}
std::int64_t Config::integer(std::string_view key) const {
  return std::stoll(value(key).text);
}
bool Config::boolean(std::string_view key) const {
  return value(key).text == "true";
}

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos)
      variables.emplace(std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)));
  }
  return variables;
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known) {
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j < row.size(); ++j) {
        const std::size_t above = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (word[i - 1] == candidate[j - 1] ? 0U : 1U)});
        diagonal = above;
      }
    }
    if (!best || row.back() < best_distance) {
      best = candidate;
      best_distance = row.back();
    }
  }
  if (best && best_distance > std::max<std::size_t>(2, std::max(best->size(), word.size()) / 3)) return std::nullopt;
  return best;
}

}  // namespace cxai::base
