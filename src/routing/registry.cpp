#include "routing/registry.hpp"

#include <algorithm>
#include <set>

#include "base/files.hpp"

namespace cxai::routing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kChampionFile = "champion.json";

std::string names_of(const std::vector<RegisteredModel>& models) {
  std::string names;
  for (std::size_t i = 0; i < models.size() && i < 10; ++i) names += (i > 0 ? ", " : "") + models[i].info.name();
  return names.empty() ? "there is none yet: `cxai finetune` makes one" : "there are: " + names;
}

}  // namespace

Result<> check_family(std::string_view family) {
  const bool good = !family.empty() && family.size() <= 64 && std::ranges::all_of(family, [](char c) {
    return c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  });
  if (good) return {};
  return fail(ErrorCode::invalid_input, "a model's name must be small letters a-z, digits, - and _, got '" +
                                            std::string(family.substr(0, 64)) + "'");
}

Result<fs::path> Registry::add(const ModelInfo& info,
                               const std::vector<std::pair<std::string, std::string>>& files) const {
  CXAI_TRY_VOID(check_family(info.family));
  const fs::path folder = dir_ / info.family / info.id;
  const fs::path part = dir_ / info.family / ("." + info.id + ".part");
  std::error_code error;
  if (fs::exists(folder, error)) return fail(ErrorCode::conflict, folder.string() + ": the model is there already");
  fs::remove_all(part, error);
  for (const auto& [name, bytes] : files) CXAI_TRY_VOID(base::write_file_atomic(part / name, bytes));
  CXAI_TRY_VOID(base::write_file_atomic(part / "model.json", base::dump_json(to_json(info), 2) + "\n"));
  fs::rename(part, folder, error);
  if (error) return std::unexpected(base::file_error(folder, error.value()));
  return folder;
}

Result<Registry::Champions> Registry::champions(const std::string& family) const {
  const fs::path file = dir_ / family / kChampionFile;
  Champions champions;
  auto text = base::read_file(file);
  if (!text && text.error().code == ErrorCode::not_found) return champions;
  if (!text) return std::unexpected(text.error());
  const auto json = base::parse_json(*text);
  if (!json) return fail(ErrorCode::corrupt_data, file.string() + ": " + json.error().message);
  base::Reader in(*json, "");
  champions.champion = in.string("champion");
  for (const Json& one : in.array("history")) {
    base::Reader entry(one, in.path_of("history"));
    entry.string("model");
    entry.string("why", "");
    in.adopt(entry);
    champions.history.push_back(one);
  }
  if (!in.ok()) return fail(ErrorCode::corrupt_data, file.string() + ": " + in.error().error().message);
  return champions;
}

Result<> Registry::write(const std::string& family, const Champions& champions) const {
  const Json json{{"champion", champions.champion}, {"history", champions.history}};
  return base::write_file_atomic(dir_ / family / kChampionFile, base::dump_json(json, 2) + "\n");
}

Result<std::vector<RegisteredModel>> Registry::list(std::vector<std::string>* broken) const {
  std::vector<RegisteredModel> all;
  std::error_code error;
  for (const auto& family : fs::directory_iterator(dir_, error)) {
    if (!family.is_directory(error)) continue;
    const std::string name = family.path().filename().string();
    const auto champion = champions(name);
    if (!champion && broken) broken->push_back(champion.error().message);
    for (const auto& entry : fs::directory_iterator(family.path(), error)) {
      const fs::path file = entry.path() / "model.json";
      if (entry.path().filename().string().starts_with('.') || !fs::exists(file, error)) continue;
      const auto text = base::read_file(file);
      const auto json = text ? base::parse_json(*text) : Result<Json>(std::unexpected(text.error()));
      const auto info = json ? model_info_from(*json) : Result<ModelInfo>(std::unexpected(json.error()));
      if (info && info->family == name && info->id == entry.path().filename().string()) {
        all.push_back({*info, entry.path(), champion && champion->champion == info->id});
      } else if (broken) {
        broken->push_back(file.string() + ": " + (info ? "its name is not its folder's" : info.error().message));
      }
    }
  }
  std::ranges::sort(all, [](const RegisteredModel& a, const RegisteredModel& b) {
    if (a.info.family != b.info.family) return a.info.family < b.info.family;
    if (a.info.created_at != b.info.created_at) return a.info.created_at > b.info.created_at;
    return a.info.id > b.info.id;
  });
  return all;
}

Result<RegisteredModel> Registry::find(std::string_view reference) const {
  CXAI_TRY(const auto all, list());
  std::set<std::string> families;
  for (const RegisteredModel& model : all) families.insert(model.info.family);
  std::string family(reference);
  if (reference.empty() && families.size() == 1) family = *families.begin();
  if (reference.empty() && families.size() > 1)
    return fail(ErrorCode::invalid_input, "several kinds of models are there; name one with --model: " + names_of(all));
  std::vector<RegisteredModel> fitting;
  for (const RegisteredModel& model : all) {
    if (model.info.name() == reference || model.info.id == reference) return model;
    if (model.info.family == family && model.champion) return model;
    if (!reference.empty() && model.info.id.starts_with(reference)) fitting.push_back(model);
  }
  if (fitting.size() == 1) return fitting.front();
  if (families.contains(family))
    return fail(ErrorCode::not_found, "no model of '" + family +
                                          "' is the champion yet; promote one with `cxai models " +
                                          "promote`: " + names_of(all));
  return fail(ErrorCode::not_found, (reference.empty() ? "no model" : "no model '" + std::string(reference) + "'") +
                                        std::string("; ") + names_of(all));
}

Result<> Registry::promote(const ModelInfo& info, Timestamp at, std::string_view why) const {
  CXAI_TRY(Champions now, champions(info.family));
  if (now.champion == info.id) return {};
  now.champion = info.id;
  now.history.push_back(Json{{"model", info.id}, {"at", base::format_utc(at)}, {"why", why}});
  return write(info.family, now);
}

Result<RegisteredModel> Registry::rollback(std::string_view reference, Timestamp at) const {
  CXAI_TRY(const RegisteredModel champion, find(reference));
  CXAI_TRY(Champions now, champions(champion.info.family));
  CXAI_TRY(const auto all, list());
  // Walks back through what was champion: a step taken back is taken off, so that a second one goes further.
  std::vector<std::string> line;
  for (const Json& one : now.history) {
    const std::string id = one.value("model", "");
    if (one.value("why", "") == "rollback" && line.size() > 1) {
      line.pop_back();
    } else {
      line.push_back(id);
    }
  }
  for (std::size_t i = line.size(); i-- > 1;) {
    const auto before = std::ranges::find_if(all, [&](const RegisteredModel& model) {
      return model.info.family == champion.info.family && model.info.id == line[i - 1];
    });
    if (before == all.end()) continue;
    now.champion = before->info.id;
    now.history.push_back(Json{{"model", now.champion}, {"at", base::format_utc(at)}, {"why", "rollback"}});
    CXAI_TRY_VOID(write(champion.info.family, now));
    return find(before->info.name());
  }
  return fail(ErrorCode::conflict,
              "no model of '" + champion.info.family + "' was champion before " + champion.info.id);
}

}  // namespace cxai::routing
