#include "store/blind_index.hpp"

#include <algorithm>
#include <array>

#include "store/conversation_record.hpp"

namespace cxai::store {
namespace {

constexpr std::array<std::string_view, 11> kIdentifying{
    "TCKN", "VKN", "IBAN", "PHONE", "EMAIL", "PLATE", "PASSPORT", "CUSTOMER_NO", "POLICY_NO", "OTHER_ID", "USERNAME"};

// Turkish numbers are said and written with 0 or 90 in front, or with nothing.
std::string normal_phone(std::string digits) {
  if (digits.starts_with("00")) digits.erase(0, 2);
  if (digits.size() == 11 && digits.starts_with("0")) digits.erase(0, 1);
  if (digits.size() == 10 && digits.front() >= '2') digits.insert(0, "90");
  return digits;
}

}  // namespace

std::optional<std::string> normal_identifier(std::string_view type, std::string_view value) {
  if (std::ranges::find(kIdentifying, type) == kIdentifying.end()) return std::nullopt;
  const std::string folded = fold_for_lookup(value);
  const bool digits_only = type == "PHONE" || type == "TCKN" || type == "VKN";
  const bool keeps_signs = type == "EMAIL" || type == "USERNAME";
  std::string normal;
  for (const char c : folded) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (digit || (!digits_only && letter) || (keeps_signs && c > ' ')) normal += c;
  }
  if (type == "USERNAME" && normal.starts_with("@")) normal.erase(0, 1);
  if (type == "PHONE" && !normal.empty()) normal = normal_phone(std::move(normal));
  if (normal.empty()) return std::nullopt;
  return normal;
}

std::optional<PersonKey> person_key(const base::SecretKey& index, std::string_view type, std::string_view value,
                                    std::string_view origin) {
  const auto normal = normal_identifier(type, value);
  if (!normal) return std::nullopt;
  const std::string hash = base::keyed_hash(index, std::string(type) + "\n" + *normal).substr(0, 40);
  return PersonKey{hash, std::string(type), std::string(origin)};
}

std::string pseudonym(const base::SecretKey& index, std::string_view customer_ref) {
  const auto key = person_key(index, kCustomerRef, customer_ref, "");
  return key ? "k_" + key->hash.substr(0, 16) : "";
}

}  // namespace cxai::store
