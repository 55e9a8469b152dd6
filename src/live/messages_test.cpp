// The protocols of media streams: what they say, and what is refused.
#include "live/messages.hpp"

#include <gmock/gmock.h>

namespace cxai::live {
namespace {

using conversation::Role;
using testing::HasSubstr;

constexpr std::string_view kStart = R"({"event":"start","sequenceNumber":"1","start":{"accountSid":"AC1",
  "streamSid":"MZ1","callSid":"CA1","tracks":["inbound","outbound"],
  "mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},
  "customParameters":{"agent_id":"a1","direction":"inbound"}},"streamSid":"MZ1"})";

class MessagesTest : public testing::Test {
 protected:
  std::string refused(std::string_view text) {
    const auto read = reader.read_text(text, out);
    return read ? "accepted" : read.error().message;
  }
  template <class T>
  const T& last() {
    return std::get<T>(out.back());
  }
  MessageReader reader;
  std::vector<Message> out;
};

TEST_F(MessagesTest, ReadsTwiliosStream) {
  ASSERT_TRUE(reader.read_text(R"({"event":"connected","protocol":"Call","version":"1.0.0"})", out));
  EXPECT_TRUE(out.empty());
  ASSERT_TRUE(reader.read_text(kStart, out));
  const auto& start = last<StreamStart>();
  EXPECT_EQ(start.stream_id, "MZ1");
  EXPECT_EQ(start.call_id, "CA1");
  EXPECT_EQ(start.sample_rate_hz, 8000);
  ASSERT_EQ(start.tracks.size(), 2U);
  EXPECT_EQ(start.tracks[0], Role::customer);
  EXPECT_EQ(start.tracks[1], Role::agent);
  EXPECT_EQ(start.metadata["agent_id"], "a1");
  EXPECT_FALSE(start.wants_events);

  // 0xFF is μ-law silence, 0x00 and 0x80 its extremes.
  ASSERT_TRUE(reader.read_text(
      R"({"event":"media","sequenceNumber":"2","media":{"track":"outbound","chunk":"1","timestamp":"40","payload":"/wCA"}})",
      out));
  const auto& media = last<Media>();
  EXPECT_EQ(media.track, 1);
  EXPECT_EQ(media.at, Millis(40));
  EXPECT_EQ(media.samples, (std::vector<std::int16_t>{0, -32124, 32124}));

  ASSERT_TRUE(reader.read_text(R"({"event":"dtmf","dtmf":{"track":"inbound_track","digit":"1"}})", out));
  EXPECT_EQ(last<Dtmf>().track, 0);
  ASSERT_TRUE(reader.read_text(R"({"event":"mark","mark":{"name":"greeting"}})", out));
  EXPECT_EQ(last<Mark>().name, "greeting");
  ASSERT_TRUE(reader.read_text(R"({"event":"clear_or_whatever_comes"})", out));
  EXPECT_FALSE(reader.stopped());
  ASSERT_TRUE(reader.read_text(R"({"event":"stop","stop":{"callSid":"CA1"}})", out));
  EXPECT_TRUE(std::holds_alternative<StreamStop>(out.back()));
  EXPECT_TRUE(reader.stopped());
  EXPECT_THAT(refused(R"({"event":"media","media":{"payload":""}})"), HasSubstr("after the stop"));
}

TEST_F(MessagesTest, RefusesWhatIsNotTheProtocol) {
  EXPECT_THAT(refused("{"), HasSubstr("line 1"));
  EXPECT_THAT(refused("[]"), HasSubstr("object"));
  EXPECT_THAT(refused(R"({"event":1})"), HasSubstr("event"));
  EXPECT_THAT(refused(R"({"event":"media","media":{"payload":"/w=="}})"), HasSubstr("before the start"));
  EXPECT_THAT(refused(R"({"event":"stop"})"), HasSubstr("before the start"));
  EXPECT_THAT(refused(R"({"event":"start"})"), HasSubstr("start: is missing"));
  EXPECT_THAT(refused(R"({"event":"start","start":{"tracks":["both"]}})"), HasSubstr("start.tracks"));
  EXPECT_THAT(refused(R"({"event":"start","start":{"mediaFormat":{"encoding":"audio/opus"}}})"),
              HasSubstr("start.mediaFormat.encoding"));
  EXPECT_THAT(refused(R"({"event":"start","start":{"customParameters":{"a":{"b":1}}}})"),
              HasSubstr("customParameters"));
  EXPECT_FALSE(reader.started());
  ASSERT_TRUE(reader.read_text(kStart, out));
  EXPECT_THAT(refused(kStart), HasSubstr("begun already"));
  EXPECT_THAT(refused(R"({"event":"media"})"), HasSubstr("media: is missing"));
  EXPECT_THAT(refused(R"({"event":"media","media":{"track":"inbound"}})"), HasSubstr("media.payload"));
  EXPECT_THAT(refused(R"({"event":"media","media":{"track":"third","payload":""}})"), HasSubstr("media.track"));
  EXPECT_THAT(refused(R"({"event":"media","media":{"payload":"/w="}})"), HasSubstr("base64"));
  EXPECT_THAT(refused(R"({"event":"media","media":{"payload":"/w==","timestamp":"soon"}})"), HasSubstr("timestamp"));
  EXPECT_THAT(refused(R"({"event":"media","media":{"payload":"/w==","timestamp":"-5"}})"), HasSubstr("timestamp"));
  const auto bytes = reader.read_binary("xx", out);
  ASSERT_FALSE(bytes);
  EXPECT_THAT(bytes.error().message, HasSubstr("comes as media"));
}

TEST_F(MessagesTest, ReadsRawSoundAfterAHello) {
  ASSERT_TRUE(reader.read_text(R"({"event":"hello","encoding":"s16le","sample_rate_hz":16000,"channels":2,
    "parties":["agent","customer"],"call_id":"42","events":true,"metadata":{"team":"Fatura"}})",
                               out));
  const auto& start = last<StreamStart>();
  EXPECT_EQ(start.tracks[0], Role::agent);
  EXPECT_TRUE(start.wants_events);
  EXPECT_EQ(start.metadata["team"], "Fatura");
  out.clear();
  ASSERT_TRUE(reader.read_binary(std::string("\x01\x00\xFF\xFF\x02\x00\x00\x80", 8), out));
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(std::get<Media>(out[0]).samples, (std::vector<std::int16_t>{1, 2}));
  EXPECT_EQ(std::get<Media>(out[1]).samples, (std::vector<std::int16_t>{-1, -32768}));
  const auto half = reader.read_binary("abc", out);
  ASSERT_FALSE(half);
  EXPECT_THAT(half.error().message, HasSubstr("whole samples"));
  EXPECT_THAT(refused(R"({"event":"media","media":{"payload":""}})"), HasSubstr("binary messages"));
}

TEST_F(MessagesTest, RefusesAHelloItCannotServe) {
  for (const char* bad :
       {R"({"event":"hello","sample_rate_hz":8000})", R"({"event":"hello","encoding":"mp3","sample_rate_hz":8000})",
        R"({"event":"hello","encoding":"mulaw","sample_rate_hz":11025})",
        R"({"event":"hello","encoding":"mulaw","sample_rate_hz":8000,"channels":3})",
        R"({"event":"hello","encoding":"mulaw","sample_rate_hz":8000,"parties":["robot"]})",
        R"({"event":"hello","encoding":"mulaw","sample_rate_hz":8000,"parties":["agent","customer"]})"})
    EXPECT_NE(refused(bad), "accepted") << bad;
}

TEST(Encoding, TelephoneCodes) {
  EXPECT_EQ(mulaw_sample(0xFF), 0);
  EXPECT_EQ(mulaw_sample(0x7F), 0);
  EXPECT_EQ(mulaw_sample(0xF0), 120);
  EXPECT_EQ(alaw_sample(0xD5), 8);
  EXPECT_EQ(alaw_sample(0x55), -8);
  EXPECT_EQ(alaw_sample(0xAA), 32256);
  // Codes of one sign descend without a step back.
  for (int code = 0x81; code <= 0xFF; ++code)
    EXPECT_LT(mulaw_sample(static_cast<std::uint8_t>(code)), mulaw_sample(static_cast<std::uint8_t>(code - 1))) << code;
}

TEST(Encoding, Base64) {
  EXPECT_EQ(decode_base64("").value(), "");
  EXPECT_EQ(decode_base64("TWFu").value(), "Man");
  EXPECT_EQ(decode_base64("TWE=").value(), "Ma");
  EXPECT_EQ(decode_base64("TQ==").value(), "M");
  for (const char* bad : {"T", "TW", "TWF", "====", "=WFu", "T=Fu", "TW-u", "TWFu\n"})
    EXPECT_FALSE(decode_base64(bad)) << bad;
}

}  // namespace
}  // namespace cxai::live
