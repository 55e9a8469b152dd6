// split_words: from tokens to words.
#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "checkpoint/unicode_class.hpp"
#include "whisper/decoding.hpp"

namespace cxai::whisper {
namespace {

// Bytes of a character that begins at the end of `bytes` and is not complete there.
bool ends_inside_character(std::string_view bytes) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(bytes.size(), 3); ++back) {
    const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
    if ((byte & 0xC0) == 0x80) continue;  // a later byte of a character
    const std::size_t needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return needed > back;
  }
  return false;
}

// The shortest stretches of tokens that hold whole characters. Bytes that are none become U+FFFD.
std::vector<TokenWord> split_characters(std::span<const int> tokens, const checkpoint::Tokenizer& tokenizer) {
  std::vector<TokenWord> parts;
  TokenWord open;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    open.text += tokenizer.bytes(tokens[i]);
    ++open.count;
    if (i + 1 < tokens.size() && ends_inside_character(open.text)) continue;
    open.text = base::make_valid_utf8(open.text);
    parts.push_back(std::move(open));
    open = TokenWord{.first = i + 1};
  }
  return parts;
}

void append(TokenWord& word, const TokenWord& part) {
  word.text += part.text;
  word.count += part.count;
}

bool begins_with_blank(std::string_view text) {
  std::size_t at = 0;
  return !text.empty() &&
         checkpoint::character_class(base::next_code_point(text, at)) == checkpoint::CharacterClass::blank;
}

// Of words without letters and digits: opening signs and blanks belong to the word that follows, others to the one
// before.
enum class Side : std::uint8_t { none, next, previous };

Side side_of(std::string_view text) {
  constexpr std::u32string_view kOpening = U"\"'“‘„«¿¡([{-<「『（《";
  Side side = Side::next;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = base::next_code_point(text, at);
    const checkpoint::CharacterClass kind = checkpoint::character_class(c);
    if (kind == checkpoint::CharacterClass::blank) continue;
    if (kind != checkpoint::CharacterClass::other || c == U'\uFFFD') return Side::none;
    if (kOpening.find(c) == kOpening.npos) side = Side::previous;
  }
  return side;
}

// Joins words of signs alone to the one they belong to.
std::vector<TokenWord> attach_signs(std::vector<TokenWord> words) {
  std::vector<TokenWord> joined;
  bool waiting = false;  // the last word has signs alone so far
  for (TokenWord& word : words) {
    const Side side = side_of(word.text);
    if (!joined.empty() && (waiting || side == Side::previous))
      append(joined.back(), word);
    else
      joined.push_back(std::move(word));
    waiting = side_of(joined.back().text) != Side::none;
  }
  if (waiting && joined.size() > 1) {
    append(joined[joined.size() - 2], joined.back());
    joined.pop_back();
  }
  return joined;
}

}  // namespace

std::vector<TokenWord> split_words(std::span<const int> tokens, const checkpoint::Tokenizer& tokenizer,
                                   std::string_view language) {
  static constexpr std::array<std::string_view, 6> kWithoutBlanks{"zh", "ja", "th", "lo", "my", "yue"};
  std::vector<TokenWord> parts = split_characters(tokens, tokenizer);
  if (std::ranges::find(kWithoutBlanks, language) != kWithoutBlanks.end()) return attach_signs(std::move(parts));
  std::vector<TokenWord> words;
  for (TokenWord& part : parts) {
    if (words.empty() || begins_with_blank(part.text))
      words.push_back(std::move(part));
    else
      append(words.back(), part);
  }
  return attach_signs(std::move(words));
}

}  // namespace cxai::whisper
