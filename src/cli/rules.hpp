// The verbs of rules and of work over everything that is stored; docs/formats/rules-api.md says what stands behind
// them.
#pragma once

#include <string>

#include "cli/context.hpp"
#include "store/store.hpp"

namespace cxai::cli {

struct RulesOptions {
  std::string file;      // a book; "-": standard input
  std::string revision;  // an earlier book; empty: the one in use
  std::string note;
  int conversations = 1000;
  int samples = 3;
  bool json = false;
};
ExitCode rules_show(Context& context, const RulesOptions& options);
ExitCode rules_check(Context& context, const RulesOptions& options);
ExitCode rules_preview(Context& context, const RulesOptions& options);
ExitCode rules_publish(Context& context, const RulesOptions& options);
ExitCode rules_history(Context& context, const RulesOptions& options);
ExitCode rules_backfill(Context& context, const RulesOptions& options);

struct ReanalyzeOptions {
  bool verify = false;
  bool json = false;
};
ExitCode reanalyze(Context& context, const ReanalyzeOptions& options);

// Publishes the categories of the demonstration centre; does nothing where a book is in use.
Result<> load_demo_rules(Context& context, store::Store& store);

}  // namespace cxai::cli
