// The QualityStore over the same database as the Store, by connections of its own. What it keeps goes with the
// conversation it is about.
#pragma once

#include <memory>

#include "store/quality_store.hpp"
#include "store/sql_store.hpp"

namespace cxai::store {

// Opens and migrates. Errors: as open_sql_store.
Result<std::unique_ptr<QualityStore>> open_sql_quality_store(const SqlStoreOptions& options, const base::Clock& clock);

}  // namespace cxai::store
