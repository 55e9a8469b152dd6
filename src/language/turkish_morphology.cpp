#include "language/turkish_morphology.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/utf8.hpp"
#include "language/characters.hpp"
#include "language/turkish_roots.hpp"

namespace cxai::language {
namespace {

using enum SuffixState;

constexpr std::size_t kLongestWord = 40;
constexpr float kOfLetters = 0.35F;  // a longer root leaves less to guess
constexpr float kUnknown = 9.0F;
constexpr float kOfUnknownLetters = 0.45F;  // -lar and -dan go, -ı stays: it may belong to the word
constexpr std::size_t kLeastUnknown = 3;
constexpr float kImperative = 1.4F;
constexpr float kAgainstRule = 0.7F;

bool is_back(char32_t vowel) {
  return vowel == U'a' || vowel == U'ı' || vowel == U'o' || vowel == U'u';
}

char32_t low_vowel(char32_t last) {
  return is_back(last) ? U'a' : U'e';
}

char32_t high_vowel(char32_t last) {
  switch (last) {
    case U'a':
    case U'ı':
      return U'ı';
    case U'o':
    case U'u':
      return U'u';
    case U'ö':
    case U'ü':
      return U'ü';
    default:
      return U'i';
  }
}

bool is_voiceless(char32_t c) {
  return std::u32string_view(U"fstkçşhp").find(c) != std::u32string_view::npos;
}

class Reader {
 public:
  Reader(std::u32string word, std::size_t most) : word_(std::move(word)), most_(most) {}

  std::vector<TurkishReading> read() {
    const TurkishRoots& roots = TurkishRoots::built_in();
    std::uint64_t hash = TurkishRoots::kNothing;
    for (std::size_t end = 1; end <= word_.size(); ++end) {
      hash = TurkishRoots::extend(hash, word_[end - 1]);
      for (const RootShape& shape : roots.at(hash)) try_root(shape, end, roots);
    }
    if (found_.empty()) guess();
    std::ranges::stable_sort(found_, {}, &TurkishReading::cost);
    if (found_.size() > most_) found_.resize(most_);
    return std::move(found_);
  }

 private:
  struct Place {
    std::size_t at = 0;
    char32_t vowel = U'e';  // the last one, which the next suffix follows
  };

  void try_root(const RootShape& shape, std::size_t end, const TurkishRoots& roots) {
    const bool at_end = end == word_.size();
    const char32_t next = at_end ? U'\0' : word_[end];
    switch (shape.before) {
      case RootBefore::anything:
        break;
      case RootBefore::vowel:
        if (at_end || !is_turkish_vowel(next)) return;
        break;
      case RootBefore::not_vowel:
        if (!at_end) return;
        break;
      case RootBefore::iyor:
        if (end + 2 >= word_.size() || !is_turkish_vowel(next) || word_[end + 1] != U'y' || word_[end + 2] != U'o')
          return;
        break;
      case RootBefore::y:
        if (next != U'y') return;
        break;
    }
    if (shape.bare && !at_end) return;
    root_ = roots.text(shape.root);
    lemma_end_.reset();
    verb_ = shape.verb;
    known_ = true;
    Place place{end, last_vowel(end)};
    const float cost = shape.cost - kOfLetters * static_cast<float>(end);
    const SuffixState state = shape.owned ? owned_by_3 : (shape.verb ? verb : noun);
    if (!shape.front) return walk(state, place, cost, 0);
    walk(state, {end, fronted(place.vowel)}, cost, 0);
    // Another word is written alike and goes by its last vowel; and not everybody knows the exception.
    walk(state, place, cost + kAgainstRule, 0);
  }

  // A noun nobody listed: what is left when cheap endings are gone.
  void guess() {
    for (std::size_t end = std::min(kLeastUnknown, word_.size()); end <= word_.size(); ++end) {
      if (std::ranges::none_of(word_.substr(0, end), is_turkish_vowel)) continue;
      guessed_ = utf8(0, end);
      root_ = guessed_;
      lemma_end_.reset();
      verb_ = false;
      known_ = false;
      walk(noun, {end, last_vowel(end)}, kUnknown + kOfUnknownLetters * static_cast<float>(end), 0);
    }
  }

  void walk(SuffixState state, Place place, float cost, std::uint16_t marks) {
    if (place.at == word_.size()) accept(state, cost, marks);
    if (place.at >= word_.size()) return;
    for (const SuffixRule& rule : suffix_rules(state)) {
      const auto next = match(rule.form, place);
      if (!next) continue;
      const auto lemma_before = lemma_end_;
      const bool verb_before = verb_;
      if ((rule.marks & kDerives) != 0) lemma_end_ = next->at;
      if (rule.to == verb || rule.to == negative) verb_ = true;
      walk(rule.to, *next, cost + rule.cost, marks | rule.marks);
      lemma_end_ = lemma_before;
      verb_ = verb_before;
    }
  }

  void accept(SuffixState state, float cost, std::uint16_t marks) {
    if (state == verb || state == negative) {
      cost += kImperative;
      marks |= kFinite | kSecond;
    }
    TurkishReading reading{
        .root = std::string(root_), .state = state, .marks = marks, .verb = verb_, .known = known_, .cost = cost};
    reading.lemma = lemma_end_ ? derived() : reading.root;
    for (TurkishReading& other : found_)
      if (other.lemma == reading.lemma && other.verb == reading.verb && other.state == state && other.marks == marks) {
        if (cost < other.cost) other = std::move(reading);
        return;
      }
    found_.push_back(std::move(reading));
  }

  // The root as it is listed, then the endings that make another word, the last k hard.
  std::string derived() const {
    std::string out = utf8(0, *lemma_end_);
    if (out.ends_with("ğ")) out.replace(out.size() - 2, 2, "k");
    return out;
  }

  std::optional<Place> match(std::string_view form, Place place) const {
    for (std::size_t i = 0; i < form.size();) {
      char32_t letter = decode(form, i);
      if (letter == U'+') {
        letter = decode(form, i);
        const bool behind_vowel = is_turkish_vowel(word_[place.at - 1]);
        if (letter == U'I' ? behind_vowel : !behind_vowel) continue;
      }
      if (place.at >= word_.size()) return std::nullopt;
      const char32_t here = word_[place.at];
      const char32_t before = word_[place.at - 1];
      switch (letter) {
        case U'A':
          letter = low_vowel(place.vowel);
          break;
        case U'I':
          letter = high_vowel(place.vowel);
          break;
        case U'D':
          letter = is_voiceless(before) ? U't' : U'd';
          break;
        case U'C':
          letter = is_voiceless(before) ? U'ç' : U'c';
          break;
        case U'K': {
          const bool soft = place.at + 1 < word_.size() && is_turkish_vowel(word_[place.at + 1]);
          letter = soft ? U'ğ' : U'k';
          break;
        }
        default:
          break;
      }
      if (here != letter) return std::nullopt;
      if (is_turkish_vowel(here)) place.vowel = here;
      ++place.at;
    }
    return place;
  }

  char32_t last_vowel(std::size_t end) const {
    while (end > 0)
      if (is_turkish_vowel(word_[--end])) return word_[end];
    return U'e';  // letters are named with e
  }

  static char32_t fronted(char32_t vowel) {
    switch (vowel) {
      case U'a':
        return U'e';
      case U'ı':
        return U'i';
      case U'o':
        return U'ö';
      case U'u':
        return U'ü';
      default:
        return vowel;
    }
  }

  std::string utf8(std::size_t begin, std::size_t end) const {
    std::string out;
    for (std::size_t i = begin; i < end; ++i) base::append_utf8(out, word_[i]);
    return out;
  }

  std::u32string word_;
  std::size_t most_;
  std::vector<TurkishReading> found_;
  std::string guessed_;
  std::string_view root_;
  std::optional<std::size_t> lemma_end_;
  bool verb_ = false;
  bool known_ = true;
};

}  // namespace

std::vector<TurkishReading> read_turkish(std::string_view folded_word, std::size_t most) {
  std::u32string word;
  for (std::size_t i = 0; i < folded_word.size();) {
    char32_t c = decode(folded_word, i);
    if (c == U'â') c = U'a';
    if (c == U'î') c = U'i';
    if (c == U'û') c = U'u';
    word += c;
  }
  if (word.empty() || word.size() > kLongestWord) return {};
  return Reader(std::move(word), most).read();
}

const TurkishReading* likeliest_turkish(std::string_view folded_word) {
  static constexpr std::size_t kRemembered = 8192;
  thread_local std::unordered_map<std::string, std::optional<TurkishReading>> seen;
  std::string word(folded_word);
  auto found = seen.find(word);
  if (found == seen.end()) {
    if (seen.size() >= kRemembered) seen.clear();
    auto readings = read_turkish(folded_word, 1);
    std::optional<TurkishReading> best;
    if (!readings.empty()) best = std::move(readings.front());
    found = seen.emplace(std::move(word), std::move(best)).first;
  }
  return found->second ? &*found->second : nullptr;
}

}  // namespace cxai::language
