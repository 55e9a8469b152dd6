// Trains the finder of names: cxai-train-person LEXICON TRAINING BUNDLE [EPOCHS [SEED]]
//
// Input    LEXICON: "word<TAB>classes" a line, plain letters, classes as a number; TRAINING: "weight<TAB>marked text"
// Output   the bundle for src/privacy/models; losses on stderr
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"
#include "learning/lexicon.hpp"
#include "learning/tagger.hpp"
#include "learning/tagger_trainer.hpp"
#include "privacy/person_features.hpp"
#include "privacy/person_words.hpp"
#include "quality/privacy_suite.hpp"

namespace {

using namespace cxai;

struct Example {
  std::vector<std::uint64_t> features;
  std::vector<std::uint32_t> ends;
  std::vector<learning::Tag> tags;
};

// Shares of words shown as words nobody knows, so that what stands around them has to tell.
constexpr double kUnknownNames = 0.35;
constexpr double kUnknownWords = 0.1;

bool in_person(const MarkedText& marked, const privacy::PersonWord& word) {
  return std::ranges::any_of(marked.marks, [&](const Mark& mark) {
    return mark.type == "PERSON" && word.begin >= mark.begin && word.begin < mark.end;
  });
}

// The word keeps its shape, its ending letters and what it says of its neighbours.
void make_unknown(privacy::PersonWord& word, std::uint64_t random) {
  word.hash = random;
  word.classes = word.stem_classes = word.related = 0;
  word.stem_hash = 0;
  word.ending = 0;
}

void hide_words(const MarkedText& marked, std::mt19937_64& random, std::vector<privacy::PersonWord>& words) {
  for (privacy::PersonWord& word : words) {
    if (word.length < 3 || word.cues != 0) continue;
    const double share = in_person(marked, word) ? kUnknownNames : kUnknownWords;
    if (static_cast<double>(random() >> 11) * 0x1p-53 < share) make_unknown(word, random());
  }
}

void read_example(std::string_view line, const learning::Lexicon& lexicon, std::mt19937_64& random,
                  privacy::PersonText& words, Example& example) {
  const MarkedText marked = read_marks(line);
  privacy::read_person_text(marked.text, lexicon, words);
  hide_words(marked, random, words.words);
  example.features.clear();
  example.ends.clear();
  example.tags.clear();
  privacy::PersonFeatures features;
  for (std::size_t i = 0; i < words.words.size(); ++i) {
    const auto here = privacy::person_features(words, i, features);
    example.features.insert(example.features.end(), here.begin(), here.end());
    example.ends.push_back(static_cast<std::uint32_t>(example.features.size()));
    auto tag = privacy::PersonTag::outside;
    for (const Mark& mark : marked.marks) {
      if (mark.type != "PERSON" || words.words[i].begin < mark.begin || words.words[i].begin >= mark.end) continue;
      const bool begins = i == 0 || words.words[i - 1].begin < mark.begin;
      tag = begins ? privacy::PersonTag::begin : privacy::PersonTag::inside;
    }
    example.tags.push_back(static_cast<learning::Tag>(tag));
  }
}

// Calls `use(weight, marked text)` for each line.
template <class Use>
bool for_each_line(const char* path, Use use) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) {
      std::cerr << path << ": a line must be weight, tab, text\n";
      return false;
    }
    use(std::strtof(line.c_str(), nullptr), std::string_view(line).substr(tab + 1));
  }
  return in.eof();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: cxai-train-person LEXICON TRAINING BUNDLE [EPOCHS [SEED]]\n";
    return 2;
  }
  learning::LexiconBuilder builder;
  std::ifstream words(argv[1]);
  for (std::string line; std::getline(words, line);) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) continue;
    builder.add(learning::hash_of(std::string_view(line).substr(0, tab)),
                static_cast<learning::WordClasses>(std::strtoul(line.c_str() + tab, nullptr, 10)));
  }
  const std::string lexicon_bytes = builder.bytes();
  const auto lexicon = learning::Lexicon::over(lexicon_bytes);
  if (!lexicon) return std::cerr << lexicon.error().message << '\n', 1;

  learning::TrainingOptions options;
  options.tags = std::size(privacy::kPersonTags);
  options.feature_dropout = 0.3F;
  options.min_count = 6;
  if (argc > 4) options.epochs = std::strtoul(argv[4], nullptr, 10);
  if (argc > 5) options.seed = std::strtoul(argv[5], nullptr, 10);
  learning::TaggerTrainer trainer(options);
  std::mt19937_64 random(options.seed);
  privacy::PersonText text;
  Example example;
  std::size_t tokens = 0;
  if (!for_each_line(argv[2], [&](float, std::string_view line) {
        read_example(line, *lexicon, random, text, example);
        trainer.count(example.features);
        tokens += example.tags.size();
      })) {
    return 1;
  }
  random.seed(options.seed);
  for_each_line(argv[2], [&](float weight, std::string_view line) {
    read_example(line, *lexicon, random, text, example);
    trainer.add(example.features, example.ends, example.tags, weight);
  });
  std::cerr << builder.size() << " words, " << tokens << " tokens, " << trainer.features_kept() << " features\n";
  const learning::TrainedWeights trained = trainer.train(
      [](std::size_t epoch, double loss) { std::cerr << "pass " << epoch + 1 << ": loss " << loss << '\n'; });
  const std::string bundle = learning::write_tagger({std::string(privacy::kPersonFeatures),
                                                     {std::begin(privacy::kPersonTags), std::end(privacy::kPersonTags)},
                                                     trained.transitions,
                                                     trained.scale,
                                                     lexicon_bytes,
                                                     trained.features});
  std::cerr << trained.features.size() << " features, " << bundle.size() << " bytes, scale " << trained.scale << '\n';
  const auto written = base::write_file_atomic(argv[3], bundle);
  if (!written) return std::cerr << written.error().message << '\n', 1;
  return 0;
}
