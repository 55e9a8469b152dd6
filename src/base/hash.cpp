#include "base/hash.hpp"

#include <sodium.h>

#include <chrono>
#include <new>

#include "base/result.hpp"

namespace cxai::base {
namespace {

static_assert(sizeof(crypto_hash_sha256_state) <= 128);

crypto_hash_sha256_state* state_of(std::array<unsigned char, 128>& bytes) {
  return std::launder(reinterpret_cast<crypto_hash_sha256_state*>(bytes.data()));
}

// Crockford's alphabet, lower case: no letter that reads like a digit.
std::string base32(std::span<const unsigned char> bytes, std::size_t digits) {
  static constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string text;
  unsigned buffer = 0;
  int bits = 0;
  for (const unsigned char byte : bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.size() < digits) {
      bits -= 5;
      text += kAlphabet[(buffer >> bits) & 31U];
    }
  }
  return text;
}

}  // namespace

Sha256::Sha256() : state_{} {
  CXAI_CHECK(sodium_init() >= 0);
  crypto_hash_sha256_init(new (state_.data()) crypto_hash_sha256_state);
}

void Sha256::update(std::string_view bytes) {
  crypto_hash_sha256_update(state_of(state_), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

void Sha256::update(std::span<const std::byte> bytes) {
  crypto_hash_sha256_update(state_of(state_), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::string Sha256::hex() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(state_of(state_), digest.data());
  std::string text(digest.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
  text.pop_back();
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.hex();
}

std::string content_id(std::string_view prefix, std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  CXAI_CHECK(sodium_init() >= 0);
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return std::string(prefix) + base32(digest, 20);
}

std::string new_id(std::string_view prefix) {
  CXAI_CHECK(sodium_init() >= 0);
  std::array<unsigned char, 16> bytes{};
  randombytes_buf(bytes.data() + 6, 10);
  auto millis = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
  for (int i = 5; i >= 0; --i, millis >>= 8) bytes[static_cast<std::size_t>(i)] = millis & 0xFFU;
  return std::string(prefix) + base32(bytes, 25);
}

}  // namespace cxai::base
