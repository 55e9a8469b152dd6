// Retention classes: how long sound, original text and masked analyses stay, and on what legal basis.
//
// Input    classes in the order of their positions; the first whose filter matches a conversation is its class. Days
//          count from the conversation's start (or its arrival where that is unknown)
// Output   what is due, one entry a conversation and part; with run() it is destroyed
// Errors   invalid_input naming the field; those of destroy()
// Limits   conversations are read in pages; memory does not grow with their number
// Threads  any
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "custody/custodian.hpp"
#include "custody/destruction.hpp"

namespace cxai::custody {

struct RetentionClass {
  std::string name;  // letters, digits, - and _
  std::int64_t position = 0;
  std::string legal_basis;
  std::optional<int> sound_days;       // absent: as long as everything
  std::optional<int> text_days;        // absent: as long as everything
  std::optional<int> everything_days;  // absent: for ever
  // Empty lists match all.
  std::vector<std::string> kinds, teams, companies, languages, topics;
};

// {"name","position"?,"legal_basis","sound_days"?,"text_days"?,"everything_days"?,"applies_to"?:{"kinds"?:[…],…}}
Result<RetentionClass> retention_class_from(const Json& json);
Json to_json(const RetentionClass& retention_class);

Result<> put_class(Custodian& custodian, const RetentionClass& retention_class, const Order& order);
Result<> drop_class(Custodian& custodian, const std::string& name, const Order& order);  // not_found
Result<std::vector<RetentionClass>> classes(Custodian& custodian);

struct Due {
  std::string conversation_id;
  std::string class_name;
  std::string legal_basis;
  Part part{};
  Timestamp since{};
  std::uint64_t bytes = 0;         // of sealed files
  std::vector<std::string> holds;  // ids of those that keep it; empty: it goes
};
Json to_json(const Due& due);

// Tells of everything due now and destroys nothing.
Result<> plan(Custodian& custodian, const std::function<void(const Due&)>& tell);

struct RetentionRun {
  std::int64_t destroyed = 0;  // parts
  std::int64_t held = 0;
  std::int64_t failed = 0;
  std::uint64_t bytes = 0;
  std::int64_t log_entries_dropped = 0;  // of the destruction log, after three years
};
// `tell` hears of each part when it was destroyed, kept (`due.holds`), or failed (`error`).
Result<RetentionRun> run_retention(Custodian& custodian, const Order& order,
                                   const std::function<void(const Due&, const std::optional<Error>&)>& tell = {});

}  // namespace cxai::custody
