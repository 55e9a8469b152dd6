#include "language/chat_spelling.hpp"

#include <algorithm>
#include <optional>

#include "base/utf8.hpp"
#include "language/characters.hpp"
#include "language/chat_words.hpp"
#include "language/turkish_morphology.hpp"
#include "language/turkish_roots.hpp"

namespace cxai::language {
namespace {

constexpr std::size_t kMostPlaces = 9;       // of letters that may have lost their points: 512 spellings
constexpr float kOfPoint = 0.25F;            // each letter that gets them back
constexpr std::size_t kLeastPlainWords = 2;  // without any Turkish letter: typed on a plain keyboard
constexpr std::size_t kLongestWord = 24;

std::u32string decoded(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) out += decode(text, i);
  return out;
}

std::string encoded(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) base::append_utf8(out, c);
  return out;
}

char32_t pointed(char32_t c) {
  switch (c) {
    case U'c':
      return U'ç';
    case U'g':
      return U'ğ';
    case U'i':
      return U'ı';
    case U'o':
      return U'ö';
    case U's':
      return U'ş';
    case U'u':
      return U'ü';
    default:
      return U'\0';
  }
}

bool is_pointed(char32_t c) {
  return std::u32string_view(U"çğıöşüİÇĞÖŞÜ").find(c) != std::u32string_view::npos;
}

struct Best {
  std::string word;
  TurkishReading reading;
};

std::optional<TurkishReading> known_reading(const std::string& word) {
  const TurkishReading* const best = likeliest_turkish(word);
  return best != nullptr && best->known ? std::optional(*best) : std::nullopt;
}

// The same for spellings that are only tried, and need not be remembered.
std::optional<TurkishReading> tried_reading(const std::string& word) {
  auto readings = read_turkish(word, 1);
  if (readings.empty() || !readings.front().known) return std::nullopt;
  return std::move(readings.front());
}

// The likeliest spelling with points put back; nothing where none is known.
std::optional<Best> with_points(const std::u32string& word) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (pointed(word[i]) != U'\0' && !(word[i] == U'g' && i == 0)) places.push_back(i);
  if (places.empty() || places.size() > kMostPlaces) return std::nullopt;
  std::optional<Best> best;
  float least = 0;
  for (std::size_t set = 1; set < (std::size_t{1} << places.size()); ++set) {
    std::u32string other = word;
    float cost = 0;
    for (std::size_t k = 0; k < places.size(); ++k)
      if ((set >> k & 1U) != 0) {
        other[places[k]] = pointed(other[places[k]]);
        cost += kOfPoint;
      }
    std::string spelled = encoded(other);
    auto reading = tried_reading(spelled);
    if (!reading || (best && reading->cost + cost >= least)) continue;
    least = reading->cost + cost;
    reading->cost = least;
    best = Best{std::move(spelled), std::move(*reading)};
  }
  return best;
}

// "geliyom" → "geliyorum", for a word that ends in -iyo and a person.
std::string unspoken(const std::string& word) {
  static constexpr std::pair<std::string_view, std::string_view> kEndings[] = {
      {"yo", "yor"},       {"yom", "yorum"},      {"yon", "yorsun"},       {"yosun", "yorsun"}, {"yoz", "yoruz"},
      {"yoruz", "yoruz"},  {"yonuz", "yorsunuz"}, {"yosunuz", "yorsunuz"}, {"yolar", "yorlar"}, {"yodu", "yordu"},
      {"yodum", "yordum"}, {"yosa", "yorsa"},     {"yolardı", "yorlardı"}, {"yoduk", "yorduk"}, {"yomuş", "yormuş"}};
  for (const auto& [typed, right] : kEndings)
    if (word.ends_with(typed)) return word.substr(0, word.size() - typed.size()) + std::string(right);
  return word;
}

// "gelicem" → "geleceğim", "yapmıcaz" → "yapmayacağız", "okuyucam" → "okuyacağım".
std::optional<std::string> written_future(const std::u32string& word) {
  std::size_t c = word.rfind(U'c');
  if (c == std::u32string::npos || c < 2 || c + 2 >= word.size()) return std::nullopt;
  const char32_t low = word[c + 1];
  if (low != U'a' && low != U'e') return std::nullopt;
  const std::u32string_view ending = std::u32string_view(word).substr(c + 2);
  const char32_t high = low == U'a' ? U'ı' : U'i';
  std::u32string after;
  if (ending == U"m") {
    after = {U'ğ', high, U'm'};
  } else if (ending == U"z") {
    after = {U'ğ', high, U'z'};
  } else if (ending == U"n") {
    after = {U'k', U's', high, U'n'};
  } else if (ending.starts_with(U"k") || ending.starts_with(U"ğ")) {
    after = ending;
  } else {
    return std::nullopt;
  }
  const char32_t before = word[c - 1];
  std::u32string stem;
  if (before == U'ı' || before == U'i' || before == U'u' || before == U'ü') {
    stem = word.substr(0, c - 1);
    // The m of a negation keeps its vowel: gelmi-cem → gelme-yeceğim.
    if (stem.ends_with(U'm') && read_turkish(encoded(stem.substr(0, stem.size() - 1)), 1).size() == 1) {
      const auto verb_stem = read_turkish(encoded(stem.substr(0, stem.size() - 1)), 1).front();
      if (verb_stem.known && verb_stem.verb) stem += std::u32string{low, U'y'};
    }
  } else if (before == low && ending == U"m") {
    stem = word.substr(0, c - 1);
  } else {
    return std::nullopt;
  }
  return encoded(stem + low + U'c' + low + after);
}

// "varmı" → "var mı", "geldinizmi" → "geldiniz mi".
std::optional<std::string> with_question_apart(const std::string& word) {
  static constexpr std::string_view kQuestions[] = {"mı",      "mi",      "mu",    "mü",    "mıyım",   "miyim",
                                                    "muyum",   "müyüm",   "mısın", "misin", "musun",   "müsün",
                                                    "mıyız",   "miyiz",   "muyuz", "müyüz", "mısınız", "misiniz",
                                                    "musunuz", "müsünüz", "mıydı", "miydi", "muydu",   "müydü"};
  for (const std::string_view question : kQuestions) {
    if (!word.ends_with(question) || word.size() < question.size() + 2) continue;
    const std::string before = word.substr(0, word.size() - question.size());
    if (known_reading(before)) return before + " " + std::string(question);
  }
  return std::nullopt;
}

// Runs of one letter cut to `most`.
std::u32string shortened(const std::u32string& word, std::size_t most) {
  std::u32string out;
  std::size_t run = 0;
  for (const char32_t c : word) {
    run = !out.empty() && out.back() == c ? run + 1 : 1;
    if (run <= most) out += c;
  }
  return out;
}

bool has_long_run(const std::u32string& word) {
  return shortened(word, 2).size() < word.size();
}

// A Turkish word in the spelling of the dictionary; nothing where it should stay.
std::optional<std::string> respelled_turkish(const std::string& folded, bool plain_keyboard) {
  if (const auto whole = chat_word(folded, "tr"); !whole.empty()) return std::string(whole);
  std::u32string word = decoded(folded);
  if (word.size() > kLongestWord || word.size() < 2) return std::nullopt;
  bool changed = false;
  if (has_long_run(word)) {
    const std::u32string one = shortened(word, 1);
    const std::u32string two = shortened(word, 2);
    word = known_reading(encoded(two)) && !known_reading(encoded(one)) ? two : one;
    changed = true;
    if (const auto whole = chat_word(encoded(word), "tr"); !whole.empty()) return std::string(whole);
  }
  for (char32_t& c : word) {
    if (c != U'w' && c != U'q') continue;
    std::u32string other = word;
    std::ranges::replace(other, U'w', U'v');
    std::ranges::replace(other, U'q', U'k');
    if (!known_reading(encoded(other))) break;
    word = other;
    changed = true;
    break;
  }
  std::string now = encoded(word);
  auto reading = known_reading(now);
  if (plain_keyboard || !reading) {
    const bool any = std::ranges::any_of(word, is_pointed);
    if (!any || !reading) {
      auto other = with_points(word);
      if (other && (!reading || other->reading.cost < reading->cost)) {
        now = std::move(other->word);
        reading = std::move(other->reading);
        changed = true;
      }
    }
  }
  if (!reading) {
    if (const auto apart = with_question_apart(now)) return apart;
    const std::u32string once = shortened(word, 1);
    if (once != word && known_reading(encoded(once))) return encoded(once);
    return changed ? std::optional(now) : std::nullopt;
  }
  if (reading->verb && (reading->marks & kPresent) != 0 && now.find("yor") == std::string::npos) {
    const std::string full = unspoken(now);
    if (full != now) return full;
  }
  if ((reading->marks & kFuture) != 0) {
    if (const auto full = written_future(decoded(now)); full && *full != now && known_reading(*full)) return full;
  }
  return changed ? std::optional(now) : std::nullopt;
}

bool is_particle(std::string_view word) {
  static constexpr std::string_view kParticles[] = {"mi",    "mu",      "miyim",   "muyum", "misin", "musun", "miyiz",
                                                    "muyuz", "misiniz", "musunuz", "miydi", "muydu", "midir"};
  return std::ranges::find(kParticles, word) != std::end(kParticles);
}

// "mi" and its persons with the vowels that the word before asks for.
std::string harmonised(std::string_view particle, std::string_view before) {
  char32_t last = U'e';
  for (const char32_t c : decoded(before))
    if (is_turkish_vowel(c)) last = c;
  const bool back = last == U'a' || last == U'ı' || last == U'o' || last == U'u';
  const bool round = last == U'o' || last == U'u' || last == U'ö' || last == U'ü';
  const char32_t vowel = back ? (round ? U'u' : U'ı') : (round ? U'ü' : U'i');
  std::u32string out;
  for (const char32_t c : decoded(particle)) out += is_turkish_vowel(c) ? vowel : c;
  return encoded(out);
}

bool is_title(std::string_view word) {
  std::size_t i = 0;
  return !word.empty() && is_upper(decode(word, i)) && i < word.size() && !is_upper(decode(word, i));
}

std::string with_capital(std::string word, bool turkish) {
  if (word.empty()) return word;
  std::size_t after = 0;
  const char32_t first = decode(word, after);
  char32_t upper = first;
  if (first >= U'a' && first <= U'z') upper = turkish && first == U'i' ? U'İ' : first - 32;
  if (first == U'ı') upper = U'I';
  if (first == U'ç' || first == U'ö' || first == U'ü') upper = first - 32;
  if (first == U'ş' || first == U'ğ') upper = first - 1;
  std::string out;
  base::append_utf8(out, upper);
  return out + word.substr(after);
}

}  // namespace

Span Respelled::typed(Span now) const {
  const auto place = [&](std::size_t offset, bool end) {
    // Of all changes before the place, the last says how far the two texts are apart.
    const auto it = std::ranges::upper_bound(changes, offset, {}, [](const Change& c) { return c.now.begin; });
    if (it == changes.begin()) return offset;
    const Change& change = *(it - 1);
    if (offset < change.now.end || (end && offset == change.now.end)) {
      if (end) return offset > change.now.begin ? change.typed.end : change.typed.begin;
      return change.typed.begin;
    }
    return offset - change.now.end + change.typed.end;
  };
  return {place(now.begin, false), place(now.end, true)};
}

Respelled respell(std::string_view text, std::string_view language) {
  const bool turkish = is_language(language, "tr");
  const auto tokens = tokenize(text);
  std::size_t words = 0;
  bool points = false;
  for (const Token& token : tokens) words += token.kind == TokenKind::word ? 1 : 0;
  for (std::size_t i = 0; i < text.size() && !points;) points = is_pointed(decode(text, i));
  const bool plain_keyboard = turkish && !points && words >= kLeastPlainWords;

  Respelled out;
  std::size_t copied = 0;
  std::string last;    // word
  bool begins = true;  // a sentence, as far as the marks say
  for (const Token& token : tokens) {
    if (token.kind == TokenKind::punctuation)
      begins = begins || std::string_view(".?!…:").find(text[token.begin]) != std::string_view::npos;
    if (token.kind != TokenKind::word ||
        (token.begin > 0 && (text[token.begin - 1] == '[' || text[token.begin - 1] == '_')))
      continue;
    const std::string_view typed = text.substr(token.begin, token.stem_end - token.begin);
    // On a plain keyboard the capital I stands for both.
    const std::string folded = fold(typed, plain_keyboard ? "" : language);
    std::optional<std::string> now;
    if (turkish) {
      const bool name = is_title(typed) && !begins;
      if (plain_keyboard && is_particle(folded)) {
        now = harmonised(folded, last);
      } else {
        now = respelled_turkish(folded, plain_keyboard && !name);
      }
      last = now ? *now : folded;
      if (!now && plain_keyboard && typed.front() == 'I') now = folded;
      begins = false;
    } else if (token.stem_end == token.end) {
      if (const auto whole = chat_word(folded, language); !whole.empty()) now = std::string(whole);
    }
    if (!now || *now == fold(typed, language)) continue;
    if (is_title(typed)) now = with_capital(std::move(*now), turkish);
    out.text.append(text.substr(copied, token.begin - copied));
    const std::size_t begin = out.text.size();
    out.text += *now;
    out.changes.push_back({{token.begin, token.stem_end}, {begin, out.text.size()}});
    copied = token.stem_end;
  }
  out.text.append(text.substr(copied));
  return out;
}

}  // namespace cxai::language
