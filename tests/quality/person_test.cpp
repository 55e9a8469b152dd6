// Names of people: how many are found, and how much else. On the suite of personal data, and on held-out parts of
// public sets, which hold more names than any conversation and are further from one.
//
// A find counts when it has the mark's very bounds. Where the suite marks another type, a find of a name is not judged:
// the detector gives such a place to the structured type.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "baselines.hpp"
#include "language/text.hpp"
#include "privacy/person_finder.hpp"
#include "privacy_suite.hpp"

namespace cxai::privacy {
namespace {

struct Counts {
  std::size_t marks = 0;
  std::size_t finds = 0;
  std::size_t right = 0;    // the very bounds
  std::size_t touched = 0;  // marks that some find overlaps
  std::size_t false_finds = 0;
  std::size_t words = 0;

  Counts& operator+=(const Counts& other) {
    marks += other.marks;
    finds += other.finds;
    right += other.right;
    touched += other.touched;
    false_finds += other.false_finds;
    words += other.words;
    return *this;
  }
  double recall() const { return marks == 0 ? 1 : static_cast<double>(right) / static_cast<double>(marks); }
  double touching() const { return marks == 0 ? 1 : static_cast<double>(touched) / static_cast<double>(marks); }
  double precision() const { return finds == 0 ? 1 : static_cast<double>(right) / static_cast<double>(finds); }
  double clean() const {  // finds that overlap a mark
    return finds == 0 ? 1 : 1 - static_cast<double>(false_finds) / static_cast<double>(finds);
  }
  double f1() const {
    return marks + finds == 0 ? 1 : 2 * static_cast<double>(right) / static_cast<double>(marks + finds);
  }
  double per_thousand() const {
    return words == 0 ? 0 : 1000 * static_cast<double>(false_finds) / static_cast<double>(words);
  }
};

bool overlap(const Mark& mark, const PersonFind& find) {
  return mark.begin < find.end && find.begin < mark.end;
}

Counts count(const MarkedText& marked, const std::vector<PersonFind>& finds) {
  Counts counts;
  counts.words = language::count_words(marked.text).size();
  const auto is_person = [](const Mark& mark) { return mark.type == "PERSON"; };
  for (const Mark& mark : marked.marks) {
    if (!is_person(mark)) continue;
    ++counts.marks;
    const bool touched = std::ranges::any_of(finds, [&](const PersonFind& find) { return overlap(mark, find); });
    counts.touched += touched ? 1 : 0;
  }
  for (const PersonFind& find : finds) {
    bool person = false;
    bool other = false;
    bool right = false;
    for (const Mark& mark : marked.marks) {
      if (!overlap(mark, find)) continue;
      (is_person(mark) ? person : other) = true;
      right |= is_person(mark) && mark.begin == find.begin && mark.end == find.end;
    }
    if (other && !person) continue;
    ++counts.finds;
    counts.right += right ? 1 : 0;
    counts.false_finds += person ? 0 : 1;
  }
  return counts;
}

Counts count(const MarkedConversation& conversation) {
  std::vector<std::string_view> turns;
  for (const MarkedText& turn : conversation.turns) turns.push_back(turn.text);
  const auto finds = PersonFinder().find(turns);
  Counts counts;
  for (std::size_t t = 0; t < turns.size(); ++t) counts += count(conversation.turns[t], finds[t]);
  return counts;
}

std::string interval(const std::vector<Counts>& units, double (Counts::*figure)() const) {
  std::mt19937 rng(1);
  std::vector<double> figures;
  for (int n = 0; n < 1000; ++n) {
    Counts sum;
    for (std::size_t i = 0; i < units.size(); ++i) sum += units[rng() % units.size()];
    figures.push_back((sum.*figure)());
  }
  std::ranges::sort(figures);
  char text[32];
  std::snprintf(text, sizeof text, "[%.3f, %.3f]", figures[25], figures[974]);
  return text;
}

// How far a model leans towards finding is chosen on conversations (person_finder.cpp); of the public sets, which are
// none, F1 is kept, which does not depend on it so much.
enum class Kept { recall_and_precision, f1 };

// Prints the figures of one set and keeps them.
void report(const std::string& name, const std::vector<Counts>& units, base::Json& figures,
            Kept kept = Kept::recall_and_precision) {
  Counts sum;
  for (const Counts& unit : units) sum += unit;
  std::printf("%-26s n=%-4zu recall %.3f %s precision %.3f %s F1 %.3f; overlap %.3f %.3f; %.2f false per 1000 of %zu\n",
              name.c_str(), sum.marks, sum.recall(), interval(units, &Counts::recall).c_str(), sum.precision(),
              interval(units, &Counts::precision).c_str(), sum.f1(), sum.touching(), sum.clean(), sum.per_thousand(),
              sum.words);
  if (kept == Kept::f1) {
    const double both = sum.touching() + sum.clean();
    figures[name] = {
        {"n", sum.marks}, {"f1", sum.f1()}, {"overlap_f1", both == 0 ? 0.0 : 2 * sum.touching() * sum.clean() / both}};
    return;
  }
  figures[name] = {{"n", sum.marks},
                   {"recall", sum.recall()},
                   {"precision", sum.precision()},
                   {"overlap_recall", sum.touching()},
                   {"overlap_precision", sum.clean()}};
}

// "lower" has no capital at all, "tweet" a handle or a hashtag, "clean" is the rest.
std::string register_of(const MarkedConversation& conversation) {
  bool capital = false;
  bool handle = false;
  for (const MarkedText& turn : conversation.turns) {
    capital |= language::fold(turn.text, "tr") != turn.text && language::fold(turn.text, "en") != turn.text;
    for (const language::Token& token : language::tokenize(turn.text)) {
      handle |= token.kind == language::TokenKind::mention || token.kind == language::TokenKind::hashtag;
    }
  }
  return handle ? "tweets" : capital ? "clean" : "lower case";
}

TEST(PersonQuality, Suite) {
  base::Json figures = base::Json::object();
  const std::filesystem::path root = std::filesystem::path(CXAI_SOURCE_DIR) / "tests/quality/privacy";
  for (const std::string part : {"dev", "dev-2", "dev-3", "dev-4", "test-2"}) {
    if (!std::filesystem::exists(root / part)) continue;  // the unread part is written anew after each reading
    for (const std::string language : {"tr", "en", "de"}) {
      const auto suite = read_suite(root / part, language);
      ASSERT_GT(suite.size(), 50U) << part << " " << language;
      std::vector<Counts> all;
      std::map<std::string, std::vector<Counts>> registers;
      std::vector<Counts> hard;
      for (const MarkedConversation& conversation : suite) {
        all.push_back(count(conversation));
        registers[conversation.call ? "calls" : register_of(conversation)].push_back(all.back());
        if (conversation.hard_negative) hard.push_back(all.back());
      }
      const std::string name = part + " " + language;
      report(name, all, figures);
      for (const auto& [register_name, units] : registers) report(name + ", " + register_name, units, figures);
      Counts negatives;
      for (const Counts& unit : hard) negatives += unit;
      std::printf("%-26s %.2f false alarms per 1000 words of %zu\n", (name + ", hard negatives").c_str(),
                  negatives.per_thousand(), negatives.words);
    }
  }
  if (compare_with_baselines("person_suite", figures)) GTEST_SKIP() << "baseline written";
}

// ---- public sets

std::string read_maybe_packed(const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) return base::read_file(path).value_or("");
  std::string text;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(("xz -dc '" + path.string() + ".xz'").c_str(), "r"),
                                                             &pclose);
  char buffer[65536];
  for (std::size_t n = 0; pipe && (n = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0;) text.append(buffer, n);
  return text;
}

// Sentences of a file with a token and its tag on each line, put together as a writer would.
std::vector<MarkedConversation> read_columns(const std::filesystem::path& path, std::size_t word_at,
                                             std::size_t tag_at) {
  std::vector<MarkedConversation> sentences;
  MarkedText sentence;
  bool glue = true;
  bool handle = false;
  const auto end_sentence = [&] {
    if (!sentence.text.empty()) sentences.push_back({{std::move(sentence)}, false, false});
    sentence = {};
    glue = true;
  };
  const std::string text = read_maybe_packed(path);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    std::vector<std::string> columns;
    for (std::size_t i = at; i < line_end;) {
      const std::size_t tab = std::min(text.find('\t', i), line_end);
      columns.push_back(text.substr(i, tab - i));
      i = tab + 1;
    }
    at = line_end + 1;
    if (columns.size() <= tag_at || columns[word_at].empty() || columns[0] == "#") {
      end_sentence();
      continue;
    }
    const std::string& word = columns[word_at];
    const std::string& tag = columns[tag_at];
    const bool left = std::string(".,!?:;)%").find(word[0]) != std::string::npos || word == "'s" || word == "n't";
    if (!glue && !left) sentence.text += ' ';
    glue = word == "(" || word == "#" || word == "@";
    const std::size_t begin = sentence.text.size();
    sentence.text += word;
    const std::size_t apostrophe = word.find('\'', 2);
    const std::size_t end = begin + std::min(apostrophe, word.size());  // the suffix stays outside
    const bool person = tag.ends_with("-PERSON") || tag.ends_with("-PER") || tag.ends_with("-person");
    const bool in_handle = std::exchange(handle, word == "@");
    if (!person || in_handle || word[0] == '@') continue;
    if (tag[0] == 'I' && !sentence.marks.empty() && sentence.marks.back().end + 1 >= begin) {
      sentence.marks.back().end = end;
    } else {
      sentence.marks.push_back({begin, end, "PERSON", false});
    }
  }
  end_sentence();
  return sentences;
}

// The same in lower case, without the points.
MarkedConversation lowered(const MarkedConversation& conversation, const std::string& language) {
  MarkedConversation out = conversation;
  for (MarkedText& turn : out.turns) {
    std::string text;
    std::vector<std::size_t> moved(turn.text.size() + 1);
    for (std::size_t i = 0; i < turn.text.size();) {
      std::size_t next = i + 1;
      while (next < turn.text.size() && (static_cast<unsigned char>(turn.text[next]) & 0xC0U) == 0x80U) ++next;
      for (std::size_t k = i; k < next; ++k) moved[k] = text.size();
      if (std::string(".,!?;:()\"").find(turn.text[i]) == std::string::npos) {
        text += language::fold(std::string_view(turn.text).substr(i, next - i), language);
      }
      i = next;
    }
    moved[turn.text.size()] = text.size();
    for (Mark& mark : turn.marks) {
      mark.begin = moved[mark.begin];
      mark.end = moved[mark.end];
    }
    turn.text = std::move(text);
  }
  return out;
}

TEST(PersonQuality, PublicSets) {
  const char* shared = std::getenv("CXAI_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "set CXAI_SHARED to the folder that holds data/text/official";
  const std::filesystem::path official = std::filesystem::path(shared) / "data/text/official";
  struct Set {
    std::string name, language, path;
    std::size_t word_at, tag_at, last;  // the last so many sentences; 0: all
  };
  const Set sets[] = {{"tr-wiki-ner", "tr", "tr-wiki-ner/dev.conll", 0, 1, 0},
                      {"en-wnut17", "en", "en-wnut17/emerging.dev.conll", 0, 1, 0},
                      {"en-btc", "en", "en-ner-juand/btc_h.conll", 0, 1, 500},
                      {"de-germeval2014", "de", "de-germeval2014/NER-de-dev.tsv", 1, 2, 500}};
  base::Json figures = base::Json::object();
  for (const Set& set : sets) {
    auto sentences = read_columns(official / set.path, set.word_at, set.tag_at);
    if (sentences.empty()) GTEST_SKIP() << "no " << set.path << " below CXAI_SHARED/data/text/official";
    if (set.last > 0) sentences.erase(sentences.begin(), sentences.end() - static_cast<std::ptrdiff_t>(set.last));
    std::vector<Counts> clean;
    std::vector<Counts> lower;
    for (const MarkedConversation& sentence : sentences) {
      clean.push_back(count(sentence));
      lower.push_back(count(lowered(sentence, set.language)));
    }
    report(set.name, clean, figures, Kept::f1);
    report(set.name + ", lower case", lower, figures, Kept::f1);
  }
  if (compare_with_baselines("person_public", figures)) GTEST_SKIP() << "baseline written";
}

}  // namespace
}  // namespace cxai::privacy
