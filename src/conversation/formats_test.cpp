#include "conversation/formats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "conversation/plain_text.hpp"
#include "conversation/turn_json.hpp"

namespace cxai::conversation {
namespace {

TEST(DialogueJson, SaysWhenItBeganAndHowSureItsRolesAre) {
  const auto json = base::parse_json(
      R"({"started_at": "2026-04-07T00:30:00+03:00",
          "turns": [{"text": "Alo", "role": "customer", "role_probability": 0.75}, {"text": "Buyurun"}]})");
  const auto transcript = read_dialogue_json(*json);
  ASSERT_TRUE(transcript) << transcript.error().message;
  ASSERT_TRUE(transcript->started_at);
  EXPECT_EQ(base::format_utc(transcript->started_at->instant), "2026-04-06T21:30:00.000Z");
  EXPECT_EQ(transcript->started_at->ahead, std::chrono::minutes(180));
  EXPECT_EQ(transcript->turns[0].role_probability, 0.75);
  EXPECT_FALSE(transcript->turns[1].role_probability);
  EXPECT_EQ(turn_to_json(transcript->turns[0])["role_probability"], 0.75);
  EXPECT_FALSE(turn_to_json(transcript->turns[1]).contains("role_probability"));
  const auto wrong = read_dialogue_json(*base::parse_json(R"({"started_at": "7 Nisan", "turns": []})"));
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(wrong.error().message.starts_with("started_at:")) << wrong.error().message;
}

using testing::HasSubstr;

// "role|speaker|start-end|text" per turn.
std::vector<std::string> show(const Transcript& transcript) {
  std::vector<std::string> lines;
  for (const Turn& turn : transcript.turns) {
    std::string line = std::string(turn.role ? to_string(*turn.role) : "") + "|" + turn.speaker + "|";
    if (turn.time) line += std::to_string(turn.time->start.count()) + "-" + std::to_string(turn.time->end.count());
    lines.push_back(line + "|" + turn.text);
  }
  return lines;
}

std::vector<std::string> show(const Result<Transcript>& transcript) {
  if (!transcript) return {"error: " + transcript.error().message};
  return show(*transcript);
}

using Lines = std::vector<std::string>;

TEST(RoleFromLabel, KnowsThreeLanguagesInAnyCase) {
  for (const char* label : {"Temsilci", "TEMSİLCİ", "Müşteri Temsilcisi", "MUSTERI TEMSILCISI", "MT", "Çağrı Merkezi",
                            "agent", "Agent 1", "agent_2", "Operator", "OPERATÖR", "Berater", "Kundenservice"})
    EXPECT_EQ(role_from_label(label), Role::agent) << label;
  for (const char* label : {"müşteri", "MÜŞTERİ", "Musteri", "Customer", "Caller", "Kunde", "Anrufer", "Müşteri 2",
                            "Mu\xCC\x88s\xCC\xA7teri"})
    EXPECT_EQ(role_from_label(label), Role::customer) << label;
  EXPECT_EQ(role_from_label("IVR"), Role::ivr);
  EXPECT_EQ(role_from_label("Diğer"), Role::other);
  for (const char* label : {"", "Ayşe", "1", "Konuşmacı 1", "Not"})
    EXPECT_EQ(role_from_label(label), std::nullopt) << label;
}

TEST(WebVtt, ReadsVoicesBlocksAndEntities) {
  const auto read = read_webvtt(
      "\xEF\xBB\xBFWEBVTT - a call\r\nLanguage: tr-TR\r\n\r\nSTYLE\r\n::cue { color: red "
      "}\r\n\r\nREGION\r\nid:x\r\n\r\n"
      "NOTE a comment\r\nover lines\r\n\r\nfirst\r\n00:01.000 --> 00:02.500 align:start line:0\r\n"
      "<v.loud Temsilci>Merhaba <b>Ali</b> &amp; <c.x>Veli</c>&nbsp;&lt;3</v>\r\n\r\n"
      "01:00:03.000 --> 01:00:04.000\r\n<v Ayşe Kaya>Bir\r\niki <00:00:03.500>üç\r\n");
  EXPECT_EQ(show(read), (Lines{"agent||1000-2500|Merhaba Ali & Veli <3", "|Ayşe Kaya|3603000-3604000|Bir iki üç"}));
  EXPECT_EQ(read->language, "tr");
  EXPECT_EQ(read->turns[1].id, "t1");
}

TEST(WebVtt, SeveralVoicesInOneCueAreSeveralTurns) {
  EXPECT_EQ(show(read_webvtt("WEBVTT\n\n00:01.000 --> 00:05.000\n<v Agent>Hello</v> <v Ann>Hi\n<v.customer Ann>Again")),
            (Lines{"agent||1000-5000|Hello", "|Ann|1000-5000|Hi", "customer|Ann|1000-5000|Again"}));
}

TEST(WebVtt, JoinsNeighboursOfOneSpeakerWithinASecond) {
  EXPECT_EQ(show(read_webvtt("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>a\n\n00:02.999 --> 00:04.000\n<v Ann>b\n\n"
                             "00:05.000 --> 00:06.000\n<v Ann>c\n\n00:06.000 --> 00:07.000\nx\n\n"
                             "00:07.000 --> 00:08.000\ny\n")),
            (Lines{"|Ann|1000-4000|a b", "|Ann|5000-6000|c", "||6000-7000|x", "||7000-8000|y"}));
}

TEST(WebVtt, CuesOutOfOrderAreSorted) {
  EXPECT_EQ(show(read_webvtt("WEBVTT\n\n00:05.000 --> 00:06.000\nb\n\n00:01.000 --> 00:02.000\na\n")),
            (Lines{"||1000-2000|a", "||5000-6000|b"}));
}

TEST(WebVtt, ErrorsNameTheLine) {
  EXPECT_THAT(show(read_webvtt("1\n00:01.000 --> 00:02.000\nx"))[0], HasSubstr("line 1: a WebVTT file starts"));
  EXPECT_THAT(show(read_webvtt("WEBVTT\n\n00:03.000 --> 00:02.000\nx"))[0], HasSubstr("line 3: the cue ends before"));
  EXPECT_THAT(show(read_webvtt("WEBVTT\n\nid\nno time\n"))[0], HasSubstr("line 4: a time line must follow"));
  EXPECT_THAT(show(read_webvtt("WEBVTT\n\n00:61.000 --> 00:02.000\nx"))[0], HasSubstr("line 3: must be a time line"));
  EXPECT_THAT(show(read_webvtt("WEBVTT\n\n00:01.000 --> 00:02.000\n\xFEx"))[0], HasSubstr("line 4: is not UTF-8"));
}

TEST(Srt, ReadsWhatIsFoundInTheWild) {
  EXPECT_EQ(
      show(read_srt("\xEF\xBB\xBF"
                    "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Temsilci:</i> Merhaba\r\niki satır\r\n\r\n"
                    "00:00:04.5 --> 00:00:05.000 X1:1\r\nMüşteri: <url> a &amp; b {\\an8}<font color=\"x\">c</font>\r\n"
                    "3\r\n00:00:09,000 --> 00:00:10,000\r\n\r\nDikkat: kapı\r\n")),
      (Lines{"agent||1000-2500|Merhaba iki satır", "customer||4500-5000|<url> a & b c", "||9000-10000|Dikkat: kapı"}));
}

TEST(Srt, NamesCountWhenTheyComeBack) {
  EXPECT_EQ(show(read_srt("1\n00:01 --> 00:02\nAli: a\n\n2\n00:05 --> 00:06\nOnce: b\n\n3\n00:07 --> 00:08\nAli: c\n")),
            (Lines{"|Ali|1000-2000|a", "||5000-6000|Once: b", "|Ali|7000-8000|c"}));
}

TEST(Srt, ErrorsNameTheLine) {
  EXPECT_THAT(show(read_srt("1\n00:00:01,000 -> 00:00:02,000\nx"))[0], HasSubstr("line 2: must be a time line"));
  EXPECT_THAT(show(read_srt("1\n00:00:03,000 --> 00:00:02,000\nx"))[0], HasSubstr("line 2: the cue ends before"));
}

Result<Transcript> whisper(const char* json) {
  return read_whisper_json(base::parse_json(json).value());
}

TEST(WhisperJson, ReadsSegmentsWithWords) {
  const auto read = whisper(R"({"language":"turkish","text":"x","segments":[
    {"id":0,"start":0.0004,"end":1.5,"text":" Merhaba efendim","avg_logprob":-0.105,
     "words":[{"word":" Merhaba","start":0.1,"end":0.6,"probability":0.9},{"word":"efendim"}]},
    {"start":2,"end":3,"text":" Evet","speaker":"SPEAKER_01","words":[{"word":"Evet","start":2,"end":3,"score":0.5}]}]})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(show(read), (Lines{"||0-1500|Merhaba efendim", "|SPEAKER_01|2000-3000|Evet"}));
  EXPECT_EQ(read->language, "tr");
  EXPECT_NEAR(read->turns[0].confidence, 0.9, 0.01);
  ASSERT_EQ(read->turns[0].words.size(), 2U);
  EXPECT_EQ(read->turns[0].words[0].text, "Merhaba");
  EXPECT_EQ(read->turns[0].words[1].time, (Interval{Millis(600), Millis(1500)}));
  EXPECT_EQ(read->turns[0].words[1].time_source, TimeSource::interpolated);
  EXPECT_EQ(read->turns[1].words[0].confidence, 0.5);
}

TEST(WhisperJson, SharesTopLevelWordsOverSegments) {
  const auto read = whisper(R"({"segments":[{"start":0,"end":1,"text":"a"},{"start":1.2,"end":2,"text":"b"}],
    "words":[{"word":"a","start":0.2,"end":0.4},{"word":"b","start":1.3,"end":1.9}]})");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->turns[1].words.size(), 1U);
  EXPECT_EQ(read->turns[1].words[0].text, "b");
}

TEST(WhisperJson, WordsAloneBreakAtPauses) {
  EXPECT_EQ(show(whisper(R"({"text":"a b c","words":[{"word":"a","start":0,"end":1},{"word":"b","start":1.5,"end":2},
                          {"word":"c","start":4,"end":5}]})")),
            (Lines{"||0-2000|a b", "||4000-5000|c"}));
  EXPECT_EQ(show(whisper(R"({"text":" only text "})")), (Lines{"|||only text"}));
}

TEST(WhisperJson, ReadsWhisperCpp) {
  const auto read = whisper(R"({"result":{"language":"en"},"transcription":[
    {"timestamps":{"from":"00:00:00,000","to":"00:00:02,000"},"offsets":{"from":0,"to":2000},"text":" Good morning",
     "tokens":[{"text":"[_BEG_]","offsets":{"from":0,"to":0}},{"text":" Go","offsets":{"from":0,"to":300},"p":0.9},
               {"text":"od","offsets":{"from":300,"to":600},"p":0.8},{"text":" morning","offsets":{"from":700,"to":1900}}]},
    {"timestamps":{"from":"00:00:02,500","to":"00:00:03,000"},"text":" Yes"}]})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(show(read), (Lines{"||0-2000|Good morning", "||2500-3000|Yes"}));
  EXPECT_EQ(read->language, "en");
  ASSERT_EQ(read->turns[0].words.size(), 2U);
  EXPECT_EQ(read->turns[0].words[0].text, "Good");
  EXPECT_EQ(read->turns[0].words[0].time.end, Millis(600));
}

TEST(WhisperJson, ErrorsNameTheField) {
  EXPECT_THAT(show(whisper(R"({"segments":[{"start":0,"end":1}]})"))[0], HasSubstr("segments[0].text: is required"));
  EXPECT_THAT(show(whisper(R"({"segments":[{"start":3,"end":1,"text":"a"}]})"))[0],
              HasSubstr("segments[0].end: must not be before the start"));
  EXPECT_THAT(show(whisper(R"({"transcription":[{"text":"a","offsets":{"from":9,"to":1}}]})"))[0],
              HasSubstr("transcription[0].offsets.to: must not be before"));
  EXPECT_THAT(show(whisper("{}"))[0], HasSubstr("segments: is required"));
  EXPECT_FALSE(whisper("[]"));
}

Result<Transcript> dialogue(const char* json) {
  return read_dialogue_json(base::parse_json(json).value());
}

TEST(DialogueJson, ReadsRolesSpeakersAndBothKindsOfTimes) {
  const auto read = dialogue(R"({"language":"tr","turns":[
    {"index":0,"speaker":"agent","text":"a","start":0.0,"end":6.4006},
    {"speaker":"Ayşe","text":"b","start_ms":7000,"end_ms":8000,"channel":1,"message_id":"m7"},
    {"role":"customer","speaker":"Ali","text":"c\nd"},{"role":"Müşteri","text":"e"}]})");
  EXPECT_EQ(show(read), (Lines{"agent||0-6401|a", "|Ayşe|7000-8000|b", "customer|Ali||c\nd", "customer|||e"}));
  EXPECT_EQ(read->turns[1].channel, 1);
  EXPECT_EQ(read->turns[1].message_id, "m7");
}

TEST(DialogueJson, ErrorsNameTheField) {
  EXPECT_THAT(show(dialogue(R"({"turns":[{"text":"a"},{"text":"b"},{"text":"c"},{"role":"agent"}]})"))[0],
              HasSubstr("turns[3].text: is required"));
  EXPECT_THAT(show(dialogue(R"({"turns":[{"text":"a","start_ms":5,"end_ms":4}]})"))[0],
              HasSubstr("turns[0].end_ms: must not be before the start"));
  EXPECT_THAT(show(dialogue(R"({"turns":[{"text":"a","end":4}]})"))[0], HasSubstr("turns[0].start_ms: is required"));
  EXPECT_THAT(show(dialogue(R"({"turns":[{"text":"a","role":"boss"}]})"))[0],
              HasSubstr("turns[0].role: must be agent"));
  EXPECT_THAT(show(dialogue(R"({"turns":[{"text":"a","words":[{"text":"a"}]}]})"))[0],
              HasSubstr("turns[0].words[0].start_ms: is required"));
  EXPECT_THAT(show(dialogue(R"({"turns":[{"text":"a","start_ms":-1}]})"))[0], HasSubstr("turns[0].start_ms: must be"));
  EXPECT_THAT(show(dialogue(R"({"turns":{}})"))[0], HasSubstr("turns: must be a list"));
  EXPECT_THAT(show(dialogue(R"({})"))[0], HasSubstr("turns: is required"));
  EXPECT_THAT(show(dialogue(R"({"turns":[7]})"))[0], HasSubstr("turns[0]: must be an object"));
}

TEST(DialogueText, ReadsPrefixesInThreeLanguages) {
  EXPECT_EQ(show(read_dialogue_text("Müşteri Temsilcisi: İyi günler\nMüşteri: Merhaba\n  devam ediyor\n\nMT: Evet\n"
                                    "Çağrı Merkezi: a\nCustomer: b\r\nCaller: c\nOperator:d\nBerater: e\nKunde: f\n")),
            (Lines{"agent|||İyi günler", "customer|||Merhaba devam ediyor", "agent|||Evet", "agent|||a", "customer|||b",
                   "customer|||c", "agent|||d", "agent|||e", "customer|||f"}));
}

TEST(DialogueText, TakesTimesMarkdownNumbersAndNames) {
  EXPECT_EQ(show(read_dialogue_text("[00:12] **Müşteri:** Alo\n[00:15 - 00:18.5] **Temsilci**: Buyurun\n"
                                    "01:02:03 Konuşmacı 1: Ben de\n- Agent 2 (Ayşe): hi\nCustomer (01:03:00): hm\n"
                                    "Adresim: Çamlıca\n")),
            (Lines{"customer||12000-12000|Alo", "agent||15000-18500|Buyurun", "|Konuşmacı 1|3723000-3723000|Ben de",
                   "agent|Ayşe||hi", "customer||3780000-3780000|hm Adresim: Çamlıca"}));
  EXPECT_EQ(show(read_dialogue_text("Ayşe Kaya: Merhaba\nMehmet: Selam\nhttp://x.y: z\n")),
            (Lines{"|Ayşe Kaya||Merhaba", "|Mehmet||Selam http://x.y: z"}));
}

TEST(DialogueText, NobodyIsNamedByTheBareWordSpeaker) {
  EXPECT_EQ(show(read_dialogue_text("Konuşmacı: a\nSpeaker: b\nSpeaker B: c\n")),
            (Lines{"|||a", "|||b", "|Speaker B||c"}));
}

TEST(DialogueText, ErrorsNameTheLine) {
  EXPECT_THAT(show(read_dialogue_text("\nmerhaba\n"))[0], HasSubstr("line 2: must begin with who speaks"));
  EXPECT_THAT(show(read_dialogue_text("[00:12 - 00:10] Agent: a"))[0], HasSubstr("line 1: the turn ends before"));
  EXPECT_THAT(show(read_dialogue_text("Agent:\n"))[0], HasSubstr("no lines"));
}

TEST(ReadTranscript, DecidesByContent) {
  EXPECT_EQ(show(read_transcript("WEBVTT\n\n00:01.000 --> 00:02.000\na")), (Lines{"||1000-2000|a"}));
  EXPECT_EQ(show(read_transcript("\n1\n00:00:01,000 --> 00:00:02,000\na")), (Lines{"||1000-2000|a"}));
  EXPECT_EQ(show(read_transcript("\xEF\xBB\xBF 00:00:01,000 --> 00:00:02,000\na")), (Lines{"||1000-2000|a"}));
  EXPECT_EQ(show(read_transcript(R"({"turns":[{"text":"a"}]})")), (Lines{"|||a"}));
  EXPECT_EQ(show(read_transcript(R"({"transcription":[{"text":"a"}]})")), (Lines{"|||a"}));
  EXPECT_EQ(show(read_transcript("[00:12] Agent: a")), (Lines{"agent||12000-12000|a"}));
  EXPECT_THAT(show(read_transcript(" \n"))[0], HasSubstr("empty"));
  EXPECT_THAT(show(read_transcript("{\"a\":1}"))[0], HasSubstr("none of the keys"));
  EXPECT_THAT(show(read_transcript("{\"a\""))[0], HasSubstr("not valid JSON at line 1"));
}

Transcript random_transcript(std::mt19937& random) {
  static const std::vector<std::string> kTexts{
      "Merhaba",     "a & b <c> <i>x</i>", "1 --> 2", "Dikkat: kapı", "Agent: alıntı", "&amp; &lt;",
      "iki  boşluk", "{\\an8} <url>",      "12",      "[00:12] saat", "ğüşiöç İI ı",   "satır\nsonu"};
  static const std::vector<std::string> kNames{
      "", "", "Ayşe", "Agent 1", "SPEAKER_01", "a:b (c) <d>", "müdür & ortak", "a --"};
  const auto pick = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  Transcript transcript;
  transcript.language = pick(2) ? "tr" : "de";
  Millis now{};
  for (std::size_t i = 0, n = 1 + pick(8); i < n; ++i) {
    Turn turn;
    turn.id = "t" + std::to_string(i);
    if (pick(3)) turn.role = static_cast<Role>(pick(4));
    turn.speaker = kNames[pick(kNames.size())];
    turn.text = kTexts[pick(kTexts.size())];
    now += Millis(pick(3000));
    if (pick(4)) turn.time = Interval{now, now + Millis(pick(4000))};
    if (turn.time && pick(2)) turn.words.push_back({"w", *turn.time, 0.5, TimeSource::asr});
    transcript.turns.push_back(turn);
  }
  return transcript;
}

// What a writer writes its reader reads, and after one pass nothing changes any more.
TEST(RoundTrip, TextFormatsReachAFixpoint) {
  std::mt19937 random(7);
  const auto check = [](const Transcript& start, auto read, auto write) {
    std::string text = write(start);
    for (int pass = 0; pass < 2; ++pass) {
      const auto back = read(text);
      ASSERT_TRUE(back) << back.error().message << "\n" << text;
      Transcript next = *back;
      next.language = start.language;
      const std::string again = write(next);
      if (pass == 1) {
        EXPECT_EQ(again, text);
      }
      text = again;
    }
  };
  for (int i = 0; i < 500; ++i) {
    const Transcript transcript = random_transcript(random);
    check(transcript, read_webvtt, write_webvtt);
    check(transcript, read_srt, write_srt);
    check(transcript, read_dialogue_text, [](const Transcript& t) { return write_dialogue_text(t, t.language); });
  }
}

TEST(RoundTrip, WebVttKeepsTurnsTimesAndWhoSpoke) {
  std::mt19937 random(11);
  for (int i = 0; i < 300; ++i) {
    Transcript transcript = random_transcript(random);
    Millis now{};
    for (Turn& turn : transcript.turns) {  // far enough apart that nothing is joined
      turn.time = Interval{now + Millis(5), now + Millis(700)};
      now += Millis(3000);
      turn.words.clear();
      if (turn.speaker.empty()) turn.speaker = "Ayşe";
      turn.text = squeeze(turn.text);
      turn.speaker = squeeze(turn.speaker);
    }
    const auto back = read_webvtt(write_webvtt(transcript));
    ASSERT_TRUE(back);
    EXPECT_EQ(show(*back), show(transcript));
    EXPECT_EQ(back->language, transcript.language);
  }
}

TEST(RoundTrip, JsonFormatsKeepEverything) {
  std::mt19937 random(13);
  for (int i = 0; i < 300; ++i) {
    const Transcript transcript = random_transcript(random);
    const Json json = write_dialogue_json(transcript);
    const auto back = read_dialogue_json(base::parse_json(base::dump_json(json)).value());
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(write_dialogue_json(*back), json);
    const Json whisper = write_whisper_json(transcript);
    const auto heard = read_whisper_json(base::parse_json(base::dump_json(whisper)).value());
    ASSERT_TRUE(heard) << heard.error().message;
    EXPECT_EQ(write_whisper_json(*heard)["segments"].size(), whisper["segments"].size());
    EXPECT_EQ(heard->turns[0].time, transcript.turns[0].time);
    EXPECT_EQ(heard->turns[0].words.size(), transcript.turns[0].words.size());
  }
}

TEST(Writers, SayWhoSpeaksInTheLanguageAsked) {
  Transcript transcript;
  transcript.turns.resize(2);
  transcript.turns[0].role = Role::agent;
  transcript.turns[0].speaker = "Ayşe";
  transcript.turns[0].text = "Buyurun";
  transcript.turns[0].time = Interval{Millis(65'000), Millis(66'500)};
  transcript.turns[1].text = "Alo";
  EXPECT_EQ(write_dialogue_text(transcript, "tr"), "[01:05] Temsilci (Ayşe): Buyurun\nKonuşmacı: Alo\n");
  EXPECT_EQ(write_dialogue_text(transcript, "de"), "[01:05] Berater (Ayşe): Buyurun\nSprecher: Alo\n");
  EXPECT_EQ(write_webvtt(transcript),
            "WEBVTT\n\n00:01:05.000 --> 00:01:06.500\n<v.agent Ayşe>Buyurun\n\n00:01:05.000 --> 00:01:05.000\nAlo\n");
  EXPECT_EQ(write_srt(transcript),
            "1\n00:01:05,000 --> 00:01:06,500\nAgent (Ayşe): Buyurun\n\n2\n00:01:05,000 --> 00:01:05,000\nAlo\n");
}

}  // namespace
}  // namespace cxai::conversation
