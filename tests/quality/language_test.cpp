// Language identification on single sentences of Common Voice (read speech, CC0). Least accuracy: 98 %.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "language/words.hpp"

namespace cxai::language {
namespace {

std::string third_column(const std::string& line) {
  const std::size_t second = line.find('\t', line.find('\t') + 1);
  return line.substr(second + 1, line.find('\t', second + 1) - second - 1);
}

TEST(LanguageQuality, IdentifiesSingleSentences) {
  const char* shared = std::getenv("CXAI_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "set CXAI_SHARED to the folder that holds data/speech/cv-*-100";
  int all = 0;
  int all_right = 0;
  for (const std::string language : {"tr", "en", "de"}) {
    std::ifstream file(std::string(shared) + "/data/speech/cv-" + language + "-100/dev.tsv");
    if (!file) GTEST_SKIP() << "no data/speech/cv-" << language << "-100/dev.tsv below CXAI_SHARED";
    std::string line;
    std::getline(file, line);  // column names
    int right = 0;
    int total = 0;
    while (std::getline(file, line)) {
      const std::string sentence = third_column(line);
      if (sentence.empty()) continue;
      ++total;
      if (identify(sentence).language == language) ++right;
    }
    std::cout << "language identification, " << language << ": " << right << " of " << total << "\n";
    all += total;
    all_right += right;
  }
  ASSERT_GT(all, 50);
  EXPECT_GE(all_right, all * 0.98);
}

}  // namespace
}  // namespace cxai::language
