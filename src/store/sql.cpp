#include "store/sql.hpp"

namespace cxai::store {

namespace {

// SOCI names its parameters; PostgreSQL and SQLite both take them in order of appearance.
std::string name_parameters(std::string_view sql) {
  std::string named;
  int number = 0;
  for (const char c : sql) {
    if (c == '?')
      named += ":p" + std::to_string(++number);
    else
      named += c;
  }
  return named;
}

}  // namespace

Query::Query(soci::session& session, std::string_view sql) : statement_(session), sql_(name_parameters(sql)) {}

void Query::prepare() {
  statement_.alloc();
  statement_.prepare(sql_);
  statement_.define_and_bind();
}

bool Query::next() {
  if (!started_) {
    started_ = true;
    prepare();
    statement_.execute(false);
  }
  return statement_.fetch();
}

std::int64_t Query::run() {
  prepare();
  statement_.execute(true);
  return statement_.get_affected_rows();
}

Database::Database(std::size_t connections, Millis busy_timeout)
    : pool_(connections), connections_(connections), busy_timeout_(busy_timeout) {}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path, int connections,
                                                 Millis busy_timeout) {
  if (connections < 1 || connections > 64)
    return fail(ErrorCode::invalid_input, "store: connections must be 1 to 64, got " + std::to_string(connections));
  CXAI_TRY_VOID(dialect::prepare_file(path));
  try {
    auto database = std::make_unique<Database>(static_cast<std::size_t>(connections), busy_timeout);
    for (std::size_t i = 0; i < database->connections_; ++i)
      dialect::connect(database->pool_.at(i), path, busy_timeout);
    return database;
  } catch (const soci::soci_error& error) {
    return fail(path.string() + ": ", dialect::to_error(error));
  }
}

Result<Database::Lease> Database::take(bool writer) {
  if (writer) {
    std::unique_lock lock(mutex_);
    if (!writer_free_.wait_for(lock, busy_timeout_, [this] { return !writing_; }))
      return fail(ErrorCode::unavailable, "database: other writers took longer than the time-out, try again");
    writing_ = true;
  }
  std::size_t position = 0;
  if (!pool_.try_lease(position, static_cast<int>(busy_timeout_.count()))) {
    if (writer) release_writer();
    return fail(ErrorCode::unavailable,
                "database: all connections were in use for longer than the time-out, try again");
  }
  return Lease(*this, position, writer);
}

Result<> Database::forget_deleted() {
  try {
    CXAI_TRY(Lease lease, take(true));
    dialect::forget_deleted(lease.session());
    return {};
  } catch (const soci::soci_error& error) {
    return std::unexpected(dialect::to_error(error));
  }
}

void Database::release_writer() {
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
  }
  writer_free_.notify_one();
}

Database::Lease::~Lease() {
  if (database_ == nullptr) return;
  database_->pool_.give_back(position_);
  if (writer_) database_->release_writer();
}

Database::Transaction::Transaction(soci::session& session, std::string_view begin) : session_(session) {
  session_ << begin;
}

void Database::Transaction::commit() {
  session_ << "COMMIT";
  open_ = false;
}

Database::Transaction::~Transaction() {
  if (!open_) return;
  try {
    session_ << "ROLLBACK";
  } catch (const soci::soci_error&) {
    // The database has ended the transaction by itself, as it does when the disk is full.
  }
}

std::string placeholders(std::size_t count) {
  std::string marks;
  for (std::size_t i = 0; i < count; ++i) marks += i == 0 ? "?" : ", ?";
  return marks;
}

}  // namespace cxai::store
