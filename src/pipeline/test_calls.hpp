// Calls made of tones, and a small centre that takes them in. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "audio/decoder.hpp"
#include "audio/wav.hpp"
#include "base/clock.hpp"
#include "base/files.hpp"
#include "pipeline/arrivals.hpp"
#include "pipeline/worker.hpp"
#include "store/sql_store.hpp"

namespace cxai::pipeline {

inline const Timestamp kNow = base::parse_utc("2026-03-14T09:00:00Z").value();
inline constexpr int kRateHz = 8'000;

struct Burst {
  double from_s = 0;
  double to_s = 0;
};

// One channel: digital silence but for the bursts.
inline std::vector<float> channel(double length_s, const std::vector<Burst>& bursts, double hz = 300,
                                  int rate_hz = kRateHz) {
  std::vector<float> samples(static_cast<std::size_t>(length_s * rate_hz));
  for (const Burst& burst : bursts)
    for (auto i = static_cast<std::size_t>(burst.from_s * rate_hz); i < burst.to_s * rate_hz; ++i)
      samples.at(i) = static_cast<float>(0.3 * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz));
  return samples;
}

inline audio::DecoderOptions test_decoder() {
  audio::DecoderOptions options;
  options.program = CXAI_TEST_DECODER;
  return options;
}

// Takes the bursts for speech: it knows loud from quiet, not voices from tones.
inline vad::DetectorChoice test_detector() {
  return vad::DetectorChoice::from_setting("energy").value();
}

// Agent: 1–3 s and 6–8 s on the left; customer: 3.5–5.5 s and 7–9 s on the right; ten seconds in all.
inline audio::Pcm two_channel_call() {
  return {kRateHz, {channel(10, {{1, 3}, {6, 8}}), channel(10, {{3.5, 5.5}, {7, 9}}, 500)}};
}

inline const std::string kTwoChannelDialogue = R"({"language": "tr", "turns": [
  {"role": "agent", "text": "Merhaba, nasıl yardımcı olabilirim?", "start_ms": 1000, "end_ms": 3000},
  {"role": "customer", "text": "Faturam yanlış geldi.", "start_ms": 3500, "end_ms": 5500},
  {"role": "agent", "text": "Hemen bakıyorum, iadenizi yaptım.", "start_ms": 6000, "end_ms": 8000},
  {"role": "customer", "text": "Çok teşekkür ederim, sorunum çözüldü.", "start_ms": 7000, "end_ms": 9000}]})";

inline const std::string kChat =
    "Temsilci: Merhaba, nasıl yardımcı olabilirim?\n"
    "Müşteri: Kargom gelmedi, 0532 111 22 33 numarasından arayın.\n";

// Store, blobs and what runs on them, in a folder of their own.
class Centre : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::open_sql_store({.database = dir_.path() / "cxai.db"}, clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
    auto keys = store::Keys::open({dir_.path() / "keys", ""}, clock_);
    ASSERT_TRUE(keys) << keys.error().message;
    keys_ = std::move(*keys);
    blobs_ = std::make_unique<store::Blobs>(dir_.path() / "blobs", *keys_);
    arrivals_ = std::make_unique<Arrivals>(*store_, *blobs_, clock_);
  }

  std::filesystem::path write(const std::string& name, const std::string& bytes) {
    const auto path = dir_.path() / "in" / name;
    EXPECT_TRUE(base::write_file_atomic(path, bytes));
    return path;
  }
  std::filesystem::path write(const std::string& name, const audio::Pcm& pcm) {
    const auto path = dir_.path() / "in" / name;
    std::filesystem::create_directories(path.parent_path());
    EXPECT_TRUE(audio::write_wav(path, pcm));
    return path;
  }
  // A finished upload: a file below the scratch folder, as a server leaves it.
  UploadedFile upload(const std::string& field, const std::string& filename, const std::string& bytes,
                      const std::string& content_type = "") {
    const auto staged = blobs_->stage(bytes);
    EXPECT_TRUE(staged) << staged.error().message;
    return {field, filename, content_type, staged->file.path, *staged};
  }

  // Works until the queue is empty.
  void work(int workers = 2) {
    WorkerOptions options;
    options.count = workers;
    options.decoder = test_decoder();
    options.detector = test_detector();
    options.when_idle = WhenIdle::stop;
    Workers all(*store_, *blobs_, events_, clock_, options);
    all.start();
    all.join();
  }

  store::ConversationRow row(const std::string& id) {
    auto found = store_->conversation(id);
    EXPECT_TRUE(found && *found) << "no conversation " << id;
    return found && *found ? **found : store::ConversationRow{};
  }
  std::string sealed(const std::string& id, store::BlobKind kind, const std::string& sha256) {
    return blobs_->read(id, kind, sha256).value_or("(cannot be read)");
  }
  store::JobCounts counts() { return store_->job_counts().value_or(store::JobCounts{-1, -1, -1, -1}); }

  base::TempDir dir_;
  base::FixedClock clock_{kNow};
  stream::EventBus events_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Keys> keys_;
  std::unique_ptr<store::Blobs> blobs_;
  std::unique_ptr<Arrivals> arrivals_;
};

}  // namespace cxai::pipeline
