// The trained routers of this machine, and which one answers.
//
// Layout   DIR/<family>/<id>/ (model.hpp), DIR/<family>/champion.json: {"champion", "history": [{"model", "at",
// "why"}]} Errors   not_found (no such model, which there are) · conflict (nothing to go back to) · corrupt_data · the
// file
//          system's own
// Threads  one writer; readers in other processes see the champion before or after, never half of it
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "routing/model.hpp"

namespace cxai::routing {

struct RegisteredModel {
  ModelInfo info;
  std::filesystem::path folder;
  bool champion = false;
};

class Registry {
 public:
  explicit Registry(std::filesystem::path dir) : dir_(std::move(dir)) {}

  // Puts a model's files under its name, all or none.
  Result<std::filesystem::path> add(const ModelInfo& info,
                                    const std::vector<std::pair<std::string, std::string>>& files) const;

  // All models, the newest of each family first. A folder that does not read is named in `broken`.
  Result<std::vector<RegisteredModel>> list(std::vector<std::string>* broken = nullptr) const;

  // "family" (its champion), "family/id", an id, or the beginning of one that fits one model; "" the champion where
  // there is one family.
  Result<RegisteredModel> find(std::string_view reference) const;

  Result<> promote(const ModelInfo& info, Timestamp at, std::string_view why) const;
  // Makes the champion before this one champion again; gives it.
  Result<RegisteredModel> rollback(std::string_view family, Timestamp at) const;

 private:
  struct Champions {
    std::string champion;
    Json history = Json::array();
  };
  std::filesystem::path dir_;
  Result<Champions> champions(const std::string& family) const;
  Result<> write(const std::string& family, const Champions& champions) const;
};

// A family's name: letters of a-z, digits, '-', '_', at most 64. Errors: invalid_input.
Result<> check_family(std::string_view family);

}  // namespace cxai::routing
