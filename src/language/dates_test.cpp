#include "language/dates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "language/random_text.hpp"

namespace cxai::language {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

LocalMinutes at(int year, int month, int day, int hour, int minute) {
  return LocalMinutes(std::chrono::local_days(std::chrono::year(year) / month / day)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute);
}

// Tuesday, 9 June 2026, 14:20
const LocalMinutes kTuesday = at(2026, 6, 9, 14, 20);

std::string shown(std::string_view text, const DateFind& find) {
  char day[16] = "-";
  if (find.day)
    std::snprintf(day, sizeof day, "%02u-%02u", static_cast<unsigned>(find.day->month()),
                  static_cast<unsigned>(find.day->day()));
  return std::string(text.substr(find.begin, find.end - find.begin)) + "=" + day;
}

std::vector<std::string> found(std::string_view text, std::string_view language, LocalMinutes when = kTuesday) {
  std::vector<std::string> out;
  for (const DateFind& find : find_dates(text, language, when)) out.push_back(shown(text, find));
  return out;
}

struct Row {
  const char* text;
  const char* day;  // "06-10" of the first find; "" for none
};

void expect_rows(const std::vector<Row>& rows, std::string_view language, LocalMinutes when = kTuesday) {
  for (const Row& row : rows) {
    const auto finds = find_dates(row.text, language, when);
    std::string day;
    for (const DateFind& find : finds) {
      if (!find.day || find.kind == DateKind::now) continue;
      day = shown(row.text, find);
      day = day.substr(day.size() - 5);
      break;
    }
    EXPECT_EQ(day, row.day) << row.text;
  }
}

TEST(Dates, TurkishDays) {
  expect_rows({{"bugün mesai bitimine kadar dönüş yapacağız", "06-09"},
               {"yarın öğleye kadar ararım", "06-10"},
               {"yarin sabah arayacagim sizi", "06-10"},
               {"öbür gün ikinci eksper sizi arayacak", "06-11"},
               {"cuma günü elinizde olur", "06-12"},
               {"perşembeye kadar karar veririm", "06-11"},
               {"pazartesiye hazır olur", "06-15"},
               {"salı gelirim", "06-16"},
               {"haftaya salı gelip alır", "06-16"},
               {"kargo haftaya pazartesi gelecek", "06-15"},
               {"haftaya perşembe", "06-18"},
               {"gelecek hafta çarşamba gelir", "06-17"},
               {"bu hafta cuma", "06-12"},
               {"önümüzdeki cuma arayalım", "06-12"},
               {"haftaya ararız", "06-16"},
               {"hafta sonuna kadar cevap verecekler", "06-14"},
               {"bu hafta içinde tamamlanır", "06-12"},
               {"ay sonuna kadar yazılı cevap alırsınız", "06-30"},
               {"ay sonu yatar", "06-30"},
               {"yıl sonuna kadar geçerli", "12-31"},
               {"gün içinde sonuçlanacaktır", "06-09"}},
              "tr");
}

TEST(Dates, TurkishDates) {
  expect_rows({{"15 Temmuz'da yapılacak", "07-15"},
               {"Tutar 12 Haziran'a kadar yansır", "06-12"},
               {"on ekim cumartesi geliriz", "10-10"},
               {"1 Haziran Pazartesi yatacak", "06-01"},
               {"2 Ocak'ta başlar", "01-02"},
               {"ayın onuna kadar bildireceğiz", "06-10"},
               {"en geç ayın 20'sinde", "06-20"},
               {"ayın beşinde öderim", "07-05"},
               {"21'ine kadar teslim edilir", "06-21"},
               {"gelecek ayın üçünde", "07-03"},
               {"12.07.2026 tarihinde", "07-12"},
               {"15.08.2026'ya kadar", "08-15"},
               {"29 Şubat'ta", ""}},
              "tr");
}

TEST(Dates, TurkishDurations) {
  expect_rows({{"üç iş günü içinde adresinizde olur", "06-12"},
               {"3 iş günü içinde SMS ile bilgi verilecektir", "06-12"},
               {"uc is gunu icinde donus yapilir", "06-12"},
               {"yedi iş günü içinde yanıt gelir", "06-18"},
               {"1-3 iş gününde kartınıza döner", "06-12"},
               {"5 ila 7 iş günü içinde", "06-18"},
               {"bir hafta içinde sonuçlanacaktır", "06-16"},
               {"iki güne elinizde", "06-11"},
               {"on beş gün içinde ulaşır", "06-24"},
               {"altmış gün içinde karar verir", "08-08"},
               {"kırk sekiz saat içinde dönüş sağlanacaktır", "06-11"},
               {"24 saat içinde", "06-10"},
               {"15 dakika içinde ulaşacak", "06-09"},
               {"kırk beş dakikaya oradadır", "06-09"},
               {"yarım saate ordalar", "06-09"},
               {"iki hafta sonra gelin", "06-23"},
               {"bir ay içinde", "07-09"},
               {"üç gün önce aradım", ""},
               {"iki haftadır bekliyorum", ""},
               {"üç gündür internet yok", ""},
               {"iş günü dışında", ""}},
              "tr");
  expect_rows({{"Tahmini onarım saati 02:00", "01-28"}, {"72 saat içinde biter", "01-30"}}, "tr",
              at(2026, 1, 27, 22, 36));
  // Counted from the next working day.
  expect_rows({{"2 iş günü içinde annenize ulaştırıyoruz", "03-10"}}, "tr", at(2026, 3, 8, 18, 22));
}

TEST(Dates, TurkishTimesOfDay) {
  expect_rows({{"akşam beşte ben sizi arayıp soracağım", "06-09"},
               {"akşam gönderirim ben", "06-09"},
               {"sabah sekizde gelir çırak", "06-10"},
               {"saat on birde ararız", "06-09"},
               {"saat birde getirecekler", "06-10"},
               {"beşe kadar yazıyorum", "06-09"},
               {"17.30-19.00 arasına alındı", "06-09"},
               {"14 ile 16 arası boş", "06-09"},
               {"bugün gece yarısına kadar düşer", "06-09"},
               {"bu gece nöbetçi yöneticimiz arayacak", "06-09"},
               {"dün akşam aradım", ""},
               {"ona kadar saydım", "06-09"},
               {"birde şu var", ""},
               {"iyi akşamlar, iyi geceler", ""}},
              "tr");
}

TEST(Dates, ADayAndItsTimeAreOne) {
  EXPECT_THAT(found("yarın on ikiye kadar size haber veririz", "tr"), ElementsAre("yarın on ikiye kadar=06-10"));
  EXPECT_THAT(found("Cuma 17.30-19.00 arasına alındı", "tr"), ElementsAre("Cuma 17.30-19.00 arasına=06-12"));
  EXPECT_THAT(found("on ekim cumartesi dokuz on bir arasına yazdım", "tr"),
              ElementsAre("on ekim cumartesi dokuz on bir arasına=10-10"));
  EXPECT_THAT(found("bugün kargoya veriyorum iki gün içinde ulaşır", "tr"),
              ElementsAre("bugün=06-09", "iki gün içinde=06-11"));
  EXPECT_THAT(found("our team will ring you tomorrow at ten", "en"), ElementsAre("tomorrow at ten=06-10"));
  EXPECT_THAT(found("morgen zwischen acht und zwölf", "de"), ElementsAre("morgen zwischen acht und zwölf=06-10"));
}

TEST(Dates, CountedFromAnEvent) {
  const std::string text = "Ulaştıktan sonra 5 iş günü içinde göndeririz";
  const auto finds = find_dates(text, "tr", kTuesday);
  ASSERT_EQ(finds.size(), 1U);
  EXPECT_TRUE(finds[0].after_event);
  EXPECT_FALSE(finds[0].day);
  EXPECT_EQ(finds[0].days, 5);
  EXPECT_TRUE(finds[0].working_days);
  EXPECT_TRUE(find_dates("belge gelince on iş günü içinde", "tr", kTuesday)[0].after_event);
  EXPECT_TRUE(find_dates("within 5 days of receiving it", "en", kTuesday)[0].after_event);
  EXPECT_TRUE(find_dates("innerhalb von drei Tagen nach Eingang", "de", kTuesday)[0].after_event);
}

TEST(Dates, English) {
  expect_rows({{"within 48 hours", "06-11"},
               {"by Friday", "06-12"},
               {"in three business days", "06-12"},
               {"within 3 business days", "06-12"},
               {"3-5 business days", "06-16"},
               {"in five working days", "06-16"},
               {"tomorrow morning", "06-10"},
               {"tomorrow friday by noon", "06-10"},
               {"the day after tomorrow", "06-11"},
               {"by the second of July", "07-02"},
               {"by Friday 25 September", "09-25"},
               {"on April 2nd, 2027", "04-02"},
               {"by the 30th", "06-30"},
               {"by the end of the month", "06-30"},
               {"end of the week", "06-12"},
               {"next week", "06-19"},
               {"next Monday", "06-15"},
               {"in a week", "06-16"},
               {"within the hour", "06-09"},
               {"in half an hour", "06-09"},
               {"in ten minutes", "06-09"},
               {"before 7 PM", "06-09"},
               {"at half eight to check", "06-09"},
               {"he'll bring it between five and six", "06-09"},
               {"this afternoon", "06-09"},
               {"tonight", "06-09"},
               {"two days ago", ""},
               {"for three days", ""},
               {"last Friday", ""},
               {"good morning", ""},
               {"I sat down", ""},
               {"at 3 stations", ""}},
              "en");
}

TEST(Dates, German) {
  expect_rows({{"bis Ende der Woche", "06-12"},
               {"übermorgen", "06-11"},
               {"innerhalb von zwei Werktagen", "06-11"},
               {"in fünf bis sieben Werktagen", "06-18"},
               {"innerhalb einer Woche", "06-16"},
               {"bis Freitag nächster Woche", "06-19"},
               {"bis Ende nächster Woche", "06-19"},
               {"Mittwoch ist es da", "06-10"},
               {"am Freitag", "06-12"},
               {"morgen früh", "06-10"},
               {"heute Abend", "06-09"},
               {"diese Woche", "06-12"},
               {"bis Ende des Monats", "06-30"},
               {"am 30.", "06-30"},
               {"bis zum 15. Juli", "07-15"},
               {"am fünfzehnten Juli", "07-15"},
               {"12.07.2026", "07-12"},
               {"in vierzig Minuten", "06-09"},
               {"in einer halben Stunde", "06-09"},
               {"bis halb drei", "06-09"},
               {"22 Uhr", "06-09"},
               {"Guten Morgen", ""},
               {"seit drei Tagen", ""},
               {"vor zwei Wochen", ""},
               {"schönen Abend noch", ""}},
              "de");
}

TEST(Dates, WithoutATimeOnlyFullDatesHaveADay) {
  EXPECT_EQ(find_dates("yarın ararım", "tr", std::nullopt).at(0).day, std::nullopt);
  EXPECT_EQ(find_dates("15 Temmuz'da", "tr", std::nullopt).at(0).day, std::nullopt);
  EXPECT_TRUE(find_dates("15 Temmuz 2026'da", "tr", std::nullopt).at(0).day.has_value());
}

TEST(Dates, WorkingDaysSkipTheWeekend) {
  const std::chrono::local_days friday{std::chrono::year(2026) / 6 / 12};
  EXPECT_EQ(add_working_days(friday, 1), std::chrono::local_days(std::chrono::year(2026) / 6 / 15));
  EXPECT_EQ(add_working_days(friday, 5), std::chrono::local_days(std::chrono::year(2026) / 6 / 19));
  EXPECT_EQ(add_working_days(friday, 0), friday);
}

TEST(Dates, StandWithinTheirText) {
  std::mt19937 rng(9);
  for (int round = 0; round < 1500; ++round) {
    const std::string text = random_text(rng, 40);
    std::size_t last = 0;
    for (const auto& find : find_dates(text, round % 3 == 0 ? "tr" : round % 3 == 1 ? "en" : "de", kTuesday)) {
      ASSERT_LE(last, find.begin);
      ASSERT_LT(find.begin, find.end);
      ASSERT_LE(find.end, text.size());
      last = find.end;
    }
  }
}

}  // namespace
}  // namespace cxai::language
