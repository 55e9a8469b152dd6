#include "threads/mentions.hpp"

#include <algorithm>

namespace cxai::threads {
namespace {

bool is_letter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte >= 0x80;
}

bool is_name_char(char c) {
  return (is_letter(c) && static_cast<unsigned char>(c) < 0x80) || (c >= '0' && c <= '9') || c == '_';
}

constexpr std::size_t kLongestName = 20;  // bytes of a word in a signature: "*JeromyBingham"

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// End of the web address that starts at `at`, or `at`. Closing punctuation stays outside.
std::size_t url_end(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (!rest.starts_with("http://") && !rest.starts_with("https://") && !rest.starts_with("www.")) return at;
  if (at > 0 && is_letter(text[at - 1])) return at;
  std::size_t end = at;
  while (end < text.size() && !is_space(text[end])) ++end;
  while (end > at && std::string_view(".,;:!?)\"'").find(text[end - 1]) != std::string_view::npos) --end;
  return end;
}

// Where the last word of the text begins if it counts the parts of a long message ("2/2", "(1/3)"), else its end.
std::size_t counter_begin(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && !is_space(text[begin - 1])) --begin;
  std::string_view word = text.substr(begin);
  if (word.starts_with('(') && word.ends_with(')')) word = word.substr(1, word.size() - 2);
  const std::size_t slash = word.find('/');
  const auto small = [](std::string_view digits) {
    return !digits.empty() && digits.size() <= 2 && digits.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return slash != std::string_view::npos && small(word.substr(0, slash)) && small(word.substr(slash + 1)) ? begin
                                                                                                          : text.size();
}

// "^AB", "^ Sam", "^ab", "- Sam", "-Sam K.", "/AB", "*AB" at the end; addresses and a counter behind it stay.
void cut_signature(std::string& text) {
  std::string tail;
  const auto cut_end = [&] {
    while (!text.empty() && is_space(text.back())) text.pop_back();
  };
  for (cut_end();; cut_end()) {
    const std::size_t end = text.ends_with("<url>") ? text.size() - 5 : counter_begin(text);
    if (end == text.size()) break;
    tail = tail.empty() ? text.substr(end) : text.substr(end) + " " + tail;
    text.resize(end);
  }
  std::size_t begin = text.size();
  int words = 0;
  // Backwards over one or two short words that start with a capital.
  while (begin > 0 && words < 2) {
    std::size_t word = begin;
    if (text[word - 1] == '.') --word;
    const std::size_t end = word;
    while (word > 0 && is_letter(text[word - 1])) --word;
    const char first = word < end ? text[word] : ' ';
    const bool capital = (first >= 'A' && first <= 'Z') || static_cast<unsigned char>(first) >= 0xC3;
    const bool marked = words == 0 && word > 0 && text[word - 1] == '^' && end > word;  // nothing else looks so
    if ((!capital && !marked) || end - word > kLongestName) break;
    begin = word;
    ++words;
    if (begin == 0 || text[begin - 1] != ' ' || words == 2) break;
    std::size_t sign = begin;
    while (sign > 0 && text[sign - 1] == ' ') --sign;
    if (sign == 0 || !is_letter(text[sign - 1])) break;
    begin = sign;
  }
  std::size_t sign = begin;
  while (sign > 0 && text[sign - 1] == ' ') --sign;
  const std::string_view before(text.data(), sign);
  std::size_t width = 0;
  for (const std::string_view mark : {"^", "-", "~", "*", "/", "–", "—"})
    if (before.ends_with(mark)) width = mark.size();
  const bool free_standing =
      sign == width || (width > 0 && (is_space(text[sign - width - 1]) ||
                                      std::string_view(".!?)").find(text[sign - width - 1]) != std::string_view::npos));
  if (words > 0 && width > 0 && (free_standing || before.ends_with('^'))) {
    text.resize(sign - width);
    cut_end();
  }
  if (!tail.empty()) text += (text.empty() ? "" : " ") + tail;
}

}  // namespace

std::optional<Stretch> next_mention(std::string_view text, std::size_t& at) {
  for (at = text.find('@', at); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (at > 0 && (is_name_char(text[at - 1]) || is_letter(text[at - 1]) || text[at - 1] == '.')) continue;
    std::size_t end = at + 1;
    while (end < text.size() && is_name_char(text[end])) ++end;
    if (end == at + 1) continue;
    const Stretch mention{at, end};
    at = end;
    return mention;
  }
  at = text.size();
  return std::nullopt;
}

std::string without_leaks(std::string_view text, conversation::Role role) {
  std::string out;
  std::size_t probe = 0;
  auto mention = next_mention(text, probe);
  for (std::size_t i = 0; i < text.size();) {
    while (mention && mention->begin < i) mention = next_mention(text, probe);
    if (mention && mention->begin == i) {
      i = mention->end;
      while (i < text.size() && is_space(text[i]) && (out.empty() || is_space(out.back()))) ++i;
    } else if (const std::size_t end = url_end(text, i); end > i) {
      out += "<url>";
      i = end;
    } else {
      out += text[i++];
    }
  }
  while (!out.empty() && is_space(out.back())) out.pop_back();
  if (role == conversation::Role::agent) cut_signature(out);
  return out;
}

}  // namespace cxai::threads
