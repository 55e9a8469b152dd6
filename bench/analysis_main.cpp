// How long does the analysis of a ten-minute call's text take? cxai-bench-analysis FILE.jsonl… [ROUNDS]: labelled
// dialogues (tests/quality/dialogues/README.md), put one behind another until a call has 1,500 words.
// Prints milliseconds per call on one core, best and median, of everything but masking.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "analysis/analyze.hpp"
#include "language/text.hpp"
#include "quality/labelled_dialogues.hpp"

int main(int argc, char** argv) {
  using namespace cxai;
  constexpr std::size_t kWords = 1500;
  if (argc < 2) {
    std::fprintf(stderr, "usage: cxai-bench-analysis FILE.jsonl… [ROUNDS]\n");
    return 2;
  }
  const bool rounds_given = argc > 2 && std::atoi(argv[argc - 1]) > 0;
  const int rounds = rounds_given ? std::atoi(argv[argc - 1]) : 20;
  const auto dialogues = read_labelled_dialogues({argv + 1, argv + argc - (rounds_given ? 1 : 0)});
  if (!dialogues || dialogues->empty()) {
    std::fprintf(stderr, "%s\n", dialogues ? "no dialogues" : dialogues.error().message.c_str());
    return 1;
  }
  std::vector<privacy::MaskedTranscript> calls;
  conversation::Transcript call;
  std::size_t words = 0;
  for (const LabelledDialogue& dialogue : *dialogues) {
    if (call.language != dialogue.language) {
      call = {};
      call.language = dialogue.language;
      words = 0;
    }
    for (conversation::Turn turn : dialogue.transcript->turns) {
      turn.id = "t" + std::to_string(call.turns.size());
      turn.pii.clear();
      words += language::count_words(turn.text).size();
      call.turns.push_back(std::move(turn));
    }
    if (words < kWords) continue;
    calls.push_back(privacy::Masker().mask(std::move(call)));
    call = {};
    call.language = dialogue.language;
    words = 0;
  }
  if (calls.empty()) {
    std::fprintf(stderr, "fewer than %zu words\n", kWords);
    return 1;
  }
  std::vector<double> times;
  std::size_t claims = 0;
  for (int round = 0; round < rounds; ++round) {
    for (const auto& one : calls) {
      const auto start = std::chrono::steady_clock::now();
      claims += analysis::analyze(one, nullptr, {}, analysis::AgentAffect::on).analysis.claims.size();
      times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
  }
  std::ranges::sort(times);
  std::printf("%zu calls of %zu words and more, %zu claims each: best %.1f ms, median %.1f ms a call\n", calls.size(),
              kWords, claims / times.size(), times.front(), times[times.size() / 2]);
  return 0;
}
