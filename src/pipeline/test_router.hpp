// A small router that knows four companies, trained on invented texts. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "pipeline/routing_desk.hpp"
#include "routing/finetune.hpp"
#include "routing/test_data.hpp"

namespace cxai::pipeline {

inline constexpr const char* kParcelTalk = "kurye paket teslimat gönderi nerede";  // VortepaKargo
inline constexpr const char* kSmallTalk = "günaydın hava çay tatil trafik";        // none

// Gives its name. The last one trained is the champion.
inline std::string train_router(const RoutingDeskOptions& where, const std::string& id) {
  const base::FixedClock clock(Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14)));
  auto folder = routing::JobFolder::create(where.jobs, routing::test_job(id));
  CXAI_CHECK(folder.has_value());
  const routing::Registry registry(where.models);
  const routing::FinetuneOptions options{.threads = 1, .epochs = 4, .hold_out = 0, .target_risk = 0.1};
  const auto done = routing::finetune(*folder, routing::TestData().data(), options, registry, clock,
                                      [](const routing::FinetuneProgress&) { return true; });
  CXAI_CHECK(done.has_value());
  CXAI_CHECK(registry.promote(done->info, clock.now(), "trained").has_value());
  return done->info.name();
}

}  // namespace cxai::pipeline
