// The calls of docs/formats/http-api.md over a real connection.
#include <gmock/gmock.h>

#include <set>

#include "serve/openapi.hpp"
#include "serve/routes.hpp"
#include "serve/test_world.hpp"

namespace cxai::serve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ApiTest : public World {
 protected:
  // Three conversations: two of a1, one of nobody.
  void fill() {
    add("cnv_1", "a1", "negative", kNow - std::chrono::hours(2), {{"fatura", 2}, {"~fatura", 2}});
    add("cnv_2", "a1", "positive", kNow - std::chrono::hours(30), {{"iade", 1}, {"~iad", 1}});
    add("cnv_3", "", "", kNow - std::chrono::hours(3));
  }
  std::vector<std::string> ids(const std::string& query, const std::string& login = "manager") {
    const Answered answered = call("GET", "/v1/conversations" + query, login);
    EXPECT_EQ(answered.status, 200) << answered.body;
    std::vector<std::string> list;
    if (answered.status != 200) return list;
    const Json document = answered.json();
    for (const auto& row : document["items"]) list.push_back(row["id"].get<std::string>());
    return list;
  }
  Answered sign_in(const std::string& login, const std::string& password) {
    return call("POST", "/v1/session", "", "Content-Type: application/json\r\n",
                base::dump_json(Json{{"login", login}, {"password", password}}));
  }
};

TEST_F(ApiTest, SignInUseAndSignOutWithTheCookie) {
  options.demo = true;
  start();
  const Answered in = sign_in("manager", "right");
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_EQ(in.json()["user"]["role"], "manager");
  EXPECT_THAT(in.body, Not(HasSubstr("argon2")));
  const std::string cookie = in.header("set-cookie");
  EXPECT_THAT(cookie, HasSubstr("HttpOnly"));
  EXPECT_THAT(cookie, HasSubstr("SameSite=Strict"));
  EXPECT_THAT(cookie, Not(HasSubstr("Secure")));
  const std::string header = "Cookie: x=1; " + cookie.substr(0, cookie.find(';')) + "\r\n";
  const Answered who = call("GET", "/v1/session", "", header);
  EXPECT_EQ(who.json()["centre"],
            (Json{{"name", "Örnek Merkez"}, {"demo", true}, {"time_zone", "Europe/Istanbul"}, {"utc_offset", 180}}));
  // A foreign form cannot set X-CXAI nor send JSON.
  EXPECT_EQ(call("DELETE", "/v1/session", "", header).status, 403);
  EXPECT_EQ(call("PATCH", "/v1/session", "", header + "Content-Type: text/plain\r\n", R"({"language":"en"})").status,
            403);
  EXPECT_EQ(
      call("PATCH", "/v1/session", "", header + "Content-Type: application/json\r\n", R"({"language":"en"})").status,
      204);
  EXPECT_EQ(call("GET", "/v1/session", "", header).json()["user"]["language"], "en");
  const Answered out = call("DELETE", "/v1/session", "", header + "X-CXAI: 1\r\n");
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(out.header("set-cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(call("GET", "/v1/session", "", header).status, 401);
}

TEST_F(ApiTest, TokensWorkAndExpire) {
  options.secure_cookie = true;
  start();
  const Answered in = sign_in("manager", "right");
  EXPECT_THAT(in.header("set-cookie"), HasSubstr("; Secure"));
  const std::string bearer = "Authorization: Bearer " + in.json()["token"].get<std::string>() + "\r\n";
  EXPECT_EQ(call("GET", "/v1/session", "", bearer).status, 200);
  clock.advance(std::chrono::hours(13));
  EXPECT_EQ(call("GET", "/v1/session", "", bearer).status, 401);
  EXPECT_EQ(call("GET", "/v1/session", "", "Authorization: Bearer nonsense\r\n").status, 401);
  EXPECT_EQ(call("GET", "/v1/session", "").json()["code"], "unauthenticated");
}

TEST_F(ApiTest, RefusesWrongPasswordsAndSlowsGuessing) {
  start();
  EXPECT_EQ(sign_in("manager", "wrong").status, 401);
  EXPECT_EQ(sign_in("unknown", "wrong").body, sign_in("manager", "wrong").body) << "no login is betrayed";
  for (int i = 2; i < 10; ++i) EXPECT_EQ(sign_in("manager", "wrong").status, 401);
  const Answered throttled = sign_in("manager", "right");
  EXPECT_EQ(throttled.status, 429);
  EXPECT_EQ(throttled.header("retry-after"), "60");
  clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(sign_in("manager", "right").status, 200);
}

TEST_F(ApiTest, SignInChecksItsBody) {
  start();
  for (const std::string body : {"", "{", "[]", R"({"login":"x"})", R"({"login":1,"password":"x"})"})
    EXPECT_EQ(call("POST", "/v1/session", "", "Content-Type: application/json\r\n", body).status, 400) << body;
  EXPECT_EQ(call("PATCH", "/v1/session", "manager", "", R"({"language":"fr"})").status, 400);
}

TEST_F(ApiTest, EverythingButOperationsNeedsASession) {
  start();
  for (const Route& route : routes()) {
    std::string path(route.pattern);
    if (path == "/{file...}") continue;
    for (auto brace = path.find('{'); brace != std::string::npos; brace = path.find('{'))
      path.replace(brace, path.find('}') - brace + 1, "vtt");
    const Answered answered = call(to_string(route.method), path, "", "X-CXAI: 1\r\n");
    // A token in the path stands for the session.
    if (route.access == Access::open && route.pattern.find("{token}") == std::string_view::npos) {
      EXPECT_NE(answered.status, 401) << route.pattern;
    } else {
      EXPECT_EQ(answered.status, 401) << route.pattern;
    }
  }
}

TEST_F(ApiTest, ListsFiltersSortsAndPages) {
  fill();
  start();
  const Answered all = call("GET", "/v1/conversations");
  EXPECT_EQ(all.json()["total"], 3);
  EXPECT_EQ(all.json()["next_cursor"], nullptr);
  const Json all_rows = all.json();
  const Json& row = all_rows["items"][0];
  EXPECT_EQ(row["id"], "cnv_1");
  EXPECT_EQ(row["agent"], (Json{{"id", "a1"}, {"name", "Agent a1"}}));
  EXPECT_EQ(row["started_at"], "2026-03-14T10:00:00.000Z");
  EXPECT_EQ(row["topic"], nullptr);
  EXPECT_EQ(row["talk_ms"], (Json{{"agent", nullptr}, {"customer", nullptr}}));
  EXPECT_EQ(row["has_audio"], false);
  EXPECT_THAT(ids("?sort=started_at&order=asc"), ElementsAre("cnv_2", "cnv_3", "cnv_1"));
  EXPECT_THAT(ids("?sentiment=negative,positive"), ElementsAre("cnv_1", "cnv_2"));
  EXPECT_THAT(ids("?sentiment=-"), ElementsAre("cnv_3"));
  EXPECT_THAT(ids("?agent=-"), ElementsAre("cnv_3"));
  EXPECT_THAT(ids("?from=2026-03-14T00:00:00Z&to=2026-03-14T09:30:00Z"), ElementsAre("cnv_3"));
  EXPECT_THAT(ids("?q=cnv_2"), ElementsAre("cnv_2"));
  EXPECT_THAT(ids("?q=nothing+like+this"), ElementsAre());
  const Answered first = call("GET", "/v1/conversations?limit=2");
  const std::string cursor = first.json()["next_cursor"].get<std::string>();
  EXPECT_THAT(ids("?limit=2&cursor=" + cursor), ElementsAre("cnv_2"));
}

TEST_F(ApiTest, NamesTheWrongParameter) {
  start();
  for (const std::string bad : {"kind=fax", "state=lost", "sentiment=happy", "resolution=maybe", "from=yesterday",
                                "min_silence_ms=-1", "limit=0", "limit=1001", "limit=x", "sort=colour", "order=up",
                                "cursor=zz", "from=2026-02-02&to=2026-01-01", "sentimnt=negative"}) {
    const Answered answered = call("GET", "/v1/conversations?" + bad);
    EXPECT_EQ(answered.status, 400) << bad;
    EXPECT_EQ(answered.header("content-type"), "application/problem+json");
    EXPECT_THAT(answered.json()["detail"].get<std::string>(), HasSubstr(bad.substr(0, bad.find('=')))) << bad;
  }
}

TEST_F(ApiTest, AgentsSeeTheirOwnOnly) {
  fill();
  start();
  EXPECT_THAT(ids("", "ayse"), ElementsAre("cnv_1", "cnv_2"));
  EXPECT_THAT(ids("?agent=a1", "ayse"), ElementsAre("cnv_1", "cnv_2"));
  EXPECT_EQ(call("GET", "/v1/conversations?agent=a2", "ayse").status, 403);
  EXPECT_EQ(call("GET", "/v1/conversations?agent=-", "ayse").status, 403);
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_1", "ayse").status, 200);
  for (const char* path : {"/v1/conversations/cnv_3", "/v1/conversations/cnv_3/audio", "/v1/conversations/cnv_3/peaks",
                           "/v1/conversations/cnv_3/transcript.vtt"})
    EXPECT_EQ(call("GET", path, "ayse").status, 404) << path;
  EXPECT_EQ(call("GET", "/v1/conversations", "nobody").status, 403) << "no agent is not the unknown agent";
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_3", "nobody").status, 404);
  EXPECT_EQ(call("GET", "/v1/statistics/overview", "ayse").json()["n"], 2);
  EXPECT_EQ(call("GET", "/v1/agents", "ayse").json()["items"].size(), 1U);
  EXPECT_EQ(call("GET", "/v1/jobs", "ayse").json()["counts"]["succeeded"], 2);
  EXPECT_EQ(call("GET", "/v1/jobs", "manager").json()["counts"]["succeeded"], 3);
  EXPECT_EQ(call("POST", "/v1/conversations?filename=a.wav", "ayse", "", "x").status, 403);
}

TEST_F(ApiTest, ShowsOneConversationAndItsMaskedTranscript) {
  fill();
  start();
  const Json document = call("GET", "/v1/conversations/cnv_1").json();
  EXPECT_EQ(document["conversation"]["id"], "cnv_1");
  EXPECT_EQ(document["conversation"]["recording"]["channels"], 2);
  EXPECT_EQ(document["conversation"]["metadata"], Json::object());
  EXPECT_EQ(document["analysis"]["schema"], "cxai.analysis/1");
  EXPECT_EQ(document["analyses"], Json::array({"ana_cnv_1"}));
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_9").status, 404);
  const Answered vtt = call("GET", "/v1/conversations/cnv_1/transcript.vtt");
  EXPECT_EQ(vtt.header("content-type"), "text/vtt; charset=utf-8");
  EXPECT_THAT(vtt.body, HasSubstr("[PERSON_1]"));
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_1/transcript.srt").status, 200);
  EXPECT_THAT(call("GET", "/v1/conversations/cnv_1/transcript.txt").body, HasSubstr("Müşteri: Faturam"));
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_1/transcript.json").json()["turns"].size(), 1U);
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_1/transcript.pdf").status, 404);
}

TEST_F(ApiTest, SendsSoundInRanges) {
  const std::string sound = "0123456789" + std::string(300'000, 'x') + "END";
  const std::string blob = blobs.put("cnv_s", store::BlobKind::sound, sound).value().sha256;
  const std::string_view shape("CXPK\x01\x01\x32\x00\x01\x00\x00\x00\x2a", 13);
  const std::string peaks = blobs.put("cnv_s", store::BlobKind::sound, shape).value().sha256;
  add("cnv_s", "a1", "", kNow, {}, blob, peaks, blob);
  start();
  const std::string path = "/v1/conversations/cnv_s/audio";
  const Answered whole = call("GET", path);
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.body, sound);
  EXPECT_EQ(whole.header("accept-ranges"), "bytes");
  EXPECT_EQ(whole.header("content-type"), "audio/ogg");
  const Answered part = call("GET", path, "manager", "Range: bytes=2-5\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "2345");
  EXPECT_EQ(part.header("content-range"), "bytes 2-5/300013");
  EXPECT_EQ(call("GET", path, "manager", "Range: bytes=-3\r\n").body, "END");
  const Answered outside = call("GET", path, "manager", "Range: bytes=400000-\r\n");
  EXPECT_EQ(outside.status, 416);
  EXPECT_EQ(outside.header("content-range"), "bytes */300013");
  const std::string etag = whole.header("etag");
  EXPECT_EQ(call("GET", path, "manager", "Range: bytes=0-1\r\nIf-Range: " + etag + "\r\n").status, 206);
  EXPECT_EQ(call("GET", path, "manager", "Range: bytes=0-1\r\nIf-Range: \"old\"\r\n").status, 200);
  EXPECT_EQ(call("GET", path, "manager", "If-None-Match: " + etag + "\r\n").status, 304);
  const Answered head = call("HEAD", path, "manager", "Range: bytes=0-1\r\n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "300013");
  EXPECT_EQ(call("GET", path + "?original=1", "officer").header("content-type"), "audio/wav");
  EXPECT_EQ(call("GET", path + "?original=1", "ayse").status, 403);
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_s/peaks").json()["channels"], Json::array({Json::array({42})}));
}

TEST_F(ApiTest, PlaysTheRedactedSoundUnlessTheOriginalMayBeHeard) {
  const auto put = [&](std::string_view bytes) {
    return blobs.put("cnv_r", store::BlobKind::sound, bytes).value().sha256;
  };
  const std::string_view shape("CXPK\x01\x01\x32\x00\x01\x00\x00\x00\x2a", 13);
  add("cnv_r", "a1", "", kNow, {}, put("4111 aloud"), put(shape), put("a tone"));
  add("cnv_u", "a1", "", kNow, {}, blobs.put("cnv_u", store::BlobKind::sound, "unknown words").value().sha256);
  start();
  const std::string path = "/v1/conversations/cnv_r/audio";
  for (const char* login : {"manager", "ayse", "officer"}) EXPECT_EQ(call("GET", path, login).body, "a tone") << login;
  const auto entries = [&] {
    return call("GET", "/v1/audit?action=original.listen", "officer").json()["items"].size();
  };
  EXPECT_EQ(entries(), 0U) << "the redacted copy is no original";
  EXPECT_EQ(call("GET", path + "?original=true", "manager").status, 403);
  EXPECT_EQ(call("GET", path + "?original=file", "ayse").status, 403);
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_r/peaks?original=true", "manager").status, 403);
  EXPECT_EQ(entries(), 0U);
  const Answered heard = call("GET", path + "?original=true", "officer");
  EXPECT_EQ(heard.body, "4111 aloud");
  EXPECT_EQ(heard.header("content-type"), "audio/ogg");
  EXPECT_EQ(entries(), 1U);
  EXPECT_EQ(call("GET", path + "?original=maybe", "officer").status, 400);
  const Answered unknown = call("GET", "/v1/conversations/cnv_u/audio");
  EXPECT_EQ(unknown.status, 404) << "nobody knows what is said there, so nothing can be covered";
  EXPECT_THAT(unknown.body, HasSubstr("transcript"));
  EXPECT_EQ(call("GET", "/v1/conversations/cnv_u/audio?original=true", "officer").body, "unknown words");
}

TEST_F(ApiTest, TakesFormsAndRawFiles) {
  start();
  const std::string bytes("RIFF\0\r\n--B\r\n\xff--", 15);
  const std::string form =
      "--XB\r\nContent-Disposition: form-data; name=\"recording\"; filename=\"çağrı.wav\"\r\n\r\n" + bytes +
      "\r\n--XB\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{\"kind\":\"call\"}\r\n--XB--\r\n";
  const Answered taken =
      call("POST", "/v1/conversations", "manager", "Content-Type: multipart/form-data; boundary=XB\r\n", form);
  ASSERT_EQ(taken.status, 202) << taken.body;
  EXPECT_EQ(
      taken.json()["items"][0],
      (Json{{"conversation_id", "cnv_new"}, {"job_id", "job_new"}, {"already_there", false}, {"source", "çağrı.wav"}}));
  EXPECT_EQ(taken.json()["failures"][0], (Json{{"source", "rows.csv"}, {"line", 7}, {"detail", "no text"}}));
  EXPECT_EQ(intake.contents["recording"], bytes);
  EXPECT_EQ(intake.contents["metadata"], "{\"kind\":\"call\"}");
  for (const auto& path : intake.paths) EXPECT_FALSE(std::filesystem::exists(path)) << "what intake left is removed";

  const std::string big(600'000, 'z');
  EXPECT_EQ(call("POST", "/v1/conversations?filename=call.wav", "manager", "Content-Type: audio/wav\r\n", big).status,
            202);
  EXPECT_EQ(intake.contents[""], big);
  EXPECT_EQ(intake.last.front().content_type, "audio/wav");
  const Answered bad = call("POST", "/v1/conversations?filename=bad.wav", "manager", "", "x");
  EXPECT_EQ(bad.status, 415);
  EXPECT_THAT(bad.json()["detail"].get<std::string>(), HasSubstr("no known media file"));
}

TEST_F(ApiTest, RefusesUploadsThatAreTooLargeOrBroken) {
  start();
  const std::string target = "/v1/conversations?filename=a.wav";
  EXPECT_EQ(call("POST", target, "manager", "", std::string((1 << 20) + 1, 'x')).status, 413);
  EXPECT_EQ(call("POST", "/v1/conversations", "manager", "", "x").status, 400) << "no name";
  EXPECT_EQ(call("POST", "/v1/conversations", "manager", "Content-Type: multipart/form-data\r\n", "x").status, 400);
  EXPECT_EQ(
      call("POST", "/v1/conversations", "manager", "Content-Type: multipart/form-data; boundary=B\r\n", "x").status,
      400);
  Client client(server->port());  // announced far too large: refused before it is sent
  client.send("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\nAuthorization: Bearer " +
              token("manager") + "\r\n\r\n");
  EXPECT_EQ(client.receive().status, 413);
  Client gone(server->port());  // goes away half-way
  gone.send("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nAuthorization: Bearer " +
            token("manager") + "\r\n\r\nabc");
  gone.shut();
  server->stop();
  EXPECT_TRUE(std::filesystem::is_empty(blobs.scratch()));
}

TEST_F(ApiTest, OverviewAddsUp) {
  fill();
  start();
  const Json day = call("GET", "/v1/statistics/overview?from=2026-03-13T12:00:00Z&to=2026-03-14T12:00:00Z").json();
  EXPECT_EQ(day["n"], 2);
  EXPECT_EQ(day["totals"]["sentiment"]["negative"], 1);
  EXPECT_EQ(day["totals"]["sentiment"]["unknown"], 1);
  EXPECT_EQ(day["previous"]["count"], 1);
  EXPECT_EQ(day["by_time"]["unit"], "hour");
  EXPECT_EQ(day["by_time"]["items"].size(), 24U);
  EXPECT_EQ(day["by_time"]["items"][0]["key"], "2026-03-13T15");  // in the centre's time
  std::int64_t sum = 0;
  for (const auto& bucket : day["by_time"]["items"]) sum += bucket["count"].get<std::int64_t>();
  EXPECT_EQ(sum, 2);
  EXPECT_EQ(day["by_agent"][0]["label"], "Agent a1");
  EXPECT_EQ(day["by_agent"][1]["key"], nullptr);
  EXPECT_EQ(day["top_terms"], Json::array({{{"term", "fatura"}, {"conversations", 1}}}));
  EXPECT_EQ(day["longest_silences"].size(), 2U);
  EXPECT_EQ(day["totals"]["duration_ms"], (Json{{"mean", 60000}, {"n", 2}, {"low", 60000}, {"high", 60000}}));
  const Json month = call("GET", "/v1/statistics/overview?sentiment=positive").json();
  EXPECT_EQ(month["n"], 1);
  EXPECT_EQ(month["by_time"]["unit"], "day");
  EXPECT_EQ(month["to"], "2026-03-14T12:00:00.000Z");
  EXPECT_EQ(month["totals"]["duration_ms"]["low"], nullptr);
}

TEST_F(ApiTest, CorrectionsQueueANewAnalysis) {
  fill();
  start();
  const std::string target = "/v1/conversations/cnv_1/corrections";
  const std::string json = "Content-Type: application/json\r\n";
  const auto wrong = call("POST", target, "manager", json, R"({"kind": "merge_voices", "voice": "customer"})");
  EXPECT_EQ(wrong.status, 400) << wrong.body;
  EXPECT_EQ(call("POST", target, "manager", json, R"({"kind": "merge_voices", "voice": "x", "to": "y"})").status, 404);
  EXPECT_EQ(call("POST", target, "ayse", json, R"({"kind": "swap_roles"})").status, 403);
  EXPECT_EQ(call("POST", target, "manager", json, R"({"kind": "swap_roles", "analysis_id": "old"})").status, 409);
  EXPECT_EQ(call("DELETE", target + "/last", "manager", "X-CXAI: 1\r\n").status, 409) << "nothing to take back";

  const auto queued = call("POST", target, "manager", json, R"({"kind": "swap_roles", "analysis_id": "ana_cnv_1"})");
  ASSERT_EQ(queued.status, 202) << queued.body;
  EXPECT_EQ(queued.json()["conversation_id"], "cnv_1");
  EXPECT_EQ(call("POST", target, "manager", json, R"({"kind": "swap_roles"})").status, 409) << "one at a time";
  const auto job = store->claim_job("w");
  ASSERT_TRUE(job && *job);
  EXPECT_EQ((*job)->payload["supersedes"], "ana_cnv_1");
  ASSERT_EQ((*job)->payload["corrections"].size(), 1U);
  EXPECT_EQ((*job)->payload["corrections"][0]["kind"], "swap_roles");
  EXPECT_EQ((*job)->payload["corrections"][0]["by"], "usr_manager");
  EXPECT_FALSE((*job)->payload["corrections"][0]["at"].get<std::string>().empty());
}

TEST_F(ApiTest, AgentsAndFacets) {
  fill();
  start();
  EXPECT_EQ(call("GET", "/v1/agents").json()["items"],
            Json::array({{{"id", "a1"}, {"name", "Agent a1"}, {"team", "Fatura"}, {"conversations", 2}}}));
  const Json facets = call("GET", "/v1/facets?sentiment=negative").json();
  EXPECT_EQ(facets["agents"], Json::array({{{"id", "a1"}, {"name", "Agent a1"}}}));
  EXPECT_EQ(facets["teams"], Json::array({"Fatura"}));
  EXPECT_EQ(facets["topics"], Json::array());
}

TEST_F(ApiTest, ExportsTables) {
  fill();
  start();
  const Answered csv = call("GET", "/v1/conversations/export?format=csv&lang=tr&sentiment=negative");
  EXPECT_EQ(csv.status, 200) << csv.body;
  EXPECT_THAT(csv.body, HasSubstr("Duygu"));
  EXPECT_THAT(csv.body, HasSubstr("olumsuz"));
  EXPECT_THAT(csv.body, Not(HasSubstr("cnv_2")));
  EXPECT_THAT(csv.header("content-disposition"), HasSubstr("2026-03-14.csv"));
  EXPECT_THAT(call("GET", "/v1/conversations/export?format=csv&lang=en").body, HasSubstr("Sentiment"));
  const Answered xlsx = call("GET", "/v1/conversations/export?format=xlsx&lang=de");
  EXPECT_EQ(xlsx.status, 200);
  EXPECT_EQ(xlsx.body.substr(0, 2), "PK");
  EXPECT_EQ(call("GET", "/v1/conversations/export?format=pdf").status, 400);
  EXPECT_EQ(call("GET", "/v1/conversations/export?format=csv&lang=fr").status, 400);
}

TEST_F(ApiTest, WhatLeavesForALanguageModelIsSaidToEverybody) {
  fill();
  start();
  EXPECT_EQ(call("GET", "/v1/language-model", "ayse").json(), (Json{{"in_use", false}}));
  EXPECT_EQ(call("GET", "/v1/language-model", "").status, 401);
}

TEST_F(ApiTest, Jobs) {
  fill();
  start();
  const Json list = call("GET", "/v1/jobs?state=succeeded&limit=2").json();
  ASSERT_EQ(list["items"].size(), 2U);
  const std::string id = list["items"][0]["id"].get<std::string>();
  const Json job = call("GET", "/v1/jobs/" + id).json();
  EXPECT_EQ(job["state"], "succeeded");
  EXPECT_EQ(job["kind"], "analyze");
  EXPECT_EQ(call("GET", "/v1/jobs?state=lost").status, 400);
  EXPECT_EQ(call("GET", "/v1/jobs/job_none").status, 404);
  EXPECT_EQ(call("GET", "/v1/jobs/job_none/events").status, 404);
}

class EventsTest : public ApiTest {
 protected:
  std::string queue(const std::string& conversation, const std::string& agent) {
    store::Arrival arrival;
    arrival.conversation.id = conversation;
    arrival.conversation.agent_id = agent;
    arrival.conversation.created_at = kNow;
    arrival.job_payload = Json::object();
    return store->register_conversation(arrival).value().job_id;
  }
  void await_subscribers(std::size_t count) {
    for (int i = 0; i < 1000 && events.subscribers() != count; ++i) std::this_thread::sleep_for(Millis(5));
    EXPECT_EQ(events.subscribers(), count);
  }
};

TEST_F(EventsTest, FollowsTheCentreAndNoticesWhoLeaves) {
  start();
  Client client(server->port());
  client.send(request("GET", "/v1/events", "manager"));
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("text/event-stream"));
  await_subscribers(1);
  events.publish({"conversation", Json{{"id", "cnv_1"}, {"state", "ready"}}, "", "cnv_1"});
  EXPECT_THAT(client.read_until("}\n\n"),
              HasSubstr("event: conversation\ndata: {\"id\":\"cnv_1\",\"state\":\"ready\"}\n\n"));
  client.shut();
  await_subscribers(0);
}

TEST_F(EventsTest, KeepsAliveAndEndsWithTheSession) {
  options.timeouts.keep_alive = Millis(50);
  start();
  Client client(server->port());
  client.send(request("GET", "/v1/events", "manager"));
  EXPECT_THAT(client.read_until(": keep-alive\n\n"), HasSubstr(": keep-alive\n\n"));
  EXPECT_EQ(call("DELETE", "/v1/session").status, 204);
  EXPECT_TRUE(client.closed());
}

TEST_F(EventsTest, AgentsHearOfTheirOwnOnly) {
  fill();
  start();
  Client client(server->port());
  client.send(request("GET", "/v1/events", "ayse"));
  client.read_until("\r\n\r\n");
  await_subscribers(1);
  for (const char* id : {"cnv_3", "cnv_unknown", "", "cnv_1"})
    events.publish({"conversation", Json{{"id", id}, {"state", "ready"}}, "", id});
  const std::string heard = client.read_until("cnv_1");
  EXPECT_THAT(heard, Not(HasSubstr("cnv_3")));
  EXPECT_THAT(heard, Not(HasSubstr("unknown")));
}

TEST_F(EventsTest, FollowsAJobToItsEnd) {
  const std::string id = queue("cnv_q", "a1");
  start();
  Client client(server->port());
  client.send(request("GET", "/v1/jobs/" + id + "/events", "ayse"));
  EXPECT_THAT(client.read_until("\"state\":\"queued\""), HasSubstr("event: job\ndata: {\"id\":\"" + id));
  ASSERT_TRUE(store->claim_job("w").value());
  ASSERT_TRUE(store->report_progress(id, 0.5, "decode"));
  events.publish({"job", Json::object(), id, "cnv_q"});
  EXPECT_THAT(client.read_until("\"progress\":0.5"), HasSubstr("\"stage\":\"decode\""));
  ASSERT_TRUE(store->fail_job(id, "w", "broken file", false));
  events.publish({"job", Json::object(), id, "cnv_q"});
  EXPECT_THAT(client.read_until("\"state\":\"failed\""), HasSubstr("broken file"));
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(call("GET", "/v1/jobs/" + id + "/events", "nobody").status, 404);
}

TEST(OpenApi, DocumentsEveryRoute) {
  const Json document = openapi_document(routes());
  EXPECT_EQ(document["openapi"], "3.1.0");
  std::set<std::string> referenced;
  const std::function<void(const Json&)> collect = [&](const Json& value) {
    if (value.is_object() && value.contains("$ref")) referenced.insert(value["$ref"].get<std::string>());
    for (const auto& part : value)
      if (part.is_structured()) collect(part);
  };
  collect(document);
  for (const auto& reference : referenced) {
    const std::string prefix = "#/components/schemas/";
    ASSERT_TRUE(reference.starts_with(prefix));
    EXPECT_TRUE(document["components"]["schemas"].contains(reference.substr(prefix.size()))) << reference;
  }
  std::set<std::string> seen;
  for (const Route& route : routes()) {
    std::string path(route.pattern);
    if (const auto dots = path.find("..."); dots != std::string::npos) path.erase(dots, 3);
    const std::string method = http::lower_ascii(to_string(route.method));
    ASSERT_TRUE(document["paths"].contains(path) && document["paths"][path].contains(method)) << path;
    EXPECT_TRUE(seen.insert(method + path).second) << "twice in the table: " << path;
    const Json operation = document["paths"][path][method];
    EXPECT_FALSE(operation["summary"].get<std::string>().empty()) << path;
    EXPECT_TRUE(operation["responses"].contains(std::to_string(route.answer.status))) << path;
    EXPECT_EQ(operation.contains("requestBody"), route.body != BodyKind::none) << path;
    for (const auto& parameter : operation["parameters"]) {
      EXPECT_TRUE(parameter.contains("schema")) << path << " " << parameter["name"];
      EXPECT_EQ(parameter["in"] == "path",
                path.find("{" + parameter["name"].get<std::string>() + "}") != std::string::npos);
    }
    if (route.body == BodyKind::json) {
      EXPECT_FALSE(route.body_schema.empty()) << path;
    }
  }
}

TEST_F(ApiTest, ServesTheOpenApiDocument) {
  start();
  const Answered answered = call("GET", "/v1/openapi.json", "");
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(answered.json()["paths"].size(), openapi_document(routes())["paths"].size());
}

}  // namespace
}  // namespace cxai::serve
