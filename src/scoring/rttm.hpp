// Reads who spoke when (RTTM) and what is to be scored (UEM).
//
// Input    RTTM  lines "SPEAKER file channel begin duration <NA> <NA> name <NA> <NA>", seconds; other line types are
//                left out
//          UEM   lines "file channel begin end", seconds; lines that begin with ;; or ; are comments
// Output   by file name; times rounded to milliseconds
// Errors   invalid_input naming the line and the field
// Threads  pure
// Source   NIST RT-09 evaluation plan, appendix A
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "scoring/diarization_errors.hpp"

namespace cxai::scoring {

Result<std::map<std::string, std::vector<SpeakerTurn>>> read_rttm(std::string_view text);
Result<std::map<std::string, std::vector<conversation::Interval>>> read_uem(std::string_view text);

}  // namespace cxai::scoring
