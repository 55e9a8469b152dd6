#include "custody/certificate.hpp"

#include <utility>

#include "base/hash.hpp"

namespace cxai::custody {
namespace {

constexpr const char* kSchema = "cxai.destruction-certificate/1";
constexpr const char* kKey = "certificate";

}  // namespace

Result<Json> issue_certificate(Custodian& custodian, const store::PrivacyRequestRow& request, const Json& erased,
                               Json kept) {
  CXAI_TRY(const auto seed, custodian.blobs.keys().secret(kKey));
  Json identifiers = Json::array();
  for (const Json& identifier : request.document["identifiers"])
    identifiers.push_back(Json{{"type", identifier["type"]}, {"hash", identifier["hash"]}});
  Json certificate{
      {"schema", kSchema},
      {"id", base::new_id("cert_")},
      {"issuer", custodian.centre_name},
      {"issued_at", base::format_utc(custodian.clock.now())},
      {"request", request.id},
      {"received_at", base::format_utc(request.received_at)},
      {"identifiers", std::move(identifiers)},
      {"destroyed", erased},
      {"kept", std::move(kept)},
      {"scope",
       {"recordings and their copies", "original transcripts", "masked transcripts and analyses", "search index",
        "blind index", "jobs and their payloads", "keys, and with them the copies in backups"}},
      {"public_key", base::public_key_of(seed)}};
  certificate["signature"] = base::sign(seed, base::dump_json(certificate));
  return certificate;
}

Result<CertificateVerdict> verify_certificate(store::Keys& keys, const Json& certificate) {
  if (!certificate.is_object() || certificate.value("schema", "") != kSchema)
    return fail(ErrorCode::invalid_input, std::string("not a certificate: schema must be ") + kSchema);
  base::Reader in(certificate, "certificate");
  const std::string signature = in.string("signature");
  const std::string public_key = in.string("public_key");
  if (!in.ok()) return in.error();
  Json document = certificate;
  document.erase("signature");
  CXAI_TRY(const auto seed, keys.secret(kKey));
  CertificateVerdict verdict;
  verdict.genuine = base::verify_signature(public_key, signature, base::dump_json(document));
  verdict.of_this_centre = verdict.genuine && public_key == base::public_key_of(seed);
  return verdict;
}

}  // namespace cxai::custody
