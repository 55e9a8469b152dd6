#include "custody/holds.hpp"

#include "base/hash.hpp"

namespace cxai::custody {

Result<store::LegalHold> place_hold(Custodian& custodian, const HoldWish& wish, const Order& order) {
  if (order.reason.empty()) return fail(ErrorCode::invalid_input, "reason: a legal hold needs one");
  if (wish.conversation_id.empty() == !wish.person.has_value())
    return fail(ErrorCode::invalid_input, "name either conversation_id or person, not both");
  store::LegalHold hold;
  hold.id = base::new_id("h_");
  hold.reason = order.reason;
  hold.placed_by = order.actor;
  hold.placed_at = custodian.clock.now();
  if (wish.person) {
    CXAI_TRY(const auto found, look_up(custodian, {*wish.person}));
    hold.person = found.front().hash;
    hold.label = found.front().label;
  } else {
    CXAI_TRY(const auto row, custodian.store.conversation(wish.conversation_id));
    if (!row) return fail(ErrorCode::not_found, "there is no conversation " + wish.conversation_id);
    hold.conversation_id = wish.conversation_id;
    hold.label = row->conversation.source;
  }
  CXAI_TRY_VOID(custodian.audit.note(
      {order.actor, "hold.place", hold.conversation_id, order.reason, Json{{"hold", hold.id}, {"label", hold.label}}}));
  CXAI_TRY_VOID(custodian.store.put_hold(hold));
  return hold;
}

Result<store::LegalHold> release_hold(Custodian& custodian, const std::string& id, const Order& order) {
  if (order.reason.empty()) return fail(ErrorCode::invalid_input, "reason: releasing a legal hold needs one");
  CXAI_TRY(auto hold, custodian.store.hold(id));
  if (!hold) return fail(ErrorCode::not_found, "there is no legal hold " + id);
  if (hold->released_at) return fail(ErrorCode::conflict, "the legal hold " + id + " is released already");
  hold->released_by = order.actor;
  hold->released_at = custodian.clock.now();
  hold->release_reason = order.reason;
  CXAI_TRY_VOID(custodian.audit.note(
      {order.actor, "hold.release", hold->conversation_id, order.reason, Json{{"hold", id}, {"label", hold->label}}}));
  CXAI_TRY_VOID(custodian.store.put_hold(*hold));
  return std::move(*hold);
}

Json to_json(const store::LegalHold& hold) {
  return Json{{"id", hold.id},
              {"conversation_id", hold.conversation_id.empty() ? Json() : Json(hold.conversation_id)},
              {"person", hold.person.empty() ? Json() : Json(hold.label)},
              {"label", hold.label},
              {"reason", hold.reason},
              {"placed_by", hold.placed_by},
              {"placed_at", base::format_utc(hold.placed_at)},
              {"released_by", hold.released_by.empty() ? Json() : Json(hold.released_by)},
              {"released_at", hold.released_at ? Json(base::format_utc(*hold.released_at)) : Json()},
              {"release_reason", hold.release_reason.empty() ? Json() : Json(hold.release_reason)}};
}

}  // namespace cxai::custody
