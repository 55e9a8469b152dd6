#include "threads/messages.hpp"

#include <thread>

#include "threads/hand_over.hpp"

namespace cxai::threads {
namespace {

constexpr std::size_t kKeptBadRows = 1000;
constexpr std::size_t kBatchesUnderway = 8;
constexpr std::size_t kForgetBytes = 32U << 20;
constexpr std::size_t kMostMessages = 1U << 31;

std::uint32_t number_of(const IdKey& id, Messages& to) {
  const std::uint32_t number = to.ids.intern(id);
  if (number == to.row_of.size()) to.row_of.push_back(kNone);
  return number;
}

void add_batch(const RowBatch& batch, Messages& to, ThreadsSummary& summary) {
  for (const MessageRow& row : batch.rows) {
    to.ids.expect(row.id);
    to.ids.expect(row.parent);
    to.authors.expect(row.author);
  }
  for (const IdKey& reply : batch.replies) to.ids.expect(reply);
  const IdKey* reply = batch.replies.data();
  for (const MessageRow& row : batch.rows) {
    const IdKey* const replies_end = reply + row.replies;
    Message message;
    message.id = number_of(row.id, to);
    if (to.row_of[message.id] != kNone) {
      ++summary.duplicates;
      reply = replies_end;
      continue;
    }
    const auto index = static_cast<std::uint32_t>(to.list.size());
    to.row_of[message.id] = index;
    message.author = to.authors.intern(row.author);
    message.company = !to.authors.is_number(message.author);
    message.inbound = row.inbound;
    message.created_at = row.created_at;
    message.text = row.text;
    if (!row.parent.empty()) message.parent = number_of(row.parent, to);
    for (; reply != replies_end; ++reply) to.named_replies.emplace_back(index, number_of(*reply, to));
    to.list.push_back(message);
  }
}

// Makes room for a file of `bytes`, of which the rows so far took `position`. Growing in steps would copy.
void reserve_for(std::size_t bytes, std::size_t position, Messages& messages) {
  const double rest = 1.05 * static_cast<double>(bytes) / static_cast<double>(position);
  const auto expected = [&](std::size_t count) { return static_cast<std::size_t>(rest * static_cast<double>(count)); };
  messages.list.reserve(expected(messages.list.size()));
  messages.row_of.reserve(expected(messages.list.size()));
  messages.named_replies.reserve(expected(messages.named_replies.size()));
  messages.ids.reserve(expected(messages.list.size()));
}

}  // namespace

Result<Messages> read_messages(const Source& source, ThreadsSummary& summary) {
  CXAI_TRY(MessageRows rows, MessageRows::open(source.text()));
  Messages messages;
  std::vector<std::uint64_t> bad_places;
  HandOver<RowBatch, kBatchesUnderway> batches;
  // One thread takes rows apart while this one looks their ids up.
  const std::jthread reader([&] {
    while (RowBatch* const batch = batches.to_fill()) {
      if (!rows.read(*batch)) break;
      batches.filled();
    }
    batches.no_more();
  });
  std::size_t forgotten = 0;
  while (const RowBatch* const batch = batches.to_empty()) {
    const bool first = summary.rows == 0;
    summary.rows += batch->rows_read;
    summary.bad_rows += batch->bad.size();
    for (const CsvProblem& problem : batch->bad) {
      if (summary.bad.size() == kKeptBadRows) break;
      bad_places.push_back(problem.offset);
      summary.bad.push_back({0, 0, problem.reason});
    }
    add_batch(*batch, messages, summary);
    const std::size_t position = batch->position;
    batches.emptied();
    if (first) reserve_for(source.text().size(), position, messages);
    if (position - forgotten >= kForgetBytes) {
      source.forget(position);
      forgotten = position;
    }
    if (messages.list.size() >= kMostMessages) {
      batches.stop();
      return fail(ErrorCode::unsupported, "more than 2^31 messages in one file; split it");
    }
  }
  const auto places = places_of(source.text(), bad_places);
  for (std::size_t i = 0; i < places.size(); ++i) {
    summary.bad[i].line = places[i].line;
    summary.bad[i].column = places[i].column;
  }
  summary.messages = messages.list.size();
  return messages;
}

}  // namespace cxai::threads
