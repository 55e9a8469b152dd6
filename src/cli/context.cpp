#include "cli/context.hpp"

#include <ctime>
#include <ostream>
#include <thread>

#include "cli/routing.hpp"
#include "store/sql_store.hpp"

namespace cxai::cli {

ExitCode exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input:
      return ExitCode::failed;
    case ErrorCode::not_found:
      return ExitCode::failed;
    case ErrorCode::conflict:
      return ExitCode::failed;
    case ErrorCode::unsupported:
      return ExitCode::failed;
    case ErrorCode::corrupt_data:
      return ExitCode::failed;
    case ErrorCode::unavailable:
      return ExitCode::failed;
    case ErrorCode::cancelled:
      return ExitCode::interrupted;
    case ErrorCode::permission_denied:
      return ExitCode::failed;
  }
  return ExitCode::failed;
}

audio::DecoderOptions Context::decoder() const {
  audio::DecoderOptions options;
  options.limits.wall_time = Millis(config.integer("decoder.wall_seconds") * 1000);
  options.limits.stall_time = Millis(config.integer("decoder.stall_seconds") * 1000);
  options.limits.memory_bytes = static_cast<std::size_t>(config.integer("decoder.memory_mib")) << 20;
  return options;
}

Result<vad::DetectorChoice> Context::detector() const {
  auto choice = vad::DetectorChoice::from_setting(config.text("speech.activity"));
  if (!choice)
    return cxai::fail(choice.error().code,
                      "speech.activity (" + config.value("speech.activity").origin + "): " + choice.error().message);
  return choice;
}

analysis::AgentAffect Context::agent_affect() const {
  return config.boolean("analysis.agent_affect") ? analysis::AgentAffect::on : analysis::AgentAffect::off;
}

int Context::workers() const {
  const auto wanted = static_cast<int>(config.integer("workers.count"));
  return wanted > 0 ? wanted : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

ExitCode Context::fail(const Error& error) const {
  io.err << "cxai: " << error.message << '\n';
  return exit_code(error.code);
}

Result<std::unique_ptr<Centre>> open_centre(const Context& context) {
  std::error_code error;
  std::filesystem::create_directories(context.data_dir(), error);
  if (error)
    return cxai::fail(ErrorCode::permission_denied,
                      context.data_dir().string() + ": cannot make the data folder: " + error.message());
  std::filesystem::permissions(context.data_dir(), std::filesystem::perms::owner_all, error);
  auto centre = std::make_unique<Centre>();
  store::SqlStoreOptions options;
  options.database = context.database();
  options.connections = context.workers() + static_cast<int>(context.config.integer("server.threads")) + 2;
  CXAI_TRY(centre->store, store::open_sql_store(options, context.clock));
  CXAI_TRY(centre->keys,
           store::Keys::open({keys_dir(context.config), context.config.text("master.key")}, context.clock));
  centre->blobs = std::make_unique<store::Blobs>(context.data_dir() / "blobs", *centre->keys);
  centre->arrivals = std::make_unique<pipeline::Arrivals>(*centre->store, *centre->blobs, context.clock);
  return centre;
}

std::filesystem::path keys_dir(const base::Config& config) {
  const std::string& dir = config.text("keys.dir");
  if (!dir.empty()) return dir;
  // "data/" and "data" are one folder.
  std::filesystem::path data = std::filesystem::path(config.text("data.dir")).lexically_normal();
  if (!data.has_filename()) data = data.parent_path();
  if (data.filename() == "." || data.filename() == "..") data = std::filesystem::absolute(data).lexically_normal();
  return data.string() + ".keys";
}

std::filesystem::path models_dir(const base::Config& config) {
  const std::string& dir = config.text("models.dir");
  return dir.empty() ? std::filesystem::path(config.text("data.dir")) / "models" : std::filesystem::path(dir);
}

std::shared_ptr<pipeline::RoutingDesk> routing_desk(const Context& context, store::Store* store) {
  return std::make_shared<pipeline::RoutingDesk>(
      pipeline::RoutingDeskOptions{models_dir(context.config) / "routing", jobs_dir(context.config),
                                   context.config.text("routing.family")},
      store, context.clock);
}

Result<int> utc_offset_minutes(const std::string& time_zone, Timestamp time) {
  if (!std::filesystem::exists("/usr/share/zoneinfo/" + time_zone) || time_zone.starts_with('/') ||
      time_zone.find("..") != std::string::npos)
    return cxai::fail(ErrorCode::invalid_input, "centre.time_zone: '" + time_zone +
                                                    "' is not a time zone of this machine; names look like "
                                                    "Europe/Istanbul (Debian package tzdata)");
  ::setenv("TZ", time_zone.c_str(), 1);
  ::tzset();
  const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return static_cast<int>(parts.tm_gmtoff / 60);
}

}  // namespace cxai::cli
