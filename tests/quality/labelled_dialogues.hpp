// Labelled dialogues (tests/quality/dialogues/README.md), masked as the pipeline masks them, and the places of their
// quotes in the masked text.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "conversation/transcript.hpp"
#include "privacy/masker.hpp"

namespace cxai {

struct LabelledDialogue {
  std::string id;
  std::string source;  // "tr-1.jsonl:14"
  std::string language;
  std::string channel;     // call, chat, tweet, email
  std::string registered;  // clean, asr, chat
  std::string started_at;
  privacy::MaskedTranscript transcript;
  std::vector<std::string> sentiments;  // one per turn, empty where there is none
  base::Json labels;                    // empty: a turn on its own
  std::uint64_t key = 0;                // of the id: which part of a split it belongs to

  // Where the quote of the original turn stands in the masked one, in bytes; nullopt where it does not.
  struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  std::optional<Place> place_of(std::size_t turn, std::string_view quote) const {
    if (turn >= originals_.size()) return std::nullopt;
    const std::size_t at = originals_[turn].find(quote);
    if (at == std::string::npos || quote.empty()) return std::nullopt;
    return Place{masked_offset(turn, at, false), masked_offset(turn, at + quote.size(), true)};
  }

  LabelledDialogue(privacy::MaskedTranscript masked, std::vector<std::string> originals,
                   std::vector<std::pair<std::size_t, std::array<std::size_t, 4>>> taken)
      : transcript(std::move(masked)), originals_(std::move(originals)), taken_(std::move(taken)) {}

 private:
  // Inside what was taken out: the begin or the end of the placeholder.
  std::size_t masked_offset(std::size_t turn, std::size_t offset, bool is_end) const {
    std::size_t masked = offset;
    for (const auto& [of, span] : taken_) {
      const auto [begin, end, masked_begin, masked_end] = span;
      if (of != turn || begin >= offset) continue;
      if (end <= offset) {
        masked = masked_end + (offset - end);
      } else {
        return is_end ? masked_end : masked_begin;
      }
    }
    return std::min(masked, transcript->turns[turn].text.size());
  }

  std::vector<std::string> originals_;
  // Turn; begin and end in the original, begin and end in the masked text; in order.
  std::vector<std::pair<std::size_t, std::array<std::size_t, 4>>> taken_;
};

inline std::uint64_t dialogue_key(std::string_view id) {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a (Fowler, Noll, Vo)
  for (const char byte : id) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
  return hash ^ (hash >> 29);
}

inline LabelledDialogue read_labelled(const base::Json& json) {
  const auto text_of = [](const base::Json& object, const char* key) {
    return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : std::string();
  };
  conversation::Transcript transcript;
  transcript.language = text_of(json, "language");
  std::vector<std::string> originals;
  std::vector<std::string> sentiments;
  base::Json turns = json.contains("turns") ? json["turns"] : base::Json::array();
  if (!json.contains("turns")) {  // one labelled turn
    base::Json turn = json;
    if (!turn.contains("role")) turn["role"] = json.contains("acts") ? "agent" : "customer";
    turns.push_back(std::move(turn));
  }
  for (const base::Json& turn : turns) {
    conversation::Turn one;
    one.id = "t" + std::to_string(transcript.turns.size());
    one.role = conversation::role_from(text_of(turn, "role"));
    one.text = text_of(turn, "text");
    originals.push_back(one.text);
    sentiments.push_back(text_of(turn, "sentiment"));
    transcript.turns.push_back(std::move(one));
  }
  std::vector<std::pair<std::size_t, std::array<std::size_t, 4>>> taken;
  auto masked = privacy::Masker().mask(std::move(transcript), [&](const privacy::TakenOut& out) {
    taken.push_back(
        {out.turn,
         {out.begin, out.begin + out.text.size(), out.masked_begin, out.masked_begin + out.placeholder.size()}});
  });
  std::ranges::sort(taken);
  LabelledDialogue dialogue(std::move(masked), std::move(originals), std::move(taken));
  dialogue.language = text_of(json, "language");
  dialogue.id = text_of(json, "id");
  if (dialogue.id.empty()) dialogue.id = text_of(json, "text");
  dialogue.channel = text_of(json, "channel");
  dialogue.registered = text_of(json, "register");
  dialogue.started_at = text_of(json, "started_at");
  dialogue.sentiments = std::move(sentiments);
  if (json.contains("labels"))
    dialogue.labels = json["labels"];
  else if (json.contains("acts"))
    dialogue.labels = base::Json{{"acts", json["acts"]}};
  else if (json.contains("topic"))
    dialogue.labels = base::Json{{"topic", json["topic"]}};
  dialogue.key = dialogue_key(dialogue.id);
  return dialogue;
}

// All dialogues of the JSON Lines files given, or below the folders given, by path. Errors: not_found, and those of
// JSON with file and line.
inline base::Result<std::vector<LabelledDialogue>> read_labelled_dialogues(
    const std::vector<std::filesystem::path>& paths) {
  std::vector<std::filesystem::path> files;
  for (const auto& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::filesystem::path> below;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.path().extension() == ".jsonl") below.push_back(entry.path());
    }
    std::ranges::sort(below);
    files.insert(files.end(), below.begin(), below.end());
  }
  std::vector<LabelledDialogue> all;
  for (const auto& file : files) {
    std::ifstream in(file);
    if (!in) return base::fail(base::ErrorCode::not_found, file.string() + ": cannot be opened");
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      if (line.empty()) continue;
      const std::string source = file.filename().string() + ":" + std::to_string(number);
      auto json = base::parse_json(line);
      if (!json) return base::fail(json.error().code, source + ": " + json.error().message);
      all.push_back(read_labelled(*json));
      all.back().source = source;
    }
  }
  return all;
}

}  // namespace cxai
