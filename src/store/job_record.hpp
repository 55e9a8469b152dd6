// A row of the table `job`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/sql.hpp"
#include "store/store.hpp"

namespace cxai::store {

struct JobRecord {
  std::string id, kind, subject, payload, state;
  int attempts = 0;
  double progress = 0;
  std::string stage, error, worker;
  std::int64_t lease_until = 0, queued_at = 0, created_at = 0, updated_at = 0;
};

// Rows for which `condition` (may end in ORDER BY and LIMIT) holds; its question marks take `values`.
std::vector<JobRecord> select_jobs(soci::session& session, const std::string& condition,
                                   const std::vector<std::string>& values);
std::optional<JobRecord> select_job(soci::session& session, const std::string& id);

// Errors: corrupt_data.
Result<Job> from_record(const JobRecord& record);

}  // namespace cxai::store
