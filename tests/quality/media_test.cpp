// Every file of a collection of telephone codecs, and of one of broken media, is decoded or refused with a clear
// error; none takes the caller down or keeps it waiting. With CXAI_MEDIA_REPORT set, one line per file goes there.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "audio/decoder.hpp"

namespace cxai::audio {
namespace {

namespace fs = std::filesystem;

struct Counter : Sink {
  std::size_t samples = 0;
  bool block(const Block& block) override {
    samples += block.channels[0].size();
    return true;
  }
};

struct Tally {
  int files = 0;
  int decoded = 0;
  std::map<std::string, int> refused;
  Millis audio{};
  Millis longest{};
};

Tally decode_all(const fs::path& folder) {
  std::ofstream report;
  if (const char* path = std::getenv("CXAI_MEDIA_REPORT")) report.open(path, std::ios::app);
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() != ".md") files.push_back(entry.path());
  std::ranges::sort(files);

  Tally tally;
  DecoderOptions options;
  options.program = CXAI_TEST_DECODER;
  options.limits.wall_time = std::chrono::minutes(1);
  options.limits.stall_time = std::chrono::seconds(20);
  for (const fs::path& file : files) {
    Counter counter;
    const auto start = std::chrono::steady_clock::now();
    const auto summary = decode(file, options, counter);
    const auto took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
    tally.longest = std::max(tally.longest, took);
    ++tally.files;
    std::string outcome = "ok";
    if (summary) {
      ++tally.decoded;
      tally.audio += summary->duration;
      EXPECT_GT(counter.samples, 0U) << file;
    } else {
      outcome = to_string(summary.error().code);
      ++tally.refused[outcome];
      EXPECT_FALSE(summary.error().message.empty()) << file;
      // Only a file that is bad may fail: nothing may time out or fail to start.
      EXPECT_TRUE(summary.error().code == ErrorCode::invalid_input || summary.error().code == ErrorCode::corrupt_data)
          << file << ": " << summary.error().message;
    }
    report << fs::relative(file, folder.parent_path()).string() << '\t' << outcome << '\t'
           << (summary ? summary->duration.count() : 0) << '\t' << (summary ? summary->info.channels : 0) << '\t'
           << took.count() << '\t' << (summary ? summary->info.codec : summary.error().message);
    if (summary)
      for (const auto& warning : summary->warnings) report << "; " << warning;
    report << '\n';
  }
  std::printf("%s: %d files, %d decoded (%lld s of audio), slowest %lld ms\n", folder.filename().c_str(), tally.files,
              tally.decoded, static_cast<long long>(tally.audio.count() / 1000),
              static_cast<long long>(tally.longest.count()));
  for (const auto& [code, count] : tally.refused) std::printf("  refused %s: %d\n", code.c_str(), count);
  return tally;
}

fs::path data(const char* folder) {
  const char* shared = std::getenv("CXAI_SHARED");
  return shared ? fs::path(shared) / "data" / "speech" / folder : fs::path();
}

TEST(Media, TelephoneCodecs) {
  const fs::path folder = data("codecs");
  if (!fs::exists(folder)) GTEST_SKIP() << "CXAI_SHARED names no folder with data/speech/codecs";
  const Tally tally = decode_all(folder);
  EXPECT_GE(tally.decoded * 100, tally.files * 90);
}

TEST(Media, BrokenFiles) {
  const fs::path folder = data("corrupt-media");
  if (!fs::exists(folder)) GTEST_SKIP() << "CXAI_SHARED names no folder with data/speech/corrupt-media";
  EXPECT_GT(decode_all(folder).files, 0);
}

}  // namespace
}  // namespace cxai::audio
