#include "custody/retention.hpp"

#include <algorithm>

namespace cxai::custody {
namespace {

using namespace std::chrono_literals;

constexpr int kRetentionPage = 500;
constexpr int kLongestDays = 36'525;
constexpr auto kLogKept = std::chrono::days(3 * 365 + 1);

std::vector<std::string> read_names(base::Reader& in, std::string_view key) {
  std::vector<std::string> names;
  for (const Json& name : in.array(key)) {
    if (name.is_string())
      names.push_back(name.get<std::string>());
    else
      in.reject(key, "must be a list of texts");
  }
  return names;
}

std::optional<int> read_days(base::Reader& in, std::string_view key) {
  const auto days = in.optional_integer(key, 0, kLongestDays);
  return days ? std::optional(static_cast<int>(*days)) : std::nullopt;
}

bool matches(const std::vector<std::string>& list, const std::string& value) {
  return list.empty() || std::ranges::find(list, value) != list.end();
}

const RetentionClass* class_of(const std::vector<RetentionClass>& classes, const store::ConversationRow& row) {
  const auto& c = row.conversation;
  const auto it = std::ranges::find_if(classes, [&](const RetentionClass& k) {
    return matches(k.kinds, conversation::to_string(c.kind)) && matches(k.teams, c.team) &&
           matches(k.companies, c.company) && matches(k.languages, c.language) && matches(k.topics, row.facts.topic);
  });
  return it == classes.end() ? nullptr : &*it;
}

bool has_sound(const store::ConversationRow& row) {
  return !row.originals.recording_sha256.empty() || !row.listen_sha256.empty() || !row.redacted_sha256.empty();
}

bool has_text(const store::ConversationRow& row) {
  return !row.originals.transcript_sha256.empty() || !row.originals.details_sha256.empty() || !row.words_sha256.empty();
}

// The parts of a conversation whose time is over, the largest alone.
Result<std::vector<Due>> due_of(Custodian& custodian, const RetentionClass& k, const store::ConversationRow& row) {
  const Timestamp now = custodian.clock.now();
  const auto& c = row.conversation;
  const Timestamp start = c.started_at.value_or(c.created_at);
  const auto over = [&](const std::optional<int>& days) { return days && start + std::chrono::days(*days) <= now; };
  std::vector<Due> list;
  const auto size = [&](store::BlobKind kind) { return custodian.blobs.size_of(c.id, kind); };
  const auto add = [&](Part part, int days, std::uint64_t bytes) {
    list.push_back({c.id, k.name, k.legal_basis, part, start + std::chrono::days(days), bytes, {}});
  };
  if (over(k.everything_days)) {
    add(Part::everything, *k.everything_days, size(store::BlobKind::sound) + size(store::BlobKind::text));
  } else {
    if (over(k.sound_days) && has_sound(row)) add(Part::sound, *k.sound_days, size(store::BlobKind::sound));
    if (over(k.text_days) && has_text(row)) add(Part::text, *k.text_days, size(store::BlobKind::text));
  }
  if (list.empty()) return list;
  CXAI_TRY(const auto holds, custodian.store.holds_on(c.id));
  for (Due& due : list)
    for (const auto& hold : holds) due.holds.push_back(hold.id);
  return list;
}

Result<> each_due(Custodian& custodian, const std::function<Result<>(const Due&)>& take) {
  CXAI_TRY(const auto known, classes(custodian));
  store::Page page;
  page.order = store::SortOrder::ascending;
  page.limit = kRetentionPage;
  do {
    CXAI_TRY(const auto found, custodian.store.conversations({}, page));
    for (const auto& row : found.rows) {
      CXAI_TRY(const bool erased, was_erased(custodian, row.conversation.id));
      if (erased) {
        CXAI_TRY_VOID(take({row.conversation.id, "", "erased before", Part::everything, custodian.clock.now(), 0, {}}));
        continue;
      }
      const RetentionClass* k = class_of(known, row);
      if (k == nullptr) continue;
      CXAI_TRY(const auto list, due_of(custodian, *k, row));
      for (const Due& due : list) CXAI_TRY_VOID(take(due));
    }
    page.cursor = found.next_cursor;
  } while (!page.cursor.empty());
  return {};
}

}  // namespace

Result<RetentionClass> retention_class_from(const Json& json) {
  base::Reader in(json, "");
  RetentionClass k;
  k.name = in.string("name");
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (in.ok() && (k.name.empty() || k.name.size() > 64 || !std::ranges::all_of(k.name, plain)))
    in.reject("name", "must be 1 to 64 letters, digits, - or _");
  k.position = in.integer("position", 0, 1'000'000, 0);
  k.legal_basis = in.string("legal_basis");
  if (in.ok() && k.legal_basis.empty()) in.reject("legal_basis", "must say on what basis the data is kept");
  k.sound_days = read_days(in, "sound_days");
  k.text_days = read_days(in, "text_days");
  k.everything_days = read_days(in, "everything_days");
  if (const Json* filter = in.object("applies_to")) {
    base::Reader part(*filter, "applies_to");
    k.kinds = read_names(part, "kinds");
    for (const auto& kind : k.kinds)
      if (!conversation::kind_from(kind)) part.reject("kinds", "must hold call, chat or tweet");
    k.teams = read_names(part, "teams");
    k.companies = read_names(part, "companies");
    k.languages = read_names(part, "languages");
    k.topics = read_names(part, "topics");
    in.adopt(part);
  }
  if (in.ok() && !k.sound_days && !k.text_days && !k.everything_days)
    in.reject("everything_days", "one of sound_days, text_days and everything_days must be given");
  if (!in.ok()) return in.error();
  return k;
}

Json to_json(const RetentionClass& k) {
  const auto days = [](const std::optional<int>& value) { return value ? Json(*value) : Json(); };
  return Json{{"name", k.name},
              {"position", k.position},
              {"legal_basis", k.legal_basis},
              {"sound_days", days(k.sound_days)},
              {"text_days", days(k.text_days)},
              {"everything_days", days(k.everything_days)},
              {"applies_to",
               {{"kinds", k.kinds},
                {"teams", k.teams},
                {"companies", k.companies},
                {"languages", k.languages},
                {"topics", k.topics}}}};
}

Result<> put_class(Custodian& custodian, const RetentionClass& k, const Order& order) {
  CXAI_TRY_VOID(custodian.audit.note({order.actor, "retention.set", "", order.reason, to_json(k)}));
  return custodian.store.put_retention_class({k.name, k.position, to_json(k)});
}

Result<> drop_class(Custodian& custodian, const std::string& name, const Order& order) {
  CXAI_TRY_VOID(custodian.audit.note({order.actor, "retention.drop", "", order.reason, Json{{"name", name}}}));
  CXAI_TRY(const bool there, custodian.store.drop_retention_class(name));
  if (!there) return fail(ErrorCode::not_found, "there is no retention class '" + name + "'");
  return {};
}

Result<std::vector<RetentionClass>> classes(Custodian& custodian) {
  CXAI_TRY(const auto rows, custodian.store.retention_classes());
  std::vector<RetentionClass> list;
  for (const auto& row : rows) {
    auto k = retention_class_from(row.document);
    if (!k) return fail(ErrorCode::corrupt_data, "stored retention class " + row.name + ": " + k.error().message);
    list.push_back(std::move(*k));
  }
  return list;
}

Json to_json(const Due& due) {
  return Json{{"conversation_id", due.conversation_id},
              {"class", due.class_name.empty() ? Json() : Json(due.class_name)},
              {"legal_basis", due.legal_basis},
              {"part", to_string(due.part)},
              {"due_since", base::format_utc(due.since)},
              {"bytes", due.bytes},
              {"holds", due.holds}};
}

Result<> plan(Custodian& custodian, const std::function<void(const Due&)>& tell) {
  return each_due(custodian, [&](const Due& due) -> Result<> {
    tell(due);
    return {};
  });
}

Result<RetentionRun> run_retention(Custodian& custodian, const Order& order,
                                   const std::function<void(const Due&, const std::optional<Error>&)>& tell) {
  RetentionRun run;
  CXAI_TRY_VOID(each_due(custodian, [&](const Due& due) -> Result<> {
    std::optional<Error> error;
    if (!due.holds.empty()) {
      ++run.held;
    } else {
      const std::string reason = due.class_name.empty() ? "erased before" : "retention class " + due.class_name;
      auto done = destroy(custodian, due.conversation_id, due.part, {reason, due.legal_basis, ""}, order);
      if (done) {
        ++run.destroyed;
        run.bytes += static_cast<std::uint64_t>(done->bytes);
      } else {
        ++run.failed;
        error = done.error();
      }
    }
    if (tell) tell(due, error);
    return {};
  }));
  CXAI_TRY(run.log_entries_dropped, custodian.store.drop_destructions(custodian.clock.now() - kLogKept));
  return run;
}

}  // namespace cxai::custody
