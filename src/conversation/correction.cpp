#include "conversation/correction.hpp"

#include "base/utf8.hpp"
#include "conversation/names.hpp"
#include "conversation/transcript.hpp"

namespace cxai::conversation {
namespace {

constexpr std::size_t kLongestName = 80;  // code points

// A name people read: some characters, none of them a control character.
std::string read_name(base::Reader& in, std::string_view key) {
  std::string name = in.string(key);
  const bool printable = std::string_view(name).find_first_not_of(' ') != std::string_view::npos &&
                         name.find_first_of(std::string_view("\0\x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r\x1b\x7f",
                                                             16)) == std::string::npos;
  if (in.ok() && (!printable || base::count_code_points(name) > kLongestName))
    in.reject(key, "must be 1 to 80 printable characters");
  return name;
}

}  // namespace

const char* to_string(CorrectionKind kind) {
  switch (kind) {
    case CorrectionKind::swap_roles:
      return "swap_roles";
    case CorrectionKind::merge_voices:
      return "merge_voices";
    case CorrectionKind::rename_voice:
      return "rename_voice";
    case CorrectionKind::set_role:
      return "set_role";
    case CorrectionKind::set_voice:
      return "set_voice";
  }
  return "swap_roles";
}

Json to_json(const Correction& correction) {
  Json json{{"kind", to_string(correction.kind)}};
  if (!correction.voice.empty()) json["voice"] = correction.voice;
  if (!correction.to.empty()) json["to"] = correction.to;
  json["by"] = correction.by;
  json["at"] = base::format_utc(correction.at);
  return json;
}

Correction read_correction(base::Reader& in) {
  Correction out;
  const std::string kind = in.string("kind");
  if (const auto known = enumerator_named(kind, CorrectionKind::set_voice))
    out.kind = *known;
  else
    in.reject("kind", "must be swap_roles, merge_voices, rename_voice, set_role or set_voice");
  if (in.ok() && out.kind != CorrectionKind::swap_roles) {
    out.voice = read_name(in, "voice");
    out.to = read_name(in, "to");
    if (out.kind == CorrectionKind::set_role && in.ok() && !role_from(out.to))
      in.reject("to", "must be agent, customer, ivr or other");
  }
  out.by = in.string("by", "");
  if (const auto at = in.optional_string("at")) {
    if (const auto time = base::parse_utc(*at))
      out.at = *time;
    else
      in.reject("at", "must be a time like 2026-03-14T09:26:53.589Z");
  }
  return out;
}

}  // namespace cxai::conversation
