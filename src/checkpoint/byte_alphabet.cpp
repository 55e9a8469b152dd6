#include "checkpoint/byte_alphabet.hpp"

#include <array>

#include "base/result.hpp"
#include "base/utf8.hpp"

namespace cxai::checkpoint {
namespace {

constexpr char32_t kFirstStandIn = 0x100;
constexpr int kPrintable = 188;

struct Alphabet {
  std::array<unsigned char, 256> byte_of_token{};
  std::array<char32_t, 256> character_of_byte{};

  constexpr Alphabet() {
    int printable = 0;
    int other = 0;
    for (int byte = 0; byte < 256; ++byte) {
      const bool own = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte != 0xAD);
      const int token = own ? printable++ : kPrintable + other;
      byte_of_token[static_cast<std::size_t>(token)] = static_cast<unsigned char>(byte);
      character_of_byte[static_cast<std::size_t>(byte)] =
          static_cast<char32_t>(own ? byte : static_cast<int>(kFirstStandIn) + other);
      if (!own) ++other;
    }
  }
};
constexpr Alphabet kAlphabet;

}  // namespace

unsigned char byte_of_token(int token) {
  CXAI_CHECK(token >= 0 && token < 256);
  return kAlphabet.byte_of_token[static_cast<std::size_t>(token)];
}

std::optional<std::string> bytes_of_text(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = base::next_code_point(text, at);
    if (c < kFirstStandIn && kAlphabet.character_of_byte[c] == c)
      bytes += static_cast<char>(c);
    else if (c >= kFirstStandIn && c < kFirstStandIn + 256 - kPrintable)
      bytes += static_cast<char>(kAlphabet.byte_of_token[kPrintable + (c - kFirstStandIn)]);
    else
      return std::nullopt;
  }
  return bytes;
}

std::string text_of_bytes(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) base::append_utf8(text, kAlphabet.character_of_byte[static_cast<unsigned char>(c)]);
  return text;
}

}  // namespace cxai::checkpoint
