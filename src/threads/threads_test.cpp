#include "threads/threads.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "threads/mentions.hpp"
#include "threads/message_time.hpp"

namespace cxai::threads {
namespace {

using testing::HasSubstr;
using Lines = std::vector<std::string>;

const std::string kHeader = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\n";

// A message row; `second` orders them in time.
std::string row(const std::string& id, const std::string& parent, const std::string& replies = "", int second = 0,
                const std::string& author = "100", const std::string& text = "x") {
  char time[40];
  std::snprintf(time, sizeof time, "Tue Oct 31 22:10:%02d +0000 2017", second);
  return id + "," + author + "," + (author == "100" ? "True" : "False") + "," + time + ",\"" + text + "\",\"" +
         replies + "\"," + parent + "\n";
}

struct Built {
  Result<ThreadsSummary> summary;
  Lines paths;  // "1>2>3", sorted
  Lines companies;
  std::vector<conversation::Transcript> transcripts;
  std::vector<Timestamp> starts;
};

Built build(const std::string& csv) {
  Built built;
  std::istringstream in(csv);
  built.summary = build_threads(in, [&](const Thread& thread) -> Result<> {
    std::string path;
    for (const std::string& id : thread.message_ids()) path += (path.empty() ? "" : ">") + id;
    built.paths.push_back(path);
    built.companies.push_back(thread.company());
    built.transcripts.push_back(thread.transcript());
    built.starts.push_back(thread.started_at());
    return {};
  });
  std::ranges::sort(built.paths);
  return built;
}

TEST(Threads, OnePathPerLeaf) {
  const auto built =
      build(kHeader + row("1", "", "2,3") + row("2", "1.0") + row("3", "1", "4") + row("4", "3") + row("9", ""));
  EXPECT_EQ(built.paths, (Lines{"1>2", "1>3>4", "9"}));
  EXPECT_EQ(built.summary->roots, 2U);
  EXPECT_EQ(built.summary->leaves, 3U);
  EXPECT_EQ(built.summary->conversations, 3U);
  EXPECT_EQ(built.summary->rows, 5U);
  EXPECT_EQ(built.summary->messages, 5U);
}

TEST(Threads, TranscriptHasRolesTextsAndIds) {
  const auto built = build(kHeader + row("2", "1", "", 5, "Acme", "Merhaba, \"\"ğ\"\"") + row("1", "", "2", 4));
  ASSERT_EQ(built.transcripts.size(), 1U);
  const auto& turns = built.transcripts[0].turns;
  EXPECT_EQ(turns[0].role, conversation::Role::customer);
  EXPECT_EQ(turns[1].role, conversation::Role::agent);
  EXPECT_EQ(turns[1].text, "Merhaba, \"ğ\"");
  EXPECT_EQ(turns[1].id, "t1");
  EXPECT_EQ(turns[1].message_id, "2");
  EXPECT_EQ(base::format_utc(built.starts[0]), "2017-10-31T22:10:04.000Z");
}

TEST(Threads, RepliesNamedByTheParentFillGaps) {
  // 2 names no parent; 3 names one that is missing; 4 names its own and keeps it; 5 is named twice: the earlier wins.
  const auto built = build(kHeader + row("1", "", "2,3,4", 1) + row("2", "") + row("3", "77") + row("4", "2") +
                           row("6", "", "5", 9) + row("7", "", "5", 8) + row("5", ""));
  EXPECT_EQ(built.paths, (Lines{"1>2>4", "1>3", "6", "7>5"}));
  EXPECT_EQ(built.summary->missing_parents, 0U);
}

TEST(Threads, MissingParentMakesARoot) {
  const auto built = build(kHeader + row("2", "1") + row("3", "2"));
  EXPECT_EQ(built.paths, (Lines{"2>3"}));
  EXPECT_EQ(built.summary->missing_parents, 1U);
}

TEST(Threads, CyclesAreCutAtTheirEarliestMessage) {
  const auto built = build(kHeader + row("1", "3", "", 5) + row("2", "1", "", 3) + row("3", "2", "", 3) +
                           row("4", "3", "", 1) + row("8", "8"));
  EXPECT_EQ(built.paths, (Lines{"2>3>1", "2>3>4", "8"}));
  EXPECT_EQ(built.summary->cycles, 2U);
  EXPECT_EQ(built.summary->missing_parents, 0U);
}

TEST(Threads, DuplicatesKeepTheFirstRow) {
  const auto built = build(kHeader + row("1", "", "", 0, "100", "first") + row("1.0", "2", "", 0, "100", "second"));
  EXPECT_EQ(built.summary->duplicates, 1U);
  EXPECT_EQ(built.paths, (Lines{"1"}));
  EXPECT_EQ(built.transcripts[0].turns[0].text, "first");
}

TEST(Threads, BadRowsAreNamedAndNothingElseIsLost) {
  const auto built =
      build(kHeader + row("1", "") + "2,100,True\n" + row("3", "1") + "4,100,Maybe,x,y,,\n" +
            "5,100,True,yesterday,y,,\n" + ",100,True,2017-10-31T22:10:47Z,y,,\n" +
            "6,100,True,2017-10-31T22:10:47Z,\xFF,,\n" + "7,100,True,2017-10-31,\"open,,\n" + row("8", "1"));
  EXPECT_EQ(built.paths, (Lines{"1>3", "1>8"}));
  EXPECT_EQ(built.summary->bad_rows, 6U);
  EXPECT_EQ(built.summary->rows, 9U);
  Lines bad;
  for (const BadRow& b : built.summary->bad)
    bad.push_back(std::to_string(b.line) + ":" + std::to_string(b.column) + " " + b.reason);
  ASSERT_EQ(bad.size(), 6U);
  EXPECT_EQ(bad[0], "3:7 the row has 3 fields, the header 7");
  EXPECT_EQ(bad[1], "5:7 inbound: must be True or False");
  EXPECT_THAT(bad[2], HasSubstr("6:12 created_at: must be a time"));
  EXPECT_EQ(bad[3], "7:1 tweet_id: is required");
  EXPECT_EQ(bad[4], "8:33 text: is not UTF-8");
  EXPECT_EQ(bad[5], "9:23 the quote opened here is not closed");
}

TEST(Threads, HeaderDecides) {
  EXPECT_EQ(build(kHeader).summary->conversations, 0U);
  EXPECT_THAT(build("").summary.error().message, HasSubstr("empty"));
  EXPECT_THAT(build("tweet_id,author_id,inbound,created_at,text,response_tweet_id\n").summary.error().message,
              HasSubstr("the column 'in_response_to_tweet_id' is missing from the header; found: tweet_id, author_id"));
  EXPECT_THAT(build("tweet_id,Ayşe'nin telefonu\n").summary.error().message, HasSubstr("found: tweet_id, ?;"));
  const auto built = build(
      "\xEF\xBB\xBFtext,extra,in_response_to_tweet_id,response_tweet_id,created_at,inbound,author_id,tweet_id\r\n"
      "Selam,z,,,2017-10-31 22:10:47,True,1,a-1\r\n");
  EXPECT_EQ(built.paths, (Lines{"a-1"}));
}

TEST(Threads, SinkErrorsEndTheWork) {
  std::istringstream in(kHeader + row("1", ""));
  const auto result = build_threads(in, [](const Thread&) -> Result<> { return fail(ErrorCode::cancelled, "stop"); });
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
}

TEST(Company, IsTheAccountThatTakesPart) {
  EXPECT_EQ(build(kHeader + row("1", "") + row("2", "1", "", 1, "AmazonHelp")).companies, (Lines{"AmazonHelp"}));
  // Acme opens, Bolt answers the customer.
  EXPECT_EQ(build(kHeader + row("1", "", "", 0, "Acme") + row("2", "1") + row("3", "2", "", 1, "Bolt")).companies,
            (Lines{"Bolt"}));
  EXPECT_EQ(build(kHeader + row("1", "", "", 0, "Acme") + row("2", "1")).companies, (Lines{"Acme"}));
}

TEST(Company, IsElseTheOneMentioned) {
  EXPECT_EQ(build(kHeader + row("1", "", "", 0, "100", "@115712 mail a@b.com @Acme hi")).companies, (Lines{"Acme"}));
  // Of several the one that answers in this file, however it is spelt.
  EXPECT_EQ(build(kHeader + row("1", "", "", 0, "100", "@Nobody @acme_help!") + row("8", "", "", 0, "Acme_Help"))
                .companies[0],
            "Acme_Help");
  EXPECT_EQ(build(kHeader + row("1", "")).companies, (Lines{"Unknown"}));
}

TEST(Threads, AChainDeeperThanAnyStackIsOneConversation) {
  constexpr int kLength = 1'000'000;
  std::string csv = kHeader;
  // The last message first, so that every parent comes after its reply.
  for (int i = kLength; i > 0; --i) {
    csv += std::to_string(i);
    csv += ",1,True,Tue Oct 31 22:10:47 +0000 2017,x,,";
    if (i > 1) csv += std::to_string(i - 1);
    csv += '\n';
  }
  std::istringstream in(csv);
  std::vector<std::uint32_t> path;
  Timestamp start{};
  const auto summary = build_threads(in, [&](const Thread& thread) -> Result<> {
    thread.read_path(path);
    start = thread.started_at();
    return {};
  });
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->conversations, 1U);
  ASSERT_EQ(path.size(), static_cast<std::size_t>(kLength));
  EXPECT_EQ(path.front(), static_cast<std::uint32_t>(kLength - 1));
  EXPECT_EQ(path.back(), 0U);
  EXPECT_EQ(base::format_utc(start), "2017-10-31T22:10:47.000Z");
}

TEST(Threads, ATrunkWithManyLeavesCostsNothingUntilAsked) {
  constexpr int kTrunk = 50'000;
  std::string csv = kHeader;
  for (int i = 1; i <= kTrunk; ++i) {
    csv += std::to_string(i) + ",1,True,2017-10-31,x,," + (i > 1 ? std::to_string(i - 1) : "") + "\n";
    csv += "L" + std::to_string(i) + ",1,True,2017-10-31,x,," + std::to_string(i) + "\n";
  }
  std::istringstream in(csv);
  const auto summary = build_threads(in, [](const Thread&) -> Result<> { return {}; });
  EXPECT_EQ(summary->conversations, static_cast<std::uint64_t>(kTrunk));  // the last trunk message is no leaf
}

// Random graphs: every message stands in some conversation, each conversation is a path, and the order of the rows
// changes nothing.
TEST(Threads, AnyRowOrderGivesTheSamePaths) {
  std::mt19937 random(17);
  for (int round = 0; round < 200; ++round) {
    const int n = 1 + static_cast<int>(random() % 12);
    Lines rows;
    for (int i = 0; i < n; ++i) {
      const auto pick = [&] { return std::to_string(random() % static_cast<unsigned>(n + 2)); };
      rows.push_back(row(std::to_string(i), random() % 3 ? pick() : "", random() % 3 ? "" : pick() + "," + pick(), i));
    }
    const auto join = [&] {
      std::string csv = kHeader;
      for (const auto& r : rows) csv += r;
      return csv;
    };
    const auto built = build(join());
    ASSERT_TRUE(built.summary);
    std::set<std::string> seen;
    for (const auto& transcript : built.transcripts)
      for (const auto& turn : transcript.turns) seen.insert(turn.message_id);
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(n));
    EXPECT_EQ(built.summary->leaves, built.summary->conversations);
    std::ranges::shuffle(rows, random);
    EXPECT_EQ(build(join()).paths, built.paths);
  }
}

// What definitions.md says, done the plain way: lists, searches and copies.
struct PlainRow {
  int id;
  int parent;  // 0: none
  std::vector<int> replies;
  int second;
};

Lines plain_paths(const std::vector<PlainRow>& rows) {
  std::vector<PlainRow> kept;
  const auto find = [&](int id) { return std::ranges::find(kept, id, &PlainRow::id); };
  for (const PlainRow& r : rows)
    if (find(r.id) == kept.end()) kept.push_back(r);
  std::map<int, int> parent;
  for (const PlainRow& r : kept) {
    if (r.parent != 0 && find(r.parent) != kept.end()) {
      parent[r.id] = r.parent;
      continue;
    }
    const PlainRow* chosen = nullptr;
    for (const PlainRow& other : kept)
      if (std::ranges::find(other.replies, r.id) != other.replies.end() && (!chosen || other.second < chosen->second))
        chosen = &other;
    if (chosen) parent[r.id] = chosen->id;
  }
  for (const PlainRow& start : kept) {
    std::vector<int> walk{start.id};
    while (parent.contains(walk.back()) && std::ranges::count(walk, walk.back()) == 1)
      walk.push_back(parent[walk.back()]);
    if (!parent.contains(walk.back())) continue;
    const std::vector<int> cycle(std::ranges::find(walk, walk.back()), std::prev(walk.end()));
    int first = cycle[0];
    for (const int id : cycle)
      if (std::pair(find(id)->second, find(id)) < std::pair(find(first)->second, find(first))) first = id;
    parent.erase(first);
  }
  Lines paths;
  for (const PlainRow& leaf : kept) {
    if (std::ranges::any_of(parent, [&](const auto& p) { return p.second == leaf.id; })) continue;
    std::string path = std::to_string(leaf.id);
    for (int id = leaf.id; parent.contains(id);) {
      id = parent[id];
      path.insert(0, std::to_string(id) + ">");
    }
    paths.push_back(path);
  }
  std::ranges::sort(paths);
  return paths;
}

TEST(Threads, RandomGraphsAreReadAsDefined) {
  std::mt19937 random(29);
  for (int round = 0; round < 1500; ++round) {
    const int n = 1 + static_cast<int>(random() % 14);
    std::vector<PlainRow> rows;
    std::string csv = kHeader;
    for (int i = 0; i < n; ++i) {
      const auto pick = [&] { return 1 + static_cast<int>(random() % static_cast<unsigned>(n + 2)); };
      PlainRow r{pick(), random() % 3 ? pick() : 0, {}, static_cast<int>(random() % 5)};
      for (std::size_t k = random() % 3; k > 0; --k) r.replies.push_back(pick());
      std::string replies;
      for (const int reply : r.replies) replies += (replies.empty() ? "" : ",") + std::to_string(reply);
      csv +=
          row(std::to_string(r.id), r.parent ? std::to_string(r.parent) + (i % 2 ? ".0" : "") : "", replies, r.second);
      rows.push_back(std::move(r));
    }
    ASSERT_EQ(build(csv).paths, plain_paths(rows)) << csv;
  }
}

TEST(Threads, LineEndsAndByteOrderMarkDoNotShow) {
  const std::string csv = kHeader + row("1", "", "2", 0, "100", "two\nlines, \"\"quoted\"\"") + row("2", "1");
  const auto plain = build(csv);
  std::string other = "\xEF\xBB\xBF";
  bool quoted = false;
  for (const char c : csv) {
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted) other += '\r';
    other += c;
  }
  const auto same = build(other);
  EXPECT_EQ(same.paths, plain.paths);
  ASSERT_EQ(same.transcripts.size(), 1U);
  EXPECT_EQ(same.transcripts[0].turns[0].text, "two\nlines, \"quoted\"");
}

TEST(Threads, AnUnclosedQuoteLosesOneRow) {
  std::string csv = kHeader;
  for (int i = 1; i <= 3000; ++i) csv += row(std::to_string(i), "");
  csv += "9001,100,True,2017-10-31,\"never closed,,\n";
  for (int i = 3001; i <= 3010; ++i) csv += std::to_string(i) + ",100,True,2017-10-31,x,,\n";
  const auto built = build(csv);
  EXPECT_EQ(built.summary->conversations, 3010U);
  ASSERT_EQ(built.summary->bad_rows, 1U);
  EXPECT_EQ(built.summary->bad[0].line, 3002U);
  EXPECT_EQ(built.summary->bad[0].column, 26U);
}

// Readers begin in the middle of the file, where lines may look like rows and be words of a message.
TEST(Threads, RowsInsideAMessageAreWords) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "\n900" + std::to_string(i) + ",100,True,2017-10-31,z,,";
  std::string csv = kHeader;
  for (int i = 1; i <= 400; ++i) csv += row(std::to_string(i), i > 1 ? std::to_string(i - 1) : "", "", 0, "100", words);
  csv += "401,100,perhaps,2017-10-31,x,,\n" + row("402", "400");
  ASSERT_GT(csv.size(), 1'000'000U);
  const auto built = build(csv);
  EXPECT_EQ(built.summary->rows, 402U);
  ASSERT_EQ(built.summary->bad.size(), 1U);
  EXPECT_EQ(built.summary->bad[0].line, 2U + 400 * 101);
  EXPECT_EQ(built.summary->conversations, 1U);
  ASSERT_EQ(built.transcripts.size(), 1U);
  EXPECT_EQ(built.transcripts[0].turns.size(), 401U);
  EXPECT_EQ(built.transcripts[0].turns[399].text, words);
}

TEST(Threads, IdsInQuotesAreTheSameIds) {
  const auto built = build(kHeader + "\"a\"\"b\",100,True,2017-10-31,x,,\n" + "2,100,True,2017-10-31,x,,\"a\"\"b\"\n" +
                           "3,100,True,2017-10-31,x,,a\"b\n");
  EXPECT_EQ(built.paths, (Lines{"a\"b>2", "a\"b>3"}));
}

TEST(Ids, AnyNumbersAndTextsStayApart) {
  IdTable ids;
  std::mt19937_64 random(1);
  std::map<std::string, std::uint32_t> expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t n = random() % 6000;
    const std::string id = i % 4 == 0   ? std::to_string(n)
                           : i % 4 == 1 ? std::to_string(n << 20)
                           : i % 4 == 2 ? "0" + std::to_string(n)
                                        : std::to_string(n) + "000000000000000000";
    const auto [it, added] = expected.try_emplace(id, ids.size());
    const std::uint32_t number = ids.intern(id);
    ASSERT_EQ(number, it->second) << id;
    if (added) {
      EXPECT_EQ(ids.text(number), id);
    }
  }
  EXPECT_EQ(ids.size(), expected.size());
}

TEST(MessageTime, ManyReadAsOne) {
  MessageTimes times;
  for (const char* text :
       {"Tue Oct 31 22:10:47 +0000 2017", "Tue Oct 31 00:00:00 +0000 2017", "Tue Oct 31 24:00:00 +0000 2017",
        "Tue Oct 31 22:1a:47 +0000 2017", "Tue Oct 31 22:10:47 +0300 2017", "Wed Nov 01 22:10:47 +0300 2017",
        "2017-10-31T22:10:47+03:00", "2017-10-31T23:11:48+03:00", "2017-10-31T24:11:48+03:00", "2017-10-31 22:10+03:00",
        "2017-10-31T22:10:4", "Wed Nov 01 23:59:60 +0300 2017", "", "2017-10-31"})
    EXPECT_EQ(times.parse(text), parse_message_time(text)) << text;
}

TEST(MessageTime, ReadsBothForms) {
  const auto show = [](std::string_view text) {
    const auto time = parse_message_time(text);
    return time ? base::format_utc(*time) : "none";
  };
  EXPECT_EQ(show("Tue Oct 31 22:10:47 +0000 2017"), "2017-10-31T22:10:47.000Z");
  EXPECT_EQ(show("Fri Mar 01 00:30:00 +0300 2024"), "2024-02-29T21:30:00.000Z");
  EXPECT_EQ(show("2017-10-31T22:10:47+03:00"), "2017-10-31T19:10:47.000Z");
  for (const char* bad : {"", "Tue Feb 30 22:10:47 +0000 2017", "Tue Oct 31 25:10:47 +0000 2017",
                          "Tue Xyz 31 22:10:47 +0000 2017", "Tue Oct 31 22:10:47 00000 2017", "31.10.2017"})
    EXPECT_EQ(show(bad), "none") << bad;
}

TEST(Leaks, MentionsAddressesAndSignaturesGo) {
  using conversation::Role;
  EXPECT_EQ(without_leaks("@115712 Merhaba @AcmeHelp, yardım edin a@b.com", Role::customer),
            "Merhaba , yardım edin a@b.com");
  EXPECT_EQ(without_leaks("Bakın: https://t.co/x1. Teşekkürler", Role::customer), "Bakın: <url>. Teşekkürler");
  EXPECT_EQ(without_leaks("@1 We are sorry. ^AB", Role::agent), "We are sorry.");
  EXPECT_EQ(without_leaks("Please DM us ^ MM https://t.co/x", Role::agent), "Please DM us <url>");
  EXPECT_EQ(without_leaks("İyi günler. - Ayşe", Role::agent), "İyi günler.");
  EXPECT_EQ(without_leaks("Thanks! -Sam K.", Role::agent), "Thanks!");
  EXPECT_EQ(without_leaks("Get support from other users /LO", Role::agent), "Get support from other users");
  EXPECT_EQ(without_leaks("We will be responding https://t.co/Pb *JeromyBingham", Role::agent),
            "We will be responding <url>");
  EXPECT_EQ(without_leaks("Follow up with you. ^cr", Role::agent), "Follow up with you.");
  EXPECT_EQ(without_leaks("@1 further. ^Jane 2/2", Role::agent), "further. 2/2");
  EXPECT_EQ(without_leaks("Details please. -RM (1/2) https://t.co/x", Role::agent), "Details please. (1/2) <url>");
  EXPECT_EQ(without_leaks("Open 24/7", Role::agent), "Open 24/7");
  EXPECT_EQ(without_leaks("2/2", Role::agent), "2/2");
  EXPECT_EQ(without_leaks("", Role::agent), "");
  EXPECT_EQ(without_leaks("Try the Wi-Fi", Role::agent), "Try the Wi-Fi");
  EXPECT_EQ(without_leaks("Open on Monday", Role::agent), "Open on Monday");
  EXPECT_EQ(without_leaks("I said ^AB", Role::customer), "I said ^AB");
}

}  // namespace
}  // namespace cxai::threads
