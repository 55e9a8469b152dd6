// Measures the account of conversations: cxai-measure-extraction [--errors] [--reports] PATH…
#include <iostream>

#include "quality/extraction_figures.hpp"

int main(int argc, char** argv) {
  using namespace cxai;
  std::vector<std::filesystem::path> paths;
  bool errors = false;
  bool reports = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--errors")
      errors = true;
    else if (arg == "--reports")
      reports = true;
    else
      paths.emplace_back(arg);
  }
  const auto dialogues = read_labelled_dialogues(paths);
  if (!dialogues) {
    std::cerr << "cxai-measure-extraction: " << dialogues.error().message << '\n';
    return 1;
  }
  ExtractionFigures figures;
  for (const LabelledDialogue& dialogue : *dialogues) {
    if (!dialogue.labels.contains("rubric")) continue;
    const auto analyzed = account_of(dialogue);
    count_extraction(dialogue, analyzed.analysis, figures);
    if (!reports) continue;
    std::cout << "== " << dialogue.id << '\n';
    for (const auto& turn : dialogue.transcript->turns)
      std::cout << "   " << to_string(*turn.role) << ": " << turn.text << '\n';
    for (const char* field : {"problem", "summary", "commitments", "satisfaction"})
      if (const auto* claim = analyzed.analysis.claim(field))
        std::cout << " -> " << field << ": " << claim->value.dump() << '\n';
  }
  if (errors)
    for (const std::string& line : figures.errors) std::cout << line << '\n';
  std::cout << shown("", figures);
  return 0;
}
