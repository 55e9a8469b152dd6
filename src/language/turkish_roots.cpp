#include "language/turkish_roots.hpp"

#include "base/embedded.hpp"
#include "base/result.hpp"
#include "language/characters.hpp"

namespace cxai::language {
namespace {

std::u32string decoded(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) out += decode(text, i);
  return out;
}

constexpr float kOfSeldom = 0.5F;
constexpr float kOfIrregular = -1.0F;  // they are what nearly every sentence has

char32_t softened(char32_t c, char32_t before) {
  switch (c) {
    case U'p':
      return U'b';
    case U'ç':
      return U'c';
    case U't':
      return U'd';
    case U'k':
      return before == U'n' ? U'g' : U'ğ';
    case U'g':
      return U'ğ';
    default:
      return c;
  }
}

// Irregular shapes of a few words that nearly every sentence has.
struct Irregular {
  std::string_view shape;
  std::string_view root;
  RootBefore before;
  bool verb;
};
constexpr Irregular kIrregular[] = {
    {"bana", "ben", RootBefore::not_vowel, false},
    {"sana", "sen", RootBefore::not_vowel, false},
    {"benim", "ben", RootBefore::anything, false},
    {"bizim", "biz", RootBefore::anything, false},
    {"on", "o", RootBefore::anything, false},
    {"bun", "bu", RootBefore::anything, false},
    {"şun", "şu", RootBefore::anything, false},
    {"suy", "su", RootBefore::vowel, false},
    {"ney", "ne", RootBefore::vowel, false},
    {"di", "de", RootBefore::y, true},
    {"yi", "ye", RootBefore::y, true},
    {"mı", "mi", RootBefore::anything, false},
    {"mu", "mi", RootBefore::anything, false},
    {"mü", "mi", RootBefore::anything, false},
    {"idi", "i", RootBefore::anything, true},
    {"imiş", "i", RootBefore::anything, true},
    {"ise", "i", RootBefore::anything, true},
    {"iken", "i", RootBefore::anything, true},
    {"diye", "de", RootBefore::not_vowel, true},
    {"ora", "ora", RootBefore::anything, false},
    {"nere", "nere", RootBefore::anything, false},
    {"kendi", "kendi", RootBefore::anything, false},
};

// Pronouns whose cases begin with n: kendine, buna.
bool takes_n(std::string_view root) {
  return root == "kendi" || root == "hepsi" || root == "biri" || root == "bazısı" || root == "birbiri";
}

}  // namespace

const TurkishRoots& TurkishRoots::built_in() {
  static const TurkishRoots roots = [] {
    const auto* const file = base::embedded::find(base::embedded::language_roots(), "tr.txt");
    CXAI_CHECK(file != nullptr);
    return TurkishRoots(file->bytes);
  }();
  return roots;
}

TurkishRoots::TurkishRoots(std::string_view lines) {
  shapes_.reserve(60'000);
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    const std::string_view line = lines.substr(at, end - at);
    at = end + 1;
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    const std::string_view root = line.substr(0, blank);
    const std::string_view marks = line.substr(blank + 1);
    RootShape what{.root = static_cast<std::uint32_t>(texts_.size())};
    texts_.emplace_back(root);
    numbers.emplace(root, what.root);
    const std::u32string letters = decoded(root);
    const auto has = [&](char mark) { return marks.find(mark) != std::string_view::npos; };
    const auto cost_of = [&](char mark) {
      const std::size_t digit = marks.find(mark) + 1;
      return digit < marks.size() && is_ascii_digit(marks[digit]) ? kOfSeldom * static_cast<float>(marks[digit] - '0')
                                                                  : 0;
    };
    if (has('x')) {
      what.cost = cost_of('x');
      what.bare = true;
      add(letters, what);
      what.bare = false;
    }
    what.front = has('f');
    what.cost = cost_of('n');
    if (has('n')) add_noun(letters, marks, what);
    what.verb = true;
    what.cost = cost_of('v');
    if (has('v')) add_verb(letters, marks, what);
  }
  for (const Irregular& one : kIrregular) {
    RootShape what{.before = one.before, .verb = one.verb, .cost = kOfIrregular};
    if (const auto found = numbers.find(one.root); found != numbers.end()) {
      what.root = found->second;
    } else {
      what.root = static_cast<std::uint32_t>(texts_.size());
      texts_.emplace_back(one.root);
      numbers.emplace(one.root, what.root);
    }
    // "idi", "diye" are whole words; what follows them are persons.
    what.verb = one.verb && one.before == RootBefore::y;
    add(decoded(one.shape), what);
  }
}

std::span<const RootShape> TurkishRoots::at(std::uint64_t hash) const {
  const auto found = shapes_.find(hash);
  return found == shapes_.end() ? std::span<const RootShape>() : std::span<const RootShape>(found->second);
}

void TurkishRoots::add(std::u32string_view shape, RootShape what) {
  std::uint64_t hash = kNothing;
  for (const char32_t c : shape) hash = extend(hash, c);
  shapes_[hash].push_back(what);
}

void TurkishRoots::add_noun(std::u32string root, std::string_view marks, RootShape what) {
  const auto has = [&](char mark) { return marks.find(mark) != std::string_view::npos; };
  what.owned = has('p') || takes_n(texts_[what.root]);
  add(root, what);
  if (has('p')) {
    // buzdolabı: buzdolap-lar-ım, buzdolab-ım
    std::u32string stem = root.substr(0, root.size() - 1);
    if (stem.size() > 2 && stem.back() == U's' && is_turkish_vowel(stem[stem.size() - 2])) stem.pop_back();
    what.owned = false;
    what.cost += 1;
    add(stem, what);
    return;
  }
  what.owned = false;
  std::u32string changed = root;
  if (has('d') && changed.size() > 2) changed.erase(changed.size() - 2, 1);
  if (has('g')) changed += changed.back();
  if (has('s') || root.ends_with(U"loğ") || root.ends_with(U"log")) {
    const char32_t before = changed.size() > 1 ? changed[changed.size() - 2] : U' ';
    changed.back() = softened(changed.back(), before);
    if (has('g') && changed.size() > 1) changed[changed.size() - 2] = changed.back();
  }
  what.before = RootBefore::vowel;
  if (changed != root) add(changed, what);
}

void TurkishRoots::add_verb(std::u32string root, std::string_view marks, RootShape what) {
  add(root, what);
  if (marks.find('s') != std::string_view::npos) {
    std::u32string soft = root;
    soft.back() = softened(soft.back(), U' ');
    what.before = RootBefore::vowel;
    if (soft != root) add(soft, what);
  }
  if (marks.find('d') != std::string_view::npos && root.size() > 2) {
    std::u32string dropped = root;
    dropped.erase(dropped.size() - 2, 1);
    what.before = RootBefore::vowel;
    add(dropped, what);
  }
  if (root.size() > 1 && (root.back() == U'a' || root.back() == U'e')) {
    what.before = RootBefore::iyor;
    add(std::u32string_view(root).substr(0, root.size() - 1), what);
  }
}

}  // namespace cxai::language
