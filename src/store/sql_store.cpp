#include "store/sql_store.hpp"

#include "store/conversations.hpp"
#include "store/custody_rows.hpp"
#include "store/jobs.hpp"
#include "store/migrations.hpp"
#include "store/routing_rows.hpp"
#include "store/rule_rows.hpp"
#include "store/statistics.hpp"
#include "store/users.hpp"

namespace cxai::store {

namespace {

// Hands every call to the unit that knows its tables.
class SqlStore final : public Store {
 public:
  SqlStore(std::unique_ptr<Database> database, const base::Clock& clock)
      : database_(std::move(database)), clock_(clock) {}

  Result<Registered> register_conversation(const Arrival& arrival) override {
    return store::register_conversation(*database_, arrival, clock_.now());
  }
  Result<std::optional<ConversationRow>> conversation(const std::string& id) override {
    return get_conversation(*database_, id);
  }
  Result<ConversationPage> conversations(const ConversationFilter& filter, const Page& page) override {
    return list_conversations(*database_, filter, page);
  }
  Result<std::vector<Bucket>> statistics(const ConversationFilter& filter, GroupBy group, int utc_offset) override {
    return count_buckets(*database_, filter, group, utc_offset);
  }
  Result<std::vector<TopTerm>> top_terms(const ConversationFilter& filter, int limit) override {
    return count_top_terms(*database_, filter, limit);
  }

  Result<std::optional<Json>> analysis(const std::string& analysis_id) override {
    return get_analysis(*database_, analysis_id);
  }
  Result<std::vector<std::string>> analyses_of(const std::string& conversation_id) override {
    return list_analyses(*database_, conversation_id);
  }
  Result<std::vector<StoredAnalysis>> stock(const StockWalk& walk) override { return list_stock(*database_, walk); }

  Result<> put_analyses(const std::vector<Reanalyzed>& batch, const JobStep& step) override {
    return store::put_analyses(*database_, batch, step, clock_.now());
  }

  Result<> put_routing_label(const RoutingLabel& label) override { return store::put_routing_label(*database_, label); }
  Result<bool> drop_routing_label(const std::string& conversation_id) override {
    return store::drop_routing_label(*database_, conversation_id);
  }
  Result<std::optional<RoutingLabel>> routing_label(const std::string& conversation_id) override {
    return get_routing_label(*database_, conversation_id);
  }
  Result<std::vector<LabelPair>> label_pairs(const std::string& model) override {
    return count_label_pairs(*database_, model);
  }
  Result<std::int64_t> answer_again(const std::string& model, double threshold) override {
    return store::answer_again(*database_, model, threshold);
  }

  Result<std::string> queue_again(const std::string& conversation_id, const Json& payload) override {
    return store::queue_again(*database_, conversation_id, payload, clock_.now());
  }
  Result<std::optional<Job>> claim_job(const std::string& worker) override {
    return store::claim_job(*database_, worker, clock_.now());
  }
  Result<> report_progress(const std::string& job_id, double progress, const std::string& stage) override {
    return store::report_progress(*database_, job_id, progress, stage, clock_.now());
  }
  Result<> finish_job(const std::string& job_id, const std::string& worker, const Finished& finished) override {
    return store::finish_job(*database_, job_id, worker, finished, clock_.now());
  }
  Result<> fail_job(const std::string& job_id, const std::string& worker, const std::string& error,
                    bool retry) override {
    return store::fail_job(*database_, job_id, worker, error, retry, clock_.now());
  }
  Result<> return_job(const std::string& job_id, const std::string& worker) override {
    return store::return_job(*database_, job_id, worker, clock_.now());
  }
  Result<std::optional<Job>> job(const std::string& id) override { return get_job(*database_, id); }
  Result<std::vector<Job>> jobs(const std::vector<JobState>& states, int limit) override {
    return list_jobs(*database_, states, limit);
  }
  Result<JobCounts> job_counts() override { return count_jobs(*database_); }

  Result<> put_user(const User& user) override { return store::put_user(*database_, user); }
  Result<std::optional<User>> user_by_login(const std::string& login) override {
    return store::user_by_login(*database_, login);
  }
  Result<std::optional<User>> user(const std::string& id) override { return user_by_id(*database_, id); }
  Result<std::int64_t> user_count() override { return count_users(*database_); }
  Result<std::vector<User>> users() override { return all_users(*database_); }
  Result<> put_session(const Session& session) override {
    return store::put_session(*database_, session, clock_.now());
  }
  Result<std::optional<Session>> session(const std::string& token_sha256) override {
    return get_session(*database_, token_sha256, clock_.now());
  }
  Result<> drop_session(const std::string& token_sha256) override {
    return store::drop_session(*database_, token_sha256);
  }

  Result<std::optional<std::string>> setting(const std::string& key) override { return get_setting(*database_, key); }
  Result<> put_setting(const std::string& key, const std::string& value) override {
    return store::put_setting(*database_, key, value);
  }

  Result<std::vector<PersonMatch>> conversations_of(const std::vector<std::string>& hashes) override {
    return select_matches(*database_, hashes);
  }
  Result<std::vector<PersonKey>> person_keys(const std::string& conversation_id) override {
    return select_person_keys(*database_, conversation_id);
  }
  Result<> put_consent(const std::string& conversation_id, const Consent& consent) override {
    return store::put_consent(*database_, conversation_id, consent);
  }
  Result<std::optional<Consent>> consent(const std::string& conversation_id) override {
    return get_consent(*database_, conversation_id);
  }
  Result<AuditRow> append_audit(AuditRow row, const AuditSeal& seal) override {
    return store::append_audit(*database_, std::move(row), seal);
  }
  Result<std::vector<AuditRow>> audit(const AuditFilter& filter) override { return select_audit(*database_, filter); }
  Result<> put_retention_class(const RetentionClassRow& row) override {
    return store::put_retention_class(*database_, row);
  }
  Result<bool> drop_retention_class(const std::string& name) override {
    return store::drop_retention_class(*database_, name);
  }
  Result<std::vector<RetentionClassRow>> retention_classes() override { return select_classes(*database_); }
  Result<> put_hold(const LegalHold& hold) override { return store::put_hold(*database_, hold); }
  Result<std::optional<LegalHold>> hold(const std::string& id) override { return get_hold(*database_, id); }
  Result<std::vector<LegalHold>> holds(bool released_too, const RowPage& page) override {
    return select_holds(*database_, released_too, page);
  }
  Result<std::vector<LegalHold>> holds_on(const std::string& conversation_id) override {
    return select_holds_on(*database_, conversation_id);
  }
  Result<> put_destruction(const Destruction& destruction) override {
    return store::put_destruction(*database_, destruction);
  }
  Result<std::vector<Destruction>> destructions(const RowPage& page) override {
    return select_destructions(*database_, page);
  }
  Result<std::int64_t> drop_destructions(Timestamp before) override {
    return store::drop_destructions(*database_, before);
  }
  Result<> put_request(const PrivacyRequestRow& row) override { return store::put_request(*database_, row); }
  Result<std::optional<PrivacyRequestRow>> request(const std::string& id) override {
    return get_request(*database_, id);
  }
  Result<std::vector<PrivacyRequestRow>> requests(const std::vector<std::string>& states,
                                                  const RowPage& page) override {
    return select_requests(*database_, states, page);
  }
  Result<bool> erase_conversation(const std::string& id) override { return store::erase_conversation(*database_, id); }
  Result<> forget_originals(const std::string& id, BlobKind kind) override {
    return store::forget_originals(*database_, id, kind);
  }

  Result<RulePublication> publish_rules(const RuleRevision& revision, const std::optional<std::string>& seen) override {
    return store::publish_rules(*database_, revision, seen);
  }
  Result<std::vector<RulePublication>> rule_publications() override { return select_publications(*database_); }
  Result<std::optional<RulePublication>> rules_in_use() override { return select_rules_in_use(*database_); }
  Result<std::optional<RuleRevision>> rule_revision(const std::string& id) override {
    return select_rule_revision(*database_, id);
  }
  Result<std::optional<RuleReading>> rule_reading(const std::string& conversation_id) override {
    return select_reading(*database_, conversation_id);
  }
  Result<std::map<std::string, std::int64_t>> category_counts() override { return count_categories(*database_); }
  Result<StockCounts> stock_counts() override { return count_stock(*database_); }
  Result<RuleChanges> put_readings(const ReadingBatch& batch) override {
    return store::put_readings(*database_, batch, clock_.now());
  }
  Result<std::string> start_job(const std::string& kind, const Json& payload, const std::string& worker) override {
    return store::start_job(*database_, kind, payload, worker, clock_.now());
  }
  Result<> claim_this_job(const std::string& job_id, const std::string& worker) override {
    return store::claim_this_job(*database_, job_id, worker, clock_.now());
  }
  Result<> end_job(const std::string& job_id, const std::string& worker) override {
    return store::end_job(*database_, job_id, worker, clock_.now());
  }
  Result<std::optional<std::string>> last_job(const std::string& kind) override {
    return store::last_job(*database_, kind);
  }

 private:
  std::unique_ptr<Database> database_;
  const base::Clock& clock_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sql_store(const SqlStoreOptions& options, const base::Clock& clock) {
  CXAI_TRY(auto database, Database::open(options.database, options.connections, options.busy_timeout));
  CXAI_TRY(auto known, known_migrations());
  CXAI_TRY_VOID(migrate_database(*database, std::move(known), clock.now(), true));
  return std::make_unique<SqlStore>(std::move(database), clock);
}

Result<std::vector<Migration>> migrate(const SqlStoreOptions& options, const base::Clock& clock, bool apply) {
  CXAI_TRY(auto known, known_migrations());
  if (!apply && !std::filesystem::exists(options.database)) return known;
  CXAI_TRY(auto database, Database::open(options.database, 1, options.busy_timeout));
  return migrate_database(*database, std::move(known), clock.now(), apply);
}

}  // namespace cxai::store
