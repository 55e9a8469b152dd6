// The suite of marked sentences and calls (tests/quality/privacy/README.md), and the counting of finds against marks.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cxai {

struct Mark {
  std::size_t begin = 0;  // byte offsets in the text without marks
  std::size_t end = 0;
  std::string type;
  bool spoken = false;
};

struct MarkedText {
  std::string text;
  std::vector<Mark> marks;
  std::string source;  // "tr.txt:14"
};

// The turns of one call; a sentence is a conversation of one turn.
struct MarkedConversation {
  std::vector<MarkedText> turns;
  bool call = false;
  bool hard_negative = false;
  std::string language;
  std::uint64_t key = 0;  // of its first line as it stands in the file: which part of a split it belongs to
};

inline MarkedText read_marks(std::string_view line) {
  MarkedText out;
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t colon = line[i] == '{' ? line.find(':', i) : std::string_view::npos;
    const std::size_t close = colon == std::string_view::npos ? colon : line.find('}', colon);
    if (close == std::string_view::npos) {
      out.text += line[i++];
      continue;
    }
    std::string type(line.substr(i + 1, colon - i - 1));
    const bool spoken = type.ends_with('~');
    if (spoken) type.pop_back();
    const std::size_t begin = out.text.size();
    out.text += line.substr(colon + 1, close - colon - 1);
    out.marks.push_back({begin, out.text.size(), type, spoken});
    i = close + 1;
  }
  return out;
}

// Sentences and calls of one language below `part` ("…/dev").
inline std::vector<MarkedConversation> read_suite(const std::filesystem::path& part, const std::string& language) {
  std::vector<MarkedConversation> out;
  bool hard = false;
  std::ifstream sentences(part / (language + ".txt"));
  int number = 0;
  for (std::string line; std::getline(sentences, line);) {
    ++number;
    if (line.starts_with('#')) hard = line.find("hard negative") != std::string::npos;
    if (line.empty() || line.starts_with('#')) continue;
    MarkedConversation one;
    one.hard_negative = hard;
    one.turns.push_back(read_marks(line));
    one.turns.back().source = language + ".txt:" + std::to_string(number);
    out.push_back(std::move(one));
  }
  std::vector<std::filesystem::path> calls;
  if (std::filesystem::is_directory(part / language)) {
    for (const auto& entry : std::filesystem::directory_iterator(part / language)) calls.push_back(entry.path());
  }
  std::ranges::sort(calls);
  for (const auto& path : calls) {
    std::ifstream in(path);
    MarkedConversation call;
    call.call = true;
    number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      if (line.size() < 3 || line.starts_with('#')) continue;
      call.turns.push_back(read_marks(std::string_view(line).substr(3)));
      call.turns.back().source = language + "/" + path.filename().string() + ":" + std::to_string(number);
    }
    out.push_back(std::move(call));
  }
  return out;
}

// FNV-1a (Fowler, Noll, Vo).
inline std::uint64_t key_of(std::string_view line) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char byte : line) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
  return hash;
}

// Every sentence and call below `folder`: files <lang>.txt and NAME.<lang>.txt, a sentence a line; call-*.txt, below a
// folder <lang>.
inline std::vector<MarkedConversation> read_marked(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<MarkedConversation> all;
  for (const std::filesystem::path& file : files) {
    const bool call = file.filename().string().starts_with("call-");
    const std::string stem = call ? file.parent_path().filename().string() : file.stem().string();
    const std::string language = stem.substr(stem.size() < 2 ? 0 : stem.size() - 2);
    if (language != "tr" && language != "en" && language != "de") continue;
    std::ifstream in(file);
    MarkedConversation one;
    bool hard = false;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      if (line.starts_with('#')) hard = line.find("hard negative") != std::string::npos;
      if (line.size() < 4 || line.starts_with('#')) continue;
      if (one.turns.empty()) one.key = key_of(line);
      one.language = language;
      one.call = call;
      one.turns.push_back(read_marks(call ? std::string_view(line).substr(3) : std::string_view(line)));
      one.turns.back().source = file.filename().string() + ":" + std::to_string(number);
      if (call) continue;
      one.hard_negative = hard;
      all.push_back(std::move(one));
      one = {};
    }
    if (call && !one.turns.empty()) all.push_back(std::move(one));
  }
  return all;
}

inline std::vector<std::string_view> texts_of(const MarkedConversation& conversation) {
  std::vector<std::string_view> turns;
  for (const MarkedText& turn : conversation.turns) turns.push_back(turn.text);
  return turns;
}

inline std::size_t count_blank_words(std::string_view text) {
  std::size_t n = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t';
    n += !blank && !inside ? 1U : 0U;
    inside = !blank;
  }
  return n;
}

}  // namespace cxai
