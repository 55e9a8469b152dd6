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
constexpr float kRecallBias = 1.25F;  // to the tags of names: above 0 finds more and errs more

constexpr float kNever = 20.0F;

// A find less sure than this is none; a word of a language that stands alone has to be surer.
constexpr double kLeast = 0.5;
constexpr double kLeastCommon = 0.7;

// A word that is part of a name said clearly elsewhere in the conversation.
constexpr double kClear = 0.9;
constexpr float kSaidBefore = 7.0F;
constexpr float kSaidBeforeCommon = 1.5F;  // the word is also a word of the language

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

// "ayşeye" is "ayşe"; but "kaya" is not "kay", for it is a name itself.
bool has_ending(const PersonWord& word) {
  return word.ending != 0 && (word.classes & (bit(PersonClass::first_name) | bit(PersonClass::surname))) == 0;
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

// Whether at `at` is the stop of "H.-J.": two initials that are one first name.
bool joins_initials(const std::vector<PersonWord>& words, std::size_t at) {
  if (at == 0 || at + 2 >= words.size() || words[at - 1].length != 1) return false;
  return words[at].shape == WordShape::stop && words[at + 1].shape == WordShape::dash &&
         words[at - 1].end == words[at].begin && words[at].end == words[at + 1].begin &&
         words[at + 1].end == words[at + 2].begin;
}

bool is_letter(const PersonText& text, std::size_t at) {
  return at < text.words.size() && text.words[at].length == 1;
}

// The most frequent words of the language, in small letters and with no name among them;
// numbers, handles, addresses. They need no features. Words that stand inside of names ("von", "b for bravo") are
// scored.
bool is_never_a_name(const PersonText& text, std::size_t at) {
  const PersonWord& word = text.words[at];
  switch (word.shape) {
    case WordShape::lower:
      break;
    case WordShape::number:
    case WordShape::comma:
    case WordShape::symbol:
    case WordShape::mention:
    case WordShape::hashtag:
    case WordShape::address:
      return true;
    default:
      return false;
  }
  constexpr auto kOther = static_cast<learning::WordClasses>(
      bit(PersonClass::first_name) | bit(PersonClass::frequent_first_name) | bit(PersonClass::surname) |
      bit(PersonClass::frequent_surname) | bit(PersonClass::particle));
  if ((word.classes & kOther) != 0 || word.stem_classes != 0) return false;
  if ((word.classes & language_bits(text.language).core) == 0) return false;
  return !is_letter(text, at) && !is_letter(text, at + 1) && !is_letter(text, at - 1);
}

using Hashes = std::unordered_set<std::uint64_t>;

bool is_said(const PersonWord& word, const Hashes& said) {
  return is_name_part(word) && (said.contains(word.hash) || (word.ending != 0 && said.contains(word.stem_hash)));
}

// The scores of a text, and the names in it. Its buffers are used again for the next text.
class Reader {
 public:
  explicit Reader(const Tagger& tagger) : tagger_(tagger), chain_(kTags) {
    chain_.set_transitions(tagger_.transitions());
  }

  // Both must stay until the next call.
  void score(std::string_view text, const PersonText& read) {
    text_ = text;
    read_ = &read;
    scores_.assign(words().size() * kTags, kRecallBias);
    PersonFeatures features;
    for (std::size_t i = 0; i < words().size(); ++i) {
      if (is_never_a_name(read, i)) {
        scores_[i * kTags] = kNever;
        continue;
      }
      scores_[i * kTags] = 0;
      tagger_.add_scores(person_features(read, i, features), {&scores_[i * kTags], kTags});
    }
  }

  // Raises the words whose hashes are in `said`.
  void raise(const Hashes& said) {
    for (std::size_t i = 0; i < words().size(); ++i) {
      const PersonWord& word = words()[i];
      if (!is_said(word, said)) continue;
      const float raised = is_common(word.classes) ? kSaidBeforeCommon : kSaidBefore;
      for (std::size_t t = 1; t < kTags; ++t) scores_[i * kTags + t] += raised;
    }
  }

  void find(std::vector<PersonFind>& finds) {
    const auto path = chain_.best(scores_);
    if (std::ranges::all_of(path, [](Tag tag) { return tag == 0; })) return;
    tags_.assign(path.begin(), path.end());
    marginals_ = chain_.marginals(scores_);
    for (std::size_t i = 0; i < tags_.size();) {
      if (tags_[i] == 0 || !is_name_part(words()[i])) {
        ++i;
        continue;
      }
      std::size_t last = i;
      for (std::size_t next = i + 1; next < tags_.size() && goes_on(i, last, next); ++next) {
        if (is_name_part(words()[next])) last = next;
      }
      if (i != last || !is_lone_letter(i)) {
        PersonFind find = make_find(i, last);
        const bool common = i == last && is_common(words()[i].classes);
        if (find.confidence >= (common ? kLeastCommon : kLeast)) finds.push_back(std::move(find));
      }
      i = last + 1;
    }
  }

  // The hashes of the words of a find, with and without their endings.
  void add_words(const PersonFind& find, Hashes& said) const {
    for (const PersonWord& word : words()) {
      if (word.begin < find.begin || word.begin >= find.end || word.length < 3) continue;
      said.insert(word.hash);
      if (has_ending(word)) said.insert(word.stem_hash);
    }
  }

 private:
  const std::vector<PersonWord>& words() const { return read_->words; }

  // "seat C", "option D"; but "^K" is a signature.
  bool is_lone_letter(std::size_t at) const {
    return words()[at].length == 1 && (at == 0 || is_name_part(words()[at - 1]));
  }

  // Whether the name from `first` to `last` goes on to `next`.
  bool goes_on(std::size_t first, std::size_t last, std::size_t next) const {
    const PersonWord& word = words()[last];
    if (name_end(word) != word.end) return false;
    if (next <= last + 3 && next > last && joins_initials(words(), last + 1)) return tags_[last + 3] != 0;
    if (is_name_part(words()[next])) {
      // "Patricia, Patricia O'Leary", "ferdinand ferdinand reich": said again from its beginning.
      const bool again = last == first && word.length >= 3 && words()[next].hash == word.hash;
      return tags_[next] == static_cast<Tag>(PersonTag::inside) && !again;
    }
    return next == last + 1 && joins(words(), next) && tags_[next + 1] == static_cast<Tag>(PersonTag::inside);
  }

  PersonFind make_find(std::size_t first, std::size_t last) const {
    PersonFind find{words()[first].begin, name_end(words()[last]), 1, {}};
    for (std::size_t i = first; i <= last; ++i) {
      const PersonWord& word = words()[i];
      if (!is_name_part(word)) continue;
      find.confidence = std::min(find.confidence, 1.0 - static_cast<double>(marginals_[i * kTags]));
      const std::string plain = plain_word(text_.substr(word.begin, name_end(word) - word.begin));
      if (!find.name.empty()) find.name += ' ';
      find.name += has_ending(word) ? without_ending(plain, word.ending) : plain;
    }
    find.confidence = std::clamp(find.confidence, 0.0, 1.0);
    return find;
  }

  const Tagger& tagger_;
  std::string_view text_;
  const PersonText* read_ = nullptr;
  std::vector<float> scores_;
  Chain chain_;
  std::vector<Tag> tags_;
  std::span<const float> marginals_;
};

}  // namespace

PersonFinder::PersonFinder() : PersonFinder(built_in()) {}

PersonFinder::PersonFinder(const learning::Tagger& tagger) : tagger_(&tagger) {}

std::vector<PersonFind> PersonFinder::find(std::string_view text) const {
  std::vector<PersonFind> finds;
  PersonText read;
  read_person_text(text, tagger_->lexicon(), read);
  Reader reader(*tagger_);
  reader.score(text, read);
  reader.find(finds);
  // In one or two words little marks a name: one of its own words has to be known as one.
  const auto is_word = [](const PersonWord& word) { return is_name_part(word); };
  if (!finds.empty() && std::ranges::count_if(read.words, is_word) <= 2) {
    constexpr auto kName = static_cast<learning::WordClasses>(bit(PersonClass::first_name) | bit(PersonClass::surname));
    std::erase_if(finds, [&](const PersonFind& find) {
      return std::ranges::none_of(read.words, [&](const PersonWord& word) {
        return word.begin >= find.begin && word.begin < find.end && ((word.classes | word.stem_classes) & kName) != 0;
      });
    });
  }
  return finds;
}

std::vector<std::vector<PersonFind>> PersonFinder::find(std::span<const std::string_view> turns) const {
  std::vector<std::vector<PersonFind>> finds(turns.size());
  if (turns.size() == 1) finds[0] = find(turns[0]);
  if (turns.size() <= 1) return finds;
  std::vector<PersonText> read(turns.size());
  std::size_t votes[4] = {0, 0, 0, 0};
  for (std::size_t i = 0; i < turns.size(); ++i) {
    read_person_text(turns[i], tagger_->lexicon(), read[i]);
    if (read[i].language != TextLanguage::unknown) votes[static_cast<std::size_t>(read[i].language)] += turns[i].size();
  }
  // A turn too short to show its language is in that of the conversation.
  const auto language = static_cast<TextLanguage>(std::ranges::max_element(votes) - votes);
  Reader reader(*tagger_);
  Hashes said;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    if (read[i].language == TextLanguage::unknown) read[i].language = language;
    reader.score(turns[i], read[i]);
    reader.find(finds[i]);
    for (const PersonFind& find : finds[i]) {
      if (find.confidence >= kClear) reader.add_words(find, said);
    }
  }
  for (std::size_t i = 0; i < turns.size() && !said.empty(); ++i) {
    if (std::ranges::none_of(read[i].words, [&](const PersonWord& word) { return is_said(word, said); })) continue;
    reader.score(turns[i], read[i]);
    reader.raise(said);
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
