// Dialogues with known roles, as the trainer and the measuring program of roles read them.
#pragma once

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "conversation/transcript.hpp"

struct RoleTurn {
  cxai::conversation::Role role = cxai::conversation::Role::other;
  std::string text;
};

struct RoleDialogue {
  std::string id;
  std::string language;
  std::string form;  // "clean", "asr", "chat", or empty
  std::vector<RoleTurn> turns;
};

inline std::string without_marks(const std::string& text) {
  static const std::regex kMark(R"(\{[A-Z_]+~?:([^}]*)\})");
  return std::regex_replace(text, kMark, "$1");
}

// "language", "register", "turns": [{"role", "text"}] a line, as in tests/quality/dialogues.
inline void read_json_lines(const std::filesystem::path& path, std::vector<RoleDialogue>& out) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto json = cxai::base::parse_json(line);
    if (!json) {
      std::cerr << path.string() << ": " << json.error().message << '\n';
      continue;
    }
    RoleDialogue one{
        .id = json->value("id", ""), .language = json->value("language", ""), .form = json->value("register", "")};
    for (const auto& turn : (*json)["turns"])
      one.turns.push_back(
          {cxai::conversation::role_from(turn["role"].get<std::string>()).value_or(cxai::conversation::Role::other),
           turn["text"].get<std::string>()});
    if (!one.turns.empty()) out.push_back(std::move(one));
  }
}

// "A: …" and "C: …" with marks of personal data (tests/quality/privacy), or "agent [1.2s]: …" behind "---"
// (demo/calls).
inline void read_text(const std::filesystem::path& path, std::vector<RoleDialogue>& out) {
  using cxai::conversation::Role;
  static const std::regex kTurn(R"(^(A|C|agent|customer|ivr|other)( \[[^\]]*\])*: (.*)$)");
  std::ifstream file(path);
  RoleDialogue one{.id = path.filename().string()};
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("language: ")) one.language = line.substr(10);
    std::smatch found;
    if (!std::regex_match(line, found, kTurn)) continue;
    const std::string who = found[1];
    const Role role = who == "A"   ? Role::agent
                      : who == "C" ? Role::customer
                                   : cxai::conversation::role_from(who).value_or(Role::other);
    one.turns.push_back({role, without_marks(found[3])});
  }
  if (one.language.empty()) one.language = path.parent_path().filename().string();
  if (!one.turns.empty()) out.push_back(std::move(one));
}

// A file, or every .jsonl and call below a folder, in the order of their names.
inline std::vector<RoleDialogue> read_dialogues(const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::vector<RoleDialogue> out;
  for (const std::string& path : paths) {
    std::vector<fs::path> files;
    if (fs::is_directory(path)) {
      for (const auto& entry : fs::recursive_directory_iterator(path)) files.push_back(entry.path());
      std::ranges::sort(files);
    } else {
      files.emplace_back(path);
    }
    for (const fs::path& file : files) {
      if (file.extension() == ".jsonl") read_json_lines(file, out);
      // Marked calls named call-m… are dialogues of the JSON lines once more, those to be tuned on among them.
      if (file.filename().string().starts_with("call-m")) continue;
      if (file.extension() == ".txt" &&
          (file.filename().string().starts_with("call-") || file.parent_path().filename() == "calls"))
        read_text(file, out);
    }
  }
  return out;
}
