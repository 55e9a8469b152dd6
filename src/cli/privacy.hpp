// The verbs of the privacy desk and of the audit chain; docs/formats/privacy-api.md says what stands behind them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "cli/verbs.hpp"
#include "custody/custodian.hpp"

namespace cxai::cli {

// The custodian of an opened centre. Owns the audit log; borrows the rest.
struct CustodyDesk {
  CustodyDesk(const Context& context, Centre& centre);
  CustodyDesk(const CustodyDesk&) = delete;
  CustodyDesk& operator=(const CustodyDesk&) = delete;

  custody::AuditLog audit;
  custody::Custodian custodian;
};

// "cli:<login name>": whoever is signed in to the machine, as audit entries name them.
std::string cli_actor();

struct AuditOptions {
  std::string conversation, actor, action;
  int limit = 50;
  bool json = false;
};
ExitCode audit_list(Context& context, const AuditOptions& options);
ExitCode audit_verify(Context& context, bool json);

struct PrivacyOptions {
  std::vector<std::string> persons;  // "TYPE:value", or a value alone
  std::string id;                    // of a request, a hold, a conversation or a class
  std::string reason;
  std::string note;
  std::string kind = "erasure";
  std::vector<std::string> except;
  std::string out;   // a file or folder; empty: standard output
  std::string file;  // to read
  bool apply = false;
  bool all = false;
  bool json = false;
};
ExitCode privacy_find(Context& context, const PrivacyOptions& options);
ExitCode privacy_requests(Context& context, const PrivacyOptions& options);
ExitCode privacy_request(Context& context, const PrivacyOptions& options);
ExitCode privacy_refuse(Context& context, const PrivacyOptions& options);
ExitCode privacy_export(Context& context, const PrivacyOptions& options);
ExitCode privacy_erase(Context& context, const PrivacyOptions& options);
ExitCode privacy_verify_certificate(Context& context, const PrivacyOptions& options);
ExitCode privacy_retention(Context& context, const PrivacyOptions& options);
ExitCode privacy_classes(Context& context, const PrivacyOptions& options);
ExitCode privacy_hold(Context& context, const PrivacyOptions& options);
ExitCode privacy_release(Context& context, const PrivacyOptions& options);
ExitCode privacy_holds(Context& context, const PrivacyOptions& options);
ExitCode privacy_rotate_key(Context& context, bool json);

}  // namespace cxai::cli
