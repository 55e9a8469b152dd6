// Brings a model of the catalogue into the store: from mirrors over the network, or from folders of this machine.
//
// Input    sources in the order to try: web addresses laid out as huggingface.co, or as a store is
//          (ADDRESS/<name>/<file>); folders that hold the files plainly, below <name>/, or laid out as either; or the
//          path of a one-file model's file
// Errors   not_found, unavailable  no source had it: each one's reason, and what to do
//          unavailable             not enough room on the disk
//          corrupt_data            a source's file is not what is published, or not what was pulled first
//          conflict                another process is pulling the same model
//          cancelled               what was fetched so far stays and is taken up next time
// Threads  one model at a time
#pragma once

#include <string>
#include <vector>

#include "models/catalog.hpp"
#include "models/store.hpp"
#include "net/client.hpp"
#include "net/retry.hpp"

namespace cxai::models {

struct Pulled {
  StoredModel model;
  bool fetched = false;  // else everything was there already
};

Result<Pulled> pull_model(const CatalogModel& model, const std::filesystem::path& dir,
                          const std::vector<std::string>& sources, net::Client& client, net::Pauser& pauser,
                          const base::Clock& clock, const ModelProgress& progress, const std::stop_token& stop);

}  // namespace cxai::models
