#include "serve/server.hpp"

#include <optional>
#include <ostream>
#include <utility>

#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "cli/language_model.hpp"
#include "cli/live_desk.hpp"
#include "cli/privacy.hpp"
#include "cli/quality.hpp"
#include "cli/speech_engine.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"
#include "pipeline/language_model.hpp"
#include "pipeline/scribe.hpp"

namespace cxai::cli {
namespace {

// Wakes the workers as soon as something comes in by HTTP.
class WakingIntake final : public pipeline::Intake {
 public:
  WakingIntake(pipeline::Intake& intake, pipeline::Workers& workers) : intake_(intake), workers_(workers) {}
  Result<pipeline::IntakeResult> accept(std::vector<pipeline::UploadedFile> files) override {
    auto result = intake_.accept(std::move(files));
    workers_.wake();
    return result;
  }

 private:
  pipeline::Intake& intake_;
  pipeline::Workers& workers_;
};

// A centre without users gets one, and its password is said once.
Result<> ensure_user(Context& context, store::Store& store) {
  CXAI_TRY(const auto users, store.user_count());
  if (users > 0) return {};
  store::User user;
  user.id = base::new_id("u_");
  user.login = "admin";
  user.name = "Admin";
  user.role = store::UserRole::admin;
  user.language = context.config.text("centre.language");
  const std::string password = base::random_password();
  user.password_hash = base::hash_password(password);
  CXAI_TRY_VOID(store.put_user(user));
  context.io.err << "\n  First login: admin / " << password << "   (shown once; `cxai users add` changes it)\n";
  return {};
}

}  // namespace

ExitCode serve(Context& context) {
  auto opened = open_centre(context);
  if (!opened) return context.fail(opened.error());
  Centre& centre = **opened;
  const auto demo = centre.store->setting("demo.login");
  if (!demo) return context.fail(demo.error());

  serve::ServerOptions options;
  options.host = context.config.text("server.host");
  options.port = static_cast<std::uint16_t>(context.config.integer("server.port"));
  options.threads = static_cast<int>(context.config.integer("server.threads"));
  options.max_upload_bytes = static_cast<std::uint64_t>(context.config.integer("server.max_upload_mib")) << 20;
  options.secure_cookie = context.config.boolean("server.secure_cookie");
  options.centre_name = context.config.text("centre.name");
  options.time_zone = context.config.text("centre.time_zone");
  options.demo = demo->has_value();
  if (options.demo && context.config.value("centre.name").origin == "default")
    options.centre_name = "Örnek Çağrı Merkezi";
  const auto offset = utc_offset_minutes(options.time_zone, context.clock.now());
  if (!offset) return context.fail(offset.error());
  options.utc_offset_minutes = *offset;

  const StopOnSignal stop;
  auto transcriber = make_transcriber(context.config);
  if (!transcriber) return context.fail(transcriber.error());
  const auto detector = context.detector();
  if (!detector) return context.fail(detector.error());
  pipeline::WorkerOptions worker_options;
  worker_options.detector = *detector;
  worker_options.transcriber = *transcriber;
  worker_options.count = context.workers();
  worker_options.agent_affect = context.agent_affect();
  worker_options.utc_offset = std::chrono::minutes(*offset);
  auto chat = language_model(context);
  if (!chat) return context.fail(chat.error());
  worker_options.language_model = *chat;
  worker_options.decoder = context.decoder();
  const auto routing = routing_desk(context, centre.store.get());
  worker_options.routing = routing;
  pipeline::Workers workers(*centre.store, *centre.blobs, centre.events, context.clock, worker_options);
  WakingIntake intake(*centre.arrivals, workers);
  options.live_token = context.config.text("live.token");
  const auto desk = make_desk(context, intake, *transcriber, *detector);
  if (const auto recovered = desk->recover(); !recovered) return context.fail(recovered.error());
  CustodyDesk custody(context, centre);
  const auto quality_rows = open_quality(context);
  if (!quality_rows) return context.fail(quality_rows.error());
  const pipeline::QualityDesk quality{*centre.store, **quality_rows, context.clock};
  pipeline::RuleDesk rules(*centre.store, context.clock);
  serve::Services services{*centre.store, *centre.blobs,
                           centre.events, intake,
                           context.clock, [](const std::string& line) { base::log_debug(line); },
                           *desk,         custody.custodian,
                           *routing,      quality,
                           rules};
  services.language_model = [chat = *chat] { return pipeline::language_model_document(chat.get()); };
  std::optional<pipeline::Scribe> scribe;
  if ((*transcriber)->available()) services.scribe = &scribe.emplace(*transcriber, context.decoder(), *detector);
  auto server = serve::Server::start(options, std::move(services));
  if (!server) return context.fail(server.error());
  if (auto ready = ensure_user(context, *centre.store); !ready) return context.fail(ready.error());
  workers.start();

  const bool everywhere = options.host == "0.0.0.0" || options.host == "::";
  const std::string host = everywhere || options.host == "127.0.0.1" ? "localhost" : options.host;
  context.io.err << "\n  CX AI: http://" << host << ':' << (*server)->port() << "\n";
  if (*demo) context.io.err << "  Demo login: " << **demo << "\n";
  context.io.err << "  Ctrl-C stops it.\n\n" << std::flush;
  wait_for_stop();
  context.io.err << "Stopping …\n" << std::flush;
  (*server)->stop();
  workers.stop();
  return ExitCode::ok;
}

}  // namespace cxai::cli
