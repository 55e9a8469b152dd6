// Dialogues with known roles, as the trainer and the measuring program of roles read them.
#pragma once

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

// The text with the marks of personal data taken off: "{PERSON:Ayşe}" and "{PERSON~:Ayşe}" become "Ayşe".
inline std::string without_marks(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    auto colon = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", 1);
    const bool named = colon != std::string_view::npos && colon > 1;
    if (named && text[colon] == '~') ++colon;
    const auto close = text.find('}');
    if (named && close != std::string_view::npos && colon < close && text[colon] == ':') {
      out += text.substr(colon + 1, close - colon - 1);
      text.remove_prefix(close + 1);
    } else {
      out += '{';
      text.remove_prefix(1);
    }
  }
  return out;
}

// Who speaks and what is said in "agent [1.2s]: …"; an empty name where the line is no turn.
inline std::pair<std::string_view, std::string_view> turn_of_line(std::string_view line) {
  const auto end = line.find_first_of(" :");
  if (end == std::string_view::npos) return {};
  const std::string_view who = line.substr(0, end);
  constexpr std::string_view kNames[] = {"A", "C", "agent", "customer", "ivr", "other"};
  if (std::ranges::find(kNames, who) == std::end(kNames)) return {};
  line.remove_prefix(end);
  while (line.starts_with(" [")) {
    const auto close = line.find(']');
    if (close == std::string_view::npos) return {};
    line.remove_prefix(close + 1);
  }
  if (!line.starts_with(": ")) return {};
  return {who, line.substr(2)};
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
  std::ifstream file(path);
  RoleDialogue one{.id = path.filename().string()};
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("language: ")) one.language = line.substr(10);
    const auto [who, said] = turn_of_line(line);
    if (who.empty()) continue;
    const Role role = who == "A"   ? Role::agent
                      : who == "C" ? Role::customer
                                   : cxai::conversation::role_from(who).value_or(Role::other);
    one.turns.push_back({role, without_marks(said)});
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
