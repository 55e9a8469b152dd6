// Measures roles from words: cxai-measure-roles [OPTION …] PATH…
//
// Input    dialogues with roles (dialogues.hpp); the roles are taken away and decided anew
// Options  --bundle FILE: instead of the one built in; --asr: without punctuation; --errors N: prints N wrong turns;
//          --speakers: the speakers are known, but not who they are; --hold K/N: only part K of N
// Output   turns right, by language and form, on stdout
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "dialogue/roles.hpp"
#include "roles/augment.hpp"
#include "roles/dialogues.hpp"

int main(int argc, char** argv) {
  using namespace cxai;
  std::vector<std::string> paths;
  std::string bundle_file;
  bool asr = false;
  bool speakers = false;
  std::size_t errors = 0;
  std::size_t hold = 0;
  std::size_t holds = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&] { return i + 1 < argc ? std::string(argv[++i]) : std::string(); };
    if (word == "--bundle") {
      bundle_file = value();
    } else if (word == "--asr") {
      asr = true;
    } else if (word == "--speakers") {
      speakers = true;
    } else if (word == "--errors") {
      errors = std::strtoul(value().c_str(), nullptr, 10);
    } else if (word == "--hold") {
      const std::string text = value();
      char* end = nullptr;
      hold = std::strtoul(text.c_str(), &end, 10);
      holds = *end == '/' ? std::strtoul(end + 1, nullptr, 10) : 0;
    } else {
      paths.emplace_back(word);
    }
  }
  if (paths.empty()) {
    std::cerr << "usage: cxai-measure-roles [--bundle FILE] [--asr] [--speakers] [--errors N] [--hold K/N] PATH…\n";
    return 2;
  }
  std::string bytes;
  std::optional<dialogue::RoleTagger> tagger;
  if (!bundle_file.empty()) {
    auto read = base::read_file(bundle_file);
    if (read) bytes = std::move(*read);
    auto opened = dialogue::RoleTagger::open(bytes);
    if (!opened) {
      std::cerr << bundle_file << ": " << opened.error().message << '\n';
      return 1;
    }
    tagger.emplace(std::move(*opened));
  }
  struct Count {
    std::size_t right = 0;
    std::size_t turns = 0;
    std::size_t whole = 0;
    std::size_t calls = 0;
    double said = 0;  // sum of the probabilities
  };
  std::map<std::string, Count> counts;
  std::map<std::string, std::size_t> confusions;
  for (RoleDialogue& one : read_dialogues(paths)) {
    if (holds != 0 && part_of(one.id, holds) != hold) continue;
    if (asr) one = as_recognised(one);
    conversation::Transcript transcript;
    transcript.language = one.language;
    for (const RoleTurn& turn : one.turns) {
      conversation::Turn here;
      here.text = turn.text;
      if (speakers) here.speaker = std::string("speaker ") + conversation::to_string(turn.role);
      transcript.turns.push_back(std::move(here));
    }
    const auto decided =
        tagger ? dialogue::decide_roles(transcript, nullptr, *tagger) : dialogue::decide_roles(transcript, nullptr);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < one.turns.size(); ++i) {
      const bool right = decided.roles[i] == one.turns[i].role;
      for (const std::string& key : {std::string("all"), one.language, one.language + " " + one.form}) {
        Count& count = counts[key];
        ++count.turns;
        count.right += right;
        count.said += decided.probabilities[i];
      }
      if (right) continue;
      ++wrong;
      ++confusions[std::string(conversation::to_string(one.turns[i].role)) + " as " +
                   conversation::to_string(decided.roles[i])];
      if (errors == 0) continue;
      --errors;
      std::printf("%s turn %zu of %zu: %s as %s %.2f\n", one.id.c_str(), i, one.turns.size(),
                  conversation::to_string(one.turns[i].role), conversation::to_string(decided.roles[i]),
                  decided.probabilities[i]);
      for (std::size_t k = i > 0 ? i - 1 : 0; k < std::min(i + 2, one.turns.size()); ++k)
        std::printf("   %s%s: %s\n", k == i ? "> " : "  ", conversation::to_string(one.turns[k].role),
                    one.turns[k].text.substr(0, 220).c_str());
    }
    for (const std::string& key : {std::string("all"), one.language, one.language + " " + one.form}) {
      ++counts[key].calls;
      counts[key].whole += wrong == 0;
    }
  }
  for (const auto& [key, count] : counts)
    std::printf("%-10s %6zu turns: %.4f right (said %.4f), %zu of %zu dialogues without error\n", key.c_str(),
                count.turns, static_cast<double>(count.right) / static_cast<double>(count.turns),
                count.said / static_cast<double>(count.turns), count.whole, count.calls);
  for (const auto& [key, count] : confusions) std::printf("%s: %zu\n", key.c_str(), count);
  return 0;
}
