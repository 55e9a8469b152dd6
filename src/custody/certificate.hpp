// The certificate of an erasure: what was destroyed and when, what was kept and why, signed by the centre.
//
// Output   `cxai.destruction-certificate/1`; holds hashes of identifiers, never their values
// Source   Ed25519 over the document without `signature`, as base::dump_json writes it on one line
// Threads  any
#pragma once

#include <string>

#include "custody/custodian.hpp"

namespace cxai::custody {

Result<Json> issue_certificate(Custodian& custodian, const store::PrivacyRequestRow& request, const Json& erased,
                               Json kept);

struct CertificateVerdict {
  bool genuine = false;         // the signature fits the document and the public key in it
  bool of_this_centre = false;  // and the key is this installation's
};
// Errors: invalid_input (no certificate of this schema).
Result<CertificateVerdict> verify_certificate(store::Keys& keys, const Json& certificate);

}  // namespace cxai::custody
