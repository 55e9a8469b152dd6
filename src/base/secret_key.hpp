// Keys of 256 bits, and what is done with one: wrapping other keys, keyed hashes, signatures.
//
// Owns     its bytes, which are overwritten at the end. A key has no way into a stream, a log or JSON but to_text()
// Errors   permission_denied: wrapped under another key or for another purpose, or changed since
// Threads  any
// Source   libsodium: XChaCha20-Poly1305 (IETF), BLAKE2b, Ed25519
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cxai::base {

class SecretKey {
 public:
  static constexpr std::size_t kBytes = 32;

  static SecretKey random();
  // From what to_text() gives: 43 characters of URL-safe base 64. nullopt: it is something else.
  static std::optional<SecretKey> from_text(std::string_view text);
  static SecretKey from_bytes(std::span<const unsigned char, kBytes> bytes);
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();

  std::string to_text() const;
  std::span<const unsigned char, kBytes> bytes() const { return bytes_; }
  // Eight characters that tell keys apart and nothing else about them.
  std::string fingerprint() const;

 private:
  SecretKey() = default;
  std::array<unsigned char, kBytes> bytes_{};
};

inline constexpr std::size_t kWrappedKeyBytes = 24 + SecretKey::kBytes + 16;

// `inner` encrypted under `outer`; `purpose` says what for, and unwrap() asks for the same.
std::string wrap_key(const SecretKey& inner, const SecretKey& outer, std::string_view purpose);
Result<SecretKey> unwrap_key(std::string_view wrapped, const SecretKey& outer, std::string_view purpose);

// 64 hexadecimal digits nobody can make or check without the key.
std::string keyed_hash(const SecretKey& key, std::string_view bytes);

// Ed25519 with the key as its seed. Texts are URL-safe base 64.
std::string public_key_of(const SecretKey& seed);
std::string sign(const SecretKey& seed, std::string_view bytes);
bool verify_signature(std::string_view public_key, std::string_view signature, std::string_view bytes);

// URL-safe base 64 without padding; nullopt: the text is none.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace cxai::base
