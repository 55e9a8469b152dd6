#include "cli/privacy.hpp"

#include <pwd.h>
#include <unistd.h>

#include <functional>
#include <ostream>
#include <set>

#include "base/files.hpp"
#include "custody/certificate.hpp"
#include "custody/holds.hpp"
#include "custody/requests.hpp"
#include "custody/retention.hpp"
#include "pipeline/details.hpp"
#include "pipeline/originals.hpp"

namespace cxai::cli {
namespace {

custody::Order order_of(const PrivacyOptions& options) {
  return {cli_actor(), pipeline::masked_text(options.reason)};
}

std::set<std::string> except_of(const PrivacyOptions& options) {
  return {options.except.begin(), options.except.end()};
}

// Opens the centre, does the work, and says what went wrong.
ExitCode at_the_desk(Context& context, const std::function<Result<ExitCode>(CustodyDesk&, Centre&)>& work) {
  auto centre = open_centre(context);
  if (!centre) return context.fail(centre.error());
  CustodyDesk desk(context, **centre);
  const auto code = work(desk, **centre);
  return code ? *code : context.fail(code.error());
}

Result<std::vector<custody::Identifier>> identifiers_of(const PrivacyOptions& options) {
  std::vector<custody::Identifier> identifiers;
  for (const auto& text : options.persons) {
    CXAI_TRY(auto identifier, custody::identifier_from(text));
    identifiers.push_back(std::move(identifier));
  }
  return identifiers;
}

Result<std::string> request_of(CustodyDesk& desk, const PrivacyOptions& options, const std::string& kind) {
  if (!options.id.empty()) return options.id;
  custody::RequestWish wish;
  wish.kind = kind;
  wish.note = pipeline::masked_text(options.note);
  CXAI_TRY(wish.identifiers, identifiers_of(options));
  CXAI_TRY(const auto row, custody::open_request(desk.custodian, wish, order_of(options)));
  return row.id;
}

Result<> write_out(Context& context, const std::string& file, const std::string& text) {
  if (file.empty()) {
    context.io.out << text;
    return {};
  }
  return base::write_file_atomic(file, text);
}

void print_request(Context& context, const Json& r) {
  context.io.out << r["id"].get<std::string>() << '\t' << r["kind"].get<std::string>() << '\t'
                 << r["state"].get<std::string>() << '\t' << r["due_at"].get<std::string>().substr(0, 10);
  if (r["overdue"].get<bool>()) context.io.out << "\toverdue";
  context.io.out << '\n';
}

}  // namespace

std::string cli_actor() {
  const passwd* entry = ::getpwuid(::geteuid());
  return std::string("cli:") + (entry != nullptr ? entry->pw_name : std::to_string(::geteuid()));
}

CustodyDesk::CustodyDesk(const Context& context, Centre& centre)
    : audit(*centre.store, *centre.keys, context.clock),
      custodian{*centre.store,
                *centre.blobs,
                context.clock,
                audit,
                context.config.text("centre.name"),
                [&blobs = *centre.blobs](const store::ConversationRow& row, const std::set<std::string>& own) {
                  return pipeline::own_transcript(blobs, row, own);
                }} {}

ExitCode audit_list(Context& context, const AuditOptions& options) {
  return at_the_desk(context, [&](CustodyDesk&, Centre& centre) -> Result<ExitCode> {
    store::AuditFilter filter;
    filter.conversation_id = options.conversation;
    filter.actor = options.actor;
    filter.action = options.action;
    filter.limit = options.limit;
    CXAI_TRY(const auto rows, centre.store->audit(filter));
    Json list = Json::array();
    for (const auto& row : rows) {
      list.push_back(custody::to_json(row));
      if (!options.json)
        context.io.out << row.seq << '\t' << base::format_utc(row.at) << '\t' << row.actor << '\t' << row.action << '\t'
                       << (row.conversation_id.empty() ? "-" : row.conversation_id) << '\t' << row.reason << '\n';
    }
    if (options.json) context.io.out << base::dump_json(list, 2) << '\n';
    return ExitCode::ok;
  });
}

ExitCode audit_verify(Context& context, bool json) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre&) -> Result<ExitCode> {
    CXAI_TRY(const auto verdict, desk.audit.verify());
    if (json)
      context.io.out << base::dump_json(Json{{"intact", !verdict.bad_row},
                                             {"rows", verdict.rows},
                                             {"bad_row", verdict.bad_row ? Json(*verdict.bad_row) : Json()},
                                             {"what", verdict.what}},
                                        2)
                     << '\n';
    else if (verdict.bad_row)
      context.io.out << "audit chain broken at row " << *verdict.bad_row << ": " << verdict.what << '\n';
    else
      context.io.out << "audit chain intact, " << verdict.rows << " rows\n";
    return verdict.bad_row ? ExitCode::failed : ExitCode::ok;
  });
}

ExitCode privacy_find(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre& centre) -> Result<ExitCode> {
    CXAI_TRY(const auto identifiers, identifiers_of(options));
    CXAI_TRY(const auto known, custody::look_up(desk.custodian, identifiers));
    std::vector<std::string> hashes;
    Json labels = Json::array();
    for (const auto& one : known) {
      hashes.push_back(one.hash);
      labels.push_back(one.label);
    }
    CXAI_TRY_VOID(
        desk.audit.note({cli_actor(), "person.find", "", order_of(options).reason, Json{{"person", labels}}}));
    CXAI_TRY(const auto matches, centre.store->conversations_of(hashes));
    Json list = Json::array();
    for (const auto& match : matches) {
      list.push_back(Json{{"conversation_id", match.conversation_id}, {"type", match.type}, {"origin", match.origin}});
      if (!options.json) context.io.out << match.conversation_id << '\t' << match.type << '\t' << match.origin << '\n';
    }
    if (options.json) context.io.out << base::dump_json(list, 2) << '\n';
    return ExitCode::ok;
  });
}

ExitCode privacy_requests(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk&, Centre& centre) -> Result<ExitCode> {
    std::vector<std::string> states;
    if (!options.all) states = {"received", "erasing"};
    Json list = Json::array();
    store::RowPage page{1000, ""};
    while (true) {
      CXAI_TRY(const auto rows, centre.store->requests(states, page));
      for (const auto& row : rows) {
        list.push_back(custody::to_json(row, context.clock.now()));
        if (!options.json) print_request(context, list.back());
      }
      if (rows.size() < static_cast<std::size_t>(page.limit)) break;
      page.cursor = rows.back().id;
    }
    if (options.json) context.io.out << base::dump_json(list, 2) << '\n';
    return ExitCode::ok;
  });
}

ExitCode privacy_request(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre&) -> Result<ExitCode> {
    CXAI_TRY(const auto id, request_of(desk, options, options.kind));
    CXAI_TRY(const auto row, custody::find_request(desk.custodian, id));
    const Json document = custody::to_json(row, context.clock.now());
    if (options.json)
      context.io.out << base::dump_json(document, 2) << '\n';
    else
      print_request(context, document);
    return ExitCode::ok;
  });
}

ExitCode privacy_refuse(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre&) -> Result<ExitCode> {
    CXAI_TRY_VOID(custody::refuse_request(desk.custodian, options.id, order_of(options)));
    context.io.err << "refused " << options.id << '\n';
    return ExitCode::ok;
  });
}

ExitCode privacy_export(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre&) -> Result<ExitCode> {
    CXAI_TRY(const auto id, request_of(desk, options, "access"));
    CXAI_TRY(const auto made, custody::export_person(desk.custodian, id, except_of(options), order_of(options)));
    const bool html = options.out.ends_with(".html");
    CXAI_TRY_VOID(write_out(context, options.out, html ? made.html : base::dump_json(made.document, 2) + "\n"));
    context.io.err << "request " << id << ": " << made.document["conversations"].size() << " conversations exported\n";
    return ExitCode::ok;
  });
}

ExitCode privacy_erase(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre& centre) -> Result<ExitCode> {
    if (!options.apply && options.id.empty()) {
      // What would go; nothing is registered and nothing destroyed.
      CXAI_TRY(const auto identifiers, identifiers_of(options));
      CXAI_TRY(const auto known, custody::look_up(desk.custodian, identifiers));
      std::vector<std::string> hashes;
      for (const auto& one : known) hashes.push_back(one.hash);
      CXAI_TRY(const auto matches, centre.store->conversations_of(hashes));
      std::set<std::string> ids;
      for (const auto& match : matches) ids.insert(match.conversation_id);
      for (const auto& id : ids) {
        CXAI_TRY(const auto holds, centre.store->holds_on(id));
        context.io.out << id << (holds.empty() ? "" : "\tlegal hold " + holds.front().id) << '\n';
      }
      context.io.err << ids.size() << " conversations would be erased; the same with --yes and --reason does so\n";
      return ExitCode::ok;
    }
    CXAI_TRY(const auto id, request_of(desk, options, "erasure"));
    CXAI_TRY(const Json certificate, custody::erase_person(desk.custodian, id, except_of(options), order_of(options)));
    CXAI_TRY_VOID(write_out(context, options.out, base::dump_json(certificate, 2) + "\n"));
    context.io.err << "request " << id << ": " << certificate["destroyed"].size() << " conversations erased, "
                   << certificate["kept"].size() << " kept\n";
    return ExitCode::ok;
  });
}

ExitCode privacy_verify_certificate(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk&, Centre& centre) -> Result<ExitCode> {
    CXAI_TRY(const std::string text, base::read_file(options.file, 64 << 20));
    const auto json = base::parse_json(text);
    if (!json) return cxai::fail(options.file + ": ", json.error());
    const auto verdict = custody::verify_certificate(*centre.keys, *json);
    if (!verdict) return cxai::fail(options.file + ": ", verdict.error());
    if (options.json)
      context.io.out << base::dump_json(
                            Json{{"genuine", verdict->genuine}, {"of_this_centre", verdict->of_this_centre}}, 2)
                     << '\n';
    else
      context.io.out << (verdict->of_this_centre ? "genuine, signed by this centre"
                         : verdict->genuine      ? "unchanged, but signed by another key than this centre's"
                                                 : "not genuine: the certificate was changed after it was signed")
                     << '\n';
    return verdict->of_this_centre ? ExitCode::ok : ExitCode::failed;
  });
}

ExitCode privacy_retention(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre&) -> Result<ExitCode> {
    Json list = Json::array();
    const auto show = [&](const custody::Due& due, const std::string& outcome) {
      if (options.json) {
        list.push_back(custody::to_json(due));
        list.back()["outcome"] = outcome;
        return;
      }
      context.io.out << due.conversation_id << '\t' << custody::to_string(due.part) << '\t'
                     << (due.class_name.empty() ? "-" : due.class_name) << '\t' << due.legal_basis << '\t'
                     << base::format_utc(due.since).substr(0, 10) << '\t' << due.bytes << '\t' << outcome << '\n';
    };
    const auto held = [](const custody::Due& due) { return "legal hold " + due.holds.front(); };
    ExitCode code = ExitCode::ok;
    if (!options.apply) {
      std::size_t due_parts = 0;
      std::uint64_t bytes = 0;
      CXAI_TRY_VOID(custody::plan(desk.custodian, [&](const custody::Due& due) {
        due_parts += due.holds.empty() ? 1 : 0;
        bytes += due.holds.empty() ? due.bytes : 0;
        show(due, due.holds.empty() ? "would be destroyed" : held(due));
      }));
      context.io.err << due_parts << " parts, " << bytes
                     << " bytes would be destroyed; the same with --yes and --reason does so\n";
    } else {
      CXAI_TRY(const auto run,
               custody::run_retention(desk.custodian, order_of(options),
                                      [&](const custody::Due& due, const std::optional<Error>& error) {
                                        show(due, error ? error->message : due.holds.empty() ? "destroyed" : held(due));
                                      }));
      context.io.err << run.destroyed << " parts destroyed, " << run.bytes << " bytes; " << run.held << " held, "
                     << run.failed << " failed\n";
      if (run.failed > 0) code = ExitCode::some_inputs_failed;
    }
    if (options.json) context.io.out << base::dump_json(list, 2) << '\n';
    return code;
  });
}

ExitCode privacy_classes(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre&) -> Result<ExitCode> {
    if (!options.file.empty()) {
      CXAI_TRY(const std::string text, base::read_file(options.file, 1 << 20));
      const auto json = base::parse_json(text);
      if (!json) return cxai::fail(options.file + ": ", json.error());
      const auto k = custody::retention_class_from(*json);
      if (!k) return cxai::fail(options.file + ": ", k.error());
      CXAI_TRY_VOID(custody::put_class(desk.custodian, *k, order_of(options)));
    }
    if (!options.id.empty()) CXAI_TRY_VOID(custody::drop_class(desk.custodian, options.id, order_of(options)));
    CXAI_TRY(const auto classes, custody::classes(desk.custodian));
    Json list = Json::array();
    for (const auto& k : classes) list.push_back(custody::to_json(k));
    context.io.out << base::dump_json(list, 2) << '\n';
    return ExitCode::ok;
  });
}

ExitCode privacy_hold(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre&) -> Result<ExitCode> {
    custody::HoldWish wish;
    wish.conversation_id = options.id;
    CXAI_TRY(const auto persons, identifiers_of(options));
    if (persons.size() > 1)
      return cxai::fail(ErrorCode::invalid_input,
                        "one identifier makes one hold; give the others in holds of their own");
    if (!persons.empty()) wish.person = persons.front();
    CXAI_TRY(const auto hold, custody::place_hold(desk.custodian, wish, order_of(options)));
    context.io.out << hold.id << '\n';
    return ExitCode::ok;
  });
}

ExitCode privacy_release(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre&) -> Result<ExitCode> {
    CXAI_TRY_VOID(custody::release_hold(desk.custodian, options.id, order_of(options)));
    context.io.err << "released " << options.id << '\n';
    return ExitCode::ok;
  });
}

ExitCode privacy_holds(Context& context, const PrivacyOptions& options) {
  return at_the_desk(context, [&](CustodyDesk&, Centre& centre) -> Result<ExitCode> {
    Json list = Json::array();
    store::RowPage page{1000, ""};
    while (true) {
      CXAI_TRY(const auto rows, centre.store->holds(options.all, page));
      for (const auto& hold : rows) {
        list.push_back(custody::to_json(hold));
        if (!options.json)
          context.io.out << hold.id << '\t' << hold.label << '\t' << hold.placed_by << '\t' << hold.reason
                         << (hold.released_at ? "\treleased" : "") << '\n';
      }
      if (rows.size() < static_cast<std::size_t>(page.limit)) break;
      page.cursor = rows.back().id;
    }
    if (options.json) context.io.out << base::dump_json(list, 2) << '\n';
    return ExitCode::ok;
  });
}

ExitCode privacy_rotate_key(Context& context, bool json) {
  return at_the_desk(context, [&](CustodyDesk& desk, Centre& centre) -> Result<ExitCode> {
    CXAI_TRY(const auto rotation, centre.keys->rotate());
    CXAI_TRY_VOID(desk.audit.note(
        {cli_actor(), "keys.rotate", "", "", Json{{"keys", rotation.keys}, {"master", rotation.master}}}));
    if (json)
      context.io.out << base::dump_json(Json{{"keys", rotation.keys}, {"master", rotation.master}}, 2) << '\n';
    else
      context.io.err << rotation.keys << " keys wrapped under the master key " << rotation.master << '\n';
    return ExitCode::ok;
  });
}

}  // namespace cxai::cli
