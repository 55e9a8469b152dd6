// Everything the product keeps: conversations, analyses, recordings, jobs, users, the search index.
//
// Owns      one database (SQLite in WAL mode; PostgreSQL later) and a folder of content-addressed blobs
// Threads   all functions may be called from any thread at once
// Contract  a function that returns success has made its effect durable; one that returns an error left no effect
// Errors    unavailable (disk full, locked beyond the time-out), corrupt_data, and what each function names
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "conversation/analysis.hpp"
#include "conversation/conversation.hpp"
#include "conversation/index_term.hpp"
#include "store/blind_index.hpp"
#include "store/custody_store.hpp"
#include "store/rule_store.hpp"

namespace cxai::store {

// ---- conversations -------------------------------------------------------------------------------------------

enum class ConversationState : std::uint8_t { queued, ready, failed };
const char* to_string(ConversationState state);

// How a conversation came in: the sealed blobs of its original inputs, still untouched by any analysis.
struct Originals {
  std::string recording_sha256;   // sound; empty: none
  std::string transcript_sha256;  // text; empty: none
  std::string details_sha256;     // text: source and metadata as they came, before masking; empty: none
};

struct ConversationRow {
  conversation::Conversation conversation;
  Originals originals;
  ConversationState state = ConversationState::queued;
  std::string failure;        // why, when failed
  std::string analysis_id;    // the current one; empty until ready
  std::string listen_sha256;  // sound: blob of the listening copy; empty: none
  std::string peaks_sha256;   // sound: blob of the drawn shape; empty: none
  // The copy with a tone wherever personal data is said, and its shape; empty: none.
  std::string redacted_sha256;
  std::string redacted_peaks_sha256;
  std::string destroyed_sound;  // document: the stretches taken out of the recording for good; empty: none
  std::string words_sha256;     // text: blob of the turns before masking (dialogue JSON); empty: none
  // Copies of measures and claims of the current analysis, for lists and statistics; absent where unknown.
  struct Facts {
    std::string sentiment;   // positive … ; empty: not said
    std::string resolution;  // resolved … ; empty: not said
    std::string topic;
    std::optional<std::int64_t> silence_ms;  // sum of silences of at least 5 s
    std::optional<std::int64_t> overlap_ms;
    std::optional<std::int64_t> talk_agent_ms;
    std::optional<std::int64_t> talk_customer_ms;
    std::optional<std::int64_t> words_agent;
    std::optional<std::int64_t> words_customer;
    std::optional<std::int64_t> turns;
    std::string first_words;  // the customer's first turn, masked, cut at 200 code points
  } facts;
  // What the router said, and what a person says instead. All empty: not routed.
  struct Routing {
    std::string label;      // what counts: the person's label, else what the model said
    std::string said;       // by the model: a label, or kUnknownRoute
    std::string best;       // the most probable label but Unknown
    std::string second;     // the one after it
    double confidence = 0;  // of `best`, 0 … 1; 0 where Unknown was most probable
    std::string top;        // document: [["label", probability], …]
    std::string model;      // its name in the registry
    std::string person;     // the label a person gave; empty: none
  } routing;
};

// The label of a conversation whose company or team the router does not promise to know.
inline constexpr std::string_view kUnknownRoute = "Unknown";

// Which conversations; every member narrows, empty members do not.
struct ConversationFilter {
  std::vector<conversation::Kind> kinds;
  std::vector<std::string> states, languages, agents, teams, companies, sentiments, resolutions, topics;
  std::vector<std::string> labels;      // of routing: what counts
  std::vector<std::string> said;        // … what the model answered
  std::vector<std::string> seconds;     // … its second guess
  std::vector<std::string> categories;  // belongs to one of these
  std::optional<Timestamp> from;        // started_at (or created_at where that is unknown) >= from
  std::optional<Timestamp> to;          // … < to
  std::optional<std::int64_t> min_duration_ms, max_duration_ms;
  std::optional<std::int64_t> min_silence_ms;
  std::vector<std::string> terms;  // index terms, all of which must occur
  std::string text;                // part of the id, the source or the agent's name
  bool awaits_label = false;       // answered Unknown, and no person has said what it is
};

enum class SortKey : std::uint8_t { started_at, duration, silence, agent, sentiment, resolution };
enum class SortOrder : std::uint8_t { ascending, descending };

struct Page {
  SortKey key = SortKey::started_at;
  SortOrder order = SortOrder::descending;
  int limit = 50;      // 1 … 1000
  std::string cursor;  // from the page before; empty: the first
};

struct ConversationPage {
  std::vector<ConversationRow> rows;
  std::string next_cursor;  // empty: this was the last
  std::int64_t total = 0;   // of the filter, all pages
};

// ---- statistics ----------------------------------------------------------------------------------------------

// Counts of one group of conversations, with the sums behind averages.
struct Bucket {
  std::string key;    // e.g. "2026-03-14", "2026-03-14T09", "agent id", "negative", "billing"; empty: unknown
  std::string label;  // a name for people where the key is an id
  std::int64_t count = 0;
  std::int64_t positive = 0, neutral = 0, negative = 0, mixed = 0;
  std::int64_t resolved = 0, partly = 0, unresolved = 0, cannot_tell = 0;
  std::int64_t duration_ms = 0, duration_n = 0;
  std::int64_t silence_ms = 0, silence_n = 0;
  double duration_sq = 0, silence_sq = 0;  // sums of squares in s², for intervals
};

struct TopTerm {
  std::string term;
  std::string form;  // of several, the first in alphabetical order: usually the one without suffixes
  std::int64_t conversations = 0;
};

enum class GroupBy : std::uint8_t {
  all,
  day,
  hour,
  agent,
  team,
  topic,
  kind,
  language,
  sentiment,
  resolution,
  company,
  label
};

// ---- jobs ----------------------------------------------------------------------------------------------------

enum class JobState : std::uint8_t { queued, running, succeeded, failed };
const char* to_string(JobState state);

struct Job {
  std::string id;
  std::string kind;     // "analyze"
  std::string subject;  // the conversation's id
  Json payload;
  JobState state = JobState::queued;
  int attempts = 0;
  double progress = 0;  // 0 … 1
  std::string stage;    // "decode", "speech", "analyze", …; for people
  std::string error;    // of the last attempt
  Timestamp created_at{};
  Timestamp updated_at{};
};

struct JobCounts {
  std::int64_t queued = 0, running = 0, succeeded = 0, failed = 0;
};

// ---- people --------------------------------------------------------------------------------------------------

enum class UserRole : std::uint8_t { admin, manager, team_leader, agent, privacy_officer };

// What not everybody who sees the centre may do: read and hear originals, run the privacy desk, read the audit chain,
// decide which model routes and how often it may be wrong.
enum class Right : std::uint8_t { originals, privacy, audit, models };
inline constexpr Right kRights[] = {Right::originals, Right::privacy, Right::audit, Right::models};
const char* to_string(Right right);
std::optional<Right> right_from(std::string_view name);

const char* to_string(UserRole role);
std::optional<UserRole> user_role_from(std::string_view name);

struct User {
  std::string id;
  std::string login;
  std::string name;
  UserRole role = UserRole::agent;
  std::string agent_id;  // whose conversations an agent may see
  std::string language = "tr";
  std::string password_hash;
  std::vector<Right> rights = {};  // beyond those of the role
};

// By role: the privacy officer has every right, an administrator all but that to originals, a manager that to models.
bool has_right(const User& user, Right right);

// ---- routing -------------------------------------------------------------------------------------------------

// The label a person gave a conversation.
struct RoutingLabel {
  std::string conversation_id;
  std::string label;  // of the model's, a new one, or kUnknownRoute
  std::string said;   // what the model had answered; empty: it was not routed
  std::string model;
  std::string by;  // user id
  Timestamp at{};
};

// How often the model said one thing and people another, or the same.
struct LabelPair {
  std::string said;
  std::string label;
  std::int64_t count = 0;
};

struct Session {
  std::string token_sha256;
  std::string user_id;
  Timestamp expires_at{};
};

// ---- the store -----------------------------------------------------------------------------------------------

// A new conversation with its originals, as registered by ingest.
struct Arrival {
  conversation::Conversation conversation;
  Originals originals;
  Json job_payload;
  std::vector<PersonKey> people = {};  // in the metadata and the name
  std::optional<Consent> consent = {};
};

struct Registered {
  std::string job_id;
  bool already_there = false;  // the same content was registered before; nothing was done
};

// What an analysis run produced; stored in one transaction with the end of its job.
struct Finished {
  conversation::Conversation conversation;  // with language, duration and recording filled in
  conversation::Analysis analysis;
  ConversationRow::Facts facts;
  std::string listen_sha256;
  std::string peaks_sha256;
  std::vector<conversation::IndexTerm> terms;
  std::string redacted_sha256 = {};
  std::string redacted_peaks_sha256 = {};
  std::string recording_sha256 = {};  // sound: takes the original's place, card data being destroyed; empty: it stays
  std::string destroyed_sound = {};
  std::string words_sha256 = {};
  std::vector<PersonKey> people = {};  // in what was said
  ConversationRow::Routing routing = {};
  std::optional<RuleReading> rules = {};  // absent: no book is in use
};

// A conversation with its current analysis, as it is stored.
struct StoredAnalysis {
  ConversationRow row;
  std::string document;
};

// A newer analysis of a stored conversation, from what is stored.
struct Reanalyzed {
  std::string previous;  // the analysis it supersedes
  conversation::Analysis analysis;
  ConversationRow::Facts facts;
  std::vector<conversation::IndexTerm> terms;
  std::optional<RuleReading> rules = {};
};

// Analysed conversations in a fixed order, one piece after the other.
struct StockWalk {
  enum class Order : std::uint8_t { by_id, newest_first } order = Order::by_id;
  std::string after_id;  // of the last one seen; empty: from the start
  Timestamp after_at{};  // … newest first: and when it began (or came in)
  int limit = 100;       // 1 … 1000
};

class Store : public CustodyStore, public RuleStore {
 public:
  // conversations
  // Conversation and job in one transaction. The id is derived from the content, so a second arrival of the same
  // content does nothing and says so, unless the first has failed: then it is queued anew.
  virtual Result<Registered> register_conversation(const Arrival& arrival) = 0;
  virtual Result<std::optional<ConversationRow>> conversation(const std::string& id) = 0;
  virtual Result<ConversationPage> conversations(const ConversationFilter& filter, const Page& page) = 0;
  // One Bucket per group, in ascending key order. Days and hours are of `utc_offset` minutes east of UTC.
  virtual Result<std::vector<Bucket>> statistics(const ConversationFilter& filter, GroupBy group, int utc_offset) = 0;
  // The terms that most of the filtered conversations hold, of those that have a form.
  virtual Result<std::vector<TopTerm>> top_terms(const ConversationFilter& filter, int limit) = 0;

  // analyses
  virtual Result<std::optional<Json>> analysis(const std::string& analysis_id) = 0;              // the document
  virtual Result<std::vector<std::string>> analyses_of(const std::string& conversation_id) = 0;  // oldest first
  virtual Result<std::vector<StoredAnalysis>> stock(const StockWalk& walk) = 0;
  // Each becomes the current one, unless its `previous` is no longer that; with the job's step in one transaction.
  // conflict: the job is no longer the worker's; then nothing is stored.
  virtual Result<> put_analyses(const std::vector<Reanalyzed>& batch, const JobStep& step) = 0;

  // routing
  // The conversation has this label from now on, whatever a model says. Replaces the one before. Errors: not_found.
  virtual Result<> put_routing_label(const RoutingLabel& label) = 0;
  // The model's answer counts again. False: there was no label.
  virtual Result<bool> drop_routing_label(const std::string& conversation_id) = 0;
  virtual Result<std::optional<RoutingLabel>> routing_label(const std::string& conversation_id) = 0;
  // What people said of the answers of `model`; empty: of all.
  virtual Result<std::vector<LabelPair>> label_pairs(const std::string& model) = 0;
  // What `model` answers where its threshold is this one, for all it has routed; gives how many answers changed.
  virtual Result<std::int64_t> answer_again(const std::string& model, double threshold) = 0;

  // jobs: at least once; a job whose worker died is handed out again
  // Analyses a conversation once more; until it ends, and also if it fails, the current analysis stays.
  // Errors: not_found; conflict (a job of this conversation has not ended yet).
  virtual Result<std::string> queue_again(const std::string& conversation_id, const Json& payload) = 0;
  // `worker` names this process (see worker_name()). Null: nothing to do.
  virtual Result<std::optional<Job>> claim_job(const std::string& worker) = 0;
  virtual Result<> report_progress(const std::string& job_id, double progress, const std::string& stage) = 0;
  // conflict: the job is no longer this worker's; then nothing was stored.
  virtual Result<> finish_job(const std::string& job_id, const std::string& worker, const Finished& finished) = 0;
  // Ends the attempt. `retry`: back to the queue unless it was the third attempt; else failed for good.
  virtual Result<> fail_job(const std::string& job_id, const std::string& worker, const std::string& error,
                            bool retry) = 0;
  // Back to the queue, as if this worker had never taken it. conflict: the job is no longer this worker's.
  virtual Result<> return_job(const std::string& job_id, const std::string& worker) = 0;
  virtual Result<std::optional<Job>> job(const std::string& id) = 0;
  virtual Result<std::vector<Job>> jobs(const std::vector<JobState>& states, int limit) = 0;  // newest first
  virtual Result<JobCounts> job_counts() = 0;

  // people
  virtual Result<> put_user(const User& user) = 0;  // by login: makes or replaces
  virtual Result<std::optional<User>> user_by_login(const std::string& login) = 0;
  virtual Result<std::optional<User>> user(const std::string& id) = 0;
  virtual Result<std::int64_t> user_count() = 0;
  virtual Result<std::vector<User>> users() = 0;  // by login
  virtual Result<> put_session(const Session& session) = 0;
  virtual Result<std::optional<Session>> session(const std::string& token_sha256) = 0;  // null also when expired
  virtual Result<> drop_session(const std::string& token_sha256) = 0;

  // settings: small values the product remembers ("demo.loaded", …)
  virtual Result<std::optional<std::string>> setting(const std::string& key) = 0;
  virtual Result<> put_setting(const std::string& key, const std::string& value) = 0;
};

// This process, so that a later one can tell whether it still lives: "host/boot/pid/start".
std::string worker_name();

}  // namespace cxai::store
