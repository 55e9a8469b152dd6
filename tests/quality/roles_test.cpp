// Roles from words alone: the labelled dialogues of tests/quality/dialogues without roles and without speakers, as they
// are and without punctuation; and with speakers whose roles nobody knows. A turn counts.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "baselines.hpp"
#include "dialogue/roles.hpp"
#include "language/text.hpp"

namespace cxai {
namespace {

namespace fs = std::filesystem;
using base::Json;
using conversation::Role;

struct Labelled {
  conversation::Transcript transcript;
  std::vector<Role> roles;
};

std::vector<Labelled> read_part(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Labelled> out;
  for (const fs::path& path : files) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      const auto json = base::parse_json(line);
      EXPECT_TRUE(json) << path;
      if (!json) continue;
      Labelled one;
      one.transcript.language = (*json)["language"].get<std::string>();
      for (const Json& turn : (*json)["turns"]) {
        one.roles.push_back(conversation::role_from(turn["role"].get<std::string>()).value_or(Role::other));
        one.transcript.turns.emplace_back().text = turn["text"].get<std::string>();
      }
      out.push_back(std::move(one));
    }
  }
  return out;
}

std::string without_punctuation(std::string_view text) {
  std::string out;
  for (const auto& token : language::tokenize(text)) {
    if (token.kind == language::TokenKind::punctuation) continue;
    if (!out.empty() && token.begin > 0 && text[token.begin - 1] == ' ') out += ' ';
    out.append(language::fold(text.substr(token.begin, token.end - token.begin), "tr"));
  }
  return out;
}

enum class Form { as_written, recognised, with_speakers };

struct Sums {
  std::size_t turns = 0;
  std::size_t right = 0;
  std::vector<std::pair<std::size_t, std::size_t>> dialogues;  // turns, right
};

// 95 % over whole dialogues: their turns are right and wrong together.
std::pair<double, double> interval(const Sums& sums) {
  std::mt19937 random(1);
  std::vector<double> shares;
  for (int k = 0; k < 1000; ++k) {
    std::size_t turns = 0;
    std::size_t right = 0;
    for (std::size_t d = 0; d < sums.dialogues.size(); ++d) {
      const auto& [of, good] = sums.dialogues[random() % sums.dialogues.size()];
      turns += of;
      right += good;
    }
    shares.push_back(static_cast<double>(right) / static_cast<double>(turns));
  }
  std::ranges::sort(shares);
  return {shares[25], shares[974]};
}

void measure(const std::string& part, const std::string& form_name, Form form, Json& now) {
  std::map<std::string, Sums> by_language;
  for (const Labelled& one : read_part(fs::path(CXAI_SOURCE_DIR) / "tests/quality/dialogues" / part)) {
    conversation::Transcript transcript = one.transcript;
    for (std::size_t i = 0; i < transcript.turns.size(); ++i) {
      if (form == Form::recognised) transcript.turns[i].text = without_punctuation(transcript.turns[i].text);
      if (form == Form::with_speakers)
        transcript.turns[i].speaker = "speaker " + std::to_string(static_cast<int>(one.roles[i]));
    }
    const auto decided = dialogue::decide_roles(transcript, nullptr);
    std::size_t right = 0;
    for (std::size_t i = 0; i < one.roles.size(); ++i) right += decided.roles[i] == one.roles[i] ? 1 : 0;
    for (const std::string& key : {transcript.language, std::string("all")}) {
      Sums& sums = by_language[key];
      sums.turns += one.roles.size();
      sums.right += right;
      sums.dialogues.emplace_back(one.roles.size(), right);
    }
  }
  for (const auto& [language, sums] : by_language) {
    const double share = static_cast<double>(sums.right) / static_cast<double>(sums.turns);
    const auto [low, high] = interval(sums);
    std::printf("%s %s, %s: %.4f [%.3f, %.3f], %zu turns of %zu dialogues\n", part.c_str(), language.c_str(),
                form_name.c_str(), share, low, high, sums.turns, sums.dialogues.size());
    now[part + " " + language + ", " + form_name] = Json{{"n", sums.turns}, {"right", share}};
  }
}

TEST(Roles, OfLabelledDialoguesFromWordsAlone) {
  Json now = Json::object();
  for (const char* const part : {"dev", "test"}) {
    measure(part, "as written", Form::as_written, now);
    measure(part, "recognised", Form::recognised, now);
    measure(part, "speakers told apart", Form::with_speakers, now);
  }
  if (compare_with_baselines("roles_dialogues", now)) GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew";
}

}  // namespace
}  // namespace cxai
