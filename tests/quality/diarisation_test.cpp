// Who spoke when on one channel: the diarisation error rate by md-eval's rules (collar 250 ms, and none; overlap is
// scored), once with the true speech and once with the speech that the detector finds. Thresholds were chosen on the
// files marked "tuned"; the others were only measured. Two channels: the channel says who speaks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <sstream>

#include "audio/decoder.hpp"
#include "baselines.hpp"
#include "dialogue/settle.hpp"
#include "dialogue/turns.hpp"
#include "scoring/diarization_errors.hpp"
#include "scoring/rttm.hpp"
#include "vad/voice_activity.hpp"
#include "voices/diarizer.hpp"

namespace cxai {
namespace {

namespace fs = std::filesystem;
using base::Json;
using conversation::Interval;
using conversation::Role;
using scoring::SpeakerTurn;

struct Recording {
  std::string name;
  std::string set;
  bool tuned = false;
  std::vector<float> samples;
  std::vector<SpeakerTurn> truth;
};

fs::path speech_folder() {
  const char* shared = std::getenv("CXAI_SHARED");
  return shared ? fs::path(shared) / "data" / "speech" : fs::path("/nonexistent");
}

struct Collect : audio::Sink {
  std::vector<std::vector<float>> channels;
  bool block(const audio::Block& block) override {
    channels.resize(std::max(channels.size(), block.channels.size()));
    for (std::size_t c = 0; c < block.channels.size(); ++c)
      channels[c].insert(channels[c].end(), block.channels[c].begin(), block.channels[c].end());
    return true;
  }
};

std::vector<std::vector<float>> decode(const fs::path& file) {
  audio::DecoderOptions options;
  options.program = CXAI_TEST_DECODER;
  Collect sink;
  const auto done = audio::decode(file, options, sink);
  EXPECT_TRUE(done) << file << ": " << (done ? "" : done.error().message);
  return sink.channels;
}

std::vector<float> mix(const std::vector<std::vector<float>>& channels) {
  if (channels.empty()) return {};
  std::vector<float> out(channels.front().size(), 0.0F);
  for (const auto& channel : channels)
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += channel[i] / static_cast<float>(channels.size());
  return out;
}

std::vector<Interval> detect(std::span<const float> samples) {
  const auto detector = vad::make_detector();
  detector->feed(samples);
  return detector->finish();
}

// When anybody speaks; gaps under 200 ms closed, as voice activity does.
std::vector<Interval> speech_of(std::vector<SpeakerTurn> turns) {
  std::ranges::sort(turns, {}, [](const SpeakerTurn& turn) { return turn.time.start; });
  std::vector<Interval> speech;
  for (const SpeakerTurn& turn : turns) {
    if (!speech.empty() && turn.time.start <= speech.back().end + Millis(200))
      speech.back().end = std::max(speech.back().end, turn.time.end);
    else
      speech.push_back(turn.time);
  }
  return speech;
}

std::vector<SpeakerTurn> read_truth(const fs::path& rttm, const std::string& name) {
  const auto text = base::read_file(rttm);
  const auto files = scoring::read_rttm(text ? *text : "");
  if (!files || files->empty()) return {};
  const auto found = files->find(name);
  return found == files->end() ? files->begin()->second : found->second;
}

std::vector<SpeakerTurn> read_segments(const fs::path& file) {
  const auto text = base::read_file(file);
  std::istringstream lines(text ? *text : "");
  std::vector<SpeakerTurn> turns;
  double begin = 0;
  double end = 0;
  for (std::string name; lines >> begin >> end >> name;)
    turns.push_back({{Millis(std::llround(begin * 1000)), Millis(std::llround(end * 1000))}, name});
  return turns;
}

// Two channels mixed into one; the truth is what the detector hears on each.
Recording mixed(const fs::path& file, const char* name) {
  const auto channels = decode(file);
  Recording out{name, "two channels mixed", false, mix(channels), {}};
  for (std::size_t c = 0; c < channels.size(); ++c)
    for (const Interval& time : detect(channels[c])) out.truth.push_back({time, "channel " + std::to_string(c)});
  return out;
}

// Read sentences of `people` readers put together to a conversation, every second one with the noise of a line.
std::vector<Recording> composed(const fs::path& folder) {
  std::map<std::string, std::vector<std::vector<float>>> readers;
  std::error_code absent;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder, absent))
    if (entry.path().extension() == ".flac") files.push_back(entry.path());
  std::ranges::sort(files);
  for (const fs::path& file : files) readers[file.parent_path().filename().string()].push_back(mix(decode(file)));
  std::vector<std::string> names;
  for (const auto& [name, sentences] : readers) names.push_back(name);
  std::vector<Recording> out;
  std::mt19937 random(11);
  for (std::size_t number = 0; number < 9 && names.size() >= 3; ++number) {
    const std::size_t people = 1 + number % 3;
    Recording call{"composed " + std::to_string(number), "composed of " + std::to_string(people), true, {}, {}};
    std::ranges::shuffle(names, random);
    for (int turn = 0; turn < 14; ++turn) {
      const std::string& name = names[random() % people];
      const auto& sentence = readers[name][random() % readers[name].size()];
      const std::size_t length = std::min<std::size_t>(sentence.size(), 16'000 + random() % 96'000);
      const std::size_t from = random() % (sentence.size() - length + 1);
      const Millis begin(static_cast<std::int64_t>(call.samples.size() / 16));
      call.samples.insert(call.samples.end(), sentence.begin() + static_cast<std::ptrdiff_t>(from),
                          sentence.begin() + static_cast<std::ptrdiff_t>(from + length));
      call.truth.push_back({{begin, Millis(static_cast<std::int64_t>(call.samples.size() / 16))}, name});
      call.samples.resize(call.samples.size() + 1'600 + random() % 11'200);
    }
    if (number % 2 == 1)
      for (float& sample : call.samples) sample += static_cast<float>(static_cast<int>(random() % 2001) - 1000) * 5e-6F;
    out.push_back(std::move(call));
  }
  return out;
}

std::vector<Recording> recordings() {
  const fs::path folder = speech_folder();
  std::vector<Recording> out = composed(folder / "diarisation" / "librispeech-10spk");
  const auto add = [&](const char* name, const char* set, bool tuned, const fs::path& audio,
                       std::vector<SpeakerTurn> truth) {
    if (fs::exists(audio) && !truth.empty()) out.push_back({name, set, tuned, mix(decode(audio)), std::move(truth)});
  };
  const fs::path ami = folder / "diarisation" / "ami-pyannote-debug";
  add("dev00", "AMI", false, ami / "dev00.wav", read_truth(ami / "debug.development.rttm", "dev00"));
  add("dev01", "AMI", false, ami / "dev01.wav", read_truth(ami / "debug.development.rttm", "dev01"));
  const fs::path composed_calls = folder / "tr-composed-2ch";
  for (const auto& [name, tuned] : {std::pair{"tr_cv_cv_01", false}, {"tr_ivr_cv_01", false}, {"tr_ivr_cv_02", true}})
    add(name, tuned ? "Turkish calls, tuned" : "Turkish calls", tuned,
        composed_calls / (std::string(name) + ".mono.wav"),
        read_truth(composed_calls / (std::string(name) + ".rttm"), name));
  const fs::path films = folder / "diarisation" / "pyaudioanalysis";
  add("example", "films", false, films / "diarizationExample.wav",
      read_segments(films / "diarizationExample.segments"));
  add("example 2", "films, tuned", true, films / "diarizationExample2.wav",
      read_segments(films / "diarizationExample2.segments"));
  add("falcon", "demonstration", false, folder / "en-calls/picovoice/falcon_test.wav",
      {{{Millis(1700), Millis(3900)}, "1"},
       {{Millis(6200), Millis(11'100)}, "2"},
       {{Millis(12'800), Millis(18'000)}, "3"}});
  for (const auto& [file, name] : {std::pair{"en-calls/aws-lca/Auto_Repairs_40_stereo_L-agent_R-caller.wav", "repairs"},
                                   {"en-calls/speechmatics/callcenter_stereo.wav", "centre"},
                                   {"diarisation/faster-whisper/stereo_diarization.wav", "stereo"}})
    if (fs::exists(folder / file)) out.push_back(mixed(folder / file, name));
  return out;
}

std::vector<SpeakerTurn> found_turns(const Recording& recording, const std::vector<Interval>& speech,
                                     std::size_t& voices) {
  voices::Diarizer diarizer;
  diarizer.feed(recording.samples);
  const auto told = diarizer.finish(speech);
  voices = told.voices;
  std::vector<SpeakerTurn> turns;
  for (const auto& stretch : told.stretches) turns.push_back({stretch.time, "voice " + std::to_string(stretch.voice)});
  return turns;
}

TEST(Diarisation, OneChannel) {
  const auto all = recordings();
  if (all.size() < 10) GTEST_SKIP() << "CXAI_SHARED names no folder with data/speech";
  struct Sums {
    int n = 0;
    scoring::DiarizationErrors strict, collar, detected;
  };
  std::map<std::string, Sums> sets;
  std::printf("%-22s %-14s people found   DER  collar  detected speech, collar\n", "set", "file");
  for (const Recording& recording : all) {
    std::size_t voices = 0;
    std::size_t ignored = 0;
    const auto with_truth = found_turns(recording, speech_of(recording.truth), voices);
    const auto with_detector = found_turns(recording, detect(recording.samples), ignored);
    const auto score = [&](const std::vector<SpeakerTurn>& found, Millis collar) {
      return scoring::diarization_errors(recording.truth, found, {}, {.collar = collar});
    };
    Sums& sums = sets[recording.set];
    const auto strict = score(with_truth, Millis(0));
    const auto collar = score(with_truth, Millis(250));
    const auto detected = score(with_detector, Millis(250));
    ++sums.n;
    sums.strict += strict;
    sums.collar += collar;
    sums.detected += detected;
    std::map<std::string, int> people;
    for (const SpeakerTurn& turn : recording.truth) ++people[turn.speaker];
    std::printf("%-22s %-14s %6zu %5zu %6.3f %6.3f  %6.3f\n", recording.set.c_str(), recording.name.c_str(),
                people.size(), voices, strict.rate(), collar.rate(), detected.rate());
  }
  Json now = Json::object();
  for (const auto& [set, sums] : sets) {
    std::printf("%-22s n = %d, %.0f s: DER %.3f, collar %.3f, with detected speech %.3f\n", set.c_str(), sums.n,
                static_cast<double>(sums.strict.speech.count()) / 1000.0, sums.strict.rate(), sums.collar.rate(),
                sums.detected.rate());
    now[set] = Json{{"n", sums.n},
                    {"right", 1 - sums.strict.rate()},
                    {"right_collar", 1 - sums.collar.rate()},
                    {"right_detected", 1 - sums.detected.rate()}};
  }
  if (compare_with_baselines("diarisation", now)) GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew";
}

std::vector<fs::path> json_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(folder, absent))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

Json read_json(const fs::path& file) {
  const auto text = base::read_file(file);
  const auto json = base::parse_json(text ? *text : "");
  EXPECT_TRUE(json) << file;
  return json ? *json : Json::object();
}

Millis millis(const Json& seconds) {
  return Millis(std::llround(seconds.get<double>() * 1000));
}

// One synthetic voice reads both parties: nothing but one voice is to be heard.
TEST(Diarisation, OneVoiceIsOneVoice) {
  const auto files = json_files(speech_folder() / "tr-seed-calls");
  if (files.empty()) GTEST_SKIP() << "CXAI_SHARED names no folder with data/speech/tr-seed-calls";
  for (const fs::path& file : files) {
    Recording call{.samples = mix(decode(fs::path(file).replace_extension(".wav")))};
    std::size_t voices = 0;
    found_turns(call, detect(call.samples), voices);
    EXPECT_EQ(voices, 1U) << file.filename();
  }
}

// The roles of the same calls come from the words alone.
TEST(Diarisation, RolesFromWordsAlone) {
  const auto files = json_files(speech_folder() / "tr-seed-calls");
  if (files.empty()) GTEST_SKIP() << "CXAI_SHARED names no folder with data/speech/tr-seed-calls";
  std::size_t right = 0;
  std::size_t turns = 0;
  for (const fs::path& file : files) {
    const Json json = read_json(file);
    conversation::Transcript transcript{.language = "tr"};
    for (const Json& turn : json["turns"]) {
      conversation::Turn one;
      one.text = turn["text"].get<std::string>();
      one.time = Interval{millis(turn["start"]), millis(turn["end"])};
      one.speaker = "voice 1";
      transcript.turns.push_back(one);
    }
    const auto settled = dialogue::settle(transcript, nullptr);
    for (std::size_t i = 0; i < transcript.turns.size(); ++i)
      right +=
          conversation::role_from(json["turns"][i]["speaker"].get<std::string>()) == settled.transcript.turns[i].role;
    turns += transcript.turns.size();
    std::printf("%s: confidence %.2f\n", file.filename().c_str(), settled.roles.confidence);
  }
  std::printf("roles from words: %zu of %zu turns right\n", right, turns);
  const Json now{{"seed calls", {{"n", turns}, {"right", static_cast<double>(right) / static_cast<double>(turns)}}}};
  if (compare_with_baselines("roles", now)) GTEST_SKIP() << "CXAI_ACCEPT: baselines.json written anew";
}

// On two channels whoever speaks on a channel is that party: (nearly) no time is given to the wrong one, and words said
// on a channel stay there.
TEST(Diarisation, TwoChannelsAreExact) {
  const auto files = json_files(speech_folder() / "tr-composed-2ch");
  if (files.empty()) GTEST_SKIP() << "CXAI_SHARED names no folder with data/speech/tr-composed-2ch";
  for (const fs::path& file : files) {
    const Json json = read_json(file);
    const auto channels = decode(fs::path(file).replace_extension(".stereo.wav"));
    ASSERT_EQ(channels.size(), 2U) << file;
    conversation::SpeechActivity activity;
    std::vector<SpeakerTurn> found;
    for (const auto& channel : channels) {
      activity.channels.push_back({.speech = detect(channel)});
      for (const Interval& time : activity.channels.back().speech)
        found.push_back({time, std::to_string(activity.channels.size() - 1)});
    }
    std::vector<SpeakerTurn> truth;
    conversation::Transcript transcript{.language = "tr"};
    std::vector<Role> roles;
    std::array<std::vector<conversation::Word>, 2> words;
    for (const Json& turn : json["turns"]) {
      const bool agent = turn["role"] == "agent";
      truth.push_back({{millis(turn["start"]), millis(turn["end"])}, agent ? "0" : "1"});
      words[agent ? 0 : 1].push_back({turn["text"].get<std::string>(), truth.back().time});
    }
    const auto errors = scoring::diarization_errors(truth, found, {});
    // What is left is the edge of one channel's speech found a little late while the other's is found a little early.
    EXPECT_LE(errors.confusion * 200, errors.speech) << file.filename();
    std::printf("%s: missed %lld ms, false alarm %lld ms, confusion %lld ms of %lld ms\n", file.filename().c_str(),
                static_cast<long long>(errors.missed.count()), static_cast<long long>(errors.false_alarm.count()),
                static_cast<long long>(errors.confusion.count()), static_cast<long long>(errors.speech.count()));
    for (int channel = 0; channel < 2; ++channel)
      for (auto& turn : dialogue::make_turns(words[static_cast<std::size_t>(channel)], {}, channel))
        transcript.turns.push_back(turn);
    ASSERT_TRUE(dialogue::name_parties({{"agent_channel", "0"}}, activity));
    const auto settled = dialogue::settle(transcript, &activity);
    EXPECT_EQ(settled.roles.method, "channel");
    for (const auto& turn : settled.transcript.turns)
      EXPECT_TRUE(turn.channel == 0 ? turn.role == Role::agent || turn.role == Role::ivr : turn.role == Role::customer)
          << file.filename() << " " << turn.id;  // the agent's line may begin with an announcement
  }
}

}  // namespace
}  // namespace cxai
