// Check digits of identity, tax, account and card numbers.
//
// Input    digits only (IBAN: upper-case letters and digits), no separators
// Source   TCKN: NVI, rule for the tenth and eleventh digit; VKN: GİB; IBAN: ISO 13616, ISO 7064 MOD 97-10 and the
//          SWIFT registry's lengths; cards: ISO/IEC 7812-1, annex B (Luhn) and the networks' published prefixes
#pragma once

#include <cstddef>
#include <string_view>

namespace cxai::privacy {

bool is_valid_tckn(std::string_view digits);
bool is_valid_vkn(std::string_view digits);
bool passes_luhn(std::string_view digits);
bool has_card_prefix(std::string_view digits);  // a payment network's prefix with a length it issues

std::size_t iban_length(std::string_view country);  // 0: no such country in the registry
bool is_valid_iban(std::string_view iban);

}  // namespace cxai::privacy
