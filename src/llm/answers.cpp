#include "llm/answers.hpp"

#include <array>
#include <system_error>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/seal.hpp"

namespace cxai::llm {
namespace {

constexpr std::uint64_t kLargestAnswer = 8ULL << 20;
constexpr std::string_view kPurpose = "answer of a language model";

std::uint8_t hex_digit(char c) {
  return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

// Another digest than the one in the file's name: the name gives no key away.
base::SecretKey key_of(std::string_view data) {
  const std::string hex = base::sha256_hex("cxai answer key 1\n" + std::string(data));
  std::array<unsigned char, base::SecretKey::kBytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<unsigned char>(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
  return base::SecretKey::from_bytes(bytes);
}

}  // namespace

std::filesystem::path AnswerStore::path_of(const AnswerRecipe& recipe) const {
  const std::string name = base::sha256_hex(base::dump_json(Json{{"prompt_sha256", recipe.prompt_sha256},
                                                                 {"model", recipe.model},
                                                                 {"temperature", recipe.temperature},
                                                                 {"data_sha256", base::sha256_hex(recipe.data)}}));
  return folder_ / name.substr(0, 2) / name;
}

std::optional<std::string> AnswerStore::find(const AnswerRecipe& recipe) const {
  if (folder_.empty()) return std::nullopt;
  const auto path = path_of(recipe);
  const auto key = base::key_from_owner(path, key_of(recipe.data), kPurpose);
  if (!key) return std::nullopt;
  auto answer = base::read_file(base::KeyedFile(path, *key), kLargestAnswer);
  return answer ? std::optional(std::move(*answer)) : std::nullopt;
}

Result<> AnswerStore::keep(const AnswerRecipe& recipe, std::string_view answer) const {
  if (folder_.empty()) return {};
  const auto path = path_of(recipe);
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error)
    return fail(ErrorCode::permission_denied, path.parent_path().string() + ": cannot be made: " + error.message());
  const auto scratch = path.parent_path() / base::new_id("new_");
  CXAI_TRY(const auto sealed, base::seal_bytes(answer, scratch));
  CXAI_TRY_VOID(base::give_to_owner(sealed, key_of(recipe.data), kPurpose));
  return base::rename_durably(scratch, path);
}

}  // namespace cxai::llm
