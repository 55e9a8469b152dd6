#include <algorithm>
#include <array>
#include <cstdint>

#include "speech/guards.hpp"

namespace cxai::speech {
namespace {

// Folded. Credits hold these words anywhere; a farewell is one of these sentences and nothing else.
constexpr std::array<std::string_view, 26> kCredits{
    "altyazi m k",
    "altyazi ceviri",
    "altyazi ve ceviri",
    "altyazilar",
    "ceviri ve altyazi",
    "abone olmayi",
    "kanalima abone",
    "kanalimiza abone",
    "videoyu begenmeyi",
    "begenmeyi unutmayin",
    "begen butonuna",
    "amara org",
    "izlediginiz icin",
    "beni izlediginiz",
    "bir sonraki videoda",
    "thanks for watching",
    "thank you for watching",
    "subscribe to",
    "like and subscribe",
    "subtitles by",
    "see you in the next video",
    "untertitel",
    "vielen dank furs zuschauen",
    "danke furs zuschauen",
    "bis zum nachsten video",
    "copyright wdr",
};
constexpr std::array<std::string_view, 24> kFarewells{
    "tesekkurler",
    "tesekkur ederim",
    "tesekkur ederiz",
    "cok tesekkur ederim",
    "dinlediginiz icin tesekkurler",
    "dinlediginiz icin tesekkur ederim",
    "kendinize iyi bakin",
    "gorusmek uzere",
    "gorusuruz",
    "hosca kalin",
    "hoscakalin",
    "allaha emanet olun",
    "devam edecek",
    "sesli betimleme",
    "thank you",
    "thank you very much",
    "thank you so much",
    "bye",
    "bye bye",
    "you",
    "vielen dank",
    "danke",
    "tschuss",
    "das war s",
};

// One letter without its mark; 0 for what is no letter or digit.
char plain(std::uint32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return static_cast<char>(c);
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c + 32);
  switch (c) {
    case 0xC2:
    case 0xE2:
    case 0xC4:
    case 0xE4:
      return 'a';
    case 0xC7:
    case 0xE7:
      return 'c';
    case 0x11E:
    case 0x11F:
      return 'g';
    case 0x130:
    case 0x131:
    case 0xCE:
    case 0xEE:
      return 'i';
    case 0xD6:
    case 0xF6:
      return 'o';
    case 0x15E:
    case 0x15F:
    case 0x218:
    case 0x219:
      return 's';
    case 0xDC:
    case 0xFC:
    case 0xDB:
    case 0xFB:
      return 'u';
    default:
      return 0;
  }
}

// The next code point of `text`, which loses it; 0xFFFD for a byte that begins none.
std::uint32_t take_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (lead < 0x80 || length == 1 || text.size() < length) {
    text.remove_prefix(1);
    return lead < 0x80 ? lead : 0xFFFD;
  }
  std::uint32_t c = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) c = (c << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(length);
  return c;
}

bool holds(std::string_view folded, std::string_view phrase) {
  for (std::size_t at = folded.find(phrase); at != std::string_view::npos; at = folded.find(phrase, at + 1))
    if (at == 0 || folded[at - 1] == ' ') return true;
  return false;
}

}  // namespace

std::string fold_phrase(std::string_view text) {
  std::string folded;
  bool gap = false;
  while (!text.empty()) {
    const std::uint32_t c = take_code_point(text);
    if (c == 0x307) continue;  // the dot that lower-casing leaves of İ
    const char letter = c == 0xDF ? 's' : plain(c);
    if (letter == 0) {
      gap = true;
      continue;
    }
    if (gap && !folded.empty()) folded += ' ';
    gap = false;
    folded += letter;
    if (c == 0xDF) folded += 's';
  }
  return folded;
}

Outro outro_of(std::string_view sentence) {
  const std::string folded = fold_phrase(sentence);
  if (std::ranges::any_of(kCredits, [&](std::string_view phrase) { return holds(folded, phrase); }))
    return Outro::credit;
  return std::ranges::find(kFarewells, folded) != kFarewells.end() ? Outro::farewell : Outro::none;
}

}  // namespace cxai::speech
