// One database with its connections, transactions and queries. All exceptions of SOCI end here.
//
// Threads   Database: all functions from any thread at once; Query: within the transaction it was made in
// Errors    unavailable (locked beyond the time-out, disk full), corrupt_data, conflict (a constraint),
// permission_denied
#pragma once

#include <soci/soci.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/dialect.hpp"

namespace soci {

// An absent value is NULL.
template <class T>
struct type_conversion<std::optional<T>> {
  using base_type = typename type_conversion<T>::base_type;
  static void from_base(const base_type& in, indicator is, std::optional<T>& out) {
    if (is == i_null)
      out.reset();
    else
      out = in;
  }
  static void to_base(const std::optional<T>& in, base_type& out, indicator& is) {
    is = in ? i_ok : i_null;
    if (in) out = *in;
  }
};

}  // namespace soci

namespace cxai::store {

// A statement whose parameters are question marks; every value goes through bind().
//
//   Query query(session, "SELECT id FROM job WHERE state = ?");
//   query.bind(state).into(id);
//   while (query.next()) …
class Query {
 public:
  Query(soci::session& session, std::string_view sql);

  // The value of the next question mark; a vector runs the statement once per element. Keeps a copy.
  template <class T>
  Query& bind(T value) {
    auto owned = std::make_shared<const T>(std::move(value));
    statement_.exchange(soci::use(*owned));
    owned_.push_back(std::move(owned));
    return *this;
  }
  Query& bind(const char* value) { return bind(std::string(value)); }

  // Where the next column goes. The target outlives the query.
  template <class T>
  Query& into(T& target) {
    statement_.exchange(soci::into(target));
    return *this;
  }

  bool next();         // the next row; false after the last
  std::int64_t run();  // a statement without rows; how many it changed

 private:
  void prepare();

  soci::statement statement_;
  std::string sql_;
  std::vector<std::shared_ptr<const void>> owned_;
  bool started_ = false;
};

class Database {
 public:
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path, int connections,
                                                Millis busy_timeout);
  Database(std::size_t connections, Millis busy_timeout);

  // What was deleted stands nowhere any more: not in free pages, not in the write-ahead log. Waits for readers; when
  // they take longer than the time-out the rest is done by the next call.
  Result<> forget_deleted();

  // Runs `body(session)` in one transaction that sees one snapshot. Readers never wait for a writer.
  template <class Body>
  auto read(Body&& body) {
    return run(std::nullopt, std::forward<Body>(body));
  }

  // Runs `body(session)` as the only writer. Committed when it returns a value, undone otherwise.
  template <class Body>
  auto write(Body&& body, dialect::Durability durability = dialect::Durability::power_loss) {
    return run(durability, std::forward<Body>(body));
  }

 private:
  // A connection, and the right to write in this process. Waiting writers hold no connection.
  class Lease {
   public:
    Lease(Database& database, std::size_t position, bool writer)
        : database_(&database), position_(position), writer_(writer) {}
    Lease(Lease&& other) noexcept
        : database_(std::exchange(other.database_, nullptr)), position_(other.position_), writer_(other.writer_) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    soci::session& session() { return database_->pool_.at(position_); }

   private:
    Database* database_;
    std::size_t position_;
    bool writer_;
  };

  // Rolls back unless committed.
  class Transaction {
   public:
    Transaction(soci::session& session, std::string_view begin);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

   private:
    soci::session& session_;
    bool open_ = true;
  };

  // Without `durability` the body only reads.
  template <class Body>
  auto run(std::optional<dialect::Durability> durability, Body&& body) -> std::invoke_result_t<Body, soci::session&> {
    try {
      CXAI_TRY(Lease lease, take(durability.has_value()));
      if (durability) dialect::set_durability(lease.session(), *durability);
      Transaction transaction(lease.session(), durability ? dialect::kBeginWrite : dialect::kBeginRead);
      auto result = body(lease.session());
      if (result) transaction.commit();
      return result;
    } catch (const soci::soci_error& error) {
      return std::unexpected(dialect::to_error(error));
    }
  }

  Result<Lease> take(bool writer);
  void release_writer();

  soci::connection_pool pool_;
  std::size_t connections_;
  Millis busy_timeout_;
  std::mutex mutex_;
  std::condition_variable writer_free_;
  bool writing_ = false;
};

// "?, ?, ?"
std::string placeholders(std::size_t count);

}  // namespace cxai::store
