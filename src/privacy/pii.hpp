// What personal data is found: the types of definitions, section 6, and one find in a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cxai::privacy {

enum class PiiType : std::uint8_t {
  person,
  tckn,
  vkn,
  iban,
  card,
  cvv,
  phone,
  email,
  address,
  date_of_birth,
  plate,
  passport,
  order_no,
  customer_no,
  policy_no,
  other_id,
  username,
  ip
};
inline constexpr std::size_t kPiiTypes = 18;

std::string_view name_of(PiiType type);  // "TCKN", …
std::optional<PiiType> pii_type_from(std::string_view name);

struct Find {
  std::size_t begin = 0;  // byte offsets, end exclusive
  std::size_t end = 0;
  PiiType type{};
  std::string value;             // written one way, so that two forms of one number or name are equal
  std::optional<bool> checksum;  // whether check digits are right, where the type has some
  bool spoken = false;           // number words, spelled letters, "nokta", "at"
};

}  // namespace cxai::privacy
