#include "demo/demo.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <ostream>
#include <sstream>
#include <thread>

#include "base/embedded.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/progress.hpp"
#include "base/secret.hpp"
#include "cli/quality.hpp"
#include "cli/routing.hpp"
#include "cli/rules.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"

namespace cxai::cli {
namespace {

constexpr const char* kFamily = "departments";
constexpr const char* kPassword = "demo1234";
constexpr const char* kLogin = "yonetici / demo1234";

// What was loaded, so that a second start has nothing to do.
std::string fingerprint() {
  base::Sha256 hash;
  for (const auto& file : base::embedded::demo_files()) {
    hash.update(file.path);
    hash.update(file.bytes);
  }
  return hash.hex();
}

Result<> speak_all(Context& context, const std::vector<demo::DemoCall>& calls, const std::filesystem::path& folder,
                   const demo::SpeakOptions& options) {
  base::Progress progress(context.io.err, context.io.err_is_terminal, "Speaking the demonstration calls", calls.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::optional<Error> error;
  std::vector<std::thread> threads;
  for (int i = 0; i < context.workers(); ++i)
    threads.emplace_back([&] {
      for (std::size_t k = next++; k < calls.size() && !stop_requested(); k = next++) {
        auto spoken = demo::speak(calls[k], folder, options);
        progress.step(spoken.has_value());
        if (spoken) continue;
        const std::lock_guard lock(mutex);
        if (!error) error = std::move(spoken).error();
        next = calls.size();
      }
    });
  for (std::thread& thread : threads) thread.join();
  if (error) return std::unexpected(std::move(*error));
  if (stop_requested()) return fail(ErrorCode::cancelled, "interrupted; `cxai demo` starts again");
  return {};
}

Result<> put_users(store::Store& store, const std::string& agent_id, const std::string& agent_name) {
  const std::string hash = base::hash_password(kPassword);
  const store::User users[] = {
      {"", "yonetici", "Operasyon Müdürü", store::UserRole::manager, "", "tr", hash},
      {"", "ekip", "Takım Lideri", store::UserRole::team_leader, "", "tr", hash},
      {"", "kvkk", "KVKK Sorumlusu", store::UserRole::privacy_officer, "", "tr", hash},
      {"", "temsilci", agent_name, store::UserRole::agent, agent_id, "tr", hash},
  };
  for (store::User user : users) {
    CXAI_TRY(const auto known, store.user_by_login(user.login));
    user.id = known ? known->id : base::new_id("u_");
    CXAI_TRY_VOID(store.put_user(user));
  }
  return {};
}

// Learns the demonstration's departments from its invented requests, so that the calls are routed as they come in.
Result<> train_router(Context& context, store::Store& store) {
  const auto* requests = base::embedded::find(base::embedded::demo_files(), "datasets/requests.csv");
  CXAI_CHECK(requests != nullptr);
  context.io.err << "Learning which department a request is for …\n" << std::flush;
  std::istringstream in{std::string(requests->bytes)};
  std::ostringstream said;
  Io io{in, said, said};
  Context quiet{io, context.config, context.clock};
  FinetuneVerb verb;
  verb.input.files = {"-"};
  verb.input.columns = {.text = "text", .label = "label", .unknown = {"Unknown"}, .turns = "customer"};
  verb.calibration = 0.2;  // few examples: enough of them to promise something
  verb.name = kFamily;
  if (finetune(quiet, verb) != ExitCode::ok)
    return fail(ErrorCode::unavailable, "the router of the demonstration was not trained: " + said.str());
  return routing_desk(context, &store)->choose_family(kFamily);
}

Result<> load(Context& context, Centre& centre) {
  CXAI_TRY(const auto calls, demo::demo_calls());
  CXAI_TRY(const int offset, utc_offset_minutes(context.config.text("centre.time_zone"), context.clock.now()));
  demo::SpeakOptions speaking;
  speaking.now = context.clock.now();
  speaking.utc_offset = std::chrono::minutes(offset);
  const auto folder = context.data_dir() / "demo";
  CXAI_TRY_VOID(train_router(context, *centre.store));
  const auto agent = std::ranges::find(calls, std::string("tr"), &demo::DemoCall::language);
  CXAI_CHECK(agent != calls.end());
  CXAI_TRY_VOID(put_users(*centre.store, demo::agent_id(*agent), agent->agent));
  CXAI_TRY_VOID(load_demo_rules(context, *centre.store));
  CXAI_TRY_VOID(speak_all(context, calls, folder, speaking));
  CXAI_TRY(const auto tweets, demo::demo_tweets(speaking.now));
  CXAI_TRY_VOID(base::write_file_atomic(folder / "tweets.csv", tweets));
  CXAI_TRY(const auto summary, ingest_into(context, centre, {folder.string()}, "Analysing the demonstration centre"));
  for (const auto& failure : summary.failures)
    context.io.err << "✗ " << failure.source << ": " << failure.detail << '\n';
  CXAI_TRY_VOID(load_demo_quality(context, *centre.store));
  CXAI_TRY_VOID(centre.store->put_setting("demo.login", kLogin));
  CXAI_TRY_VOID(centre.store->put_setting("demo.loaded", fingerprint()));
  // The recordings are in the store now.
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  context.io.err << summary.conversations << " conversations of the demonstration centre are ready\n";
  return {};
}

}  // namespace

ExitCode demo(Context& context) {
  auto centre = open_centre(context);
  if (!centre) return context.fail(centre.error());
  const auto loaded = (*centre)->store->setting("demo.loaded");
  if (!loaded) return context.fail(loaded.error());
  if (*loaded == fingerprint()) return ExitCode::ok;
  const StopOnSignal stop;
  if (auto done = load(context, **centre); !done) return context.fail(done.error());
  return ExitCode::ok;
}

}  // namespace cxai::cli
