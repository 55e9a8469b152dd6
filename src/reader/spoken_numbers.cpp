#include "reader/spoken_numbers.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "language/characters.hpp"
#include "language/numbers.hpp"

namespace cxai::reader {
namespace {

using language::is_ascii_digit;

bool is_placeholder_letter(char c) {
  return (c >= 'A' && c <= 'Z') || c == '_' || is_ascii_digit(c);
}

struct Figure {
  std::string digits;
  std::size_t begin = 0;
};

struct Parts {
  std::vector<Figure> figures;
  std::vector<std::string_view> placeholders;
};

// "[CARD_1]" is a placeholder, "3.500,50" the figure 350050, "14:30" the figures 14 and 30.
Parts parts_of(std::string_view text) {
  Parts parts;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '[') {
      std::size_t end = i + 1;
      while (end < text.size() && is_placeholder_letter(text[end])) ++end;
      if (end < text.size() && text[end] == ']' && end > i + 1) {
        parts.placeholders.push_back(text.substr(i, end + 1 - i));
        i = end + 1;
        continue;
      }
    }
    if (!is_ascii_digit(text[i])) {
      ++i;
      continue;
    }
    Figure figure{"", i};
    while (i < text.size()) {
      if (is_ascii_digit(text[i])) {
        figure.digits += text[i++];
      } else if ((text[i] == '.' || text[i] == ',') && i + 1 < text.size() && is_ascii_digit(text[i + 1])) {
        ++i;
      } else {
        break;
      }
    }
    parts.figures.push_back(std::move(figure));
  }
  return parts;
}

}  // namespace

SpokenNumbers::SpokenNumbers(const conversation::Transcript& transcript) : language_(transcript.language) {
  for (const auto& turn : transcript.turns) {
    Parts parts = parts_of(turn.text);
    for (Figure& figure : parts.figures) figures_.insert(std::move(figure.digits));
    placeholders_.insert(parts.placeholders.begin(), parts.placeholders.end());
    for (const auto& find : language::find_numbers(turn.text, language_)) values_.insert(find.value);
  }
}

bool SpokenNumbers::cover(std::string_view text) const {
  const Parts parts = parts_of(text);
  for (const auto placeholder : parts.placeholders)
    if (!placeholders_.contains(placeholder)) return false;
  std::optional<std::vector<language::NumberFind>> finds;
  for (const Figure& figure : parts.figures) {
    if (figures_.contains(figure.digits)) continue;
    if (!finds) finds = language::find_numbers(text, language_);
    const bool said = std::ranges::any_of(*finds, [&](const language::NumberFind& find) {
      return find.begin <= figure.begin && figure.begin < find.end && values_.contains(find.value);
    });
    if (!said) return false;
  }
  return true;
}

}  // namespace cxai::reader
