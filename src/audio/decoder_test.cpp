#include "audio/decoder.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>

#include "audio/decoder_child.hpp"
#include "audio/test_signals.hpp"
#include "base/files.hpp"

namespace cxai::audio {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class Decoder : public ::testing::Test {
 protected:
  fs::path write(const std::string& name, std::string_view bytes) {
    EXPECT_TRUE(base::write_file_atomic(dir_.path() / name, bytes));
    return dir_.path() / name;
  }
  fs::path wav(const Pcm& pcm) {
    EXPECT_TRUE(write_wav(dir_.path() / "a.wav", pcm));
    return dir_.path() / "a.wav";
  }
  // A program that is no decoder.
  DecoderOptions impostor(const std::string& script) {
    const fs::path program = write("impostor.sh", "#!/bin/sh\n" + script);
    ::chmod(program.c_str(), 0700);
    DecoderOptions options;
    options.program = program;
    return options;
  }

  base::TempDir dir_;
  Collector out_;
};

TEST_F(Decoder, GivesBackEverySampleOfAWav) {
  const Pcm pcm{16000, {tone(440, 1.5, 16000), tone(1250, 1.5, 16000, 0.9)}};
  const auto summary = decode(wav(pcm), test_decoder(), out_);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(out_.begun, 1);
  EXPECT_EQ(out_.info.channels, 2);
  EXPECT_EQ(out_.info.source_sample_rate_hz, 16000);
  EXPECT_EQ(out_.info.container, "wav");
  EXPECT_EQ(out_.info.codec, "pcm_s16le");
  EXPECT_EQ(out_.info.media_type, "audio/wav");
  EXPECT_EQ(out_.info.expected_duration, 1500ms);
  EXPECT_EQ(summary->duration, 1500ms);
  EXPECT_TRUE(summary->warnings.empty());
  for (std::size_t c = 0; c < 2; ++c) {
    ASSERT_EQ(out_.channels[c].size(), 24000U);
    for (std::size_t i = 0; i < 24000; ++i) ASSERT_NEAR(out_.channels[c][i], pcm.channels[c][i], 1e-4);
  }
}

TEST_F(Decoder, ResamplesAndKeepsChannelsApart) {
  const auto summary = decode(wav({8000, {tone(500, 2.0, 8000), tone(1800, 2.0, 8000)}}), test_decoder(), out_);
  ASSERT_TRUE(summary) << summary.error().message;
  ASSERT_NEAR(static_cast<double>(out_.channels[0].size()), 32000.0, 2.0);
  EXPECT_NEAR(level_at(out_.channels[0], 500, 16000), 0.5, 0.01);
  EXPECT_LT(level_at(out_.channels[0], 1800, 16000), 1e-3);
  EXPECT_NEAR(level_at(out_.channels[1], 1800, 16000), 0.5, 0.01);
  EXPECT_LT(level_at(out_.channels[1], 500, 16000), 1e-3);
}

TEST_F(Decoder, KeepsTheFirstEightChannels) {
  Pcm pcm{16000, {}};
  for (int c = 0; c < 10; ++c) pcm.channels.push_back(std::vector<float>(1600, static_cast<float>(c) / 10.0F));
  const auto summary = decode(wav(pcm), test_decoder(), out_);
  ASSERT_TRUE(summary) << summary.error().message;
  ASSERT_EQ(out_.channels.size(), 8U);
  EXPECT_NEAR(out_.channels[7][800], 0.7F, 1e-4);
  ASSERT_EQ(summary->warnings.size(), 1U);
  EXPECT_NE(summary->warnings[0].find("2 channels"), std::string::npos) << summary->warnings[0];
}

TEST_F(Decoder, ReadsTelephoneFormatsByNameOrOption) {
  const std::string silence(8000, '\xff');  // one second of zero in mu-law
  auto summary = decode(write("call.ulaw", silence), test_decoder(), out_);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->info.codec, "pcm_mulaw");
  EXPECT_EQ(summary->info.source_sample_rate_hz, 8000);
  EXPECT_NEAR(static_cast<double>(summary->duration.count()), 1000.0, 1.0);

  DecoderOptions options = test_decoder();
  options.name_hint = "Call 7.PCMA";
  Collector named;
  summary = decode(write("upload", silence), options, named);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->info.codec, "pcm_alaw");

  options.raw_format = "s16le";
  options.raw_sample_rate_hz = 16000;
  Collector raw;
  summary = decode(write("call.bin", std::string(32000, '\0')), options, raw);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(raw.channels[0].size(), 16000U);

  options.raw_format = "no_such_format";
  Collector none;
  summary = decode(dir_.path() / "call.bin", options, none);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ErrorCode::invalid_input);
  options.raw_format = "s16le -i /etc/passwd";
  EXPECT_EQ(decode(dir_.path() / "call.bin", options, none).error().code, ErrorCode::invalid_input);
}

TEST_F(Decoder, BelievesAHeaderMoreThanAName) {
  const fs::path file = wav({16000, {tone(440, 0.5, 16000)}});
  fs::rename(file, dir_.path() / "a.ulaw");
  const auto summary = decode(dir_.path() / "a.ulaw", test_decoder(), out_);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->info.container, "wav");
  EXPECT_EQ(summary->duration, 500ms);
}

TEST_F(Decoder, RefusesWhatIsNoRecording) {
  const auto code = [&](const fs::path& file) {
    Collector sink;
    const auto summary = decode(file, test_decoder(), sink);
    EXPECT_FALSE(summary) << file;
    EXPECT_EQ(sink.begun, 0);
    return summary ? ErrorCode::conflict : summary.error().code;
  };
  EXPECT_EQ(code(write("empty.wav", "")), ErrorCode::invalid_input);
  EXPECT_EQ(code(write("text.mp3", std::string(5000, 'x'))), ErrorCode::invalid_input);
  EXPECT_EQ(code(dir_.path() / "absent.wav"), ErrorCode::not_found);
  EXPECT_EQ(code(dir_.path()), ErrorCode::invalid_input);
  ASSERT_EQ(::mkfifo((dir_.path() / "pipe.wav").c_str(), 0600), 0);
  EXPECT_EQ(code(dir_.path() / "pipe.wav"), ErrorCode::invalid_input);
  // A playlist must not make the decoder open what it names.
  const fs::path other = wav({16000, {tone(440, 0.5, 16000)}});
  EXPECT_EQ(code(write("list.m3u8",
                       "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + other.string() + "\n#EXT-X-ENDLIST\n")),
            ErrorCode::invalid_input);
  EXPECT_EQ(code(write("list.txt", "ffconcat version 1.0\nfile '" + other.string() + "'\n")), ErrorCode::invalid_input);
}

TEST_F(Decoder, KeepsWhatCameBeforeABreak) {
  // Sun audio that claims ten seconds of mu-law and holds four.
  const std::string header("\x2e\x73nd\0\0\0\x18\0\x01\x38\x80\0\0\0\x01\0\0\x1f\x40\0\0\0\x01", 24);
  const auto summary = decode(write("cut.au", header + std::string(32'000, '\xff')), test_decoder(), out_);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->info.expected_duration, 10s);
  EXPECT_NEAR(static_cast<double>(summary->duration.count()), 4000.0, 1.0);
  ASSERT_EQ(summary->warnings.size(), 1U);
  EXPECT_NE(summary->warnings[0].find("ms before its container says"), std::string::npos) << summary->warnings[0];
}

TEST_F(Decoder, SurvivesEveryTruncationOfAHeader) {
  const std::string bytes = *base::read_file(wav({8000, {tone(440, 0.01, 8000)}}));
  for (std::size_t size = 0; size <= 44; size += 4) {
    Collector sink;
    EXPECT_FALSE(decode(write("cut.wav", std::string_view(bytes).substr(0, size)), test_decoder(), sink)) << size;
  }
}

TEST_F(Decoder, StopsWhenTheSinkHasEnough) {
  out_.stop_after = 16000;
  const auto summary = decode(wav({16000, {tone(440, 60.0, 16000)}}), test_decoder(), out_);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ErrorCode::cancelled);
  EXPECT_LT(out_.channels[0].size(), 25000U);
}

TEST_F(Decoder, CutsAtTheLongestDuration) {
  DecoderOptions options = test_decoder();
  options.limits.max_duration = 1001ms;
  const auto summary = decode(wav({16000, {tone(440, 2.0, 16000)}}), options, out_);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(out_.channels[0].size(), 16016U);
  EXPECT_EQ(summary->duration, 1001ms);
  EXPECT_EQ(summary->warnings.size(), 1U);
}

TEST_F(Decoder, AnswersForAChildThatDiesOrTalksNonsense) {
  const fs::path file = wav({16000, {tone(440, 0.1, 16000)}});
  const auto error = [&](const std::string& script) {
    Collector sink;
    const auto summary = decode(file, impostor(script), sink);
    EXPECT_FALSE(summary) << script;
    return summary ? Error{} : summary.error();
  };
  EXPECT_EQ(error("kill -SEGV $$").code, ErrorCode::corrupt_data);
  EXPECT_NE(error("kill -SEGV $$").message.find("signal 11"), std::string::npos);
  EXPECT_EQ(error("kill -XCPU $$").code, ErrorCode::unavailable);
  EXPECT_EQ(error("exit 3").code, ErrorCode::corrupt_data);
  EXPECT_EQ(error("echo hello").code, ErrorCode::corrupt_data);
  EXPECT_EQ(error("printf 'CXAD\\001'; kill -9 $$").code, ErrorCode::corrupt_data);
  EXPECT_EQ(error("head -c 300000 /dev/zero").code, ErrorCode::corrupt_data);
  EXPECT_EQ(error("printf 'CXAD\\001\\005\\001\\000\\000\\000\\001'").code, ErrorCode::unavailable);

  DecoderOptions absent;
  absent.program = dir_.path() / "absent";
  Collector sink;
  EXPECT_EQ(decode(file, absent, sink).error().code, ErrorCode::unavailable);
}

TEST_F(Decoder, HandsTheChildNothingButTheFile) {
  const fs::path file = wav({16000, {tone(440, 0.1, 16000)}});
  const int open_everywhere = ::open("/dev/null", O_RDONLY);  // on purpose without O_CLOEXEC
  ASSERT_GE(open_everywhere, 3);
  ::setenv("CXAI_TEST_SECRET", "x", 1);
  const auto summary = decode(file,
                              impostor("[ -e /proc/$$/fd/" + std::to_string(open_everywhere) +
                                       " ] && kill -TERM $$\n[ -n \"$CXAI_TEST_SECRET\" ] && kill -HUP $$\n"
                                       "head -c 4 | grep -q RIFF || kill -INT $$\nkill -USR1 $$"),
                              out_);
  ::unsetenv("CXAI_TEST_SECRET");
  ::close(open_everywhere);
  ASSERT_FALSE(summary);
  EXPECT_NE(summary.error().message.find("signal 10"), std::string::npos) << summary.error().message;
}

TEST_F(Decoder, TimesOutAChildThatHangs) {
  DecoderOptions options = impostor("printf 'CXAD\\001'; sleep 60");
  const fs::path file = wav({16000, {tone(440, 0.1, 16000)}});
  for (const bool stall : {true, false}) {
    (stall ? options.limits.stall_time : options.limits.wall_time) = 200ms;
    const auto start = std::chrono::steady_clock::now();
    const auto summary = decode(file, options, out_);
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().code, ErrorCode::unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
    options.limits = {};
  }
}

TEST_F(Decoder, ManyAtOnceLeaveNoChildBehind) {
  const fs::path file = wav({8000, {tone(440, 1.0, 8000)}});
  std::vector<std::thread> threads;
  std::vector<std::size_t> lengths(4);
  for (std::size_t t = 0; t < lengths.size(); ++t)
    threads.emplace_back([&, t] {
      for (int round = 0; round < 2; ++round) {
        Collector sink;
        if (round == 1 && t == 0) sink.stop_after = 1;
        if (decode(file, test_decoder(), sink)) lengths[t] += sink.channels[0].size();
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_NEAR(static_cast<double>(lengths[0]), 16000, 2);
  for (std::size_t t = 1; t < lengths.size(); ++t) EXPECT_NEAR(static_cast<double>(lengths[t]), 32000, 4);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(DecoderChild, ReadsItsOrdersAndNothingElse) {
  ChildOrder order;
  order.parent = 42;
  order.limits = {.memory_bytes = 1000, .cpu_time = 7s};
  order.raw = {RawHint::Use::when_unrecognised, "mulaw", 8000};
  const std::vector<std::string> words = to_arguments(order);
  std::vector<const char*> argv;
  for (const auto& word : words) argv.push_back(word.c_str());
  const auto back = order_from(argv);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->parent, 42);
  EXPECT_EQ(back->limits.cpu_time, 7s);
  EXPECT_EQ(back->raw.use, RawHint::Use::when_unrecognised);
  EXPECT_EQ(back->raw.format, "mulaw");
  for (std::size_t i = 0; i < argv.size(); ++i) {
    if (i == 5) continue;  // the format may be any name
    auto bad = argv;
    bad[i] = "x";
    EXPECT_FALSE(order_from(bad)) << i;
  }
  EXPECT_FALSE(order_from(std::span(argv).first(6)));
  int status = -1;
  const char* plain[] = {"cxai", "serve"};
  EXPECT_FALSE(run_decoder_child_if_asked(2, plain, status));
}

}  // namespace
}  // namespace cxai::audio
