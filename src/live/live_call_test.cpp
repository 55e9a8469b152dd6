// One call without network, clock or threads: events, text, and the sound that stays.
#include "live/live_call.hpp"

#include <gmock/gmock.h>

#include "audio/wav.hpp"
#include "base/files.hpp"
#include "live/test_voice.hpp"

namespace cxai::live {
namespace {

using conversation::Role;

std::vector<std::int16_t> quiet(Millis length) {
  return std::vector<std::int16_t>(static_cast<std::size_t>(length.count()) * 8, 0);
}

class LiveCallTest : public testing::Test {
 protected:
  std::unique_ptr<LiveCall> make(std::size_t tracks, bool engine = false) {
    StreamStart start;
    start.tracks = {Role::customer, Role::agent};
    start.tracks.resize(tracks);
    auto spool = Spool::create(folder.path(), "call", 8000, static_cast<int>(tracks), Json::object());
    CXAI_CHECK(spool.has_value());
    return std::make_unique<LiveCall>(start, std::move(*spool), vad::DetectorChoice(), engine);
  }
  // In packets of 20 ms, both tracks beside each other; gathers the events.
  void feed(LiveCall& call, const std::vector<std::vector<std::int16_t>>& tracks) {
    for (std::size_t at = 0; at < tracks.front().size(); at += 160) {
      for (std::size_t i = 0; i < tracks.size(); ++i) {
        const auto begin = tracks[i].begin() + static_cast<std::ptrdiff_t>(at);
        const auto end = begin + std::min<std::ptrdiff_t>(160, tracks[i].end() - begin);
        ASSERT_TRUE(call.take(Media{static_cast<int>(i), Millis(position_), {begin, end}}));
      }
      position_ += 20;
      ASSERT_TRUE(call.advance());
      gather(call);
    }
  }
  void gather(LiveCall& call) {
    for (auto& event : call.take_events()) events.push_back(std::move(event));
  }
  std::vector<Event> of(EventKind kind, int track = -1) {
    std::vector<Event> found;
    for (const auto& event : events)
      if (event.kind == kind && event.track == track) found.push_back(event);
    return found;
  }

  base::TempDir folder;
  std::vector<Event> events;

 private:
  std::int64_t position_ = 0;
};

std::vector<std::int16_t> joined(std::initializer_list<std::vector<std::int16_t>> parts) {
  std::vector<std::int16_t> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST_F(LiveCallTest, SaysWhoSpeaksWhileTheySpeak) {
  auto call = make(2);
  feed(*call, {joined({quiet(Millis(1000)), voice(Millis(3000)), quiet(Millis(8000)), voice(Millis(3000), 2)}),
               joined({quiet(Millis(3000)), voice(Millis(3000), 3), quiet(Millis(9000))})});
  const auto first = of(EventKind::speech_started, 0);
  ASSERT_GE(first.size(), 1U);
  EXPECT_NEAR(static_cast<double>(first[0].at.count()), 1000, 250);
  EXPECT_LT(first[0].known - first[0].at, Millis(1500));  // said while it went on
  ASSERT_GE(of(EventKind::speech_ended, 0).size(), 1U);
  ASSERT_GE(of(EventKind::overlap_started).size(), 1U);
  EXPECT_NEAR(static_cast<double>(of(EventKind::overlap_started)[0].at.count()), 3000, 300);
  ASSERT_GE(of(EventKind::overlap_ended).size(), 1U);
  EXPECT_NEAR(static_cast<double>(of(EventKind::overlap_ended)[0].until.count()), 4000, 400);
  const auto silence = of(EventKind::silence_started);
  ASSERT_EQ(silence.size(), 1U);
  EXPECT_NEAR(static_cast<double>(silence[0].at.count()), 6000, 400);
  EXPECT_GE(silence[0].known - silence[0].at, LiveCall::kSilence);
  EXPECT_LT(silence[0].known - silence[0].at, LiveCall::kSilence + Millis(1500));
  EXPECT_TRUE(call->tracks()[0].speaking);
  EXPECT_NEAR(static_cast<double>(call->tracks()[1].talk.count()), 3000, 400);
  ASSERT_TRUE(call->end());
  gather(*call);
  EXPECT_EQ(of(EventKind::speech_started, 0).size(), of(EventKind::speech_ended, 0).size());
  EXPECT_EQ(of(EventKind::silence_ended).size(), 1U);
  EXPECT_EQ(call->duration(), Millis(15000));
}

TEST_F(LiveCallTest, KeepsTheSoundExactly) {
  auto call = make(2);
  const auto left = voice(Millis(500));
  const auto right = voice(Millis(500), 9);
  feed(*call, {left, right});
  ASSERT_TRUE(call->end());
  const auto spooled = call->close_spool();
  ASSERT_TRUE(spooled);
  const auto pcm = audio::read_wav(base::read_file(spooled->recording).value());
  ASSERT_TRUE(pcm) << pcm.error().message;
  EXPECT_EQ(pcm->sample_rate_hz, 8000);
  ASSERT_EQ(pcm->channels.size(), 2U);
  ASSERT_EQ(pcm->channels[0].size(), left.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    ASSERT_NEAR(pcm->channels[0][i] * 32768, left[i], 1.01);
    ASSERT_NEAR(pcm->channels[1][i] * 32768, right[i], 1.01);
  }
}

TEST_F(LiveCallTest, ATrackThatSendsNothingIsSilence) {
  auto call = make(2);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(call->take(Media{0, Millis(20 * i), std::vector<std::int16_t>(160, 100)}));
    ASSERT_TRUE(call->advance());
  }
  EXPECT_EQ(call->duration(), Millis(1500));  // 500 ms are waited for
  ASSERT_TRUE(call->end());
  EXPECT_EQ(call->duration(), Millis(2000));
  EXPECT_EQ(call->tracks()[1].filled, Millis(2000));
}

TEST_F(LiveCallTest, TextSettlesAndEnds) {
  auto call = make(1, true);
  const auto sound = joined({quiet(Millis(500)), voice(Millis(4000)), quiet(Millis(1500))});
  std::vector<std::vector<conversation::Word>> hypotheses;
  int asked = 0;
  for (std::size_t at = 0; at < sound.size(); at += 160) {
    ASSERT_TRUE(call->take(Media{
        0,
        std::nullopt,
        {sound.begin() + static_cast<std::ptrdiff_t>(at), sound.begin() + static_cast<std::ptrdiff_t>(at + 160)}}));
    ASSERT_TRUE(call->advance());
    while (auto window = call->next_window()) {
      EXPECT_FALSE(call->next_window());  // one at a time
      ++asked;
      speech::Recognition heard;
      const auto word = [&](const char* text, int from) {
        heard.words.push_back({text, {Millis(from), Millis(from + 300)}, 0.9, conversation::TimeSource::asr});
      };
      word("Fatura", 200);
      if (asked > 1) word("çok", 700);
      word(asked < 3 ? "yük" : "yüksek.", 1200);
      call->hear(*window, std::move(heard));
    }
  }
  gather(*call);
  ASSERT_GE(asked, 3);
  std::vector<Event> partial = of(EventKind::partial, 0);
  ASSERT_GE(partial.size(), 2U);
  EXPECT_EQ(partial[0].settled, 0U);
  EXPECT_EQ(partial[1].text.substr(0, partial[1].settled), "Fatura");
  const auto stable = of(EventKind::stable, 0);
  ASSERT_EQ(stable.size(), 1U);
  EXPECT_EQ(stable[0].text, "Fatura çok yüksek.");
  EXPECT_NEAR(static_cast<double>(stable[0].at.count()), 500, 350);
  EXPECT_FALSE(call->waits_for_engine());
}

TEST_F(LiveCallTest, AnEngineThatCannotKeepUpCostsTextNotMemory) {
  auto call = make(1, true);
  std::optional<Window> never_answered;
  for (int i = 0; i < 8; ++i) {
    feed(*call, {joined({voice(Millis(1500), static_cast<std::uint32_t>(i)), quiet(Millis(1000))})});
    if (!never_answered) never_answered = call->next_window();
  }
  EXPECT_GT(call->tracks()[0].unheard, Millis(2000));
  speech::Recognition invented;
  invented.words = {{"Altyazı", {}, 0.9, {}}, {"M.K.", {}, 0.9, {}}};
  ASSERT_TRUE(never_answered);
  call->hear(*never_answered, std::move(invented));
  while (auto window = call->next_window()) call->hear(*window, fail(ErrorCode::unavailable, "gone"));
  gather(*call);
  EXPECT_TRUE(of(EventKind::stable, 0).empty());
}

TEST_F(LiveCallTest, RecoversWhatAKilledProcessHeard) {
  {
    auto call = make(2);
    feed(*call, {voice(Millis(700)), voice(Millis(700), 4)});
  }  // neither ended nor closed
  std::filesystem::resize_file(folder.path() / "call.wav", std::filesystem::file_size(folder.path() / "call.wav") - 3);
  const auto empty = Spool::create(folder.path(), "nothing", 8000, 1, Json::object());
  ASSERT_TRUE(empty);
  const auto left = Spool::recover(folder.path());
  ASSERT_TRUE(left);
  ASSERT_EQ(left->size(), 1U);
  EXPECT_EQ((*left)[0].id, "call");
  const auto pcm = audio::read_wav(base::read_file((*left)[0].recording).value());
  ASSERT_TRUE(pcm) << pcm.error().message;
  EXPECT_EQ(pcm->channels[0].size(), 700U * 8 - 1);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "nothing.json"));
}

conversation::Word word(const char* text) {
  return {text, {}, 1, {}};
}

TEST(LocalAgreementTest, SettlesWhatTwoHypothesesShare) {
  LocalAgreement words;
  words.add({word("Merhaba"), word("fatu")});
  EXPECT_TRUE(words.settled().empty());
  words.add({word("merhaba,"), word("faturam"), word("çok")});
  EXPECT_EQ(join(words.settled()), "merhaba,");
  words.add({word("Merhaba"), word("faturam"), word("yok"), word("ki")});
  EXPECT_EQ(join(words.settled()), "merhaba, faturam");
  words.add({word("Merhaba")});  // shorter than what is settled
  EXPECT_EQ(join(words.settled()), "merhaba, faturam");
  EXPECT_TRUE(words.open().empty());
}

}  // namespace
}  // namespace cxai::live
