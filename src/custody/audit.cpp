#include "custody/audit.hpp"

#include <charconv>
#include <utility>

namespace cxai::custody {
namespace {

constexpr const char* kName = "audit";
constexpr int kPage = 1000;

std::string seal(const base::SecretKey& key, const store::AuditRow& row) {
  const Json document{{"seq", row.seq},
                      {"at", row.at.time_since_epoch().count()},
                      {"actor", row.actor},
                      {"action", row.action},
                      {"conversation_id", row.conversation_id},
                      {"reason", row.reason},
                      {"detail", row.detail},
                      {"previous", row.previous}};
  return base::keyed_hash(key, base::dump_json(document));
}

struct Anchor {
  std::int64_t seq = 0;
  std::string hash;
};

Anchor read_anchor(const std::optional<std::string>& text) {
  Anchor anchor;
  if (!text) return anchor;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), anchor.seq);
  if (error == std::errc() && end != text->data() + text->size()) anchor.hash = std::string(end + 1);
  return anchor;
}

}  // namespace

Result<> AuditLog::note(AuditEntry entry) {
  CXAI_TRY(const auto key, keys_.secret(kName));
  store::AuditRow row;
  row.at = clock_.now();
  row.actor = std::move(entry.actor);
  row.action = std::move(entry.action);
  row.conversation_id = std::move(entry.conversation_id);
  row.reason = std::move(entry.reason);
  row.detail = std::move(entry.detail);
  const std::lock_guard lock(mutex_);
  CXAI_TRY(const auto written,
           store_.append_audit(std::move(row), [&](const store::AuditRow& r) { return seal(key, r); }));
  CXAI_TRY(const auto known, keys_.anchor(kName));
  if (read_anchor(known).seq >= written.seq) return {};
  return keys_.put_anchor(kName, std::to_string(written.seq) + " " + written.hash);
}

Result<AuditVerdict> AuditLog::verify() {
  CXAI_TRY(const auto key, keys_.secret(kName));
  // Read first: what is appended meanwhile lies behind it.
  CXAI_TRY(const auto anchored, keys_.anchor(kName));
  const Anchor anchor = read_anchor(anchored);
  AuditVerdict verdict;
  std::string previous;
  const auto bad = [&](std::int64_t seq, std::string what) {
    verdict.bad_row = seq;
    verdict.what = std::move(what);
    return verdict;
  };
  while (true) {
    store::AuditFilter filter;
    filter.after = verdict.rows;
    filter.ascending = true;
    filter.limit = kPage;
    CXAI_TRY(const auto rows, store_.audit(filter));
    for (const auto& row : rows) {
      if (row.seq != verdict.rows + 1) return bad(verdict.rows + 1, "the row is missing");
      if (row.previous != previous) return bad(row.seq, "it does not follow the row before it");
      if (row.hash != seal(key, row)) return bad(row.seq, "it was changed after it was written");
      if (row.seq == anchor.seq && row.hash != anchor.hash) return bad(row.seq, "it is not the row that was written");
      previous = row.hash;
      verdict.rows = row.seq;
    }
    if (rows.size() < static_cast<std::size_t>(kPage)) break;
  }
  if (verdict.rows < anchor.seq)
    return bad(verdict.rows + 1, "the chain ends before row " + std::to_string(anchor.seq) + ", which was written");
  return verdict;
}

Json to_json(const store::AuditRow& row) {
  return Json{{"seq", row.seq},
              {"at", base::format_utc(row.at)},
              {"actor", row.actor},
              {"action", row.action},
              {"conversation_id", row.conversation_id.empty() ? Json() : Json(row.conversation_id)},
              {"reason", row.reason},
              {"detail", row.detail},
              {"hash", row.hash}};
}

}  // namespace cxai::custody
