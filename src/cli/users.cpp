#include <istream>
#include <ostream>
#include <string>

#include "base/hash.hpp"
#include "base/secret.hpp"
#include "cli/privacy.hpp"
#include "cli/verbs.hpp"

namespace cxai::cli {

ExitCode users_add(Context& context, const UserOptions& options) {
  const auto role = store::user_role_from(options.role);
  if (!role) {
    context.io.err << "cxai: --role must be admin, manager, team_leader, agent or privacy_officer, got '"
                   << options.role << "'\n";
    return ExitCode::usage;
  }
  auto centre = open_centre(context);
  if (!centre) return context.fail(centre.error());
  std::string password;
  std::getline(context.io.in, password);
  if (password.size() < 8) {
    context.io.err << "cxai: the password is read from standard input and must have at least 8 characters\n";
    return ExitCode::usage;
  }
  auto known = (*centre)->store->user_by_login(options.login);
  if (!known) return context.fail(known.error());
  store::User user = *known ? **known : store::User{};
  if (user.id.empty()) user.id = base::new_id("u_");
  user.login = options.login;
  user.name = options.name.empty() ? (user.name.empty() ? options.login : user.name) : options.name;
  user.role = *role;
  user.agent_id = options.agent;
  user.rights.clear();
  for (const auto& name : options.rights)
    if (const auto right = store::right_from(name)) user.rights.push_back(*right);
  user.language = context.config.text("centre.language");
  user.password_hash = base::hash_password(password);
  Json rights = Json::array();
  for (const auto right : user.rights) rights.push_back(store::to_string(right));
  CustodyDesk desk(context, **centre);
  const custody::AuditEntry entry{cli_actor(), *known ? "user.change" : "user.add", "", "",
                                  Json{{"user", user.id}, {"role", store::to_string(*role)}, {"rights", rights}}};
  if (auto noted = desk.audit.note(entry); !noted) return context.fail(noted.error());
  if (auto put = (*centre)->store->put_user(user); !put) return context.fail(put.error());
  context.io.err << (*known ? "changed " : "added ") << options.login << '\n';
  return ExitCode::ok;
}

ExitCode users_list(Context& context, bool json) {
  auto centre = open_centre(context);
  if (!centre) return context.fail(centre.error());
  const auto users = (*centre)->store->users();
  if (!users) return context.fail(users.error());
  Json list = Json::array();
  for (const auto& user : *users) {
    Json rights = Json::array();
    for (const auto right : store::kRights)
      if (store::has_right(user, right)) rights.push_back(store::to_string(right));
    list.push_back(Json{{"login", user.login},
                        {"name", user.name},
                        {"role", store::to_string(user.role)},
                        {"rights", std::move(rights)}});
    if (!json) context.io.out << user.login << '\t' << user.name << '\t' << store::to_string(user.role) << '\n';
  }
  if (json) context.io.out << base::dump_json(list, 2) << '\n';
  return ExitCode::ok;
}

}  // namespace cxai::cli
