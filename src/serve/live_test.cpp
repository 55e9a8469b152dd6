// Live calls over a real WebSocket: media in, events and views out, the recording handed on whatever happens.
#include <gmock/gmock.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "audio/wav.hpp"
#include "live/test_voice.hpp"
#include "serve/live_view.hpp"
#include "serve/test_world.hpp"
#include "speech/fake_recognizer.hpp"

namespace cxai::serve {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = boost::asio::ip::tcp;
using testing::HasSubstr;
using testing::Not;

class Line {
 public:
  // `credentials`: a header line's value for Authorization, or "".
  Line(std::uint16_t port, const std::string& path, const std::string& credentials) : stream(io) {
    stream.next_layer().connect({boost::asio::ip::address_v4::loopback(), port});
    stream.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
      if (!credentials.empty()) request.set("Authorization", credentials);
    }));
    websocket::response_type response;
    stream.handshake(response, "test", path, error);
    status = static_cast<int>(response.result_int());
  }
  void say(const std::string& text) {
    stream.text(true);
    stream.write(boost::asio::buffer(text), error);
  }
  void sound(const std::string& bytes) {
    stream.binary(true);
    stream.write(boost::asio::buffer(bytes), error);
  }
  // The next message, or "!code reason" at the end.
  std::string hear() {
    beast::flat_buffer buffer;
    stream.read(buffer, error);
    if (!error) return beast::buffers_to_string(buffer.data());
    const auto& reason = stream.reason();
    return "!" + std::to_string(reason.code) + " " + std::string(reason.reason.data(), reason.reason.size());
  }

  boost::asio::io_context io;
  websocket::stream<tcp::socket> stream;
  beast::error_code error;
  int status = 0;
};

constexpr const char* kStart =
    R"({"event":"start","start":{"streamSid":"MZ1","callSid":"CA1","tracks":["inbound","outbound"],
        "customParameters":{"agent_id":"a1","direction":"inbound"}}})";

std::string media(int track, int at_ms) {
  // 20 ms of a square wave: 160 bytes, two values of μ-law.
  std::string payload;
  for (int i = 0; i < 40; ++i) payload += "AACA";
  payload += "gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgA==";
  return std::string(R"({"event":"media","media":{"track":")") + (track == 0 ? "inbound" : "outbound") +
         R"(","timestamp":")" + std::to_string(at_ms) + R"(","payload":")" + payload + "\"}}";
}

class LiveTest : public World {
 protected:
  std::unique_ptr<Line> line(const std::string& login = "manager", const std::string& path = "/v1/live") {
    return std::make_unique<Line>(server->port(), path, login.empty() ? "" : "Bearer " + token(login));
  }
  template <class Condition>
  bool eventually(Condition condition) {
    for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(Millis(5));
    return condition();
  }
  Json calls(const std::string& login = "manager") { return call("GET", "/v1/live/calls", login).json()["items"]; }
  bool handed_over() {
    const std::scoped_lock lock(intake.mutex);
    return intake.contents.contains("recording");
  }
  audio::Pcm recording() {
    const std::scoped_lock lock(intake.mutex);
    return audio::read_wav(intake.contents["recording"]).value_or(audio::Pcm());
  }
  Json metadata() {
    const std::scoped_lock lock(intake.mutex);
    return base::parse_json(intake.contents["metadata"]).value_or(Json());
  }
};

TEST_F(LiveTest, ATwilioCallIsSeenAndHandedOn) {
  start();
  auto call = line();
  ASSERT_EQ(call->status, 101);
  call->say(R"({"event":"connected","protocol":"Call","version":"1.0.0"})");
  call->say(kStart);
  for (int i = 0; i < 100; ++i) {
    call->say(media(0, 20 * i));
    call->say(media(1, 20 * i));
  }
  ASSERT_TRUE(eventually([&] { return calls().size() == 1 && calls()[0]["duration_ms"] >= 2000; }));
  const Json seen = calls()[0];
  EXPECT_EQ(seen["call_id"], "CA1");
  EXPECT_EQ(seen["agent"]["id"], "a1");
  EXPECT_EQ(seen["tracks"][0]["party"], "customer");
  EXPECT_EQ(seen["has_text"], false);
  EXPECT_EQ(calls("ayse").size(), 1U);
  EXPECT_EQ(calls("nobody").size(), 0U);
  const std::string id = seen["id"];
  EXPECT_EQ(this->call("GET", "/v1/live/calls/" + id, "nobody").status, 404);

  call->say(R"({"event":"stop","stop":{"callSid":"CA1"}})");
  EXPECT_EQ(call->hear(), "!1000 ");
  ASSERT_TRUE(eventually([&] { return handed_over() && calls().empty(); }));
  const audio::Pcm pcm = recording();
  ASSERT_EQ(pcm.channels.size(), 2U);
  EXPECT_EQ(pcm.channels[0].size(), 16'000U);
  EXPECT_NE(pcm.channels[0][0], 0);
  EXPECT_EQ(metadata()["call_id"], "CA1");
  EXPECT_EQ(metadata()["agent_id"], "a1");
  EXPECT_EQ(metadata()["live"], "completed");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "live"));
  EXPECT_EQ(this->call("GET", "/v1/live/calls/" + id).status, 404);
}

TEST_F(LiveTest, ADroppedLineKeepsWhatWasHeard) {
  start();
  {
    auto call = line();
    call->say(R"({"event":"hello","encoding":"s16le","sample_rate_hz":16000,"channels":1,"parties":["agent"]})");
    for (int i = 0; i < 50; ++i) call->sound(std::string(640, '\x11'));
    call->stream.next_layer().close();
  }
  ASSERT_TRUE(eventually([&] { return handed_over(); }));
  EXPECT_EQ(recording().channels[0].size(), 16'000U);
  EXPECT_EQ(recording().sample_rate_hz, 16'000);
  EXPECT_EQ(metadata()["live"], "dropped");
}

TEST_F(LiveTest, AnIntakeThatFailsLeavesTheRecordingForTheNextStart) {
  desk_fails = true;
  start();
  {
    auto call = line();
    call->say(R"({"event":"hello","encoding":"mulaw","sample_rate_hz":8000})");
    call->sound(std::string(800, '\x11'));
    call->stream.close(websocket::close_code::normal);
  }
  ASSERT_TRUE(eventually([&] { return logged().find("waits for the next start") != std::string::npos; }));
  ASSERT_TRUE(eventually([&] { return calls().empty(); }));
  EXPECT_FALSE(handed_over());
  server.reset();
  desk_fails = false;
  EXPECT_EQ(desk->recover().value(), 1);
  EXPECT_TRUE(handed_over());
  EXPECT_EQ(metadata()["live"], "completed");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "live"));
}

TEST_F(LiveTest, TheLastSeatIsTheLast) {
  start();
  std::vector<std::unique_ptr<Line>> seated;
  for (std::size_t i = 0; i < kSeats; ++i) {
    seated.push_back(line());
    seated.back()->say(kStart);
    seated.back()->say(media(0, 0));
  }
  ASSERT_TRUE(eventually([&] { return calls().size() == kSeats; }));
  auto late = line();
  late->say(kStart);
  EXPECT_THAT(late->hear(), HasSubstr("!1013 all 3 live streams are taken"));
  seated.front()->say(R"({"event":"stop"})");
  EXPECT_EQ(seated.front()->hear(), "!1000 ");
  auto next = line();
  next->say(kStart);
  EXPECT_TRUE(eventually([&] { return calls().size() == kSeats; }));
}

TEST_F(LiveTest, SaysWhatIsWrongWithAStream) {
  start();
  for (const auto& [message, answer] : std::initializer_list<std::pair<const char*, const char*>>{
           {"nonsense", "!1007"},
           {R"({"event":"media","media":{"payload":""}})", "before the start"},
           {R"({"event":"stop"})", "before the start"},
           {R"({"event":"start","start":{"customParameters":{"direction":"up"}}})", "direction"}}) {
    auto call = line();
    call->say(message);
    EXPECT_THAT(call->hear(), HasSubstr(answer)) << message;
  }
  auto agent = line("ayse");
  agent->say(R"({"event":"hello","encoding":"mulaw","sample_rate_hz":8000,"metadata":{"agent_id":"a2"}})");
  EXPECT_THAT(agent->hear(), HasSubstr("!1008"));
  EXPECT_TRUE(calls().empty());
  EXPECT_FALSE(handed_over());
}

TEST_F(LiveTest, OnlyThoseWhoMayStreamIn) {
  options.live_token = "long-token-of-the-operator";
  start();
  EXPECT_EQ(line("")->status, 401);
  EXPECT_EQ(line("nobody")->status, 403);
  EXPECT_EQ(line("", "/v1/live/stream/wrong")->status, 401);
  auto call = line("", "/v1/live/stream/long-token-of-the-operator");
  EXPECT_EQ(call->status, 101);
  EXPECT_EQ(this->call("GET", "/v1/live").status, 426);
  call.reset();
  server->stop();
  EXPECT_THAT(logged(), Not(HasSubstr("long-token")));
}

TEST_F(LiveTest, WatchersFollowWithMaskedText) {
  speech::FakeRecognizer engine;
  engine.afterwards = [](std::size_t, Result<speech::Recognition>& heard) {
    heard->words.clear();
    int at = 0;
    for (const char* word : {"numaram", "0532", "123", "45", "67", "ve", "4543", "12"})
      heard->words.push_back({word, {Millis(at), Millis(at + 100)}, 0.9, conversation::TimeSource::asr}), at += 100;
  };
  engine_for_desk = &engine;
  start();
  auto call = line();
  call->say(R"({"event":"hello","encoding":"s16le","sample_rate_hz":8000,"parties":["customer"],"events":true})");
  Client watcher(server->port());
  watcher.send(request("GET", "/v1/live/calls/events", "manager"));
  ASSERT_TRUE(eventually([&] { return calls().size() == 1; }));
  const std::string id = calls()[0]["id"];
  Client reader(server->port());
  reader.send(request("GET", "/v1/live/calls/" + id + "/events", "manager"));

  std::vector<std::int16_t> sound = live::voice(Millis(3000));
  sound.insert(sound.end(), 8 * 1500, 0);
  for (std::size_t at = 0; at < sound.size(); at += 800) {
    const std::size_t n = std::min<std::size_t>(800, sound.size() - at);
    call->sound(std::string(static_cast<const char*>(static_cast<const void*>(sound.data() + at)), 2 * n));
  }
  std::string heard;
  for (int i = 0; i < 20 && heard.find("stable") == std::string::npos; ++i) heard = call->hear();
  EXPECT_THAT(heard, testing::AllOf(HasSubstr("numaram [PHONE_1]"), Not(HasSubstr("0532")), Not(HasSubstr("67"))));
  EXPECT_THAT(heard, HasSubstr("\"party\":\"customer\""));
  clock.advance(Millis(2000));
  call->sound(std::string(1600, '\0'));
  EXPECT_THAT(reader.read_until("numaram [PHONE_1]"), HasSubstr("[PHONE_1]"));
  EXPECT_THAT(watcher.read_until("\"has_text\":true"), HasSubstr("event: calls"));
  call->say(R"({"event":"stop"})");
  EXPECT_THAT(reader.read_until("event: ended"), Not(HasSubstr("4543")));
  EXPECT_TRUE(reader.closed());
}

TEST(LiveView, HidesNumbersThatMayGoOn) {
  EXPECT_EQ(hide_numbers("kart 4543 1234 sonra"), "kart ••• sonra");
  EXPECT_EQ(hide_numbers("0532-123.45"), "•••");
  EXPECT_EQ(hide_numbers("saat 10 ya da 12"), "saat 10 ya da 12");
  EXPECT_EQ(hide_numbers("1 2 3 4"), "•••");
  EXPECT_EQ(hide_numbers("çok 99"), "çok 99");
  EXPECT_EQ(hide_numbers(""), "");
}

}  // namespace
}  // namespace cxai::serve
