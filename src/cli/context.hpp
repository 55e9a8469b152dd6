// What the verbs share: settings, streams, and the opened centre.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "analysis/claims.hpp"
#include "audio/decoder.hpp"
#include "base/clock.hpp"
#include "base/config.hpp"
#include "cli/run.hpp"
#include "pipeline/arrivals.hpp"
#include "pipeline/routing_desk.hpp"
#include "pipeline/worker.hpp"
#include "store/blobs.hpp"
#include "store/store.hpp"
#include "stream/events.hpp"
#include "vad/voice_activity.hpp"

namespace cxai::cli {

struct Context {
  Io& io;
  base::Config config;
  const base::Clock& clock;

  std::filesystem::path data_dir() const { return config.text("data.dir"); }
  std::filesystem::path database() const { return data_dir() / "cxai.db"; }
  audio::DecoderOptions decoder() const;
  // What speech.activity names. Errors: those of DetectorChoice::from_setting, naming the setting.
  Result<vad::DetectorChoice> detector() const;
  int workers() const;  // at least 1
  analysis::AgentAffect agent_affect() const;
  // Says the error on stderr and gives the code to exit with.
  ExitCode fail(const Error& error) const;
};

// The store, the recordings and what runs on them, opened together.
struct Centre {
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Keys> keys;
  std::unique_ptr<store::Blobs> blobs;
  stream::EventBus events;
  std::unique_ptr<pipeline::Arrivals> arrivals;
};

Result<std::unique_ptr<Centre>> open_centre(const Context& context);

// Where the keys lie: the setting keys.dir, or beside the data folder.
std::filesystem::path keys_dir(const base::Config& config);

// Where the speech models lie: the setting models.dir, or `models` in the data folder.
std::filesystem::path models_dir(const base::Config& config);

// Which trained router answers. Without a store its own promise holds.
std::shared_ptr<pipeline::RoutingDesk> routing_desk(const Context& context, store::Store* store);

// Minutes east of UTC in the centre's time zone at `time`. Errors: invalid_input for an unknown zone.
Result<int> utc_offset_minutes(const std::string& time_zone, Timestamp time);

}  // namespace cxai::cli
