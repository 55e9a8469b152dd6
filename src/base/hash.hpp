// SHA-256 and the ids made from it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cxai::base {

// Incremental SHA-256. Threads: one.
class Sha256 {
 public:
  Sha256();
  void update(std::string_view bytes);
  void update(std::span<const std::byte> bytes);
  std::string hex();  // 64 lower-case digits; the object is spent

 private:
  alignas(64) std::array<unsigned char, 128> state_;
};

std::string sha256_hex(std::string_view bytes);

// `prefix` + 20 characters of base 32 (100 bits) of the digest: the same content has the same id everywhere.
std::string content_id(std::string_view prefix, std::string_view bytes);

// `prefix` + 48 bits of time + 80 random bits in base 32: ascending by creation, unguessable.
std::string new_id(std::string_view prefix);

}  // namespace cxai::base
