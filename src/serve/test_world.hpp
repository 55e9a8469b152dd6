// A small contact centre behind a real server on a free port, and a plain client for it. For tests only.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/secret.hpp"
#include "pipeline/originals.hpp"
#include "privacy/masker.hpp"
#include "serve/live_session.hpp"
#include "serve/request.hpp"
#include "serve/server.hpp"
#include "store/sql_quality_store.hpp"
#include "store/sql_store.hpp"

namespace cxai::serve {

inline const Timestamp kNow = base::parse_utc("2026-03-14T12:00:00Z").value();

class TestClock final : public base::Clock {
 public:
  Timestamp now() const override { return kNow + Millis(moved_.load()); }
  void advance(Millis by) { moved_ += by.count(); }

 private:
  std::atomic<std::int64_t> moved_{0};
};

// Keeps what it was given.
class TestIntake final : public pipeline::Intake {
 public:
  Result<pipeline::IntakeResult> accept(std::vector<pipeline::UploadedFile> files) override {
    while (hold) std::this_thread::sleep_for(Millis(5));
    const std::scoped_lock lock(mutex);
    contents.clear();
    paths.clear();
    pipeline::IntakeResult result;
    for (const auto& file : files) {
      CXAI_TRY(std::string bytes, base::read_file(file.file()));
      contents[file.field] = bytes;
      paths.push_back(file.path);
    }
    last = files;
    if (files.front().filename == "bad.wav") return fail(ErrorCode::unsupported, "bad.wav: no known media file");
    result.items.push_back({"cnv_new", "job_new", false, files.front().filename});
    result.failures.push_back({"rows.csv", 7, "no text"});
    return result;
  }

  std::atomic<bool> hold{false};
  std::mutex mutex;
  std::map<std::string, std::string> contents;
  std::vector<std::filesystem::path> paths;
  std::vector<pipeline::UploadedFile> last;
};

struct Answered {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  Json json() const { return base::parse_json(body).value_or(Json()); }
  std::string header(const std::string& name) const { return headers.contains(name) ? headers.at(name) : ""; }
};

// One connection. Reads give up after ten seconds.
class Client {
 public:
  explicit Client(std::uint16_t port) {
    socket_ = base::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr generic{};
    static_assert(sizeof generic == sizeof address);
    std::memcpy(&generic, &address, sizeof address);
    connected = ::connect(socket_.get(), &generic, sizeof address) == 0;
  }

  // False when the server closed its side.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  // Status 0: the connection ended, or nothing came in time.
  Answered receive(bool head = false) {
    namespace wire = boost::beast::http;
    wire::response_parser<wire::string_body> parser;
    parser.body_limit(boost::none);
    parser.skip(head);
    parser.eager(true);
    boost::system::error_code error;
    while (!parser.is_done()) {
      if (!pending_.empty()) {
        const std::size_t used = parser.put(boost::asio::buffer(pending_), error);
        pending_.erase(0, used);
        if (parser.is_done()) break;
        if (error && error != wire::error::need_more) return {};
      }
      if (!fill()) {
        parser.put_eof(error);
        if (error || !parser.is_done()) return {};
      }
    }
    Answered answered;
    answered.status = parser.get().result_int();
    if (answered.status == 100) return receive(head);
    for (const auto& field : parser.get())
      answered.headers[http::lower_ascii({field.name_string().data(), field.name_string().size()})] = field.value();
    answered.body = parser.get().body();
    return answered;
  }

  // Waits until `text` came; what came so far.
  std::string read_until(std::string_view text) {
    while (pending_.find(text) == std::string::npos && fill()) {
    }
    return pending_;
  }
  bool closed() {  // by the server
    while (fill()) {
    }
    return !timed_out_;
  }
  void shut() { socket_.reset(); }

  bool connected = false;

 private:
  bool fill() {
    pollfd waiting{socket_.get(), POLLIN, 0};
    timed_out_ = ::poll(&waiting, 1, 10'000) <= 0;
    if (timed_out_) return false;
    char buffer[16384];
    const ssize_t n = ::recv(socket_.get(), buffer, sizeof buffer, 0);
    if (n <= 0) return false;
    pending_.append(buffer, static_cast<std::size_t>(n));
    return true;
  }

  base::Fd socket_;
  std::string pending_;
  bool timed_out_ = false;
};

inline store::User test_user(const std::string& login, store::UserRole role, const std::string& agent_id = "") {
  static const std::string hash = base::hash_password("right");
  return {"usr_" + login, login, "Name of " + login, role, agent_id, "tr", hash};
}

class World : public testing::Test {
 protected:
  World()
      : keys(std::move(store::Keys::open({folder.path() / "keys", ""}, clock).value())),
        blobs(folder.path() / "blobs", *keys) {
    for (const auto& user :
         {test_user("manager", store::UserRole::manager), test_user("officer", store::UserRole::privacy_officer),
          test_user("admin", store::UserRole::admin), test_user("ayse", store::UserRole::agent, "a1"),
          test_user("nobody", store::UserRole::agent, "")})
      CXAI_CHECK(store->put_user(user).has_value());
    options.port = 0;
    options.centre_name = "Örnek Merkez";
    options.max_upload_bytes = 1 << 20;
  }

  void start() {
    const auto write_log = [this](const std::string& line) {
      const std::scoped_lock lock(log_mutex);
      log += line + "\n";
    };
    const auto hand_over = [this](const live::SpooledCall& call, const std::string& name) -> Result<> {
      if (desk_fails) return fail(ErrorCode::unavailable, "no");
      return take_in(intake, call, name);
    };
    desk = std::make_unique<live::Desk>(
        live::DeskOptions{folder.path() / "live", kSeats, {}},
        live::DeskServices{{},
                           engine_for_desk,
                           [](conversation::Transcript text) { return privacy::Masker().mask(std::move(text)); },
                           hand_over,
                           clock,
                           write_log});
    auto started = Server::start(options, Services{*store, blobs, events, intake, clock, write_log, *desk, custodian,
                                                   routing, quality, rules, scribe});
    ASSERT_TRUE(started) << started.error().message;
    server = std::move(*started);
  }

  // A token without the cost of a password.
  std::string token(const std::string& login) {
    std::string& token = tokens[login];
    if (token.empty()) {
      token = base::random_token();
      const auto stored = store->put_session({base::sha256_hex(token), "usr_" + login, kNow + std::chrono::hours(9)});
      CXAI_CHECK(stored.has_value());
    }
    return token;
  }

  // One analyzed conversation.
  void add(const std::string& id, const std::string& agent, const std::string& sentiment, Timestamp started,
           std::vector<std::pair<std::string, int>> terms = {}, const std::string& listen = "",
           const std::string& peaks = "", const std::string& redacted = "",
           const store::ConversationRow::Routing& routed = {}) {
    store::Arrival arrival;
    conversation::Conversation& c = arrival.conversation;
    c.id = id;
    c.source = id + ".wav";
    c.agent_id = agent;
    c.agent_name = agent.empty() ? "" : "Agent " + agent;
    c.team = agent == "a1" ? "Fatura" : "";
    c.started_at = started;
    c.duration = Millis(60'000);
    c.created_at = kNow;
    c.recording = conversation::Recording{"", 0, "audio/wav", "pcm_s16le", 8000, 2, Millis(60'000)};
    arrival.originals.recording_sha256 = listen;
    arrival.job_payload = Json::object();
    CXAI_CHECK(store->register_conversation(arrival).has_value());
    const auto job = store->claim_job("w");
    CXAI_CHECK(job && *job);
    store::Finished finished;
    finished.conversation = c;
    finished.analysis.conversation_id = id;
    finished.analysis.analysis_id = "ana_" + id;
    finished.analysis.created_at = kNow;
    finished.analysis.language = "tr";
    finished.analysis.measures = Json::object();
    conversation::Turn turn;
    turn.id = "t0";
    turn.role = conversation::Role::customer;
    turn.time = conversation::Interval{Millis(0), Millis(2'000)};
    turn.text = "Faturam [PERSON_1] adına çok yüksek.";
    finished.analysis.turns = {turn};
    finished.facts.sentiment = sentiment;
    finished.facts.silence_ms = 6'000;
    finished.facts.first_words = turn.text;
    for (auto& [term, occurrences] : terms)
      finished.terms.push_back({term, term.starts_with('~') ? "" : term, occurrences});
    finished.listen_sha256 = listen;
    finished.peaks_sha256 = peaks;
    finished.redacted_sha256 = redacted;
    finished.routing = routed;
    finished.redacted_peaks_sha256 = redacted.empty() ? "" : peaks;
    const auto done = store->finish_job((*job)->id, "w", finished);
    CXAI_CHECK(done.has_value());
  }

  Answered call(const std::string& method, const std::string& target, const std::string& login = "manager",
                const std::string& headers = "", const std::string& body = "") {
    Client client(server->port());
    client.send(request(method, target, login, headers, body));
    return client.receive(method == "HEAD");
  }
  std::string request(const std::string& method, const std::string& target, const std::string& login,
                      const std::string& headers = "", const std::string& body = "") {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: test\r\n" + headers;
    if (!login.empty()) text += "Authorization: Bearer " + token(login) + "\r\n";
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "\r\n" + body;
  }
  std::string logged() {
    const std::scoped_lock lock(log_mutex);
    return log;
  }

  base::TempDir folder;
  TestClock clock;
  std::unique_ptr<store::Store> store =
      std::move(store::open_sql_store({.database = folder.path() / "store.db"}, clock).value());
  std::unique_ptr<store::Keys> keys;
  store::Blobs blobs;
  custody::AuditLog audit{*store, *keys, clock};
  custody::Custodian custodian{*store,
                               blobs,
                               clock,
                               audit,
                               "Örnek Merkez",
                               [this](const store::ConversationRow& row, const std::set<std::string>& own) {
                                 return pipeline::own_transcript(blobs, row, own);
                               }};
  pipeline::RoutingDesk routing{{folder.path() / "models", folder.path() / "jobs", ""}, store.get(), clock};
  std::unique_ptr<store::QualityStore> quality_rows =
      std::move(store::open_sql_quality_store({.database = folder.path() / "store.db"}, clock).value());
  pipeline::QualityDesk quality{*store, *quality_rows, clock};
  pipeline::RuleDesk rules{*store, clock};
  stream::EventBus events;
  TestIntake intake;
  ServerOptions options;
  std::map<std::string, std::string> tokens;
  std::mutex log_mutex;
  std::string log;
  static constexpr std::size_t kSeats = 3;  // for live calls
  speech::Recognizer* engine_for_desk = nullptr;
  std::atomic<bool> desk_fails{false};
  std::unique_ptr<live::Desk> desk;
  const pipeline::Scribe* scribe = nullptr;
  std::unique_ptr<Server> server;  // last: goes first
};

}  // namespace cxai::serve
