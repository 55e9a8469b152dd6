#include "speech/guards.hpp"

#include <gmock/gmock.h>

namespace cxai::speech {
namespace {

using conversation::DropReason;
using conversation::Interval;
using conversation::TimeSource;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Verdict kSure{0.01, -0.2, 1.4, 1.0};

// A window of pieces one after the other with 200 ms between, each as loud as said.
Window window_of(const std::vector<std::pair<int, double>>& lengths_ms_and_db) {
  Window window;
  Millis at{};
  Millis recorded{10'000};
  for (const auto& [length, db] : lengths_ms_and_db) {
    if (!window.pieces.empty()) at += Millis(200);
    window.pieces.push_back({{recorded, recorded + Millis(length)}, at, Millis(length)});
    window.levels_db.resize(static_cast<std::size_t>(at.count() / 10), -100);
    window.levels_db.resize(static_cast<std::size_t>((at.count() + length) / 10), static_cast<float>(db));
    at += Millis(length);
    recorded += Millis(length + 5'000);
  }
  return window;
}

// The words of a sentence, spread evenly over a stretch of window time.
std::vector<conversation::Word> said(const std::string& text, int from_ms, int to_ms, double confidence = 0.9) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + " ")
    if (c != ' ')
      word += c;
    else if (!word.empty())
      words.push_back(std::exchange(word, ""));
  std::vector<conversation::Word> out;
  const double each = static_cast<double>(to_ms - from_ms) / static_cast<double>(words.size());
  for (std::size_t i = 0; i < words.size(); ++i)
    out.push_back({words[i],
                   {Millis(from_ms + static_cast<int>(each * static_cast<double>(i))),
                    Millis(from_ms + static_cast<int>(each * static_cast<double>(i + 1)))},
                   confidence,
                   TimeSource::asr});
  return out;
}

template <class... More>
std::vector<conversation::Word> said_all(std::vector<conversation::Word> first, const More&... more) {
  (first.insert(first.end(), more.begin(), more.end()), ...);
  return first;
}

Guarded judge(const Window& window, std::vector<conversation::Word> words, const Verdict& verdict = kSure) {
  return guard(window, place_words(window, std::move(words)), verdict);
}

std::string text_of(const Guarded& guarded) {
  std::string text;
  for (const auto& word : guarded.words) text += (text.empty() ? "" : " ") + word.text;
  return text;
}

std::vector<DropReason> reasons(const Guarded& guarded) {
  std::vector<DropReason> out;
  for (const auto& dropped : guarded.dropped) out.push_back(dropped.reason);
  return out;
}

TEST(Guards, LeaveOrdinaryWordsAlone) {
  const Window window = window_of({{3000, -20}, {4000, -24}});
  const auto out = judge(window, said_all(said("Merhaba, faturam yanlış geldi.", 100, 2800),
                                          said("Numaram sıfır beş yüz otuz iki.", 3300, 7000)));
  EXPECT_EQ(text_of(out), "Merhaba, faturam yanlış geldi. Numaram sıfır beş yüz otuz iki.");
  EXPECT_THAT(out.dropped, IsEmpty());
  EXPECT_EQ(out.words.back().time.end, window.pieces[1].time.start + Millis(3800));
}

TEST(Guards, SayWhichPieceGaveNoWords) {
  const Window window = window_of({{1000, -20}, {900, -30}, {1000, -20}});
  const auto out = judge(window, said_all(said("evet buyurun", 100, 900), said("dinliyorum", 2400, 3200)));
  ASSERT_EQ(reasons(out), std::vector{DropReason::no_speech});
  EXPECT_EQ(out.dropped[0].time, window.pieces[1].time);
  EXPECT_EQ(out.dropped[0].figures[1].first, "level_db");
  EXPECT_NEAR(out.dropped[0].figures[1].second, -30, 0.1);
}

TEST(Guards, TakeAnUnsureTextOverSilenceForSilence) {
  const Window window = window_of({{2000, -50}, {2000, -50}});
  const auto words = said("bir şeyler duyuyorum", 200, 1800);
  const auto silent = judge(window, words, {0.8, -1.3, 1.0, 1.0});
  EXPECT_THAT(silent.words, IsEmpty());
  EXPECT_EQ(silent.dropped.size(), 2U);
  EXPECT_EQ(silent.dropped[0].reason, DropReason::no_speech);
  EXPECT_EQ(text_of(judge(window, words, {0.8, -0.4, 1.0, 1.0})), "bir şeyler duyuyorum") << "sure of the text";
  EXPECT_EQ(text_of(judge(window, words, {0.2, -1.3, 1.0, 1.0})), "bir şeyler duyuyorum") << "sure of the speech";
}

TEST(Guards, DoubtALanguageThatNobodySpeaks) {
  const Window window = window_of({{2000, -25}});
  const auto words = said("unga bunga", 200, 1800);
  EXPECT_EQ(reasons(judge(window, words, {0.1, -0.9, 1.0, 0.2})), std::vector{DropReason::language_unclear});
  EXPECT_THAT(judge(window, words, {0.1, -0.3, 1.0, 0.2}).dropped, IsEmpty());
  EXPECT_THAT(judge(window, words, {0.1, -0.9, 1.0, 0.8}).dropped, IsEmpty());
}

TEST(Guards, CutOutWordsThatGoRoundInACircle) {
  const Window window = window_of({{20'000, -20}});
  std::string loop = "Kargom gelmedi";
  for (int i = 0; i < 6; ++i) loop += " ve ben de";
  const auto out = judge(window, said_all(said(loop, 0, 12'000), said("lütfen bakar mısınız?", 13'000, 15'000)),
                         {0.05, -0.3, 3.1, 1.0});
  EXPECT_EQ(text_of(out), "Kargom gelmedi lütfen bakar mısınız?");
  ASSERT_EQ(reasons(out), std::vector{DropReason::repetition});
  EXPECT_EQ(out.dropped[0].figures, (std::vector<std::pair<std::string, double>>{{"words", 3}, {"times", 6}}));
  EXPECT_GT(out.dropped[0].time.start, Millis(11'000));
  EXPECT_LT(out.dropped[0].time.end, Millis(23'000));
}

TEST(Guards, LetPeopleRepeatThemselves) {
  const Window window = window_of({{15'000, -20}});
  for (const char* text : {"Evet evet evet evet, tamam tamam.", "Sıfır sıfır sıfır beş beş sıfır sıfır sıfır.",
                           "Alo? Alo? Alo? Alo? Beni duyuyor musunuz?", "Bir dakika bir dakika bir dakika bekleyin."}) {
    const auto out = judge(window, said(text, 0, 9'000));
    EXPECT_EQ(text_of(out), text);
    EXPECT_THAT(out.dropped, IsEmpty());
  }
}

TEST(Guards, BelieveTheCompressionWhereNoCircleIsFound) {
  const Window window = window_of({{5000, -20}});
  const auto out = judge(window, said("ana fikir ana fikri ana fikre", 0, 4000), {0.05, -0.5, 2.8, 1.0});
  EXPECT_THAT(out.words, IsEmpty());
  EXPECT_EQ(reasons(out), std::vector{DropReason::repetition});
}

TEST(Guards, DoNotTakeOtherScriptsForRepetition) {
  const Window window = window_of({{9000, -20}});
  const auto out = judge(window, said("один два три четыре пять шесть семь восемь девять", 0, 8000));
  EXPECT_EQ(out.words.size(), 9U);
}

TEST(Guards, KnowThePhrasesOfSubtitles) {
  for (const char* credit :
       {"Altyazı M.K.", "ALTYAZI M.K.", "İzlediğiniz için teşekkürler.", "Abone olmayı unutmayın!",
        "Kanalıma abone olmayı ve beğenmeyi unutmayın.", "Thanks for watching!", "Subtitles by the Amara.org community",
        "Untertitel der Amara.org-Community", "Untertitelung des ZDF, 2020", "Bir sonraki videoda görüşmek üzere."})
    EXPECT_EQ(outro_of(credit), Outro::credit) << credit;
  for (const char* farewell : {"Teşekkür ederim.", "Thank you.", "Vielen Dank.", "Kendinize iyi bakın.", "Tschüss!"})
    EXPECT_EQ(outro_of(farewell), Outro::farewell) << farewell;
  for (const char* said : {"Teşekkür ederim, sorunum çözüldü.", "Paketinize abone olmak istiyorum.", "Thank you, Ayşe.",
                           "Faturayı izledim.", "", "Aboneliğimi iptal edin."})
    EXPECT_EQ(outro_of(said), Outro::none) << said;
}

TEST(Guards, DropAFilmsEndThatStandsAlone) {
  const Window window = window_of({{3000, -20}, {1500, -22}});
  const auto out =
      judge(window, said_all(said("Bakiyem ne kadar?", 200, 2500), said("İzlediğiniz için teşekkürler.", 3300, 4500)));
  EXPECT_EQ(text_of(out), "Bakiyem ne kadar?");
  ASSERT_EQ(reasons(out), std::vector{DropReason::invented_outro});
  EXPECT_EQ(out.dropped[0].time, window.pieces[1].time) << "the whole piece";
}

TEST(Guards, BelieveThanksThatTheSoundCarries) {
  const Window window = window_of({{3000, -20}, {1200, -24}});
  const auto words = said_all(said("Başka bir sorunuz var mı?", 200, 2500), said("Teşekkür ederim.", 3300, 4300));
  EXPECT_THAT(judge(window, words).dropped, IsEmpty());
  const auto unsure = judge(window, words, {0.4, -0.5, 1.2, 1.0});
  EXPECT_EQ(reasons(unsure), std::vector{DropReason::invented_outro});
  EXPECT_EQ(text_of(unsure), "Başka bir sorunuz var mı?");
}

TEST(Guards, DoubtThanksOverNearSilence) {
  const auto words = said_all(said("Başka bir sorunuz var mı?", 200, 2500), said("Teşekkür ederim.", 3300, 4300));
  EXPECT_EQ(reasons(judge(window_of({{3000, -20}, {1200, -52}}), words)), std::vector{DropReason::invented_outro});
  const Window loud = window_of({{3000, -12}, {1200, -40}});
  EXPECT_EQ(reasons(judge(loud, words)), std::vector{DropReason::invented_outro}) << "far below the rest";
  const Window blip = window_of({{3000, -20}, {250, -24}});
  EXPECT_EQ(reasons(judge(
                blip, said_all(said("Başka bir sorunuz var mı?", 200, 2500), said("Teşekkür ederim.", 3200, 3450)))),
            std::vector{DropReason::invented_outro})
      << "too short to say it";
  const auto mumbled =
      said_all(said("Başka bir sorunuz var mı?", 200, 2500), said("Teşekkür ederim.", 3300, 4300, 0.3));
  EXPECT_EQ(reasons(judge(window_of({{3000, -20}, {1200, -24}}), mumbled)), std::vector{DropReason::invented_outro});
}

TEST(Guards, FindAnOutroAtTheEndOfAPiece) {
  Window window = window_of({{8000, -20}});
  for (std::size_t i = 400; i < window.levels_db.size(); ++i) window.levels_db[i] = -70;
  const auto out = judge(
      window, said_all(said("Tamam, iyi günler.", 200, 3500), said("İzlediğiniz için teşekkür ederim.", 5000, 7500)));
  EXPECT_EQ(text_of(out), "Tamam, iyi günler.");
  ASSERT_EQ(reasons(out), std::vector{DropReason::invented_outro});
  EXPECT_EQ(out.dropped[0].time, (Interval{Millis(15'000), Millis(17'500)})) << "only the sentence";
}

TEST(Guards, DropMoreThanAnybodySaysInTheTime) {
  const Window window = window_of({{400, -20}, {3000, -20}});
  const auto out = judge(window, said_all(said("bu kadar çok sözü kimse bu sürede asla söyleyemez", 0, 400),
                                          said("Evet doğru.", 1000, 2500)));
  EXPECT_EQ(text_of(out), "Evet doğru.");
  ASSERT_EQ(reasons(out), std::vector{DropReason::too_fast});
  EXPECT_EQ(out.dropped[0].figures[0], (std::pair<std::string, double>{"words", 9}));
}

TEST(Guards, DropWordsWhereThereIsNoSoundAtAll) {
  const Window window = window_of({{3000, -20}});
  const auto out =
      judge(window, said_all(said("Merhaba buyurun.", 200, 2000), said("Görüntülü anlatım", 9000, 10'000)));
  EXPECT_EQ(text_of(out), "Merhaba buyurun.");
  EXPECT_EQ(reasons(out), (std::vector{DropReason::no_speech, DropReason::no_speech}));
  EXPECT_EQ(out.dropped[0].figures[0].first, "outside_ms");
}

TEST(Guards, FoldLettersOfAllThreeLanguages) {
  EXPECT_EQ(fold_phrase("İZLEDİĞİNİZ için, teşekkürler!"), "izlediginiz icin tesekkurler");
  EXPECT_EQ(fold_phrase("Tschüß"), "tschuss");
  EXPECT_EQ(fold_phrase("  … "), "");
  EXPECT_EQ(fold_phrase("\xff\xc3"), "");
}

TEST(Guards, FindTheFirstCircle) {
  EXPECT_EQ(find_loop({"a", "b", "c"}, 0).times, 0U);
  EXPECT_EQ(find_loop({}, 0).times, 0U);
  const Loop loop = find_loop({"x", "a", "b", "a", "b", "a", "b", "a", "b", "a", "b", "y"}, 0);
  EXPECT_EQ(loop.first, 1U);
  EXPECT_EQ(loop.length, 2U);
  EXPECT_EQ(loop.times, 5U);
}

}  // namespace
}  // namespace cxai::speech
