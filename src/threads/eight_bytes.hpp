// Eight bytes of text in one register, for processors without anything wider: each test gives a word with the top bit
// of every byte set where it holds.
//
// Source  Warren, Hacker's Delight, section 6-1
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace cxai::threads {

inline constexpr std::uint64_t kOnes = 0x0101010101010101;
inline constexpr std::uint64_t kTops = 0x8080808080808080;

// Byte 0 of the text is the lowest of the word.
inline std::uint64_t eight_bytes(const char* text) {
  std::uint64_t bytes;
  std::memcpy(&bytes, text, 8);
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
  return bytes;
}

// Exact for every byte: no carry runs from one to the next.
inline std::uint64_t equal_to(std::uint64_t bytes, char wanted) {
  const std::uint64_t x = bytes ^ (kOnes * static_cast<unsigned char>(wanted));
  return ~(((x & ~kTops) + ~kTops) | x) & kTops;
}

// Below `limit`, which is at most 0x80.
inline std::uint64_t less_than(std::uint64_t bytes, unsigned char limit) {
  return ~((bytes & ~kTops) + kOnes * (0x80U - limit)) & ~bytes & kTops;
}

// The number that the first `count` of eight bytes write in decimal digits, which they are; 1 to 8 of them.
inline std::uint64_t digits_value(std::uint64_t bytes, unsigned count) {
  // Digits side by side become pairs, pairs fours, fours the whole.
  std::uint64_t x = (bytes ^ (kOnes * '0')) << (8 * (8 - count));
  x = x * 10 + (x >> 8);
  constexpr std::uint64_t kEven = 0x000000FF000000FF;
  return ((x & kEven) * 0x000F424000000064 + ((x >> 16) & kEven) * 0x0000271000000001) >> 32;
}

// How many of eight bytes are digits before the first that is none.
inline unsigned leading_digits(std::uint64_t bytes) {
  const std::uint64_t others = ~less_than(bytes ^ (kOnes * '0'), 10) & kTops;
  return static_cast<unsigned>(std::countr_zero(others)) / 8;
}

// The top bits of eight bytes as the bits of one.
inline std::uint8_t one_bit_each(std::uint64_t tops) {
  return static_cast<std::uint8_t>(((tops >> 7) * 0x0102040810204080) >> 56);
}

}  // namespace cxai::threads
