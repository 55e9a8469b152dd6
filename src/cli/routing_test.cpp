#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/run.hpp"
#include "llm/fake_openai.hpp"
#include "threads/csv.hpp"

namespace cxai::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const std::string kDemo = std::string(CXAI_SOURCE_DIR) + "/demo/datasets/messages.csv";

struct RoutingRan {
  ExitCode code;
  std::string out;
  std::string err;
};

class Routing : public testing::Test {
 protected:
  RoutingRan cxai(std::vector<std::string> arguments, const std::string& in = "") {
    std::istringstream input(in);
    std::ostringstream out;
    std::ostringstream err;
    Io io{input, out, err};
    io.environment = environment_;
    arguments.insert(arguments.end(), {"--data", (dir_.path() / "data").string()});
    const ExitCode code = run(arguments, io);
    return {code, out.str(), err.str()};
  }
  // Trained on the demonstration messages, quickly.
  RoutingRan train(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"finetune", kDemo,         "--epochs", "3",      "--hold-out",
                                       "0",        "--per-class", "30",       "--risk", "0.1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return cxai(arguments);
  }
  std::string path(const std::string& name) const { return (dir_.path() / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }
  static std::string id_in(const RoutingRan& ran) { return ran.out.substr(0, ran.out.find(' ')); }

  base::TempDir dir_;
  std::map<std::string, std::string> environment_;
};

// The rows of a CSV, as meant.
std::vector<std::vector<std::string>> rows_of(const std::string& text) {
  threads::CsvReader reader(text);
  std::vector<std::vector<std::string>> rows;
  std::string room;
  while (reader.next() == threads::CsvReader::Step::row) {
    rows.emplace_back();
    for (std::size_t i = 0; i < reader.size(); ++i) rows.back().emplace_back(reader[i].value(room));
  }
  return rows;
}

TEST_F(Routing, TheThreeVerbsRunOnTheDemonstrationMessages) {
  const auto trained = train();
  ASSERT_EQ(trained.code, ExitCode::ok) << trained.err;
  EXPECT_THAT(trained.out, HasSubstr("succeeded"));
  EXPECT_THAT(trained.out, HasSubstr("Promise: at most 10.0%"));
  EXPECT_THAT(trained.err, HasSubstr("train loss"));

  const auto list = cxai({"status"});
  EXPECT_THAT(list.out, HasSubstr(id_in(trained)));
  const auto page = cxai({"status", id_in(trained)});
  EXPECT_THAT(page.out, HasSubstr("Events"));
  EXPECT_THAT(page.out, HasSubstr("valid_accuracy"));
  EXPECT_THAT(cxai({"status", id_in(trained), "--follow"}).out, HasSubstr("successfully completed"));
  const auto json = base::parse_json(cxai({"status", id_in(trained), "--json"}).out);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["status"], "succeeded");
  EXPECT_GE((*json)["checkpoints"].size(), 1U);

  const auto applied = cxai({"apply", kDemo, "--output", path("output")});
  ASSERT_EQ(applied.code, ExitCode::ok) << applied.err;
  EXPECT_THAT(applied.out, HasSubstr("1568 rows"));
  EXPECT_THAT(applied.out, HasSubstr("exchangeable"));
  const std::string input = *base::read_file(kDemo);
  const std::string output = *base::read_file(path("output/output.csv"));
  const auto rows = rows_of(output);
  const auto given = rows_of(input);
  ASSERT_EQ(rows.size(), given.size());
  EXPECT_EQ(rows[0].back(), "top3");
  std::size_t right = 0;
  std::size_t companies = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    ASSERT_EQ(std::vector<std::string>(rows[i].begin(), rows[i].end() - 3), given[i]);
    if (given[i][2] == "True") continue;
    ++companies;
    if (rows[i][7] == given[i][1]) ++right;
  }
  EXPECT_GT(right, companies * 8 / 10);
  EXPECT_THAT(*base::read_file(path("output/analyze.png")), testing::StartsWith("\x89PNG"));
  EXPECT_THAT(*base::read_file(path("output/analyze.svg")), HasSubstr("</svg>"));

  EXPECT_THAT(cxai({"certify", "--risk", "0.2"}).out, HasSubstr("at most 20.0%"));
  const auto measured = cxai({"evaluate", kDemo, "--json"});
  ASSERT_EQ(measured.code, ExitCode::ok) << measured.err;
  EXPECT_GT((*base::parse_json(measured.out))["data"]["accuracy"].get<double>(), 0.9);
}

TEST_F(Routing, ModelsArePromotedAndRolledBack) {
  const auto first = train();
  const auto second = train({"--seed", "2", "--no-promote"});
  ASSERT_EQ(second.code, ExitCode::ok) << second.err;
  EXPECT_THAT(cxai({"models", "list"}).out, HasSubstr("companies/" + id_in(first) + "  champion"));
  EXPECT_EQ(cxai({"models", "list"}).err, "");
  EXPECT_THAT(cxai({"models", "promote", id_in(second)}).out, HasSubstr("answers now"));
  EXPECT_THAT(cxai({"models", "list"}).out, HasSubstr("companies/" + id_in(second) + "  champion"));
  EXPECT_THAT(cxai({"models", "rollback"}).out, HasSubstr(id_in(first)));
  EXPECT_EQ(cxai({"models", "rollback"}).code, ExitCode::failed);
}

TEST_F(Routing, ResultsOfADataFolderLieBesideIt) {
  fs::create_directories(path("app/datasets"));
  fs::copy_file(kDemo, path("app/datasets/messages.csv"));
  const auto trained =
      cxai({"finetune", "--datasets", path("app/datasets"), "--epochs", "2", "--hold-out", "0", "--risk", "0.2"});
  ASSERT_EQ(trained.code, ExitCode::ok) << trained.err;
  EXPECT_THAT(*base::read_file(path("app/metrics/step_metrics.csv")),
              testing::StartsWith("step,train_loss,train_accuracy,valid_loss,valid_accuracy,"));
  ASSERT_EQ(cxai({"apply", "--datasets", path("app/datasets")}).code, ExitCode::ok);
  EXPECT_TRUE(fs::exists(path("app/output/output.csv")));
  EXPECT_TRUE(fs::exists(path("app/output/analyze.png")));
  fs::create_directories(path("empty"));
  EXPECT_THAT(cxai({"finetune", "--datasets", path("empty")}).err, HasSubstr("there is no *.csv"));
}

// Texts of three topics in columns, parted by semicolons, with line ends of DOS.
std::string topics() {
  std::string csv = "no;topic;text\r\n";
  const std::vector<std::pair<std::string, std::string>> kinds{{"delivery", "paketim gelmedi kurye aramadı kargo"},
                                                               {"billing", "faturam yüksek geldi tutar yanlış"},
                                                               {"technical", "internet kopuyor modem yanmıyor"}};
  for (int i = 0; i < 60; ++i)
    csv += std::to_string(i) + ";" + kinds[static_cast<std::size_t>(i) % 3].first + ";\"" +
           kinds[static_cast<std::size_t>(i) % 3].second + " " + std::to_string(i * 7) + "; \"\"acil\"\"\"\r\n";
  return csv;
}

TEST_F(Routing, AnyCsvWithATextColumn) {
  const std::string file = write("topics.csv", topics() + "61;billing\r\n62;;bos etiket\r\n");
  const auto trained = cxai({"finetune", file, "--text", "text", "--label", "topic", "--name", "topics", "--hold-out",
                             "0", "--epochs", "3", "--risk", "0.3"});
  ASSERT_EQ(trained.code, ExitCode::some_inputs_failed) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("topics.csv:62:1: has 2 values, the header 3"));
  EXPECT_THAT(trained.err, HasSubstr("1 rows without a label left out"));
  const auto applied = cxai({"apply", file, "--text", "text", "--output", path("out")});
  EXPECT_EQ(applied.code, ExitCode::some_inputs_failed);
  const std::string output = *base::read_file(path("out/output.csv"));
  EXPECT_THAT(output, testing::StartsWith("no;topic;text;company;probability;top3\r\n0;delivery;\"paketim gelmedi "
                                          "kurye aramadı kargo 0; \"\"acil\"\"\";"));
  EXPECT_EQ(std::ranges::count(output, '\n'), 62);
  EXPECT_THAT(cxai({"finetune", file, "--text", "words", "--label", "topic"}).err,
              HasSubstr("--text: there is no column 'words'; found: no, topic, text"));
  EXPECT_THAT(cxai({"finetune", file}).err, HasSubstr("needs --text"));
}

TEST_F(Routing, JsonLines) {
  std::string lines;
  for (int i = 0; i < 40; ++i)
    lines += R"({"say": ")" + std::string(i % 2 == 0 ? "paketim gelmedi" : "internet yok") + " " + std::to_string(i) +
             R"(", "team": ")" + (i % 2 == 0 ? "kargo" : "net") + "\"}\n";
  lines += "not json\n";
  const auto trained = cxai(
      {"finetune", write("x.jsonl", lines), "--text", "say", "--label", "team", "--hold-out", "0", "--epochs", "2"});
  EXPECT_EQ(trained.code, ExitCode::some_inputs_failed) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("x.jsonl:41:1: must be a JSON object"));
}

TEST_F(Routing, SaysWhatIsMissing) {
  EXPECT_THAT(cxai({"finetune"}).err, HasSubstr("name a file, or a folder"));
  EXPECT_THAT(cxai({"apply", kDemo}).err, HasSubstr("--output"));
  EXPECT_THAT(cxai({"apply", kDemo, "--output", path("x")}).err, HasSubstr("`cxai finetune` makes one"));
  EXPECT_THAT(cxai({"status", "ftjob-none"}).err, HasSubstr("no job 'ftjob-none'"));
  EXPECT_EQ(cxai({"finetune", kDemo, "--valid", "1.5"}).code, ExitCode::usage);
}

TEST_F(Routing, AServerIsPaidOnlyWithYes) {
  llm::FakeOpenAi server;
  server.answer_chat = [](const std::string& text) {
    return text.find("kargo") != std::string::npos || text.find("gönderi") != std::string::npos ? "MartiyoluKargo"
                                                                                                : "Unknown";
  };
  environment_ = {{"CXAI_LLM_ENDPOINT", server.endpoint()},
                  {"CXAI_LLM_API_KEY", llm::FakeOpenAi::kKey},
                  {"CXAI_LLM_POLL_SECONDS", "0"}};
  const auto asked = train({"--backend", "openai"});
  EXPECT_EQ(asked.code, ExitCode::failed);
  EXPECT_THAT(asked.err, HasSubstr("US dollars"));
  EXPECT_THAT(asked.err, HasSubstr("add --yes"));
  EXPECT_TRUE(server.seen().empty());
  const auto jobs = base::parse_json(cxai({"status", "--json"}).out);
  const std::string id = (*jobs)["data"][0]["id"].get<std::string>();
  const auto trained = cxai({"finetune", "--resume", id, "--yes"});
  ASSERT_EQ(trained.code, ExitCode::ok) << trained.err;
  EXPECT_THAT(trained.out, HasSubstr("ft:small:cxai::1"));
  EXPECT_THAT(cxai({"status", id}).out, HasSubstr("ftjob-remote1"));

  EXPECT_THAT(cxai({"apply", kDemo, "--output", path("out")}).err, HasSubstr("add --backend openai"));
  const std::vector<std::string> apply{"apply", kDemo, "--output", path("out"), "--backend", "openai"};
  EXPECT_THAT(cxai(apply).err, HasSubstr("add --yes"));
  auto paid = apply;
  paid.emplace_back("--yes");
  const auto applied = cxai(paid);
  ASSERT_EQ(applied.code, ExitCode::ok) << applied.err;
  EXPECT_THAT(applied.out, HasSubstr("not calibrated"));
  EXPECT_THAT(*base::read_file(path("out/output.csv")), HasSubstr(",MartiyoluKargo,0.9048,"));
  const auto requests = server.seen().size();
  ASSERT_EQ(cxai(paid).code, ExitCode::ok);
  EXPECT_EQ(server.seen().size(), requests);  // answered from what was paid for
  const auto certified = cxai({"certify", kDemo, "--use", "--risk", "0.3", "--yes"});
  EXPECT_EQ(certified.code, ExitCode::ok) << certified.err;
  for (const auto& request : server.seen()) EXPECT_THAT(request.body, Not(HasSubstr("@MartiyoluKargo")));
}

}  // namespace
}  // namespace cxai::cli
