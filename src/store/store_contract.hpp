// What the contract tests of Store share: the implementations, a fixture, and samples. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "store/sql_store.hpp"

namespace cxai::store {

struct Implementation {
  std::string name;
  // Opens the store whose data lives below `folder`; the second time it finds what the first wrote.
  std::function<Result<std::unique_ptr<Store>>(const std::filesystem::path& folder, const base::Clock& clock)> open;
};

inline std::vector<Implementation> implementations() {
  return {{"sqlite", [](const std::filesystem::path& folder, const base::Clock& clock) {
             SqlStoreOptions options;
             options.database = folder / "store.db";
             return open_sql_store(options, clock);
           }}};
}

inline const Timestamp kStart = base::parse_utc("2026-03-14T09:00:00Z").value();

class StoreContract : public testing::TestWithParam<Implementation> {
 protected:
  void SetUp() override { reopen(); }
  void reopen() {
    store_.reset();
    auto opened = GetParam().open(folder_.path(), clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }

  base::TempDir folder_;
  base::FixedClock clock_{kStart};
  std::unique_ptr<Store> store_;
};

#define CXAI_STORE_CONTRACT(suite)                                                          \
  using suite = ::cxai::store::StoreContract;                                               \
  INSTANTIATE_TEST_SUITE_P(All, suite, testing::ValuesIn(::cxai::store::implementations()), \
                           [](const auto& instance) { return instance.param.name; })

inline Arrival arrival(const std::string& id) {
  Arrival arrival;
  arrival.conversation.id = id;
  arrival.conversation.source = id + ".wav";
  arrival.conversation.created_at = kStart;
  arrival.job_payload = Json{{"id", id}};
  return arrival;
}

// {term, conversations}, as tests compare them.
inline std::vector<std::pair<std::string, std::int64_t>> top_pairs(Store& store, const ConversationFilter& filter,
                                                                   int limit) {
  std::vector<std::pair<std::string, std::int64_t>> pairs;
  const auto terms = store.top_terms(filter, limit);
  if (terms)
    for (const TopTerm& top : *terms) pairs.emplace_back(top.form, top.conversations);
  return pairs;
}

inline Finished finished(const conversation::Conversation& conversation,
                         std::vector<std::pair<std::string, int>> terms = {{"fatura", 2}, {"iade", 1}}) {
  Finished finished;
  finished.conversation = conversation;
  finished.analysis.conversation_id = conversation.id;
  finished.analysis.analysis_id = "ana_" + conversation.id;
  finished.analysis.created_at = kStart;
  finished.analysis.measures = Json::object();
  for (auto& [term, occurrences] : terms) finished.terms.push_back({term, term, occurrences});
  return finished;
}

// Registers, claims and finishes `arrival`, which must be the only queued job.
inline void finish_now(Store& store, const Arrival& arrival, const ConversationRow::Facts& facts,
                       std::vector<std::pair<std::string, int>> terms = {}) {
  ASSERT_TRUE(store.register_conversation(arrival));
  const auto job = store.claim_job("w");
  ASSERT_TRUE(job && *job);
  Finished result = finished(arrival.conversation, std::move(terms));
  result.facts = facts;
  const auto done = store.finish_job((*job)->id, "w", result);
  ASSERT_TRUE(done) << done.error().message;
}

}  // namespace cxai::store
