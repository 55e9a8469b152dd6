#include "privacy/masker.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "privacy/authority.hpp"
#include "privacy/detector.hpp"
#include "privacy/placeholders.hpp"

namespace cxai::privacy {
namespace {

using conversation::PiiSpan;
using conversation::Transcript;
using conversation::Turn;
using conversation::Word;

constexpr std::string_view kDetectorVersion = "/2";

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

struct Bytes {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n\r") - begin + 1);
}

// Where each word stands in the text; nullopt when the words are not the text's own.
std::optional<std::vector<Bytes>> align(std::string_view text, const std::vector<Word>& words) {
  std::vector<Bytes> places;
  std::size_t from = 0;
  for (const Word& word : words) {
    const std::string_view wanted = trimmed(word.text);
    const std::size_t at = text.find(wanted, from);
    if (at == std::string_view::npos) return std::nullopt;
    // Only spaces and marks may lie between; a letter or digit skipped means that the two differ.
    const std::string_view skipped = text.substr(from, at - from);
    const bool differs = std::ranges::any_of(skipped, [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '@';
    });
    if (differs) return std::nullopt;
    places.push_back({at, at + wanted.size()});
    from = at + wanted.size();
  }
  return places;
}

Word merge(const std::vector<Word>& words, std::size_t first, std::size_t last, std::string text) {
  Word merged = words[first];
  merged.text = std::move(text);
  for (std::size_t i = first; i <= last; ++i) {
    merged.time.start = std::min(merged.time.start, words[i].time.start);
    merged.time.end = std::max(merged.time.end, words[i].time.end);
    merged.confidence = std::min(merged.confidence, words[i].confidence);
    if (words[i].time_source != merged.time_source) merged.time_source = conversation::TimeSource::interpolated;
  }
  return merged;
}

// Words that share a find become one. `times` receives the time of each find, in order.
std::vector<Word> merge_words(const std::vector<Word>& words, const std::vector<Bytes>& places,
                              const Replaced& replaced, std::vector<std::optional<conversation::Interval>>& times) {
  std::vector<Word> out;
  const auto& cuts = replaced.cuts();
  times.assign(cuts.size(), std::nullopt);
  std::size_t cut = 0;
  for (std::size_t i = 0; i < words.size();) {
    while (cut < cuts.size() && cuts[cut].old_end <= places[i].begin) ++cut;
    std::size_t last = i;
    std::size_t end = places[i].end;
    std::size_t c = cut;
    while (c < cuts.size() && cuts[c].old_begin < end) {
      while (last + 1 < words.size() && places[last + 1].begin < cuts[c].old_end) ++last;
      end = std::max(end, places[last].end);
      ++c;
    }
    if (c == cut) {
      out.push_back(words[i]);
    } else {
      const std::size_t begin = replaced.map(places[i].begin, false);
      out.push_back(merge(words, i, last, replaced.text().substr(begin, replaced.map(end, true) - begin)));
      for (std::size_t k = cut; k < c; ++k) times[k] = out.back().time;
      cut = c;
    }
    i = last + 1;
  }
  return out;
}

// Words that are not the text's own are read as a text themselves.
void mask_loose_words(Turn& turn, Placeholders& placeholders) {
  std::string joined;
  std::vector<Bytes> places;
  for (const Word& word : turn.words) {
    if (!joined.empty()) joined += ' ';
    const std::size_t begin = joined.size();
    joined += trimmed(word.text);
    places.push_back({begin, joined.size()});
  }
  const std::vector<Find> finds = Detector().find(joined);
  if (finds.empty()) return;
  const Replaced replaced(joined, finds, placeholders);
  std::vector<std::optional<conversation::Interval>> times;
  turn.words = merge_words(turn.words, places, replaced, times);
}

std::vector<PiiSpan> spans_of(const std::vector<Find>& finds, const Replaced& replaced,
                              const std::vector<std::optional<conversation::Interval>>& times) {
  std::vector<PiiSpan> spans;
  base::CodePointIndex index(replaced.text());
  for (std::size_t i = 0; i < finds.size(); ++i) {
    PiiSpan span;
    span.type = name_of(finds[i].type);
    span.chars.begin = index.at(replaced.cuts()[i].begin);
    span.chars.end = index.at(replaced.cuts()[i].end);
    if (i < times.size()) span.time = times[i];
    span.detector = lower_ascii(span.type) + std::string(kDetectorVersion);
    span.checksum = finds[i].checksum;
    span.spoken = finds[i].spoken;
    spans.push_back(std::move(span));
  }
  return spans;
}

// Spans from an earlier masking keep pointing at their placeholders.
void move_old_spans(std::vector<PiiSpan>& old, std::string_view original, const Replaced& replaced) {
  for (PiiSpan& span : old) {
    const std::size_t begin = replaced.map(base::byte_offset(original, span.chars.begin), false);
    const std::size_t end = replaced.map(base::byte_offset(original, span.chars.end), true);
    base::CodePointIndex index(replaced.text());
    span.chars.begin = index.at(begin);
    span.chars.end = index.at(end);
  }
}

// The turn's finds replaced; `told`, where wanted, receives where each stood and stands.
void mask_turn(Turn& turn, const std::vector<Find>& finds, Placeholders& placeholders,
               std::vector<Replaced::Cut>* told) {
  const auto places = align(turn.text, turn.words);
  if (!places) mask_loose_words(turn, placeholders);
  if (finds.empty()) return;
  const Replaced replaced(turn.text, finds, placeholders);
  std::vector<std::optional<conversation::Interval>> times;
  if (places) turn.words = merge_words(turn.words, *places, replaced, times);
  move_old_spans(turn.pii, turn.text, replaced);
  for (PiiSpan& span : spans_of(finds, replaced, times)) turn.pii.push_back(std::move(span));
  std::ranges::sort(turn.pii, {}, &PiiSpan::chars);
  turn.text = replaced.text();
  if (told != nullptr) *told = replaced.cuts();
}

void mask_speaker(Turn& turn, Placeholders& placeholders) {
  if (turn.speaker.empty()) return;
  const std::vector<Find> finds = Detector().find(turn.speaker);
  if (!finds.empty()) turn.speaker = Replaced(turn.speaker, finds, placeholders).text();
}

}  // namespace

MaskedTranscript Masker::mask(Transcript transcript, const std::function<void(const TakenOut&)>& tell) const {
  Placeholders placeholders;
  std::vector<std::string_view> texts;
  for (const Turn& turn : transcript.turns) {
    placeholders.keep_clear_of(turn.text);
    texts.push_back(turn.text);
  }
  const std::vector<std::vector<Find>> all = Detector().find(texts);
  for (std::size_t i = 0; i < transcript.turns.size(); ++i) {
    Turn& turn = transcript.turns[i];
    const std::vector<Find>& finds = all[i];
    const std::string original = tell ? turn.text : std::string();
    std::vector<Replaced::Cut> cuts;
    mask_turn(turn, finds, placeholders, tell ? &cuts : nullptr);
    mask_speaker(turn, placeholders);
    if (!tell) continue;
    for (std::size_t k = 0; k < finds.size(); ++k) {
      const Replaced::Cut& cut = cuts[k];
      tell({i, name_of(finds[k].type), finds[k].value,
            std::string_view(original).substr(cut.old_begin, cut.old_end - cut.old_begin),
            std::string_view(turn.text).substr(cut.begin, cut.end - cut.begin), finds[k].spoken, cut.old_begin,
            cut.begin});
    }
  }
  return MaskingAuthority::declare_masked(std::move(transcript));
}

std::string Masker::name() {
  return Detector::name();
}

}  // namespace cxai::privacy
