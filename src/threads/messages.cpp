#include "threads/messages.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "threads/hand_over.hpp"

namespace cxai::threads {
namespace {

constexpr std::size_t kKeptBadRows = 1000;
constexpr std::size_t kStretchBytes = 128U << 10;  // of the file, read at once
constexpr std::size_t kStretchesUnderway = 8;
constexpr std::size_t kForgetBytes = 32U << 20;
constexpr std::size_t kRowsAhead = 8;
constexpr unsigned kMostReaders = 4;
constexpr std::size_t kMostMessages = 1U << 31;

std::uint32_t number_of(const IdKey& id, Messages& to) {
  const std::uint32_t number = to.ids.intern(id);
  if (number == to.row_of.size()) to.row_of.push_back(kNone);
  return number;
}

void add_batch(const RowBatch& batch, Messages& to, ThreadsSummary& summary) {
  const IdKey* reply = batch.replies.data();
  for (std::size_t r = 0; r < batch.rows.size(); ++r) {
    // Ids are near those before them, authors anywhere: their memory is asked for rows ahead, in two steps.
    if (r + 2 * kRowsAhead < batch.rows.size()) {
      to.ids.expect(batch.rows[r + 2 * kRowsAhead].id);
      to.authors.expect(batch.rows[r + 2 * kRowsAhead].author);
    }
    if (r + kRowsAhead < batch.rows.size()) to.authors.expect_soon(batch.rows[r + kRowsAhead].author);
    const MessageRow& row = batch.rows[r];
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
  const std::size_t size = source.text().size();
  const std::size_t first = rows.first();
  const std::size_t stretches = (size - first + kStretchBytes - 1) / kStretchBytes;
  const auto end_of = [&](std::size_t stretch) { return std::min(first + (stretch + 1) * kStretchBytes, size); };

  // Readers begin each stretch where its first row seems to begin. Here, in file order, it is known where that is;
  // a stretch begun elsewhere is read again.
  HandOver<RowBatch, kStretchesUnderway> batches;
  std::atomic<std::size_t> next = 0;
  const auto read = [&] {
    MessageRows reader(rows);
    for (std::size_t stretch = next++; stretch < stretches; stretch = next++) {
      RowBatch* const batch = batches.to_fill(stretch);
      if (!batch) return;
      const std::size_t from = first + stretch * kStretchBytes;
      reader.read(stretch == 0 ? from : reader.guess_row(from), end_of(stretch), *batch);
      batches.filled(stretch);
    }
  };
  std::vector<std::jthread> readers;
  for (unsigned i = 0; i < std::clamp(std::thread::hardware_concurrency(), 1U, kMostReaders) && i < stretches; ++i)
    readers.emplace_back(read);

  std::size_t position = first;
  std::size_t forgotten = 0;
  for (std::size_t stretch = 0; stretch < stretches; ++stretch) {
    RowBatch& batch = batches.to_empty();
    if (batch.begin != position) rows.read(position, end_of(stretch), batch);
    summary.rows += batch.rows_read;
    summary.bad_rows += batch.bad.size();
    for (const CsvProblem& problem : batch.bad) {
      if (summary.bad.size() == kKeptBadRows) break;
      bad_places.push_back(problem.offset);
      summary.bad.push_back({0, 0, problem.reason});
    }
    add_batch(batch, messages, summary);
    position = batch.end;
    batches.emptied();
    if (stretch == 0) reserve_for(size, position, messages);
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
