// The one shape in which a job is shown: in answers of the API and in events.
//
// Source   docs/formats/http-api.md, jobs and events
#pragma once

#include <algorithm>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "store/store.hpp"

namespace cxai::pipeline {

inline Json job_document(const store::Job& job) {
  return Json{{"id", job.id},
              {"kind", job.kind},
              {"conversation_id", job.subject.empty() ? Json() : Json(job.subject)},
              {"state", store::to_string(job.state)},
              {"progress", std::clamp(job.progress, 0.0, 1.0)},
              {"stage", job.stage.empty() ? Json() : Json(job.stage)},
              {"attempts", job.attempts},
              {"error", job.error.empty() ? Json() : Json(job.error)},
              {"created_at", base::format_utc(job.created_at)},
              {"updated_at", base::format_utc(job.updated_at)}};
}

}  // namespace cxai::pipeline
