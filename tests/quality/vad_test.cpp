// Frames of 10 ms where the energy detector agrees with the labels. The options were chosen on the files with an even
// index; both halves are printed. Least F1: 0.88 on labelled speech with noise (frame-exact labels), 0.93 on composed
// two-channel calls (labels are the bounds of whole clips, so that their quiet edges count as misses).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "audio/decoder.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "speech/voice_activity.hpp"

namespace cxai::speech {
namespace {

namespace fs = std::filesystem;
using conversation::Interval;

struct Detect : audio::Sink {
  std::vector<std::unique_ptr<VoiceActivityDetector>> detectors;
  std::size_t samples = 0;
  bool block(const audio::Block& block) override {
    while (detectors.size() < block.channels.size()) detectors.push_back(make_energy_detector());
    for (std::size_t c = 0; c < detectors.size(); ++c) detectors[c]->feed(block.channels[c]);
    samples += block.channels[0].size();
    return true;
  }
};

struct Score {
  double both = 0;
  double only_found = 0;
  double only_labelled = 0;
  double f1() const { return 2 * both / (2 * both + only_found + only_labelled); }

  void add(const std::vector<Interval>& found, const std::vector<Interval>& labels, std::size_t samples) {
    const auto covers = [](const std::vector<Interval>& list, Millis at) {
      return std::ranges::any_of(list, [&](const Interval& one) { return one.start <= at && at < one.end; });
    };
    for (Millis at(5); at < Millis(samples / 16); at += Millis(10)) {
      const bool a = covers(found, at);
      const bool b = covers(labels, at);
      both += a && b;
      only_found += a && !b;
      only_labelled += !a && b;
    }
  }
};

std::vector<fs::path> files_of(const char* folder, const char* extension) {
  const char* shared = std::getenv("CXAI_SHARED");
  std::vector<fs::path> files;
  std::error_code absent;
  if (shared)
    for (const auto& entry : fs::directory_iterator(fs::path(shared) / "data" / "speech" / folder, absent))
      if (entry.path().extension() == extension) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

Millis seconds(double value) {
  return Millis(static_cast<std::int64_t>(value * 1000 + 0.5));
}

void detect(const fs::path& file, Detect& sink) {
  audio::DecoderOptions options;
  options.program = CXAI_TEST_DECODER;
  const auto summary = audio::decode(file, options, sink);
  ASSERT_TRUE(summary) << summary.error().message;
}

void print(const char* name, const Score (&halves)[2]) {
  for (const Score& half : halves)
    std::printf("%s, %s half: F1 %.3f, precision %.3f, recall %.3f\n", name, &half == halves ? "tuned" : "unseen",
                half.f1(), half.both / (half.both + half.only_found), half.both / (half.both + half.only_labelled));
}

TEST(VoiceActivityQuality, LabelledSpeech) {
  const auto files = files_of("vad/ten-vad-testset", ".scv");
  if (files.empty()) GTEST_SKIP() << "CXAI_SHARED names no folder with data/speech/vad/ten-vad-testset";
  Score halves[2];
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::stringstream line(*base::read_file(files[i]));
    std::string name;
    std::string start;
    std::string end;
    std::string speech;
    std::getline(line, name, ',');
    std::vector<Interval> labels;
    while (std::getline(line, start, ',') && std::getline(line, end, ',') && std::getline(line, speech, ','))
      if (speech[0] == '1') labels.push_back({seconds(std::stod(start)), seconds(std::stod(end))});
    Detect sink;
    detect(fs::path(files[i]).replace_extension(".wav"), sink);
    halves[i % 2].add(sink.detectors.at(0)->finish(), labels, sink.samples);
  }
  print("labelled speech", halves);
  for (const Score& half : halves) EXPECT_GE(half.f1(), 0.88);
}

TEST(VoiceActivityQuality, TwoChannelCalls) {
  const auto files = files_of("tr-composed-2ch", ".json");
  if (files.empty()) GTEST_SKIP() << "CXAI_SHARED names no folder with data/speech/tr-composed-2ch";
  Score halves[2];
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto call = base::parse_json(*base::read_file(files[i]));
    ASSERT_TRUE(call);
    Detect sink;
    detect(fs::path(files[i]).replace_extension(".stereo.wav"), sink);
    for (std::size_t c = 0; c < sink.detectors.size(); ++c) {
      std::vector<Interval> labels;
      for (const auto& turn : (*call)["turns"])
        if (turn["role"] == (*call)["channels"][std::to_string(c)])
          labels.push_back({seconds(turn["start"]), seconds(turn["end"])});
      halves[i % 2].add(sink.detectors[c]->finish(), labels, sink.samples);
    }
  }
  print("two-channel calls", halves);
  for (const Score& half : halves) EXPECT_GE(half.f1(), 0.93);
}

}  // namespace
}  // namespace cxai::speech
