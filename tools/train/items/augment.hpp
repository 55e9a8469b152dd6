// More to learn from than was written: marked conversations as a recogniser writes them, with other values, questions
// and answers in pieces, and announcements with values put in.
//
// Input    marked conversations (tests/quality/privacy_suite.hpp); announcements.<lang>.txt, questions.<lang>.txt
// Output   marked conversations; the same input and generator give the same
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "privacy/item_features.hpp"
#include "quality/privacy_suite.hpp"

namespace cxai {

namespace fs = std::filesystem;

// As a recogniser writes: small letters, no signs outside of what is marked.
inline MarkedText as_recognised(const MarkedText& in, const std::string& language) {
  MarkedText out;
  out.source = in.source;
  std::size_t mark = 0;
  for (std::size_t i = 0; i < in.text.size();) {
    while (mark < in.marks.size() && in.marks[mark].end <= i) ++mark;
    for (const Mark& m : in.marks) {
      if (m.begin == i) out.marks.push_back({out.text.size(), 0, m.type, m.spoken});
    }
    const bool inside = mark < in.marks.size() && in.marks[mark].begin <= i;
    const std::string_view rest = std::string_view(in.text).substr(i);
    const char c = in.text[i];
    std::size_t length = 1;
    if (rest.starts_with("İ")) {
      out.text += "i";
      length = 2;
    } else if (rest.starts_with("I") && language == "tr") {
      out.text += "ı";
    } else if (c >= 'A' && c <= 'Z') {
      out.text += static_cast<char>(c + 32);
    } else if (rest.starts_with("Ş") || rest.starts_with("Ğ")) {
      out.text += rest.starts_with("Ş") ? "ş" : "ğ";
      length = 2;
    } else if (rest.size() > 1 && c == '\xC3' && static_cast<unsigned char>(rest[1]) >= 0x80 &&
               static_cast<unsigned char>(rest[1]) <= 0x9E) {
      out.text += c;
      out.text += static_cast<char>(rest[1] + 0x20);
      length = 2;
    } else if (!inside && std::string_view(",;:!?\"").find(c) != std::string_view::npos) {
    } else if (!inside && c == '.' && (rest.size() == 1 || rest[1] == ' ')) {
    } else {
      out.text += c;
    }
    i += length;
    for (Mark& m : out.marks) {
      if (m.end == 0) {
        for (const Mark& old : in.marks) {
          if (old.end == i && old.type == m.type) m.end = out.text.size();
        }
      }
    }
  }
  return out;
}

// A telephone number as it is written where the language is spoken, and abroad: written calls hold few of the forms
// that there are. `#` is any digit, `*` one from 2.
inline std::string telephone_number(const std::string& language, std::mt19937_64& random) {
  static const std::map<std::string, std::vector<std::string_view>> kForms = {
      {"tr",
       {"05## ### ## ##", "05#########", "0(5##) ### ## ##", "(05##) ### ## ##", "+90 5## ### ## ##", "+905#########",
        "5## ### ## ##", "5#########", "0*## ### ## ##", "0 5## ### ## ##", "05##-###-##-##", "0 (*##) ### ## ##",
        "0090 5## ### ## ##", "05## ### ####", "5##-###-####"}},
      {"en", {"*### ####",        "*# ## ## ##",       "*#-##-##-##",           "*# ######",       "*# ### ###",
              "*## ### ###",      "*##-####",          "(*##) *##-####",        "*##-*##-####",    "*##.*##.####",
              "+1-*##-*##-####",  "+1 (*##) *##-####", "+1*##*######",          "*##*######",      "+44 7### ######",
              "07### ######",     "07#########",       "020 7### ####",         "(0###) ### ####", "+44 20 #### ####",
              "*## *## ####",     "*## ####",          "*##-*##-#### ext. ###", "+91 9#### #####", "04## ### ###",
              "+353 8# ### ####", "001-*##-*##-####",  "+##-###-###-####"}},
      {"de",
       {"01## #######", "01##/#######", "01##########", "+49 1## #######", "+491#########", "0*## ######",
        "0*##/######", "(0*##) ######", "0049 *## ######", "0*##-######", "030 ########", "+43 6## #######",
        "+41 7# ### ## ##", "0664 #######", "+49 (0)*## ######", "0*### / ## ## ##"}}};
  const auto& forms = kForms.at(language);
  std::string number(forms[random() % forms.size()]);
  for (char& c : number) {
    if (c == '#') c = static_cast<char>('0' + random() % 10);
    if (c == '*') c = static_cast<char>('2' + random() % 8);
  }
  return number;
}

// The values of the marks by language, type and form, to be put in each other's places.
class Values {
 public:
  explicit Values(const std::vector<MarkedConversation>& conversations) {
    for (const MarkedConversation& one : conversations) {
      if (one.call) continue;
      for (const MarkedText& turn : one.turns) {
        for (const Mark& mark : turn.marks)
          pools_[key(one.language, mark)].push_back(turn.text.substr(mark.begin, mark.end - mark.begin));
      }
    }
  }

  // The text with a share of its values exchanged.
  MarkedText swapped(const MarkedText& in, const std::string& language, double share, std::mt19937_64& random) const {
    const auto chance = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    MarkedText out;
    out.source = in.source;
    std::size_t from = 0;
    for (const Mark& mark : in.marks) {
      out.text += in.text.substr(from, mark.begin - from);
      from = mark.end;
      std::string value = in.text.substr(mark.begin, mark.end - mark.begin);
      const auto pool = pools_.find(key(language, mark));
      if (pool != pools_.end() && chance() < share) value = pool->second[random() % pool->second.size()];
      if (mark.type == "PHONE" && is_whole_number(mark, value) && chance() < share)
        value = telephone_number(language, random);
      const std::size_t begin = out.text.size();
      out.text += value;
      out.marks.push_back({begin, out.text.size(), mark.type, mark.spoken});
    }
    out.text += in.text.substr(from);
    return out;
  }

 private:
  // Not a piece of one, as calls have them.
  static bool is_whole_number(const Mark& mark, const std::string& value) {
    return !mark.spoken && std::ranges::count_if(value, [](char c) { return c >= '0' && c <= '9'; }) >= 7;
  }
  static std::string key(const std::string& language, const Mark& mark) {
    return language + mark.type + (mark.spoken ? "~" : "");
  }
  std::map<std::string, std::vector<std::string>> pools_;
};

// Questions and answers put together: a question heard in some call, and a value said in pieces, some of them repeated
// by the other party.
class Exchanges {
 public:
  // Questions of `folder` (questions.<lang>.txt) are used beside those heard.
  Exchanges(const std::vector<MarkedConversation>& conversations, const fs::path& folder) {
    for (const std::string language : {"tr", "en", "de"}) {
      std::ifstream in(folder / ("questions." + language + ".txt"));
      std::string type;
      for (std::string line; std::getline(in, line);) {
        if (line.starts_with('[')) {
          type = line.substr(1, line.find(']') - 1);
        } else if (line.size() > 3) {
          pools_[language][type].questions.push_back(line);
        }
      }
    }
    for (const MarkedConversation& one : conversations) {
      for (std::size_t t = 0; t < one.turns.size(); ++t) {
        const MarkedText& turn = one.turns[t];
        for (const Mark& mark : turn.marks) {
          const auto type = privacy::pii_type_from(mark.type);
          if (!type || privacy::kind_of(*type) == privacy::FindKind::address || *type == privacy::PiiType::person)
            continue;
          pools_[one.language][mark.type].values.push_back(turn.text.substr(mark.begin, mark.end - mark.begin));
        }
        if (t == 0 || turn.marks.empty() || !one.turns[t - 1].marks.empty()) continue;
        if (turn.marks[0].begin <= kLead && turn.marks[0].type != "PERSON")
          pools_[one.language][turn.marks[0].type].questions.push_back(one.turns[t - 1].text);
      }
    }
  }

  std::vector<MarkedConversation> make(std::size_t of_each, std::mt19937_64& random) const {
    std::vector<MarkedConversation> out;
    for (const auto& [language, types] : pools_) {
      for (const auto& [type, pool] : types) {
        if (pool.questions.empty() || pool.values.empty()) continue;
        for (std::size_t n = 0; n < of_each; ++n) out.push_back(exchange(language, type, pool, random));
      }
    }
    return out;
  }

 private:
  static constexpr std::size_t kLead = 12;
  struct Pool {
    std::vector<std::string> questions;
    std::vector<std::string> values;
  };

  static MarkedConversation exchange(const std::string& language, const std::string& type, const Pool& pool,
                                     std::mt19937_64& random) {
    static const std::map<std::string, std::vector<std::string>> kBetween = {
        {"tr", {"evet", "tamam", "hı hı", "dinliyorum", "bir saniye", "devam edin", "tamam buyurun", "not ediyorum"}},
        {"en", {"yes", "okay", "go on", "one moment", "mm-hm", "got that", "and the rest", "right"}},
        {"de", {"ja", "okay", "weiter", "moment", "gut", "hab ich", "und weiter", "mhm"}}};
    const auto& between = kBetween.at(language);
    MarkedConversation out;
    out.language = language;
    out.call = true;
    const auto say = [&](const std::string& text, bool marked) {
      MarkedText turn;
      const std::size_t lead = marked && random() % 5 == 0 ? random() % between.size() : between.size();
      if (lead < between.size()) turn.text = between[lead] + " ";
      const std::size_t begin = turn.text.size();
      turn.text += text;
      if (marked) turn.marks.push_back({begin, turn.text.size(), type, true});
      if (random() % 2 == 0) turn.text += marked ? (random() % 2 == 0 ? "." : "?") : "";
      out.turns.push_back(std::move(turn));
    };
    say(pool.questions[random() % pool.questions.size()], false);
    if (random() % 4 == 0) say(between[random() % between.size()], false);
    std::vector<std::string> words;
    const std::string& value = pool.values[random() % pool.values.size()];
    for (std::size_t from = 0; from < value.size();) {
      const std::size_t end = std::min(value.find(' ', from), value.size());
      if (end > from) words.push_back(value.substr(from, end - from));
      from = end + 1;
    }
    const std::size_t pieces = words.size() < 4 ? 1 : 1 + random() % std::min<std::size_t>(4, words.size() / 2);
    for (std::size_t p = 0; p < pieces; ++p) {
      std::string piece;
      for (std::size_t w = p * words.size() / pieces; w < (p + 1) * words.size() / pieces; ++w)
        piece += (piece.empty() ? "" : " ") + words[w];
      while (!piece.empty() && (piece.back() == ',' || piece.back() == '.')) piece.pop_back();
      if (piece.empty()) continue;
      say(piece, true);
      const auto dice = random() % 4;
      if (dice < 2) say(piece, true);
      if (dice == 2) say(between[random() % between.size()], false);
    }
    return out;
  }

  std::map<std::string, std::map<std::string, Pool>> pools_;
};

// By which words numbers are announced (announcements.<lang>.txt), with values put in.
class Announcements {
 public:
  explicit Announcements(const fs::path& folder) {
    for (const std::string language : {"tr", "en", "de"}) {
      std::ifstream in(folder / ("announcements." + language + ".txt"));
      std::string type;
      for (std::string line; std::getline(in, line);) {
        if (line.starts_with('[')) {
          type = line.substr(1, line.find(']') - 1);
        } else if (line.find('#') != std::string::npos) {
          lines_.push_back({language, type, line});
        }
      }
    }
  }

  // Each announcement `times` times, some between other words of the same language.
  std::vector<MarkedConversation> make(std::size_t times, const std::vector<MarkedConversation>& others,
                                       std::mt19937_64& random) const {
    std::map<std::string, std::vector<std::string>> values;
    std::map<std::string, std::vector<std::string>> words;
    for (const MarkedConversation& one : others) {
      for (const MarkedText& turn : one.turns) {
        if (turn.marks.empty()) words[one.language].push_back(turn.text);
        for (const Mark& mark : turn.marks)
          values[one.language + mark.type + (mark.spoken ? "~" : "")].push_back(
              turn.text.substr(mark.begin, mark.end - mark.begin));
      }
    }
    std::vector<MarkedConversation> out;
    for (std::size_t n = 0; n < times; ++n) {
      for (const Line& line : lines_) {
        const bool spoken = random() % 2 == 0;
        const bool none = line.type == "NONE";
        if (none && random() % 3 != 0) continue;
        const auto pool = values.find(line.language + (none ? "OTHER_ID" : line.type) + (spoken ? "~" : ""));
        if (pool == values.end()) continue;
        std::string value = pool->second[random() % pool->second.size()];
        if (line.type == "PHONE" && !spoken && random() % 2 == 0) value = telephone_number(line.language, random);
        if (none && random() % 3 != 0) value = small_number(value, random);
        MarkedText text;
        const auto& around = words[line.language];
        if (!around.empty() && random() % 3 == 0) text.text = around[random() % around.size()] + " ";
        const std::size_t place = line.text.find('#');
        text.text += line.text.substr(0, place);
        const std::size_t begin = text.text.size();
        text.text += value;
        if (!none) text.marks.push_back({begin, text.text.size(), line.type, spoken});
        text.text += line.text.substr(place + 1);
        if (!around.empty() && random() % 3 == 0) text.text += (spoken ? " " : ", ") + around[random() % around.size()];
        MarkedConversation one;
        one.language = line.language;
        one.turns.push_back(spoken ? as_recognised(text, line.language) : std::move(text));
        out.push_back(std::move(one));
      }
    }
    return out;
  }

 private:
  struct Line {
    std::string language, type, text;
  };
  // The first words or figures of a value.
  static std::string small_number(const std::string& value, std::mt19937_64& random) {
    const std::size_t blank = value.find(' ');
    if (blank != std::string::npos && random() % 2 == 0) {
      const std::size_t second = value.find(' ', blank + 1);
      return value.substr(0, random() % 2 == 0 ? blank : second);
    }
    if (value.size() > 4 && value[0] >= '0' && value[0] <= '9') return value.substr(0, 1 + random() % 4);
    return value;
  }
  std::vector<Line> lines_;
};

}  // namespace cxai
