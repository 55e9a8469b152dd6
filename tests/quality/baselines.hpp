// Figures of quality that may only rise, kept in tests/quality/baselines.json: one object per test, in it one per data
// set, in that "n" and the figures. CXAI_ACCEPT=1 writes the present ones of this test beside those of the others.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/files.hpp"
#include "base/json.hpp"

namespace cxai {

// Arithmetic differs in the last digits between builds and processors, and a decision on the edge may tip.
inline constexpr double kRounding = 0.005;

// Fails the running test where a figure fell or `n` changed. True: nothing was compared, skip.
inline bool compare_with_baselines(const std::string& test, const base::Json& now) {
  const std::filesystem::path path = std::filesystem::path(CXAI_SOURCE_DIR) / "tests/quality/baselines.json";
  const auto text = base::read_file(path);
  const auto read = text ? base::parse_json(*text) : base::Result<base::Json>(base::Json::object());
  if (!read) {
    ADD_FAILURE() << path << ": " << read.error().message;
    return false;
  }
  base::Json baselines = *read;
  if (std::getenv("CXAI_ACCEPT") != nullptr) {
    baselines[test] = now;
    EXPECT_TRUE(base::write_file_atomic(path, base::dump_json(baselines, 2) + "\n"));
    std::filesystem::permissions(path, std::filesystem::perms(0644));
    return true;
  }
  if (!baselines.contains(test)) {
    ADD_FAILURE() << "no baseline for " << test << "; CXAI_ACCEPT=1 writes it";
    return false;
  }
  for (const auto& [set, before] : baselines[test].items()) {
    if (!now.contains(set)) {
      ADD_FAILURE() << test << ": " << set << " was not measured";
      continue;
    }
    EXPECT_EQ(now[set]["n"], before["n"]) << set << ": other data; accept a new baseline knowingly";
    for (const auto& [figure, value] : before.items()) {
      if (figure == "n") continue;
      EXPECT_GE(now[set][figure].get<double>(), value.get<double>() - kRounding) << set << " " << figure;
    }
  }
  return false;
}

}  // namespace cxai
