#include "pipeline/process.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/hash.hpp"
#include "llm/fake_openai.hpp"
#include "net/recording_pauser.hpp"
#include "pipeline/language_model.hpp"
#include "pipeline/test_calls.hpp"
#include "speech/fake_recognizer.hpp"

namespace cxai::pipeline {
namespace {

using testing::HasSubstr;

class Process : public testing::Test {
 protected:
  Processed run(const std::optional<audio::Pcm>& pcm, const std::optional<std::string>& transcript) {
    Inputs inputs;
    if (pcm) {
      EXPECT_TRUE(audio::write_wav(wav_, *pcm));
      inputs.recording = wav_;
      inputs.recording_name = "call.wav";
    }
    inputs.transcript = transcript;
    Options options;
    options.decoder = test_decoder();
    options.detector = test_detector();
    auto done = process(std::move(inputs), options, clock_);
    EXPECT_TRUE(done) << done.error().message;
    return done ? std::move(*done) : Processed{};
  }

  base::TempDir dir_;
  std::filesystem::path wav_ = dir_.path() / "call.wav";
  base::FixedClock clock_{kNow};
};

std::string reason_of(const conversation::Analysis& analysis, const std::string& feature) {
  const auto it = std::ranges::find(analysis.skipped, feature, &conversation::Skipped::feature);
  return it == analysis.skipped.end() ? "" : it->reason;
}

TEST_F(Process, TwoChannelCallIsMeasuredByItsVoices) {
  const Processed done = run(two_channel_call(), kTwoChannelDialogue);
  const Json& m = done.analysis.measures;
  EXPECT_EQ(m["speech_source"], "voice_activity");
  EXPECT_EQ(m["recording_ms"], 10'000);
  EXPECT_NEAR(m["talk_ms"]["agent"].get<int>(), 4'000, 250);
  EXPECT_NEAR(m["talk_ms"]["customer"].get<int>(), 4'000, 250);
  EXPECT_NEAR(m["overlap_ms"].get<int>(), 1'000, 250);
  EXPECT_NEAR(m["span_ms"].get<int>(), 8'000, 250);
  EXPECT_EQ(m["interruption_count"]["customer"], 1);
  EXPECT_EQ(m["interruption_count"]["agent"], 0);
  EXPECT_EQ(m["turns"]["agent"], 2);
  EXPECT_EQ(m["words"]["customer"], 8);
  EXPECT_EQ(done.analysis.status, conversation::AnalysisStatus::complete);
  EXPECT_EQ(done.analysis.recipe.roles->method, "given");
  for (const auto& turn : done.analysis.turns)
    EXPECT_EQ(turn.channel, turn.role == conversation::Role::agent ? 0 : 1) << turn.id;
  ASSERT_TRUE(done.conversation.recording);
  EXPECT_EQ(done.conversation.recording->channels, 2);
  EXPECT_EQ(done.conversation.recording->sample_rate_hz, kRateHz);
  EXPECT_EQ(done.conversation.duration, Millis(10'000));
  EXPECT_EQ(done.facts.resolution, "resolved");
  EXPECT_FALSE(done.peaks.empty());
  EXPECT_FALSE(done.terms.empty());
}

TEST_F(Process, MonoTakesSilencesFromTheTurnsAndSaysHowMuchWasMuted) {
  // The line is muted in the first gap; in the second somebody breathes.
  // 16 kHz, what the decoder gives: resampling would blur the edges.
  constexpr int kRate = 16'000;
  auto samples = channel(12, {{0, 2}, {4, 6}, {9, 11}}, 300, kRate);
  for (std::size_t i = 6 * kRate; i < 9 * kRate; ++i) samples[i] = i % 2 == 0 ? 0.001F : -0.001F;
  const Processed done = run(audio::Pcm{kRate, {samples}}, R"({"language": "tr", "turns": [
    {"role": "agent", "text": "Buyurun efendim.", "start_ms": 0, "end_ms": 2000},
    {"role": "customer", "text": "Kargom nerede?", "start_ms": 4000, "end_ms": 6000},
    {"role": "agent", "text": "Yolda görünüyor.", "start_ms": 9000, "end_ms": 11000}]})");
  const Json& silence = done.analysis.measures["silence"];
  ASSERT_EQ(silence.size(), 2U) << silence.dump();
  EXPECT_EQ(silence[0]["start_ms"], 2'000);
  EXPECT_EQ(silence[0]["end_ms"], 4'000);
  EXPECT_EQ(silence[0]["last_speaker"], "agent");
  EXPECT_EQ(silence[0]["muted_ms"], 2'000);
  EXPECT_EQ(silence[1]["duration_ms"], 3'000);
  EXPECT_EQ(silence[1]["last_speaker"], "customer");
  EXPECT_EQ(silence[1]["muted_ms"], 0);
  EXPECT_EQ(done.analysis.measures["talk_ms"]["agent"], 4'000);
  EXPECT_TRUE(done.analysis.measures["overlap_ms"].is_null());
  EXPECT_EQ(reason_of(done.analysis, "overlap"), "mono_no_overlap");
}

TEST_F(Process, TheSameVoiceOnBothChannelsIsOneChannel) {
  const auto voice = channel(10, {{1, 3}, {6, 8}});
  const Processed done = run(audio::Pcm{kRateHz, {voice, voice}}, kTwoChannelDialogue);
  EXPECT_EQ(reason_of(done.analysis, "overlap"), "mono_no_overlap");
  EXPECT_EQ(done.analysis.measures["speech_source"], "turn_times");
  EXPECT_EQ(done.conversation.recording->channels, 2) << "the recording itself has two";
}

TEST_F(Process, TranscriptAloneHasCountsButNoTimes) {
  const Processed done = run(std::nullopt, kChat);
  const Json& m = done.analysis.measures;
  EXPECT_EQ(m["words"]["agent"], 4);
  EXPECT_EQ(m["sentences"]["customer"], 1);
  EXPECT_TRUE(m["talk_ms"].is_null());
  EXPECT_EQ(reason_of(done.analysis, "talk"), "no_times");
  EXPECT_EQ(reason_of(done.analysis, "overlap"), "no_recording");
  EXPECT_EQ(done.analysis.status, conversation::AnalysisStatus::complete);
  EXPECT_EQ(done.conversation.language, "tr");
  EXPECT_FALSE(done.conversation.recording);
  EXPECT_TRUE(done.peaks.empty());
  EXPECT_THAT(done.analysis.turns[1].text, HasSubstr("[PHONE_1]"));
  EXPECT_THAT(done.facts.first_words, HasSubstr("[PHONE_1]"));
  EXPECT_EQ(done.conversation.id, conversation_id("", done.analysis.inputs.transcript_sha256));
}

TEST_F(Process, RecordingAloneIsPartialAndSaysWhy) {
  const Processed done = run(two_channel_call(), std::nullopt);
  EXPECT_EQ(done.analysis.status, conversation::AnalysisStatus::partial);
  EXPECT_EQ(reason_of(done.analysis, "transcript"), "no_speech_engine");
  EXPECT_EQ(reason_of(done.analysis, "claims"), "no_transcript");
  EXPECT_TRUE(done.analysis.claims.empty());
  EXPECT_NEAR(done.analysis.measures["span_ms"].get<int>(), 8'000, 250);
  EXPECT_TRUE(done.facts.sentiment.empty());
}

// Hears a word in each burst of tone, by its pitch.
class Recognising : public Process {
 protected:
  Result<Processed> hear(const audio::Pcm& pcm, conversation::Conversation conversation = {},
                         std::optional<std::string> transcript = std::nullopt) {
    EXPECT_TRUE(audio::write_wav(wav_, pcm));
    Options options;
    options.decoder = test_decoder();
    options.detector = test_detector();
    options.transcriber = &transcriber_;
    options.stop = stop_.get_token();
    options.progress = [&](const char* stage, double done) {
      if (stages_.empty() || stages_.back() != stage) stages_.emplace_back(stage);
      EXPECT_GE(done, last_);
      last_ = done;
    };
    last_ = 0;
    return process({.recording = wav_, .transcript = std::move(transcript), .conversation = std::move(conversation)},
                   options, clock_);
  }

  std::shared_ptr<speech::FakeRecognizer> engine_ =
      std::make_shared<speech::FakeRecognizer>(std::map<int, std::string>{{3, "faturanızı"}, {5, "teşekkürler"}});
  speech::Transcriber transcriber_{engine_};
  std::stop_source stop_;
  std::vector<std::string> stages_;
  double last_ = 0;
};

TEST_F(Recognising, TwoChannelsBecomeTwoParties) {
  const auto done = hear(two_channel_call());
  ASSERT_TRUE(done) << done.error().message;
  const auto& analysis = done->analysis;
  EXPECT_EQ(analysis.status, conversation::AnalysisStatus::complete);
  EXPECT_EQ(done->conversation.language, "tr");
  ASSERT_EQ(analysis.turns.size(), 4U);
  for (const auto& turn : analysis.turns) {
    EXPECT_EQ(turn.text, turn.channel == 0 ? "faturanızı" : "teşekkürler") << turn.id;
    ASSERT_EQ(turn.words.size(), 1U);
    EXPECT_EQ(turn.words[0].time_source, conversation::TimeSource::asr);
  }
  EXPECT_NEAR(static_cast<double>(analysis.turns[0].time->start.count()), 1000, 50);
  EXPECT_NEAR(static_cast<double>(analysis.turns[3].time->end.count()), 9000, 50);
  EXPECT_NE(analysis.turns[0].role, analysis.turns[1].role);
  EXPECT_EQ(analysis.recipe.speech->name, "fake/1");
  EXPECT_EQ(analysis.recipe.speech->weights_sha256.size(), 64U);
  EXPECT_EQ(analysis.recipe.speech->options["language"], "");
  EXPECT_EQ(reason_of(analysis, "transcript"), "");
  EXPECT_EQ(analysis.inputs.transcript_sha256, base::sha256_hex(done->recognized));
  EXPECT_THAT(stages_, testing::ElementsAre("decode", "speech", "transcript", "analyze"));
}

TEST_F(Recognising, ATranscriptThatCameAlongIsNotHeardAgain) {
  const auto done = hear(two_channel_call(), {}, kTwoChannelDialogue);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->analysis.recipe.speech->name, "given");
  EXPECT_TRUE(engine_->asked().empty());
}

TEST_F(Recognising, TheLanguageOfTheMetadataHolds) {
  conversation::Conversation german;
  german.language = "de";
  const auto done = hear(two_channel_call(), german);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->analysis.language, "de");
  ASSERT_FALSE(engine_->asked().empty());
  EXPECT_EQ(engine_->asked()[0].options.language, "de");
}

TEST_F(Recognising, SilenceHasNoWordsAndSaysSo) {
  const auto done = hear(audio::Pcm{kRateHz, {channel(20, {})}});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->analysis.status, conversation::AnalysisStatus::partial);
  EXPECT_EQ(reason_of(done->analysis, "transcript"), "no_words");
  EXPECT_TRUE(done->analysis.turns.empty());
  EXPECT_TRUE(engine_->asked().empty());
}

TEST_F(Recognising, WhatTheEngineFailedOnStandsInTheLedger) {
  // Fifteen words of different pitch: two windows.
  std::vector<float> samples(150 * kRateHz);
  for (int i = 0; i < 15; ++i) {
    const auto burst = channel(150, {{i * 10.0 + 1, i * 10.0 + 3}}, 300 + 100 * (i % 5));
    for (std::size_t k = 0; k < samples.size(); ++k) samples[k] += burst[k];
  }
  engine_->afterwards = [](std::size_t window, Result<speech::Recognition>& result) {
    if (window == 1) result = fail(ErrorCode::unavailable, "no answer");
  };
  const auto done = hear(audio::Pcm{kRateHz, {samples}});
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->analysis.turns.empty());
  ASSERT_FALSE(done->analysis.dropped.empty());
  for (const auto& dropped : done->analysis.dropped) EXPECT_EQ(dropped.reason, conversation::DropReason::engine_error);
  EXPECT_EQ(done->analysis.status, conversation::AnalysisStatus::partial);
  EXPECT_EQ(reason_of(done->analysis, "part_of_transcript"), "engine_error");
  EXPECT_EQ(conversation::to_json(done->analysis)["dropped"][0]["reason"], "engine_error");

  engine_->afterwards = [](std::size_t, auto& result) { result = fail(ErrorCode::unavailable, "no answer"); };
  const auto failed = hear(audio::Pcm{kRateHz, {samples}});
  ASSERT_FALSE(failed) << "worth another try";
  EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
}

TEST_F(Recognising, CorrectionsNeedNoSecondListening) {
  const auto first = hear(two_channel_call());
  ASSERT_TRUE(first);
  const std::size_t asked = engine_->asked().size();
  Options options;
  options.decoder = test_decoder();
  options.detector = test_detector();
  options.transcriber = &transcriber_;
  Inputs inputs;
  inputs.recording = wav_;
  inputs.conversation = first->conversation;
  inputs.previous = first->analysis;
  inputs.recognized = first->recognized;
  inputs.corrections = {{conversation::CorrectionKind::swap_roles, "", "", "u_1", kNow}};
  const auto second = process(inputs, options, clock_);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(engine_->asked().size(), asked);
  const auto& before = first->analysis;
  const auto& after = second->analysis;
  EXPECT_EQ(after.supersedes, before.analysis_id);
  EXPECT_NE(after.analysis_id, before.analysis_id);
  EXPECT_EQ(after.corrections, inputs.corrections);
  EXPECT_EQ(after.recipe.speech->name, "fake/1");
  EXPECT_EQ(after.inputs.transcript_sha256, before.inputs.transcript_sha256);
  ASSERT_EQ(after.turns.size(), before.turns.size());
  for (std::size_t i = 0; i < after.turns.size(); ++i) {
    EXPECT_EQ(after.turns[i].id, before.turns[i].id);
    EXPECT_EQ(after.turns[i].text, before.turns[i].text);
    EXPECT_EQ(after.turns[i].channel, before.turns[i].channel);
    EXPECT_NE(after.turns[i].role, before.turns[i].role);
  }
  EXPECT_EQ(after.measures["talk_ms"]["agent"], before.measures["talk_ms"]["customer"]);
  EXPECT_EQ(conversation::to_json(after)["corrections"].size(), 1U);

  inputs.previous = after;
  inputs.corrections.clear();
  const auto undone = process(inputs, options, clock_);
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->analysis.measures, before.measures);
  EXPECT_EQ(undone->analysis.supersedes, after.analysis_id);
}

TEST_F(Recognising, StopsWhenAsked) {
  engine_->afterwards = [&](std::size_t, auto&) { stop_.request_stop(); };
  const auto done = hear(two_channel_call());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::cancelled);
}

TEST_F(Recognising, TheSameSoundMakesTheSameAnalysis) {
  const auto first = hear(two_channel_call());
  const auto second = hear(two_channel_call());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->analysis.analysis_id, second->analysis.analysis_id);
}

TEST_F(Process, TheSameInputsMakeTheSameAnalysisWhenever) {
  const Processed first = run(two_channel_call(), kTwoChannelDialogue);
  clock_.advance(std::chrono::hours(30));
  const Processed second = run(two_channel_call(), kTwoChannelDialogue);
  EXPECT_EQ(first.analysis.analysis_id, second.analysis.analysis_id);
  EXPECT_EQ(first.conversation.id, second.conversation.id);
  EXPECT_EQ(first.analysis.measures, second.analysis.measures);
  EXPECT_NE(first.analysis.created_at, second.analysis.created_at);
  const Processed other = run(two_channel_call(), kChat);
  EXPECT_NE(first.analysis.analysis_id, other.analysis.analysis_id);
}

TEST_F(Process, WritesAListeningCopyAndReportsProgress) {
  ASSERT_TRUE(audio::write_wav(wav_, two_channel_call()));
  std::vector<std::string> stages;
  double last = 0;
  Options options;
  options.decoder = test_decoder();
  options.detector = test_detector();
  std::string copy;
  options.listening_copy = [&](std::string_view bytes) -> Result<> {
    copy += bytes;
    return {};
  };
  options.progress = [&](const char* stage, double done) {
    if (stages.empty() || stages.back() != stage) stages.emplace_back(stage);
    EXPECT_GE(done, last);
    last = done;
  };
  ASSERT_TRUE(process({.recording = wav_, .transcript = kTwoChannelDialogue}, options, clock_));
  EXPECT_THAT(stages, testing::ElementsAre("decode", "transcript", "analyze"));
  EXPECT_EQ(last, 1);
  EXPECT_EQ(copy.substr(0, 4), "OggS");
}

TEST_F(Process, ASealedRecordingGivesTheSameAsAPlainOne) {
  ASSERT_TRUE(audio::write_wav(wav_, two_channel_call()));
  const auto sealed = base::seal_file(wav_, dir_.path() / "sealed");
  ASSERT_TRUE(sealed) << sealed.error().message;
  Options options;
  options.decoder = test_decoder();
  options.detector = test_detector();
  const auto plain = process({.recording = wav_, .transcript = kTwoChannelDialogue}, options, clock_);
  const auto other =
      process({.recording = sealed->file, .recording_sha256 = sealed->sha256, .transcript = kTwoChannelDialogue},
              options, clock_);
  ASSERT_TRUE(plain && other) << other.error().message;
  EXPECT_EQ(other->analysis.analysis_id, plain->analysis.analysis_id);
  EXPECT_EQ(other->conversation.recording->size_bytes, plain->conversation.recording->size_bytes);
  EXPECT_EQ(other->peaks, plain->peaks);
  const base::KeyedFile wrong{sealed->file.path, base::SecretKey::random()};
  const auto refused = process({.recording = wrong, .transcript = kTwoChannelDialogue}, options, clock_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::corrupt_data);
}

TEST_F(Process, KnowsWhoseIdentifiersWereSaidAndKeepsTheTurnsBeforeMasking) {
  Options options;
  options.index = base::SecretKey::random();
  const auto done = process({.transcript = kChat}, options, clock_);
  ASSERT_TRUE(done) << done.error().message;
  const auto wanted = store::person_key(*options.index, "PHONE", "+90 532 111 22 33", "customer");
  ASSERT_EQ(done->people.size(), 1U);
  EXPECT_EQ(done->people.front().hash, wanted->hash);
  EXPECT_EQ(done->people.front().origin, "customer");
  EXPECT_THAT(done->words, testing::HasSubstr("0532 111 22 33"));
  EXPECT_THAT(base::dump_json(conversation::to_json(done->analysis)), testing::Not(testing::HasSubstr("111 22")));
}

TEST_F(Process, SaysWhatIsWrongWithItsInput) {
  const auto nothing = process({}, {}, clock_);
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::invalid_input);

  Options options;
  options.decoder = test_decoder();
  options.detector = test_detector();
  ASSERT_TRUE(base::write_file_atomic(wav_, std::string(5'000, '\x5a')));
  const auto noise = process({.recording = wav_}, options, clock_);
  ASSERT_FALSE(noise);
  EXPECT_TRUE(noise.error().code == ErrorCode::invalid_input || noise.error().code == ErrorCode::corrupt_data);
  EXPECT_FALSE(noise.error().message.empty());

  const auto broken = process({.transcript = R"({"turns": [{"role": "agent"}]})"}, options, clock_);
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message, HasSubstr("turns[0]"));
}

class WithLanguageModel : public Process {
 protected:
  Result<Processed> read(const std::string& transcript) {
    llm::ChatOptions chat_options;
    chat_options.server = {.endpoint = server_.endpoint(), .key = llm::FakeOpenAi::kKey};
    chat_options.model = "llama";
    chat_options.folder = dir_.path() / "llm";
    const auto chat = *llm::Chat::open(std::move(chat_options), pauser_);
    Inputs inputs;
    inputs.transcript = transcript;
    Options options;
    options.language_model = chat.get();
    return process(std::move(inputs), options, clock_);
  }

  llm::FakeOpenAi server_;
  net::RecordingPauser pauser_;
};

TEST_F(WithLanguageModel, ItsAnswersStandBesideThoseMadeHere) {
  server_.answer_chat = [](const std::string&) {
    const auto judged = [](Json value, const char* turn, const char* quote) {
      return Json{{"value", std::move(value)}, {"quotes", {{{"turn", turn}, {"quote", quote}}}}};
    };
    return base::dump_json(Json{{"resolution", judged("unresolved", "t1", "Faturam yanlış geldi")},
                                {"topic", judged("billing", "t1", "Faturam yanlış geldi.")},
                                {"summary", judged("Yanlış fatura iade edildi.", "t2", "iadenizi yaptım")},
                                {"mood", judged("happy", "t3", "her şey için minnettarım")}});
  };
  const auto done = read(kTwoChannelDialogue);
  ASSERT_TRUE(done) << done.error().message;
  const conversation::Analysis& analysis = done->analysis;
  const auto* local = analysis.claim("resolution");
  ASSERT_TRUE(local);
  EXPECT_EQ(local->value, "resolved");
  EXPECT_EQ(local->state, conversation::ClaimState::disputed);
  EXPECT_EQ((local + 1)->field, "resolution");
  EXPECT_EQ((local + 1)->value, "unresolved");
  EXPECT_EQ((local + 1)->method, conversation::Method::llm);
  EXPECT_EQ(analysis.claim("topic")->confirmed_by, conversation::Method::llm);
  const auto* summary = analysis.claim("summary");
  ASSERT_TRUE(summary);
  EXPECT_EQ((summary + 1)->field, "summary");
  EXPECT_EQ((summary + 1)->value, "Yanlış fatura iade edildi.");
  EXPECT_EQ(reason_of(analysis, "llm.mood"), "quote_not_found");
  EXPECT_EQ(done->facts.resolution, "resolved") << "lists show what was found here";
  ASSERT_TRUE(analysis.recipe.llm);
  EXPECT_EQ(analysis.recipe.llm->name, "llama");
  // The document comes back whole, and a second run makes the same one without asking again.
  const auto again = conversation::analysis_from_json(conversation::to_json(analysis));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(conversation::to_json(*again), conversation::to_json(analysis));
  const auto second = read(kTwoChannelDialogue);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->analysis.analysis_id, analysis.analysis_id);
  EXPECT_EQ(server_.chats().size(), 1U);
}

TEST_F(WithLanguageModel, WhatLeavesAndWhatItCostIsSaid) {
  EXPECT_EQ(*language_model_document(nullptr), (Json{{"in_use", false}}));
  llm::ChatOptions options;
  options.server.endpoint = "https://user:secret@models.example/v1?key=secret";
  options.model = "llama";
  options.budget.tokens_a_day = 5'000;
  const auto chat = llm::Chat::open(std::move(options), pauser_);
  ASSERT_TRUE(chat) << chat.error().message;
  const Json said = *language_model_document(chat->get());
  EXPECT_EQ(said["endpoint"], "https://models.example/v1");
  EXPECT_EQ(said["sends"], Json::array({"turn_ids", "roles", "masked_text"}));
  EXPECT_EQ(said["spent_today"]["requests"], 0);
  EXPECT_EQ(said["limits"], (Json{{"tokens_a_day", 5'000}, {"usd_a_day", nullptr}}));
}

TEST_F(WithLanguageModel, SeesMaskedTextAlone) {
  ASSERT_TRUE(read(kChat));
  const std::string sent = server_.seen().at(0).body;
  EXPECT_THAT(sent, HasSubstr("[PHONE_1]"));
  EXPECT_THAT(sent, testing::Not(HasSubstr("0532")));
}

TEST_F(WithLanguageModel, ATroubledServerCostsNothingButItsAnswers) {
  const Processed without = run(std::nullopt, kChat);
  server_.misbehave_in_chat = [](const Json&) {
    return net::answer(200, "<html></html>", "Content-Type: text/html\r\n");
  };
  const auto done = read(kChat);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(reason_of(done->analysis, "llm"), "answer_unreadable");
  EXPECT_FALSE(done->analysis.recipe.llm);
  EXPECT_EQ(done->analysis.claims.size(), without.analysis.claims.size());
  EXPECT_EQ(done->analysis.status, conversation::AnalysisStatus::complete);
}

}  // namespace
}  // namespace cxai::pipeline
