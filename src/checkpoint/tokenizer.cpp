#include "checkpoint/tokenizer.hpp"

#include <algorithm>
#include <array>
#include <queue>
#include <tuple>
#include <unordered_map>

#include "base/utf8.hpp"
#include "checkpoint/pretokens.hpp"

namespace cxai::checkpoint {
namespace {

// In the order of their tokens; the last one is known to models of 51866 tokens only.
constexpr auto kLanguages = std::to_array<std::string_view>(
    {"en", "zh", "de", "es", "ru", "ko", "fr", "ja", "pt",  "tr", "pl", "ca", "nl", "ar", "sv", "it", "id",
     "hi", "fi", "vi", "he", "uk", "el", "ms", "cs", "ro",  "da", "hu", "ta", "no", "th", "ur", "hr", "bg",
     "lt", "la", "mi", "ml", "cy", "sk", "te", "fa", "lv",  "bn", "sr", "az", "sl", "kn", "et", "mk", "br",
     "eu", "is", "hy", "ne", "mn", "bs", "kk", "sq", "sw",  "gl", "mr", "pa", "si", "km", "sn", "yo", "so",
     "af", "oc", "ka", "be", "tg", "sd", "gu", "am", "yi",  "lo", "uz", "fo", "ht", "ps", "tk", "nn", "mt",
     "sa", "lb", "my", "bo", "tl", "mg", "as", "tt", "haw", "ln", "ha", "ba", "jw", "su", "yue"});

SpecialTokens special_tokens(const Dimensions& model) {
  SpecialTokens s;
  s.end_of_text = model.multilingual() ? 50257 : 50256;
  s.start_of_transcript = s.end_of_text + 1;
  s.first_language = s.start_of_transcript + 1;
  s.translate = s.first_language + model.languages();
  s.transcribe = s.translate + 1;
  s.start_of_lm = s.transcribe + 1;
  s.start_of_previous = s.start_of_lm + 1;
  s.no_speech = s.start_of_previous + 1;
  s.no_timestamps = s.no_speech + 1;
  s.first_timestamp = s.no_timestamps + 1;
  return s;
}

// Signs that stand for sounds, speakers and layout. The notes share their first bytes with other symbols, so that
// their first token alone stands for them where they are no token of their own.
constexpr auto kSigns = std::to_array<std::string_view>(
    {"\"",  "#",  "(",  ")",  "*",   "+",  "/",  ":",   ";",   "<",  "=",  ">",  "@",  "[",   "\\",  "]",
     "^",   "_",  "`",  "{",  "|",   "}",  "~",  "「",  "」",  "『", "』", "<<", ">>", "<<<", ">>>", "--",
     "---", "-(", "-[", "('", "(\"", "((", "))", "(((", ")))", "[[", "]]", "{{", "}}", "♪♪",  "♪♪♪"});
constexpr auto kNotes = std::to_array<std::string_view>({"♩", "♪", "♫", "♬", "♭", "♮", "♯"});

std::vector<int> non_speech_tokens(const Tokenizer& tokenizer) {
  std::vector<int> found;
  const auto add = [&](std::string_view sign, bool first_of_several) {
    for (const std::string& text : {std::string(sign), " " + std::string(sign)}) {
      const std::vector<int> tokens = tokenizer.encode(text);
      const bool tells = first_of_several && !tokens.empty() && tokenizer.bytes(tokens[0]) != " ";
      if (tokens.size() == 1 || tells) found.push_back(tokens[0]);
    }
  };
  for (const std::string_view sign : kSigns) add(sign, false);
  for (const std::string_view note : kNotes) add(note, true);
  // Hyphen and apostrophe are speech inside a word, not at its beginning.
  for (const std::string_view text : {" -", " '"})
    if (const auto tokens = tokenizer.encode(text); tokens.size() == 1) found.push_back(tokens[0]);
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

}  // namespace

struct Tokenizer::Ranks {
  std::unordered_map<std::string_view, int> by_bytes;

  std::optional<int> find(std::string_view bytes) const {
    const auto found = by_bytes.find(bytes);
    return found == by_bytes.end() ? std::nullopt : std::optional(found->second);
  }

  // Joins the neighbours of lowest rank, the leftmost first, until none are left. A queue of candidates keeps long
  // pieces from costing the square of their length.
  void merge(std::string_view piece, std::vector<int>& tokens) const {
    struct Part {
      std::size_t size = 1;      // 0: taken into the one before
      std::size_t previous = 0;  // where the part before begins
    };
    std::vector<Part> parts(piece.size());
    for (std::size_t i = 1; i < parts.size(); ++i) parts[i].previous = i - 1;
    using Candidate = std::tuple<int, std::size_t, std::size_t>;  // rank, begin, size of both together
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto propose = [&](std::size_t begin) {
      const std::size_t second = begin + parts[begin].size;
      if (second >= piece.size()) return;
      const std::size_t size = parts[begin].size + parts[second].size;
      if (const auto rank = find(piece.substr(begin, size))) queue.emplace(*rank, begin, size);
    };
    for (std::size_t i = 0; i < piece.size(); ++i) propose(i);
    while (!queue.empty()) {
      const auto [rank, begin, size] = queue.top();
      queue.pop();
      const std::size_t second = begin + parts[begin].size;
      if (parts[begin].size == 0 || second >= piece.size() || parts[begin].size + parts[second].size != size) continue;
      parts[begin].size = size;
      parts[second].size = 0;
      if (begin + size < piece.size()) parts[begin + size].previous = begin;
      if (begin > 0) propose(parts[begin].previous);
      propose(begin);
    }
    for (std::size_t i = 0; i < piece.size(); i += parts[i].size)
      if (const auto token = find(piece.substr(i, parts[i].size))) tokens.push_back(*token);
  }
};

Tokenizer::Tokenizer(std::shared_ptr<const Weights> weights)
    : weights_(std::move(weights)), special_(special_tokens(weights_->dimensions())) {
  auto ranks = std::make_shared<Ranks>();
  const auto& vocabulary = weights_->vocabulary();
  CXAI_CHECK(vocabulary.size() <= static_cast<std::size_t>(special_.end_of_text));
  ranks->by_bytes.reserve(vocabulary.size());
  for (std::size_t id = 0; id < vocabulary.size(); ++id)
    if (!vocabulary[id].empty()) ranks->by_bytes.emplace(vocabulary[id], static_cast<int>(id));
  ranks_ = std::move(ranks);
  non_speech_ = non_speech_tokens(*this);
}

std::vector<int> Tokenizer::encode(std::string_view text) const {
  std::string repaired;
  if (!base::is_valid_utf8(text)) text = repaired = base::make_valid_utf8(text);
  std::vector<int> tokens;
  for (const std::string_view piece : split_pretokens(text)) {
    if (const auto whole = ranks_->find(piece))
      tokens.push_back(*whole);
    else
      ranks_->merge(piece, tokens);
  }
  return tokens;
}

std::string Tokenizer::decode(std::span<const int> tokens) const {
  std::string text;
  for (const int token : tokens) text += bytes(token);
  return text;
}

std::string_view Tokenizer::bytes(int token) const {
  const auto& vocabulary = weights_->vocabulary();
  if (token < 0 || static_cast<std::size_t>(token) >= vocabulary.size()) return {};
  return vocabulary[static_cast<std::size_t>(token)];
}

std::span<const std::string_view> Tokenizer::languages() const {
  return std::span(kLanguages).first(static_cast<std::size_t>(weights_->dimensions().languages()));
}

std::optional<int> Tokenizer::language_token(std::string_view code) const {
  const auto known = languages();
  const auto found = std::ranges::find(known, code);
  if (found == known.end()) return std::nullopt;
  return special_.first_language + static_cast<int>(found - known.begin());
}

std::string_view Tokenizer::language_code(int token) const {
  const int index = token - special_.first_language;
  if (index < 0 || index >= weights_->dimensions().languages()) return {};
  return kLanguages[static_cast<std::size_t>(index)];
}

}  // namespace cxai::checkpoint
