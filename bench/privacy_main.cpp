// How fast is personal data found? cxai-bench-privacy FILE [ROUNDS]: each line of FILE is one text.
// Prints MB/s of the structured types alone (each line by itself, and as the turns of calls of twenty lines), of the
// detector with the names of people, and of the plainest equivalent: five regular expressions in Python's `re`, which
// know written forms only and check no digits.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/detector.hpp"
#include "privacy/finder.hpp"

namespace {

constexpr std::size_t kTurns = 20;

constexpr const char* kPython = R"(
import re, sys, time
lines = open(sys.argv[1], encoding='utf-8', errors='replace').read().split('\n')
forms = [re.compile(p) for p in (
    r'[\w.+%-]+@[\w-]+(?:\.[\w-]+)+', r'\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b', r'\b(?:\d[ -]?){13,19}\b',
    r'(?<!\d)\+?\d(?:[ ()/.-]{0,2}\d){8,13}(?!\d)', r'\b\d{1,3}(?:\.\d{1,3}){3}\b')]
best, found = 1e9, 0
for _ in range(int(sys.argv[2])):
    start, found = time.perf_counter(), 0
    for line in lines:
        for form in forms:
            for _match in form.finditer(line):
                found += 1
    best = min(best, time.perf_counter() - start)
print(best, found)
)";

struct Peer {
  double seconds = 0;
  std::size_t found = 0;
};

Peer measure_python(const std::string& file, int rounds) {
  const std::string script = "/tmp/cxai-bench-privacy-" + std::to_string(static_cast<long>(std::rand())) + ".py";
  std::ofstream(script) << kPython;
  Peer peer;
  const std::string command = "python3 '" + script + "' '" + file + "' " + std::to_string(rounds);
  if (FILE* pipe = popen(command.c_str(), "r"); pipe != nullptr) {
    if (std::fscanf(pipe, "%lf %zu", &peer.seconds, &peer.found) != 2) peer = {};
    pclose(pipe);
  }
  std::remove(script.c_str());
  return peer;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: cxai-bench-privacy FILE [ROUNDS]\n");
    return 2;
  }
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  std::ifstream in(argv[1]);
  for (std::string line; std::getline(in, line);) {
    bytes += line.size() + 1;
    lines.push_back(std::move(line));
  }
  if (lines.empty()) {
    std::fprintf(stderr, "%s: no text\n", argv[1]);
    return 1;
  }
  const std::vector<std::string_view> turns(lines.begin(), lines.end());
  const auto measure = [&](const char* what, const std::function<std::size_t()>& use) {
    std::size_t found = use();
    double best = 1e9;
    for (int round = 0; round < rounds; ++round) {
      const auto start = std::chrono::steady_clock::now();
      found = use();
      best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::printf("%-24s %8.2f MB/s  %zu found\n", what, static_cast<double>(bytes) / best / 1e6, found);
    std::fflush(stdout);
    return best;
  };
  const auto by_line = [&](auto& finder) {
    std::size_t found = 0;
    for (const std::string& line : lines) found += finder.find(line).size();
    return found;
  };
  cxai::privacy::Finder finder;
  const double structured = measure("structured, line by line", [&] { return by_line(finder); });
  measure("structured, calls", [&] {
    std::size_t found = 0;
    for (std::size_t i = 0; i < turns.size(); i += kTurns) {
      const auto call = std::span(turns).subspan(i, std::min(kTurns, turns.size() - i));
      for (const auto& finds : finder.find(call)) found += finds.size();
    }
    return found;
  });
  cxai::privacy::Detector detector;
  measure("with names", [&] { return by_line(detector); });
  if (const Peer peer = measure_python(argv[1], rounds); peer.seconds > 0) {
    std::printf("%-24s %8.2f MB/s  %zu found; structured types are %.1f times as fast\n", "Python re",
                static_cast<double>(bytes) / peer.seconds / 1e6, peer.found, peer.seconds / structured);
  }
  std::printf("%zu lines, %zu bytes; best of %d rounds\n", lines.size(), bytes, rounds);
  return 0;
}
