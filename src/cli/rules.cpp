#include "cli/rules.hpp"

#include <cstdio>
#include <iterator>
#include <map>
#include <ostream>

#include "base/embedded.hpp"
#include "base/files.hpp"
#include "cli/privacy.hpp"
#include "cli/stock_job.hpp"
#include "pipeline/rule_desk.hpp"

namespace cxai::cli {
namespace {

// What is wrong with a book is said with the file's name before the field's.
Result<rules::Book> read_book(Context& context, const std::string& file) {
  std::string text;
  if (file == "-") {
    text.assign(std::istreambuf_iterator<char>(context.io.in), {});
  } else {
    CXAI_TRY(text, base::read_file(file));
  }
  const std::string name = file == "-" ? "standard input: " : file + ": ";
  const auto json = base::parse_json(text);
  if (!json) return fail(name, json.error());
  auto book = rules::book_from_json(*json);
  if (!book) return fail(name, book.error());
  return book;
}

std::string share_text(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%", share * 100);
  return text;
}

std::string by(const std::string& user, const std::map<std::string, std::string>& names) {
  const auto found = names.find(user);
  return found == names.end() ? user : found->second;
}

Result<std::map<std::string, std::string>> user_names(store::Store& store) {
  std::map<std::string, std::string> names;
  CXAI_TRY(const auto users, store.users());
  for (const auto& user : users) names[user.id] = user.name;
  return names;
}

void print_sample(std::ostream& out, const Json& sample) {
  out << "      " << sample["source"].get<std::string>() << " (" << sample["conversation_id"].get<std::string>() << ")";
  if (sample.contains("missing"))
    out << "  " << sample["missing"].get<std::string>() << ": " << sample["reason"].get<std::string>();
  out << '\n';
  for (const auto& quote : sample["evidence"]) {
    if (!quote.contains("text")) continue;
    out << "        " << (quote["role"].is_string() ? quote["role"].get<std::string>() : "?") << ": "
        << quote["text"].get<std::string>() << '\n';
  }
}

void print_preview(std::ostream& out, const Json& preview) {
  out << preview["conversations"] << " conversations of " << preview["of"] << ", the newest\n";
  for (const auto& category : preview["categories"]) {
    out << "\n  " << category["title"].get<std::string>() << " (" << category["name"].get<std::string>() << ")  "
        << category["conversations"] << ", " << share_text(category["share"].get<double>());
    if (category["stored"].is_number())
      out << "; now " << category["stored"] << " (+" << category["added"] << " -" << category["removed"] << ")";
    out << "; one condition short: " << category["near"] << '\n';
    for (const auto& sample : category["samples"]) print_sample(out, sample);
    if (!category["near_misses"].empty()) out << "    one condition short\n";
    for (const auto& sample : category["near_misses"]) print_sample(out, sample);
  }
  for (const auto& gone : preview["gone"])
    out << "\n  " << gone["name"].get<std::string>() << " is not in this book; now " << gone["stored"] << '\n';
}

void print_backfill(std::ostream& out, const Json& backfill) {
  out << backfill["done"] << " conversations read by " << backfill["revision"].get<std::string>() << '\n';
  for (const auto& category : backfill["categories"])
    out << "  " << category["title"].get<std::string>() << "  +" << category["added"] << " -" << category["removed"]
        << " =" << category["unchanged"] << '\n';
}

Result<> show(Context& context, const RulesOptions& options) {
  CXAI_TRY(const auto centre, open_centre(context));
  pipeline::RuleDesk desk(*centre->store, context.clock);
  std::string revision = options.revision;
  if (revision.empty()) {
    CXAI_TRY(const auto used, centre->store->rules_in_use());
    if (!used)
      return fail(ErrorCode::not_found, "no book of rules is in use; `cxai rules publish FILE` puts one into use");
    revision = used->revision;
  }
  CXAI_TRY(const auto book, desk.book(revision));
  if (options.json) {
    context.io.out << base::dump_json(rules::to_json(book), 2) << '\n';
    return {};
  }
  CXAI_TRY(const auto counts, centre->store->category_counts());
  CXAI_TRY(const auto stock, centre->store->stock_counts());
  context.io.out << revision << ", " << book.categories.size() << " categories\n";
  for (const auto& category : book.categories) {
    const auto count = counts.find(category.name);
    context.io.out << "  " << category.title << " (" << category.name << ")  "
                   << (count == counts.end() ? 0 : count->second) << '\n';
  }
  if (options.revision.empty() && stock.behind > 0)
    context.io.err << stock.behind << " of " << stock.ready
                   << " conversations were not read by it yet; `cxai rules backfill` does\n";
  return {};
}

Result<> check(Context& context, const RulesOptions& options) {
  CXAI_TRY(const auto book, read_book(context, options.file));
  const std::string revision = rules::revision_id(book);
  if (options.json)
    context.io.out << base::dump_json(Json{{"revision", revision}, {"categories", book.categories.size()}}) << '\n';
  else
    context.io.out << "✓ " << book.categories.size() << " categories, " << revision << '\n';
  return {};
}

Result<> preview(Context& context, const RulesOptions& options) {
  CXAI_TRY(const auto book, read_book(context, options.file));
  CXAI_TRY(const auto centre, open_centre(context));
  pipeline::RuleDesk desk(*centre->store, context.clock);
  CXAI_TRY(const auto found, desk.preview(book, {options.conversations, options.samples, context.workers()}));
  if (options.json)
    context.io.out << base::dump_json(found, 2) << '\n';
  else
    print_preview(context.io.out, found);
  return {};
}

Result<> publish(Context& context, const RulesOptions& options) {
  if (options.file.empty() == options.revision.empty())
    return fail(ErrorCode::invalid_input, "rules publish takes a FILE, or --revision ID of an earlier book");
  std::optional<rules::Book> book;
  if (!options.file.empty()) {
    CXAI_TRY(book, read_book(context, options.file));
  }
  CXAI_TRY(const auto centre, open_centre(context));
  pipeline::RuleDesk desk(*centre->store, context.clock);
  CustodyDesk custody(context, *centre);
  const pipeline::Publishing how{cli_actor(), options.note};
  std::optional<store::RulePublication> row;
  if (book) {
    CXAI_TRY(row, desk.publish(*book, how));
  } else {
    CXAI_TRY(row, desk.publish_again(options.revision, how));
  }
  CXAI_TRY_VOID(custody.audit.note(
      {cli_actor(), "rules.publish", "", "", Json{{"revision", row->revision}, {"number", row->number}}}));
  if (options.json)
    context.io.out << base::dump_json(Json{{"revision", row->revision}, {"number", row->number}}) << '\n';
  else
    context.io.out << "✓ " << row->revision << " is in use (publication " << row->number << ")\n";
  CXAI_TRY(const auto stock, centre->store->stock_counts());
  if (stock.behind > 0)
    context.io.err << stock.behind << " conversations were analysed before; `cxai rules backfill` reads them, too\n";
  return {};
}

Result<> history(Context& context, const RulesOptions& options) {
  CXAI_TRY(const auto centre, open_centre(context));
  CXAI_TRY(const auto rows, centre->store->rule_publications());
  CXAI_TRY(const auto names, user_names(*centre->store));
  Json list = Json::array();
  for (const auto& row : rows) {
    list.push_back(Json{{"number", row.number},
                        {"revision", row.revision},
                        {"published_by", row.by},
                        {"published_at", base::format_utc(row.at)},
                        {"note", row.note},
                        {"in_use", &row == &rows.front()}});
    if (!options.json)
      context.io.out << (&row == &rows.front() ? "● " : "  ") << row.number << "  " << row.revision << "  "
                     << base::format_utc(row.at) << "  " << by(row.by, names) << "  " << row.note << '\n';
  }
  if (options.json) context.io.out << base::dump_json(Json{{"items", std::move(list)}}, 2) << '\n';
  return {};
}

Result<ExitCode> backfill(Context& context, const RulesOptions& options) {
  CXAI_TRY(const auto centre, open_centre(context));
  pipeline::RuleDesk desk(*centre->store, context.clock);
  CustodyDesk custody(context, *centre);
  const auto start = [&](const std::string& worker) -> Result<std::string> {
    CXAI_TRY(auto id, desk.start_backfill(worker));
    CXAI_TRY_VOID(custody.audit.note({cli_actor(), "rules.backfill", "", "", Json{{"job", id}}}));
    return id;
  };
  CXAI_TRY_VOID(
      run_stock_job(context, *centre->store, pipeline::kBackfillJob, "Reading by the rules", start,
                    [&](const store::Job& job, const pipeline::StockJob& how) { return desk.run_backfill(job, how); }));
  CXAI_TRY(const auto document, desk.backfill_document());
  if (options.json)
    context.io.out << base::dump_json(document, 2) << '\n';
  else
    print_backfill(context.io.out, document);
  for (const auto& name : document["unreadable"]["named"]) context.io.err << "✗ " << name.get<std::string>() << '\n';
  return document["unreadable"]["count"] > 0 ? ExitCode::some_inputs_failed : ExitCode::ok;
}

ExitCode end(Context& context, const Result<>& done) {
  return done ? ExitCode::ok : context.fail(done.error());
}

}  // namespace

ExitCode rules_show(Context& context, const RulesOptions& options) {
  return end(context, show(context, options));
}
ExitCode rules_check(Context& context, const RulesOptions& options) {
  return end(context, check(context, options));
}
ExitCode rules_preview(Context& context, const RulesOptions& options) {
  return end(context, preview(context, options));
}
ExitCode rules_publish(Context& context, const RulesOptions& options) {
  return end(context, publish(context, options));
}
ExitCode rules_history(Context& context, const RulesOptions& options) {
  return end(context, history(context, options));
}
ExitCode rules_backfill(Context& context, const RulesOptions& options) {
  const auto code = backfill(context, options);
  return code ? *code : context.fail(code.error());
}

Result<> load_demo_rules(Context& context, store::Store& store) {
  CXAI_TRY(const auto used, store.rules_in_use());
  if (used) return {};
  const auto* file = base::embedded::find(base::embedded::demo_files(), "rules.json");
  CXAI_CHECK(file != nullptr);
  CXAI_TRY(const Json json, base::parse_json(file->bytes));
  auto book = rules::book_from_json(json);
  if (!book) return fail("demo/rules.json: ", book.error());
  pipeline::RuleDesk desk(store, context.clock);
  CXAI_TRY(const auto manager, store.user_by_login("yonetici"));
  CXAI_TRY_VOID(desk.publish(*book, {manager ? manager->id : "", "Örnek kategoriler"}));
  return {};
}

}  // namespace cxai::cli
