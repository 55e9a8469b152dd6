#include "privacy/lexicon.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <map>
#include <unordered_set>

#include "base/result.hpp"

namespace cxai::privacy {
namespace {

constexpr std::uint32_t kBuckets = 1U << 15;

// The meanings of one word that several lists name.
void merge(Entry& into, const Entry& from) {
  if (from.number != NumberKind::none) {
    into.number = from.number;
    into.value = from.value;
    into.language = from.language;
    into.suffixed = into.suffixed || from.suffixed;
  }
  if (from.letter != 0) {
    into.letter = from.letter;
    into.letter_sure = from.letter_sure;
  }
  if (from.symbol != 0) into.symbol = from.symbol;
  if (from.announces) into.announces = from.announces;
  if (from.noun) into.noun = from.noun;
  if (from.month != 0) {
    into.month = from.month;
    into.suffixed = into.suffixed || from.suffixed;
  }
  into.flags |= from.flags;
}

// Turkish suffixes of numbers and nouns.
const std::unordered_set<std::string_view>& suffixes() {
  static const std::unordered_set<std::string_view> kSuffixes = {
      "a",    "e",     "ya",  "ye",  "i",   "u",   "yi",   "yu",   "da",  "de",  "ta",   "te",   "dan",  "den",
      "tan",  "ten",   "dir", "dur", "tir", "tur", "di",   "du",   "ti",  "tu",  "ydi",  "ydu",  "la",   "le",
      "yla",  "yle",   "in",  "un",  "nin", "nun", "inci", "uncu", "nci", "ncu", "si",   "sini", "sina", "sinda",
      "sine", "sinde", "unu", "ini", "una", "ine", "unda", "inde", "mis", "mus", "ymis", "ymus", "lari", "leri"};
  return kSuffixes;
}

}  // namespace

bool is_turkish_suffix(std::string_view rest) {
  return suffixes().contains(rest);
}

void Beginnings::add(std::string_view word, bool goes_on) {
  std::uint32_t letters = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(word.size(), 4); ++i)
    letters |= static_cast<std::uint32_t>(static_cast<unsigned char>(word[i])) << (8 * i);
  const std::uint32_t last = goes_on && word.size() == 3 ? 31 : 0;
  CXAI_CHECK(!goes_on || word.size() >= 3);
  for (std::uint32_t fourth = 0; fourth <= last; ++fourth) {
    const std::uint32_t place = place_of(letters | fourth << 24);
    bits_[place / 64] |= 1ULL << (place % 64);
  }
}

const Lexicon& Lexicon::instance() {
  static const Lexicon lexicon;
  return lexicon;
}

Lexicon::Lexicon() {
  std::vector<Entry> all;
  add_number_words(all);
  add_context_words(all);
  std::map<std::pair<std::string, bool>, Entry> unique;
  for (Entry& e : all) {
    const auto [it, fresh] = unique.try_emplace({e.text, e.prefix}, e);
    if (!fresh) merge(it->second, e);
  }
  // The whole word means what the words that begin so mean, and what it means alone.
  for (auto& [key, e] : unique) {
    if (key.second) continue;
    const auto it = unique.find({key.first, true});
    if (it == unique.end()) continue;
    Entry both = it->second;
    both.prefix = false;
    merge(both, e);
    e = both;
  }
  // A prefix shorter than a bucket's key would have to stand in many buckets.
  for (auto& [key, e] : unique) {
    if (e.is(Entry::kTown) && e.letter == 0) {  // towns spell their first letter
      e.letter = e.text[0];
      e.letter_sure = true;
    }
    if (e.prefix && e.text.size() < 3) e.prefix = false;
    if (e.announces || e.noun) e.flags |= Entry::kNames;
    if (e.letter != 0 || e.symbol != 0 || e.month != 0 || e.number == NumberKind::repeat) e.flags |= Entry::kBegins;
    static constexpr std::string_view kNames[] = {"ad", "hesab", "ism", "isim"};
    if (std::ranges::any_of(kNames, [&](std::string_view name) { return e.text.starts_with(name); }) ||
        e.text == "name" || e.text == "as")
      e.flags |= Entry::kUserName;
    entries_.push_back(std::move(e));
  }
  std::ranges::stable_sort(entries_, [](const Entry& a, const Entry& b) {
    const auto x = bucket(first_letters(a.text));
    const auto y = bucket(first_letters(b.text));
    return x != y ? x < y : a.text.size() > b.text.size();
  });
  CXAI_CHECK(entries_.size() <= std::numeric_limits<std::uint16_t>::max());
  starts_.assign(kBuckets + 1, 0);
  for (const Entry& e : entries_) ++starts_[bucket(first_letters(e.text)) + 1];
  for (std::uint32_t b = 0; b < kBuckets; ++b) starts_[b + 1] = static_cast<std::uint16_t>(starts_[b + 1] + starts_[b]);
  for (const Entry& e : entries_) {
    heads_.push_back(head_of(e.text));
    const bool shortest = e.suffixed && e.text.size() < 3;
    beginnings_.add(e.text, e.prefix || (e.suffixed && !shortest));
    if (shortest) {
      for (const std::string_view suffix : suffixes()) beginnings_.add(e.text + std::string(suffix), false);
    }
  }
  add_glued_beginnings(beginnings_);
  whole_.resize(kWholePlaces);
  CXAI_CHECK(entries_.size() < kWholePlaces);
  for (const Entry& e : entries_) {
    if (e.text.size() > sizeof(Whole::letters)) continue;
    const std::uint64_t letters = first_letters(e.text);
    const Entry* const entry = find(e.text, letters);
    std::uint32_t i = whole_place(letters);
    while (whole_[i].entry != nullptr && whole_[i].letters != letters) i = (i + 1) % kWholePlaces;
    whole_[i] = {letters, entry};
  }
}

std::uint64_t Lexicon::first_letters(std::string_view word) {
  static_assert(std::endian::native == std::endian::little);
  const std::size_t n = word.size();
  if (n >= 8) {
    std::uint64_t all = 0;
    std::memcpy(&all, word.data(), 8);
    return all;
  }
  if (n >= 4) {  // two that overlap
    std::uint32_t front = 0;
    std::uint32_t back = 0;
    std::memcpy(&front, word.data(), 4);
    std::memcpy(&back, word.data() + n - 4, 4);
    return front | static_cast<std::uint64_t>(back) << (8 * (n - 4));
  }
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < n; ++i) all |= static_cast<std::uint64_t>(static_cast<unsigned char>(word[i])) << (8 * i);
  return all;
}

Lexicon::Head Lexicon::head_of(std::string_view word) {
  Head head;
  head.letters = first_letters(word);
  head.mask = word.size() >= sizeof head.mask ? ~0ULL : (1ULL << (8 * word.size())) - 1;
  return head;
}

const Entry* Lexicon::find_in(std::string_view word, std::uint64_t letters, std::uint32_t from,
                              std::uint32_t to) const {
  const Entry* best = nullptr;
  for (std::uint32_t i = from; i < to; ++i) {
    if ((letters & heads_[i].mask) != heads_[i].letters) continue;
    const Entry& e = entries_[i];
    if (e.text.size() > sizeof letters && !word.starts_with(e.text)) continue;
    if (e.text.size() == word.size() && !e.prefix) return &e;
    if (best != nullptr) continue;
    if (e.prefix || (e.suffixed && is_turkish_suffix(word.substr(e.text.size())))) best = &e;
  }
  return best;
}

}  // namespace cxai::privacy
