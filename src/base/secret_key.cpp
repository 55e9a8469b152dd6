#include "base/secret_key.hpp"

#include <sodium.h>

#include <algorithm>

namespace cxai::base {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kSealTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(SecretKey::kBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(SecretKey::kBytes == crypto_sign_SEEDBYTES);
static_assert(kWrappedKeyBytes == kNonce + SecretKey::kBytes + kSealTag);

const unsigned char* key_bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* key_bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

struct Signer {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> open{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  explicit Signer(const SecretKey& seed) {
    CXAI_CHECK(sodium_init() >= 0);
    CXAI_CHECK(crypto_sign_seed_keypair(open.data(), secret.data(), seed.bytes().data()) == 0);
  }
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;
  ~Signer() { sodium_memzero(secret.data(), secret.size()); }
};

}  // namespace

SecretKey::~SecretKey() {
  sodium_memzero(bytes_.data(), bytes_.size());
}

SecretKey SecretKey::random() {
  CXAI_CHECK(sodium_init() >= 0);
  SecretKey key;
  randombytes_buf(key.bytes_.data(), key.bytes_.size());
  return key;
}

SecretKey SecretKey::from_bytes(std::span<const unsigned char, kBytes> bytes) {
  SecretKey key;
  std::ranges::copy(bytes, key.bytes_.begin());
  return key;
}

std::optional<SecretKey> SecretKey::from_text(std::string_view text) {
  auto bytes = from_base64(text);
  if (!bytes || bytes->size() != kBytes) return std::nullopt;
  SecretKey key;
  std::copy_n(key_bytes_of(*bytes), kBytes, key.bytes_.begin());
  sodium_memzero(bytes->data(), bytes->size());
  return key;
}

std::string SecretKey::to_text() const {
  return to_base64({reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
}

std::string SecretKey::fingerprint() const {
  return keyed_hash(*this, "fingerprint").substr(0, 8);
}

std::string wrap_key(const SecretKey& inner, const SecretKey& outer, std::string_view purpose) {
  CXAI_CHECK(sodium_init() >= 0);
  std::string wrapped(kWrappedKeyBytes, '\0');
  unsigned char* out = key_bytes_of(wrapped);
  randombytes_buf(out, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + kNonce, nullptr, inner.bytes().data(), SecretKey::kBytes,
                                             key_bytes_of(purpose), purpose.size(), nullptr, out, outer.bytes().data());
  return wrapped;
}

Result<SecretKey> unwrap_key(std::string_view wrapped, const SecretKey& outer, std::string_view purpose) {
  CXAI_CHECK(sodium_init() >= 0);
  std::array<unsigned char, SecretKey::kBytes> inner{};
  const unsigned char* in = key_bytes_of(wrapped);
  if (wrapped.size() != kWrappedKeyBytes ||
      crypto_aead_xchacha20poly1305_ietf_decrypt(inner.data(), nullptr, nullptr, in + kNonce,
                                                 SecretKey::kBytes + kSealTag, key_bytes_of(purpose), purpose.size(),
                                                 in, outer.bytes().data()) != 0)
    return fail(ErrorCode::permission_denied, "the key does not open this: it was sealed under another one");
  const SecretKey key = SecretKey::from_bytes(inner);
  sodium_memzero(inner.data(), inner.size());
  return key;
}

std::string keyed_hash(const SecretKey& key, std::string_view bytes) {
  CXAI_CHECK(sodium_init() >= 0);
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), key_bytes_of(bytes), bytes.size(), key.bytes().data(),
                     SecretKey::kBytes);
  std::array<char, 2 * crypto_generichash_BYTES + 1> text{};
  return sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
}

std::string public_key_of(const SecretKey& seed) {
  const Signer signer(seed);
  return to_base64({reinterpret_cast<const char*>(signer.open.data()), signer.open.size()});
}

std::string sign(const SecretKey& seed, std::string_view bytes) {
  const Signer signer(seed);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(key_bytes_of(signature), nullptr, key_bytes_of(bytes), bytes.size(), signer.secret.data());
  return to_base64(signature);
}

bool verify_signature(std::string_view public_key, std::string_view signature, std::string_view bytes) {
  CXAI_CHECK(sodium_init() >= 0);
  const auto key = from_base64(public_key);
  const auto said = from_base64(signature);
  return key && said && key->size() == crypto_sign_PUBLICKEYBYTES && said->size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(key_bytes_of(*said), key_bytes_of(bytes), bytes.size(), key_bytes_of(*key)) == 0;
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), key_bytes_of(bytes), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // the end of a C string
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(key_bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

}  // namespace cxai::base
