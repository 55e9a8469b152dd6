// The Turkish text core on real text: lemmas against treebanks, letters of a plain keyboard, questions without a mark.
// Treebanks (Universal Dependencies, CC BY-SA 4.0) are read below CXAI_SHARED; the rest is in tests/quality/dialogues.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "baselines.hpp"
#include "language/chat_spelling.hpp"
#include "language/lemma.hpp"
#include "language/polarity.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

namespace fs = std::filesystem;
using base::Json;

std::string unpacked(const fs::path& path) {
  if (!fs::exists(path)) return {};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(("xz -dc '" + path.string() + "'").c_str(), "r"),
                                                             pclose);
  std::string text;
  std::array<char, 1 << 16> piece{};
  for (std::size_t n = 0; pipe && (n = std::fread(piece.data(), 1, piece.size(), pipe.get())) > 0;)
    text.append(piece.data(), n);
  return text;
}

std::string without_circumflex(std::string word) {
  for (const auto& [from, to] : {std::pair{"â", "a"}, {"î", "i"}, {"û", "u"}})
    for (std::size_t at = 0; (at = word.find(from, at)) != std::string::npos;) word.replace(at, 2, to);
  return word;
}

// Words alone: no punctuation, names, figures, and no pieces of words split by the annotators.
void measure_lemmas(const std::string& name, const std::string& text, Json& now) {
  std::size_t words = 0;
  std::size_t right = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> columns;
    std::istringstream parts(line);
    for (std::string part; std::getline(parts, part, '\t');) columns.push_back(part);
    if (columns.size() != 10 || columns[0].find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string& kind = columns[3];
    if (kind == "PUNCT" || kind == "SYM" || kind == "PROPN" || kind == "NUM" || kind == "AUX") continue;
    if (columns[1] == "_" || columns[1].find('\'') != std::string::npos) continue;
    const auto spans = count_words(columns[1]);
    if (spans.size() != 1 || spans[0].end != columns[1].size()) continue;
    ++words;
    right += lemma(fold(columns[1], "tr"), "tr") == without_circumflex(fold(columns[2], "tr")) ? 1 : 0;
  }
  ASSERT_GT(words, 1000U) << name;
  const double share = static_cast<double>(right) / static_cast<double>(words);
  std::printf("lemmas, %s: %.4f of %zu words\n", name.c_str(), share, words);
  now[name] = Json{{"n", words}, {"right", share}};
}

TEST(LanguageCore, LemmasOfTreebanks) {
  const char* shared = std::getenv("CXAI_SHARED");
  const fs::path folder = shared ? fs::path(shared) / "data/text/official/res-ud-turkish" : fs::path();
  if (!fs::exists(folder / "tr_boun-ud-dev.conllu.xz"))
    GTEST_SKIP() << "CXAI_SHARED names no folder with data/text/official/res-ud-turkish";
  Json now = Json::object();
  for (const char* const name : {"tr_boun-ud-dev", "tr_tourism-ud-dev"})
    measure_lemmas(name, unpacked(folder / (std::string(name) + ".conllu.xz")), now);
  if (compare_with_baselines("lemmas", now)) GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew";
}

// Calls visit(text) with every turn of clean writing in the part dev.
void for_each_clean_turn(const std::string& language, const std::function<void(const std::string&)>& visit) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(CXAI_SOURCE_DIR) / "tests/quality/dialogues/dev"))
    files.push_back(entry.path());
  std::ranges::sort(files);
  for (const fs::path& path : files) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      const auto json = base::parse_json(line);
      ASSERT_TRUE(json) << path;
      if ((*json)["language"] != language || (*json)["register"] != "clean") continue;
      for (const Json& turn : (*json)["turns"]) visit(turn["text"].get<std::string>());
    }
  }
}

TEST(LanguageCore, LettersOfAPlainKeyboardComeBack) {
  std::size_t words = 0;
  std::size_t right = 0;
  std::size_t kept = 0;
  for_each_clean_turn("tr", [&](const std::string& text) {
    const auto split = [](const std::string& of) {
      std::vector<std::string> out;
      for (const Span& span : count_words(of))
        out.push_back(without_circumflex(fold(std::string_view(of).substr(span.begin, span.end - span.begin), "tr")));
      return out;
    };
    const auto as_written = split(text);
    const auto back = split(respell(ascii_fold(fold(text, "tr")), "tr").text);
    const auto untouched = split(respell(text, "tr").text);
    words += as_written.size();
    for (std::size_t i = 0; i < as_written.size(); ++i) {
      right += back.size() == as_written.size() && back[i] == as_written[i] ? 1 : 0;
      kept += untouched.size() == as_written.size() && untouched[i] == as_written[i] ? 1 : 0;
    }
  });
  ASSERT_GT(words, 1000U);
  const auto share = [&](std::size_t count) { return static_cast<double>(count) / static_cast<double>(words); };
  std::printf("letters of a plain keyboard: %.4f of %zu words right, clean words left alone: %.4f\n", share(right),
              words, share(kept));
  const Json now{{"dev", {{"n", words}, {"right", share(right)}, {"left_alone", share(kept)}}}};
  if (compare_with_baselines("chat_spelling", now)) GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew";
}

TEST(LanguageCore, QuestionsWithoutTheirMark) {
  Json now = Json::object();
  for (const std::string language : {"tr", "en", "de"}) {
    std::size_t asked = 0;
    std::size_t found = 0;
    std::size_t wrong = 0;
    std::size_t all = 0;
    for_each_clean_turn(language, [&](const std::string& text) {
      for (const Span& span : sentences(text, language)) {
        std::string sentence = text.substr(span.begin, span.end - span.begin);
        const std::size_t mark = sentence.find_last_not_of(".?! ");
        if (mark == std::string::npos || mark + 1 == sentence.size() || count_words(sentence).size() < 2) continue;
        const bool question = sentence.find('?', mark) != std::string::npos;
        sentence.resize(mark + 1);
        const bool said = clause_form(sentence, language).question;
        ++all;
        asked += question ? 1 : 0;
        found += question && said ? 1 : 0;
        wrong += !question && said ? 1 : 0;
      }
    });
    ASSERT_GT(asked, 0U);
    const double f1 = 2.0 * static_cast<double>(found) / static_cast<double>(asked + found + wrong);
    std::printf("questions, %s: F1 %.3f, %zu of %zu found, %zu wrong in %zu sentences\n", language.c_str(), f1, found,
                asked, wrong, all);
    now[language] = Json{{"n", all}, {"f1", f1}};
  }
  if (compare_with_baselines("questions", now)) GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew";
}

}  // namespace
}  // namespace cxai::language
