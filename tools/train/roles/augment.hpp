// Dialogues as they reach us: recognised without punctuation, cut at pauses, begun late, one party alone.
#pragma once

#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/text.hpp"
#include "learning/hash.hpp"
#include "roles/dialogues.hpp"

inline std::size_t part_of(const std::string& id, std::size_t parts) {
  return static_cast<std::size_t>(cxai::learning::mix(cxai::learning::hash_of(id)) % parts);
}

// Punctuation gone, as speech recognition that writes none leaves it.
inline std::string without_punctuation(std::string_view text) {
  std::string out;
  for (const auto& token : cxai::language::tokenize(text)) {
    if (token.kind == cxai::language::TokenKind::punctuation) continue;
    if (!out.empty() && token.begin > 0 && text[token.begin - 1] == ' ') out += ' ';
    out.append(text.substr(token.begin, token.end - token.begin));
  }
  return out;
}

inline RoleDialogue as_recognised(RoleDialogue dialogue) {
  std::vector<RoleTurn> turns;
  for (RoleTurn& turn : dialogue.turns) {
    turn.text = without_punctuation(turn.text);
    turns.push_back(std::move(turn));
  }
  dialogue.turns = std::move(turns);
  dialogue.form = "asr";
  return dialogue;
}

class Augmenter {
 public:
  // `folder` holds announcements.<lang>.txt and firms.txt, one a line; {F} is where a firm's name stands.
  Augmenter(std::uint64_t seed, const std::string& folder) : random_(seed), firms_(lines(folder + "/firms.txt")) {
    for (const char* const language : {"tr", "en", "de"})
      announcements_[language] = lines(folder + "/announcements." + language + ".txt");
  }

  RoleDialogue operator()(RoleDialogue dialogue) {
    auto& turns = dialogue.turns;
    if (chance(0.03)) {  // a note somebody left, or one line of two
      const auto role = turns[below(turns.size())].role;
      std::erase_if(turns, [&](const RoleTurn& turn) { return turn.role != role; });
    }
    if (chance(0.25) && turns.size() > 4)
      turns.erase(turns.begin(),
                  turns.begin() + static_cast<std::ptrdiff_t>(1 + below(std::min<std::size_t>(5, turns.size() / 2))));
    if (chance(0.15) && turns.size() > 4) turns.resize(turns.size() - 1 - below(turns.size() / 2));
    if (chance(0.2)) announce(dialogue);
    if (chance(0.3)) merge(turns);
    if (chance(0.12)) split(turns);
    if (chance(0.2)) lose_words(turns);
    if (chance(0.5)) {
      for (RoleTurn& turn : turns) turn.text = without_punctuation(turn.text);
    } else if (chance(0.2)) {
      for (RoleTurn& turn : turns)
        if (chance(0.5)) turn.text = without_punctuation(turn.text);
    }
    return dialogue;
  }

 private:
  bool chance(double p) { return std::uniform_real_distribution<double>(0, 1)(random_) < p; }
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }

  static std::vector<std::string> lines(const std::string& path) {
    std::vector<std::string> out;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
      if (!line.empty()) out.push_back(line);
    if (out.empty()) std::cerr << path << ": no lines\n";
    return out;
  }

  // Machines speak first, and before somebody new takes over.
  void announce(RoleDialogue& dialogue) {
    using cxai::conversation::Role;
    const auto& known = announcements_[dialogue.language.empty() ? "tr" : dialogue.language];
    if (known.empty()) return;
    std::vector<RoleTurn>& turns = dialogue.turns;
    if (!chance(0.3)) std::erase_if(turns, [](const RoleTurn& turn) { return turn.role == Role::ivr; });
    std::size_t at = 0;
    if (chance(0.2)) {
      std::vector<std::size_t> places;
      for (std::size_t i = 1; i < turns.size(); ++i)
        if (turns[i].role == Role::agent) places.push_back(i);
      if (chance(0.3)) places.push_back(turns.size());
      if (!places.empty()) at = places[below(places.size())];
    }
    std::string text;
    for (std::size_t count = 1 + below(4); count > 0; --count) {
      std::string one = known[below(known.size())];
      if (const auto firm = one.find("{F}"); firm != std::string::npos)
        one.replace(firm, 3, firms_[below(firms_.size())]);
      text += (text.empty() ? "" : " ") + one;
      if (count > 1 && chance(0.5)) continue;
      turns.insert(turns.begin() + static_cast<std::ptrdiff_t>(at++), {Role::ivr, std::move(text)});
      text.clear();
    }
  }

  void merge(std::vector<RoleTurn>& turns) {
    std::vector<RoleTurn> out;
    for (RoleTurn& turn : turns) {
      if (!out.empty() && out.back().role == turn.role && turn.role != cxai::conversation::Role::other) {
        out.back().text += " " + turn.text;
      } else {
        out.push_back(std::move(turn));
      }
    }
    turns = std::move(out);
  }

  // At ends of sentences mostly, as pauses do; sometimes between any two words.
  void split(std::vector<RoleTurn>& turns) {
    const double each = chance(0.5) ? 0.2 : 0.6;
    std::vector<RoleTurn> out;
    for (RoleTurn& turn : turns) {
      std::string rest = turn.text;
      while (chance(each)) {
        const auto sentences = cxai::language::sentences(rest, "tr");
        std::size_t at = 0;
        if (sentences.size() > 1) {
          at = sentences[0].end;
        } else if (rest.size() > 40 && chance(0.4)) {
          at = rest.find(' ', 8 + below(rest.size() - 16));
        }
        if (at == 0 || at == std::string::npos || at >= rest.size()) break;
        out.push_back({turn.role, rest.substr(0, at)});
        const std::size_t begin = rest.find_first_not_of(' ', at);
        if (begin == std::string::npos) {
          rest.clear();
          break;
        }
        rest = rest.substr(begin);
      }
      if (!rest.empty()) out.push_back({turn.role, std::move(rest)});
    }
    turns = std::move(out);
  }

  void lose_words(std::vector<RoleTurn>& turns) {
    for (RoleTurn& turn : turns) {
      std::string out;
      for (std::size_t at = 0; at < turn.text.size();) {
        const std::size_t end = std::min(turn.text.find(' ', at), turn.text.size());
        if (!chance(0.08)) out += (out.empty() ? "" : " ") + turn.text.substr(at, end - at);
        at = end + 1;
      }
      if (!out.empty()) turn.text = std::move(out);
    }
  }

  std::mt19937_64 random_;
  std::vector<std::string> firms_;
  std::map<std::string, std::vector<std::string>> announcements_;
};
