// How fast is everything that is stored read by a book of rules, and analysed again?
// cxai-bench-stock FOLDER RULES.json [CONVERSATIONS] [THREADS]: fills FOLDER/cxai.db with conversations made of the
// demonstration's calls (one call and the turns of others behind it), once; then carries the book back over all of
// them, analyses all again and verifies. Prints conversations per second, the store included.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "demo/demo.hpp"
#include "pipeline/process.hpp"
#include "pipeline/reanalysis.hpp"
#include "pipeline/rule_desk.hpp"
#include "store/sql_store.hpp"

namespace {

using namespace cxai;

struct Sample {
  conversation::Conversation conversation;
  conversation::Analysis analysis;
  store::ConversationRow::Facts facts;
  std::vector<conversation::IndexTerm> terms;
};

// As text, with times: two words a second.
std::string dialogue_of(const demo::DemoCall& call) {
  Json turns = Json::array();
  std::int64_t at = 0;
  for (const auto& turn : call.turns) {
    const auto length = static_cast<std::int64_t>(turn.text.size()) * 70;
    turns.push_back(Json{
        {"role", conversation::to_string(turn.role)}, {"text", turn.text}, {"start_ms", at}, {"end_ms", at + length}});
    at += length + 400;
  }
  return base::dump_json(Json{{"language", call.language}, {"turns", std::move(turns)}});
}

Result<std::vector<Sample>> samples(const base::Clock& clock) {
  CXAI_TRY(const auto calls, demo::demo_calls());
  std::vector<Sample> list;
  for (const auto& call : calls) {
    pipeline::Inputs inputs;
    inputs.transcript = dialogue_of(call);
    inputs.conversation.agent_name = call.agent;
    inputs.conversation.agent_id = demo::agent_id(call);
    inputs.conversation.company = call.company;
    CXAI_TRY(auto processed, pipeline::process(std::move(inputs), {}, clock));
    list.push_back({std::move(processed.conversation), std::move(processed.analysis), std::move(processed.facts),
                    std::move(processed.terms)});
  }
  return list;
}

Result<> fill(store::Store& store, const std::vector<Sample>& list, int wanted) {
  CXAI_TRY(const auto there, store.stock_counts());
  for (auto i = there.ready; i < wanted; ++i) {
    const Sample& sample = list[static_cast<std::size_t>(i) % list.size()];
    store::Arrival arrival;
    arrival.conversation = sample.conversation;
    arrival.conversation.id = "c_bench" + std::to_string(1'000'000 + (i * 7919) % 1'000'000);
    arrival.conversation.source = "call" + std::to_string(i) + ".json";
    arrival.job_payload = Json::object();
    CXAI_TRY_VOID(store.register_conversation(arrival));
    CXAI_TRY(const auto job, store.claim_job("bench"));
    if (!job) return fail(ErrorCode::conflict, "another process takes the jobs");
    store::Finished finished;
    finished.conversation = arrival.conversation;
    finished.analysis = sample.analysis;
    finished.analysis.conversation_id = arrival.conversation.id;
    finished.analysis.analysis_id = "a_bench" + std::to_string(i);
    finished.facts = sample.facts;
    finished.terms = sample.terms;
    CXAI_TRY_VOID(store.finish_job(job->id, "bench", finished));
    if (i % 5000 == 4999) std::fprintf(stderr, "%lld stored\n", static_cast<long long>(i + 1));
  }
  return {};
}

class Timed {
 public:
  Timed(const char* what, std::int64_t conversations) : what_(what), conversations_(conversations) {}
  ~Timed() {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    std::printf("%-12s %7lld conversations in %7.1f s: %6.0f a second\n", what_, static_cast<long long>(conversations_),
                seconds, static_cast<double>(conversations_) / seconds);
    std::fflush(stdout);
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  const char* what_;
  std::int64_t conversations_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

Result<> measure(const char* folder, const char* rules_file, int wanted, int threads) {
  const base::SystemClock clock;
  CXAI_TRY(const auto store, store::open_sql_store({.database = std::filesystem::path(folder) / "cxai.db"}, clock));
  CXAI_TRY(const auto list, samples(clock));
  CXAI_TRY_VOID(fill(*store, list, wanted));
  CXAI_TRY(const auto counts, store->stock_counts());
  CXAI_TRY(const std::string text, base::read_file(rules_file));
  CXAI_TRY(const Json json, base::parse_json(text));
  CXAI_TRY(const auto book, rules::book_from_json(json));
  pipeline::RuleDesk desk(*store, clock);
  if (auto published = desk.publish(book, {}); !published && published.error().code != ErrorCode::conflict)
    return std::unexpected(published.error());
  {
    CXAI_TRY(const std::string id, desk.start_backfill("bench"));
    CXAI_TRY(const auto job, store->job(id));
    const Timed timed("back-fill", counts.ready);
    CXAI_TRY_VOID(desk.run_backfill(*job, {id, "bench", threads}));
  }
  pipeline::Options options;
  CXAI_TRY(options.rules, desk.in_use());
  {
    CXAI_TRY(const std::string id, pipeline::start_reanalysis(*store, "bench"));
    CXAI_TRY(const auto job, store->job(id));
    const Timed timed("reanalyze", counts.ready);
    CXAI_TRY_VOID(pipeline::run_reanalysis(*store, clock, options, *job, {id, "bench", threads}));
  }
  const Timed timed("verify", counts.ready);
  CXAI_TRY(const auto report, pipeline::verify_stock(
                                  *store, options, threads,
                                  [](const std::string& id, const std::string& field) {
                                    std::printf("differs: %s %s\n", id.c_str(), field.c_str());
                                  },
                                  [](std::int64_t) {}));
  std::printf("%lld the same, %lld different, %lld of another recipe\n", static_cast<long long>(report.same),
              static_cast<long long>(report.different), static_cast<long long>(report.other_recipe));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: cxai-bench-stock FOLDER RULES.json [CONVERSATIONS] [THREADS]\n");
    return 2;
  }
  const auto done = measure(argv[1], argv[2], argc > 3 ? std::atoi(argv[3]) : 5000, argc > 4 ? std::atoi(argv[4]) : 2);
  if (done) return 0;
  std::fprintf(stderr, "%s\n", done.error().message.c_str());
  return 1;
}
