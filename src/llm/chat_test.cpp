#include "llm/chat.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "llm/fake_openai.hpp"
#include "net/recording_pauser.hpp"

namespace cxai::llm {
namespace {

using testing::HasSubstr;
using testing::Not;

class ChatTest : public testing::Test {
 protected:
  ChatTest() {
    server_.answer_chat = [](const std::string&) { return R"({"mood": "happy"})"; };
  }

  ChatOptions options() {
    ChatOptions options;
    options.server = {.endpoint = server_.endpoint(), .key = FakeOpenAi::kKey};
    options.server.timeouts = {.connect = Millis(2'000), .idle = Millis(400), .total = Millis(900)};
    options.server.retry.attempts = 2;
    options.model = "small";
    options.answer_tokens = 100;
    options.folder = dir_.path() / "llm";
    return options;
  }
  std::unique_ptr<Chat> open(ChatOptions options) {
    auto chat = Chat::open(std::move(options), pauser_);
    EXPECT_TRUE(chat) << chat.error().message;
    return std::move(*chat);
  }
  Reply ask(Chat& chat, const std::string& data = "geldi") {
    const auto reply = chat.ask({"How is it?", data, "mood", Json{{"type", "object"}}, "Write JSON:"});
    EXPECT_TRUE(reply) << reply.error().message;
    return reply.value_or(Reply{});
  }

  base::TempDir dir_;
  FakeOpenAi server_;
  net::RecordingPauser pauser_;
};

TEST_F(ChatTest, AsksWithASchemaAndKeepsPromptAndDataApart) {
  const auto chat = open(options());
  const Reply reply = ask(*chat);
  ASSERT_TRUE(reply.answer);
  EXPECT_EQ((*reply.answer)["mood"], "happy");
  const Json asked = server_.chats().at(0);
  EXPECT_EQ(asked["model"], "small");
  EXPECT_EQ(asked["temperature"], 0.0);
  EXPECT_EQ(asked["max_tokens"], 100);
  EXPECT_EQ(asked["messages"][0], (Json{{"role", "system"}, {"content", "How is it?"}}));
  EXPECT_EQ(asked["messages"][1], (Json{{"role", "user"}, {"content", "geldi"}}));
  EXPECT_EQ(asked["response_format"]["json_schema"]["strict"], true);
}

TEST_F(ChatTest, AServerThatKnowsNoSchemasIsAskedInWordsFromThenOn) {
  server_.knows_schemas = false;
  server_.answer_chat = [](const std::string&) { return "<think>hm</think>\n```json\n{\"mood\": \"sad\"}\n```"; };
  const auto chat = open(options());
  EXPECT_EQ((*ask(*chat).answer)["mood"], "sad");
  EXPECT_EQ((*ask(*chat, "other").answer)["mood"], "sad");
  const auto asked = server_.chats();
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_FALSE(asked[2].contains("response_format"));
  EXPECT_THAT(asked[2]["messages"][0]["content"].get<std::string>(), HasSubstr("Write JSON:\n{\"type\":\"object\"}"));
}

TEST_F(ChatTest, TheSameQuestionIsAskedOnceAndItsAnswerIsSealed) {
  EXPECT_FALSE(ask(*open(options())).kept);
  const Reply again = ask(*open(options()));
  EXPECT_TRUE(again.kept);
  EXPECT_EQ((*again.answer)["mood"], "happy");
  EXPECT_EQ(server_.chats().size(), 1U);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path() / "llm" / "answers"))
    if (entry.is_regular_file()) {
      ++files;
      EXPECT_THAT(*base::read_file(entry.path()), Not(HasSubstr("happy")));
    }
  EXPECT_EQ(files, 1U);
  // Each part of the recipe makes it another question.
  ChatOptions warmer = options();
  warmer.temperature = 0.5;
  EXPECT_FALSE(ask(*open(warmer)).kept);
  ChatOptions larger = options();
  larger.model = "large";
  EXPECT_FALSE(ask(*open(larger)).kept);
  EXPECT_FALSE(ask(*open(options()), "gelmedi").kept);
  const auto reply = open(options())->ask({"How was it?", "geldi", "mood", Json{{"type", "object"}}, ""});
  EXPECT_FALSE(reply->kept);
}

TEST_F(ChatTest, ADamagedKeptAnswerIsAskedAgain) {
  ask(*open(options()));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path() / "llm" / "answers"))
    if (entry.is_regular_file()) {
      EXPECT_TRUE(base::write_file_atomic(entry.path(), "rubbish"));
    }
  const Reply again = ask(*open(options()));
  EXPECT_FALSE(again.kept);
  EXPECT_TRUE(again.answer);
}

TEST_F(ChatTest, TheBudgetOfTheDayIsSharedAndNeverExceeded) {
  ChatOptions limited = options();
  limited.folder = dir_.path() / "other";
  limited.budget.tokens_a_day = 150;  // one worst case of about 125 tokens, none beside what that left
  const auto first = open(limited);
  EXPECT_TRUE(ask(*first, "1").answer);
  const auto spent = first->spent_today();
  ASSERT_TRUE(spent);
  EXPECT_EQ(spent->tokens.in, 20U);
  EXPECT_EQ(spent->tokens.out, 2U);
  EXPECT_EQ(spent->requests, 1U);
  EXPECT_EQ(spent->day, "2026-03-14");
  const auto second = open(limited);
  EXPECT_TRUE(ask(*second, "2").answer);
  EXPECT_EQ(ask(*second, "3").why_not, "budget_spent");
  EXPECT_EQ(second->spent_today()->refused, 1U);
  EXPECT_TRUE(ask(*second, "2").kept) << "what is known costs nothing";
  ASSERT_TRUE(pauser_.pause(std::chrono::hours(24), {}));
  EXPECT_TRUE(ask(*first, "3").answer) << "a new day";
  EXPECT_EQ(server_.chats().size(), 3U);
}

TEST_F(ChatTest, MoneyIsCountedAtTheGivenPrices) {
  ChatOptions paid = options();
  paid.budget.price_input = 10;
  paid.budget.price_output = 100;
  paid.budget.micro_usd_a_day = 10'300;
  const auto chat = open(paid);
  EXPECT_TRUE(ask(*chat).answer);
  EXPECT_EQ(chat->spent_today()->micro_usd, 20U * 10 + 2U * 100);
  EXPECT_EQ(ask(*chat, "more").why_not, "budget_spent");
}

TEST_F(ChatTest, AnAccountThatCannotBeReadSpendsNothing) {
  ASSERT_TRUE(base::write_file_atomic(dir_.path() / "llm" / "spent.json", "{\"day\": 7}"));
  EXPECT_EQ(ask(*open(options())).why_not, "budget_unreadable");
  EXPECT_TRUE(server_.chats().empty());
}

TEST_F(ChatTest, ABusyServerIsAskedAgainWhenItWishes) {
  int asked = 0;
  server_.misbehave_in_chat = [&](const Json&) -> std::optional<net::Scripted> {
    if (++asked > 1) return std::nullopt;
    return net::answer(429, "{}", "Retry-After: 7\r\n");
  };
  EXPECT_TRUE(ask(*open(options())).answer);
  EXPECT_EQ(pauser_.pauses(), std::vector<Millis>{Millis(7'000)});
}

TEST_F(ChatTest, AServerThatKeepsFailingIsLeftAloneForAWhile) {
  server_.misbehave_in_chat = [](const Json&) { return net::answer(500, "oops"); };
  const auto chat = open(options());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(*chat).why_not, "server_unavailable");
  const auto seen = server_.chats().size();
  EXPECT_EQ(seen, 6U) << "each with its attempts";
  EXPECT_EQ(ask(*chat).why_not, "server_rests");
  EXPECT_EQ(server_.chats().size(), seen);
  server_.misbehave_in_chat = nullptr;
  ASSERT_TRUE(pauser_.pause(Millis(61'000), {}));
  EXPECT_TRUE(ask(*chat).answer);
}

TEST_F(ChatTest, HostileServersGiveNoAnswerAndNothingElse) {
  const auto text = [](const std::string& content, const char* finish = "stop") {
    return net::answer(
        200,
        base::dump_json(Json{
            {"choices", {{{"message", {{"role", "assistant"}, {"content", content}}}, {"finish_reason", finish}}}}}));
  };
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string chunk = "4000\r\n" + std::string(0x4000, ' ') + "\r\n";
  struct Case {
    const char* name;
    net::Scripted does;
    const char* why_not;
  };
  const Case cases[] = {
      {"HTML", net::answer(200, "<html>Welcome</html>", "Content-Type: text/html\r\n"), "answer_unreadable"},
      {"no choices", net::answer(200, R"({"choices": []})"), "answer_unreadable"},
      {"content of another type", net::answer(200, R"({"choices": [{"message": {"content": 7}}]})"),
       "answer_unreadable"},
      {"broken JSON", text("{\"mood\": "), "answer_unreadable"},
      {"a list", text("[1]"), "answer_unreadable"},
      {"prose", text("The customer is happy."), "answer_unreadable"},
      {"an open thought", text("<think>{}"), "answer_unreadable"},
      {"a fence alone", text("```"), "answer_unreadable"},
      {"deep nesting", text(std::string(100'000, '[')), "answer_unreadable"},
      {"cut", text("{}", "length"), "answer_cut"},
      {"declined", net::answer(200, R"({"choices": [{"message": {"content": null, "refusal": "no"}}]})"),
       "answer_declined"},
      {"endless", {.bytes = head, .endless = chunk}, "answer_unreadable"},
      {"endless drip", {.bytes = head, .endless = "1\r\n \r\n", .endless_pause = Millis(50)}, "server_unavailable"},
      {"slow", {.bytes = "", .wait_before = Millis(1'500)}, "server_unavailable"},
      {"closed at once", {}, "server_unavailable"},
      {"not found", net::answer(404, R"({"error": {"message": "no such model"}})"), "model_unknown"},
      {"key", net::answer(401, R"({"error": {"message": "bad key"}})"), "key_refused"},
      {"refused", net::answer(400, R"({"error": {"message": "too long"}})"), "request_refused"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    server_.misbehave_in_chat = [&](const Json&) { return one.does; };
    ChatOptions fresh = options();
    fresh.failures_until_rest = 100;
    const auto chat = open(fresh);
    const Reply reply = ask(*chat, one.name);
    EXPECT_FALSE(reply.answer);
    EXPECT_EQ(reply.why_not, one.why_not);
  }
}

TEST_F(ChatTest, NeitherKeyNorAnswerNorDataIsLogged) {
  testing::internal::CaptureStderr();
  ChatOptions wrong = options();
  wrong.server.key = "sk-very-secret";
  EXPECT_EQ(ask(*open(wrong), "gizli söz").why_not, "key_refused");
  server_.misbehave_in_chat = [](const Json&) {
    return net::answer(400, base::dump_json(Json{{"error", {{"message", std::string("key ") + FakeOpenAi::kKey}}}}));
  };
  EXPECT_EQ(ask(*open(options()), "gizli söz").why_not, "request_refused");
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("llm.api_key"));
  EXPECT_THAT(log, Not(HasSubstr("sk-very-secret")));
  EXPECT_THAT(log, Not(HasSubstr(FakeOpenAi::kKey)));
  EXPECT_THAT(log, Not(HasSubstr("gizli")));
}

TEST_F(ChatTest, StoppingIsTheOnlyError) {
  std::stop_source stop;
  stop.request_stop();
  const auto reply = open(options())->ask({"p", "d", "s", Json::object(), ""}, stop.get_token());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::cancelled);
}

TEST_F(ChatTest, OptionsAreChecked) {
  ChatOptions no_model = options();
  no_model.model = "";
  EXPECT_THAT(Chat::open(no_model, pauser_).error().message, HasSubstr("llm.model"));
  ChatOptions hot = options();
  hot.temperature = 3;
  EXPECT_THAT(Chat::open(hot, pauser_).error().message, HasSubstr("llm.temperature"));
}

}  // namespace
}  // namespace cxai::llm
