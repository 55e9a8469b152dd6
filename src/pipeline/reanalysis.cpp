#include "pipeline/reanalysis.hpp"

#include <algorithm>
#include <iterator>

#include "analysis/analyze.hpp"
#include "base/hash.hpp"
#include "pipeline/beside.hpp"
#include "pipeline/facts.hpp"
#include "privacy/stored.hpp"
#include "reader/reading.hpp"
#include "search/terms.hpp"

namespace cxai::pipeline {
namespace {

using conversation::Analysis;
using conversation::NamedModel;

// Measures of text alone that count what stood there before it was masked.
constexpr const char* kCountedUnmasked[] = {"words", "sentences", "words_per_minute", "syllables_per_minute"};
constexpr const char* kAgentTone = "tone.agent";

std::string_view family(const NamedModel& model) {
  return std::string_view(model.name).substr(0, model.name.find('/'));
}

bool has_model(const std::vector<NamedModel>& models, std::string_view family_name) {
  return std::ranges::any_of(models, [&](const NamedModel& model) { return family(model) == family_name; });
}

// Today's models in place of the same ones of then; those of other stages stay.
std::vector<NamedModel> merged(std::vector<NamedModel> today, const std::vector<NamedModel>& before) {
  const std::size_t of_analysis = today.size();
  for (const NamedModel& model : before) {
    const bool replaced = std::any_of(today.begin(), today.begin() + static_cast<std::ptrdiff_t>(of_analysis),
                                      [&](const NamedModel& other) { return family(other) == family(model); });
    if (!replaced && model.name != analysis::kAgentAffectModel) today.push_back(model);
  }
  return today;
}

// Days are counted by the clock of then; an analysis from before it was kept has the centre's.
analysis::CallFacts facts_of_call(const Analysis& previous, const conversation::Conversation& conversation,
                                  const Options& options) {
  analysis::CallFacts facts{conversation.hold, conversation.after_call_work, std::nullopt};
  const std::chrono::minutes offset = previous.inputs.utc_offset.value_or(options.utc_offset);
  if (conversation.started_at)
    facts.started_at = language::LocalMinutes(
        std::chrono::floor<std::chrono::minutes>(conversation.started_at->time_since_epoch() + offset));
  return facts;
}

struct Made {
  privacy::MaskedTranscript masked;
  Analysis analysis;
  analysis::Measures measures;
};

// The analysis of the same turns, without identity.
Made make(const Analysis& previous, const store::ConversationRow& row, analysis::AgentAffect affect,
          const Options& options) {
  auto masked = privacy::transcript_of(previous);
  auto fresh = analysis::analyze(masked, nullptr, facts_of_call(previous, row.conversation, options), affect);
  Analysis out = previous;
  out.claims = std::move(fresh.analysis.claims);
  out.turn_sentiments = std::move(fresh.analysis.turn_sentiments);
  out.recipe.models = merged(std::move(fresh.analysis.recipe.models), previous.recipe.models);
  out.recipe.definitions = fresh.analysis.recipe.definitions;
  out.recipe.code_version = fresh.analysis.recipe.code_version;
  out.recipe.llm.reset();
  const auto of_tone = [](const conversation::Skipped& skipped) { return skipped.feature == kAgentTone; };
  std::erase_if(out.skipped, [](const auto& skipped) { return skipped.feature.starts_with("llm."); });
  const bool is_off = std::ranges::any_of(fresh.analysis.skipped, of_tone);
  if (!is_off) std::erase_if(out.skipped, of_tone);
  if (is_off && std::ranges::none_of(out.skipped, of_tone))
    std::ranges::copy_if(fresh.analysis.skipped, std::back_inserter(out.skipped), of_tone);
  if (previous.inputs.audio_sha256.empty() && !previous.turns.empty()) {
    for (auto& [key, value] : fresh.analysis.measures.items())
      if (std::ranges::find(kCountedUnmasked, key) == std::end(kCountedUnmasked)) out.measures[key] = value;
  }
  return {std::move(masked), std::move(out), std::move(fresh.measures)};
}

// What two analyses have to agree in to be the same: everything but when and as whose successor they were made.
Json substance(const Analysis& analysis) {
  Json json = conversation::to_json(analysis);
  for (const char* key : {"created_at", "analysis_id", "supersedes"}) json.erase(key);
  return json;
}

// Where two values first differ, as a path; empty: nowhere.
std::string first_difference(const Json& a, const Json& b, const std::string& path) {
  if (base::dump_json(a) == base::dump_json(b)) return "";
  if (a.is_object() && b.is_object()) {
    for (const auto& [key, value] : a.items()) {
      if (!b.contains(key)) return path + "." + key;
      if (auto inner = first_difference(value, b[key], path + "." + key); !inner.empty()) return inner;
    }
    for (const auto& [key, value] : b.items())
      if (!a.contains(key)) return path + "." + key;
  }
  if (a.is_array() && b.is_array() && a.size() == b.size())
    for (std::size_t i = 0; i < a.size(); ++i)
      if (auto inner = first_difference(a[i], b[i], path + "[" + std::to_string(i) + "]"); !inner.empty()) return inner;
  return path;
}

// Claims made on this machine, by field. What a language model's answers did to them is left out.
Json local_claims(const Json& document, bool beside_model) {
  Json claims = Json::object();
  for (Json claim : document["claims"]) {
    if (claim["method"] == "llm" || claim["method"] == "human") continue;  // null where the claim abstains
    if (beside_model) {
      claim.erase("state");
      claim.erase("confirmed_by");
      claim.erase("evidence");
    }
    const auto field = claim["field"].get<std::string>();
    claims[field] = std::move(claim);
  }
  return claims;
}

}  // namespace

Result<Again> analyze_again(const Analysis& previous, const store::ConversationRow& row, const Options& options,
                            const base::Clock& clock) {
  auto [masked, analysis, measures] = make(previous, row, options.agent_affect, options);
  if (options.language_model && !previous.turns.empty()) {
    reader::ReadingOptions reading;
    if (options.agent_affect == analysis::AgentAffect::on) reading.agent = reader::AgentTone::asked;
    reading.at = facts_of_call(previous, row.conversation, options).started_at;
    CXAI_TRY(auto read, reader::read_conversation(*options.language_model, masked, reading, options.stop));
    put_beside(analysis, std::move(read));
  }
  Again out;
  analysis.recipe.rules_revision = options.rules ? options.rules->revision : "";
  out.changed = substance(analysis) != substance(previous);
  if (!out.changed) return out;
  analysis.supersedes = previous.analysis_id;
  analysis.created_at = clock.now();
  Json identity = conversation::to_json(analysis);
  identity.erase("created_at");
  analysis.analysis_id = base::content_id("a_", base::dump_json(identity));
  CXAI_TRY_VOID(conversation::validate(analysis));
  out.facts = facts_of(analysis, measures);
  if (!previous.inputs.audio_sha256.empty()) {
    out.facts.silence_ms = row.facts.silence_ms, out.facts.overlap_ms = row.facts.overlap_ms;
    out.facts.talk_agent_ms = row.facts.talk_agent_ms, out.facts.talk_customer_ms = row.facts.talk_customer_ms;
  }
  out.facts.words_agent = row.facts.words_agent, out.facts.words_customer = row.facts.words_customer;
  out.terms = search::index_terms(masked);
  if (options.rules) {
    rules::Evaluator evaluator(options.rules->evaluator);
    out.rules = read_by_rules(options.rules->revision, evaluator, analysis, row.conversation);
  }
  out.analysis = std::move(analysis);
  return out;
}

Result<Verified> verify_again(const Analysis& previous, const store::ConversationRow& row, const Options& options) {
  const bool affect =
      has_model(previous.recipe.models, analysis::kAgentAffectModel.substr(0, analysis::kAgentAffectModel.find('/')));
  const auto made = make(previous, row, affect ? analysis::AgentAffect::on : analysis::AgentAffect::off, options);
  const auto models = [](const Analysis& analysis) {
    std::vector<std::pair<std::string, std::string>> list;
    for (const auto& model : analysis.recipe.models) list.emplace_back(model.name, model.sha256);
    std::ranges::sort(list);
    return list;
  };
  Verified verified;
  if (made.analysis.recipe.code_version != previous.recipe.code_version ||
      made.analysis.recipe.definitions != previous.recipe.definitions || models(made.analysis) != models(previous)) {
    verified.outcome = Verified::Outcome::other_recipe;
    return verified;
  }
  const Json then = conversation::to_json(previous);
  const Json now = conversation::to_json(made.analysis);
  verified.field = first_difference(then["measures"], now["measures"], "measures");
  const bool beside_model = previous.recipe.llm.has_value();
  if (verified.field.empty())
    verified.field = first_difference(local_claims(then, beside_model), local_claims(now, beside_model), "claims");
  if (verified.field.empty()) verified.field = first_difference(then["turns"], now["turns"], "turns");
  if (!verified.field.empty()) verified.outcome = Verified::Outcome::different;
  return verified;
}

Json ReanalysisState::json() const {
  return Json{
      {"after", after}, {"done", done}, {"total", total}, {"changed", changed}, {"unreadable", unreadable.json()}};
}

Result<ReanalysisState> ReanalysisState::from(const Json& payload) {
  base::Reader in(payload, "payload");
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  ReanalysisState out;
  out.after = in.string("after", "");
  out.done = in.integer("done", 0, kMost, 0);
  out.total = in.integer("total", 0, kMost, 0);
  out.changed = in.integer("changed", 0, kMost, 0);
  out.unreadable = Unreadable::from(in);
  if (!in.ok()) return in.error();
  return out;
}

Result<std::string> start_reanalysis(store::Store& store, const std::string& worker) {
  CXAI_TRY(const auto counts, store.stock_counts());
  ReanalysisState state;
  state.total = counts.ready;
  return store.start_job(kReanalyzeJob, state.json(), worker);
}

Result<> run_reanalysis(store::Store& store, const base::Clock& clock, const Options& options, const store::Job& job,
                        const StockJob& how) {
  CXAI_TRY(auto state, ReanalysisState::from(job.payload));
  std::vector<store::Reanalyzed> made(kStockPiece);
  std::vector<char> changed(kStockPiece);
  const auto work = [&](const StockItem& item) -> Result<> {
    const std::size_t i = item.i;
    CXAI_TRY(auto again, analyze_again(item.analysis, item.row, options, clock));
    changed[i] = again.changed ? 1 : 0;
    if (again.changed)
      made[i] = {item.analysis.analysis_id, std::move(again.analysis), std::move(again.facts), std::move(again.terms),
                 std::move(again.rules)};
    return {};
  };
  const auto keep = [&](const StockPiece& piece, const std::vector<char>& readable,
                        const Unreadable& unreadable) -> Result<> {
    std::vector<store::Reanalyzed> batch;
    for (std::size_t i = 0; i < piece.size(); ++i)
      if (readable[i] != 0 && changed[i] != 0) batch.push_back(std::move(made[i]));
    ReanalysisState next = state;
    next.after = piece.back().row.conversation.id;
    next.done += static_cast<std::int64_t>(piece.size());
    next.total = std::max(next.total, next.done);
    next.changed += static_cast<std::int64_t>(batch.size());
    next.unreadable = unreadable;
    CXAI_TRY_VOID(
        store.put_analyses(batch, {how.id, how.worker, next.json(),
                                   static_cast<double>(next.done) / static_cast<double>(next.total), "analyze"}));
    state = std::move(next);
    return {};
  };
  CXAI_TRY_VOID(walk_stock(store, how, state.after, state.unreadable, work, keep));
  return store.end_job(how.id, how.worker);
}

Result<VerifyReport> verify_stock(
    store::Store& store, const Options& options, int threads,
    const std::function<void(const std::string& conversation_id, const std::string& field)>& differs,
    const std::function<void(std::int64_t done)>& told) {
  VerifyReport report;
  std::vector<Verified> found(kStockPiece);
  std::int64_t done = 0;
  const auto work = [&](const StockItem& item) -> Result<> {
    CXAI_TRY(found[item.i], verify_again(item.analysis, item.row, options));
    return {};
  };
  const auto keep = [&](const StockPiece& piece, const std::vector<char>& readable,
                        const Unreadable& unreadable) -> Result<> {
    report.unreadable = unreadable;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (readable[i] == 0) continue;
      switch (found[i].outcome) {
        case Verified::Outcome::same:
          ++report.same;
          break;
        case Verified::Outcome::different:
          ++report.different;
          differs(piece[i].row.conversation.id, found[i].field);
          break;
        case Verified::Outcome::other_recipe:
          ++report.other_recipe;
          break;
      }
    }
    done += static_cast<std::int64_t>(piece.size());
    told(done);
    return {};
  };
  StockJob how;
  how.threads = threads;
  how.stop = options.stop;
  CXAI_TRY_VOID(walk_stock(store, how, "", {}, work, keep));
  return report;
}

}  // namespace cxai::pipeline
