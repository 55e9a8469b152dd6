// Trains the second reading of structured personal data: cxai-train-items [OPTION …] FOLDER… OUT
//
// Input    folders of marked sentences and calls (tests/quality/privacy/README.md): FOLDER/<lang>.txt or
//          FOLDER/NAME.<lang>.txt, calls in FOLDER/<lang>/call-NN.txt
// Options  --epochs N, --seed N; --hold K/N: part K of N is not learnt from (cxai-measure-privacy measures it)
// Output   OUT/items.tagger and OUT/spans.tagger, for src/privacy/models; losses on stderr
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "augment.hpp"
#include "base/files.hpp"
#include "learning/lexicon.hpp"
#include "learning/tagger.hpp"
#include "learning/tagger_trainer.hpp"
#include "privacy/finder.hpp"
#include "privacy/item_tagger.hpp"
#include "quality/privacy_suite.hpp"

namespace {

using namespace cxai;

struct Options {
  std::size_t epochs = 6;
  std::uint64_t seed = 1;
  std::size_t hold = 0;
  std::size_t holds = 0;
  std::size_t features = 340'000;  // two thirds of a power of two fill a table well
  std::size_t span_features = 174'000;
  std::size_t runs = 4;
  std::size_t copies = 14;
  std::string phrases = "tools/train/items";
  std::size_t announcements = 8;  // how often each is used
  std::size_t exchanges = 100;    // for each language and type
  float call_weight = 4;          // of a turn of a call: calls have fewer copies, and are what it is for
  float quiet_weight = 2;         // of a sentence without marks
  unsigned least = 2;
  float l2 = 1e-5F;
  float dropout = 0.4F;
  float rate = 0.15F;
  std::vector<std::string> paths;
};

// A sequence as the trainer sees it.
struct Example {
  std::vector<std::uint64_t> features;
  std::vector<std::uint32_t> ends;
  std::vector<learning::Tag> tags;
  float weight = 1;
  void add(std::span<const std::uint64_t> here, learning::Tag tag) {
    features.insert(features.end(), here.begin(), here.end());
    ends.push_back(static_cast<std::uint32_t>(features.size()));
    tags.push_back(tag);
  }
};

std::vector<privacy::Find> right_finds(const MarkedText& turn) {
  std::vector<privacy::Find> finds;
  for (const Mark& mark : turn.marks) {
    const auto type = privacy::pii_type_from(mark.type);
    if (!type || *type == privacy::PiiType::person) continue;
    privacy::Find find;
    find.begin = mark.begin;
    find.end = mark.end;
    find.type = *type;
    finds.push_back(std::move(find));
  }
  return finds;
}

// Calls `use_items` with the items of each turn, `use_span` with each find and with what looks like one and is none.
template <class UseItems, class UseSpan>
void for_each_example(const MarkedConversation& conversation, privacy::Finder& finder, UseItems use_items,
                      UseSpan use_span) {
  const auto turns = texts_of(conversation);
  const auto finds = finder.find(turns);
  privacy::TurnsBefore before;
  privacy::EarlierFinds earlier;
  privacy::Items items;
  privacy::ItemFeatures features;
  std::vector<privacy::Token> tokens;
  for (std::size_t t = 0; t < turns.size(); ++t) {
    const auto contents = privacy::scan(turns[t], tokens);
    if (privacy::is_worth_tagging(contents, finds[t], before)) {
      items.read(turns[t], tokens);
      features.read(items, finds[t], before);
      Example sequence;
      std::vector<privacy::ItemFeatures::Stretch> none = features.stretches();
      for (const privacy::Find& find : finds[t]) {
        const std::size_t first = items.at_or_after(find.begin);
        std::size_t last = first;
        while (last + 1 < items.size() && items[last + 1].begin < find.end) ++last;
        if (first < items.size()) none.push_back({first, last});
      }
      for (std::size_t i = 0; i + 1 < items.size(); ++i) {  // handles, of firms mostly where they are not marked
        if (items[i].sign != '@' || items[i + 1].space_before) continue;
        std::size_t last = i + 1;
        while (last + 1 < items.size() && !items[last + 1].space_before &&
               (items[last + 1].kind != privacy::TokenKind::sign || items[last + 1].sign == '_'))
          ++last;
        none.push_back({i, last});
      }
      std::vector<learning::Tag> tags(items.size());
      std::vector<std::pair<privacy::PiiType, std::string>> said;
      for (const Mark& mark : conversation.turns[t].marks) {
        const auto type = privacy::pii_type_from(mark.type);
        if (!type || *type == privacy::PiiType::person) continue;
        std::size_t first = items.size();
        std::size_t last = 0;
        for (std::size_t i = 0; i < items.size(); ++i) {
          if (mark.end <= items[i].begin || items[i].end <= mark.begin) continue;
          first = std::min(first, i);
          last = i;
          tags[i] =
              i == first ? privacy::begin_tag(privacy::kind_of(*type)) : privacy::inside_tag(privacy::kind_of(*type));
        }
        if (first == items.size()) continue;
        std::erase_if(none, [&](const auto& s) { return s.first <= last && first <= s.last; });
        const std::string characters = features.characters(first, last);
        Example span;
        span.add(features.of_span(first, last, earlier.type_of(characters)), static_cast<learning::Tag>(*type));
        use_span(span);
        said.emplace_back(*type, characters);
      }
      for (const auto& s : none) {
        Example span;
        span.add(features.of_span(s.first, s.last, earlier.type_of(features.characters(s.first, s.last))), 0);
        use_span(span);
      }
      for (std::size_t i = 0; i < items.size(); ++i) sequence.add(features.of(i), tags[i]);
      use_items(sequence);
      for (auto& [type, characters] : said) earlier.add(type, std::move(characters));
    }
    // The turns behind see what is right, as they mostly will.
    before.pass(turns[t], tokens, right_finds(conversation.turns[t]));
  }
}

bool write_bundle(const std::string& file, std::string_view features, const std::vector<std::string>& tags,
                  learning::TaggerTrainer& trainer) {
  std::cerr << file << ": " << trainer.features_kept() << " features\n";
  const auto trained = trainer.train(
      [](std::size_t epoch, double loss) { std::cerr << "pass " << epoch + 1 << ": loss " << loss << '\n'; });
  const std::string bundle = learning::write_tagger({std::string(features), tags, trained.transitions, trained.scale,
                                                     learning::LexiconBuilder().bytes(), trained.features});
  std::cerr << trained.features.size() << " features, " << bundle.size() << " bytes\n";
  const auto written = base::write_file_atomic(file, bundle);
  if (!written) std::cerr << written.error().message << '\n';
  return written.has_value();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&] { return i + 1 < argc ? std::string_view(argv[++i]) : std::string_view(); };
    if (word == "--epochs") {
      options.epochs = std::strtoul(value().data(), nullptr, 10);
    } else if (word == "--seed") {
      options.seed = std::strtoul(value().data(), nullptr, 10);
    } else if (word == "--features") {
      options.features = std::strtoul(value().data(), nullptr, 10);
    } else if (word == "--copies") {
      options.copies = std::strtoul(value().data(), nullptr, 10);
    } else if (word == "--exchanges") {
      options.exchanges = std::strtoul(value().data(), nullptr, 10);
    } else if (word == "--runs") {
      options.runs = std::strtoul(value().data(), nullptr, 10);
    } else if (word == "--announcements") {
      options.announcements = std::strtoul(value().data(), nullptr, 10);
    } else if (word == "--call-weight") {
      options.call_weight = std::strtof(value().data(), nullptr);
    } else if (word == "--quiet-weight") {
      options.quiet_weight = std::strtof(value().data(), nullptr);
    } else if (word == "--phrases") {
      options.phrases = value();
    } else if (word == "--span-features") {
      options.span_features = std::strtoul(value().data(), nullptr, 10);
    } else if (word == "--least") {
      options.least = static_cast<unsigned>(std::strtoul(value().data(), nullptr, 10));
    } else if (word == "--l2") {
      options.l2 = std::strtof(value().data(), nullptr);
    } else if (word == "--dropout") {
      options.dropout = std::strtof(value().data(), nullptr);
    } else if (word == "--rate") {
      options.rate = std::strtof(value().data(), nullptr);
    } else if (word == "--hold") {
      char* end = nullptr;
      options.hold = std::strtoul(value().data(), &end, 10);
      options.holds = *end == '/' ? std::strtoul(end + 1, nullptr, 10) : 0;
    } else {
      options.paths.emplace_back(word);
    }
  }
  if (options.paths.size() < 2) {
    std::cerr << "usage: cxai-train-items [--epochs N] [--seed N] [--hold K/N] FOLDER… OUT\n";
    return 2;
  }
  std::vector<MarkedConversation> learnt;
  for (std::size_t p = 0; p + 1 < options.paths.size(); ++p) {
    for (MarkedConversation& one : read_marked(options.paths[p])) {
      if (options.holds == 0 || one.key % options.holds != options.hold) learnt.push_back(std::move(one));
    }
  }
  privacy::Finder finder;
  learning::TrainingOptions training;
  training.tags = privacy::kItemTags;
  training.epochs = options.epochs;
  training.runs = options.runs;
  training.seed = options.seed;
  training.min_count = options.least;
  training.l2 = options.l2;
  training.feature_dropout = options.dropout;
  training.learning_rate = options.rate;
  training.max_features = options.features;
  learning::TaggerTrainer items(training);
  training.tags = privacy::kSpanTags;
  training.max_features = options.span_features;
  learning::TaggerTrainer spans(training);
  const Values values(learnt);
  const Exchanges exchanges(learnt, options.phrases);
  const Announcements announcements(options.phrases);
  const auto for_all = [&](std::size_t copies, auto use_items, auto use_span) {
    std::mt19937_64 random(options.seed);
    for (const MarkedConversation& one : learnt) {
      for (std::size_t copy = 0; copy < copies; ++copy) {
        MarkedConversation other = one;
        for (MarkedText& turn : other.turns) {
          if (copy > 1 && !one.call) turn = values.swapped(turn, one.language, 0.7, random);
          if (copy % 3 == 1) turn = as_recognised(turn, one.language);
        }
        const float weight = one.call ? options.call_weight : one.turns[0].marks.empty() ? options.quiet_weight : 1;
        for_each_example(
            other, finder,
            [&](Example& e) {
              e.weight = weight;
              use_items(e);
            },
            [&](Example& e) {
              e.weight = weight;
              use_span(e);
            });
        if (copy == 1 && (one.call || one.turns[0].marks.empty())) break;
      }
    }
    if (copies == 1) {
      for (const MarkedConversation& one : announcements.make(1, learnt, random))
        for_each_example(one, finder, use_items, use_span);
      return;
    }
    for (const MarkedConversation& one : exchanges.make(options.exchanges, random))
      for_each_example(one, finder, use_items, use_span);
    for (const MarkedConversation& one : announcements.make(options.announcements, learnt, random)) {
      // They say what a number is; where it stands is told too plainly there to be learnt from.
      for_each_example(one, finder, [](Example&) {}, use_span);
    }
  };
  for_all(1, [&](const Example& e) { items.count(e.features); }, [&](const Example& e) { spans.count(e.features); });
  for_all(
      options.copies, [&](const Example& e) { items.add(e.features, e.ends, e.tags, e.weight); },
      [&](const Example& e) { spans.add(e.features, e.ends, e.tags, e.weight); });
  std::cerr << learnt.size() << " conversations\n";
  const bool written =
      write_bundle(options.paths.back() + "/items.tagger", privacy::kItemFeatures, privacy::item_tag_names(), items) &&
      write_bundle(options.paths.back() + "/spans.tagger", privacy::kSpanFeatures, privacy::span_tag_names(), spans);
  return written ? 0 : 1;
}
