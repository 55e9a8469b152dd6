#include "pipeline/rule_desk.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "pipeline/job_document.hpp"

namespace cxai::pipeline {
namespace {

using conversation::Analysis;

Json write_changes(const store::RuleChanges& changes) {
  Json json = Json::object();
  for (const auto& [category, change] : changes)
    json[category] = Json::array({change.added, change.removed, change.unchanged});
  return json;
}

void add_changes(store::RuleChanges& sum, const store::RuleChanges& more) {
  for (const auto& [category, change] : more) {
    sum[category].added += change.added;
    sum[category].removed += change.removed;
    sum[category].unchanged += change.unchanged;
  }
}

// How far a back-fill has come, as the job's payload holds it.
struct Backfill {
  std::string revision;
  std::string after;
  std::int64_t done = 0;
  std::int64_t total = 0;
  store::RuleChanges changes;
  Unreadable unreadable;

  Json json() const {
    return Json{{"revision", revision},
                {"after", after},
                {"done", done},
                {"total", total},
                {"changes", write_changes(changes)},
                {"unreadable", unreadable.json()}};
  }
  static Result<Backfill> from(const Json& payload) {
    base::Reader in(payload, "payload");
    constexpr std::int64_t kMost = std::int64_t{1} << 53;
    Backfill out;
    out.revision = in.string("revision");
    out.after = in.string("after", "");
    out.done = in.integer("done", 0, kMost, 0);
    out.total = in.integer("total", 0, kMost, 0);
    if (const Json* changes = in.object("changes"))
      for (const auto& [category, numbers] : changes->items())
        if (numbers.is_array() && numbers.size() == 3)
          out.changes[category] = {numbers[0].get<std::int64_t>(), numbers[1].get<std::int64_t>(),
                                   numbers[2].get<std::int64_t>()};
    out.unreadable = Unreadable::from(in);
    if (!in.ok()) return in.error();
    return out;
  }
};

// What a draft found of one category.
struct Tally {
  std::int64_t conversations = 0, stored = 0, added = 0, removed = 0, near = 0;
  Json samples = Json::array();
  Json near_misses = Json::array();
};

Json quotes(const Analysis& analysis, const std::vector<rules::Place>& places) {
  Json list = Json::array();
  for (const rules::Place& place : places) {
    Json quote = rules::to_json(place);
    const auto turn = std::ranges::find(analysis.turns, place.turn, &conversation::Turn::id);
    if (!place.turn.empty() && turn != analysis.turns.end()) {
      quote["role"] = turn->role ? Json(conversation::to_string(*turn->role)) : Json();
      quote["text"] = conversation::evidence_text(analysis, {place.turn, place.chars}).value_or("");
    }
    list.push_back(std::move(quote));
  }
  return list;
}

Json sample(const conversation::Conversation& c, const Analysis& analysis, const std::vector<rules::Place>& places) {
  Json agent;
  if (!c.agent_id.empty() || !c.agent_name.empty())
    agent = Json{{"id", c.agent_id}, {"name", c.agent_name.empty() ? c.agent_id : c.agent_name}};
  return Json{{"conversation_id", c.id},
              {"source", c.source},
              {"kind", conversation::to_string(c.kind)},
              {"agent", std::move(agent)},
              {"started_at", c.started_at ? Json(base::format_utc(*c.started_at)) : Json()},
              {"evidence", quotes(analysis, places)}};
}

// One conversation read by a draft, beside what is stored for it.
struct Tried {
  rules::Outcome outcome;
  std::set<std::string> stored;
  Analysis analysis;
  std::optional<Error> fault;  // why it could not be read
};

Result<> in_range(const char* name, int value, int low, int high) {
  if (value >= low && value <= high) return {};
  return fail(ErrorCode::invalid_input, std::string(name) + ": must be " + std::to_string(low) + " to " +
                                            std::to_string(high) + ", got " + std::to_string(value));
}

std::vector<rules::Evaluator> evaluators(const rules::Evaluator& one, int threads) {
  std::vector<rules::Evaluator> list;
  list.reserve(static_cast<std::size_t>(std::max(1, threads)));
  for (int i = 0; i < std::max(1, threads); ++i) list.emplace_back(one);
  return list;
}

}  // namespace

store::RuleReading read_by_rules(const std::string& revision, rules::Evaluator& evaluator, const Analysis& analysis,
                                 const conversation::Conversation& conversation) {
  const auto facts = rules::facts_of(conversation);
  const auto outcome = evaluator.evaluate({analysis, facts});
  store::RuleReading reading{revision, analysis.analysis_id, {}};
  for (const rules::Match& match : outcome.matches) {
    Json evidence = Json::array();
    for (const rules::Place& place : match.evidence) evidence.push_back(rules::to_json(place));
    reading.matches.push_back({evaluator.book().categories[match.category].name, std::move(evidence)});
  }
  return reading;
}

Result<rules::Book> RuleDesk::book(const std::string& revision) {
  CXAI_TRY(const auto row, store_.rule_revision(revision));
  if (!row) return fail(ErrorCode::not_found, "there is no book of rules with this revision");
  auto read = rules::book_from_json(row->document);
  if (!read) return fail(ErrorCode::corrupt_data, "stored book " + revision + ": " + read.error().message);
  return read;
}

Result<std::shared_ptr<const BookInUse>> RuleDesk::in_use() {
  CXAI_TRY(const auto publication, store_.rules_in_use());
  if (!publication) return nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (known_ && known_->revision == publication->revision) return known_;
  }
  CXAI_TRY(auto read, book(publication->revision));
  auto fresh = std::make_shared<const BookInUse>(publication->revision, rules::Evaluator(std::move(read)));
  const std::lock_guard lock(mutex_);
  known_ = fresh;
  return fresh;
}

Result<store::RulePublication> RuleDesk::publish(const rules::Book& book, const Publishing& how) {
  return store_.publish_rules({rules::revision_id(book), rules::to_json(book), how.by, clock_.now(), how.note},
                              how.seen);
}

Result<store::RulePublication> RuleDesk::publish_again(const std::string& revision, const Publishing& how) {
  CXAI_TRY(const auto earlier, book(revision));
  return publish(earlier, how);
}

Result<Json> RuleDesk::preview(const rules::Book& draft, const PreviewOptions& options) {
  CXAI_TRY_VOID(in_range("conversations", options.conversations, 1, 5000));
  CXAI_TRY_VOID(in_range("samples", options.samples, 0, 20));
  CXAI_TRY(const auto used, in_use());
  CXAI_TRY(const auto counts, store_.stock_counts());
  auto readers = evaluators(rules::Evaluator(draft), options.threads);
  std::vector<Tally> tallies(draft.categories.size());
  std::map<std::string, std::int64_t> gone;
  Unreadable unreadable;
  const auto most = static_cast<std::size_t>(options.samples);
  std::int64_t seen = 0;
  store::StockWalk walk;
  walk.order = store::StockWalk::Order::newest_first;
  while (seen < options.conversations) {
    walk.limit = static_cast<int>(std::min<std::int64_t>(kStockPiece, options.conversations - seen));
    CXAI_TRY(const StockPiece piece, store_.stock(walk));
    if (piece.empty()) break;
    std::vector<Tried> tried(piece.size());
    CXAI_TRY_VOID(in_parallel(options.threads, piece.size(), [&](std::size_t thread, std::size_t i) -> Result<> {
      auto analysis = read_stored(piece[i]);
      if (!analysis) {
        tried[i].fault = std::move(analysis.error());
        return {};
      }
      tried[i].analysis = std::move(*analysis);
      const auto facts = rules::facts_of(piece[i].row.conversation);
      tried[i].outcome = readers[thread].evaluate({tried[i].analysis, facts}, rules::NearMisses::wanted);
      CXAI_TRY(const auto stored, store_.rule_reading(piece[i].row.conversation.id));
      if (stored)
        for (const auto& match : stored->matches) tried[i].stored.insert(match.category);
      return {};
    }));
    for (std::size_t i = 0; i < piece.size(); ++i) {
      auto& [outcome, stored, analysis, fault] = tried[i];
      const auto& conversation = piece[i].row.conversation;
      if (fault) {
        unreadable.add(conversation.id, *fault);
        continue;
      }
      for (std::size_t c = 0; c < tallies.size(); ++c)
        if (stored.contains(draft.categories[c].name)) ++tallies[c].stored, ++tallies[c].removed;
      for (const auto& match : outcome.matches) {
        Tally& tally = tallies[match.category];
        ++tally.conversations;
        if (stored.contains(draft.categories[match.category].name))
          --tally.removed;
        else
          ++tally.added;
        if (tally.samples.size() < most) tally.samples.push_back(sample(conversation, analysis, match.evidence));
      }
      for (const auto& miss : outcome.near_misses) {
        Tally& tally = tallies[miss.category];
        ++tally.near;
        if (tally.near_misses.size() >= most) continue;
        Json document = sample(conversation, analysis, miss.evidence);
        document["missing"] = miss.condition;
        document["reason"] = rules::to_string(miss.reason);
        tally.near_misses.push_back(std::move(document));
      }
      for (const auto& category : draft.categories) stored.erase(category.name);
      for (const auto& name : stored) ++gone[name];
    }
    seen += static_cast<std::int64_t>(piece.size());
    const auto& last = piece.back().row.conversation;
    walk.after_id = last.id;
    walk.after_at = last.started_at.value_or(last.created_at);
  }
  Json document{
      {"conversations", seen},           {"of", counts.ready},          {"revision", rules::revision_id(draft)},
      {"unreadable", unreadable.json()}, {"categories", Json::array()}, {"gone", Json::array()}};
  for (std::size_t c = 0; c < tallies.size(); ++c) {
    const rules::Category& category = draft.categories[c];
    Tally& tally = tallies[c];
    const bool known = used && std::ranges::find(used->evaluator.book().categories, category.name,
                                                 &rules::Category::name) != used->evaluator.book().categories.end();
    document["categories"].push_back(
        Json{{"name", category.name},
             {"title", category.title},
             {"description", category.description},
             {"conversations", tally.conversations},
             {"share", seen > 0 ? static_cast<double>(tally.conversations) / static_cast<double>(seen) : 0.0},
             {"stored", known || tally.stored > 0 ? Json(tally.stored) : Json()},
             {"added", tally.added},
             {"removed", tally.removed},
             {"near", tally.near},
             {"samples", std::move(tally.samples)},
             {"near_misses", std::move(tally.near_misses)}});
  }
  for (const auto& [name, count] : gone) document["gone"].push_back(Json{{"name", name}, {"stored", count}});
  return document;
}

Result<std::string> RuleDesk::start_backfill(const std::string& worker) {
  CXAI_TRY(const auto used, store_.rules_in_use());
  if (!used) return fail(ErrorCode::conflict, "no book of rules is in use; publish one first");
  CXAI_TRY(const auto counts, store_.stock_counts());
  return store_.start_job(kBackfillJob, Backfill{used->revision, "", 0, counts.ready, {}, {}}.json(), worker);
}

Result<> RuleDesk::run_backfill(const store::Job& job, const StockJob& how) {
  CXAI_TRY(auto state, Backfill::from(job.payload));
  CXAI_TRY(auto read, book(state.revision));
  auto readers = evaluators(rules::Evaluator(std::move(read)), how.threads);
  std::vector<std::pair<std::string, store::RuleReading>> readings(kStockPiece);
  const auto work = [&](const StockItem& item) -> Result<> {
    const auto& conversation = item.row.conversation;
    readings[item.i] = {conversation.id,
                        read_by_rules(state.revision, readers[item.thread], item.analysis, conversation)};
    return {};
  };
  const auto keep = [&](const StockPiece& piece, const std::vector<char>& readable,
                        const Unreadable& unreadable) -> Result<> {
    Backfill next = state;
    next.unreadable = unreadable;
    store::ReadingBatch batch{state.revision, {}, {}};
    for (std::size_t i = 0; i < piece.size(); ++i)
      if (readable[i] != 0) batch.readings.push_back(std::move(readings[i]));
    batch.step = [&](const store::RuleChanges& changes) {
      next.after = piece.back().row.conversation.id;
      next.done += static_cast<std::int64_t>(piece.size());
      next.total = std::max(next.total, next.done);
      add_changes(next.changes, changes);
      return store::JobStep{how.id, how.worker, next.json(),
                            static_cast<double>(next.done) / static_cast<double>(next.total), "rules"};
    };
    CXAI_TRY_VOID(store_.put_readings(batch));
    state = std::move(next);
    return {};
  };
  CXAI_TRY_VOID(walk_stock(store_, how, state.after, state.unreadable, work, keep));
  return store_.end_job(how.id, how.worker);
}

Result<Json> RuleDesk::backfill_document() {
  CXAI_TRY(const auto id, store_.last_job(kBackfillJob));
  if (!id) return Json();
  CXAI_TRY(const auto job, store_.job(*id));
  if (!job) return Json();
  CXAI_TRY(const auto state, Backfill::from(job->payload));
  std::map<std::string, std::string> titles;
  if (const auto read = book(state.revision))
    for (const auto& category : read->categories) titles[category.name] = category.title;
  Json document{{"job", job_document(*job)},
                {"revision", state.revision},
                {"done", state.done},
                {"total", state.total},
                {"unreadable", state.unreadable.json()},
                {"categories", Json::array()}};
  for (const auto& [name, change] : state.changes)
    document["categories"].push_back(Json{{"name", name},
                                          {"title", titles.contains(name) ? titles[name] : name},
                                          {"added", change.added},
                                          {"removed", change.removed},
                                          {"unchanged", change.unchanged}});
  return document;
}

Result<> RuleDesk::catch_up(const Analysis& analysis, const conversation::Conversation& conversation,
                            const std::string& revision) {
  CXAI_TRY(const auto used, in_use());
  if (!used || used->revision == revision) return {};
  rules::Evaluator evaluator(used->evaluator);
  store::ReadingBatch batch;
  batch.revision = used->revision;
  batch.readings.emplace_back(conversation.id, read_by_rules(used->revision, evaluator, analysis, conversation));
  CXAI_TRY_VOID(store_.put_readings(batch));
  return {};
}

}  // namespace cxai::pipeline
