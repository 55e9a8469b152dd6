// Measures the account of conversations: cxai-measure-extraction [--errors] [--reports] [--crossed FOLDER] PATH…
//
// --crossed: by the models of FOLDER (cxai-train-extraction --crossed), each dialogue by those that did not learn it.
#include <iostream>
#include <memory>

#include "base/files.hpp"

#include "quality/extraction_figures.hpp"

namespace {

// The models of one part: acts.PART.tagger, promises.PART.tagger and rubric.PART.tagger.
struct PartModels {
  std::string acts_bytes;
  std::string promises_bytes;
  std::string rubric_bytes;
  cxai::learning::Tagger acts;
  cxai::learning::Tagger promises;
  cxai::learning::Tagger rubric;
};

std::vector<std::unique_ptr<PartModels>> read_parts(const std::filesystem::path& folder) {
  using namespace cxai;
  std::vector<std::unique_ptr<PartModels>> parts;
  for (;;) {
    const std::string part = std::to_string(parts.size());
    auto models = std::make_unique<PartModels>();
    const auto open = [&](const char* name, std::string_view features, std::string& bytes, learning::Tagger& tagger) {
      auto file = base::read_file(folder / (std::string(name) + "." + part + ".tagger"));
      if (!file) return false;
      bytes = std::move(*file);
      auto opened = learning::Tagger::open(bytes, features);
      if (opened) tagger = std::move(*opened);
      return opened.has_value();
    };
    if (!open("acts", analysis::kActFeatures, models->acts_bytes, models->acts) ||
        !open("promises", analysis::kPromiseFeatures, models->promises_bytes, models->promises) ||
        !open("rubric", analysis::kRubricFeatures, models->rubric_bytes, models->rubric))
      return parts;
    parts.push_back(std::move(models));
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace cxai;
  std::vector<std::unique_ptr<PartModels>> parts;
  std::vector<std::filesystem::path> paths;
  bool errors = false;
  bool reports = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--errors")
      errors = true;
    else if (arg == "--reports")
      reports = true;
    else if (arg == "--crossed" && i + 1 < argc) {
      parts = read_parts(argv[++i]);
      if (parts.empty()) {
        std::cerr << "cxai-measure-extraction: no models of parts in " << argv[i] << '\n';
        return 1;
      }
    } else
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
    const PartModels* models = parts.empty() ? nullptr : parts[dialogue.key % parts.size()].get();
    const auto analysis = models != nullptr ? account_of(dialogue, {&models->acts, &models->promises, &models->rubric})
                                            : account_of(dialogue).analysis;
    count_extraction(dialogue, analysis, figures);
    if (!reports) continue;
    std::cout << "== " << dialogue.id << ' ' << dialogue.source << '\n';
    for (const auto& turn : dialogue.transcript->turns)
      std::cout << "   " << to_string(*turn.role) << ": " << turn.text << '\n';
    for (const char* field : {"problem", "summary", "commitments", "satisfaction"})
      if (const auto* claim = analysis.claim(field))
        std::cout << " -> " << field << ": " << claim->value.dump() << '\n';
  }
  if (errors)
    for (const std::string& line : figures.errors) std::cout << line << '\n';
  std::cout << shown("", figures);
  return 0;
}
