#include "privacy/pii.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace cxai::privacy {
namespace {

constexpr std::array<std::string_view, kPiiTypes> kNames = {
    "PERSON",        "TCKN",  "VKN",      "IBAN",     "CARD",        "CVV",       "PHONE",    "EMAIL",    "ADDRESS",
    "DATE_OF_BIRTH", "PLATE", "PASSPORT", "ORDER_NO", "CUSTOMER_NO", "POLICY_NO", "OTHER_ID", "USERNAME", "IP"};

}  // namespace

std::string_view name_of(PiiType type) {
  return kNames[static_cast<std::size_t>(type)];
}

std::optional<PiiType> pii_type_from(std::string_view name) {
  const auto* const it = std::ranges::find(kNames, name);
  if (it == kNames.end()) return std::nullopt;
  return static_cast<PiiType>(it - kNames.begin());
}

}  // namespace cxai::privacy
