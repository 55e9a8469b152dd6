#include "cli/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/embedded.hpp"
#include "base/files.hpp"
#include "cli/run.hpp"
#include "rules/book.hpp"

namespace cxai::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// A centre with six messages of customers.
class RulesVerbs : public testing::Test {
 protected:
  struct Ran {
    ExitCode code;
    std::string out;
    std::string err;
  };
  Ran cxai(std::vector<std::string> arguments) {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Io io{in, out, err};
    arguments.insert(arguments.end(), {"--data", (dir_.path() / "data").string()});
    const ExitCode code = run(arguments, io);
    return {code, out.str(), err.str()};
  }
  std::string book(const std::string& file, const std::string& word) {
    const auto path = dir_.path() / file;
    std::ofstream(path) << R"({"schema":"cxai.rules/1","categories":[{"name":"kargo","title":"Kargo","when":)"
                        << R"({"kind":"phrase","words":[")" << word << R"("],"speaker":"customer"}}]})";
    return path.string();
  }
  void SetUp() override {
    std::ofstream csv(dir_.path() / "tweets.csv");
    csv << "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n";
    for (int i = 0; i < 6; ++i)
      csv << i + 1 << "," << 5000 + i << ",True,Mon Feb 02 07:59:00 +0000 2026,\"@MartiyoluKargo "
          << (i % 2 == 0 ? "kargom gelmedi " : "param yatmadı ") << i << "\",,\n";
    csv.close();
    const Ran taken = cxai({"ingest", (dir_.path() / "tweets.csv").string()});
    ASSERT_EQ(taken.code, ExitCode::ok) << taken.err;
  }
  base::TempDir dir_;
};

TEST_F(RulesVerbs, ABookIsTriedPublishedAndCarriedBack) {
  EXPECT_THAT(cxai({"rules", "show"}).err, HasSubstr("cxai rules publish FILE"));
  EXPECT_THAT(cxai({"rules", "backfill"}).err, HasSubstr("publish one first"));
  const std::string file = book("book.json", "kargom");
  EXPECT_THAT(cxai({"rules", "check", file}).out, StartsWith("✓ 1 categories, rules_"));
  const Ran preview = cxai({"rules", "preview", file});
  EXPECT_THAT(preview.out, HasSubstr("6 conversations of 6"));
  EXPECT_THAT(preview.out, HasSubstr("Kargo (kargo)  3, 50.0 %"));
  EXPECT_THAT(preview.out, HasSubstr("customer: kargom"));
  const Ran published = cxai({"rules", "publish", file, "--note", "ilk"});
  ASSERT_EQ(published.code, ExitCode::ok) << published.err;
  EXPECT_THAT(published.err, HasSubstr("6 conversations were analysed before"));
  EXPECT_EQ(cxai({"rules", "publish", file}).code, ExitCode::failed) << "it is in use";
  const Ran carried = cxai({"rules", "backfill"});
  ASSERT_EQ(carried.code, ExitCode::ok) << carried.err;
  EXPECT_THAT(carried.out, HasSubstr("Kargo  +3 -0 =0"));
  EXPECT_THAT(cxai({"rules", "show"}).out, HasSubstr("Kargo (kargo)  3"));
  const Ran document = cxai({"rules", "show", "--json"});
  EXPECT_TRUE(rules::book_from_json(base::parse_json(document.out).value())) << "it can be changed and published";
  EXPECT_THAT(cxai({"audit", "list"}).out, HasSubstr("rules.publish"));

  ASSERT_EQ(cxai({"rules", "publish", book("other.json", "param")}).code, ExitCode::ok);
  const Json history = base::parse_json(cxai({"rules", "history", "--json"}).out).value();
  ASSERT_EQ(history["items"].size(), 2U);
  const Ran back = cxai({"rules", "publish", "--revision", history["items"][1]["revision"].get<std::string>()});
  EXPECT_EQ(back.code, ExitCode::ok) << back.err;
  EXPECT_THAT(cxai({"rules", "history"}).out, StartsWith("● 3"));
}

TEST_F(RulesVerbs, WhatIsWrongIsSaidWithFileFieldAndRemedy) {
  const Ran ran = cxai({"rules", "check", book("bad.json", "")});
  EXPECT_EQ(ran.code, ExitCode::failed);
  EXPECT_THAT(ran.err, HasSubstr("bad.json: categories[0].when.words"));
  EXPECT_THAT(cxai({"rules", "publish"}).err, HasSubstr("--revision"));
  EXPECT_THAT(cxai({"rules", "publish", "--revision", "rules_x"}).err, HasSubstr("no book of rules"));
}

TEST_F(RulesVerbs, AnalysingAgainChangesNothingUnlessTheRecipeDoes) {
  const Ran same = cxai({"reanalyze", "--verify"});
  EXPECT_EQ(same.code, ExitCode::ok) << same.out;
  EXPECT_THAT(same.out, HasSubstr("6 the same, 0 different"));
  EXPECT_THAT(cxai({"reanalyze"}).out, HasSubstr("6 conversations, 0 with a new analysis"));
  ASSERT_EQ(cxai({"rules", "publish", book("book.json", "kargom")}).code, ExitCode::ok);
  EXPECT_THAT(cxai({"reanalyze"}).out, HasSubstr("6 conversations, 6 with a new analysis"));
  EXPECT_THAT(cxai({"rules", "show"}).out, HasSubstr("Kargo (kargo)  3"));
  EXPECT_EQ(cxai({"reanalyze", "--verify"}).code, ExitCode::ok);
}

TEST(DemoRules, TheBookOfTheDemonstrationIsSound) {
  const auto* file = base::embedded::find(base::embedded::demo_files(), "rules.json");
  ASSERT_NE(file, nullptr);
  const auto book = rules::book_from_json(base::parse_json(file->bytes).value());
  ASSERT_TRUE(book) << book.error().message;
  EXPECT_GE(book->categories.size(), 6U);
}

}  // namespace
}  // namespace cxai::cli
