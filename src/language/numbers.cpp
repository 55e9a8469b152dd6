#include "language/numbers.hpp"

#include "language/characters.hpp"
#include "language/number_words.hpp"

namespace cxai::language {
namespace {

// What has been read of a number in words: the part below the last "thousand", and the sum of what stands above.
struct Sum {
  double whole = 0;
  double part = 0;
  double last = 0;  // the smallest rank read so far; the next must be lower
  bool any = false;

  // Whether a word of this rank may go on here: "yirmi beş" yes, "beş yirmi" no.
  bool takes(const NumberWord& word) const {
    switch (word.kind) {
      case NumberWord::Kind::ones:
        return !any || (last >= 10 && last != 11);
      case NumberWord::Kind::teens:
        return !any || last >= 100;
      case NumberWord::Kind::tens:
        return !any || last >= 100;
      case NumberWord::Kind::hundred:
        return !any || (part > 0 && part < 10 && last < 10) || last >= 1000 || (part >= 10 && part < 100 && last <= 11);
      case NumberWord::Kind::scale:
        return !any || (part > 0 && (whole == 0 || word.value < scale));
      case NumberWord::Kind::half:
        return any && last < 1000;
    }
    return false;
  }

  void add(const NumberWord& word) {
    switch (word.kind) {
      case NumberWord::Kind::ones:
        part += word.value;
        last = 1;
        break;
      case NumberWord::Kind::teens:
        part += word.value;
        last = word.value < 20 ? 11 : 1;
        break;
      case NumberWord::Kind::tens:
        part += word.value;
        last = 10;
        break;
      case NumberWord::Kind::hundred:
        part = part > 0 ? part * 100 : 100;
        last = 100;
        break;
      case NumberWord::Kind::scale:
        whole += (part > 0 ? part : 1) * word.value;
        scale = word.value;
        part = 0;
        last = 1000;
        break;
      case NumberWord::Kind::half:
        part += word.value;
        last = 0;
        break;
    }
    any = true;
  }

  double scale = 1e18;
  double value() const { return whole + part; }
};

bool ends_with_ordinal_mark(std::string_view word) {
  if (word.size() < 3) return false;
  const std::string_view tail = word.substr(word.size() - 2);
  return (tail == "st" || tail == "nd" || tail == "rd" || tail == "th") && is_ascii_digit(word[word.size() - 3]);
}

std::optional<NumberAt> figures_at(const std::vector<Piece>& pieces, std::size_t at, std::string_view language) {
  const Piece& piece = pieces[at];
  NumberAt out;
  out.pieces = 1;
  out.suffix = piece.suffix;
  if (piece.kind == TokenKind::number) {
    const auto value = figure_value(piece.word, language);
    if (!value) return std::nullopt;
    out.value = *value;
  } else if (piece.kind == TokenKind::word && !piece.word.empty() && is_ascii_digit(piece.word[0])) {
    std::size_t digits = 0;
    while (digits < piece.word.size() && is_ascii_digit(piece.word[digits])) ++digits;
    const std::string_view rest = std::string_view(piece.word).substr(digits);
    const bool english = is_language(language, "en") && ends_with_ordinal_mark(piece.word) && rest.size() == 2;
    const bool turkish = is_language(language, "tr") && is_number_suffix(rest);
    if ((!english && !turkish) || digits > 9) return std::nullopt;
    out.value = std::stod(piece.word.substr(0, digits));
    out.ordinal = english || rest.find("nci") != std::string_view::npos || rest.find("ncu") != std::string_view::npos;
    if (turkish) out.suffix = rest;
  } else {
    return std::nullopt;
  }
  if (out.suffix.find("nci") != std::string::npos || out.suffix.find("ncu") != std::string::npos) out.ordinal = true;
  // "40 bin", "3 yüz", "2 buçuk", "5 lakh"
  if (out.suffix.empty() && at + 1 < pieces.size() && pieces[at + 1].kind == TokenKind::word) {
    const auto next = find_number_word(pieces[at + 1].word, language);
    if (next && next->word.kind == NumberWord::Kind::scale && out.value < 1000) {
      out.value *= next->word.value;
      out.pieces = 2;
      out.suffix = pieces[at + 1].suffix.empty() ? next->suffix : pieces[at + 1].suffix;
      if (out.suffix.empty() && at + 2 < pieces.size()) {
        const auto rest = number_at(pieces, at + 2, language);
        if (rest && rest->value < next->word.value && !rest->ordinal && rest->value == static_cast<int>(rest->value)) {
          out.value += rest->value;
          out.pieces += rest->pieces;
          out.suffix = rest->suffix;
        }
      }
    } else if (next && next->word.kind == NumberWord::Kind::half) {
      out.value += next->word.value;
      out.pieces = 2;
      out.suffix = pieces[at + 1].suffix.empty() ? next->suffix : pieces[at + 1].suffix;
    }
  }
  return out;
}

// "yarım", "half", "anderthalb": a number by itself.
std::optional<double> fraction(std::string_view word, std::string_view language) {
  if (is_language(language, "tr") && (word == "yarim" || word == "yarm")) return 0.5;
  if (is_language(language, "tr") && word == "ceyrek") return 0.25;
  if (is_language(language, "en") && word == "half") return 0.5;
  if (is_language(language, "de") && (word == "halbe" || word == "halben" || word == "halb" || word == "halbes"))
    return 0.5;
  if (is_language(language, "de") && (word == "anderthalb" || word == "eineinhalb")) return 1.5;
  return std::nullopt;
}

}  // namespace

std::optional<double> figure_value(std::string_view text, std::string_view language) {
  const bool english = is_language(language, "en");
  const char decimal = english ? '.' : ',';
  const char group = english ? ',' : '.';
  std::string plain;
  std::size_t in_group = 0;
  bool grouped = false;
  bool fraction_begun = false;
  std::size_t separators = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_ascii_digit(c)) {
      plain.push_back(c);
      ++in_group;
    } else if ((c == decimal || c == group) && i > 0 && i + 1 < text.size() && !fraction_begun) {
      // A single separator with three digits behind it groups; with one or two it is decimal, whichever it is.
      std::size_t behind = i + 1;
      while (behind < text.size() && is_ascii_digit(text[behind])) ++behind;
      const std::size_t digits = behind - i - 1;
      if (c == group && digits == 3 && in_group <= 3) {
        grouped = true;
      } else if ((c == decimal && (!grouped || in_group == 3)) ||
                 (c == group && !grouped && digits <= 2 && behind == text.size() && separators == 0)) {
        fraction_begun = true;
        plain.push_back('.');
      } else {
        return std::nullopt;
      }
      ++separators;
      in_group = 0;
    } else {
      return std::nullopt;
    }
  }
  if (plain.empty() || plain.size() > 15) return std::nullopt;
  return std::stod(plain);
}

std::optional<NumberAt> number_at(const std::vector<Piece>& pieces, std::size_t at, std::string_view language) {
  if (at >= pieces.size()) return std::nullopt;
  if (auto figures = figures_at(pieces, at, language)) return figures;
  if (pieces[at].kind != TokenKind::word) return std::nullopt;
  NumberAt out;
  out.spoken = true;
  Sum sum;
  std::size_t i = at;
  while (i < pieces.size()) {
    const Piece& piece = pieces[i];
    if (piece.kind != TokenKind::word) {
      // "twenty-five"
      if (sum.any && piece.is("-") && piece.tight && i + 1 < pieces.size() && pieces[i + 1].tight &&
          is_language(language, "en") && sum.last == 10) {
        const auto next = find_number_word(pieces[i + 1].word, language);
        if (next && sum.takes(next->word)) {
          ++i;
          continue;
        }
      }
      break;
    }
    // "two hundred and fifty", "one and a half"
    if (sum.any && piece.is("and") && is_language(language, "en") && i + 1 < pieces.size()) {
      if (i + 2 < pieces.size() && pieces[i + 1].is("a") && pieces[i + 2].is("half")) {
        sum.add({NumberWord::Kind::half, 0.5, false});
        i += 3;
        break;
      }
      const auto next = find_number_word(pieces[i + 1].word, language);
      if (sum.last >= 100 && next && next->word.kind != NumberWord::Kind::scale && sum.takes(next->word)) {
        ++i;
        continue;
      }
      break;
    }
    const auto found = find_number_word(piece.word, language);
    if (!found) break;
    if (sum.any ? !sum.takes(found->word) : found->word.kind == NumberWord::Kind::half) break;
    sum.add(found->word);
    out.ordinal = found->word.ordinal;
    out.suffix = piece.suffix.empty() ? found->suffix : piece.suffix;
    ++i;
    if (!out.suffix.empty() || out.ordinal) break;
  }
  if (!sum.any) {
    const auto part = fraction(pieces[at].word, language);
    if (!part) return std::nullopt;
    out.value = *part;
    out.pieces = 1;
    return out;
  }
  if (out.suffix.find("nci") != std::string::npos || out.suffix.find("ncu") != std::string::npos) out.ordinal = true;
  out.value = sum.value();
  out.pieces = i - at;
  return out;
}

std::vector<NumberFind> find_numbers(std::string_view text, std::string_view language) {
  const std::vector<Piece> pieces = pieces_of(text, language);
  std::vector<NumberFind> out;
  for (std::size_t i = 0; i < pieces.size();) {
    const auto number = number_at(pieces, i, language);
    // "ona", "birinde", "yüzünden", "bine" alone are other words far more often than numbers.
    const bool another = number && number->spoken && number->pieces == 1 && !number->ordinal &&
                         !number->suffix.empty() && pieces[i].suffix.empty() &&
                         (number->value == 1 || number->value == 10 || number->value == 100 || number->value == 1000);
    if (!number || another) {
      ++i;
      continue;
    }
    out.push_back(
        {pieces[i].begin, pieces[i + number->pieces - 1].end, number->value, number->ordinal, number->spoken});
    i += number->pieces;
  }
  return out;
}

}  // namespace cxai::language
