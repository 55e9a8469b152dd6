#include "custody/identifiers.hpp"

#include <algorithm>

namespace cxai::custody {

Result<std::vector<Known>> look_up(Custodian& custodian, const std::vector<Identifier>& identifiers) {
  if (identifiers.empty()) return fail(ErrorCode::invalid_input, "identifiers: at least one is needed");
  CXAI_TRY(const auto index, custodian.blobs.keys().secret("index"));
  std::vector<Known> known;
  for (const auto& [type, value] : identifiers) {
    const auto key = store::person_key(index, type, value, "");
    if (!key)
      return fail(ErrorCode::invalid_input,
                  "identifiers: type must be TCKN, VKN, IBAN, PHONE, EMAIL, PLATE, PASSPORT, CUSTOMER_NO, POLICY_NO, "
                  "OTHER_ID or USERNAME, with a value that has letters or digits; got type '" +
                      type + "'");
    const auto normal = store::normal_identifier(type, value).value_or("");
    const std::string tail = type != "EMAIL" && normal.size() >= 6 ? normal.substr(normal.size() - 2) : "";
    known.push_back({type, key->hash, type + " ••" + tail});
  }
  return known;
}

Result<Identifier> identifier_from(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view head = text.substr(0, colon);
  if (colon != std::string_view::npos && !head.empty() &&
      std::ranges::all_of(head, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; }))
    return Identifier{std::string(head), std::string(text.substr(colon + 1))};
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  const bool letters =
      std::ranges::any_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  if (text.find('@') != std::string_view::npos) return Identifier{"EMAIL", std::string(text)};
  if (!letters && digits == 11 && text.front() != '0' && text.front() != '+')
    return Identifier{"TCKN", std::string(text)};
  if (!letters && digits >= 10) return Identifier{"PHONE", std::string(text)};
  return fail(ErrorCode::invalid_input,
              "name the type of the identifier in front of it: CUSTOMER_NO:…, PLATE:…, PASSPORT:… and so on");
}

}  // namespace cxai::custody
