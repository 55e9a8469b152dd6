// Hashes of words and of what is put together from them. Part of the bundle format: a change makes bundles unreadable.
//
// Source   FNV-1a (Fowler, Noll, Vo); the finaliser of MurmurHash3 (Appleby); a folded multiplication to combine
#pragma once

#include <cstdint>
#include <string_view>

namespace cxai::learning {

inline constexpr std::uint64_t kEmptyHash = 0xCBF29CE484222325U;

// The hash of a text grows byte by byte, so every beginning of a word is hashed on the way.
constexpr std::uint64_t extend(std::uint64_t hash, char byte) {
  return (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
}

constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = kEmptyHash;
  for (const char byte : text) hash = extend(hash, byte);
  return hash;
}

constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCDU;
  x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53U;
  return x ^ (x >> 33);
}

// Two hashes as one, in that order; both halves of the product are used, so every bit counts.
constexpr std::uint64_t combine(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a ^ 0x9E3779B97F4A7C15U) * (b ^ 0xD6E8FEB86659FD93U);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace cxai::learning
