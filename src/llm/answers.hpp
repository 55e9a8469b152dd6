// Answers kept, so that the same question is paid for once and answered the same way each time.
//
// The name of a file is the SHA-256 of the recipe: prompt, model, temperature and the SHA-256 of the data. Its content
// is sealed under a key made from the data itself: only who has the conversation can read what was answered about it,
// and with the conversation's destruction its answer becomes unreadable, in every copy.
//
// Output   docs/formats/sealed.md
// Errors   permission_denied, unavailable (folder, disk). What cannot be read again counts as not there
// Threads  any number, processes too
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret_key.hpp"

namespace cxai::llm {

struct AnswerRecipe {
  std::string prompt_sha256;
  std::string model;
  double temperature = 0;
  std::string_view data;  // borrowed
};

class AnswerStore {
 public:
  // `folder` is made when something is first kept; empty: nothing is kept.
  explicit AnswerStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::optional<std::string> find(const AnswerRecipe& recipe) const;
  Result<> keep(const AnswerRecipe& recipe, std::string_view answer) const;

 private:
  std::filesystem::path path_of(const AnswerRecipe& recipe) const;
  std::filesystem::path folder_;
};

}  // namespace cxai::llm
