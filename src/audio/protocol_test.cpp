#include "audio/protocol.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <random>

namespace cxai::audio {
namespace {

Info info_of(int channels) {
  Info info;
  info.channels = channels;
  info.source_sample_rate_hz = 8000;
  info.container = "wav";
  info.codec = "pcm_mulaw";
  info.expected_duration = Millis(1234);
  return info;
}

// All frames of a stream given in pieces; the first error ends it.
struct Heard {
  std::vector<Frame> frames;
  std::optional<Error> error;
  bool ended = false;
};

Heard hear(std::string_view bytes, std::size_t piece) {
  FrameReader reader;
  Heard heard;
  for (std::size_t at = 0; at < bytes.size() && !heard.error; at += piece) {
    reader.append(bytes.substr(at, piece));
    while (true) {
      auto frame = reader.next();
      if (!frame) {
        heard.error = std::move(frame).error();
        break;
      }
      if (!*frame) break;
      heard.frames.push_back(std::move(**frame));
    }
  }
  heard.ended = reader.ended();
  return heard;
}

std::string frame(int type, std::string_view payload) {
  std::string bytes(1, static_cast<char>(type));
  const auto size = static_cast<std::uint32_t>(payload.size());
  bytes.append(reinterpret_cast<const char*>(&size), 4);
  return bytes.append(payload);
}

TEST(Protocol, RoundTripInPiecesOfAnySize) {
  const Samples samples{3, {0.1F, 0.2F, 0.3F, -0.1F, -0.2F, -1.0F}};
  const std::string bytes = encode_hello() + encode(info_of(2)) + encode(samples) +
                            encode(NoticeCount{Notice::packets_skipped, 7}) + encode(End{});
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, bytes.size()}) {
    const Heard heard = hear(bytes, piece);
    ASSERT_FALSE(heard.error) << heard.error->message;
    ASSERT_EQ(heard.frames.size(), 4U);
    EXPECT_EQ(std::get<Info>(heard.frames[0]).codec, "pcm_mulaw");
    EXPECT_EQ(std::get<Info>(heard.frames[0]).expected_duration, Millis(1234));
    EXPECT_EQ(std::get<Samples>(heard.frames[1]).planar, samples.planar);
    EXPECT_EQ(std::get<NoticeCount>(heard.frames[2]).count, 7U);
    EXPECT_TRUE(heard.ended);
  }
}

TEST(Protocol, CleansNamesAndSamples) {
  std::string payload = encode(info_of(1)).substr(5);
  payload.resize(13);
  payload += std::string("\x05") + "a\n\x1b[m" + std::string("\x02") + "\xc3\xbc";
  constexpr float kInf = std::numeric_limits<float>::infinity();
  const Samples wild{4, {std::numeric_limits<float>::quiet_NaN(), kInf, -kInf, 3.0F}};
  const Heard heard = hear(encode_hello() + frame(1, payload) + encode(wild), 1000);
  ASSERT_FALSE(heard.error);
  EXPECT_EQ(std::get<Info>(heard.frames[0]).container, "a___m");
  EXPECT_EQ(std::get<Info>(heard.frames[0]).codec, "__");
  EXPECT_EQ(std::get<Samples>(heard.frames[1]).planar, (std::vector<float>{0.0F, 1.0F, -1.0F, 1.0F}));
}

TEST(Protocol, RefusesWhatBreaksTheRules) {
  const std::string hello = encode_hello();
  const std::string info = encode(info_of(2));
  const std::string good = hello + info;
  Info none = info_of(0);
  Info many = info_of(9);
  Info no_rate = info_of(1);
  no_rate.source_sample_rate_hz = 0;
  const std::string cases[] = {
      "RIFF",
      "CXAD\x02",
      hello + frame(0, ""),
      hello + frame(6, ""),
      hello + encode(none),
      hello + encode(many),
      hello + encode(no_rate),
      hello + frame(1, std::string(13, '\1') + "\xff"),
      hello + encode(Samples{1, {0, 0}}),        // before info
      hello + encode(End{}),                     // before info
      good + info,                               // twice
      good + encode(Samples{0, {}}),             // no samples
      good + encode(Samples{2, {0, 0, 0}}),      // one short
      good + encode(Samples{1u << 30, {0, 0}}),  // claims more than there is
      good + frame(2, "abc"),
      good + frame(3, std::string("\x09\0\0\0\0", 5)),
      good + frame(3, std::string("\x01\0\0\0", 4)),
      good + frame(4, "x"),
      good + frame(5, ""),
      good + frame(5, std::string(1, '\0')),
      good + frame(5, "\x20"),
      good + encode(End{}) + "x",
      good + std::string("\x02\xff\xff\xff\xff", 5),  // 4 GiB frame
  };
  for (const std::string& bytes : cases)
    for (const std::size_t piece : {std::size_t{1}, bytes.size()}) {
      const Heard heard = hear(bytes, piece);
      ASSERT_TRUE(heard.error) << "case " << &bytes - cases;
      EXPECT_EQ(heard.error->code, ErrorCode::corrupt_data);
    }
}

TEST(Protocol, NoBytesHarm) {
  std::mt19937 random(7);
  const std::string good = encode_hello() + encode(info_of(2)) + encode(Samples{2, {0, 0, 0, 0}}) + encode(End{});
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = good;
    for (int changes = 0; changes < 3; ++changes) bytes[random() % bytes.size()] = static_cast<char>(random());
    const Heard heard = hear(bytes, 1 + random() % bytes.size());
    int infos = 0;
    for (const Frame& one : heard.frames) {
      if (const auto* info = std::get_if<Info>(&one)) {
        ++infos;
        ASSERT_GE(info->channels, 1);
        ASSERT_LE(info->channels, kMaxChannels);
      }
      if (const auto* samples = std::get_if<Samples>(&one)) {
        ASSERT_EQ(infos, 1);
        for (const float sample : samples->planar) ASSERT_TRUE(sample >= -1.0F && sample <= 1.0F);
      }
    }
    ASSERT_LE(infos, 1);
  }
}

}  // namespace
}  // namespace cxai::audio
