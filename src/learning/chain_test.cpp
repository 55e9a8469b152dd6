#include "learning/chain.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace cxai::learning {
namespace {

struct Problem {
  std::size_t places = 0;
  std::size_t tags = 0;
  std::vector<float> scores;
  std::vector<float> transitions;
};

Problem random_problem(std::size_t places, std::size_t tags, unsigned seed) {
  std::mt19937 rng(seed);
  std::normal_distribution<float> normal(0, 2);
  Problem p{places, tags, std::vector<float>(places * tags), std::vector<float>((tags + 1) * tags)};
  for (float& s : p.scores) s = normal(rng);
  for (float& t : p.transitions) t = normal(rng);
  return p;
}

double score_of(const Problem& p, const std::vector<Tag>& path) {
  double score = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::size_t row = i == 0 ? 0 : path[i - 1] + std::size_t{1};
    score += p.scores[i * p.tags + path[i]] + p.transitions[row * p.tags + path[i]];
  }
  return score;
}

// Every sequence there is.
template <class Use>
void for_each_path(const Problem& p, Use use) {
  std::vector<Tag> path(p.places, 0);
  for (;;) {
    use(path);
    std::size_t i = 0;
    while (i < p.places && ++path[i] == p.tags) path[i++] = 0;
    if (i == p.places) return;
  }
}

TEST(Chain, BestIsTheHighestOfAllSequences) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Problem p = random_problem(1 + seed % 5, 2 + seed % 3, seed);
    double highest = -1e9;
    for_each_path(p, [&](const std::vector<Tag>& path) { highest = std::max(highest, score_of(p, path)); });
    Chain chain(p.tags);
    chain.set_transitions(p.transitions);
    const auto best = chain.best(p.scores);
    EXPECT_NEAR(score_of(p, {best.begin(), best.end()}), highest, 1e-4) << seed;
  }
}

TEST(Chain, MarginalsAndPairsAreSumsOverAllSequences) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Problem p = random_problem(2 + seed % 4, 2 + seed % 3, seed + 100);
    std::vector<double> tag_sums(p.places * p.tags);
    std::vector<double> pair_sums((p.tags + 1) * p.tags);
    double total = 0;
    for_each_path(p, [&](const std::vector<Tag>& path) {
      const double e = std::exp(score_of(p, path));
      total += e;
      for (std::size_t i = 0; i < p.places; ++i) tag_sums[i * p.tags + path[i]] += e;
      pair_sums[path[0]] += e;
      for (std::size_t i = 1; i < p.places; ++i) pair_sums[(path[i - 1] + std::size_t{1}) * p.tags + path[i]] += e;
    });
    Chain chain(p.tags);
    chain.set_transitions(p.transitions);
    const auto marginals = chain.marginals(p.scores);
    for (std::size_t k = 0; k < tag_sums.size(); ++k) EXPECT_NEAR(marginals[k], tag_sums[k] / total, 1e-4) << seed;
    EXPECT_NEAR(chain.log_sum(), std::log(total), 1e-4);
    std::vector<float> pairs(pair_sums.size());
    chain.add_pairs(pairs);
    for (std::size_t k = 0; k < pairs.size(); ++k) EXPECT_NEAR(pairs[k], pair_sums[k] / total, 1e-4) << seed;
  }
}

TEST(Chain, NothingIn_NothingOut) {
  Chain chain(3);
  chain.set_transitions(std::vector<float>(12));
  EXPECT_TRUE(chain.best({}).empty());
  EXPECT_TRUE(chain.marginals({}).empty());
}

}  // namespace
}  // namespace cxai::learning
