// The verbs that route conversations to companies, teams or topics: finetune, status, apply, certify, evaluate.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "cli/routing_files.hpp"
#include "routing/model.hpp"
#include "routing/registry.hpp"
#include "routing/router.hpp"

namespace cxai::cli {

// Which conversations, as several verbs take them.
struct RoutingInput {
  std::vector<std::string> files;  // empty: those in `datasets`
  std::string datasets;            // a folder; output/ and metrics/ lie beside it
  RoutingColumns columns;
};

struct FinetuneVerb {
  RoutingInput input;
  std::string name = "companies";
  std::string from_store;  // label, company, team, topic: learns from the centre's conversations too
  std::string resume;      // id of a job
  std::string backend = "local";
  double valid = 0.1;
  double calibration = 0;  // chosen
  std::size_t per_class = 0;
  std::size_t min_examples = 10;
  std::size_t epochs = 0;
  std::int64_t hold_out = -1;  // below 0: chosen
  std::uint64_t seed = 1;
  std::size_t threads = 0;
  double risk = 0.05;
  double delta = 0.05;
  bool mask_brands = false;
  bool allow_leaks = false;
  bool no_promote = false;
  bool yes = false;  // pay for it
  bool json = false;
};
ExitCode finetune(Context& context, const FinetuneVerb& verb);

struct StatusVerb {
  std::string id;  // empty: all jobs
  bool follow = false;
  bool json = false;
};
ExitCode status(Context& context, const StatusVerb& verb);

struct ApplyVerb {
  RoutingInput input;
  std::string output;    // folder
  std::string model;     // as Registry::find takes it
  std::string language;  // of the chart; empty: the centre's
  double risk = 0;       // 0: the model's own policy
  double delta = 0.05;
  std::size_t threads = 0;
  std::string backend;
  bool yes = false;
  bool json = false;
};
ExitCode apply(Context& context, const ApplyVerb& verb);

struct CertifyVerb {
  RoutingInput input;  // without files: the calibration the model came with
  std::string model;
  double risk = 0.05;
  double delta = 0.05;
  std::size_t threads = 0;
  bool use = false;  // the model answers under this policy from now on
  bool yes = false;
  bool json = false;
};
ExitCode certify(Context& context, const CertifyVerb& verb);
ExitCode evaluate(Context& context, const CertifyVerb& verb);

ExitCode models_promote(Context& context, const std::string& model, bool json);
ExitCode models_rollback(Context& context, const std::string& family, bool json);

// Where jobs and trained routers lie.
std::filesystem::path jobs_dir(const base::Config& config);
routing::Registry routing_registry(const base::Config& config);
// output, metrics: the folder of this name beside `datasets`.
std::filesystem::path beside(const std::string& datasets, const char* name);
unsigned thread_count(std::size_t asked);

}  // namespace cxai::cli
