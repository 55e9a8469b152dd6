// How much personal data is found, and how much is taken that is none: on the suite of this folder (dev to dev-4: tuned
// on and learnt from; test-2: neither), and on two public sets below CXAI_SHARED. Structured types, by the
// rules and the second reading; names of people are in person_test.cpp.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "base/utf8.hpp"
#include "baselines.hpp"
#include "privacy/finder.hpp"
#include "privacy/item_tagger.hpp"
#include "privacy_suite.hpp"

namespace cxai {
namespace {

// What one conversation adds to a figure.
struct Tally {
  std::size_t marks = 0;
  std::size_t found = 0;  // marks that a find of their type overlaps
  std::size_t exact = 0;  // marks whose find has their very span
  std::size_t finds = 0;
  std::size_t right = 0;   // finds that overlap a mark of their type
  std::size_t masked = 0;  // marks that a find of any type overlaps
  std::size_t words = 0;
  std::size_t false_alarms = 0;
  void add(const Tally& t) {
    marks += t.marks;
    found += t.found;
    exact += t.exact;
    finds += t.finds;
    right += t.right;
    masked += t.masked;
    words += t.words;
    false_alarms += t.false_alarms;
  }
};

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

// Figures by name; each keeps its conversations apart for the bootstrap.
class Figures {
 public:
  void add(const std::string& name, const Tally& tally) { tallies_[name].push_back(tally); }

  Tally sum(const std::string& name) const {
    Tally all;
    if (const auto it = tallies_.find(name); it != tallies_.end())
      for (const Tally& t : it->second) all.add(t);
    return all;
  }

  void print() const {
    for (const auto& [name, list] : tallies_) {
      const Tally t = sum(name);
      const auto [low, high] = interval(list);
      std::printf("%-28s n %4zu recall %.3f [%.3f, %.3f] exact %.3f any type %.3f finds %4zu precision %.3f",
                  name.c_str(), t.marks, share(t.found, t.marks), low, high, share(t.exact, t.marks),
                  share(t.masked, t.marks), t.finds, share(t.right, t.finds));
      if (t.words > 0)
        std::printf(" false alarms per 1,000 words %.2f (%zu words)", 1000.0 * share(t.false_alarms, t.words), t.words);
      std::printf("\n");
    }
  }

 private:
  // 95 % of recall over conversations drawn again.
  static std::pair<double, double> interval(const std::vector<Tally>& list) {
    static constexpr int kDraws = 400;
    std::mt19937 rng(7);
    std::vector<double> recalls;
    for (int i = 0; i < kDraws; ++i) {
      Tally t;
      for (std::size_t k = 0; k < list.size(); ++k) t.add(list[rng() % list.size()]);
      recalls.push_back(share(t.found, t.marks));
    }
    std::ranges::sort(recalls);
    return {recalls[kDraws / 40], recalls[kDraws - kDraws / 40 - 1]};
  }

  std::map<std::string, std::vector<Tally>> tallies_;
};

// The structured finds, as the detector has them.
class Structured {
 public:
  std::vector<std::vector<privacy::Find>> find(std::span<const std::string_view> turns) {
    auto finds = rules_.find(turns);
    second_.refine(turns, finds);
    return finds;
  }

 private:
  privacy::Finder rules_;
  privacy::ItemTagger second_;
};

void measure(const MarkedConversation& conversation, const std::string& set, Structured& finder, Figures& figures) {
  std::vector<std::string_view> turns;
  for (const MarkedText& turn : conversation.turns) turns.push_back(turn.text);
  const auto all = finder.find(turns);
  std::map<std::string, Tally> tallies;
  Tally words;
  for (std::size_t t = 0; t < turns.size(); ++t) {
    const MarkedText& turn = conversation.turns[t];
    words.words += count_blank_words(turn.text);
    const auto overlaps = [](const Mark& m, const privacy::Find& f) {
      return m.type == privacy::name_of(f.type) && f.begin < m.end && m.begin < f.end;
    };
    for (const Mark& mark : turn.marks) {
      if (mark.type == "PERSON") continue;
      Tally one;
      one.marks = 1;
      for (const privacy::Find& find : all[t]) {
        if (find.begin < mark.end && mark.begin < find.end) one.masked = 1;
        if (!overlaps(mark, find)) continue;
        one.found = 1;
        if (find.begin == mark.begin && find.end == mark.end) one.exact = 1;
      }
      const std::string form = mark.spoken ? "spoken" : "written";
      tallies[form].add(one);
      tallies[form + " " + mark.type].add(one);
    }
    for (const privacy::Find& find : all[t]) {
      Tally one;
      one.finds = 1;
      one.right = std::ranges::any_of(turn.marks, [&](const Mark& m) { return overlaps(m, find); }) ? 1 : 0;
      words.false_alarms += one.right == 0 ? 1U : 0U;
      const std::string form = find.spoken ? "spoken" : "written";
      tallies[form].add(one);
      tallies[form + " " + std::string(privacy::name_of(find.type))].add(one);
    }
  }
  for (const auto& [name, tally] : tallies) figures.add(set + " " + name, tally);
  figures.add(set + (conversation.hard_negative ? " hard negatives" : " all"), words);
}

Json baseline(const Figures& figures, const std::string& set) {
  Json out = Json::object();
  for (const std::string form : {"written", "spoken"}) {
    const Tally t = figures.sum(set + " " + form);
    out[set + " " + form] = {
        {"n", t.marks}, {"recall", share(t.found, t.marks)}, {"precision", share(t.right, t.finds)}};
  }
  return out;
}

TEST(PrivacyQuality, SuiteOfPersonalData) {
  const std::filesystem::path root = std::filesystem::path(CXAI_SOURCE_DIR) / "tests/quality/privacy";
  Json now = Json::object();
  Figures figures;
  Structured finder;
  for (const std::string part : {"dev", "dev-2", "dev-3", "dev-4", "test-2"}) {
    for (const std::string language : {"tr", "en", "de"}) {
      for (const MarkedConversation& c : read_suite(root / part, language)) {
        measure(c, part + " " + language, finder, figures);
        measure(c, part, finder, figures);
      }
      now.update(baseline(figures, part + " " + language));
    }
    now.update(baseline(figures, part));
    const Tally hard = figures.sum(part + " hard negatives");
    now[part + " hard negatives"] = {{"n", hard.words}, {"quiet", 1.0 - share(hard.false_alarms, hard.words)}};
    if (part != "test-2") {
      EXPECT_LE(1000.0 * share(hard.false_alarms, hard.words), 1.0) << part;
    }
  }
  figures.print();
  if (compare_with_baselines("personal_data", now)) GTEST_SKIP() << "baselines written";
}

// Reads a file of the shared sets; empty when it is not there.
std::string shared_set(const std::string& path) {
  const char* shared = std::getenv("CXAI_SHARED");
  if (shared == nullptr) return {};
  const std::string file = std::string(shared) + "/data/text/official/" + path;
  if (!std::filesystem::exists(file)) return {};
  std::string text;
  if (FILE* pipe = popen(("xz -dc '" + file + "'").c_str(), "r"); pipe != nullptr) {
    char buffer[1U << 16U];
    for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
    pclose(pipe);
  }
  return text;
}

// Types are named otherwise there; what has no counterpart here does not count.
TEST(PrivacyQuality, PresidioResearch) {
  const std::string text = shared_set("pii-presidio-research/generated_large.json.xz");
  if (text.empty()) GTEST_SKIP() << "set CXAI_SHARED to the folder that holds data/text/official/pii-presidio-research";
  const std::map<std::string, std::string> types = {{"CREDIT_CARD", "CARD"},    {"PHONE_NUMBER", "PHONE"},
                                                    {"EMAIL_ADDRESS", "EMAIL"}, {"IBAN_CODE", "IBAN"},
                                                    {"IP_ADDRESS", "IP"},       {"US_SSN", "OTHER_ID"}};
  const auto rows = base::parse_json(text);
  ASSERT_TRUE(rows) << rows.error().message;
  Figures figures;
  Structured finder;
  Json now = Json::object();
  for (const Json& row : *rows) {
    MarkedConversation one;
    one.turns.emplace_back();
    one.turns[0].text = row["full_text"].get<std::string>();
    for (const Json& span : row["spans"]) {
      const auto type = types.find(span["entity_type"].get<std::string>());
      if (type == types.end()) continue;
      one.turns[0].marks.push_back({base::byte_offset(one.turns[0].text, span["start_position"].get<std::size_t>()),
                                    base::byte_offset(one.turns[0].text, span["end_position"].get<std::size_t>()),
                                    type->second, false});
    }
    measure(one, "presidio", finder, figures);
  }
  figures.print();
  for (const std::string type : {"CARD", "PHONE", "EMAIL", "IBAN", "IP"}) {
    const Tally t = figures.sum("presidio written " + type);
    now["presidio " + type] = {{"n", t.marks}, {"recall", share(t.found, t.marks)}};
  }
  if (compare_with_baselines("personal_data_presidio", now)) GTEST_SKIP() << "baselines written";
}

// Pairs of a text and the same with placeholders, of which e-mail and telephone have counterparts here: counted by
// conversation, whether as many were found.
TEST(PrivacyQuality, ContextualAnonymizer) {
  const std::string text = shared_set("pii-contextual-anonymizer/pairs.jsonl.xz");
  if (text.empty())
    GTEST_SKIP() << "set CXAI_SHARED to the folder that holds data/text/official/pii-contextual-anonymizer";
  const std::map<std::string, privacy::PiiType> types = {{"[EMAIL_", privacy::PiiType::email},
                                                         {"[PHONE_", privacy::PiiType::phone}};
  std::map<std::string, std::pair<std::size_t, std::size_t>> counts;  // wanted, found
  Structured finder;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const auto row = base::parse_json(std::string_view(text).substr(from, end - from));
    from = end + 1;
    if (!row || !row->is_object()) continue;
    const std::string original = (*row)["context"].get<std::string>();
    const std::string masked = (*row)["anonymized_context"].get<std::string>();
    const std::string_view turn = original;
    const auto all = finder.find(std::span(&turn, 1));
    const auto& finds = all.front();
    for (const auto& [label, type] : types) {
      std::set<std::string> wanted;
      for (std::size_t i = masked.find(label); i != std::string::npos; i = masked.find(label, i + 1))
        wanted.insert(masked.substr(i, masked.find(']', i) - i));
      std::set<std::string> found;
      for (const privacy::Find& find : finds)
        if (find.type == type) found.insert(find.value);
      counts[label].first += wanted.size();
      counts[label].second += std::min(wanted.size(), found.size());
    }
  }
  Json now = Json::object();
  for (const auto& [label, n] : counts) {
    const std::string name(privacy::name_of(types.at(label)));
    std::cout << "contextual-anonymizer " << name << " n " << n.first << " recall " << share(n.second, n.first) << "\n";
    now["contextual-anonymizer " + name] = {{"n", n.first}, {"recall", share(n.second, n.first)}};
  }
  if (compare_with_baselines("personal_data_contextual", now)) GTEST_SKIP() << "baselines written";
}

}  // namespace
}  // namespace cxai
