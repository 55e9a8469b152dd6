#include "store/store.hpp"

#include <algorithm>

namespace cxai::store {

const char* to_string(ConversationState state) {
  switch (state) {
    case ConversationState::queued:
      return "queued";
    case ConversationState::ready:
      return "ready";
    case ConversationState::failed:
      return "failed";
  }
  return "";
}

const char* to_string(JobState state) {
  switch (state) {
    case JobState::queued:
      return "queued";
    case JobState::running:
      return "running";
    case JobState::succeeded:
      return "succeeded";
    case JobState::failed:
      return "failed";
  }
  return "";
}

const char* to_string(UserRole role) {
  switch (role) {
    case UserRole::admin:
      return "admin";
    case UserRole::manager:
      return "manager";
    case UserRole::team_leader:
      return "team_leader";
    case UserRole::agent:
      return "agent";
    case UserRole::privacy_officer:
      return "privacy_officer";
  }
  return "";
}

const char* to_string(Right right) {
  switch (right) {
    case Right::originals:
      return "originals";
    case Right::privacy:
      return "privacy";
    case Right::audit:
      return "audit";
    case Right::models:
      return "models";
  }
  return "";
}

std::optional<Right> right_from(std::string_view name) {
  for (const Right right : kRights)
    if (name == to_string(right)) return right;
  return std::nullopt;
}

bool has_right(const User& user, Right right) {
  if (user.role == UserRole::privacy_officer) return true;
  if (user.role == UserRole::admin && right != Right::originals) return true;
  if (user.role == UserRole::manager && right == Right::models) return true;
  return std::ranges::find(user.rights, right) != user.rights.end();
}

std::optional<UserRole> user_role_from(std::string_view name) {
  for (const auto role :
       {UserRole::admin, UserRole::manager, UserRole::team_leader, UserRole::agent, UserRole::privacy_officer})
    if (name == to_string(role)) return role;
  return std::nullopt;
}

}  // namespace cxai::store
