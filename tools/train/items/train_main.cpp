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
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"
#include "learning/lexicon.hpp"
#include "learning/tagger.hpp"
#include "learning/tagger_trainer.hpp"
#include "privacy/finder.hpp"
#include "privacy/item_tagger.hpp"
#include "quality/privacy_suite.hpp"

namespace {

using namespace cxai;
namespace fs = std::filesystem;

struct Options {
  std::size_t epochs = 8;
  std::uint64_t seed = 1;
  std::size_t hold = 0;
  std::size_t holds = 0;
  std::size_t features = 170'000;  // two thirds of a power of two fill a table well
  std::size_t span_features = 87'000;
  std::size_t runs = 3;
  std::size_t copies = 8;
  std::string phrases = "tools/train/items";
  std::size_t announcements = 4;  // how often each is used
  std::size_t exchanges = 40;     // for each language and type
  unsigned least = 2;
  float l2 = 1e-5F;
  float dropout = 0.3F;
  float rate = 0.15F;
  std::vector<std::string> paths;
};

// As a recogniser writes: small letters, no signs outside of what is marked.
MarkedText as_recognised(const MarkedText& in, const std::string& language) {
  MarkedText out;
  out.source = in.source;
  std::size_t mark = 0;
  for (std::size_t i = 0; i < in.text.size();) {
    while (mark < in.marks.size() && in.marks[mark].end <= i) ++mark;
    for (const Mark& m : in.marks) {
      if (m.begin == i) out.marks.push_back({out.text.size(), 0, m.type, m.spoken});
    }
    const bool inside = mark < in.marks.size() && in.marks[mark].begin <= i;
    const std::string_view rest = std::string_view(in.text).substr(i);
    const char c = in.text[i];
    std::size_t length = 1;
    if (rest.starts_with("İ")) {
      out.text += "i";
      length = 2;
    } else if (rest.starts_with("I") && language == "tr") {
      out.text += "ı";
    } else if (c >= 'A' && c <= 'Z') {
      out.text += static_cast<char>(c + 32);
    } else if (rest.starts_with("Ş") || rest.starts_with("Ğ")) {
      out.text += rest.starts_with("Ş") ? "ş" : "ğ";
      length = 2;
    } else if (rest.size() > 1 && c == '\xC3' && static_cast<unsigned char>(rest[1]) >= 0x80 &&
               static_cast<unsigned char>(rest[1]) <= 0x9E) {
      out.text += c;
      out.text += static_cast<char>(rest[1] + 0x20);
      length = 2;
    } else if (!inside && std::string_view(",;:!?\"").find(c) != std::string_view::npos) {
    } else if (!inside && c == '.' && (rest.size() == 1 || rest[1] == ' ')) {
    } else {
      out.text += c;
    }
    i += length;
    for (Mark& m : out.marks) {
      if (m.end == 0) {
        for (const Mark& old : in.marks) {
          if (old.end == i && old.type == m.type) m.end = out.text.size();
        }
      }
    }
  }
  return out;
}

// The values of the marks by language, type and form, to be put in each other's places.
class Values {
 public:
  explicit Values(const std::vector<MarkedConversation>& conversations) {
    for (const MarkedConversation& one : conversations) {
      if (one.call) continue;
      for (const MarkedText& turn : one.turns) {
        for (const Mark& mark : turn.marks)
          pools_[key(one.language, mark)].push_back(turn.text.substr(mark.begin, mark.end - mark.begin));
      }
    }
  }

  // The text with a share of its values exchanged.
  MarkedText swapped(const MarkedText& in, const std::string& language, double share, std::mt19937_64& random) const {
    const auto chance = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    MarkedText out;
    out.source = in.source;
    std::size_t from = 0;
    for (const Mark& mark : in.marks) {
      out.text += in.text.substr(from, mark.begin - from);
      from = mark.end;
      std::string value = in.text.substr(mark.begin, mark.end - mark.begin);
      const auto pool = pools_.find(key(language, mark));
      if (pool != pools_.end() && chance() < share) value = pool->second[random() % pool->second.size()];
      const std::size_t begin = out.text.size();
      out.text += value;
      out.marks.push_back({begin, out.text.size(), mark.type, mark.spoken});
    }
    out.text += in.text.substr(from);
    return out;
  }

 private:
  static std::string key(const std::string& language, const Mark& mark) {
    return language + mark.type + (mark.spoken ? "~" : "");
  }
  std::map<std::string, std::vector<std::string>> pools_;
};

// Questions and answers put together: a question heard in some call, and a value said in pieces, some of them repeated
// by the other party.
class Exchanges {
 public:
  // Questions of `folder` (questions.<lang>.txt) are used beside those heard.
  Exchanges(const std::vector<MarkedConversation>& conversations, const fs::path& folder) {
    for (const std::string language : {"tr", "en", "de"}) {
      std::ifstream in(folder / ("questions." + language + ".txt"));
      std::string type;
      for (std::string line; std::getline(in, line);) {
        if (line.starts_with('[')) {
          type = line.substr(1, line.find(']') - 1);
        } else if (line.size() > 3) {
          pools_[language][type].questions.push_back(line);
        }
      }
    }
    for (const MarkedConversation& one : conversations) {
      for (std::size_t t = 0; t < one.turns.size(); ++t) {
        const MarkedText& turn = one.turns[t];
        for (const Mark& mark : turn.marks) {
          const auto type = privacy::pii_type_from(mark.type);
          if (!type || privacy::kind_of(*type) == privacy::FindKind::address || *type == privacy::PiiType::person)
            continue;
          pools_[one.language][mark.type].values.push_back(turn.text.substr(mark.begin, mark.end - mark.begin));
        }
        if (t == 0 || turn.marks.empty() || !one.turns[t - 1].marks.empty()) continue;
        if (turn.marks[0].begin <= kLead && turn.marks[0].type != "PERSON")
          pools_[one.language][turn.marks[0].type].questions.push_back(one.turns[t - 1].text);
      }
    }
  }

  std::vector<MarkedConversation> make(std::size_t of_each, std::mt19937_64& random) const {
    std::vector<MarkedConversation> out;
    for (const auto& [language, types] : pools_) {
      for (const auto& [type, pool] : types) {
        if (pool.questions.empty() || pool.values.empty()) continue;
        for (std::size_t n = 0; n < of_each; ++n) out.push_back(exchange(language, type, pool, random));
      }
    }
    return out;
  }

 private:
  static constexpr std::size_t kLead = 12;
  struct Pool {
    std::vector<std::string> questions;
    std::vector<std::string> values;
  };

  static MarkedConversation exchange(const std::string& language, const std::string& type, const Pool& pool,
                                     std::mt19937_64& random) {
    static const std::map<std::string, std::vector<std::string>> kBetween = {
        {"tr", {"evet", "tamam", "hı hı", "dinliyorum", "bir saniye", "devam edin", "tamam buyurun", "not ediyorum"}},
        {"en", {"yes", "okay", "go on", "one moment", "mm-hm", "got that", "and the rest", "right"}},
        {"de", {"ja", "okay", "weiter", "moment", "gut", "hab ich", "und weiter", "mhm"}}};
    const auto& between = kBetween.at(language);
    MarkedConversation out;
    out.language = language;
    out.call = true;
    const auto say = [&](const std::string& text, bool marked) {
      MarkedText turn;
      const std::size_t lead = marked && random() % 5 == 0 ? random() % between.size() : between.size();
      if (lead < between.size()) turn.text = between[lead] + " ";
      const std::size_t begin = turn.text.size();
      turn.text += text;
      if (marked) turn.marks.push_back({begin, turn.text.size(), type, true});
      if (random() % 2 == 0) turn.text += marked ? (random() % 2 == 0 ? "." : "?") : "";
      out.turns.push_back(std::move(turn));
    };
    say(pool.questions[random() % pool.questions.size()], false);
    if (random() % 4 == 0) say(between[random() % between.size()], false);
    std::vector<std::string> words;
    const std::string& value = pool.values[random() % pool.values.size()];
    for (std::size_t from = 0; from < value.size();) {
      const std::size_t end = std::min(value.find(' ', from), value.size());
      if (end > from) words.push_back(value.substr(from, end - from));
      from = end + 1;
    }
    const std::size_t pieces = words.size() < 4 ? 1 : 1 + random() % std::min<std::size_t>(4, words.size() / 2);
    for (std::size_t p = 0; p < pieces; ++p) {
      std::string piece;
      for (std::size_t w = p * words.size() / pieces; w < (p + 1) * words.size() / pieces; ++w)
        piece += (piece.empty() ? "" : " ") + words[w];
      while (!piece.empty() && (piece.back() == ',' || piece.back() == '.')) piece.pop_back();
      if (piece.empty()) continue;
      say(piece, true);
      const auto dice = random() % 4;
      if (dice < 2) say(piece, true);
      if (dice == 2) say(between[random() % between.size()], false);
    }
    return out;
  }

  std::map<std::string, std::map<std::string, Pool>> pools_;
};

// By which words numbers are announced (announcements.<lang>.txt), with values put in.
class Announcements {
 public:
  explicit Announcements(const fs::path& folder) {
    for (const std::string language : {"tr", "en", "de"}) {
      std::ifstream in(folder / ("announcements." + language + ".txt"));
      std::string type;
      for (std::string line; std::getline(in, line);) {
        if (line.starts_with('[')) {
          type = line.substr(1, line.find(']') - 1);
        } else if (line.find('#') != std::string::npos) {
          lines_.push_back({language, type, line});
        }
      }
    }
  }

  // Each announcement `times` times, some between other words of the same language.
  std::vector<MarkedConversation> make(std::size_t times, const std::vector<MarkedConversation>& others,
                                       std::mt19937_64& random) const {
    std::map<std::string, std::vector<std::string>> values;
    std::map<std::string, std::vector<std::string>> words;
    for (const MarkedConversation& one : others) {
      for (const MarkedText& turn : one.turns) {
        if (turn.marks.empty()) words[one.language].push_back(turn.text);
        for (const Mark& mark : turn.marks)
          values[one.language + mark.type + (mark.spoken ? "~" : "")].push_back(
              turn.text.substr(mark.begin, mark.end - mark.begin));
      }
    }
    std::vector<MarkedConversation> out;
    for (std::size_t n = 0; n < times; ++n) {
      for (const Line& line : lines_) {
        const bool spoken = random() % 2 == 0;
        const bool none = line.type == "NONE";
        if (none && random() % 3 != 0) continue;
        const auto pool = values.find(line.language + (none ? "OTHER_ID" : line.type) + (spoken ? "~" : ""));
        if (pool == values.end()) continue;
        std::string value = pool->second[random() % pool->second.size()];
        if (none && random() % 3 != 0) value = small_number(value, random);
        MarkedText text;
        const auto& around = words[line.language];
        if (!around.empty() && random() % 3 == 0) text.text = around[random() % around.size()] + " ";
        const std::size_t place = line.text.find('#');
        text.text += line.text.substr(0, place);
        const std::size_t begin = text.text.size();
        text.text += value;
        if (!none) text.marks.push_back({begin, text.text.size(), line.type, spoken});
        text.text += line.text.substr(place + 1);
        if (!around.empty() && random() % 3 == 0) text.text += (spoken ? " " : ", ") + around[random() % around.size()];
        MarkedConversation one;
        one.language = line.language;
        one.turns.push_back(spoken ? as_recognised(text, line.language) : std::move(text));
        out.push_back(std::move(one));
      }
    }
    return out;
  }

 private:
  struct Line {
    std::string language, type, text;
  };
  // The first words or figures of a value.
  static std::string small_number(const std::string& value, std::mt19937_64& random) {
    const std::size_t blank = value.find(' ');
    if (blank != std::string::npos && random() % 2 == 0) {
      const std::size_t second = value.find(' ', blank + 1);
      return value.substr(0, random() % 2 == 0 ? blank : second);
    }
    if (value.size() > 4 && value[0] >= '0' && value[0] <= '9') return value.substr(0, 1 + random() % 4);
    return value;
  }
  std::vector<Line> lines_;
};

// A sequence as the trainer sees it.
struct Example {
  std::vector<std::uint64_t> features;
  std::vector<std::uint32_t> ends;
  std::vector<learning::Tag> tags;
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
        for_each_example(other, finder, use_items, use_span);
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
      for_each_example(one, finder, [](const Example&) {}, use_span);
    }
  };
  for_all(1, [&](const Example& e) { items.count(e.features); }, [&](const Example& e) { spans.count(e.features); });
  for_all(
      options.copies, [&](const Example& e) { items.add(e.features, e.ends, e.tags); },
      [&](const Example& e) { spans.add(e.features, e.ends, e.tags); });
  std::cerr << learnt.size() << " conversations\n";
  const bool written =
      write_bundle(options.paths.back() + "/items.tagger", privacy::kItemFeatures, privacy::item_tag_names(), items) &&
      write_bundle(options.paths.back() + "/spans.tagger", privacy::kSpanFeatures, privacy::span_tag_names(), spans);
  return written ? 0 : 1;
}
