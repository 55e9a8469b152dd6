#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "store/store_contract.hpp"

namespace cxai::store {

CXAI_STORE_CONTRACT(PagingContract);

namespace {

constexpr std::array kKeys = {SortKey::started_at, SortKey::duration,  SortKey::silence,
                              SortKey::agent,      SortKey::sentiment, SortKey::resolution};

// The sort key of a row as the contract defines it; nullopt: unknown.
std::optional<std::string> key_of(const ConversationRow& row, SortKey key) {
  const auto number = [](std::optional<std::int64_t> value) -> std::optional<std::string> {
    if (!value) return std::nullopt;
    const std::string digits = std::to_string(*value);
    return std::string(20 - digits.size(), '0') + digits;
  };
  const auto text = [](const std::string& value) -> std::optional<std::string> {
    if (value.empty()) return std::nullopt;
    return value;
  };
  const conversation::Conversation& c = row.conversation;
  switch (key) {
    case SortKey::started_at:
      return number(c.started_at.value_or(c.created_at).time_since_epoch().count());
    case SortKey::duration:
      return c.duration ? number(c.duration->count()) : std::nullopt;
    case SortKey::silence:
      return number(row.facts.silence_ms);
    case SortKey::agent:
      return text(c.agent_name.empty() ? c.agent_id : c.agent_name);
    case SortKey::sentiment:
      return text(row.facts.sentiment);
    case SortKey::resolution:
      return text(row.facts.resolution);
  }
  return std::nullopt;
}

}  // namespace

class PagingProperty : public StoreContract {
 protected:
  void add(int number) {
    const auto maybe = [&] { return random_() % 3 != 0; };
    const auto few = [&] { return static_cast<int>(random_() % 4); };
    Arrival in = arrival("c" + std::to_string(random_() % 1000) + "_" + std::to_string(number));
    if (maybe()) in.conversation.started_at = kStart + Millis(few());
    if (maybe()) in.conversation.duration = Millis(few());
    if (maybe()) in.conversation.agent_id = "agent" + std::to_string(few());
    if (maybe()) in.conversation.agent_name = "Ad" + std::to_string(few());
    ConversationRow::Facts facts;
    if (maybe()) facts.silence_ms = few();
    if (maybe()) facts.sentiment = std::array{"positive", "neutral", "negative", "mixed"}.at(random_() % 4);
    if (maybe()) facts.resolution = std::array{"resolved", "partly", "unresolved", "cannot_tell"}.at(random_() % 4);
    finish_now(*store_, in, facts);
  }

  std::mt19937 random_{20260314};
};
INSTANTIATE_TEST_SUITE_P(All, PagingProperty, testing::ValuesIn(implementations()),
                         [](const auto& instance) { return instance.param.name; });

TEST_P(PagingProperty, EveryRowExactlyOnceInOrder) {
  constexpr int kRows = 47;
  for (int i = 0; i < kRows; ++i) add(i);
  for (const SortKey key : kKeys) {
    for (const SortOrder order : {SortOrder::ascending, SortOrder::descending}) {
      for (const int limit : {1, 7, 47, 1000}) {
        std::vector<ConversationRow> rows;
        Page page{key, order, limit, ""};
        do {
          const auto got = store_->conversations({}, page);
          ASSERT_TRUE(got) << got.error().message;
          EXPECT_EQ(got->total, kRows);
          ASSERT_LE(got->rows.size(), static_cast<std::size_t>(limit));
          rows.insert(rows.end(), got->rows.begin(), got->rows.end());
          page.cursor = got->next_cursor;
        } while (!page.cursor.empty() && rows.size() <= kRows);
        std::set<std::string> ids;
        for (const auto& row : rows) ids.insert(row.conversation.id);
        EXPECT_EQ(rows.size(), kRows);
        EXPECT_EQ(ids.size(), kRows);
        EXPECT_TRUE(std::ranges::is_sorted(rows,
                                           [&](const auto& a, const auto& b) {
                                             const auto ka = key_of(a, key);
                                             const auto kb = key_of(b, key);
                                             if (ka.has_value() != kb.has_value()) return ka.has_value();
                                             const auto pa = std::pair(ka, a.conversation.id);
                                             const auto pb = std::pair(kb, b.conversation.id);
                                             return order == SortOrder::ascending ? pa < pb : pb < pa;
                                           }))
            << "key " << static_cast<int>(key);
      }
    }
  }
}

TEST_P(PagingProperty, InsertsBetweenPagesNeitherRepeatNorDropRows) {
  for (int i = 0; i < 20; ++i) add(i);
  for (const SortKey key : kKeys) {
    std::set<std::string> expected;
    const auto before = store_->conversations({}, Page{key, SortOrder::ascending, 1000, ""});
    for (const auto& row : before->rows) expected.insert(row.conversation.id);
    std::map<std::string, int> seen;
    Page page{key, SortOrder::ascending, 3, ""};
    int number = 100 * (static_cast<int>(key) + 1);
    do {
      const auto got = store_->conversations({}, page);
      ASSERT_TRUE(got);
      for (const auto& row : got->rows) ++seen[row.conversation.id];
      page.cursor = got->next_cursor;
      if (seen.size() < 12) add(++number);
    } while (!page.cursor.empty());
    for (const std::string& id : expected) EXPECT_EQ(seen[id], 1) << id;
    for (const auto& [id, times] : seen) EXPECT_EQ(times, 1) << id;
  }
}

TEST_P(PagingContract, CursorsAreChecked) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(store_->register_conversation(arrival("c" + std::to_string(i))));
  const auto first = store_->conversations({}, Page{SortKey::started_at, SortOrder::descending, 1, ""});
  ASSERT_TRUE(first);
  ASSERT_FALSE(first->next_cursor.empty());
  const auto code = [&](SortKey key, SortOrder order, int limit, const std::string& cursor) {
    const auto page = store_->conversations({}, Page{key, order, limit, cursor});
    return page ? std::optional<ErrorCode>() : page.error().code;
  };
  const std::string& good = first->next_cursor;
  EXPECT_EQ(code(SortKey::started_at, SortOrder::descending, 1, good), std::nullopt);
  EXPECT_EQ(code(SortKey::started_at, SortOrder::ascending, 1, good), ErrorCode::invalid_input);
  EXPECT_EQ(code(SortKey::agent, SortOrder::descending, 1, good), ErrorCode::invalid_input);
  for (const std::string garbage : {"x", "zz", "7b7d", "00", "ff", "5b5d", "' OR 1=1"})
    EXPECT_EQ(code(SortKey::started_at, SortOrder::descending, 1, garbage), ErrorCode::invalid_input) << garbage;
  for (std::size_t cut = 1; cut < good.size(); ++cut)
    EXPECT_EQ(code(SortKey::started_at, SortOrder::descending, 1, good.substr(cut)), ErrorCode::invalid_input);
  EXPECT_EQ(code(SortKey::started_at, SortOrder::descending, 0, ""), ErrorCode::invalid_input);
  EXPECT_EQ(code(SortKey::started_at, SortOrder::descending, 1001, ""), ErrorCode::invalid_input);
}

}  // namespace cxai::store
