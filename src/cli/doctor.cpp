#include <sys/sysinfo.h>
#include <unistd.h>

#include <cmath>
#include <ostream>
#include <thread>

#include "audio/wav.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/verbs.hpp"
#include "store/sql_store.hpp"

namespace cxai::cli {
namespace {

enum class Verdict { good, hint, bad };

struct Check {
  std::string name;
  Verdict verdict = Verdict::good;
  std::string detail;  // what was found, and what to do
};

std::string gibibytes(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GiB", bytes / (1024.0 * 1024.0 * 1024.0));
  return text;
}

Check machine() {
  struct sysinfo info{};
  ::sysinfo(&info);
  const double memory = static_cast<double>(info.totalram) * info.mem_unit;
  const auto cores = std::thread::hardware_concurrency();
  Check check{"machine", Verdict::good,
              std::to_string(cores) + " processor cores, " + gibibytes(memory) + " of memory"};
  if (memory < 1.5e9) {
    check.verdict = Verdict::hint;
    check.detail += "; 2 GiB or more are better";
  }
  return check;
}

Check data_folder(const Context& context) {
  const auto folder = context.data_dir();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const auto probe = folder / ".doctor";
  if (auto written = base::write_file_atomic(probe, "probe"); !written)
    return {"data folder", Verdict::bad, written.error().message + "; choose another with --data"};
  std::filesystem::remove(probe, error);
  const auto space = std::filesystem::space(folder, error);
  Check check{
      "data folder", Verdict::good,
      std::filesystem::absolute(folder).string() + ", " + gibibytes(static_cast<double>(space.available)) + " free"};
  if (!error && space.available < (1ULL << 30)) {
    check.verdict = Verdict::hint;
    check.detail += "; an hour of two-channel recording needs about 60 MiB";
  }
  return check;
}

Check database(const Context& context) {
  std::error_code error;
  if (!std::filesystem::exists(context.database(), error))
    return {"database", Verdict::hint, "none yet; the first `cxai ingest` or `cxai serve` makes it"};
  const auto migrations = store::migrate({.database = context.database()}, context.clock, false);
  if (!migrations) return {"database", Verdict::bad, migrations.error().message};
  std::size_t missing = 0;
  for (const auto& migration : *migrations) missing += migration.applied ? 0 : 1;
  if (missing > 0)
    return {"database", Verdict::hint,
            std::to_string(missing) + " migrations are missing; the next start applies them"};
  return {"database", Verdict::good,
          context.database().string() + ", schema " + std::to_string(migrations->back().version)};
}

// A tone through the real decoder, child process and confinement and all.
Check decoder(const Context& context) {
  const base::TempDir dir;
  audio::Pcm tone{8000, {std::vector<float>(8000)}};
  for (std::size_t i = 0; i < 8000; ++i) tone.channels[0][i] = 0.5F * std::sin(static_cast<float>(i) * 0.3F);
  if (auto written = audio::write_wav(dir.path() / "tone.wav", tone); !written)
    return {"decoder", Verdict::bad, written.error().message};
  struct Count : audio::Sink {
    std::size_t samples = 0;
    bool block(const audio::Block& block) override {
      samples += block.channels.front().size();
      return true;
    }
  } count;
  const auto decoded = audio::decode(dir.path() / "tone.wav", context.decoder(), count);
  if (!decoded) return {"decoder", Verdict::bad, decoded.error().message};
  if (count.samples < 15'900 || count.samples > 16'100)
    return {"decoder", Verdict::bad, "one second became " + std::to_string(count.samples) + " samples"};
  return {"decoder", Verdict::good, "decodes in a confined process"};
}

Check time_zone(const Context& context) {
  const auto offset = utc_offset_minutes(context.config.text("centre.time_zone"), context.clock.now());
  if (!offset) return {"time zone", Verdict::bad, offset.error().message};
  return {"time zone", Verdict::good, context.config.text("centre.time_zone")};
}

Check espeak(const Io& io) {
  const auto path = io.environment.find("PATH");
  std::string rest = path == io.environment.end() ? "/usr/bin:/bin" : path->second;
  while (!rest.empty()) {
    const auto colon = rest.find(':');
    if (::access((rest.substr(0, colon) + "/espeak-ng").c_str(), X_OK) == 0)
      return {"espeak-ng", Verdict::good, "there; speaks the demonstration calls"};
    rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
  }
  return {"espeak-ng", Verdict::hint, "not there; only `cxai demo` needs it: apt-get install espeak-ng"};
}

}  // namespace

ExitCode doctor(Context& context, bool json) {
  const std::vector<Check> checks{{"version", Verdict::good, std::string("cxai ") + CXAI_VERSION},
                                  machine(),
                                  data_folder(context),
                                  database(context),
                                  decoder(context),
                                  time_zone(context),
                                  espeak(context.io)};
  bool bad = false;
  Json list = Json::array();
  for (const Check& check : checks) {
    bad = bad || check.verdict == Verdict::bad;
    const char* word = check.verdict == Verdict::good ? "good" : check.verdict == Verdict::hint ? "hint" : "bad";
    const char* sign = check.verdict == Verdict::good ? "✓" : check.verdict == Verdict::hint ? "·" : "✗";
    list.push_back(Json{{"check", check.name}, {"verdict", word}, {"detail", check.detail}});
    if (!json) context.io.out << sign << ' ' << check.name << ": " << check.detail << '\n';
  }
  if (json) context.io.out << base::dump_json(list, 2) << '\n';
  return bad ? ExitCode::failed : ExitCode::ok;
}

}  // namespace cxai::cli
