// The demonstration centre: invented calls, spoken on this machine.
//
// Output   in a folder, per call: <id>.wav (8 kHz, agent and announcements left, customer right), <id>.json (dialogue
//          JSON whose times are those of the sound), <id>.meta.json (call metadata as conversation::read_metadata
//          reads)
// Errors   unavailable (espeak-ng is missing or fails; a file cannot be written), invalid_input (a call file is wrong:
//          names file and line)
// Threads  any number of calls at once
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "demo/call_file.hpp"

namespace cxai::demo {

struct SpeakOptions {
  std::filesystem::path espeak = "/usr/bin/espeak-ng";
  int words_per_minute = 165;
  Timestamp now{};                          // `day: -1` is the day before this, where the centre is
  std::chrono::minutes utc_offset{3 * 60};  // of the centre's clock
};

// All calls built into the program, by id.
Result<std::vector<DemoCall>> demo_calls();

// Message threads of the same companies: CSV as definitions, section 4, has it. Their dates are moved by whole days so
// that the latest message is at most a day before `now`.
Result<std::string> demo_tweets(Timestamp now);

// The id of the call's agent, as its metadata have it: "elif-demir".
std::string agent_id(const DemoCall& call);

// Speaks one call and writes its three files into `folder`, which is made when missing. A call that would begin after
// `now` begins a day earlier. The same call and options make the same bytes.
Result<> speak(const DemoCall& call, const std::filesystem::path& folder, const SpeakOptions& options);

}  // namespace cxai::demo
