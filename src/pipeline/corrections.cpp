#include "pipeline/corrections.hpp"

#include <utility>

#include "dialogue/correct.hpp"

namespace cxai::pipeline {
namespace {

using conversation::Correction;
using conversation::CorrectionKind;
using conversation::Transcript;

Result<> apply_one(const Correction& correction, Transcript& transcript) {
  switch (correction.kind) {
    case CorrectionKind::swap_roles:
      dialogue::swap_roles(transcript);
      return {};
    case CorrectionKind::merge_voices:
      return dialogue::merge_voices(transcript, correction.voice, correction.to);
    case CorrectionKind::rename_voice:
      return dialogue::rename_voice(transcript, correction.voice, correction.to);
    case CorrectionKind::set_role:
      return dialogue::set_role(transcript, correction.voice,
                                conversation::role_from(correction.to).value_or(conversation::Role::other));
    case CorrectionKind::set_voice:
      return dialogue::set_voice(transcript, correction.voice, correction.to);
  }
  return {};
}

}  // namespace

Result<> apply_corrections(const std::vector<Correction>& corrections, Transcript& transcript) {
  Transcript corrected = transcript;
  for (const Correction& correction : corrections) CXAI_TRY_VOID(apply_one(correction, corrected));
  transcript = std::move(corrected);
  return {};
}

Result<Json> correction_job(const conversation::Analysis& current, const std::optional<Correction>& next) {
  std::vector<Correction> corrections = current.corrections;
  if (next) {
    if (current.turns.empty())
      return fail(ErrorCode::conflict, "the conversation has no words yet, so there is nobody to correct");
    Transcript transcript{current.language, current.turns};
    CXAI_TRY_VOID(apply_corrections({*next}, transcript));
    corrections.push_back(*next);
  } else {
    if (corrections.empty()) return fail(ErrorCode::conflict, "there is no correction to take back");
    corrections.pop_back();
  }
  Json list = Json::array();
  for (const Correction& correction : corrections) list.push_back(conversation::to_json(correction));
  return Json{{"corrections", std::move(list)}, {"supersedes", current.analysis_id}};
}

Result<std::vector<Correction>> corrections_of(const Json& payload) {
  std::vector<Correction> out;
  if (!payload.is_object()) return out;
  base::Reader in(payload, "");
  const auto& list = in.array("corrections");
  for (std::size_t i = 0; i < list.size(); ++i) {
    base::Reader part(list[i], in.path_of("corrections") + "[" + std::to_string(i) + "]");
    out.push_back(conversation::read_correction(part));
    in.adopt(part);
  }
  if (!in.ok()) return fail(ErrorCode::corrupt_data, "job: " + in.error().error().message);
  return out;
}

}  // namespace cxai::pipeline
