// The analysis document and the terminal report of three small conversations, compared byte for byte with expected/.
// The clock stands still. After an intended change: CXAI_ACCEPT=1 ctest -L golden, then read the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "audio/wav.hpp"
#include "base/files.hpp"
#include "pipeline/process.hpp"
#include "report/terminal.hpp"

namespace cxai {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(CXAI_SOURCE_DIR) / "tests" / "golden";

std::string first_difference(const std::string& is, const std::string& was) {
  std::size_t at = 0;
  while (at < is.size() && at < was.size() && is[at] == was[at]) ++at;
  const auto line =
      1 + std::count(was.begin(), was.begin() + static_cast<std::ptrdiff_t>(std::min(at, was.size())), '\n');
  const auto around = [at](const std::string& text) {
    const std::size_t from = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return text.substr(std::min(from, text.size()), text.find('\n', at) - from);
  };
  return "line " + std::to_string(line) + "\n  was: " + around(was) + "\n  is:  " + around(is);
}

class Golden : public testing::Test {
 protected:
  void compare(const std::string& name, const std::string& text) {
    const fs::path path = kFolder / "expected" / name;
    if (std::getenv("CXAI_ACCEPT") != nullptr) {
      ASSERT_TRUE(base::write_file_atomic(path, text));
      fs::permissions(path, fs::perms(0644));
      accepted_ = true;
      return;
    }
    const auto expected = base::read_file(path);
    ASSERT_TRUE(expected) << expected.error().message << "; CXAI_ACCEPT=1 writes it";
    EXPECT_TRUE(text == *expected) << path.filename() << " has changed, " << first_difference(text, *expected);
  }

  void compare_both(const std::string& name, pipeline::Inputs inputs) {
    const base::FixedClock clock(base::parse_utc("2026-03-14T09:00:00Z").value());
    pipeline::Options options;
    options.decoder.program = CXAI_TEST_DECODER;
    options.detector = vad::DetectorChoice::from_setting("energy").value();  // the voices below are square waves
    const auto done = pipeline::process(std::move(inputs), options, clock);
    ASSERT_TRUE(done) << done.error().message;
    compare(name + ".json", base::dump_json(conversation::to_json(done->analysis), 2) + "\n");
    compare(name + ".tr.txt", report::terminal_report(done->analysis, done->conversation, {.width = 80}));
    if (accepted_) GTEST_SKIP() << "CXAI_ACCEPT: expected/" << name << ".* written anew; nothing was compared";
  }

  static std::string input(const std::string& name) { return base::read_file(kFolder / "inputs" / name).value_or(""); }

  base::TempDir dir_;
  bool accepted_ = false;
};

// Square waves, so that every machine makes the same samples.
std::vector<float> voice(std::initializer_list<std::pair<int, int>> seconds, int period) {
  std::vector<float> samples(16 * 8'000);
  for (const auto& [from, to] : seconds)
    for (int i = from * 8'000; i < to * 8'000; ++i)
      samples[static_cast<std::size_t>(i)] = i / period % 2 == 0 ? 0.25F : -0.25F;
  return samples;
}

TEST_F(Golden, TurkishDialogueAsText) {
  compare_both("fatura", {.transcript = input("fatura.txt"), .conversation = {.source = "fatura.txt"}});
}

TEST_F(Golden, EnglishDialogueWithTimes) {
  compare_both("charge", {.transcript = input("charge.json"), .conversation = {.source = "charge.json"}});
}

TEST_F(Golden, TwoChannelCall) {
  const auto wav = dir_.path() / "call.wav";
  ASSERT_TRUE(audio::write_wav(wav, {8'000, {voice({{1, 3}, {11, 14}}, 20), voice({{4, 5}, {13, 15}}, 12)}}));
  pipeline::Inputs inputs{.recording = wav, .recording_name = "call.wav", .transcript = input("call.json")};
  inputs.conversation.source = "call.wav";
  inputs.conversation.agent_name = "Murat Er";
  inputs.conversation.after_call_work = Millis(4'000);
  compare_both("call", std::move(inputs));
}

}  // namespace
}  // namespace cxai
