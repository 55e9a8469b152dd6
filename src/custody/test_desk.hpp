// A small centre with sealed conversations, for the tests of this room.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "conversation/formats.hpp"
#include "custody/custodian.hpp"
#include "store/sql_store.hpp"

namespace cxai::custody {

using store::BlobKind;

class Desk : public testing::Test {
 protected:
  // A conversation with recording and words, of a customer with this telephone number.
  std::string add(const std::string& id, const std::string& phone, int days_ago = 0, const std::string& team = "") {
    store::Arrival arrival;
    auto& c = arrival.conversation;
    c.id = id;
    c.source = id + ".wav";
    c.team = team;
    c.created_at = clock_.now();
    c.started_at = clock_.now() - std::chrono::days(days_ago);
    arrival.job_payload = Json::object();
    arrival.originals.recording_sha256 = blobs_.put(id, BlobKind::sound, "sound of " + id)->sha256;
    const std::string words = R"({"language":"tr","turns":[{"role":"customer","text":"Numaram )" + phone + R"(."}]})";
    arrival.originals.transcript_sha256 = blobs_.put(id, BlobKind::text, words)->sha256;
    arrival.people.push_back(*store::person_key(*keys_->secret("index"), "PHONE", phone, "metadata"));
    EXPECT_TRUE(store_->register_conversation(arrival));
    const auto job = store_->claim_job("w");
    store::Finished finished;
    finished.conversation = c;
    finished.analysis.conversation_id = id;
    finished.analysis.analysis_id = "a_" + id;
    finished.analysis.created_at = clock_.now();
    finished.analysis.measures = Json::object();
    finished.terms.push_back({"fatura", "fatura", 1});
    finished.words_sha256 = arrival.originals.transcript_sha256;
    EXPECT_TRUE(store_->finish_job((*job)->id, "w", finished));
    return id;
  }

  bool exists(const std::string& id) { return store_->conversation(id)->has_value(); }
  bool readable(const std::string& id, BlobKind kind, const std::string& content) {
    return blobs_.read(id, kind, base::sha256_hex(content)).has_value();
  }
  std::string everything_on_disk() {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
  }

  base::TempDir dir_;
  base::FixedClock clock_{base::parse_utc("2026-03-14T09:00:00Z").value()};
  std::unique_ptr<store::Store> store_ =
      std::move(store::open_sql_store({.database = dir_.path() / "cxai.db"}, clock_).value());
  std::unique_ptr<store::Keys> keys_ = std::move(store::Keys::open({dir_.path() / "keys", ""}, clock_).value());
  store::Blobs blobs_{dir_.path() / "blobs", *keys_};
  AuditLog audit_{*store_, *keys_, clock_};
  Custodian custodian_{*store_,
                       blobs_,
                       clock_,
                       audit_,
                       "Mavi Telekom",
                       [this](const store::ConversationRow& row,
                              const std::set<std::string>&) -> Result<std::optional<conversation::Transcript>> {
                         if (row.words_sha256.empty()) return std::nullopt;
                         CXAI_TRY(const auto bytes, blobs_.read(row.conversation.id, BlobKind::text, row.words_sha256));
                         CXAI_TRY(auto transcript, conversation::read_transcript(bytes));
                         return transcript;
                       }};
  const Order order_{"u_officer", "KVKK başvurusu"};
};

}  // namespace cxai::custody
