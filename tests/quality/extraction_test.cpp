// What the account of a conversation is worth on the labelled dialogues of tuning, and that every claim of every
// dialogue here can be followed to its words.
#include "quality/extraction_figures.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "baselines.hpp"
#include "conversation/analysis.hpp"

namespace cxai {
namespace {

std::vector<LabelledDialogue> dialogues_below(const std::string& folder) {
  auto read = read_labelled_dialogues({std::filesystem::path(CXAI_SOURCE_DIR) / folder});
  EXPECT_TRUE(read) << read.error().message;
  return read ? std::move(*read) : std::vector<LabelledDialogue>();
}

TEST(Extraction, IsAsGoodAsItWas) {
  ExtractionFigures figures;
  for (const auto& dialogue : dialogues_below("tests/quality/dialogues/dev"))
    count_extraction(dialogue, account_of(dialogue).analysis, figures);
  std::fputs(shown("dev", figures).c_str(), stdout);
  base::Json now = base::Json::object();
  now["dev"] = {{"n", figures.dialogues},
                {"problem_turn", figures.problem.share()},
                {"solutions_f1", figures.solutions.f1()},
                {"commitments_f1", figures.commitments.f1()},
                {"due_right", figures.due.share()}};
  for (std::size_t item = 0; item < analysis::kItems.size(); ++item)
    now["dev"][std::string(analysis::kItems[item])] = figures.balanced(item, true);
  // The part nobody looks at: its totals, for the model card, and never compared.
  if (std::getenv("CXAI_SHOW_TEST_PART") != nullptr) {
    ExtractionFigures test;
    for (const auto& dialogue : dialogues_below("tests/quality/dialogues/test"))
      count_extraction(dialogue, account_of(dialogue).analysis, test);
    std::fputs(shown("test", test).c_str(), stdout);
  }
  if (compare_with_baselines("extraction", now))
    GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew; nothing was compared";
}

TEST(Extraction, EveryClaimHasItsWordsOrAbstains) {
  std::size_t claims = 0;
  std::size_t with_words = 0;
  for (const char* folder : {"tests/quality/dialogues", "tools/train/dialogues", "demo"}) {
    if (!std::filesystem::exists(std::filesystem::path(CXAI_SOURCE_DIR) / folder)) continue;
    for (const auto& dialogue : dialogues_below(folder)) {
      const auto analysis = account_of(dialogue).analysis;
      const auto valid = conversation::validate(analysis);
      EXPECT_TRUE(valid) << valid.error().message;
      for (const auto& claim : analysis.claims) {
        if (claim.method == conversation::Method::computed) continue;
        ++claims;
        if (claim.state == conversation::ClaimState::abstained) continue;
        EXPECT_FALSE(claim.evidence.empty()) << claim.field;
        for (const auto& evidence : claim.evidence) {
          const auto words = conversation::evidence_text(analysis, evidence);
          EXPECT_TRUE(words && !words->empty()) << claim.field;
        }
        ++with_words;
      }
    }
  }
  std::printf("%zu claims, %zu with evidence, the others abstain\n", claims, with_words);
  EXPECT_GT(claims, 5000U);
}

}  // namespace
}  // namespace cxai
