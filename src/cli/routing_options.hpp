// The options of the routing verbs, as the parser reads them into their structs.
#pragma once

#include "cli/routing.hpp"

namespace CLI {
class App;
}

namespace cxai::cli {

// Each borrows both until the command line is parsed.
void add_options(CLI::App& app, FinetuneVerb& verb);
void add_options(CLI::App& app, StatusVerb& verb);
void add_options(CLI::App& app, ApplyVerb& verb);
void add_certify_options(CLI::App& app, CertifyVerb& verb);
void add_evaluate_options(CLI::App& app, CertifyVerb& verb);

}  // namespace cxai::cli
