// Reads a demonstration call.
//
// Input    UTF-8 text, with or without BOM, LF or CRLF
// Errors   invalid_input naming file, line, rule and remedy
// Source   docs/formats/demo-call.md
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "conversation/transcript.hpp"

namespace cxai::demo {

struct DemoTurn {
  conversation::Role role{};  // agent, customer or ivr
  bool overlap = false;       // begins `gap` before the other party has finished, rather than after all have
  Millis gap{400};
  std::string text;
  int line = 0;
};

struct Voices {
  std::string agent;  // as espeak-ng names them: "tr+f3"
  std::string customer;
  std::string ivr;
};

struct DemoCall {
  std::string id;  // the file's name without ending
  std::string language;
  std::string company;
  std::string team;
  std::string agent;
  std::string customer;  // may be empty
  std::string topic;     // what an annotator says of the call; never read by the analysis
  std::string sentiment;
  std::string resolution;
  Voices voices;
  int day = 0;  // 0 today, -1 yesterday, …
  std::chrono::minutes time_of_day{};
  std::vector<DemoTurn> turns;
};

// `path` names the call and stands in messages.
Result<DemoCall> parse_call(std::string_view path, std::string_view text);

}  // namespace cxai::demo
