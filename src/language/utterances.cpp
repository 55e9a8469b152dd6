#include "language/utterances.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <unordered_map>

#include "base/embedded.hpp"
#include "base/result.hpp"
#include "language/characters.hpp"
#include "language/turkish_morphology.hpp"

namespace cxai::language {
namespace {

constexpr std::size_t kLongestWithout = 5;  // words that need no cut
constexpr std::size_t kMostSince = 12;

std::uint64_t hash_of(std::initializer_list<std::string_view> parts) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const std::string_view part : parts) {
    for (const char byte : part) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
    hash = (hash ^ 0x1FU) * 0x100000001B3U;
  }
  return hash;
}

// Weights by feature: lines "hash weight", the hash in hexadecimal digits.
class Weights {
 public:
  static const Weights& built_in() {
    static const Weights weights;
    return weights;
  }
  int sum(const std::vector<std::uint64_t>& features) const {
    int sum = 0;
    for (const std::uint64_t feature : features)
      if (const auto found = weights_.find(feature); found != weights_.end()) sum += found->second;
    return sum;
  }

 private:
  Weights() {
    const auto* const file = base::embedded::find(base::embedded::language_models(), "utterances.txt");
    CXAI_CHECK(file != nullptr);
    const std::string_view lines = file->bytes;
    weights_.reserve(lines.size() / 20);
    for (std::size_t at = 0; at < lines.size();) {
      const std::size_t end = std::min(lines.find('\n', at), lines.size());
      std::uint64_t feature = 0;
      int weight = 0;
      const auto [rest, bad] = std::from_chars(lines.data() + at, lines.data() + end, feature, 16);
      CXAI_CHECK(bad == std::errc());
      CXAI_CHECK(std::from_chars(rest + 1, lines.data() + end, weight).ec == std::errc());
      weights_.emplace(feature, weight);
      at = end + 1;
    }
  }
  std::unordered_map<std::uint64_t, int> weights_;
};

std::string shape_of(const std::string& folded, bool turkish) {
  if (!turkish) return "";
  const TurkishReading* const best = likeliest_turkish(folded);
  if (best == nullptr) return "?";
  std::string shape = best->verb ? "v" : "n";
  shape += std::to_string(static_cast<int>(best->state));
  shape += (best->marks & kFinite) != 0 ? "f" : "";
  shape += (best->marks & kIf) != 0 ? "i" : "";
  return shape;
}

// Words with their places in the text.
struct Places {
  std::vector<GapWord> words;
  std::vector<Span> spans;
};

Places read(std::string_view text, std::string_view language) {
  const bool turkish = is_language(language, "tr");
  Places out;
  for (const Token& token : tokenize(text)) {
    if (token.kind == TokenKind::punctuation || token.kind == TokenKind::symbol) continue;
    std::string folded = token.kind == TokenKind::number
                             ? std::string("0")
                             : fold(text.substr(token.begin, token.end - token.begin), language);
    std::string shape = shape_of(folded, turkish);
    out.words.push_back({std::move(folded), std::move(shape)});
    out.spans.push_back({token.begin, token.end});
  }
  return out;
}

std::string_view tail(std::string_view word, std::size_t letters) {
  std::size_t at = word.size();
  for (std::size_t n = 0; n < letters && at > 0; ++n) do
      --at;
    while (at > 0 && (static_cast<unsigned char>(word[at]) & 0xC0U) == 0x80U);
  return word.substr(at);
}

}  // namespace

std::vector<GapWord> gap_words(std::string_view text, std::string_view language) {
  return read(text, language).words;
}

std::vector<std::uint64_t> gap_features(const std::vector<GapWord>& words, std::size_t at, std::size_t since,
                                        std::string_view language) {
  const GapWord none;
  const GapWord& left = words[at];
  const GapWord& before = at > 0 ? words[at - 1] : none;
  const GapWord& right = at + 1 < words.size() ? words[at + 1] : none;
  const GapWord& behind = at + 2 < words.size() ? words[at + 2] : none;
  const std::string length = std::to_string(std::min(since, kMostSince));
  const std::string rest = std::to_string(std::min<std::size_t>(words.size() - at - 1, 6));
  std::vector<std::uint64_t> out{
      hash_of({language, "bias"}),
      hash_of({language, "length", length}),
      hash_of({language, "rest", rest}),
      hash_of({language, "left", left.folded}),
      hash_of({language, "right", right.folded}),
      hash_of({language, "pair", left.folded, right.folded}),
      hash_of({language, "before", before.folded, left.folded}),
      hash_of({language, "behind", right.folded, behind.folded}),
      hash_of({language, "last", tail(left.folded, 3)}),
      hash_of({language, "last2", tail(left.folded, 2), right.folded}),
      hash_of({language, "left length", left.folded, length}),
      hash_of({language, "whole", left.folded, since == at + 1 ? "first" : "", length}),
  };
  if (!left.shape.empty()) {
    out.push_back(hash_of({language, "shape", left.shape}));
    out.push_back(hash_of({language, "shapes", left.shape, right.shape}));
    out.push_back(hash_of({language, "shape right", left.shape, right.folded}));
    out.push_back(hash_of({language, "shape length", left.shape, length}));
    out.push_back(hash_of({language, "shape behind", left.shape, right.shape, behind.shape}));
    out.push_back(hash_of({language, "right shape", right.shape, left.folded}));
  }
  return out;
}

std::vector<Span> utterances(std::string_view text, std::string_view language) {
  std::vector<Span> out;
  for (const Span& sentence : sentences(text, language)) {
    const std::string_view part = text.substr(sentence.begin, sentence.end - sentence.begin);
    const bool ended = part.find_last_of(".?!") != std::string_view::npos &&
                       part.find_last_not_of(" \"')]\t\n") == part.find_last_of(".?!");
    const Places places = read(part, language);
    if (ended || part.ends_with("…") || places.words.size() <= kLongestWithout) {
      out.push_back(sentence);
      continue;
    }
    const Weights& weights = Weights::built_in();
    std::size_t begin = sentence.begin;
    std::size_t since = 0;
    for (std::size_t i = 0; i + 1 < places.words.size(); ++i) {
      ++since;
      if (weights.sum(gap_features(places.words, i, since, language)) <= 0) continue;
      // Marks that touch the word go with it.
      std::size_t end = sentence.begin + places.spans[i].end;
      const std::size_t next = sentence.begin + places.spans[i + 1].begin;
      while (end < next && text[end] != ' ') ++end;
      std::size_t from = end;
      while (from < next && text[from] == ' ') ++from;
      out.push_back({begin, end});
      begin = from;
      since = 0;
    }
    out.push_back({begin, sentence.end});
  }
  return out;
}

}  // namespace cxai::language
