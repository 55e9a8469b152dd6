#include "cli/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "audio/test_signals.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "conversation/analysis.hpp"
#include "llm/fake_openai.hpp"

namespace cxai::cli {
namespace {

using testing::HasSubstr;

const std::string kDialogue = R"({"language": "tr", "turns": [
  {"role": "agent", "text": "Mavi Telekom, ben Elif. Size nasıl yardımcı olabilirim?", "start_ms": 0, "end_ms": 3000},
  {"role": "customer", "text": "Faturam iki katı geldi, bu kabul edilemez!", "start_ms": 9000, "end_ms": 12000},
  {"role": "agent", "text": "Haklısınız, yanlış paketi iptal ettim.", "start_ms": 12500, "end_ms": 15000},
  {"role": "customer", "text": "Numaram 0532 111 22 33. Sorunum çözüldü.", "start_ms": 15500, "end_ms": 18000}]})";

class Run : public testing::Test {
 protected:
  ExitCode run(std::vector<std::string> arguments, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Io io{in, out, err};
    io.environment = environment_;
    const ExitCode code = cli::run(arguments, io);
    out_ = out.str();
    err_ = err.str();
    return code;
  }
  ExitCode run_on_data(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.end(), {"--data", (dir_.path() / "data").string()});
    return run(std::move(arguments), input);
  }
  std::string write(const std::string& name, const std::string& bytes) {
    const auto path = dir_.path() / "in" / name;
    EXPECT_TRUE(base::write_file_atomic(path, bytes));
    return path.string();
  }
  Json printed() {
    auto json = base::parse_json(out_);
    EXPECT_TRUE(json) << out_;
    return json.value_or(Json());
  }

  base::TempDir dir_;
  std::map<std::string, std::string> environment_;
  std::string out_;
  std::string err_;
};

TEST_F(Run, WrongUseIsExitCodeTwoAndSaysWhat) {
  EXPECT_EQ(run({}), ExitCode::usage);
  EXPECT_EQ(run({"analyse"}), ExitCode::usage);
  EXPECT_FALSE(err_.empty());
  EXPECT_EQ(run({"analyze"}), ExitCode::usage);
  EXPECT_THAT(err_, HasSubstr("files"));
  EXPECT_EQ(run({"analyze", "x.json", "--language", "fr"}), ExitCode::usage);
  EXPECT_EQ(run({"config", "show", "--set", "server.port"}), ExitCode::usage);
  EXPECT_THAT(err_, HasSubstr("key=value"));
  EXPECT_EQ(run({"config", "show", "--log-level", "loud"}), ExitCode::usage);
  EXPECT_THAT(err_, HasSubstr("loud"));
  EXPECT_EQ(run({"analyze", "a.wav", "b.wav", "--transcript", "a.vtt"}), ExitCode::usage);
  EXPECT_TRUE(out_.empty()) << "stdout is data";
}

TEST_F(Run, HelpAndVersionGoToStdout) {
  EXPECT_EQ(run({"--help"}), ExitCode::ok);
  for (const char* verb : {"analyze", "ingest", "serve", "demo", "doctor", "config", "migrate", "users"})
    EXPECT_THAT(out_, HasSubstr(verb));
  EXPECT_EQ(run({"--version"}), ExitCode::ok);
  EXPECT_EQ(out_, std::string("cxai ") + CXAI_VERSION + "\n");
}

TEST_F(Run, AnUnknownSettingNamesTheNearest) {
  EXPECT_EQ(run({"config", "show", "--set", "server.prot=1"}), ExitCode::usage);
  EXPECT_THAT(err_, HasSubstr("server.prot"));
  EXPECT_THAT(err_, HasSubstr("server.port"));
  environment_ = {{"CXAI_WORKER_COUNT", "2"}};
  EXPECT_EQ(run({"config", "show"}), ExitCode::usage);
  EXPECT_THAT(err_, HasSubstr("CXAI_WORKERS_COUNT"));
  environment_ = {};
  EXPECT_EQ(run({"config", "show", "--set", "server.port=70000"}), ExitCode::usage);
  EXPECT_THAT(err_, HasSubstr("70000"));
}

TEST_F(Run, ConfigShowTellsWhereEachValueComesFrom) {
  environment_ = {{"CXAI_CENTRE_NAME", "Çağrı Merkezi"}, {"HOME", "/root"}};
  const auto file = write("cxai.toml", "[server]\nport = 8123\n");
  ASSERT_EQ(run({"config", "show", "--json", "--config", file, "--set", "workers.count=3"}), ExitCode::ok) << err_;
  using Shown = std::pair<std::string, std::string>;  // value, origin
  std::map<std::string, Shown> shown;
  for (const Json& entry : printed()) shown[entry["key"]] = {entry["value"], entry["origin"]};
  EXPECT_EQ(shown["server.port"], Shown("8123", file + ":2"));
  EXPECT_EQ(shown["centre.name"], Shown("Çağrı Merkezi", "CXAI_CENTRE_NAME"));
  EXPECT_EQ(shown["workers.count"], Shown("3", "--set"));
  EXPECT_EQ(shown["server.host"].second, "default");
  ASSERT_EQ(run({"config", "show", "--config", file}), ExitCode::ok);
  EXPECT_THAT(out_, HasSubstr("server.port"));
  EXPECT_EQ(run({"config", "show", "--config", "/nowhere.toml"}), ExitCode::usage);
  EXPECT_THAT(err_, HasSubstr("/nowhere.toml"));
}

TEST_F(Run, AnalyzeReportsToAPersonInThreeLanguages) {
  const auto file = write("görüşme.json", kDialogue);
  ASSERT_EQ(run({"analyze", file}), ExitCode::ok) << err_;
  EXPECT_THAT(out_, HasSubstr("Sorunun çözümü"));
  EXPECT_THAT(out_, HasSubstr("“bu kabul edilemez” (t1)"));
  EXPECT_THAT(out_, HasSubstr("[PHONE_1]"));
  EXPECT_THAT(out_, testing::Not(HasSubstr("0532")));
  EXPECT_THAT(out_, testing::Not(HasSubstr("\x1b"))) << "colours are for terminals";
  ASSERT_EQ(run({"analyze", file, "--language", "en"}), ExitCode::ok);
  EXPECT_THAT(out_, HasSubstr("Resolution"));
  EXPECT_THAT(out_, HasSubstr("Agent"));
  ASSERT_EQ(run({"analyze", file, "--language", "de"}), ExitCode::ok);
  EXPECT_THAT(out_, HasSubstr("Kunde"));
  environment_ = {{"CXAI_CENTRE_LANGUAGE", "en"}};
  ASSERT_EQ(run({"analyze", file}), ExitCode::ok);
  EXPECT_THAT(out_, HasSubstr("Customer"));
}

TEST_F(Run, AnalyzePrintsADocumentThatItsReaderAccepts) {
  ASSERT_EQ(run({"analyze", "--json", write("a.json", kDialogue)}), ExitCode::ok) << err_;
  const auto analysis = conversation::analysis_from_json(printed());
  ASSERT_TRUE(analysis) << analysis.error().message;
  EXPECT_EQ(analysis->turns.size(), 4U);
  EXPECT_EQ(analysis->claim("resolution")->value, "resolved");
  EXPECT_EQ(analysis->measures["silence"][0]["duration_ms"], 6'000);
  ASSERT_EQ(run({"analyze", "--json", "-"}, kDialogue), ExitCode::ok) << err_;
  EXPECT_EQ(conversation::analysis_from_json(printed())->analysis_id, analysis->analysis_id) << "from stdin too";
}

TEST_F(Run, AnalyzeHearsARecordingInAChildOfThisProgram) {
  const auto wav = (dir_.path() / "call.wav").string();
  ASSERT_TRUE(audio::write_wav(wav, {8'000, {audio::tone(300, 2, 8'000)}}));
  ASSERT_EQ(run({"analyze", "--json", wav}), ExitCode::ok) << err_;
  EXPECT_EQ(printed()["status"], "partial");
  EXPECT_EQ(printed()["measures"]["recording_ms"], 2'000);
  const auto metadata = write("m.json", R"({"after_call_work_ms": 500})");
  ASSERT_EQ(run({"analyze", "--json", wav, "--transcript", write("a.json", kDialogue), "--metadata", metadata}),
            ExitCode::ok)
      << err_;
  EXPECT_EQ(printed()["measures"]["aht_ms"], 2'500);
  EXPECT_EQ(printed()["turns"].size(), 4U);
}

TEST_F(Run, AnalyzeGoesOnAfterABrokenFile) {
  const auto good = write("good.json", kDialogue);
  const auto bad = write("bad.json", "{\"turns\": [");
  EXPECT_EQ(run({"analyze", "--json", good, bad, good}), ExitCode::some_inputs_failed);
  EXPECT_THAT(err_, HasSubstr("bad.json"));
  EXPECT_EQ(std::ranges::count(out_, '\n'), 2) << "one line a document";
  EXPECT_EQ(run({"analyze", bad, "/no/such/file.wav"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("no such file"));
}

TEST_F(Run, IngestTakesAFolderInOnceAndListsFailures) {
  const auto folder = dir_.path() / "in";
  write("chat.json", kDialogue);
  write("broken.wav", "RIFF" + std::string(3'000, '\x11'));
  write("tweets.csv",
        "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n"
        "1,100,True,2026-03-14T09:00:00Z,@Mavi merhaba,,\n");
  write("NOTE.md", "x");
  ASSERT_TRUE(audio::write_wav(folder / "call.wav", {8'000, {audio::tone(300, 1, 8'000)}}));
  EXPECT_EQ(run_on_data({"ingest", "--json", folder.string()}), ExitCode::some_inputs_failed) << err_;
  const Json first = printed();
  EXPECT_EQ(first["conversations"], 3);
  EXPECT_EQ(first["already_there"], 0);
  EXPECT_EQ(first["passed_over"], 1);
  ASSERT_EQ(first["failures"].size(), 1U);
  EXPECT_EQ(first["failures"][0]["source"], "broken.wav");
  EXPECT_NE(first["failures"][0]["detail"], "");

  // What has failed is tried again, and says so again.
  EXPECT_EQ(run_on_data({"ingest", "--json", folder.string()}), ExitCode::some_inputs_failed) << err_;
  EXPECT_EQ(printed()["conversations"], 0);
  EXPECT_EQ(printed()["already_there"], 3);
  EXPECT_EQ(printed()["failures"].size(), 1U);

  EXPECT_EQ(run_on_data({"ingest", folder.string()}), ExitCode::some_inputs_failed);
  EXPECT_TRUE(out_.empty());
  EXPECT_THAT(err_, HasSubstr("3 already there"));
  EXPECT_EQ(run_on_data({"ingest", "/no/such/folder"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("/no/such/folder"));
}

TEST_F(Run, MigrateMakesTheDatabaseAndSaysWhatItHas) {
  EXPECT_EQ(run_on_data({"migrate", "--dry-run"}), ExitCode::failed);
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "data" / "cxai.db"));
  ASSERT_EQ(run_on_data({"migrate", "--json"}), ExitCode::ok) << err_;
  ASSERT_FALSE(printed().empty());
  for (const Json& migration : printed()) EXPECT_TRUE(migration["applied"].get<bool>());
  ASSERT_EQ(run_on_data({"migrate", "--dry-run"}), ExitCode::ok) << err_;
  EXPECT_THAT(out_, testing::Not(HasSubstr("…")));
}

TEST_F(Run, DoctorChecksTheMachineAndFindsTrouble) {
  ASSERT_EQ(run_on_data({"doctor", "--json"}), ExitCode::ok) << out_;
  std::map<std::string, std::string> verdicts;
  for (const Json& check : printed()) verdicts[check["check"]] = check["verdict"];
  EXPECT_EQ(verdicts["decoder"], "good");
  EXPECT_EQ(verdicts["data folder"], "good");
  EXPECT_EQ(verdicts["time zone"], "good");
  environment_ = {{"CXAI_CENTRE_TIME_ZONE", "Europe/Atlantis"}};
  EXPECT_EQ(run_on_data({"doctor"}), ExitCode::failed);
  EXPECT_THAT(out_, HasSubstr("Europe/Atlantis"));
}

TEST_F(Run, UsersAreAddedAndListedWithoutTheirPasswords) {
  EXPECT_EQ(run_on_data({"users", "add", "elif", "--role", "boss"}, "long enough\n"), ExitCode::usage);
  EXPECT_EQ(run_on_data({"users", "add", "elif"}, "short\n"), ExitCode::usage);
  EXPECT_THAT(err_, HasSubstr("8 characters"));
  ASSERT_EQ(run_on_data({"users", "add", "elif", "--name", "Elif Demir", "--role", "team_leader"}, "long enough\n"),
            ExitCode::ok)
      << err_;
  EXPECT_THAT(err_, HasSubstr("added elif"));
  ASSERT_EQ(run_on_data({"users", "add", "elif", "--role", "admin"}, "another password\n"), ExitCode::ok);
  EXPECT_THAT(err_, HasSubstr("changed elif"));
  ASSERT_EQ(run_on_data({"users", "list", "--json"}), ExitCode::ok);
  EXPECT_EQ(
      printed(),
      (Json::array({Json{
          {"login", "elif"}, {"name", "Elif Demir"}, {"role", "admin"}, {"rights", {"privacy", "audit", "models"}}}})));
  ASSERT_EQ(run_on_data({"users", "add", "can", "--right", "originals"}, "long enough\n"), ExitCode::ok) << err_;
  ASSERT_EQ(run_on_data({"audit", "list", "--action", "user.add", "--json"}), ExitCode::ok) << err_;
  ASSERT_EQ(printed().size(), 2U);
  EXPECT_EQ(printed()[0]["detail"]["rights"], Json::array({"originals"}));
  EXPECT_EQ(run_on_data({"audit", "verify"}), ExitCode::ok) << out_;
}

TEST_F(Run, TheMasterKeyIsNeverPrintedAndMissesLoudly) {
  ASSERT_EQ(run_on_data({"users", "add", "elif"}, "long enough\n"), ExitCode::ok) << err_;
  const auto file = dir_.path() / "data.keys" / "master.key";
  const std::string key = base::read_file(file).value();
  environment_["CXAI_MASTER_KEY"] = key.substr(0, 43);
  ASSERT_EQ(run_on_data({"config", "show"}), ExitCode::ok);
  EXPECT_THAT(out_, testing::Not(HasSubstr(key.substr(0, 43))));
  std::filesystem::remove(file);
  EXPECT_EQ(run_on_data({"users", "list"}), ExitCode::ok) << "the variable takes the file's place";
  environment_.clear();
  EXPECT_EQ(run_on_data({"users", "list"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("restore"));
}

TEST_F(Run, EveryErrorCodeHasItsExitCode) {
  EXPECT_EQ(exit_code(ErrorCode::cancelled), ExitCode::interrupted);
  EXPECT_EQ(exit_code(ErrorCode::invalid_input), ExitCode::failed);
  EXPECT_EQ(exit_code(ErrorCode::unavailable), ExitCode::failed);
}

TEST_F(Run, ALanguageModelIsAskedOnlyWhereItsServerIsNamed) {
  llm::FakeOpenAi server;
  server.answer_chat = [](const std::string&) {
    return base::dump_json(
        Json{{"mood", {{"value", "angry"}, {"quotes", {{{"turn", "t1"}, {"quote", "bu kabul edilemez!"}}}}}}});
  };
  const std::string file = write("a.json", kDialogue);
  EXPECT_EQ(run_on_data({"analyze", file, "--json"}), ExitCode::ok) << err_;
  EXPECT_TRUE(printed()["recipe"]["llm"].is_null());
  EXPECT_TRUE(server.seen().empty());

  const std::string key_file = write("key", std::string(llm::FakeOpenAi::kKey) + "\n");
  std::vector<std::string> asking{"analyze",
                                  file,
                                  "--json",
                                  "--set",
                                  "llm.endpoint=" + server.endpoint(),
                                  "--set",
                                  "llm.model=llama",
                                  "--set",
                                  "llm.key_file=" + key_file};
  EXPECT_EQ(run_on_data(asking), ExitCode::ok) << err_;
  const Json document = printed();
  EXPECT_EQ(document["recipe"]["llm"]["name"], "llama");
  EXPECT_EQ(document["recipe"]["llm"]["prompt"], "analysis-1.tr");
  bool found = false;
  for (const Json& claim : document["claims"])
    if (claim["field"] == "mood" && claim["method"] == "llm") {
      found = true;
      EXPECT_EQ(claim["value"], "angry");
    }
  EXPECT_TRUE(found);
  ASSERT_EQ(server.seen().size(), 1U);
  EXPECT_THAT(server.seen()[0].body, testing::Not(HasSubstr("0532")));
  EXPECT_THAT(out_ + err_, testing::Not(HasSubstr(llm::FakeOpenAi::kKey)));
  EXPECT_EQ(run_on_data(asking), ExitCode::ok);
  EXPECT_EQ(server.seen().size(), 1U) << "the answer was kept";

  asking.insert(asking.end(), {"--set", "llm.read_conversations=false"});
  EXPECT_EQ(run_on_data(asking), ExitCode::ok);
  EXPECT_TRUE(printed()["recipe"]["llm"].is_null());
  EXPECT_EQ(run_on_data({"analyze", file, "--set", "llm.endpoint=ftp://x"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("llm.endpoint (--set)"));
  EXPECT_EQ(run_on_data({"analyze", file, "--set", "llm.endpoint=http://x", "--set", "llm.budget_usd=much"}),
            ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("llm.budget_usd"));
}

}  // namespace
}  // namespace cxai::cli
