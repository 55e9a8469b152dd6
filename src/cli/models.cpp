#include <algorithm>
#include <cstdio>
#include <ostream>
#include <string>

#include "base/json.hpp"
#include "base/utf8.hpp"
#include "cli/interruptible.hpp"
#include "cli/routing.hpp"
#include "cli/verbs.hpp"
#include "models/catalog.hpp"
#include "models/pull.hpp"
#include "models/store.hpp"

namespace cxai::cli {
namespace {

constexpr Millis kRedraw{200};

std::string size_text(std::uint64_t bytes) {
  char text[32];
  const double mebibytes = static_cast<double>(bytes) / (1 << 20);
  if (mebibytes >= 1024)
    std::snprintf(text, sizeof text, "%.1f GiB", mebibytes / 1024);
  else
    std::snprintf(text, sizeof text, "%.1f MiB", mebibytes);
  return text;
}

// One line on a terminal that says how far a file is.
class ByteProgress {
 public:
  explicit ByteProgress(Io& io) : io_(io) {}
  ~ByteProgress() {
    if (drawn_) io_.err << "\r\033[K" << std::flush;
  }
  models::ModelProgress callback(std::string label) {
    return [this, label = std::move(label)](std::string_view file, std::uint64_t done, std::uint64_t total) {
      show(label + " " + std::string(file), done, total);
    };
  }

 private:
  void show(std::string line, std::uint64_t done, std::uint64_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (!io_.err_is_terminal || (drawn_ && now - last_ < kRedraw && done != total)) return;
    line += "  " + size_text(done);
    if (total > 0) line += " of " + size_text(total) + "  " + std::to_string(done * 100 / total) + " %";
    line = line.substr(0, base::byte_offset(line, static_cast<std::size_t>(std::max(io_.width - 1, 1))));
    io_.err << '\r' << line << "\033[K" << std::flush;
    drawn_ = true;
    last_ = now;
  }

  Io& io_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

Json to_json(const models::StoredModel& model) {
  Json files = Json::array();
  for (const auto& file : model.files)
    files.push_back(Json{
        {"path", file.path}, {"size_bytes", file.size_bytes}, {"sha256", file.sha256}, {"published", file.published}});
  return Json{{"name", model.name},
              {"source", model.source},
              {"revision", model.revision},
              {"pulled_at", base::format_utc(model.pulled_at)},
              {"verified_at", base::format_utc(model.verified_at)},
              {"size_bytes", model.size_bytes()},
              {"files", std::move(files)}};
}

void print_row(std::ostream& out, std::string_view name, std::string_view form, std::string_view size,
               std::string_view state) {
  char row[256];
  std::snprintf(row, sizeof row, "%-22.*s %-15.*s %10.*s  ", static_cast<int>(name.size()), name.data(),
                static_cast<int>(form.size()), form.data(), static_cast<int>(size.size()), size.data());
  out << row << state << '\n';
}

std::vector<std::string> mirrors(const base::Config& config) {
  std::vector<std::string> list;
  const std::string& text = config.text("models.mirrors");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    std::string one = text.substr(at, end - at);
    one.erase(0, one.find_first_not_of(" \t"));
    one.erase(one.find_last_not_of(" \t") + 1);
    if (!one.empty()) list.push_back(std::move(one));
    at = end + 1;
  }
  return list;
}

Json router_json(const routing::RegisteredModel& router) {
  return Json{{"name", router.info.name()},
              {"backend", router.info.backend},
              {"champion", router.champion},
              {"labels", router.info.labels.size()},
              {"trained_examples", router.info.trained_examples},
              {"accuracy", router.info.accuracy ? Json(*router.info.accuracy) : Json()},
              {"created_at", base::format_utc(router.info.created_at)},
              {"policy", routing::to_json(router.info.policy)}};
}

std::string router_line(const routing::RegisteredModel& router) {
  char figures[96];
  if (router.info.accuracy)
    std::snprintf(figures, sizeof figures, "%zu labels, accuracy %.4f, answers %.0f %% at risk %.3g",
                  router.info.labels.size(), *router.info.accuracy, router.info.policy.coverage * 100,
                  router.info.policy.target_risk);
  else
    std::snprintf(figures, sizeof figures, "%zu labels, on a server", router.info.labels.size());
  return router.info.name() + "  " + (router.champion ? "champion, " : "") + figures + ", " +
         base::format_utc(router.info.created_at).substr(0, 10);
}

}  // namespace

ExitCode models_list(Context& context, bool json) {
  const auto dir = models_dir(context.config);
  const auto stored = models::list_models(dir);
  if (!stored) return context.fail(stored.error());
  Json list = Json::array();
  const auto add = [&](const std::string& name, const char* form, std::uint64_t size,
                       const models::StoredModel* installed) {
    Json row{{"name", name}, {"form", form}, {"size_bytes", size}, {"installed", installed != nullptr}};
    row["verified_at"] = installed ? Json(base::format_utc(installed->verified_at)) : Json();
    row["source"] = installed ? Json(installed->source) : Json();
    list.push_back(std::move(row));
    if (!json)
      print_row(context.io.out, name, form, size_text(size),
                installed ? "installed, verified " + base::format_utc(installed->verified_at).substr(0, 10) : "");
  };
  const auto installed = [&](std::string_view name) {
    const auto it = std::ranges::find(stored->models, name, &models::StoredModel::name);
    return it == stored->models.end() ? nullptr : &*it;
  };
  for (const auto& known : models::model_catalog()) {
    const auto* model = installed(known.name);
    add(known.name, models::to_string(known.form), model ? model->size_bytes() : known.size_bytes(), model);
  }
  for (const auto& model : stored->models)
    if (!models::find_in_catalog(model.name)) add(model.name, "own", model.size_bytes(), &model);
  for (const auto& broken : stored->broken)
    context.io.err << "cxai: " << broken.folder.string() << ": " << broken.reason << '\n';
  std::vector<std::string> unreadable;
  const auto routers = routing_registry(context.config).list(&unreadable);
  if (!routers) return context.fail(routers.error());
  for (const std::string& reason : unreadable) context.io.err << "cxai: " << reason << '\n';
  Json trained = Json::array();
  for (const auto& router : *routers) {
    trained.push_back(router_json(router));
    if (!json) context.io.out << router_line(router) << '\n';
  }
  if (json)
    context.io.out << base::dump_json(
                          Json{{"folder", dir.string()}, {"models", std::move(list)}, {"routers", std::move(trained)}},
                          2)
                   << '\n';
  return ExitCode::ok;
}

ExitCode models_pull(Context& context, const ModelOptions& options) {
  const auto sources = options.from.empty() ? mirrors(context.config) : options.from;
  const Interruptible interruptible;
  net::Client client;
  Json list = Json::array();
  for (const std::string& name : options.names) {
    const models::CatalogModel* known = models::find_in_catalog(name);
    if (!known) {
      const auto near = models::nearest_in_catalog(name);
      return context.fail({ErrorCode::not_found, "no model is known as '" + name + "'" +
                                                     (near ? "; did you mean '" + *near + "'?" : "") +
                                                     " `cxai models list` shows all"});
    }
    ByteProgress progress(context.io);
    const auto pulled = models::pull_model(*known, models_dir(context.config), sources, client, net::system_pauser(),
                                           context.clock, progress.callback(known->name), interruptible.token());
    if (!pulled) return context.fail(pulled.error());
    list.push_back(to_json(pulled->model));
    if (!options.json)
      context.io.out << known->name
                     << (pulled->fetched ? "  pulled from " + pulled->model.source : "  is there already") << ", "
                     << size_text(pulled->model.size_bytes()) << '\n';
  }
  if (options.json) context.io.out << base::dump_json(list, 2) << '\n';
  return ExitCode::ok;
}

ExitCode models_verify(Context& context, const ModelOptions& options) {
  const auto dir = models_dir(context.config);
  std::vector<std::string> names = options.names;
  if (names.empty()) {
    const auto stored = models::list_models(dir);
    if (!stored) return context.fail(stored.error());
    for (const auto& model : stored->models) names.push_back(model.name);
    for (const auto& broken : stored->broken) names.push_back(broken.folder.filename().string());
  }
  const Interruptible interruptible;
  Json list = Json::array();
  bool all_good = true;
  for (const std::string& name : names) {
    ByteProgress progress(context.io);
    const auto verified =
        models::verify_model(dir, name, context.clock, progress.callback(name), interruptible.token());
    if (!verified && verified.error().code == ErrorCode::cancelled) return context.fail(verified.error());
    all_good = all_good && verified;
    Json row{{"name", verified ? verified->name : name}, {"good", verified.has_value()}};
    row["detail"] = verified ? Json() : Json(verified.error().message);
    list.push_back(std::move(row));
    if (!options.json)
      context.io.out << (verified ? "✓ " : "✗ ") << name << (verified ? "" : ": " + verified.error().message) << '\n';
  }
  if (options.json) context.io.out << base::dump_json(list, 2) << '\n';
  return all_good ? ExitCode::ok : ExitCode::failed;
}

ExitCode models_remove(Context& context, const ModelOptions& options) {
  Json list = Json::array();
  for (const std::string& name : options.names) {
    const auto freed = models::remove_model(models_dir(context.config), name);
    if (!freed) return context.fail(freed.error());
    list.push_back(Json{{"name", name}, {"freed_bytes", *freed}});
    if (!options.json) context.io.out << name << "  removed, " << size_text(*freed) << " freed\n";
  }
  if (options.json) context.io.out << base::dump_json(list, 2) << '\n';
  return ExitCode::ok;
}

}  // namespace cxai::cli
