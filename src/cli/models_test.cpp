#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/run.hpp"

namespace cxai::cli {
namespace {

using testing::HasSubstr;

class Models : public testing::Test {
 protected:
  ExitCode run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "models");
    arguments.insert(arguments.end(), {"--data", dir_.path().string()});
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Io io{in, out, err};
    const ExitCode code = cli::run(arguments, io);
    out_ = out.str();
    err_ = err.str();
    return code;
  }
  Json printed() const { return base::parse_json(out_).value_or(Json()); }

  base::TempDir dir_;
  std::string out_;
  std::string err_;
};

TEST_F(Models, ListNamesAllWithTheirSizes) {
  ASSERT_EQ(run({"list"}), ExitCode::ok);
  EXPECT_THAT(out_, HasSubstr("medium-q8_0"));
  EXPECT_THAT(out_, HasSubstr("785.2 MiB"));
  ASSERT_EQ(run({"list", "--json"}), ExitCode::ok);
  const Json list = printed();
  EXPECT_EQ(list["folder"], (dir_.path() / "models").string());
  EXPECT_GE(list["models"].size(), 40U);
  EXPECT_EQ(list["models"][0]["installed"], false);
}

TEST_F(Models, PullSaysWhatToDoWithoutNetwork) {
  EXPECT_EQ(run({"pull", "tiny", "--set", "models.mirrors=http://127.0.0.1:1, /no/folder"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("http://127.0.0.1:1/ggerganov/whisper.cpp/resolve/"));
  EXPECT_THAT(err_, HasSubstr("/no/folder: holds no ggml-tiny.bin"));
  EXPECT_THAT(err_, HasSubstr("cxai models pull tiny --from FOLDER"));
  EXPECT_EQ(run({"pull", "tiny", "--set", "models.mirrors="}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("models.mirrors"));
}

TEST_F(Models, UnknownNamesAreAnsweredWithTheNearest) {
  EXPECT_EQ(run({"pull", "meduim"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("did you mean 'medium'"));
  EXPECT_EQ(run({"remove", "tiny"}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("none is there"));
}

TEST_F(Models, VerifyFindsAFileThatIsNotTheOne) {
  ASSERT_TRUE(base::write_file_atomic(dir_.path() / "models/tiny/ggml-tiny.bin", "not weights"));
  EXPECT_EQ(run({"verify", "--json"}), ExitCode::failed);
  EXPECT_EQ(printed()[0]["good"], false);
  EXPECT_THAT(printed()[0]["detail"].get<std::string>(), HasSubstr("77691713"));
  EXPECT_EQ(run({"pull", "tiny", "--from", (dir_.path() / "models/tiny/ggml-tiny.bin").string()}), ExitCode::failed);
  EXPECT_THAT(err_, HasSubstr("must have 77691713"));
  EXPECT_EQ(run({"remove", "tiny", "--json"}), ExitCode::ok);
  EXPECT_EQ(printed()[0]["freed_bytes"], 11);
}

}  // namespace
}  // namespace cxai::cli
