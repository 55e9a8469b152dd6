#include "custody/destruction.hpp"

#include <vector>

#include "base/hash.hpp"

namespace cxai::custody {
namespace {

std::vector<store::BlobKind> kinds_of(Part part) {
  switch (part) {
    case Part::sound:
      return {store::BlobKind::sound};
    case Part::text:
      return {store::BlobKind::text};
    case Part::everything:
      return {store::BlobKind::sound, store::BlobKind::text};
  }
  return {};
}

// Beside the tombstones of its keys a conversation that is gone has one of its own.
std::string tombstone_of(const std::string& id) {
  return "erased/" + id;
}

}  // namespace

const char* to_string(Part part) {
  switch (part) {
    case Part::sound:
      return "sound";
    case Part::text:
      return "text";
    case Part::everything:
      return "everything";
  }
  return "";
}

Result<store::Destruction> destroy(Custodian& custodian, const std::string& id, Part part, const Cause& cause,
                                   const Order& order) {
  CXAI_TRY(const auto row, custodian.store.conversation(id));
  if (!row) return fail(ErrorCode::not_found, "conversation " + id + ": there is none with this id");
  CXAI_TRY(const auto holds, custodian.store.holds_on(id));
  if (!holds.empty())
    return fail(ErrorCode::conflict,
                "conversation " + id + " is kept by the legal hold " + holds.front().id + "; release it first");
  store::Destruction done;
  done.id = base::new_id("d_");
  done.at = custodian.clock.now();
  done.conversation_id = id;
  done.what = to_string(part);
  done.reason = cause.reason;
  done.basis = cause.basis;
  done.actor = order.actor;
  done.request_id = cause.request_id;
  CXAI_TRY_VOID(custodian.audit.note(
      {order.actor, std::string("destroy.") + to_string(part), id, order.reason.empty() ? cause.reason : order.reason,
       Json{{"destruction", done.id}, {"cause", cause.reason}, {"basis", cause.basis}}}));
  for (const auto kind : kinds_of(part)) {
    CXAI_TRY(const auto bytes, custodian.blobs.destroy(id, kind, cause.reason));
    done.bytes += static_cast<std::int64_t>(bytes);
    if (part != Part::everything) CXAI_TRY_VOID(custodian.store.forget_originals(id, kind));
  }
  if (part == Part::everything)
    CXAI_TRY_VOID(custodian.blobs.keys().destroy(tombstone_of(id), store::BlobKind::text, cause.reason));
  // On record before the row is gone, so that nothing vanishes without a trace.
  CXAI_TRY_VOID(custodian.store.put_destruction(done));
  if (part == Part::everything) CXAI_TRY_VOID(custodian.store.erase_conversation(id));
  return done;
}

Result<bool> was_erased(Custodian& custodian, const std::string& conversation_id) {
  CXAI_TRY(const auto tombstone,
           custodian.blobs.keys().destroyed(tombstone_of(conversation_id), store::BlobKind::text));
  return tombstone.has_value();
}

Json to_json(const store::Destruction& d) {
  return Json{{"id", d.id},
              {"at", base::format_utc(d.at)},
              {"conversation_id", d.conversation_id},
              {"what", d.what},
              {"reason", d.reason},
              {"basis", d.basis},
              {"actor", d.actor},
              {"request_id", d.request_id.empty() ? Json() : Json(d.request_id)},
              {"bytes", d.bytes}};
}

}  // namespace cxai::custody
