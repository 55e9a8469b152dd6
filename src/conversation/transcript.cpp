#include "conversation/transcript.hpp"

#include "conversation/names.hpp"

namespace cxai::conversation {

const char* to_string(Role role) {
  switch (role) {
    case Role::agent:
      return "agent";
    case Role::customer:
      return "customer";
    case Role::ivr:
      return "ivr";
    case Role::other:
      return "other";
  }
  return "other";
}

std::optional<Role> role_from(std::string_view name) {
  return enumerator_named(name, Role::other);
}

const char* to_string(TimeSource source) {
  switch (source) {
    case TimeSource::asr:
      return "asr";
    case TimeSource::aligned:
      return "aligned";
    case TimeSource::interpolated:
      return "interpolated";
  }
  return "interpolated";
}

std::optional<TimeSource> time_source_from(std::string_view name) {
  return enumerator_named(name, TimeSource::interpolated);
}

}  // namespace cxai::conversation
