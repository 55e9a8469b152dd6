// The server over a real connection: the protocol, its limits, and its end.
#include "serve/server.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <future>

#include "serve/test_world.hpp"

namespace cxai::serve {
namespace {

using testing::HasSubstr;
using testing::Not;

class ServerTest : public World {};

TEST_F(ServerTest, HealthReadinessMetricsAndHeaders) {
  start();
  const Answered health = call("GET", "/healthz", "");
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(health.body, "ok\n");
  EXPECT_EQ(health.header("x-content-type-options"), "nosniff");
  EXPECT_THAT(health.header("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
  EXPECT_EQ(health.header("cache-control"), "no-store");
  EXPECT_FALSE(health.header("x-request-id").empty());
  EXPECT_EQ(call("GET", "/readyz", "").status, 200);
  const Answered metrics = call("GET", "/metrics", "");
  EXPECT_THAT(metrics.body, HasSubstr("route=\"/healthz\",status=\"200\"} 1"));
  EXPECT_THAT(metrics.body, HasSubstr("cxai_jobs{state=\"queued\"} 0"));
  EXPECT_THAT(metrics.body, Not(HasSubstr("process_resident_memory_bytes 0\n")));
}

TEST_F(ServerTest, KeepsTheConnectionAndAnswersAPipelineInOrder) {
  start();
  Client client(server->port());
  client.send(request("GET", "/healthz", "") + request("GET", "/v1/nothing", "") + request("HEAD", "/healthz", "") +
              request("GET", "/healthz", "", "Connection: close\r\n"));
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive().status, 404);
  const Answered head = client.receive(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "3");
  const Answered last = client.receive();
  EXPECT_EQ(last.body, "ok\n");
  EXPECT_EQ(last.header("connection"), "close");
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, Http10EndsTheConnection) {
  start();
  Client client(server->port());
  client.send("GET /healthz HTTP/1.0\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, RefusesMalformedRequests) {
  start();
  for (const std::string bad :
       {"BLURB\r\n\r\n", "GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n", "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /healthz HTTP/1.1\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /healthz HTTP/1.1\r\nBad Name: x\r\n\r\n",
        "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
        "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "\x16\x03\x01\x02\x00\x01"}) {
    Client client(server->port());
    client.send(bad);
    EXPECT_EQ(client.receive().status, 400) << bad;
  }
}

TEST_F(ServerTest, LimitsTheHead) {
  start();
  Client client(server->port());
  client.send(request("GET", "/healthz", "", "X-Long: " + std::string(20'000, 'x') + "\r\n"));
  EXPECT_EQ(client.receive().status, 431);
  EXPECT_EQ(call("GET", "/healthz", "", "X-Long: " + std::string(10'000, 'x') + "\r\n").status, 200);
}

TEST_F(ServerTest, NoPathLeavesTheDashboard) {
  start();
  for (const char* path :
       {"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/assets/..%5c..", "//etc/passwd"})
    EXPECT_EQ(call("GET", path, "").status, 400) << path;
  EXPECT_EQ(call("POST", "/", "", "X-CXAI: 1\r\n").status, 405);
  EXPECT_EQ(call("DELETE", "/v1/agents").header("allow"), "GET, HEAD");
}

TEST_F(ServerTest, LogsWithoutQueryBodyOrForgedLines) {
  start();
  call("GET", "/v1/conversations?q=secretword", "manager", "X-Request-Id: my-id\r\n");
  call("GET", "/healthz%0aaccess", "", "X-Request-Id: bad id\r\n");
  server->stop();
  EXPECT_THAT(logged(), HasSubstr("access my-id 127.0.0.1 usr_manager GET /v1/conversations 200"));
  EXPECT_THAT(logged(), Not(HasSubstr("secretword")));
  EXPECT_THAT(logged(), Not(HasSubstr("bad id")));
}

TEST_F(ServerTest, TakesChunkedBodiesAndLimitsThem) {
  options.max_json_bytes = 1000;
  start();
  const std::string head =
      "PATCH /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer " +
      token("manager") + "\r\nTransfer-Encoding: chunked\r\n\r\n";
  Client client(server->port());
  client.send(head + "6\r\n{\"lang\r\n");
  client.send("0D\r\nuage\": \"de\" }\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().status, 204);
  EXPECT_EQ(store->user("usr_manager").value()->language, "de");
  client.send(head + "3e9\r\n" + std::string(1001, ' ') + "\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_EQ(call("PATCH", "/v1/session", "manager", "", std::string(1001, ' ')).status, 413);
  Client broken(server->port());
  broken.send(head + "zz\r\n");
  EXPECT_EQ(broken.receive().status, 400);
}

TEST_F(ServerTest, AnswersExpectations) {
  start();
  Client client(server->port());
  const std::string body = R"({"language":"en"})";
  std::string text = request("PATCH", "/v1/session", "manager", "Expect: 100-continue\r\n", body);
  client.send(text.substr(0, text.size() - body.size()));
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("100 Continue"));
  client.send(body);
  EXPECT_EQ(client.receive().status, 204);
  // A refusal comes in place of the go-ahead.
  Client stranger(server->port());
  text = request("PATCH", "/v1/session", "", "X-CXAI: 1\r\nExpect: 100-continue\r\n", body);
  stranger.send(text.substr(0, text.size() - body.size()));
  EXPECT_EQ(stranger.receive().status, 401);
  EXPECT_EQ(call("PATCH", "/v1/session", "manager", "Expect: miracles\r\n", body).status, 417);
}

TEST_F(ServerTest, EndsSlowClients) {
  options.timeouts.header = Millis(200);
  options.timeouts.idle = Millis(300);
  options.timeouts.progress = Millis(200);
  start();
  Client dripping(server->port());
  dripping.send("GET /healthz HTTP/1.1\r\nHost");
  Client silent(server->port());
  Client stuck(server->port());
  stuck.send("PATCH /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\nAuthorization: Bearer " +
             token("manager") + "\r\n\r\n{");
  EXPECT_TRUE(dripping.closed());
  EXPECT_TRUE(silent.closed());
  EXPECT_TRUE(stuck.closed());
  EXPECT_EQ(call("GET", "/healthz", "").status, 200);
}

TEST_F(ServerTest, ServesFiveHundredAtOnce) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < 1200) GTEST_SKIP() << "the system allows only " << limit.rlim_cur << " open files";
  start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 500; ++i) clients.push_back(std::make_unique<Client>(server->port()));
  for (auto& client : clients) ASSERT_TRUE(client->connected);
  for (int round = 0; round < 2; ++round) {
    for (auto& client : clients) ASSERT_TRUE(client->send(request("GET", "/healthz", "")));
    for (auto& client : clients) ASSERT_EQ(client->receive().status, 200);
  }
}

TEST_F(ServerTest, ClosesConnectionsBeyondTheLimit) {
  options.max_connections = 2;
  start();
  Client first(server->port());
  Client second(server->port());
  first.send(request("GET", "/healthz", ""));
  second.send(request("GET", "/healthz", ""));
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(second.receive().status, 200);
  Client third(server->port());
  EXPECT_TRUE(third.closed());
}

TEST_F(ServerTest, StopLetsARequestUnderWayFinish) {
  start();
  intake.hold = true;
  Client client(server->port());
  client.send(request("POST", "/v1/conversations?filename=a.wav", "manager", "", "RIFF"));
  Client idle(server->port());
  std::this_thread::sleep_for(Millis(100));
  auto stopped = std::async(std::launch::async, [&] { server->stop(); });
  EXPECT_TRUE(idle.closed());
  EXPECT_EQ(stopped.wait_for(Millis(100)), std::future_status::timeout);
  intake.hold = false;
  const Answered answered = client.receive();
  EXPECT_EQ(answered.status, 202);
  EXPECT_EQ(answered.header("connection"), "close");
  stopped.get();
  EXPECT_FALSE(Client(server->port()).connected);
}

TEST_F(ServerTest, StopEndsWhatDoesNotEndByItself) {
  options.timeouts.grace = Millis(200);
  start();
  Client half(server->port());
  half.send("POST /v1/session HTTP/1.1\r\nHost: x\r\nX-CXAI: 1\r\nContent-Length: 10\r\n\r\n{");
  Client stream(server->port());
  stream.send(request("GET", "/v1/events", "manager"));
  stream.read_until("\r\n\r\n");
  const auto began = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  EXPECT_TRUE(half.closed());
  EXPECT_TRUE(stream.closed());
  server->stop();
}

TEST_F(ServerTest, TellsWhyItCannotListen) {
  start();
  ServerOptions again = options;
  again.port = server->port();
  const Services services{*store, blobs,     events,  intake,  clock, [](const std::string&) {},
                          *desk,  custodian, routing, quality, rules};
  EXPECT_EQ(Server::start(again, services).error().code, ErrorCode::unavailable);
  again.host = "not an address";
  EXPECT_EQ(Server::start(again, services).error().code, ErrorCode::invalid_input);
}

TEST_F(ServerTest, ListensOnBothAddressKinds) {
  options.host = "::";
  start();
  EXPECT_EQ(call("GET", "/healthz", "").status, 200);  // the client uses IPv4
}

}  // namespace
}  // namespace cxai::serve
