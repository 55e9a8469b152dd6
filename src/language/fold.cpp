#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdint>

#include "base/result.hpp"
#include "base/utf8.hpp"
#include "language/characters.hpp"
#include "language/text.hpp"

namespace cxai::language {
namespace {

icu::StringPiece piece(std::string_view text) {
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

std::string nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
  CXAI_CHECK(U_SUCCESS(status));
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
  normalizer->normalizeUTF8(0, piece(text), sink, nullptr, status);
  CXAI_CHECK(U_SUCCESS(status));
  return out;
}

std::string lower(std::string_view text, bool turkish) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
  icu::CaseMap::utf8ToLower(turkish ? "tr" : "", 0, piece(text), sink, nullptr, status);
  CXAI_CHECK(U_SUCCESS(status));
  return out;
}

std::string replace_dotted_capital_i(std::string_view text) {
  static constexpr std::string_view kDottedI = "İ";
  std::string out;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(kDottedI, from)) != std::string_view::npos; from = at + kDottedI.size()) {
    out.append(text.substr(from, at - from));
    out += 'i';
  }
  out.append(text.substr(from));
  return out;
}

// Any text, by ICU, in pieces that ICU's 32-bit lengths can hold.
std::string fold_general(std::string_view text, bool turkish) {
  static constexpr std::size_t kPiece = std::size_t{1} << 28;
  if (text.size() > kPiece) {
    std::size_t cut = kPiece;
    while (cut > 0 && text[cut] != ' ' && text[cut] != '\n') --cut;
    CXAI_CHECK(cut > 0);
    return fold_general(text.substr(0, cut), turkish) + fold_general(text.substr(cut), turkish);
  }
  std::string composed = nfc(text);
  if (!turkish) composed = replace_dotted_capital_i(composed);
  return nfc(lower(composed, turkish));
}

// U+2002 … U+203F and U+2080 … U+20BF: dashes, quotes, the ellipsis, currency signs. Neither case nor composition.
bool is_inert(std::string_view three) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(three[k]); };
  return byte(0) == 0xE2 && (byte(1) == 0x82 || (byte(1) == 0x80 && byte(2) >= 0x82));
}

// The base letter of each character below U+0300, its accents gone.
const std::array<char32_t, kTableEnd>& base_letters() {
  static const auto letters = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
    CXAI_CHECK(U_SUCCESS(status));
    std::array<char32_t, kTableEnd> table{};
    for (char32_t c = 0; c < kTableEnd; ++c) {
      icu::UnicodeString decomposed;
      const bool splits = nfd->getDecomposition(static_cast<UChar32>(c), decomposed) != 0;
      table[c] = splits ? static_cast<char32_t>(decomposed.char32At(0)) : c;
    }
    table[U'ı'] = U'i';
    table[U'ø'] = U'o';
    table[U'đ'] = U'd';
    table[U'ł'] = U'l';
    return table;
  }();
  return letters;
}

}  // namespace

std::string ascii_fold(std::string_view folded) {
  const auto& letters = base_letters();
  std::string out;
  out.reserve(folded.size());
  for (std::size_t i = 0; i < folded.size();) {
    const std::size_t from = i;
    const char32_t c = decode(folded, i);
    if (c == U'ß') {
      out += "ss";
    } else if (c == U'æ') {
      out += "ae";
    } else if (c < kTableEnd) {
      base::append_utf8(out, letters[c]);
    } else if (char_class(c) != CharClass::mark) {
      out.append(folded.substr(from, i - from));
    }
  }
  return out;
}

std::string fold(std::string_view text, std::string_view language) {
  const bool turkish = is_language(language, "tr") || is_language(language, "az");
  const auto& table = detail::char_table();
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      if (turkish && byte == 'I') {
        out += "ı";
      } else {
        out += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
      }
      ++i;
    } else if (byte < 0xCC && i + 1 < text.size()) {  // below U+0300
      base::append_utf8(out, table.lower[decode(text, i)]);
    } else if (i + 2 < text.size() && is_inert(text.substr(i, 3))) {
      out.append(text.substr(i, 3));
      i += 3;
    } else {
      return fold_general(text, turkish);
    }
  }
  return out;
}

}  // namespace cxai::language
