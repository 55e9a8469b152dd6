#include "cli/routing_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/files.hpp"
#include "cli/run.hpp"
#include "store/sql_store.hpp"

namespace cxai::cli {
namespace {

using testing::HasSubstr;

struct Ran {
  ExitCode code;
  std::string out;
  std::string err;
};

// A centre with messages to two companies, each a conversation.
class RoutingStore : public testing::Test {
 protected:
  Ran cxai(std::vector<std::string> arguments) {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Io io{in, out, err};
    arguments.insert(arguments.end(), {"--data", (dir_.path() / "data").string()});
    const ExitCode code = run(arguments, io);
    return {code, out.str(), err.str()};
  }
  void SetUp() override {
    std::ofstream csv(dir_.path() / "tweets.csv");
    csv << "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n";
    for (int i = 0; i < 30; ++i)
      csv << i + 1 << "," << 5000 + i << ",True,Mon Feb 02 07:59:00 +0000 2026,\""
          << (i % 2 == 0 ? "@MartiyoluKargo kargom paketim gelmedi kurye "
                         : "@IhlamurBank kartım hesabım havale şubede ")
          << i << "\",,\n";
    csv.close();
    const Ran taken = cxai({"ingest", (dir_.path() / "tweets.csv").string()});
    ASSERT_EQ(taken.code, ExitCode::ok) << taken.err;
  }
  base::TempDir dir_;
};

TEST_F(RoutingStore, TheCentresConversationsTrainAModel) {
  const Ran trained = cxai({"finetune", "--from-store", "company", "--epochs", "2", "--hold-out", "0"});
  ASSERT_EQ(trained.code, ExitCode::ok) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("30 conversations, 2 labels"));
  EXPECT_THAT(trained.err, HasSubstr("0 labels were given by people"));
  EXPECT_THAT(trained.out, HasSubstr("succeeded"));
  // From then on conversations are routed.
  std::ofstream(dir_.path() / "chat.txt") << "Müşteri: kargom paketim gelmedi kurye\n";
  const Ran analysed = cxai({"analyze", (dir_.path() / "chat.txt").string(), "--json"});
  EXPECT_EQ(base::parse_json(analysed.out).value()["routing"]["top"][0][0], "MartiyoluKargo") << analysed.out;
}

TEST_F(RoutingStore, WhatPeopleSaidOutweighsTheField) {
  {
    const base::FixedClock clock(Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14)));
    auto store = store::open_sql_store({.database = dir_.path() / "data" / "cxai.db"}, clock).value();
    store::Page page;
    page.limit = 12;
    const auto some = store->conversations({}, page).value();
    for (const auto& row : some.rows)
      ASSERT_TRUE(store->put_routing_label(
          {row.conversation.id, "Üçüncü", "Unknown", "companies/ftjob-1", "u_1", clock.now()}));
    ASSERT_TRUE(store->put_routing_label(
        {some.rows[0].conversation.id, "Üçüncü", "Unknown", "topics/ftjob-9", "u_1", clock.now()}));
  }
  std::ofstream csv(dir_.path() / "more.csv");
  csv << "words,kind\n";
  for (int i = 0; i < 12; ++i) csv << "poliçe hasar kasko eksper " << i << ",Sigorta\n";
  csv.close();
  const Ran trained = cxai({"finetune", (dir_.path() / "more.csv").string(), "--text", "words", "--label", "kind",
                            "--from-store", "label", "--epochs", "2", "--hold-out", "0"});
  ASSERT_EQ(trained.code, ExitCode::ok) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("11 labels were given by people")) << "one is about another family";
  EXPECT_THAT(trained.err, HasSubstr("23 conversations, 2 labels"));
}

TEST_F(RoutingStore, SaysWhatIsMissing) {
  const Ran none = cxai({"finetune", "--from-store", "label"});
  EXPECT_EQ(none.code, ExitCode::failed);
  EXPECT_THAT(none.err, HasSubstr("nobody has labelled"));
  EXPECT_EQ(cxai({"finetune", "--from-store", "colour"}).code, ExitCode::usage);
  const Ran messages = cxai({"finetune", (dir_.path() / "tweets.csv").string(), "--from-store", "company"});
  EXPECT_THAT(messages.err, HasSubstr("not with messages"));
}

}  // namespace
}  // namespace cxai::cli
