// How fast are names of people found? cxai-bench-person FILE [ROUNDS]: each line of FILE is one text.
// Prints MB/s and µs per token of tokens alone, of words with their classes, and of the finder.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "language/text.hpp"
#include "privacy/person_finder.hpp"
#include "privacy/person_words.hpp"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: cxai-bench-person FILE [ROUNDS]\n");
    return 2;
  }
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  std::vector<std::string> lines;
  std::ifstream in(argv[1]);
  std::size_t bytes = 0;
  std::size_t tokens = 0;
  for (std::string line; std::getline(in, line);) {
    bytes += line.size() + 1;
    tokens += cxai::language::tokenize(line).size();
    lines.push_back(std::move(line));
  }
  if (tokens == 0) {
    std::fprintf(stderr, "%s: no text\n", argv[1]);
    return 1;
  }
  const cxai::privacy::PersonFinder finder;
  const cxai::learning::Lexicon no_words;
  cxai::privacy::PersonText words;
  std::size_t found = 0;
  const auto measure = [&](const char* what, const std::function<void(const std::string&)>& use) {
    for (const std::string& line : lines) use(line);
    double best = 1e9;
    for (int round = 0; round < rounds; ++round) {
      const auto start = std::chrono::steady_clock::now();
      for (const std::string& line : lines) use(line);
      best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::printf("%-22s %7.2f MB/s  %.3f us per token\n", what, static_cast<double>(bytes) / best / 1e6,
                best / static_cast<double>(tokens) * 1e6);
  };
  measure("tokens", [&](const std::string& line) { found += cxai::language::tokenize(line).size(); });
  measure("words", [&](const std::string& line) { cxai::privacy::read_person_text(line, no_words, words); });
  measure("names", [&](const std::string& line) { found += finder.find(line).size(); });
  std::printf("%zu lines, %zu bytes, %zu tokens; best of %d rounds (%zu)\n", lines.size(), bytes, tokens, rounds,
              found);
  return 0;
}
