#include "dialogue/role_tagger.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "dialogue/role_features.hpp"

namespace cxai::dialogue {
namespace {

using conversation::Role;

const std::vector<std::string_view> kCall{"Görüşmeniz kayıt altına alınmaktadır.",
                                          "Hoş geldiniz, ben Ece. Size nasıl yardımcı olabilirim?",
                                          "Merhaba, faturam çok yüksek geldi.", "Numaranızı alabilir miyim?"};

double of(const RoleProbabilities& turn, Role role) {
  return turn[static_cast<std::size_t>(role)];
}

TEST(RoleTagger, ProbabilitiesOfATurnAddUpToOne) {
  const RoleTagger& tagger = RoleTagger::built_in();
  const auto fit = tagger.fit(tagger.scores(kCall), std::vector<RoleSet>(kCall.size(), kAnyRole));
  ASSERT_EQ(fit.turns.size(), kCall.size());
  for (const auto& turn : fit.turns) EXPECT_NEAR(std::accumulate(turn.begin(), turn.end(), 0.0), 1.0, 1e-4);
  EXPECT_GT(of(fit.turns[0], Role::ivr), 0.5);
  EXPECT_GT(of(fit.turns[1], Role::agent), 0.5);
  EXPECT_GT(of(fit.turns[2], Role::customer), 0.5);
  EXPECT_GT(of(fit.turns[3], Role::agent), 0.5);
}

TEST(RoleTagger, WhatIsNotAllowedIsImpossibleAndTheRestFollows) {
  const RoleTagger& tagger = RoleTagger::built_in();
  std::vector<RoleSet> allowed(kCall.size(), kAnyRole);
  allowed[1] = only(Role::customer);
  const auto scores = tagger.scores(kCall);
  const auto bound = tagger.fit(scores, allowed);
  EXPECT_NEAR(of(bound.turns[1], Role::customer), 1.0, 1e-6);
  const auto free = tagger.fit(scores, std::vector<RoleSet>(kCall.size(), kAnyRole));
  EXPECT_LT(bound.log_sum, free.log_sum);
  // The difference is what the free fit says of that role.
  EXPECT_NEAR(bound.log_sum - free.log_sum, std::log(of(free.turns[1], Role::customer)), 0.05);
}

TEST(RoleTagger, CaseAndAccentsDoNotMatter) {
  const RoleTagger& tagger = RoleTagger::built_in();
  EXPECT_EQ(tagger.scores({"FATURAM ÇOK YÜKSEK, İPTAL EDİN"}), tagger.scores({"faturam cok yuksek, iptal edin"}));
}

TEST(RoleTagger, NoTurnsAreNoScores) {
  const RoleTagger& tagger = RoleTagger::built_in();
  EXPECT_TRUE(tagger.scores({}).empty());
  EXPECT_TRUE(tagger.fit({}, {}).turns.empty());
}

TEST(RoleTagger, RefusesWhatIsNoBundle) {
  EXPECT_FALSE(RoleTagger::open("no bundle"));
}

}  // namespace
}  // namespace cxai::dialogue
