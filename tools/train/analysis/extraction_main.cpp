// Trains the models of what is said and promised:
// cxai-train-extraction PATH… [--dev PATH…] [--out FOLDER] [--crossed FOLDER]
//
// --crossed: also writes the models of each part, for cxai-measure-extraction --crossed. --out left out with it: no
// models of all.
// Prints what models of other dialogues find in the training part, and what those of all find in the dev part.
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>

#include "acts.hpp"
#include "base/files.hpp"
#include "promises.hpp"
#include "quality/extraction_figures.hpp"
#include "rubric.hpp"

namespace {
using namespace cxai;

constexpr std::size_t kParts = 4;

float setting(const char* name, float fallback) {
  const char* value = std::getenv(name);
  return value != nullptr ? std::strtof(value, nullptr) : fallback;
}

struct Count {
  std::size_t right = 0, said = 0, wanted = 0;
  double f1() const { return said + wanted == 0 ? 0 : 2.0 * double(right) / double(said + wanted); }
  void print(const std::string& name) const {
    std::cout << name << ": F1 " << f1() << " precision " << (said ? double(right) / double(said) : 0) << " recall "
              << (wanted ? double(right) / double(wanted) : 0) << " n " << wanted << '\n';
  }
};

struct Scores {
  // Of every act: for each threshold in hundredths 5, 10, … what it gives, by turn.
  std::array<std::array<Count, 20>, analysis::kActs.size()> sweep;
  std::array<Count, analysis::kActs.size()> spans, turns;
  std::size_t problem_right = 0, problem_n = 0;
};

void judge(const ActDialogue& d, const learning::Tagger& tagger, Scores& scores, bool list) {
  const analysis::Acts acts = analysis::read_acts(d.reading, tagger);
  for (std::size_t a = 0; a < analysis::kActs.size(); ++a) {
    if (!d.all_acts && a < analysis::kSolution) continue;
    if (d.all_acts && a == analysis::kProblem) continue;
    std::set<std::size_t> wanted, said;
    std::set<std::size_t> met;
    for (const auto& l : d.labels) {
      if (l.act != a) continue;
      wanted.insert(l.turn);
      ++scores.spans[a].wanted;
      bool hit = false;
      for (std::size_t s = 0; s < acts.spans[a].size(); ++s) {
        const auto& span = acts.spans[a][s];
        if (span.turn == l.turn && span.begin < l.place.end && span.end > l.place.begin && !met.contains(s)) {
          met.insert(s);
          hit = true;
          break;
        }
      }
      scores.spans[a].right += hit;
      if (list && !hit && a == analysis::kCommitment)
        std::cout << "MISS " << d.dialogue->id << " t" << l.turn << " | "
                  << d.dialogue->transcript->turns[l.turn].text.substr(l.place.begin, l.place.end - l.place.begin)
                  << '\n';
    }
    for (std::size_t s = 0; s < acts.spans[a].size(); ++s) {
      said.insert(acts.spans[a][s].turn);
      if (list && a == analysis::kCommitment && !met.contains(s))
        std::cout << "EXTRA " << d.dialogue->id << " t" << acts.spans[a][s].turn << " " << acts.spans[a][s].probability
                  << " | "
                  << d.dialogue->transcript->turns[acts.spans[a][s].turn].text.substr(
                         acts.spans[a][s].begin, acts.spans[a][s].end - acts.spans[a][s].begin)
                  << '\n';
    }
    for (std::size_t k = 1; k < 20; ++k) {
      Count& c = scores.sweep[a][k];
      c.wanted += wanted.size();
      for (std::size_t t = 0; t < acts.turns.size(); ++t)
        if (acts.turns[t][a] >= 0.05F * float(k)) ++c.said, c.right += wanted.contains(t);
    }
    scores.spans[a].said += acts.spans[a].size();
    scores.turns[a].wanted += wanted.size();
    scores.turns[a].said += said.size();
    for (const std::size_t t : said) scores.turns[a].right += wanted.contains(t);
  }
  if (d.all_acts) return;
  std::size_t want = 99999, got = 0;
  for (const auto& l : d.labels)
    if (l.act == analysis::kProblem) want = l.turn;
  if (want == 99999) return;
  float best = -1;
  for (std::size_t t = 0; t < acts.turns.size(); ++t)
    if (acts.turns[t][analysis::kProblem] > best) best = acts.turns[t][analysis::kProblem], got = t;
  ++scores.problem_n;
  scores.problem_right += got == want;
}

void print(const std::string& name, const Scores& s) {
  for (std::size_t a = 0; a < analysis::kActs.size(); ++a) {
    if (s.spans[a].wanted) {
      std::size_t best = 1;
      for (std::size_t k = 1; k < 20; ++k)
        if (s.sweep[a][k].f1() > s.sweep[a][best].f1()) best = k;
      std::cout << name << analysis::kActs[a] << " best threshold " << 5 * best << " F1 " << s.sweep[a][best].f1()
                << " at 50 " << s.sweep[a][10].f1() << " n " << s.sweep[a][10].wanted << '\n';
    }
    if (s.spans[a].wanted && a >= analysis::kSolution)
      s.spans[a].print(name + std::string(analysis::kActs[a]) + " spans"),
          s.turns[a].print(name + std::string(analysis::kActs[a]) + " turns");
  }
  if (s.problem_n)
    std::cout << name << "problem turn " << double(s.problem_right) / double(s.problem_n) << " n " << s.problem_n
              << '\n';
}
}  // namespace

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> train_paths, dev_paths;
  std::string out;
  std::string crossed_out;
  bool dev = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--dev")
      dev = true;
    else if (arg == "--out" && i + 1 < argc)
      out = argv[++i];
    else if (arg == "--crossed" && i + 1 < argc)
      crossed_out = argv[++i];
    else
      (dev ? dev_paths : train_paths).push_back(argv[i]);
  }
  const auto train = read_labelled_dialogues(train_paths);
  const auto held = read_labelled_dialogues(dev_paths);
  if (!train || !held) {
    std::cerr << (train ? held : train).error().message << '\n';
    return 1;
  }
  const auto read_all = [](const std::vector<LabelledDialogue>& list) {
    std::vector<ActDialogue> all;
    for (const auto& d : list)
      if (d.labels.contains("acts") || d.labels.contains("solutions")) all.push_back(act_dialogue(d, kParts));
    return all;
  };
  const auto learn = read_all(*train);
  const auto test = read_all(*held);
  std::cerr << learn.size() << " / " << test.size() << " read\n";
  ActOptions options;
  options.of_turns.epochs = std::size_t(setting("EPOCHS", 12));
  options.of_turns.runs = std::size_t(setting("RUNS", 1));
  options.of_turns.learning_rate = setting("RATE", 0.05F);
  options.of_turns.l2 = setting("L2", 1e-3F);
  options.of_turns.feature_dropout = setting("DROP", 0.5F);
  options.of_turns.min_count = unsigned(setting("MIN", 3));
  options.of_turns.max_features = 43'000;
  options.of_dialogues = options.of_turns;
  options.of_dialogues.epochs = std::size_t(setting("DEPOCHS", 10));
  options.of_dialogues.max_features = 87'000;
  options.turn_weight = setting("TW", 4);
  options.dialogue_weight = setting("DW", 2);
  options.suite_weight = setting("QW", 2);
  const std::size_t folds = std::size_t(setting("FOLDS", 1));
  Scores crossed, on_dev;
  std::vector<RubricExample> rubric, rubric_dev;
  // Of every dialogue of the training part, what models of the other parts find.
  std::vector<std::pair<const ActDialogue*, analysis::Acts>> found;
  std::vector<PromiseExamples> promises;
  const auto acts_of = [](const ActDialogue& d, const learning::Tagger& tagger) {
    return analysis::read_acts(d.reading, tagger, local_start(d.dialogue->started_at));
  };
  const auto write = [&](const std::string& folder, const std::string& name, const std::string& bundle) {
    if (!folder.empty() && !base::write_file_atomic(std::filesystem::path(folder) / name, bundle))
      std::cerr << name << ": not written\n";
  };
  // Training the acts takes most of the time: REUSE=1 takes those of the last run, for trials of what comes behind.
  const auto acts_in = [&](const std::string& folder, const std::string& name, std::size_t without) {
    if (setting("REUSE", 0) > 0 && !folder.empty())
      if (auto kept = base::read_file(std::filesystem::path(folder) / name);
          kept && learning::Tagger::open(*kept, analysis::kActFeatures))
        return std::move(*kept);
    return train_acts(learn, options, without);
  };
  const bool all_too = crossed_out.empty() || !out.empty();
  for (std::size_t part = 0; part < folds; ++part) {
    const std::string name = "acts." + std::to_string(part) + ".tagger";
    const std::string bundle = acts_in(crossed_out, name, part);
    write(crossed_out, name, bundle);
    const auto tagger = learning::Tagger::open(bundle, analysis::kActFeatures);
    for (const auto& d : learn) {
      if (d.part != part) continue;
      if (d.of_suite || d.all_acts) judge(d, *tagger, crossed, false);
      if (d.all_acts) continue;
      found.emplace_back(&d, acts_of(d, *tagger));
      promises.push_back(promise_examples(d, found.back().second));
    }
  }
  print("[crossed] ", crossed);
  learning::TrainingOptions of_promises;
  of_promises.epochs = std::size_t(setting("PEPOCHS", 15));
  of_promises.runs = std::size_t(setting("PRUNS", 2));
  of_promises.learning_rate = setting("PRATE", 0.05F);
  of_promises.l2 = setting("PL2", 1e-3F);
  of_promises.feature_dropout = setting("PDROP", 0.4F);
  of_promises.min_count = unsigned(setting("PMIN", 4));
  of_promises.max_features = 5'400;
  PromiseScores promised, promised_in_suite, promised_on_dev;
  std::array<PromiseScores, 4> stricter;
  const bool list = setting("LIST", 0) > 0;
  for (std::size_t part = 0; part < folds; ++part) {
    const std::string bundle = train_promises(promises, of_promises, part);
    write(crossed_out, "promises." + std::to_string(part) + ".tagger", bundle);
    const auto tagger = learning::Tagger::open(bundle, analysis::kPromiseFeatures);
    for (const auto& [d, acts] : found) {
      if (d->part != part) continue;
      const auto commitments = analysis::find_commitments(d->reading, acts, *tagger);
      promised.count(*d, commitments, list);
      for (std::size_t k = 0; k < stricter.size(); ++k) {
        auto kept = commitments;
        std::erase_if(kept, [&](const auto& one) { return one.quote.probability < 0.45F + 0.05F * float(k); });
        stricter[k].count(*d, kept, false);
      }
      if (d->of_suite) promised_in_suite.count(*d, commitments, false);
      rubric.push_back(rubric_example(*d, acts, commitments));
    }
  }
  promised.print("[crossed] ");
  promised_in_suite.print("[crossed, of the suite] ");
  for (std::size_t k = 0; k < stricter.size(); ++k)
    stricter[k].print("[crossed, from 0." + std::to_string(45 + 5 * k) + "] ");
  if (all_too) {
    const std::string bundle = acts_in(out, "acts.tagger", static_cast<std::size_t>(-1));
    std::cout << "acts.tagger bytes " << bundle.size() << '\n';
    write(out, "acts.tagger", bundle);
    const std::string of_candidates = train_promises(promises, of_promises, static_cast<std::size_t>(-1));
    std::cout << "promises.tagger bytes " << of_candidates.size() << '\n';
    write(out, "promises.tagger", of_candidates);
    const auto tagger = learning::Tagger::open(bundle, analysis::kActFeatures);
    const auto candidates = learning::Tagger::open(of_candidates, analysis::kPromiseFeatures);
    for (const auto& d : test) {
      judge(d, *tagger, on_dev, setting("LIST", 0) > 0);
      const analysis::Acts acts = acts_of(d, *tagger);
      const auto commitments = analysis::find_commitments(d.reading, acts, *candidates);
      promised_on_dev.count(d, commitments, list);
      rubric_dev.push_back(rubric_example(d, acts, commitments));
    }
    promised_on_dev.print("[dev] ");
    print("[dev] ", on_dev);
  }
  if (rubric.empty()) return 0;
  RubricOptions of_rubric;
  of_rubric.of_items.epochs = std::size_t(setting("REPOCHS", 12));
  of_rubric.of_items.runs = std::size_t(setting("RRUNS", 2));
  of_rubric.of_items.learning_rate = setting("RRATE", 0.05F);
  of_rubric.of_items.l2 = setting("RL2", 1e-3F);
  of_rubric.of_items.feature_dropout = setting("RDROP", 0.5F);
  of_rubric.of_items.min_count = 3;
  of_rubric.of_items.max_features = 20'000;
  of_rubric.balance = double(setting("BALANCE", 1));
  of_rubric.usual_weight = double(setting("RUW", 20));
  of_rubric.suite_weight = double(setting("RSW", 2));
  using Judged = std::array<std::vector<JudgedItem>, analysis::kItems.size()>;
  const auto ask = [&](const std::vector<RubricExample>& of, const std::string& bytes, std::size_t part,
                       const auto& counts, Judged& judged) {
    const auto opened = learning::Tagger::open(bytes, analysis::kRubricFeatures);
    for (const auto& e : of) {
      if ((part < folds && e.part != part) || !counts(e)) continue;
      std::vector<float> scores(opened->transitions().begin(), opened->transitions().begin() + 30);
      opened->add_scores(e.features, scores);
      for (std::size_t item = 0; item < analysis::kItems.size(); ++item) {
        if (!e.answers[item]) continue;
        JudgedItem one{std::size_t(*e.answers[item]), {}};
        for (std::size_t a = 0; a < one.scores.size(); ++a) one.scores[a] = double(scores[item * 3 + a]);
        judged[item].push_back(one);
        const auto said = std::size_t(std::ranges::max_element(one.scores) - one.scores.begin());
        if (list && said != one.truth)
          std::cout << "ITEM " << analysis::kItems[item] << ' ' << e.dialogue << " wanted "
                    << analysis::kItemAnswers[one.truth] << " said " << analysis::kItemAnswers[said] << '\n';
      }
    }
  };
  const auto show = [&](const std::string& name, const Judged& judged, const RubricOffsets& offsets) {
    double sum = 0;
    for (std::size_t item = 0; item < analysis::kItems.size(); ++item) {
      const ItemTable t = table_of(judged[item], offsets[item]);
      if (item != analysis::kItemFollowUp) sum += balanced_of(t, 2) / double(analysis::kItems.size() - 1);
      std::cout << name << analysis::kItems[item] << ": balanced of yes and no " << balanced_of(t, 2) << " of three "
                << balanced_of(t, 3) << " offsets " << offsets[item][1] << ' ' << offsets[item][2] << " n "
                << t[0][0] + t[0][1] + t[0][2] << '/' << t[1][0] + t[1][1] + t[1][2] << '/'
                << t[2][0] + t[2][1] + t[2][2] << '\n';
    }
    std::cout << name << "mean of the nine " << sum << '\n';
  };
  const auto every = [](const RubricExample&) { return true; };
  const auto usual = [](const RubricExample& e) { return e.usual; };
  const auto of_suite = [](const RubricExample& e) { return e.of_suite; };
  RubricOffsets offsets{};
  if (folds == kParts) {
    Judged all_crossed, usual_crossed, suite_crossed;
    for (std::size_t part = 0; part < folds; ++part) {
      const std::string bundle = train_rubric(rubric, of_rubric, part);
      ask(rubric, bundle, part, every, all_crossed);
      ask(rubric, bundle, part, usual, usual_crossed);
      ask(rubric, bundle, part, of_suite, suite_crossed);
    }
    for (std::size_t item = 0; item < analysis::kItems.size(); ++item) offsets[item] = settled(usual_crossed[item]);
    show("[crossed, all] ", all_crossed, {});
    show("[crossed, usual mix] ", usual_crossed, {});
    show("[crossed, usual mix, settled] ", usual_crossed, offsets);
    show("[crossed, suite, settled] ", suite_crossed, offsets);
    for (std::size_t part = 0; part < folds && !crossed_out.empty(); ++part)
      write(crossed_out, "rubric." + std::to_string(part) + ".tagger", train_rubric(rubric, of_rubric, part, offsets));
  }
  if (!all_too) return 0;
  const std::string all = train_rubric(rubric, of_rubric, static_cast<std::size_t>(-1), offsets);
  std::cout << "rubric.tagger bytes " << all.size() << '\n';
  write(out, "rubric.tagger", all);
  Judged judged_dev;
  ask(rubric_dev, all, folds, every, judged_dev);
  show("[dev] ", judged_dev, {});
  return 0;
}
