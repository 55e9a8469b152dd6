#include "pipeline/kept_sound.hpp"

#include <gmock/gmock.h>

#include "pipeline/corrections.hpp"
#include "pipeline/test_calls.hpp"

namespace cxai::pipeline {
namespace {

using store::BlobKind;

// The customer says a card number word by word, then an e-mail address in a turn without word times.
const std::string kCardDialogue = R"({"language": "tr", "turns": [
  {"role": "agent", "text": "Kart numaranız nedir?", "start_ms": 1000, "end_ms": 3000},
  {"role": "customer", "text": "Kart 4111 1111 1111 1111", "start_ms": 3500, "end_ms": 5500, "words": [
    {"text": "Kart", "start_ms": 3500, "end_ms": 3900}, {"text": "4111", "start_ms": 4300, "end_ms": 4600},
    {"text": "1111", "start_ms": 4600, "end_ms": 4800}, {"text": "1111", "start_ms": 4800, "end_ms": 5000},
    {"text": "1111", "start_ms": 5000, "end_ms": 5200}]},
  {"role": "customer", "text": "Mailim ayse@example.com", "start_ms": 7000, "end_ms": 9000}]})";

class KeptSoundTest : public Centre {
 protected:
  std::string take(const std::optional<std::string>& transcript) {
    Bundle bundle{.source = "call.wav", .recording = write("call.wav", two_channel_call())};
    if (transcript) bundle.transcript = write("call.json", *transcript);
    const auto taken = arrivals_->take(bundle, Originals::copy);
    EXPECT_TRUE(taken) << taken.error().message;
    work();
    return taken->items.front().conversation_id;
  }

  // The loudest sample of every 20 ms around a time, 0 … 255.
  int peak_at(const std::string& id, const std::string& peaks_sha256, std::size_t channel, double second) {
    const std::string peaks = sealed(id, BlobKind::sound, peaks_sha256);
    constexpr std::size_t kHead = 12;
    const std::size_t count = (peaks.size() - kHead) / 2;
    return static_cast<unsigned char>(peaks.at(kHead + channel * count + static_cast<std::size_t>(second * 50)));
  }
  std::size_t sound_files(const std::string& id) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path() / "blobs"))
      if (entry.is_regular_file() && entry.path().parent_path().filename() == "sound" &&
          entry.path().string().contains(id))
        ++count;
    return count;
  }

  static constexpr int kTone = 26;  // 0.1 of 255
};

TEST_F(KeptSoundTest, CardDataIsGoneFromEverySoundAndTheRestFromTheRedactedCopy) {
  const std::string id = take(kCardDialogue);
  const auto stored = row(id);
  ASSERT_EQ(stored.state, store::ConversationState::ready) << stored.failure;
  EXPECT_EQ(peak_at(id, stored.redacted_peaks_sha256, 1, 4.8), kTone) << "card";
  EXPECT_EQ(peak_at(id, stored.redacted_peaks_sha256, 1, 8.0), kTone) << "e-mail";
  EXPECT_GT(peak_at(id, stored.redacted_peaks_sha256, 1, 3.7), 60);
  EXPECT_GT(peak_at(id, stored.redacted_peaks_sha256, 0, 2.0), 60) << "the agent's channel is left alone";
  EXPECT_EQ(peak_at(id, stored.peaks_sha256, 1, 4.8), kTone) << "card: also where the original may be heard";
  EXPECT_GT(peak_at(id, stored.peaks_sha256, 1, 8.0), 60) << "e-mail: the original keeps it";
  EXPECT_EQ(sealed(id, BlobKind::sound, stored.originals.recording_sha256).substr(0, 4), "fLaC");
  EXPECT_EQ(stored.conversation.recording->media_type, "audio/flac");
  EXPECT_EQ(stored.conversation.recording->sha256, stored.originals.recording_sha256);
  EXPECT_EQ(sound_files(id), 5U) << "what came in, and its first listening copy, are gone";
  EXPECT_TRUE(std::filesystem::is_empty(blobs_->scratch()));
  const auto destroyed = base::parse_json(stored.destroyed_sound);
  ASSERT_TRUE(destroyed);
  ASSERT_EQ(destroyed->size(), 1U);
  EXPECT_EQ((*destroyed)[0]["start_ms"], 4050);
  const auto log = store_->destructions({});
  ASSERT_TRUE(log);
  ASSERT_EQ(log->size(), 1U);
  EXPECT_EQ(log->front().what, "card_data");
  EXPECT_EQ(log->front().conversation_id, id);
}

TEST_F(KeptSoundTest, AnalyzingAgainDestroysNothingTwice) {
  const std::string id = take(kCardDialogue);
  const auto first = row(id);
  const auto document = store_->analysis(first.analysis_id);
  ASSERT_TRUE(document && *document);
  const auto again = store_->queue_again(id, Json::object());
  ASSERT_TRUE(again) << again.error().message;
  work();
  const auto second = row(id);
  ASSERT_EQ(second.state, store::ConversationState::ready) << second.failure;
  EXPECT_EQ(second.originals.recording_sha256, first.originals.recording_sha256);
  EXPECT_EQ(second.destroyed_sound, first.destroyed_sound);
  EXPECT_EQ(sound_files(id), 5U) << "the redacted copy of before is gone";
  EXPECT_EQ(peak_at(id, second.redacted_peaks_sha256, 1, 4.8), kTone);
  EXPECT_EQ(store_->destructions({})->size(), 1U);
}

TEST_F(KeptSoundTest, WithoutFindsTheListeningCopyIsTheRedactedOne) {
  const std::string id = take(kTwoChannelDialogue);
  const auto stored = row(id);
  EXPECT_FALSE(stored.listen_sha256.empty());
  EXPECT_EQ(stored.redacted_sha256, stored.listen_sha256);
  EXPECT_EQ(stored.redacted_peaks_sha256, stored.peaks_sha256);
  EXPECT_TRUE(stored.destroyed_sound.empty());
  EXPECT_EQ(stored.conversation.recording->media_type, "audio/wav") << "what came in stays";
  EXPECT_EQ(sound_files(id), 3U);
}

TEST_F(KeptSoundTest, ThereIsNoRedactedCopyWhereNobodyKnowsTheWords) {
  const std::string id = take(std::nullopt);
  const auto stored = row(id);
  EXPECT_FALSE(stored.listen_sha256.empty());
  EXPECT_TRUE(stored.redacted_sha256.empty());
  EXPECT_TRUE(stored.redacted_peaks_sha256.empty());
}

}  // namespace
}  // namespace cxai::pipeline
