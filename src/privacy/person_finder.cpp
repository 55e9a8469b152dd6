#include "privacy/person_finder.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_set>
#include <utility>

#include "base/embedded.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"
#include "learning/tagger.hpp"
#include "privacy/person_features.hpp"
#include "privacy/person_words.hpp"

namespace cxai::privacy {
namespace {

using learning::Chain;
using learning::Tag;
using learning::Tagger;

constexpr std::size_t kTags = std::size(kPersonTags);
constexpr float kRecallBias = 0.5F;  // to the tags of names: a name missed harms more than a word masked

// A word that is part of a name said clearly elsewhere in the conversation.
constexpr double kClear = 0.9;
constexpr float kSaidBefore = 3.0F;
constexpr float kSaidBeforeCommon = 1.0F;  // the word is also a word of the language

std::string_view bundle_bytes() {
  const auto* const file = base::embedded::find(base::embedded::person_models(), "person.tagger");
  CXAI_CHECK(file != nullptr);
  return file->bytes;
}

const Tagger& built_in() {
  static const Tagger tagger = [] {
    auto opened = Tagger::open(bundle_bytes(), kPersonFeatures);
    CXAI_CHECK(opened.has_value());
    CXAI_CHECK(std::ranges::equal(opened->tags(), kPersonTags));
    return std::move(*opened);
  }();
  return tagger;
}

bool is_name_part(const PersonWord& word) {
  return word.shape <= WordShape::with_digits;
}

bool is_common(learning::WordClasses classes) {
  return (classes & (bit(PersonClass::turkish) | bit(PersonClass::english) | bit(PersonClass::german))) != 0;
}

// "O'Brien", "D'Angelo": what follows the apostrophe is the name itself.
std::size_t name_end(const PersonWord& word) {
  return word.length <= 1 ? word.end : word.stem_end;
}

// Whether a name may go on over the mark at `at`: "J. Smith", "Müller-Lüdenscheidt".
bool joins(const std::vector<PersonWord>& words, std::size_t at) {
  if (at == 0 || at + 1 >= words.size()) return false;
  const PersonWord& mark = words[at];
  const bool touches_last = words[at - 1].end == mark.begin;
  if (mark.shape == WordShape::stop) return touches_last && mark.end - mark.begin == 1 && words[at - 1].length <= 3;
  return mark.shape == WordShape::dash && touches_last && mark.end == words[at + 1].begin;
}

// The text read, its scores, and the names in it. Its buffers are used again for the next text.
class Reader {
 public:
  explicit Reader(const Tagger& tagger) : tagger_(tagger), chain_(kTags) {}

  void read(std::string_view text) {
    text_ = text;
    read_person_text(text, tagger_.lexicon(), read_);
    score();
  }
  TextLanguage language() const { return read_.language; }
  // The language of the conversation, for a turn too short to show its own.
  void read_as(std::string_view text, TextLanguage language) {
    text_ = text;
    read_person_text(text, tagger_.lexicon(), read_);
    if (read_.language == TextLanguage::unknown) read_.language = language;
    score();
  }

  // Raises the words whose hashes are in `said`; whether there were any.
  bool raise(const std::unordered_set<std::uint64_t>& said) {
    bool any = false;
    for (std::size_t i = 0; i < read_.words.size(); ++i) {
      const PersonWord& word = read_.words[i];
      if (!is_name_part(word)) continue;
      const bool whole = said.contains(word.hash);
      if (!whole && (word.ending == 0 || !said.contains(word.stem_hash))) continue;
      const float raised = is_common(word.classes) ? kSaidBeforeCommon : kSaidBefore;
      for (std::size_t t = 1; t < kTags; ++t) scores_[i * kTags + t] += raised;
      any = true;
    }
    return any;
  }

  void find(std::vector<PersonFind>& finds) {
    const auto path = chain_.best(scores_, tagger_.transitions());
    if (std::ranges::all_of(path, [](Tag tag) { return tag == 0; })) return;
    tags_.assign(path.begin(), path.end());
    marginals_ = chain_.marginals(scores_, tagger_.transitions());
    for (std::size_t i = 0; i < tags_.size();) {
      if (tags_[i] == 0 || !is_name_part(read_.words[i])) {
        ++i;
        continue;
      }
      std::size_t last = i;
      for (std::size_t next = i + 1; next < tags_.size() && goes_on(last, next); ++next) {
        if (is_name_part(read_.words[next])) last = next;
      }
      finds.push_back(make_find(i, last));
      i = last + 1;
    }
  }

  // The hashes of the words of a find, without their endings.
  void add_words(const PersonFind& find, std::unordered_set<std::uint64_t>& said) const {
    for (const PersonWord& word : read_.words) {
      if (word.begin < find.begin || word.begin >= find.end || word.length < 3) continue;
      said.insert(word.ending != 0 ? word.stem_hash : word.hash);
    }
  }

 private:
  void score() {
    scores_.assign(read_.words.size() * kTags, kRecallBias);
    PersonFeatures features;
    for (std::size_t i = 0; i < read_.words.size(); ++i) {
      scores_[i * kTags] = 0;
      tagger_.add_scores(person_features(read_, i, features), {&scores_[i * kTags], kTags});
    }
  }

  // Whether the name whose last word is `last` goes on to `next`.
  bool goes_on(std::size_t last, std::size_t next) const {
    const PersonWord& word = read_.words[last];
    if (name_end(word) != word.end) return false;
    if (is_name_part(read_.words[next])) return tags_[next] == static_cast<Tag>(PersonTag::inside);
    return next == last + 1 && joins(read_.words, next) && tags_[next + 1] == static_cast<Tag>(PersonTag::inside);
  }

  PersonFind make_find(std::size_t first, std::size_t last) const {
    PersonFind find{read_.words[first].begin, name_end(read_.words[last]), 1, {}};
    for (std::size_t i = first; i <= last; ++i) {
      const PersonWord& word = read_.words[i];
      if (!is_name_part(word)) continue;
      find.confidence = std::min(find.confidence, 1.0 - static_cast<double>(marginals_[i * kTags]));
      const std::string plain = plain_word(text_.substr(word.begin, name_end(word) - word.begin));
      if (!find.name.empty()) find.name += ' ';
      find.name += without_ending(plain, word.ending);
    }
    find.confidence = std::clamp(find.confidence, 0.0, 1.0);
    return find;
  }

  const Tagger& tagger_;
  std::string_view text_;
  PersonText read_;
  std::vector<float> scores_;
  Chain chain_;
  std::vector<Tag> tags_;
  std::span<const float> marginals_;
};

}  // namespace

std::vector<PersonFind> PersonFinder::find(std::string_view text) const {
  std::vector<PersonFind> finds;
  Reader reader(built_in());
  reader.read(text);
  reader.find(finds);
  return finds;
}

std::vector<std::vector<PersonFind>> PersonFinder::find(std::span<const std::string_view> turns) const {
  std::vector<std::vector<PersonFind>> finds(turns.size());
  Reader reader(built_in());
  std::size_t votes[4] = {0, 0, 0, 0};
  for (const std::string_view turn : turns) {
    reader.read(turn);
    votes[static_cast<std::size_t>(reader.language())] += reader.language() == TextLanguage::unknown ? 0 : turn.size();
  }
  const auto language = static_cast<TextLanguage>(std::ranges::max_element(votes) - votes);
  std::unordered_set<std::uint64_t> said;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    reader.read_as(turns[i], language);
    reader.find(finds[i]);
    for (const PersonFind& find : finds[i]) {
      if (find.confidence >= kClear) reader.add_words(find, said);
    }
  }
  if (said.empty()) return finds;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    reader.read_as(turns[i], language);
    if (!reader.raise(said)) continue;
    finds[i].clear();
    reader.find(finds[i]);
  }
  return finds;
}

std::string PersonFinder::name() {
  static const std::string name = "person/" + base::sha256_hex(bundle_bytes()).substr(0, 12);
  return name;
}

}  // namespace cxai::privacy
