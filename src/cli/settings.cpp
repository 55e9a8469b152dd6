#include <ostream>

#include "base/json.hpp"
#include "base/utf8.hpp"
#include "cli/verbs.hpp"
#include "store/sql_store.hpp"

namespace cxai::cli {

ExitCode config_show(Context& context, bool json) {
  Json list = Json::array();
  std::size_t key_width = 0;
  std::size_t value_width = 0;
  const auto shown = [&](const base::Setting& setting) {
    const std::string& text = context.config.text(setting.key);
    return setting.secrecy == base::Secrecy::secret && !text.empty() ? std::string("••••") : text;
  };
  for (const auto& setting : base::known_settings()) {
    key_width = std::max(key_width, setting.key.size());
    value_width = std::max(value_width, base::count_code_points(shown(setting)));
    list.push_back(Json{{"key", setting.key},
                        {"value", shown(setting)},
                        {"origin", context.config.value(setting.key).origin},
                        {"help", setting.help}});
  }
  if (json) {
    context.io.out << base::dump_json(list, 2) << '\n';
    return ExitCode::ok;
  }
  for (const Json& entry : list) {
    const auto key = entry["key"].get<std::string>();
    const auto value = entry["value"].get<std::string>();
    context.io.out << key << std::string(key_width - key.size() + 2, ' ') << value
                   << std::string(value_width - base::count_code_points(value) + 2, ' ')
                   << entry["origin"].get<std::string>() << '\n';
  }
  return ExitCode::ok;
}

ExitCode migrate(Context& context, bool dry_run, bool json) {
  std::error_code error;
  if (!dry_run) std::filesystem::create_directories(context.data_dir(), error);
  if (dry_run && !std::filesystem::exists(context.database(), error)) {
    context.io.err << "cxai: " << context.database().string() << ": no database yet; `cxai migrate` makes it\n";
    return ExitCode::failed;
  }
  const auto list = store::migrate({.database = context.database()}, context.clock, !dry_run);
  if (!list) return context.fail(list.error());
  Json out = Json::array();
  for (const auto& migration : *list) {
    out.push_back(Json{{"version", migration.version}, {"name", migration.name}, {"applied", migration.applied}});
    if (!json)
      context.io.out << (migration.applied ? "✓ " : "… ") << migration.version << ' ' << migration.name << '\n';
  }
  if (json) context.io.out << base::dump_json(out, 2) << '\n';
  return ExitCode::ok;
}

}  // namespace cxai::cli
