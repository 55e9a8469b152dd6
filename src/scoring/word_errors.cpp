#include "scoring/word_errors.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "language/text.hpp"
#include "scoring/assignment.hpp"

namespace cxai::scoring {
namespace {

// The best way to a point of the alignment: cost first, then as many correct words as possible.
struct Path {
  long cost = std::numeric_limits<long>::max() / 2;
  WordErrors counts;

  bool worse_than(const Path& other) const {
    return cost != other.cost ? cost > other.cost : counts.correct < other.counts.correct;
  }
};

// One column of the alignment for one more word said: ways[i] has understood the first i words.
void say(std::vector<Path>& ways, const std::string& word, std::span<const std::string> understood,
         const EditCosts& costs) {
  Path diagonal = ways[0];
  const auto take = [](Path& best, Path candidate, int cost, std::size_t WordErrors::* kind) {
    candidate.cost += cost;
    ++(candidate.counts.*kind);
    if (best.worse_than(candidate)) best = candidate;
  };
  for (std::size_t i = 0; i < ways.size(); ++i) {
    Path best;
    take(best, ways[i], costs.deletion, &WordErrors::deletions);
    if (i > 0) {
      const bool same = understood[i - 1] == word;
      take(best, diagonal, same ? 0 : costs.substitution, same ? &WordErrors::correct : &WordErrors::substitutions);
      diagonal = ways[i];
      Path inserted = ways[i - 1];  // of this column: already has `word`
      inserted.cost += costs.insertion;
      ++inserted.counts.insertions;
      if (best.worse_than(inserted)) best = inserted;
    }
    ways[i] = best;
  }
}

std::vector<Path> start(std::size_t understood, const EditCosts& costs) {
  std::vector<Path> ways(understood + 1);
  for (std::size_t i = 0; i <= understood; ++i) {
    ways[i].cost = static_cast<long>(i) * costs.insertion;
    ways[i].counts.insertions = i;
  }
  return ways;
}

WordErrors finish(const Path& path) {
  WordErrors counts = path.counts;
  counts.reference_words = counts.correct + counts.substitutions + counts.deletions;
  return counts;
}

bool is_mark(std::string_view text, std::size_t at) {
  return text[at] == '\'' || text.substr(at).starts_with("’") || text.substr(at).starts_with("ʼ");
}

std::string without_marks(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, char>, 3> kHats{{{"â", 'a'}, {"î", 'i'}, {"û", 'u'}}};
  std::string out;
  for (std::size_t i = 0; i < word.size();) {
    if (is_mark(word, i)) {
      i += word[i] == '\'' ? 1 : (word.substr(i).starts_with("’") ? 3 : 2);
      continue;
    }
    const auto* const hat =
        std::ranges::find_if(kHats, [&](const auto& h) { return word.substr(i).starts_with(h.first); });
    if (hat != kHats.end()) {
      out += hat->second;
      i += hat->first.size();
    } else {
      out += word[i++];
    }
  }
  return out;
}

}  // namespace

double WordErrors::rate() const {
  if (reference_words == 0) return errors() == 0 ? 0.0 : std::numeric_limits<double>::infinity();
  return static_cast<double>(errors()) / static_cast<double>(reference_words);
}

WordErrors& WordErrors::operator+=(const WordErrors& other) {
  reference_words += other.reference_words;
  correct += other.correct;
  substitutions += other.substitutions;
  deletions += other.deletions;
  insertions += other.insertions;
  return *this;
}

WordErrors word_errors(std::span<const std::string> said, std::span<const std::string> understood,
                       const EditCosts& costs) {
  std::vector<Path> ways = start(understood.size(), costs);
  for (const std::string& word : said) say(ways, word, understood, costs);
  return finish(ways.back());
}

WordErrors word_errors(std::span<const Wordings> said, std::span<const std::string> understood,
                       const EditCosts& costs) {
  std::vector<Path> ways = start(understood.size(), costs);
  for (const Wordings& wordings : said) {
    std::vector<Path> best(ways.size());
    for (const auto& wording : wordings) {
      std::vector<Path> here = ways;
      for (const std::string& word : wording) say(here, word, understood, costs);
      for (std::size_t i = 0; i < here.size(); ++i)
        if (best[i].worse_than(here[i])) best[i] = here[i];
    }
    if (!wordings.empty()) ways = std::move(best);
  }
  return finish(ways.back());
}

SpeakerWordErrors speaker_word_errors(const SpeakerWords& said, const SpeakerWords& understood) {
  const std::size_t size = std::max(said.size(), understood.size());
  static const std::vector<std::string> kNobody;
  std::vector<const SpeakerWords::value_type*> rows(size, nullptr);
  std::vector<const SpeakerWords::value_type*> columns(size, nullptr);
  std::ranges::transform(said, rows.begin(), [](const auto& entry) { return &entry; });
  std::ranges::transform(understood, columns.begin(), [](const auto& entry) { return &entry; });
  std::vector<WordErrors> pairs(size * size);
  std::vector<double> costs(size * size);
  for (std::size_t r = 0; r < size; ++r)
    for (std::size_t c = 0; c < size; ++c) {
      pairs[r * size + c] = word_errors(rows[r] ? rows[r]->second : kNobody, columns[c] ? columns[c]->second : kNobody);
      costs[r * size + c] = static_cast<double>(pairs[r * size + c].errors());
    }
  const std::vector<int> columns_of = assign(costs, size, size);
  SpeakerWordErrors out;
  for (std::size_t r = 0; r < size; ++r) {
    const auto c = static_cast<std::size_t>(columns_of[r]);
    out.errors += pairs[r * size + c];
    out.matched.emplace_back(rows[r] ? rows[r]->first : "", columns[c] ? columns[c]->first : "");
  }
  return out;
}

std::vector<std::string> normal_words(std::string_view text, std::string_view language) {
  const std::string folded = language::fold(text, language);
  std::vector<std::string> words;
  for (const auto& span : language::count_words(folded)) {
    std::string word = without_marks(std::string_view(folded).substr(span.begin, span.end - span.begin));
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

std::vector<std::string> raw_words(std::string_view text) {
  std::vector<std::string> words;
  constexpr std::string_view kBlanks = " \t\r\n";
  for (std::size_t begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kBlanks, begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kBlanks, end);
  }
  return words;
}

}  // namespace cxai::scoring
