#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/run.hpp"

namespace cxai::cli {
namespace {

using testing::HasSubstr;

const std::string kMessages =
    "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
    "1,100,True,2017-10-31,@Acme my name is Ayşe Yılmaz and it does not work,2,\n"
    "2,Acme,False,2017-10-31,\"@100 See https://t.co/x, thanks. ^AB\",,1\n";

struct ThreadsRan {
  ExitCode code;
  std::string out;
  std::string err;
};

ThreadsRan threads_build(std::vector<std::string> arguments, const std::string& in = "") {
  std::istringstream input(in);
  std::ostringstream out;
  std::ostringstream err;
  Io io{input, out, err};
  arguments.insert(arguments.begin(), {"threads", "build"});
  const ExitCode code = run(arguments, io);
  return {code, out.str(), err.str()};
}

TEST(ThreadsBuild, APipeBecomesConversationsAndCounts) {
  const auto ran = threads_build({"-", "--json"}, kMessages);
  EXPECT_EQ(ran.code, ExitCode::ok);
  const auto conversation = base::parse_json(ran.out);
  ASSERT_TRUE(conversation);
  EXPECT_EQ((*conversation)["company"], "Acme");
  EXPECT_EQ((*conversation)["turns"][1]["role"], "agent");
  const auto counts = base::parse_json(ran.err);
  ASSERT_TRUE(counts);
  EXPECT_EQ((*counts)["rows"], 2);
  EXPECT_EQ((*counts)["conversations"], 1);
  EXPECT_EQ((*counts)["bad"].size(), 0U);
}

TEST(ThreadsBuild, CleanTakesOutWhatGivesAway) {
  const auto ran = threads_build({"-", "--clean"}, kMessages);
  const auto json = *base::parse_json(ran.out);
  EXPECT_EQ(json["turns"][0]["text"], "my name is Person and it does not work");
  EXPECT_EQ(json["turns"][1]["text"], "See <url>, thanks.");
}

TEST(ThreadsBuild, BadRowsAreNamedWithTheFile) {
  const base::TempDir folder;
  const std::string path = folder.path() / "messages.csv";
  std::ofstream(path) << kMessages << "3,100,perhaps,2017-10-31,x,,\n";
  const auto ran = threads_build({path, "--format", "csv"});
  EXPECT_EQ(ran.code, ExitCode::some_inputs_failed);
  EXPECT_THAT(ran.err, HasSubstr(path + ":4:7: inbound: must be True or False"));
  EXPECT_THAT(ran.err, HasSubstr("bad_rows 1\n"));
  EXPECT_THAT(ran.out, HasSubstr("\"1 2\",\"Acme\",\"customer: @Acme"));
}

TEST(ThreadsBuild, SaysWhatIsMissing) {
  EXPECT_EQ(threads_build({"/none.csv"}).code, exit_code(ErrorCode::not_found));
  const auto ran = threads_build({"-"}, "tweet_id,text\n");
  EXPECT_NE(ran.code, ExitCode::ok);
  EXPECT_THAT(ran.err, HasSubstr("<stdin>: line 1: the column 'author_id', 'inbound'"));
  EXPECT_THAT(ran.err, HasSubstr("found: tweet_id, text"));
  EXPECT_EQ(threads_build({"-", "--format", "xml"}).code, ExitCode::usage);
  EXPECT_EQ(threads_build({"-"}, kMessages.substr(0, kMessages.find('\n') + 1)).code, ExitCode::ok);
}

}  // namespace
}  // namespace cxai::cli
